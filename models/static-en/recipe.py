"""Builds table.npz: one 256-dimensional vector per vocabulary token, distilled from all-MiniLM-L6-v2.

    (the packages of models/minilm-en/recipe.py)
    python models/static-en/recipe.py [--source FOLDER]

Every token goes through the float32 encoder alone (with its two border tokens), the means are centred and
projected on their first 256 principal components, and each is weighted by a / (a + p) (smooth inverse frequency,
Arora et al. 2017) with a = 1e-3 and p by Zipf's law from the rank in the vocabulary, which is sorted by
frequency. Stored as int8 with one scale per token, a multiple of 2^-20, so that sums of them are exact.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import runpy
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

HERE = Path(__file__).resolve().parent
ENCODER = runpy.run_path(str(HERE.parent / "minilm-en" / "recipe.py"))
WIDTH, SMOOTH, FIRST_WORD, BATCH = 256, 1e-3, 999, 512
BORDERS = (101, 102)
STEP = 2.0**-20
Array = npt.NDArray[Any]


def encoded(weights: dict[str, Array], count: int) -> Array:
    """(count, 384): the mean of the encoder's outputs for each token between the border tokens."""
    model = ENCODER["build"](weights, quantised=False).SerializeToString()
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    ids = np.array([[BORDERS[0], token, BORDERS[1]] for token in range(count)])
    parts = [session.run(["tokens"], {"ids": ids[at : at + BATCH]})[0] for at in range(0, count, BATCH)]
    return np.concatenate(parts).mean(axis=1, dtype=np.float64)


def projected(vectors: Array) -> Array:
    """The first principal components of the real tokens; signs fixed by the largest loading."""
    centred = vectors - vectors[FIRST_WORD:].mean(axis=0)
    _, axes = np.linalg.eigh(centred[FIRST_WORD:].T @ centred[FIRST_WORD:])
    axes = axes[:, ::-1][:, :WIDTH]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(WIDTH)])
    return np.asarray(centred @ axes)


def frequency_weights(count: int) -> Array:
    """a / (a + p) by rank; the special and unused tokens in front of the vocabulary weigh nothing."""
    rank = np.arange(count - FIRST_WORD) + 1.0
    share = (1 / rank) / (1 / rank).sum()
    return np.concatenate([np.zeros(FIRST_WORD), SMOOTH / (SMOOTH + share)])


def stored(vectors: Array) -> tuple[Array, Array]:
    """int8 rows and their scales in multiples of 2^-20."""
    largest = np.abs(vectors).max(axis=1)
    scale = np.ceil(largest / 127 / STEP)
    whole = np.rint(vectors / np.maximum(scale * STEP, STEP)[:, None])
    return whole.astype(np.int8), scale.astype(np.int32)


def main() -> None:
    """Builds the table and writes its facts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, default=None)
    source = parser.parse_args().source or ENCODER["source_folder"]()
    weights = ENCODER["verified"](source)
    count = len(weights["embeddings.word_embeddings.weight"])
    full = projected(encoded(weights, count)) * frequency_weights(count)[:, None]
    whole, scale = stored(full)
    np.savez_compressed(HERE / "table.npz", whole=whole, scale=scale)
    shutil.copyfile(HERE.parent / "minilm-en" / "tokenizer.json", HERE / "tokenizer.json")
    write_facts(full, whole * (scale * STEP)[:, None])


def write_facts(full: Array, kept: Array) -> None:
    """Sizes, checksums and what rounding cost."""
    some = np.linalg.norm(full, axis=1) > 0
    cosine = (full[some] * kept[some]).sum(axis=1) / (
        np.linalg.norm(full[some], axis=1) * np.linalg.norm(kept[some], axis=1)
    )
    facts = {
        "name": "static-en",
        "source_sha256": ENCODER["SHA256"],
        "licence": "Apache-2.0",
        "sha256": {
            name: hashlib.sha256((HERE / name).read_bytes()).hexdigest()
            for name in ("table.npz", "tokenizer.json")
        },
        "bytes": (HERE / "table.npz").stat().st_size,
        "tokens": len(full),
        "dimensions": WIDTH,
        "cosine_with_unrounded": {
            "least": round(float(cosine.min()), 5),
            "mean": round(float(cosine.mean()), 5),
        },
    }
    (HERE / "facts.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    (HERE / "README.md").write_text(card(facts), encoding="utf-8")
    print(card(facts))


def card(facts: dict[str, Any]) -> str:
    """The model card; its figures come from this run."""
    cosine = facts["cosine_with_unrounded"]
    return f"""# static-en

Written by `recipe.py`; do not edit by hand.

One vector per token, {facts["dimensions"]} numbers, for scoring in bulk (`embedding="static"`): a text is the mean of
its words' vectors, without any network at run time.

* **Made from** sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0, see ../minilm-en): each of {facts["tokens"]:,} tokens
  through the encoder, centred, first {facts["dimensions"]} principal components, weighted by a / (a + p) with a = {SMOOTH} and p
  by Zipf's law (after Model2Vec, Tulkens and van Dongen 2024, and Arora et al. 2017). Source sha256
  `{facts["source_sha256"]}`.
* **Stored** as int8 with one scale per token: {facts["bytes"]:,} bytes, sha256 `{facts["sha256"]["table.npz"]}`.
  Cosine with the unrounded vectors {cosine["mean"]} on average, {cosine["least"]} at least.
* **Licence** of this artefact: Apache-2.0.
* **Limits**: English; a word has the same vector in every sentence; word order is lost.
* **Rebuild**: `python models/static-en/recipe.py`.
"""


if __name__ == "__main__":
    main()
