"""Vectors: the same bytes alone and among others, cached by text and model, refused by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from coder import embedding
from coder.errors import ModelError

TEXTS = [
    "The nurse was kind.",
    "no",
    "I waited for hours and hours in the cold",
    "👍 thanks",
    "The nurse was kind.",
]


class Memory:
    """A cache that counts what it was given."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], bytes] = {}

    def vectors(self, model: str, keys: Sequence[str]) -> Mapping[str, bytes]:
        return {key: self.kept[model, key] for key in keys if (model, key) in self.kept}

    def save_vectors(self, model: str, vectors: Mapping[str, bytes]) -> None:
        self.kept |= {(model, key): vector for key, vector in vectors.items()}


def loaded(name: str) -> embedding.Embedder:
    found = embedding.load(name)
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "width"), [("minilm", 384), ("static", 256)])
def test_shapes(name: str, width: int) -> None:
    assert [loaded(name)(texts).shape for texts in (TEXTS, [])] == [(5, width), (0, width)]


@pytest.mark.parametrize("name", ["minilm", "static"])
def test_a_text_has_the_same_bytes_alone_and_among_others(name: str) -> None:
    model = loaded(name)
    assert [model([text])[0].tobytes() for text in TEXTS] == [row.tobytes() for row in model(TEXTS)]


@pytest.mark.parametrize("name", ["minilm", "static"])
def test_a_text_without_a_token_is_zero(name: str) -> None:
    assert not loaded(name)([""]).any()


@pytest.mark.parametrize("name", ["minilm", "static"])
def test_meaning_is_nearer_than_spelling(name: str) -> None:
    vectors = loaded(name)(["the physician was friendly", "a kind doctor", "the position was frightful"])
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    assert unit[0] @ unit[1] > unit[0] @ unit[2]


def test_minilm_agrees_with_the_published_similarities() -> None:
    """The sentences and values of the model's public widget: .695, .943, .257."""
    vectors = loaded("minilm")(
        [
            "That is a happy person",
            "That is a happy dog",
            "That is a very happy person",
            "Today is a sunny day",
        ]
    )
    assert vectors[1:] @ vectors[0] == pytest.approx([0.695, 0.943, 0.257], abs=0.01)


def test_the_sum_of_the_tokens_points_as_the_text() -> None:
    model = loaded("minilm")
    assert isinstance(model, embedding.MiniLM)
    total, layers = model.pieces(TEXTS[2])[1].sum(axis=0), model.layers([TEXTS[2]])[0]
    cosine = layers @ total / np.linalg.norm(layers) / np.linalg.norm(total)
    assert (layers.shape, cosine) == ((768,), pytest.approx(1, abs=1e-6))


def test_the_sentence_vector_is_the_first_half_of_the_layers() -> None:
    model = loaded("minilm")
    assert isinstance(model, embedding.MiniLM)
    assert model.layers(TEXTS)[:, :384].tobytes() == model(TEXTS).tobytes()


def test_a_cache_keeps_all_layers_and_gives_the_sentence_vector() -> None:
    cached = embedding.Cached(loaded("minilm"), Memory())
    assert (cached(TEXTS).shape, cached.layers(TEXTS).shape, cached.kept_as) == (
        (5, 384),
        (5, 768),
        "minilm-en+layers",
    )


def test_token_spans_are_of_the_text_itself() -> None:
    model = loaded("minilm")
    assert isinstance(model, embedding.MiniLM)
    spans = model.pieces("The nurse")[0]
    assert spans.tolist() == [[0, 0], [0, 3], [4, 9], [0, 0]]


def test_what_stands_beyond_the_last_window_has_no_vector() -> None:
    model = loaded("minilm")
    long = "word " * (254 * 8)
    assert model([long]).tobytes() == model([long + "and something else"]).tobytes()


def test_the_static_vector_of_a_text_is_the_mean_of_its_words() -> None:
    model = loaded("static")
    one, other, both = model(["kind", "nurse", "nurse kind"])
    assert both == pytest.approx((one + other) / 2, abs=1e-7)


def test_a_cache_saves_the_second_call() -> None:
    calls: list[list[str]] = []

    def embedder(texts: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        calls.append(list(texts))
        return np.array([[len(text), 1.0] for text in texts])

    cached = embedding.Cached(embedder, Memory())
    first, second = cached(["a", "bb", "a"]), cached(["bb", "a"])
    assert (calls, first.tolist(), second.tolist()) == (
        [["a", "bb"]],
        [[1, 1], [2, 1], [1, 1]],
        [[2, 1], [1, 1]],
    )


def test_half_a_character_does_no_harm() -> None:
    assert loaded("minilm")(["a \ud800 b"]).any()


def test_an_unknown_embedding_is_an_error() -> None:
    with pytest.raises(ModelError, match="not one of the shipped embeddings"):
        embedding.load("word2vec")


def test_names_for_cards() -> None:
    assert [embedding.name_of(embedding.load(name)) for name in ("minilm", None)] == ["minilm-en", "none"]
