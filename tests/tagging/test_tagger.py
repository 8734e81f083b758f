"""The learner's face: what it learns, what it refuses, what leaves no trace."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from coder.errors import ModelError, RequestError, UnknownCodeError
from coder.tagging.tagger import Tagger
from tests.tagging.conftest import BOOK, CODES, TEXTS


def test_without_a_codebook_the_codes_are_those_used(trained: Tagger) -> None:
    assert trained.codes_ == ("staff", "wait")


def test_with_a_codebook_the_codes_are_its_codable_ones_in_order() -> None:
    assert Tagger(BOOK, embedding=None).fit(TEXTS, CODES).codes_ == ("staff", "wait", "food")


def test_it_learns(trained: Tagger) -> None:
    assert trained.predict(["such a kind nurse", "waited for hours"]) == [{"staff"}, {"wait"}]


def test_a_proposal_is_a_score_above_zero(trained: Tagger) -> None:
    proposals = trained.propose(TEXTS)
    scores = trained.decision_function(TEXTS)
    assert [len(found) for found in proposals] == (scores > 0).sum(axis=1).tolist()


def test_proposals_come_strongest_first(trained: Tagger) -> None:
    proposals = trained.propose(["kind friendly nurse and a long wait for hours"])[0]
    assert [found.score for found in proposals] == sorted((found.score for found in proposals), reverse=True)


def test_row_order_leaves_no_trace(trained: Tagger) -> None:
    other = Tagger(embedding=None).fit(TEXTS[::-1], CODES[::-1])
    assert other.decision_function(TEXTS).tobytes() == trained.decision_function(TEXTS).tobytes()


def test_a_text_scores_the_same_alone_and_in_a_crowd(trained: Tagger) -> None:
    assert trained.decision_function(TEXTS[3:4]).tobytes() == trained.decision_function(TEXTS)[3:4].tobytes()


def test_a_copy_is_a_weight_of_two() -> None:
    copied = Tagger(embedding=None).fit([*TEXTS, TEXTS[0]], [*CODES, CODES[0]])
    weighed = Tagger(embedding=None).fit(TEXTS, CODES, sample_weight=[2, 1, 1, 1, 1, 1, 1, 1])
    assert np.abs(copied.decision_function(TEXTS) - weighed.decision_function(TEXTS)).max() < 1e-12


def test_unknown_is_as_if_the_text_had_not_been_read_for_that_code() -> None:
    unknown = Tagger(embedding=None).prepare(TEXTS).fit(TEXTS, CODES, scopes=[{"wait"}, *[None] * 7])
    without = Tagger(embedding=None).prepare(TEXTS).fit(TEXTS[1:], CODES[1:])
    assert unknown.intercept_[0] == pytest.approx(without.intercept_[0], abs=1e-9)


def test_probabilities_are_between_zero_and_one_and_ordered_as_scores(trained: Tagger) -> None:
    chances = trained.predict_proba(["kind nurse", "cold"])[:, 0]
    assert 1 > chances[0] > chances[1] > 0


def test_nothing_read_ranks_by_the_codebook() -> None:
    tagger = Tagger(BOOK, embedding=None).fit([], [])
    best = tagger.decision_function(["cold food", "the queue took hours"]).argmax(axis=1)
    assert [tagger.codes_[code] for code in best] == ["food", "wait"]


def test_nothing_read_proposes_nothing() -> None:
    assert Tagger(BOOK, embedding=None).fit([], []).predict(["cold food"]) == [set()]


def test_a_code_nobody_used_is_never_proposed() -> None:
    assert "food" not in Tagger(BOOK, embedding=None).fit(TEXTS, CODES).predict(["cold food and drinks"])[0]


def test_a_text_without_words_gets_no_proposal() -> None:
    everything = Tagger(embedding=None).fit(["a", "b"], [{"x"}, {"x"}])
    assert everything.predict(["", "!!", "c"]) == [set(), set(), {"x"}]


def test_one_label_only() -> None:
    assert Tagger(embedding=None).fit(["kind nurse"], [{"staff"}]).predict(["kind nurse"]) == [{"staff"}]


def test_all_codes_on_every_text() -> None:
    tagger = Tagger(embedding=None).fit(TEXTS, [{"a", "b"}] * len(TEXTS))
    assert tagger.predict(["something else"]) == [{"a", "b"}]


def test_no_texts_and_no_codebook_know_no_code() -> None:
    assert Tagger(embedding=None).fit([], []).predict(["a"]) == [set()]


def test_a_code_that_is_not_in_the_codebook_is_an_error() -> None:
    with pytest.raises(UnknownCodeError, match="Did you mean 'staff'"):
        Tagger(BOOK, embedding=None).fit(["a"], [{"staf"}])


def test_a_text_of_a_megabyte(trained: Tagger) -> None:
    long = "long wait and hours " * 50_000
    assert trained.predict([long]) == [{"wait"}]


def test_the_codebook_alone_ranks_while_nothing_is_coded() -> None:
    found = Tagger(BOOK, embedding=None).fit([], []).propose(["cold food"])[0][0]
    assert (found.code, found.origin, found.probability) == ("food", "prior", None)


def test_a_text_without_words_is_not_ranked_either() -> None:
    assert Tagger(BOOK, embedding=None).fit([], []).propose(["?"]) == [[]]


def test_rules_are_a_source_of_their_own() -> None:
    found = Tagger(BOOK, embedding=None).fit(TEXTS, CODES).propose(["kind staff, no queues"])[0]
    assert [(proposal.code, proposal.origin) for proposal in found] == [("staff", "tagger"), ("wait", "rule")]


def test_where_every_answer_had_a_code_the_best_is_proposed() -> None:
    colours = ("red", "blue", "green", "black")
    texts = [f"{word} number {n}" for n in range(15) for word in colours]
    codes = [{word} for _ in range(15) for word in colours]
    assert len(Tagger(embedding=None).fit(texts, codes).predict(["something else entirely"])[0]) == 1


def test_a_code_added_later_can_be_learnt_without_a_new_corpus() -> None:
    tagger = Tagger(embedding=None).prepare(TEXTS).fit(TEXTS, CODES)
    more = [codes | {"all"} for codes in CODES]
    assert tagger.fit(TEXTS, more).codes_ == ("all", "staff", "wait")


def test_a_refit_is_what_a_fresh_fit_would_be() -> None:
    grown = Tagger(BOOK, embedding=None).prepare(TEXTS)
    for count in (3, 5, 8):
        grown.fit(TEXTS[:count], CODES[:count])
    fresh = Tagger(BOOK, embedding=None).prepare(TEXTS).fit(TEXTS, CODES)
    assert grown.decision_function(TEXTS).tobytes() == fresh.decision_function(TEXTS).tobytes()


@pytest.mark.parametrize("embedding", [None, "static"])
def test_a_saved_model_scores_the_same_bytes(tmp_path: Path, embedding: str | None) -> None:
    tagger = Tagger(BOOK, embedding=embedding).fit(TEXTS, CODES)
    tagger.save(tmp_path / "model")
    loaded = Tagger.load(tmp_path / "model")
    assert loaded.predict_proba(TEXTS).tobytes() == tagger.predict_proba(TEXTS).tobytes()
    assert loaded.card() == tagger.card()


def test_saving_again_replaces(tmp_path: Path, trained: Tagger) -> None:
    Tagger(BOOK, embedding=None).fit(TEXTS, CODES).save(tmp_path / "model")
    trained.save(tmp_path / "model")
    assert Tagger.load(tmp_path / "model").codes_ == ("staff", "wait")
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_saved_model_holds_no_answer(tmp_path: Path, trained: Tagger) -> None:
    trained.save(tmp_path / "model")
    assert b"the nurse was kind" not in (tmp_path / "model" / "model.json").read_bytes()
    assert sorted(path.suffix for path in (tmp_path / "model").iterdir()) == [".json", ".md", ".npz"]


@pytest.mark.parametrize("damage", [b"", b"not a model", b"{}"])
@pytest.mark.parametrize("file", ["model.json", "arrays.npz"])
def test_a_damaged_model_is_an_error(tmp_path: Path, trained: Tagger, damage: bytes, file: str) -> None:
    trained.save(tmp_path / "model")
    (tmp_path / "model" / file).write_bytes(damage)
    with pytest.raises(ModelError, match="Save it again"):
        Tagger.load(tmp_path / "model")


def test_a_missing_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        Tagger.load(tmp_path / "nothing")


def test_before_fit_there_is_nothing_to_ask() -> None:
    with pytest.raises(RequestError, match="call fit first"):
        Tagger(embedding=None).predict(["a"])


def test_the_users_own_embedding() -> None:
    def length(texts: object) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        assert isinstance(texts, list | tuple)
        return np.array([[len(text), 1.0, len(text) ** 0.5] for text in texts])

    tagger = Tagger(embedding=length).fit(TEXTS, CODES)
    assert tagger.predict(["such a kind nurse"]) == [{"staff"}]


def test_the_card_names_what_it_was_learnt_from(trained: Tagger) -> None:
    assert "Learnt from 8 distinct texts (8 readings)" in trained.card()
    assert "| staff | insufficient evidence |" in trained.card()


def test_without_blind_random_readings_nothing_is_coded_by_machine(trained: Tagger) -> None:
    assert trained.zones([*TEXTS[:2], "zzz"]) == ["ask", "ask", "leave"]


def test_clear_codes_with_enough_blind_readings_are_licensed() -> None:
    texts = [f"{word} number {n}" for n in range(200) for word in ("red apples", "blue skies")]
    codes = [{"red"}, {"blue"}] * 200
    tagger = Tagger(embedding=None).fit(texts, codes, random_and_blind=[True] * 400)
    assert [verdict.verdict for verdict in tagger.verdicts_.values()] == ["ok", "ok"]
    assert tagger.zones(["red apples again"]) == ["auto"]


def test_codes_given_at_random_are_refused() -> None:
    random = np.random.default_rng(3)
    texts = [" ".join(random.choice(list("abcdefghij"), 4)) + f" {n}" for n in range(400)]
    codes = [{"coin"} if random.random() < 0.5 else set() for _ in texts]
    tagger = Tagger(embedding=None).fit(texts, codes, random_and_blind=[True] * 400)
    assert tagger.verdicts_["coin"].verdict == "insufficient evidence"
    assert "auto" not in tagger.zones(texts)


def test_a_loaded_model_can_learn_again(tmp_path: Path, trained: Tagger) -> None:
    trained.save(tmp_path / "model")
    loaded = Tagger.load(tmp_path / "model").fit(TEXTS[:4], CODES[:4])
    assert "Learnt from 4 distinct texts" in loaded.card()


def test_a_saved_model_says_what_its_codes_were_like(tmp_path: Path, trained: Tagger) -> None:
    trained.save(tmp_path / "model")
    facts = Tagger.load(tmp_path / "model").facts()
    assert facts["shares"] == {"staff": 4 / 8, "wait": 4 / 8}
    assert facts["corpus"]["texts"] == 8
    assert 0.5 < facts["sure"] < 1


def test_the_file_of_facts_is_strict_json(tmp_path: Path, trained: Tagger) -> None:
    trained.save(tmp_path / "model")
    text = (tmp_path / "model" / "model.json").read_text(encoding="utf-8")
    assert json.loads(text, parse_constant=lambda name: pytest.fail(name))["auto_threshold"] is None
