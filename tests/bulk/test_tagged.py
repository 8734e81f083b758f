"""A chunk is tagged as the Tagger itself would tag each answer, in columns."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coder.bulk import scorer
from coder.bulk.scorer import Judged, Scorer
from coder.bulk.tagged import kept_name, tag_chunk
from coder.bulk.work import Chunk, Task, facts_in, work
from coder.domain import Problem
from coder.errors import ModelError
from coder.tagging.tagger import Tagger
from tests.bulk.making import texts
from tests.tagging.conftest import BOOK, CODES, TEXTS

ANSWERS = [*texts(60), *TEXTS, "queue\x00s and  wait\r\n", "caf\u0065\u0301 hours lost"]


@pytest.fixture(scope="module")
def ready(model: Path) -> Scorer:
    return scorer.load(model)


def tagged(ready: Scorer, answers: list[str | None], **more: Any) -> list[dict[str, Any]]:
    names = pa.array([f"row-{number}" for number in range(len(answers))], pa.string())
    table = pa.table({"text": pa.array(answers, pa.string()), **more.pop("columns", {})})
    settings = {"text_column": "text", "id_column": None, "names": names} | more
    found: list[dict[str, Any]] = tag_chunk(ready, table, **settings).to_pylist()
    return found


def test_codes_and_probabilities_are_those_of_the_tagger(ready: Scorer, model: Path) -> None:
    answers = [text for text in ANSWERS if text.isascii() and "\r" not in text]
    expected = [
        [(p.code, pytest.approx(p.probability, abs=1e-6)) for p in proposals if p.origin == "tagger"]
        for proposals in Tagger.load(model).propose(answers)
    ]
    found = tagged(ready, [*answers])
    assert [list(zip(row["codes"], row["probabilities"], strict=True)) for row in found] == expected
    assert {len(row["codes"]) for row in found} >= {0, 1, 2}


def test_zones_are_those_of_the_tagger(model: Path) -> None:
    easy = [f"{text} {n}" for n in range(70) for text in ("a kind nurse", "a long wait", "nothing")]
    easy += [f"the food was cold {n}" for n in range(8)]
    codes = [{"staff"}, {"wait"}, set[str]()] * 70 + [{"food"}] * 8
    licensed = Tagger(embedding=None).fit(easy, codes, random_and_blind=[True] * len(easy))
    answers = [*ANSWERS, *easy, "..."]
    found = tagged(Scorer(licensed, "m"), [*answers])
    assert [row["zone"] for row in found] == licensed.zones(answers)
    assert {row["zone"] for row in found} == {"auto", "ask", "leave"}


def test_rules_name_the_codes_whose_rules_fit(ready: Scorer) -> None:
    found = tagged(ready, ["In the queues", "hours lost, a queue", "kind", None])
    assert [row["rules"] for row in found] == [["wait"], ["wait"], [], []]


def test_an_answer_is_scored_once_per_chunk(ready: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sequence[str]] = []
    judge = ready.judge

    def heard(given: Sequence[str], question: str) -> Judged:
        asked.append(given)
        return judge(given, question)

    monkeypatch.setattr(ready, "judge", heard)
    found = tagged(ready, ["kind", "a long wait", "kind", None, "kind"])
    assert asked == [["kind", "a long wait", ""]]
    assert [row["codes"] for row in found] == [["staff"], ["wait"], ["staff"], [], ["staff"]]


def test_an_answer_is_scored_the_same_alone_and_among_others(ready: Scorer) -> None:
    alone = [tagged(ready, [answer])[0] | {"id": ""} for answer in ANSWERS]
    assert [row | {"id": ""} for row in tagged(ready, [*ANSWERS])] == alone


def test_an_answer_is_scored_as_a_project_would_store_it(ready: Scorer) -> None:
    found = tagged(ready, ["queue\x00s and wait\r\n", "queues and wait"])
    assert found[0]["probabilities"] == found[1]["probabilities"]
    assert found[0]["text"] == "queue\x00s and wait\r\n"


def test_no_answer_is_left_alone(ready: Scorer) -> None:
    found = tagged(ready, [None, "", "...", "\u200b"])
    assert [(row["codes"], row["zone"]) for row in found] == [([], "leave")] * 4
    assert found[0]["text"] is None


def test_a_chunk_without_rows(ready: Scorer) -> None:
    table = pa.table({"text": pa.array([], pa.string())})
    found = tag_chunk(ready, table, text_column="text", id_column=None, names=pa.array([], pa.string()))
    assert (len(found), found.column_names) == (
        0,
        ["text", "id", "codes", "probabilities", "zone", "rules", "model"],
    )


def test_evidence_is_the_words_for_each_code(ready: Scorer) -> None:
    (found,) = tagged(ready, ["kind nurse but hours of waiting"], evidence=True)
    said = dict(zip(found["codes"], found["evidence"], strict=True))
    assert said.keys() == {"staff", "wait"}
    assert "kind" in said["staff"]
    assert "waiting" in said["wait"]


def test_ids_come_from_their_column_or_the_row(ready: Scorer) -> None:
    found = tagged(ready, ["a", "b", "c"], columns={"key": [7, None, 9]}, id_column="key")
    assert [(row["id"], row["key"]) for row in found] == [("7", 7), ("row-1", None), ("9", 9)]


def test_our_names_do_not_take_the_place_of_theirs(ready: Scorer) -> None:
    theirs = {"zone": ["north"], "input.zone": ["x"], "id": [1], "other": [2]}
    (found,) = tagged(ready, ["kind"], columns=theirs, id_column="other")
    assert (found["zone"], found["input.input.zone"], found["input.zone"]) == ("ask", "north", "x")
    assert (found["id"], found["input.id"], found["other"]) == ("2", 1, 2)


@pytest.mark.parametrize(
    ("name", "id_column", "kept"),
    [("id", "id", ""), ("id", None, "input.id"), ("evidence", "id", "input.evidence")],
)
def test_an_id_column_called_id_becomes_ours(name: str, id_column: str | None, kept: str) -> None:
    assert kept_name(name, id_column, [name]) == kept


def test_a_part_says_of_itself_what_a_run_must_know(ready: Scorer) -> None:
    table = pa.table({"text": ["kind nurse", "kind", "..."]}).replace_schema_metadata({"pandas": "{}"})
    lost = Problem(3, "", "is not valid UTF-8")
    chunk = Chunk(4, "in.csv", "in", 2, table, pa.array([2, 4, 5]), (lost,))
    part = work(ready, Task("f00", "text"), chunk)
    metadata = pq.read_metadata(io.BytesIO(part.data)).metadata
    assert facts_in(metadata) == part.facts
    assert b"pandas" not in metadata
    assert part.facts.zones == {"ask": 2, "leave": 1}
    assert part.facts.codings == {"staff": 2}
    assert (part.facts.rows, part.facts.problems, part.facts.run) == (3, (lost,), "f00")


def test_the_model_has_a_name_of_its_own(ready: Scorer, model: Path) -> None:
    assert ready.name == f"tagger@{scorer.digest(model)[:8]}"
    assert tagged(ready, ["kind"])[0]["model"] == ready.name


def test_a_model_that_has_learnt_nothing_is_refused(tmp_path: Path) -> None:
    Tagger(BOOK, embedding=None).fit([], []).save(tmp_path / "m")
    with pytest.raises(ModelError, match="has learnt nothing yet"):
        scorer.load(tmp_path / "m")


def test_the_model_is_known_by_what_scores(model: Path, tmp_path: Path) -> None:
    other = Tagger(BOOK, embedding=None).fit(TEXTS, CODES[1:] + CODES[:1])
    other.save(tmp_path / "m")
    assert scorer.digest(tmp_path / "m") != scorer.digest(model)
