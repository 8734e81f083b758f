from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from coder.codebook import Codebook
from coder.domain import Code, Theme
from coder.errors import FileProblem
from coder.interchange.refi_codebook import ReadCodebook, read_qdc, write_qdc
from tests.shared_data import SHARED, needs_shared

from .archives import HEAD, G
from .rich import CODEBOOK
from .strategies import codebooks
from .validator import errors, warnings

REAL = SHARED / "refi" / "real"


def _read(path: Path, inside: str) -> ReadCodebook:
    path.write_text(f'{HEAD}<CodeBook xmlns="urn:QDA-XML:codebook:1.0">{inside}</CodeBook>', encoding="utf-8")
    return read_qdc(path)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(before=codebooks())
def test_codes_and_themes_come_back(tmp_path_factory: pytest.TempPathFactory, before: Codebook) -> None:
    path = tmp_path_factory.mktemp("qdc") / "out.qdc"
    write_qdc(before.codes, before.themes, path)
    after = read_qdc(path)
    assert (after.codes, after.themes) == (before.codes, before.themes)


@needs_shared
def test_the_validator_finds_neither_error_nor_warning(tmp_path: Path) -> None:
    write_qdc(CODEBOOK.codes, CODEBOOK.themes, tmp_path / "out.qdc")
    assert (errors(tmp_path / "out.qdc"), warnings(tmp_path / "out.qdc")) == ([], [])


def test_a_description_that_looks_like_a_field_is_listed(tmp_path: Path) -> None:
    code = Code("a", definition="One.\nInclude: this line is part of it", id=f"{G}1")
    losses = write_qdc([code], [], tmp_path / "out.qdc")
    assert losses.count("code descriptions that read differently when they come back") == 1


def test_a_theme_that_names_a_missing_code_is_listed(tmp_path: Path) -> None:
    losses = write_qdc([Code("a")], [Theme("T", ("a", "gone"))], tmp_path / "out.qdc")
    assert losses.count("codes of a theme that are not in the codebook") == 1


def test_no_codes_are_a_loss_since_the_format_forbids_them(tmp_path: Path) -> None:
    assert len(write_qdc([], [], tmp_path / "out.qdc")) == 1


def test_missing_groups_are_made(tmp_path: Path) -> None:
    write_qdc([Code("a/b")], [], tmp_path / "out.qdc")
    assert [(code.path, code.codable) for code in read_qdc(tmp_path / "out.qdc").codes] == [
        ("a", False),
        ("a/b", True),
    ]


@needs_shared
@pytest.mark.parametrize(
    ("name", "codes", "faults"),
    [
        ("doorstop_exported", 8, {"descriptions written as an attribute, against the standard"}),
        (
            "doorstop_iso29148_codes_and_sets",
            1,
            {
                "descriptions written as an attribute, against the standard",
                "sets without codes, or of a name that was there",
            },
        ),
        (
            "doorstop_iso29148_sets_only",
            0,
            {
                "an empty list of codes",
                "descriptions written as an attribute, against the standard",
                "sets without codes, or of a name that was there",
            },
        ),
    ],
)
def test_faulty_codebooks_are_read_and_their_faults_named(name: str, codes: int, faults: set[str]) -> None:
    found = read_qdc(REAL / f"{name}.qdc")
    assert len(found.codes) == codes
    assert faults <= {loss.kind for loss in found.losses}


@needs_shared
def test_a_description_written_as_an_attribute_is_taken() -> None:
    assert read_qdc(REAL / "doorstop_exported.qdc").codes[0].definition == "Hello, world!"


@pytest.mark.parametrize(
    ("colour", "expected"),
    [("#AA3377", "#aa3377"), ("#a37", "#aa3377"), ("red", ""), ("", "")],
)
def test_colours(tmp_path: Path, colour: str, expected: str) -> None:
    inside = f'<Codes><Code guid="{G}1" name="a" isCodable="true" color="{colour}"/></Codes>'
    (code,) = _read(tmp_path / "a.qdc", inside).codes
    assert code.colour == expected


@pytest.mark.parametrize("content", ["", "<CodeBook", "words"])
def test_a_damaged_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.qdc").write_text(content)
    with pytest.raises(FileProblem, match="is damaged"):
        read_qdc(tmp_path / "a.qdc")


def test_entities_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.qdc").write_text('<!DOCTYPE CodeBook [<!ENTITY x "y">]><CodeBook><Codes/></CodeBook>')
    with pytest.raises(FileProblem, match="has a document type"):
        read_qdc(tmp_path / "a.qdc")


def test_another_kind_of_xml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.qdc").write_text("<html/>")
    with pytest.raises(FileProblem, match="holds a 'html'"):
        read_qdc(tmp_path / "a.qdc")
