"""Layers import downwards only; siblings on one line do not know each other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "coder"
LAYERS = [
    {"errors", "domain", "protocols"},
    {"text", "guard", "codebook", "embedding"},
    {"store", "ingest", "tagging", "review", "discovery", "agreement", "counting", "interchange"},
    {"project"},
    {"report", "bulk"},
    {"cli", "tui"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
TOGETHER = {"errors", "domain", "protocols", "cli", "tui"}


def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("coder.")} & LEVEL.keys()


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


FILES = sorted(path for path in PACKAGE.rglob("*.py") if room_of(path) in LEVEL)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_downwards_only(path: Path) -> None:
    here = room_of(path)
    forbidden = {
        other
        for other in imports_of(path) - {here}
        if LEVEL[other] > LEVEL[here] or (LEVEL[other] == LEVEL[here] and not {here, other} <= TOGETHER)
    }
    assert forbidden == set()


def test_every_room_of_the_package_has_a_layer() -> None:
    rooms = {room_of(path) for path in PACKAGE.rglob("*.py")} - {"__init__"}
    assert rooms <= LEVEL.keys()
