"""Coding free-text answers: learn from each decision, code what can be proved, count honestly.

    with Project.create("library.coder") as project:
        project.add("responses.csv")
        project.load_codebook(read_yaml("codebook.yaml"))

Names are loaded when they are first used, so that `import coder` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coder.codebook import Codebook, read_yaml
    from coder.ingest import Layout
    from coder.project import Project
    from coder.tagging.tagger import Tagger

__version__ = "0.1.0"
__all__ = ["Codebook", "Layout", "Project", "Tagger", "read_yaml"]

_HOMES = {
    "Codebook": "coder.codebook",
    "Layout": "coder.ingest",
    "Project": "coder.project",
    "Tagger": "coder.tagging.tagger",
    "read_yaml": "coder.codebook",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'coder' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
