"""Files that are not UTF-8, read under the encoding that was named."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from coder.bulk import tag
from coder.bulk.recoded import Recoded, checked
from coder.errors import FileProblem, RequestError
from tests.bulk.making import problems_of, rows_of

WORDS = "café “£5” – naïve"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "mac_roman", "utf-8-sig"])
def test_a_csv_file_in_its_encoding_reads_as_it_was_written(
    tmp_path: Path, model: Path, encoding: str
) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(f'id,comment\na1,{WORDS}\na2,"kind\n{WORDS}"\n', encoding=encoding, newline="")
    done = tag(file, model, tmp_path / "out", encoding=encoding, workers=1)
    assert [(row["id"], row["comment"]) for row in rows_of(done.out)] == [
        ("a1", WORDS),
        ("a2", f"kind\n{WORDS}"),
    ]
    assert done.problems == 0


def test_json_lines_too(tmp_path: Path, model: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_bytes(json.dumps({"comment": WORDS}, ensure_ascii=False).encode("cp1252"))
    done = tag(file, model, tmp_path / "out", text_column="comment", encoding="cp1252", workers=1)
    assert [row["comment"] for row in rows_of(done.out)] == [WORDS]


def test_blocks_end_anywhere() -> None:
    found = Recoded(io.BytesIO("äö€".encode("utf-16")), "utf-16")
    assert [found.read(2), found.read(2), found.read(2)] == ["äö".encode(), "€".encode(), b""]


def test_a_byte_that_means_nothing_costs_its_row(tmp_path: Path, model: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_bytes(b"id,comment\na1,kind\na2,caf\x81\na3,caf\xe9\n")
    done = tag(file, model, tmp_path / "out", encoding="cp1252", workers=1)
    assert [row["comment"] for row in rows_of(done.out)] == ["kind", "café"]
    assert [(row["row"], row["reason"]) for row in problems_of(done.out)] == [(3, "is not valid UTF-8")]
    assert done.reasons == {"is not valid UTF-8": 1}


def test_a_file_that_is_not_in_that_encoding_at_all(tmp_path: Path, model: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_bytes(b"id,comment\na1,kind\n")
    with pytest.raises(FileProblem, match=r"answers\.csv is not text in utf-32"):
        tag(file, model, tmp_path / "out", encoding="utf-32", workers=1)


def test_another_encoding_is_another_run(tmp_path: Path, model: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_bytes(b"id,comment\na1,kind\n")
    tag(file, model, tmp_path / "out", workers=1)
    with pytest.raises(RequestError, match="made differently: encoding is cp1252 now, it was utf-8"):
        tag(file, model, tmp_path / "out", encoding="cp1252", workers=1)


@pytest.mark.parametrize(
    ("given", "meant"), [("", ""), ("UTF8", ""), ("utf-8-sig", ""), ("CP1252", "cp1252")]
)
def test_names_of_encodings(given: str, meant: str) -> None:
    assert checked(given) == meant


@pytest.mark.parametrize("given", ["utf-9", "base64"])
def test_an_encoding_that_is_none(given: str) -> None:
    with pytest.raises(RequestError, match=f"There is no text encoding '{given}'"):
        checked(given)
