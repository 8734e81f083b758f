"""Squares of an embedding: a polynomial kernel with weights that can be written down and taken apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coder.tagging.evidence import Explanation
from coder.tagging.space import Space
from coder.tagging.squares import LEAST, WIDTH, Squares, directions
from coder.tagging.tagger import Tagger

RANDOM = np.random.default_rng(5)
ROWS = RANDOM.normal(size=(LEAST, 128))
UNITS = np.rint(ROWS / np.linalg.norm(ROWS, axis=1, keepdims=True) * 2**14) / 2**14


def basis() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    found = directions(UNITS)
    assert found is not None
    return found


def squares(rows: int = 40) -> Squares:
    return Squares.of(UNITS[:rows], np.ones(rows), basis())


def test_too_few_texts_have_no_directions() -> None:
    assert directions(UNITS[1:]) is None


def test_a_narrow_embedding_has_no_directions() -> None:
    assert directions(UNITS[:, : WIDTH - 1]) is None


def test_directions_do_not_depend_on_the_order_of_rows() -> None:
    again = directions(UNITS[::-1])
    assert again is not None
    assert np.array_equal(basis(), again)


def test_the_kernel_is_the_product_of_all_products() -> None:
    z = squares().rows
    wide = np.einsum("ni,nj->nij", z, z).reshape(len(z), -1)
    assert np.allclose(squares().kernel(squares()), wide @ wide.T, atol=1e-12)


def test_weights_score_as_the_kernel_does() -> None:
    alpha = RANDOM.normal(size=(40, 3))
    block = squares()
    assert np.allclose(block @ block.weights(alpha), block.kernel(block) @ alpha, atol=1e-5)


def test_a_row_scores_the_same_bytes_alone_and_in_a_crowd() -> None:
    block = squares()
    weights = block.weights(RANDOM.normal(size=(40, 7)))
    assert np.array_equal((block @ weights)[11:12], block[11:12] @ weights)


def test_the_length_of_a_row_goes_with_the_length_of_the_answer() -> None:
    longer = Squares.of(UNITS[:1] * 2, np.full(1, 2.0), basis())
    assert longer.kernel(longer)[0, 0] == pytest.approx(4 * squares(1).kernel(squares(1))[0, 0], rel=1e-2)


def test_rows_are_put_together() -> None:
    assert np.array_equal(squares()[:10].joined(squares()[10:]).rows, squares().rows)


TEXTS = [
    f"{who} {what} {where} number {n}"
    for n in range(8)
    for who in ("the nurse", "the doctor", "reception", "the porter")
    for what in ("was kind to me", "was rude about the form", "was late again")
    for where in ("on the ward", "in the car park", "at the desk", "at home")
]
CODES = [{"kind"} if "kind" in text else {"rude"} if "rude" in text else {"late"} for text in TEXTS]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(embedding="minilm").prepare(TEXTS).fit(TEXTS[:120], CODES[:120])


def test_an_encoder_and_enough_texts_bring_squares(tagger: Tagger) -> None:
    assert tagger.space_ is not None
    assert tagger.space_.names[-1] == "squares"


def test_the_static_table_has_none() -> None:
    space = Tagger(embedding="static").prepare(TEXTS).space_
    assert isinstance(space, Space)
    assert space.names == ["words", "characters", "embedding"]


def explained(tagger: Tagger) -> Explanation:
    return tagger.explain(TEXTS[200], "late")


def test_the_explanation_sums_to_the_score_with_squares(tagger: Tagger) -> None:
    found, column = explained(tagger), tagger.codes_.index("late")
    score = tagger.decision_function([TEXTS[200]])[0, column]
    assert found.baseline + sum(part.value for part in found.parts) == pytest.approx(score, abs=1e-9)


def test_the_baseline_is_the_same_whatever_the_text_says(tagger: Tagger) -> None:
    """Only rounding and the centre are left in it: two texts of one length differ by little."""
    other = tagger.explain(TEXTS[300], "late")
    assert abs(explained(tagger).baseline - other.baseline) < 0.15


def test_squares_are_saved_and_loaded(tagger: Tagger, tmp_path: Path) -> None:
    tagger.save(tmp_path / "model")
    again = Tagger.load(tmp_path / "model")
    assert np.array_equal(again.decision_function(TEXTS[200:210]), tagger.decision_function(TEXTS[200:210]))


def test_only_the_columns_that_are_meant_are_looked_at() -> None:
    """Rows whose meant part has length 1/2 count as ones of length 1."""
    half = np.hstack([UNITS / 2, np.ones((len(UNITS), 3))])
    found = directions(half, UNITS.shape[1])
    assert found is not None
    assert not found[-3:].any()
    assert half @ found == pytest.approx(UNITS @ basis(), abs=1e-3)
