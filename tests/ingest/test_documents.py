from __future__ import annotations

import os
from pathlib import Path

import pytest

from coder.domain import Question
from coder.errors import FileProblem
from coder.ingest import Batch, Layout, documents, inspect, read
from tests.ingest.making import docx_of, pdf_of

SOUND = {
    "ann.txt": b"I object.\r\n",
    "ben.md": b"# No",
    "cat.docx": docx_of("Nor I"),
    "dan.PDF": pdf_of("Yes"),
}


def folder(at: Path, files: dict[str, bytes]) -> Path:
    root = at / "letters"
    root.mkdir()
    for name, data in files.items():
        (root / name).parent.mkdir(exist_ok=True, parents=True)
        (root / name).write_bytes(data)
    return root


def batch(at: Path, files: dict[str, bytes]) -> Batch:
    path = folder(at, files)
    return read(path, inspect(path).layout)


def told(found: Batch) -> list[tuple[str, str]]:
    return [(problem.column, problem.reason) for problem in found.problems]


def test_one_file_is_one_source_of_one_case(tmp_path: Path) -> None:
    found = batch(tmp_path, SOUND)
    assert [(s.name, s.case.name, s.text) for s in found.sources] == [
        ("ann.txt", "ann.txt", "I object."),
        ("ben.md", "ben.md", "# No"),
        ("cat.docx", "cat.docx", "Nor I"),
        ("dan.PDF", "dan.PDF", "Yes"),
    ]
    assert (found.questions, found.variables, found.problems) == ((Question("document"),), (), ())
    assert (found.file, found.rows) == ("letters", 4)


def test_the_question_may_be_named(tmp_path: Path) -> None:
    path = folder(tmp_path, SOUND)
    found = read(path, inspect(path, Layout(text=("letter",))).layout)
    assert found.questions == (Question("letter"),)


def test_files_in_folders_are_named_by_their_path(tmp_path: Path) -> None:
    found = batch(tmp_path, {"north/1.txt": b"a", "south/1.txt": b"b", "z.txt": b"c"})
    assert [source.name for source in found.sources] == ["z.txt", "north/1.txt", "south/1.txt"]


def test_what_is_not_read_is_listed(tmp_path: Path) -> None:
    others = {".secret.txt": b"x", "~$ann.docx": b"x", "photo.jpg": b"x", "README": b"x", ".git/a.txt": b"x"}
    broken = {
        "bad.docx": b"x",
        "empty.txt": b" \n",
        "lock.pdf": pdf_of("x", password="y"),
        "raw.txt": b"\x01\x02" * 90,
    }
    assert sorted(told(batch(tmp_path, {"ann.txt": b"I object.", **others, **broken}))) == [
        (".git", "hidden"),
        (".secret.txt", "hidden"),
        ("README", "not a document: no suffix"),
        ("bad.docx", "damaged Word document"),
        ("empty.txt", "empty document"),
        ("lock.pdf", "protected by a password"),
        ("photo.jpg", "not a document: .jpg"),
        ("raw.txt", "not text, whatever its name says"),
        ("~$ann.docx", "hidden"),
    ]


def test_a_damaged_text_is_kept_and_told(tmp_path: Path) -> None:
    found = batch(tmp_path, {"ann.txt": "é à ü ".encode() + b"\xe9"})
    assert found.sources[0].text.endswith("\ufffd")
    assert told(found) == [("ann.txt", "undecodable bytes; \ufffd stands for them")]


def test_links_are_not_followed(tmp_path: Path) -> None:
    path = folder(tmp_path, {"ann.txt": b"I object."})
    (tmp_path / "outside.txt").write_text("private")
    (path / "file.txt").symlink_to(tmp_path / "outside.txt")
    (path / "loop").symlink_to(path, target_is_directory=True)
    found = read(path, inspect(path).layout)
    assert [source.name for source in found.sources] == ["ann.txt"]
    assert told(found) == [
        ("loop", "a link: links are not followed"),
        ("file.txt", "a link: links are not followed"),
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = folder(tmp_path, {"ann.txt": b"I object."})
    os.mkfifo(path / "pipe.txt")
    assert told(read(path, inspect(path).layout)) == [("pipe.txt", "not a file")]


def test_nothing_to_read_is_an_error_with_the_reasons(tmp_path: Path) -> None:
    path = folder(tmp_path, {"a.jpg": b"x", "b.csv": b"x", ".c": b"x"})
    with pytest.raises(FileProblem) as error:
        inspect(path)
    assert str(error.value) == (
        f"{path} holds no document that can be read (not a document (2), hidden (1)). "
        "Documents end in .txt, .md, .docx, .pdf."
    )


def test_problems_are_noted_before_anything_is_saved(tmp_path: Path) -> None:
    guess = inspect(folder(tmp_path, {"ann.txt": b"I object.", "a.jpg": b"x"}))
    assert guess.notes == ("1 problem was found in its files; adding the file lists it.",)


def test_a_file_that_is_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "LARGEST", 5)
    found = batch(tmp_path, {"ann.txt": b"short", "ben.txt": b"longer"})
    assert told(found) == [("ben.txt", "too large: more than 5 bytes")]


def test_texts_beyond_the_limit_of_a_folder_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_CHARACTERS", 8)
    found = batch(tmp_path, {"ann.txt": b"short", "ben.txt": b"longer", "cat.txt": b"fit"})
    assert [source.name for source in found.sources] == ["ann.txt", "cat.txt"]
    assert told(found) == [("ben.txt", "left out: the folder holds more than 8 characters")]


def test_very_many_files_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_FILES", 3)
    path = folder(tmp_path, SOUND)
    with pytest.raises(FileProblem) as error:
        inspect(path)
    assert str(error.value) == f"{path} holds more than 3 files. Name a smaller folder."


def test_the_fingerprint_follows_names_and_words(tmp_path: Path) -> None:
    path = folder(tmp_path, SOUND)
    before = documents.fingerprint(path)
    (path / "ann.txt").rename(path / "anna.txt")
    renamed = documents.fingerprint(path)
    (path / "anna.txt").write_bytes(b"I agree.")
    assert len({before, renamed, documents.fingerprint(path)}) == 3
