"""What every benchmark needs: a data folder read in, and results written with their provenance."""

from __future__ import annotations

import csv
import hashlib
import json
import platform
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Folder:
    """A data folder: rows of responses.csv, codes by id, rows of codebook.csv, and their hash."""

    path: Path
    responses: list[dict[str, str]]
    codes: dict[str, set[str]]
    codebook: list[dict[str, str]]
    digest: str


def load_folder(path: Path) -> Folder:
    """Reads `responses.csv`, `codes.csv` and `codebook.csv` of one data folder."""
    codes: dict[str, set[str]] = defaultdict(set)
    for row in _rows(path / "codes.csv"):
        codes[row["id"]].add(row["code"])
    return Folder(path, _rows(path / "responses.csv"), codes, _rows(path / "codebook.csv"), _digest(path))


def write_results(name: str, payload: dict[str, Any], folder: Folder | None, seed: int) -> Path:
    """Writes results/<name>.json with commit, data hash, seed and versions beside the figures."""
    where = HERE / "results" / f"{name}.json"
    where.parent.mkdir(exist_ok=True)
    data = {"name": folder.path.name, "sha256": folder.digest} if folder else {}
    facts = {"commit": _commit(), "data": data, "seed": seed, "python": platform.python_version()}
    where.write_text(json.dumps({**facts, **payload}, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return where


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _digest(path: Path) -> str:
    total = hashlib.sha256()
    for name in ("responses.csv", "codes.csv", "codebook.csv"):
        if (path / name).exists():
            total.update((path / name).read_bytes())
    return total.hexdigest()


def _commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=HERE, capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or "unknown"
