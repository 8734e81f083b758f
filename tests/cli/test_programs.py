"""`coder export` and `coder import` with the files of other programs."""

from __future__ import annotations

import json
import zipfile

import pytest

from tests.cli.conftest import Desk
from tests.shared_data import SHARED, needs_shared

NVIVO = SHARED / "refi" / "real" / "nvivo_win_youtube_vaccine_hu_early.qdpx"


def test_a_project_goes_out_and_into_a_new_one(coded: Desk) -> None:
    coded("export", "out.qdpx")
    (coded.folder / "library.coder").rename(coded.folder / "old.file")
    ran = coded("import", "out.qdpx")
    assert ran.err.splitlines()[-1] == (
        "Took over 5 codes, 5 cases, 5 answers, 4 codings, 4 readings, 0 memos into out.coder; "
        "0 of its decisions were there already."
    )


def test_the_same_numbers_stand_in_both(coded: Desk) -> None:
    coded("export", "out.qdpx")
    coded("import", "out.qdpx", "--project", "new.coder")
    one, other = (
        json.loads(coded("status", "--project", name, "--format", "json").out)
        for name in ("library.coder", "new.coder")
    )
    same = ("sources", "cases", "codes", "read", "codings")
    assert [one[key] for key in same] == [other[key] for key in same]


def test_a_project_that_comes_back_adds_nothing(coded: Desk) -> None:
    coded("export", "out.qdpx")
    ran = coded("import", "out.qdpx")
    assert "Took over 0 codes, 0 cases, 0 answers, 0 codings, 0 readings, 0 memos" in ran.err


def test_a_dry_run_of_an_import_saves_nothing(coded: Desk) -> None:
    coded("export", "out.qdpx")
    before = coded.dump()
    assert "Would take over" in coded("import", "out.qdpx", "--dry-run").err
    assert coded.dump() == before


def test_a_dry_run_into_nothing_makes_nothing(coded: Desk) -> None:
    coded("export", "out.qdpx")
    coded("import", "out.qdpx", "--dry-run", "--project", "new.coder")
    assert not (coded.folder / "new.coder").exists()


def test_a_file_that_is_no_project_leaves_no_project(empty: Desk) -> None:
    empty.write("bad.qdpx", "words")
    ran = empty("import", "bad.qdpx", "--project", "new.coder")
    assert (ran.status, "is no zip archive" in ran.err) == (1, True)
    assert [path.name for path in empty.folder.iterdir() if "new" in path.name] == []


def test_a_dry_run_of_an_export_writes_nothing(coded: Desk) -> None:
    ran = coded("export", "out.qdpx", "--dry-run")
    assert ran.err.splitlines()[-1] == "Would write out.qdpx."
    assert not (coded.folder / "out.qdpx").exists()


def test_offsets_are_what_the_program_counts_or_as_asked(coded: Desk) -> None:
    coded("export", "a.qdpx", "--for", "nvivo")
    coded("export", "b.qdpx", "--for", "nvivo", "--offsets", "codepoints")
    said = []
    for name in ("a.qdpx", "b.qdpx"):
        with zipfile.ZipFile(coded.folder / name) as archive:
            said.append(b"(utf16)" in archive.read("project.qde"))
    assert said == [True, False]


@pytest.mark.parametrize(
    ("words", "files"),
    [
        (("out.xlsx", "--for", "nvivo"), 4),
        (("out.xlsx", "--for", "maxqda"), 1),
        (("out.csv", "--for", "taguette"), 1),
        (("out.qdc",), 1),
        (("out.sav",), 2),
    ],
)
def test_files_for_a_program(coded: Desk, words: tuple[str, ...], files: int) -> None:
    pytest.importorskip("pyreadstat")
    assert coded("export", *words).status == 0
    assert len([path for path in coded.folder.iterdir() if path.name.startswith("out")]) == files


def test_a_file_of_several_is_not_replaced_unasked(coded: Desk) -> None:
    coded.write("out-classification.csv", "mine")
    ran = coded("export", "out.xlsx", "--for", "nvivo")
    assert "Replace out-classification.csv?" in ran.err
    assert not (coded.folder / "out.xlsx").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("out.csv", "--offsets", "utf16"), "Only .qdpx files hold positions"),
        (("out.qdpx", "--for", "taguette"), "Taguette reads codebooks as .csv only"),
        (("out.doc",), "names no table format"),
    ],
)
def test_what_does_not_go_together_is_said(coded: Desk, words: tuple[str, ...], sentence: str) -> None:
    ran = coded("export", *words)
    assert (ran.status, sentence in ran.err) == (1, True)


def test_a_codebook_goes_out_and_comes_in(coded: Desk) -> None:
    coded("export", "codes.qdc")
    ran = coded("import", "codes.qdc", "--yes")
    assert ran.err.splitlines()[0] == "Nothing changes."


def test_a_codebook_of_maxqda_is_loaded(coded: Desk) -> None:
    coded("export", "codes.xlsx", "--for", "maxqda")
    coded("init", "new.coder")
    coded("codebook", "load", "codes.xlsx", "--project", "new.coder", "--yes")
    shown = json.loads(coded("codebook", "show", "--project", "new.coder", "--format", "json").out)
    assert len(shown) == 5


def test_memos_go_along(coded: Desk) -> None:
    with coded.open() as project:
        project.review("ana").memo("Ask again.")
    coded("export", "out.qdpx")
    ran = coded("import", "out.qdpx", "--project", "new.coder")
    assert "1 memo " in ran.err


@needs_shared
def test_nvivo_is_taken_over_and_says_how_it_was_read(empty: Desk) -> None:
    ran = empty("import", str(NVIVO), "--project", "new.coder")
    assert (
        "NVivo for Windows 12.6. Its positions count UTF-16 units: 100% of selections end at words" in ran.err
    )
    assert "Took over 60 codes, 1 case, 1 answer, 97 codings" in ran.err
