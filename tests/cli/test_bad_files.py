"""`coder add` with files that cannot be used: one sentence, exit 1, nothing saved; a bad row costs itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Desk


def refused(desk: Desk, *words: str) -> str:
    """The sentence, of a command that saved nothing."""
    before = desk.dump()
    ran = desk(*words)
    assert (ran.status, ran.out, desk.dump()) == (1, "", before)
    return ran.err


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", "empty.csv is empty."),
        ("blank.csv", b"\n \n", "blank.csv is empty."),
        (
            "picture.csv",
            b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
            "picture.csv is a binary file, not text. CSV, TSV, XLSX, JSON Lines (.jsonl) and Parquet can be read.",
        ),
        (
            "answers.docx",
            b"PK\x03\x04",
            "answers.docx is of a kind that cannot be read. CSV, TSV, XLSX, JSON Lines (.jsonl) and Parquet can.",
        ),
        (
            "zipped.csv",
            b"PK\x03\x04\0\0",
            "zipped.csv is a zip archive, whatever its name says. Unpack it first.",
        ),
        (
            "text.xlsx",
            b"id,comment\n1,a\n",
            "text.xlsx is not an Excel workbook, whatever its name says. If it is text, rename it to end in .csv.",
        ),
        ("torn.parquet", b"PAR1", "torn.parquet is damaged: "),
    ],
)
def test_a_file_of_the_wrong_kind(empty: Desk, name: str, content: bytes, sentence: str) -> None:
    empty.write(name, content)
    assert refused(empty, "add", name, "--yes").startswith(f"coder: {sentence}")


def test_a_missing_file(empty: Desk) -> None:
    expected = "coder: nope.csv does not exist. Check the spelling and the folder.\n"
    assert refused(empty, "add", "nope.csv", "--yes") == expected


def test_a_folder_without_documents(empty: Desk) -> None:
    (empty.folder / "answers.csv").mkdir()
    assert refused(empty, "add", "answers.csv", "--yes") == (
        "coder: answers.csv holds no document that can be read (it is empty). "
        "Documents end in .txt, .md, .docx, .pdf.\n"
    )


def test_a_wrong_column_is_told_the_nearest(empty: Desk) -> None:
    assert refused(empty, "add", "responses.csv", "--text", "coment", "--yes") == (
        "coder: There is no column 'coment' in responses.csv. Did you mean 'comment'?\n"
    )


def test_a_wrong_column_is_told_the_ones_there_are(empty: Desk) -> None:
    assert refused(empty, "add", "responses.csv", "--id", "Kennung", "--yes") == (
        "coder: There is no column 'Kennung' in responses.csv. "
        "Its columns are: id, comment, branch, visits.\n"
    )


def test_a_column_with_two_meanings(empty: Desk) -> None:
    assert refused(empty, "add", "responses.csv", "--id", "comment", "--text", "comment", "--yes") == (
        "coder: The column 'comment' was given two meanings. Each column can have only one.\n"
    )


def test_a_file_without_one_usable_answer(empty: Desk) -> None:
    empty.write("silent.csv", "id,comment\na1,\na2,  \n")
    sentence = refused(empty, "add", "silent.csv", "--text", "comment", "--id", "id")
    assert sentence.splitlines()[-1] == (
        "coder: No usable answer in silent.csv: 2 rows were read (empty text (2)). "
        "Nothing was saved. Is the right text column named with --text?"
    )


def test_an_unknown_encoding(empty: Desk) -> None:
    assert refused(empty, "add", "responses.csv", "--encoding", "klingon", "--yes") == (
        "coder: There is no text encoding 'klingon'. Try utf-8, utf-16, cp1252 or latin-1.\n"
    )


def test_duplicate_ids_keep_the_first_and_are_named(empty: Desk) -> None:
    empty.write("twice.csv", "id,comment\na1,first\na1,second\na2,other\n")
    ran = empty("add", "twice.csv", "--text", "comment", "--id", "id")
    assert "  row 3, id: repeated id: the first one is kept: 'a1'\n" in ran.err
    with empty.open() as project:
        assert [source.text for source in project] == ["first", "other"]


def test_a_cell_of_more_than_ten_megabytes_costs_itself_only(empty: Desk) -> None:
    empty.write("huge.csv", f'id,comment\na1,"{"x" * 10_000_001}"\na2,short\n')
    ran = empty("add", "huge.csv", "--yes")
    assert "  row 2, comment: too long: more than 10,000,000 characters: 'xxx" in ran.err
    with empty.open() as project:
        assert [source.text for source in project] == ["short"]


def test_a_cell_of_ten_megabytes_is_kept_whole(empty: Desk) -> None:
    empty.write("huge.csv", f'id,comment\na1,"{"word " * 2_000_000}"\n')
    assert empty("add", "huge.csv", "--text", "comment", "--id", "id").status == 0
    with empty.open() as project:
        assert len(project.source("a1").text) == 9_999_999


def test_three_hundred_columns(empty: Desk) -> None:
    names = ",".join(f"v{n}" for n in range(298))
    cells = ",".join(str(n) for n in range(298))
    empty.write("wide.csv", f"id,comment,{names}\na1,Open longer please,{cells}\n")
    assert empty("add", "wide.csv", "--yes").status == 0
    with empty.open() as project:
        assert project.source("a1").case.values["v297"] == 297


def test_problems_are_listed_up_to_ten_and_counted(empty: Desk) -> None:
    empty.write("gaps.csv", "id,comment\n" + "".join(f"a{n},\n" for n in range(12)) + "b,Fine\n")
    ran = empty("add", "gaps.csv", "--text", "comment", "--id", "id")
    assert ran.err.splitlines()[-13:][:2] == ["12 problems: empty text (12).", "  row 2, comment: empty text"]
    assert ran.err.splitlines()[-2] == "  ... and 2 more."


def test_export_into_a_folder_that_is_not_there(coded: Desk) -> None:
    assert coded("export", "nowhere/out.csv") == (
        1,
        "",
        f"coder: {Path('nowhere/out.csv')} cannot be written: its folder does not exist. "
        "Make the folder first.\n",
    )


def test_export_to_a_format_there_is_none_for(coded: Desk) -> None:
    assert coded("export", "out.pdf").err == (
        "coder: 'out.pdf' names no table format. Use one of .csv, .xlsx, .jsonl, .parquet, .sav.\n"
    )


def test_import_of_a_file_that_holds_no_codings(coded: Desk) -> None:
    before = coded.dump()
    assert coded("import", "responses.csv") == (
        1,
        "",
        "coder: There is no column 'code' in responses.csv. Its columns are: id, comment, branch, visits.\n",
    )
    assert coded.dump() == before
