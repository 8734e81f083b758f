"""Data folders as learning problems: texts, codes, a codebook and splits that are given, not drawn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.domain import Code
from coder.embedding import Cached, load
from coder.tagging.features import text_key
from tests.benchmarks._common import Folder, load_folder

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.float64]

QUOTE = re.compile(r"['‘]([^'‘’]{12,}?)['’](?=[\s,.]|$)")
NOTHING = "Labelling not possible"


@dataclass
class Kept:
    """Vectors of this run."""

    known: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def vectors(self, model: str, keys: Sequence[str]) -> Mapping[str, bytes]:
        """Those that were computed."""
        return {key: self.known[model, key] for key in keys if (model, key) in self.known}

    def save_vectors(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """Until the end of the run."""
        self.known |= {(model, key): vector for key, vector in vectors.items()}


@dataclass(frozen=True)
class Problem:
    """`truth` is (n, k) in the order of `paths`; `part` names the fold of each text, "train" or "test" for some."""

    folder: Folder
    texts: list[str]
    codes: list[set[str]]
    book: Any
    part: npt.NDArray[np.str_]
    questions: list[str]

    def answers(self, rows: Ints) -> tuple[list[str], list[str]]:
        """Texts and the question that each answers ("" where the data names none)."""
        return [self.texts[row] for row in rows], [self.questions[row] for row in rows]

    @property
    def paths(self) -> list[str]:
        """The codes in order."""
        return [code.path for code in self.book.codes]

    @property
    def truth(self) -> Flags:
        """What people gave."""
        return flags(self.codes, self.paths)

    @property
    def always(self) -> bool:
        """Whether the floors force a code on every answer."""
        return _filtered(self.folder.path)

    def splits(self, labels: int | None, parts: int | None = None) -> Iterator[tuple[Ints, Ints]]:
        """(labelled, test) for each fold: the first `labels` of a permutation, seeded by fold, of what is not test."""
        held = ["test"] if "test" in self.part else sorted(set(self.part.tolist()), key=int)
        for number, name in enumerate(held[:parts]):
            order = np.random.default_rng(number).permutation(np.flatnonzero(self.part != name))
            yield order[:labels], np.flatnonzero(self.part == name)


def flags(sets: Sequence[set[str]], paths: Sequence[str]) -> Flags:
    """Sets as a 0/1 matrix."""
    return np.array([[path in found for path in paths] for found in sets], dtype=float).reshape(len(sets), -1)


def problem(path: Path) -> Problem:
    """The folder's own filter: see methods.md for nhs_fft_neas; elsewhere everything, folds in pairs where there are 20."""
    folder = load_folder(path)
    rows, codes = folder.responses, folder.codes
    if path.name == "nhs_fft_neas":
        rows, codes = _distinct_and_common(folder)
    used = {code for row in rows for code in codes.get(row["id"], set())}
    book = SimpleNamespace(
        codes=[_code(row) for row in folder.codebook if row["code"] in used or not _filtered(path)]
    )
    part = np.array([_part(row, path.name) for row in rows])
    texts, questions = [row["text"] for row in rows], [row.get("question", "") for row in rows]
    return Problem(folder, texts, [set(codes.get(row["id"], ())) for row in rows], book, part, questions)


def embedder(name: str) -> Any:
    """The embedding with its vectors kept for the run."""
    return None if name == "none" else load(name) if name == "static" else Cached(_loaded(name), Kept())


def _loaded(name: str) -> Any:
    return load(name)


def _filtered(path: Path) -> bool:
    return path.name == "nhs_fft_neas"


def _distinct_and_common(folder: Folder) -> tuple[list[dict[str, str]], dict[str, set[str]]]:
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for row in folder.responses:
        if folder.codes.get(row["id"]) and NOTHING not in folder.codes[row["id"]]:
            rows.setdefault((row["question"], text_key(row["text"])), row)
    counts = Counter(code for row in rows.values() for code in folder.codes[row["id"]])
    common = {code for code, count in counts.items() if count >= 20}
    codes = {row["id"]: folder.codes[row["id"]] & common for row in rows.values()}
    return [row for row in rows.values() if codes[row["id"]]], codes


def _code(row: dict[str, str]) -> Code:
    examples = tuple(QUOTE.findall(row.get("examples", "")))
    return Code(
        row["code"], name=row["code"].replace("_", " "), definition=row["definition"], examples=examples
    )


def _part(row: dict[str, str], name: str) -> str:
    return row["split"] if "split" in row else str(int(row["fold"]) // 2 if "nlupp" in name else row["fold"])
