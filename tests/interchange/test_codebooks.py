import csv
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from coder.codebook import read_csv
from coder.domain import Code
from coder.errors import RequestError
from coder.interchange.codebooks import read_codebook, write_codebook

from .rich import CODEBOOK


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_maxqda_gets_exactly_code_and_memo_with_the_trail(tmp_path: Path) -> None:
    write_codebook(CODEBOOK.codes, CODEBOOK.themes, tmp_path / "out.xlsx")
    header, first, second, *_ = (
        CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_index(0).to_python()
    )
    assert header == ["Code", "Memo"]
    assert first == ["waiting", "Time spent waiting."]
    assert second[0] == "waiting > Queue"


def test_maxqda_names_are_cut_at_63_and_counted(tmp_path: Path) -> None:
    losses = write_codebook([Code("a", "n" * 64)], [], tmp_path / "out.xlsx")
    assert losses.count("code names longer than 63 characters, cut") == 1
    assert [code.path for code in read_codebook(tmp_path / "out.xlsx").codes] == ["n" * 63]


def test_maxqda_codebooks_are_read_as_a_tree(tmp_path: Path) -> None:
    write_codebook(CODEBOOK.codes, [], tmp_path / "out.xlsx")
    found = read_codebook(tmp_path / "out.xlsx").codes
    assert [code.path for code in found][:3] == ["waiting", "waiting/Queue", "waiting/other"]
    assert found[0].definition == "Time spent waiting."


def test_taguette_gets_flat_tags_with_descriptions(tmp_path: Path) -> None:
    losses = write_codebook(CODEBOOK.codes, [], tmp_path / "out.csv", "taguette")
    header, *rows = _rows(tmp_path / "out.csv")
    assert header == ["tag", "description"]
    assert [row[0] for row in rows][:3] == ["Queue", "other (waiting)", "staff"]
    assert losses.count("groups of codes, which Taguette does not know") == 2


def test_a_taguette_codebook_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("tag,description\nkind,People who are kind.\n")
    (code,) = read_codebook(tmp_path / "a.csv").codes
    assert (code.path, code.definition) == ("kind", "People who are kind.")


def test_our_own_csv_is_what_the_codebook_reader_takes(tmp_path: Path) -> None:
    write_codebook(CODEBOOK.codes, [], tmp_path / "out.csv")
    after = read_csv(tmp_path / "out.csv")
    assert {code.path: code.definition for code in after.codes} == {
        c.path: c.definition for c in CODEBOOK.codes
    }
    assert after.code("staff").examples == ("kind nurse",)


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_our_own_columns_are_read_from_csv_and_workbook(tmp_path: Path, name: str) -> None:
    write_codebook(CODEBOOK.codes, [], tmp_path / "out.csv")
    with xlsxwriter.Workbook(str(tmp_path / "out.xlsx")) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(_rows(tmp_path / "out.csv")):
            sheet.write_row(at, 0, row)
    found = read_codebook(tmp_path / name)
    assert found.codes == tuple(replace(code, id="") for code in CODEBOOK.codes)


def test_rows_without_a_code_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Code,Memo\na,one\n,two\na,three\n")
    found = read_codebook(tmp_path / "a.csv")
    assert [code.definition for code in found.codes] == ["three"]
    assert found.losses.count("rows without a code, or with one that was there") == 2


def test_themes_that_do_not_fit_are_listed(tmp_path: Path) -> None:
    assert write_codebook(CODEBOOK.codes, CODEBOOK.themes, tmp_path / "out.xlsx").count("themes") == 1


@pytest.mark.parametrize("name", ["out.txt", "out.docx"])
def test_another_suffix_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RequestError, match="names no codebook format"):
        write_codebook(CODEBOOK.codes, [], tmp_path / name)


def test_a_table_that_is_no_codebook_of_theirs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,hello\n")
    with pytest.raises(RequestError, match="is no codebook"):
        read_codebook(tmp_path / "a.csv")
