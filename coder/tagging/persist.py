"""A fitted Tagger as a folder: model.json (facts, card), arrays.npz (numbers), vocabulary in UTF-8. No pickle.

Only what scoring needs is kept: no answer, no coding, no example. Vocabulary is words of the answers.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.errors import ModelError

FORMAT = 2
Arrays = dict[str, npt.NDArray[Any]]


def write(
    folder: Path, facts: dict[str, Any], arrays: Arrays, vocabulary: dict[str, list[str]], card: str
) -> None:
    """Writes a complete folder beside the target and moves it into place; an existing model is replaced."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = folder.parent / f".{folder.name}.{uuid.uuid4().hex}.tmp"
    fresh.mkdir()
    packed = {f"words.{name}": _packed(words) for name, words in vocabulary.items()}
    with (fresh / "arrays.npz").open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **(arrays | packed))
    digest = hashlib.sha256((fresh / "arrays.npz").read_bytes()).hexdigest()
    text = json.dumps({"format": FORMAT, "sha256": digest, **facts}, indent=1, ensure_ascii=False)
    (fresh / "model.json").write_text(text + "\n", encoding="utf-8")
    (fresh / "README.md").write_text(card, encoding="utf-8")
    _into_place(fresh, folder)


def read(folder: Path) -> tuple[dict[str, Any], Arrays, dict[str, list[str]]]:
    """What `write` wrote. Raises ModelError for anything missing, altered or newer."""
    try:
        facts: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        raw = (folder / "arrays.npz").read_bytes()
    except (OSError, ValueError) as error:
        raise ModelError(
            folder, f"cannot be read ({error})", "Save it again with 'coder model save'."
        ) from error
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise ModelError(
            folder, "was written by another version of coder", "Save it again with 'coder model save'."
        )
    if hashlib.sha256(raw).hexdigest() != facts.get("sha256"):
        raise ModelError(
            folder, "is damaged: arrays.npz is not what was written", "Save it again with 'coder model save'."
        )
    with np.load(folder / "arrays.npz", allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    words = {
        name.removeprefix("words."): _unpacked(arrays.pop(name))
        for name in [name for name in arrays if name.startswith("words.")]
    }
    return facts, arrays, words


def _packed(words: list[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def _unpacked(data: npt.NDArray[np.uint8]) -> list[str]:
    text = data.tobytes().decode("utf-8", "surrogatepass")
    return text.split("\n") if text else []


def _into_place(fresh: Path, folder: Path) -> None:
    if folder.exists():
        old = fresh.with_suffix(".old")
        folder.replace(old)
        fresh.replace(folder)
        for path in old.iterdir():
            path.unlink()
        old.rmdir()
    else:
        fresh.replace(folder)
