"""Distinct answers and the sentences of long ones."""

from __future__ import annotations

import numpy as np
import pytest

from coder.discovery.pieces import MOST, pieces

LONG = "The food was cold on the ward again. No. The nurse was kind to my old mother."


def test_copies_are_one_piece_with_a_count() -> None:
    cut = pieces(["Good food!", "good food", "slow train"])
    assert cut.copies.tolist() == [2, 1]
    assert cut.owner_of.tolist() == [0, 0, 1]


def test_a_text_without_words_has_no_piece() -> None:
    assert pieces(["...", "food"]).owner_of.tolist() == [-1, 0]


def test_a_long_answer_is_cut_into_sentences_and_a_short_one_stays_with_the_one_before() -> None:
    cut = pieces([LONG], long=10)
    assert cut.texts == ["The food was cold on the ward again. No.", "The nurse was kind to my old mother."]


def test_pieces_are_places_in_the_text() -> None:
    cut = pieces([LONG], long=10)
    assert [LONG[piece.start : piece.end] for piece in cut.passages] == cut.texts


def test_an_answer_weighs_once_however_many_pieces_it_has() -> None:
    cut = pieces([LONG, "short one"], long=10)
    assert np.bincount(cut.owner, cut.weights).tolist() == pytest.approx([1.0, 1.0])


def test_a_book_has_at_most_thirty_pieces() -> None:
    assert len(pieces([LONG.replace("No. ", "") * 100]).passages) <= MOST
