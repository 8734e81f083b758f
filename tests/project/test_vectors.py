"""Which embedding a project uses, and that vectors of a slow one are made once."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import ClassVar

import numpy as np
import pytest

from coder import Project
from coder.errors import ModelError
from coder.project.learning import LiveTagger
from coder.project.vectors import embedder, kept_as


class Encoder:
    """Stands in for a sentence-transformers model (the library brings torch): a text's letters, counted."""

    encoded: ClassVar[list[str]] = []

    def __init__(self, name: str, local_files_only: bool) -> None:
        assert local_files_only

    def encode(self, text: str, show_progress_bar: bool) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        Encoder.encoded.append(text)
        return np.array([1 + text.lower().count(chr(97 + n)) for n in range(26)], dtype=np.float32)


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> type[Encoder]:
    module = ModuleType("sentence_transformers")
    module.SentenceTransformer = Encoder  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    Encoder.encoded.clear()
    return Encoder


@pytest.mark.parametrize(
    ("name", "kept"), [(None, ""), ("static", ""), ("minilm", "minilm-en+layers"), ("org/model", "org/model")]
)
def test_slow_embeddings_are_kept_under_their_name(name: str | None, kept: str) -> None:
    assert kept_as(name) == kept


def test_a_model_that_is_not_there_is_refused(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelError, match="encoder"):
        project.configure("embedding", "org/model", coder="ana")
    assert project.config()["embedding"] == "none"


def test_a_model_of_ones_own_embeds_each_text_once(project: Project, encoder: type[Encoder]) -> None:
    project.configure("embedding", "org/model", coder="ana")
    texts = [source.text for source in project]
    for _ in range(2):
        found = embedder(project, texts)
        assert found
        assert found(texts).shape == (5, 26)
    assert sorted(encoder.encoded) == sorted(set(texts))


def test_a_reviewer_learns_with_it(project: Project, encoder: type[Encoder]) -> None:
    project.configure("embedding", "org/model", coder="ana")
    assert LiveTagger(project).now().space_ is not None
    assert encoder.encoded
