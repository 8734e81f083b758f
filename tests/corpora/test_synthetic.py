"""The generator keeps its promises: same seed, same answers; labels that follow from the words."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from coder.codebook import parse_yaml
from corpora.synthetic.generator import Answer, answers, codebook, write

MANY = list(answers(6000, seed=3))


def texts(codes: tuple[str, ...]) -> list[str]:
    return [answer["text"] for answer in MANY if answer["codes"] == codes]


def share(code: str, said: list[Answer]) -> float:
    return sum(code in answer["codes"] for answer in said) / len(said)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_gives_the_same_answers() -> None:
    assert list(answers(6000, seed=3)) == MANY


def test_another_seed_gives_others() -> None:
    assert [answer["text"] for answer in answers(50, seed=4)] != [answer["text"] for answer in MANY[:50]]


def test_fewer_answers_are_the_first_of_more() -> None:
    assert list(answers(100, seed=3)) == MANY[:100]


def test_answers_come_one_at_a_time() -> None:
    assert len(list(islice(answers(10**12, seed=3), 5))) == 5


def test_every_id_says_that_it_is_synthetic_and_is_unique() -> None:
    assert len({answer["id"] for answer in MANY if answer["id"].startswith("SYN-")}) == 6000


def test_a_respondent_answers_both_questions_from_one_region() -> None:
    pair = [answer for answer in MANY if answer["respondent"] == "SYN-P0000007"]
    assert [answer["question"] for answer in pair] == ["like", "change"]
    assert len({(answer["region"], answer["age"]) for answer in pair}) == 1


def test_no_answer_is_blank() -> None:
    assert [answer["id"] for answer in MANY if not answer["text"].strip()] == []


def test_every_code_is_in_the_codebook_and_every_codable_one_is_used() -> None:
    used = {code for answer in MANY for code in answer["codes"]}
    assert used == {code.path for code in parse_yaml(codebook()).codable()}


def test_the_codes_have_a_long_tail() -> None:
    assert share("opening-hours", MANY) > 0.2
    assert 0 < share("stock/languages", MANY) < 0.02


def test_answers_raise_none_one_or_several_codes() -> None:
    counts = Counter(len(answer["codes"]) for answer in MANY)
    assert counts[1] > counts[2] > counts[0] > counts[4] > 0


def test_answers_without_substance_carry_no_code() -> None:
    assert {"n/a", "?", "."} <= set(texts(()))


def test_hillside_raises_parking_more_often() -> None:
    hillside = [answer for answer in MANY if answer["region"] == "Hillside"]
    others = [answer for answer in MANY if answer["region"] != "Hillside"]
    assert share("building/parking", hillside) > 1.5 * share("building/parking", others)


def test_campaign_texts_come_again_with_additions() -> None:
    opening = "Please do not close the branch on Saturdays."
    joined = Counter(answer["text"] for answer in MANY if answer["text"].startswith(opening))
    assert joined.most_common(1)[0][1] > 50
    assert len(joined) > 3


@pytest.mark.parametrize(
    ("code", "keyword"), [("computers", "computers"), ("building/parking", "car park"), ("noise", "quiet")]
)
def test_keywords_point_to_their_code_but_do_not_settle_it(code: str, keyword: str) -> None:
    having = [answer for answer in MANY if keyword in answer["text"]]
    assert 3 * share(code, MANY) < share(code, having) < 1


def test_no_code_is_always_said_with_its_keywords() -> None:
    alone = [text for text in texts(("building/warmth",)) if "coat" in text]
    assert [text for text in alone if "heating" not in text] != []


def test_the_folder_has_the_files_of_a_coded_data_set(tmp_path: Path) -> None:
    folder = write(tmp_path / "survey", 200, seed=3)
    coded = [(row["id"], row["code"]) for row in read(folder / "codes.csv")]
    assert [row["text"] for row in read(folder / "responses.csv")] == [
        answer["text"] for answer in MANY[:200]
    ]
    assert coded == [(answer["id"], code) for answer in MANY[:200] for code in answer["codes"]]
    assert {code for _, code in coded} <= {row["code"] for row in read(folder / "codebook.csv")}
    assert (folder / "codebook.yaml").read_text(encoding="utf-8") == codebook()


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a", 100, seed=1), write(tmp_path / "b", 100, seed=1)
    assert (first / "responses.csv").read_bytes() == (second / "responses.csv").read_bytes()
