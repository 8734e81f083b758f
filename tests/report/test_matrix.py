"""The framework matrix: whose words stand in a cell, what an empty one says, what may not leave."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path
from typing import Any

import pytest

from coder import Project
from coder.codebook import Codebook
from coder.domain import Theme
from coder.errors import RequestError, UnknownCodeError, UnknownNameError
from coder.report.matrix import Cell, Matrix, matrix, write_matrix
from tests.project.reading import read

HOURS, STAFF = "access/hours", "staff"


@pytest.fixture
def coded(project: Project) -> Project:
    """Three respondents coded by ana; one cell summed up."""
    project.rename_code("access/opening hours", HOURS)
    read(project, "ana", a1=HOURS, a2="access/parking", a3=f"{STAFF} {HOURS}", a4="")
    project.memo("case", "a3", "Finds them kind", coder="ana", theme=STAFF)
    return project


def shown(found: Matrix) -> dict[str, dict[str, str]]:
    """Respondent -> theme -> what the cell shows, empty ones left out."""
    return {row.pop("case"): {name: text for name, text in row.items() if text} for row in found.table()}


def test_summaries_and_gaps(coded: Project) -> None:
    assert shown(matrix(coded)) == {
        "a1": {HOURS: "(1 quote, no summary yet)"},
        "a2": {"access/parking": "(1 quote, no summary yet)"},
        "a3": {HOURS: "(1 quote, no summary yet)", STAFF: "Finds them kind"},
    }


def test_who_said_nothing_is_counted_and_has_a_row_when_named(coded: Project) -> None:
    assert matrix(coded).silent == 2
    assert shown(matrix(coded, cases=["a4"])) == {"a4": {}}


def test_a_summary_needs_no_coding(coded: Project) -> None:
    coded.memo("case", "a5", "Nothing to add", coder="ana", theme="children")
    assert shown(matrix(coded))["a5"] == {"children": "Nothing to add"}


def test_two_analysts_stand_under_their_names(coded: Project) -> None:
    coded.memo("case", "a3", "Friendly people", coder="ben", theme=STAFF)
    assert shown(matrix(coded))["a3"][STAFF] == "ana: Finds them kind\n\nben: Friendly people"


def test_a_removed_summary_leaves_its_gap(coded: Project) -> None:
    coded.remove_memo(coded.memos("case")[0].id, coder="ana")
    assert shown(matrix(coded))["a3"][STAFF] == "(1 quote, no summary yet)"


def test_a_code_above_has_what_is_below_it(coded: Project) -> None:
    assert shown(matrix(coded, codes=["access"])) == {
        name: {"access": "(1 quote, no summary yet)"} for name in ("a1", "a2", "a3")
    }


def test_what_has_a_column_of_its_own_stands_there_alone(coded: Project) -> None:
    found = shown(matrix(coded, codes=["access", "parking"]))
    assert (list(found["a1"]), list(found["a2"])) == (["access"], ["access/parking"])


def themed(project: Project) -> None:
    old = project.codebook
    themes = (Theme("Getting in", (HOURS, "access/parking")), Theme("People", (STAFF,)))
    project.load_codebook(Codebook.build(old.codes, themes, old.title))


def test_columns_for_themes(coded: Project) -> None:
    themed(coded)
    coded.memo("case", "a2", "By car", coder="ana", theme="Getting in")
    found = shown(matrix(coded, themes=True))
    assert found["a2"] == {"Getting in": "By car"}
    assert found["a3"]["People"] == "(1 quote, no summary yet)"


def test_no_summary_is_lost_whatever_the_columns(coded: Project) -> None:
    themed(coded)
    coded.memo("case", "a2", "By car", coder="ana", theme="Getting in")
    assert shown(matrix(coded))["a2"]["Getting in"] == "By car"
    assert shown(matrix(coded, themes=True))["a3"][STAFF] == "Finds them kind"


def test_a_summary_on_a_code_that_is_gone_is_counted(coded: Project) -> None:
    old = coded.codebook
    coded.load_codebook(Codebook.build([c for c in old.codes if c.path != STAFF], (), old.title))
    found = matrix(coded)
    assert (found.stray, STAFF in found.themes) == (1, False)


def test_the_same_words_coded_twice_are_one_quote(coded: Project) -> None:
    read(coded, "ben", a1=HOURS)
    (cell, *_) = dict(matrix(coded, codes=[HOURS], cases=["a1"]).rows)["a1"]
    assert [passage.coders for passage in cell.passages] == [("ana", "ben")]


def test_a_coding_that_was_overruled_is_no_quote(coded: Project) -> None:
    coded.configure("lead", "ben", coder="ana")
    read(coded, "ben", a1="")
    assert "a1" not in shown(matrix(coded))


def test_what_only_a_machine_coded_is_told_apart() -> None:
    def passage(person: bool) -> Any:
        from coder.domain import Case, Question, Source
        from coder.report.matrix import Passage

        return Passage(Source("a", Case("a"), Question("q"), "x"), "x", ("ana",), person)

    assert Cell("", (passage(True), passage(False))).text == (
        "(2 quotes, 1 of them coded by machine, no summary yet)"
    )


@pytest.mark.parametrize(("name", "rows"), [("North", ["a1", "a2"]), ("South", ["a3"])])
def test_where_keeps_respondents(coded: Project, name: str, rows: list[str]) -> None:
    assert list(shown(matrix(coded, where={"branch": name}))) == rows


def hide(project: Project, name: str, privacy: str) -> None:
    with project.store.transaction():
        project.store.db.execute('UPDATE "case" SET privacy = ? WHERE name = ?', (privacy, name))


def texts_of(path: Path) -> str:
    with zipfile.ZipFile(path) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize(
    ("privacy", "words"), [("anonymous", "closed too early"), ("confidential", "(confidential)")]
)
def test_a_protected_respondent_has_a_pseudonym_and_no_summary(
    coded: Project, tmp_path: Path, privacy: str, words: str
) -> None:
    hide(coded, "a3", privacy)
    found = matrix(coded)
    assert shown(found)[f"{privacy}-1"][STAFF] == "(1 quote, the summary is held back)"
    write_matrix(found, tmp_path / "out.xlsx")
    written = texts_of(tmp_path / "out.xlsx")
    assert (words in written, "Finds them kind" in written, ">a3<" in written) == (True, False, False)


def test_left_out_is_left_out_and_as_is_is_all(coded: Project) -> None:
    hide(coded, "a3", "confidential")
    assert list(shown(matrix(coded, privacy="leave out"))) == ["a1", "a2"]
    assert shown(matrix(coded, privacy="as is"))["a3"][STAFF] == "Finds them kind"


def test_a_pseudonym_does_not_depend_on_who_else_is_shown(coded: Project) -> None:
    hide(coded, "a1", "anonymous")
    hide(coded, "a3", "anonymous")
    assert list(shown(matrix(coded, cases=["a3"]))) == ["anonymous-2"]


def sheet(path: Path, number: int) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """Cells of a sheet, place -> (type, words), and its links, place -> where they lead."""
    with zipfile.ZipFile(path) as book:
        root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    cells = {
        cell.attrib["r"]: (cell.attrib["t"], "".join(cell.itertext()))
        for cell in root.iterfind(".//{*}c")
        if "t" in cell.attrib
    }
    return cells, {link.attrib["ref"]: link.attrib["location"] for link in root.iterfind(".//{*}hyperlink")}


def test_links_lead_to_the_quotes_and_back(coded: Project, tmp_path: Path) -> None:
    write_matrix(matrix(coded), tmp_path / "out.xlsx")
    (table, links), (quotes, back) = sheet(tmp_path / "out.xlsx", 1), sheet(tmp_path / "out.xlsx", 2)
    assert (table["A3"][1], table["C1"][1], links["C3"]) == ("a2", "access/parking", "Quotes!A3")
    assert (quotes["E3"][1], back["A3"]) == ("Nowhere to park", "Matrix!C3")


def test_words_are_never_formulas(coded: Project, tmp_path: Path) -> None:
    coded.memo("case", "a1", "=HYPERLINK(1)", coder="ana", theme=HOURS)
    write_matrix(matrix(coded), tmp_path / "out.xlsx")
    assert sheet(tmp_path / "out.xlsx", 1)[0]["B2"] == ("inlineStr", "=HYPERLINK(1)")


def test_a_summary_that_is_too_long_is_cut_and_said(coded: Project, tmp_path: Path) -> None:
    coded.memo("case", "a1", "x" * 40_000, coder="ana", theme=HOURS)
    losses = write_matrix(matrix(coded), tmp_path / "out.xlsx")
    assert [(loss.kind, loss.count) for loss in losses] == [
        ("texts longer than a cell holds (32,767 characters), cut", 1)
    ]


def test_equal_projects_give_equal_bytes(coded: Project, tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_matrix(matrix(coded), tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("asked", "error", "sentence"),
    [
        ({"themes": True}, RequestError, "names no themes"),
        ({"codes": ["stuff"]}, UnknownCodeError, "Did you mean 'staff'"),
        ({"cases": ["a9"]}, UnknownNameError, "no case 'a9'"),
        ({"question": "coment"}, UnknownNameError, "Did you mean 'comment'"),
    ],
)
def test_what_is_not_there_is_said(
    coded: Project, asked: dict[str, Any], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        matrix(coded, **asked)


def test_another_kind_of_file_is_refused(coded: Project, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"written as \.xlsx"):
        write_matrix(matrix(coded), tmp_path / "out.pdf")
