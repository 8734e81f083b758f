"""The shipped artefacts are the ones that their recipes wrote, and keep to their size."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from coder import embedding

SENTENCES = ["That is a happy person", "That is a happy dog", "That is a very happy person"]


def folder(name: str) -> Path:
    return Path(str(files("coder._models"))) / embedding.SHIPPED[name]


@pytest.mark.parametrize("name", ["minilm", "static"])
def test_checksums(name: str) -> None:
    written = embedding.facts(name)["sha256"]
    assert written == {
        file: hashlib.sha256((folder(name) / file).read_bytes()).hexdigest() for file in written
    }


@pytest.mark.parametrize(
    ("name", "file", "most"), [("minilm", "model.onnx", 24e6), ("static", "table.npz", 16e6)]
)
def test_sizes(name: str, file: str, most: float) -> None:
    assert (folder(name) / file).stat().st_size <= most


@pytest.mark.parametrize("name", ["minilm", "static"])
def test_nothing_is_pickled(name: str) -> None:
    assert [
        path.name for path in folder(name).rglob("*") if path.suffix in {".pkl", ".pickle", ".bin", ".pt"}
    ] == []


def test_this_machine_computes_what_the_recipe_computed() -> None:
    minilm = embedding.load("minilm")
    assert minilm is not None
    written = np.array(embedding.facts("minilm")["first_numbers"])[:3]
    assert np.abs(minilm(SENTENCES)[:, :4] - written).max() < 1e-3


def test_int8_weights_keep_the_directions() -> None:
    assert embedding.facts("minilm")["cosine_with_float32"]["least"] > 0.99
