import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from coder.errors import UnknownNameError
from coder.interchange.losses import Losses
from coder.interchange.presets import PRESETS, preset
from coder.interchange.refi_read import read_qdpx
from coder.interchange.refi_write import write_qdpx
from tests.shared_data import needs_shared

from .carried import carried
from .rich import AT, SOURCES, project
from .validator import counts, errors, warnings

NS = "{urn:QDA-XML:project:1.0}"


def _written(folder: Path, program: str = "standard") -> etree._Element:
    write_qdpx(project(), folder / "out.qdpx", preset=preset(program), privacy="as is")
    with zipfile.ZipFile(folder / "out.qdpx") as archive:
        return etree.fromstring(archive.read("project.qde"))


def _all(root: etree._Element, name: str, attribute: str) -> list[str | None]:
    return [element.get(attribute) for element in root.iter(f"{NS}{name}")]


def _losses(folder: Path, program: str = "standard") -> Losses:
    return write_qdpx(project(), folder / "out.qdpx", preset=preset(program), privacy="as is")


@needs_shared
@pytest.mark.parametrize("program", ["standard", "maxqda", "atlasti"])
def test_the_validator_finds_neither_error_nor_warning(tmp_path: Path, program: str) -> None:
    _written(tmp_path, program)
    assert (errors(tmp_path / "out.qdpx"), warnings(tmp_path / "out.qdpx")) == ([], [])


@needs_shared
def test_the_validator_sees_the_same_numbers(tmp_path: Path) -> None:
    _written(tmp_path)
    found = counts(tmp_path / "out.qdpx")
    expected = {"Code": 9, "Case": 2, "TextSource": 3, "Coding": 4, "Note": 5, "Variable": 7}
    assert {name: found[name] for name in expected} == expected


def test_each_answer_is_a_file_named_by_its_guid(tmp_path: Path) -> None:
    root = _written(tmp_path)
    with zipfile.ZipFile(tmp_path / "out.qdpx") as archive:
        files = {name for name in archive.namelist() if name != "project.qde"}
    named = {f"sources/{guid}.txt" for kind in ("TextSource", "Note") for guid in _all(root, kind, "guid")}
    assert files == named


def test_guids_are_lower_case_without_braces(tmp_path: Path) -> None:
    guids = [value for e in _written(tmp_path).iter() for name, value in e.items() if "guid" in name.lower()]
    assert all(re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", str(guid)) for guid in guids)


def test_code_names_are_unique_over_the_tree(tmp_path: Path) -> None:
    names = _all(_written(tmp_path), "Code", "name")
    assert [name for name in names if "other" in str(name)] == ["other (waiting)", "other (staff)"]
    assert _losses(tmp_path).count("code names that several codes share, told apart") == 2


def test_the_coder_stands_on_selection_and_coding(tmp_path: Path) -> None:
    root = _written(tmp_path)
    coded = [s for s in root.iter(f"{NS}PlainTextSelection") if s.find(f"{NS}Coding") is not None]
    pairs = [(s.get("creatingUser"), s.find(f"{NS}Coding").get("creatingUser")) for s in coded]  # type: ignore[union-attr]
    assert len(pairs) == 4
    assert all(outer == inner for outer, inner in pairs)


def test_a_machine_is_a_user_of_its_own(tmp_path: Path) -> None:
    users = dict(zip(*[_all(_written(tmp_path), "User", name) for name in ("name", "id")], strict=True))
    assert users["tagger@m"] == "machine:tagger@m"


@pytest.mark.parametrize(
    ("attribute", "elements"),
    [
        ("basePath", {"Project"}),
        ("origin", {"Project"}),
        ("creationDateTime", {"Project", "TextSource", "PlainTextSelection", "Coding", "Note"}),
        ("creatingUser", {"TextSource", "PlainTextSelection", "Coding", "Note"}),
    ],
)
def test_what_other_programs_insist_on_is_there(tmp_path: Path, attribute: str, elements: set[str]) -> None:
    found = {str(e.tag).removeprefix(NS) for e in _written(tmp_path).iter() if attribute in e.attrib}
    assert found == elements


def test_no_text_stands_inside_the_xml(tmp_path: Path) -> None:
    assert list(_written(tmp_path).iter(f"{NS}PlainTextContent")) == []


def test_no_container_is_empty(tmp_path: Path) -> None:
    names = ("Users", "CodeBook", "Codes", "Variables", "Cases", "Sources", "Notes", "Sets")
    boxes = [element for name in names for element in _written(tmp_path).iter(f"{NS}{name}")]
    assert len(boxes) == 8
    assert all(len(box) for box in boxes)


@pytest.mark.parametrize(
    ("program", "starts"),
    [("standard", ["6"]), ("nvivo", ["7"]), ("maxqda", ["6"]), ("atlasti", ["6"]), ("qualcoder", ["6"])],
)
def test_which_program_counts_an_emoji_as_two(tmp_path: Path, program: str, starts: list[str]) -> None:
    places = _written(tmp_path, program).iter(f"{NS}PlainTextSelection")
    parts = {str(place.get("startPosition")) for place in places if place.get("endPosition") in ("11", "12")}
    assert sorted(parts) == starts


@pytest.mark.parametrize(
    ("program", "kept"),
    [("standard", 0), ("nvivo", 0), ("maxqda", 0), ("atlasti", 0), ("qualcoder", 1)],
)
def test_which_program_gets_line_breaks(tmp_path: Path, program: str, kept: int) -> None:
    _written(tmp_path, program)
    with zipfile.ZipFile(tmp_path / "out.qdpx") as archive:
        texts = [archive.read(name) for name in archive.namelist() if name.startswith("sources/")]
    assert sum(b"\n" in text for text in texts) == kept


@pytest.mark.parametrize(
    ("program", "codes"),
    [("standard", 0), ("nvivo", 2), ("maxqda", 0), ("atlasti", 0), ("qualcoder", 2)],
)
def test_which_program_gets_respondents_as_codes(tmp_path: Path, program: str, codes: int) -> None:
    root = _written(tmp_path, program)
    assert len(set(_all(root, "Code", "guid")) & set(_all(root, "Case", "guid"))) == codes


def test_every_program_has_a_row_in_the_table() -> None:
    assert set(PRESETS) == {"standard", "nvivo", "maxqda", "atlasti", "qualcoder"}


def test_offsets_can_be_chosen_apart_from_the_program() -> None:
    assert preset("qualcoder", "utf16").offsets == "utf16"


def test_an_unknown_program_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'nvivo'"):
        preset("nvio")


def test_positions_that_nvivo_would_shift_are_listed_with_code_points(tmp_path: Path) -> None:
    kind = "positions after an emoji, which NVivo counts as two (--offsets utf16)"
    assert (_losses(tmp_path).count(kind), _losses(tmp_path, "nvivo").count(kind)) == (3, 0)


def test_what_refi_has_no_place_for_is_listed(tmp_path: Path) -> None:
    losses = _losses(tmp_path)
    kinds = (
        "origins of codings (accepted, bulk, auto, imported)",
        "confidences of codings",
        "readings that judged only some codes",
        "details of readings (when, how, under which codebook)",
        "answers with line breaks, each folded to a space",
    )
    assert [losses.count(kind) for kind in kinds] == [2, 1, 1, 4, 1]


@pytest.mark.parametrize("program", sorted(PRESETS))
def test_everything_comes_back(tmp_path: Path, program: str) -> None:
    _written(tmp_path, program)
    after = read_qdpx(tmp_path / "out.qdpx").dataset
    assert carried(after) == carried(project(), fold=PRESETS[program].newlines == "fold")


def test_a_control_character_in_a_name_is_replaced_and_counted(tmp_path: Path) -> None:
    from dataclasses import replace

    data = replace(project(), title="a\x01b")
    losses = write_qdpx(data, tmp_path / "out.qdpx")
    assert read_qdpx(tmp_path / "out.qdpx").dataset.title == "a\ufffdb"
    assert losses.count("characters XML cannot hold, replaced") == 1


def test_anonymous_respondents_leave_under_a_pseudonym(tmp_path: Path) -> None:
    write_qdpx(project(), tmp_path / "out.qdpx")
    with zipfile.ZipFile(tmp_path / "out.qdpx") as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert b'name="Ben"' not in content
    assert b'name="anonymous-1"' in content


def test_times_keep_their_microseconds(tmp_path: Path) -> None:
    assert AT.replace("+00:00", "Z") in _all(_written(tmp_path), "Coding", "creationDateTime")


def test_answers_of_one_name_are_told_apart(tmp_path: Path) -> None:
    names = _all(_written(tmp_path), "TextSource", "name")
    assert names == ["1 (good, Ann)", "1 (bad, Ann)", SOURCES[2].name]
