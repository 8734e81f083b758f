from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.domain import Problem
from coder.errors import CoderError, ColumnError, NoUsableRowsError, RequestError
from coder.ingest import Batch, Layout, inspect, read, reasons
from tests.ingest.making import batch_of, csv_file, xlsx_file
from tests.shared_data import SHARED, needs_shared

TEXT = Layout(text=("comment",), id="id")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r.csv", "id;comment\n7;fine, thanks\n"),
        ("r.tsv", "id\tcomment\n7\tfine, thanks\n"),
        ("r.TXT", "id|comment\n7|fine, thanks\n"),
        ("r.jsonl", '{"id": 7, "comment": "fine, thanks"}\n'),
    ],
)
def test_the_suffix_chooses_the_reader(tmp_path: Path, name: str, text: str) -> None:
    batch = read(csv_file(tmp_path, text, name=name), TEXT)
    assert [(source.name, source.text) for source in batch.sources] == [("7", "fine, thanks")]


def test_a_workbook_is_read(tmp_path: Path) -> None:
    batch = read(xlsx_file(tmp_path, [["id", "comment"], [7.0, "fine"]]), TEXT)
    assert [(source.name, source.text) for source in batch.sources] == [("7", "fine")]


def test_a_batch_knows_its_file(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "id,comment\n7,fine\n")
    batch = read(path, TEXT)
    assert (batch.file, batch.layout) == ("responses.csv", TEXT)
    assert batch.fingerprint == hashlib.sha256(path.read_bytes()).hexdigest()


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "id,comment,v\n7,fine,1\n8,,2\n")
    assert read(path, TEXT) == read(path, TEXT)


def test_progress_ends_with_all_rows(tmp_path: Path) -> None:
    seen: list[tuple[int, int | None, str]] = []

    def note(done: int, total: int | None = None, what: str = "") -> None:
        seen.append((done, total, what))

    rows = "".join(f"{i},fine\n" for i in range(2_500))
    read(csv_file(tmp_path, "id,comment\n" + rows), TEXT, progress=note)
    assert seen == [(2_000, 2_500, "rows"), (2_500, 2_500, "rows")]


def test_an_interruption_leaves_nothing_behind(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "id,comment\n7,fine\n")

    def interrupt(done: int, total: int | None = None, what: str = "") -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(path, TEXT, progress=interrupt)
    assert (len(read(path, TEXT).sources), list(tmp_path.iterdir())) == (1, [path])


def test_no_usable_row_is_an_error_with_the_reasons(tmp_path: Path) -> None:
    with pytest.raises(NoUsableRowsError) as error:
        batch_of(tmp_path, "id,comment\n1,\n2, \n2,x\n")
    path = tmp_path / "responses.csv"
    assert str(error.value) == (
        f"No usable answer in {path}: 3 rows were read (empty text (2), repeated id (1)). "
        "Nothing was saved. Is the right text column named with --text?"
    )


def test_a_header_alone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoUsableRowsError, match=r"it has no rows below the header\."):
        batch_of(tmp_path, "id,comment\n")


def test_a_wrong_column_is_an_error_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ColumnError) as error:
        batch_of(tmp_path, "id,comment\n1,x\n", text=("coment",))
    path = tmp_path / "responses.csv"
    assert str(error.value) == f"There is no column 'coment' in {path}. Did you mean 'comment'?"


def test_no_text_column_is_a_question(tmp_path: Path) -> None:
    with pytest.raises(RequestError) as error:
        batch_of(tmp_path, "id,comment\n1,x\n", text=())
    path = tmp_path / "responses.csv"
    assert str(error.value) == f"Which column of {path} holds the answers? Name it with --text."


@settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text(alphabet='id,"\n\r\x00\ufffdé;', max_size=60).map(str.encode))
def test_whatever_stands_below_the_header_is_no_crash(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "responses.csv"
    path.write_bytes(b"id,comment\n" + b"1,a plain answer\n" * 30 + junk)
    batch = read(path, replace(TEXT, encoding="utf-8", delimiter=","))
    assert batch.rows >= 1
    assert all(source.text for source in batch.sources)


@settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([".csv", ".jsonl", ".xlsx", ".parquet"]))
def test_whatever_a_file_holds_the_guess_is_made_or_refused(tmp_path: Path, junk: bytes, suffix: str) -> None:
    path = tmp_path / f"junk{suffix}"
    path.write_bytes(junk)
    with suppress(CoderError):
        assert inspect(path).header


def test_reasons_are_counted_without_their_details() -> None:
    found = [
        Problem(2, "", "ragged row: 1 of 2"),
        Problem(3, "", "ragged row: 3 of 2"),
        Problem(4, "", "empty text"),
    ]
    assert reasons(found) == ["ragged row (2)", "empty text (1)"]


@cache
def nhs() -> Batch:
    path = SHARED / "data" / "nhs_fft_neas" / "responses.csv"
    return read(path, inspect(path).layout)


@needs_shared
def test_nhs_answers_respondents_and_questions() -> None:
    batch = nhs()
    counts = (len(batch.sources), len(batch.cases), len(batch.questions), len(batch.problems))
    assert counts == (5_084, 2_955, 3, 0)


@needs_shared
def test_nhs_ids_are_unique() -> None:
    batch = nhs()
    assert (
        len({source.id for source in batch.sources})
        == len({source.name for source in batch.sources})
        == 5_084
    )


@needs_shared
def test_nhs_sentiment_varies_within_a_respondent_and_service_does_not() -> None:
    levels = {variable.name: (variable.kind, variable.level) for variable in nhs().variables}
    assert levels["sentiment"] == ("number", "source")
    assert levels["service_type_1"] == ("category", "case")


@needs_shared
def test_nhs_dates_of_both_orders_stay_as_written() -> None:
    assert {variable.kind for variable in nhs().variables if variable.name == "date"} == {"text"}


@needs_shared
def test_nhs_copies_share_a_key() -> None:
    keys = Counter(source.key for source in nhs().sources if source.key)
    assert keys.most_common(1)[0][1] > 100
