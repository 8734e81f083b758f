"""The model of a run, copied into its output folder: a saved one, or a project's learnt anew for many answers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coder.bulk.scorer import SCORED, digest, load
from coder.errors import ModelError, RequestError, StorageError, listed

if TYPE_CHECKING:
    from coder.protocols import Progress

SHORT = {"none": "none", "minilm-en": "minilm", "static-en": "static"}

SLOW = (
    "The model uses MiniLM, which sees a few hundred answers a second; 'static' is a hundred times faster: give the "
    "project as --model, or a model that 'coder model save --embedding static' wrote."
)

_GIVE = "Give a folder that 'coder model save' wrote, or a project."


def stage(
    model: Path, folder: Path, embedding: str | None, question: str, progress: Progress | None
) -> tuple[dict[str, str], list[str]]:
    """Puts the model into a folder of its own; its name and sha256, and sentences that the user should know."""
    if not model.exists():
        raise ModelError(model, "does not exist", _GIVE)
    try:
        if model.is_dir():
            _copied(model, folder, embedding)
        else:
            _learnt(model, folder, embedding, progress)
    except OSError as error:
        raise StorageError(folder.parent, f"cannot be written ({error.strerror or error})") from None
    # A saved model is loaded from where it is, so that an error names the folder that was given.
    facts = {"name": load(model if model.is_dir() else folder).name, "sha256": digest(folder)}
    slow = [SLOW] if _embedding_of(folder) == "minilm" else []
    saved = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    return facts, slow + _limited(saved, question) + _asked(saved, question)


def _copied(model: Path, folder: Path, embedding: str | None) -> None:
    missing = [name for name in SCORED if not (model / name).is_file()]
    if missing:
        raise ModelError(model, f"is no saved model: there is no {missing[0]}", _GIVE)
    folder.mkdir(parents=True)
    for name in (*SCORED, "README.md"):
        if (model / name).is_file():
            shutil.copyfile(model / name, folder / name)
    own = _embedding_of(folder)
    if embedding and embedding != own:
        raise RequestError(
            f"The model {model} was learnt with the embedding '{own}'. Give the project instead, and it is learnt "
            f"anew with '{embedding}'."
        )


def _learnt(project: Path, folder: Path, embedding: str | None, progress: Progress | None) -> None:
    from coder.project import Project

    with Project.open(project) as opened:
        opened.save_model(folder, embedding=embedding or "static", progress=progress)
    if embedding and embedding != _embedding_of(folder):
        raise RequestError(
            f"{project} learns without an embedding, by its settings or its language. Leave --embedding out."
        )


def _embedding_of(folder: Path) -> str:
    try:
        name = str(json.loads((folder / "model.json").read_text(encoding="utf-8"))["embedding"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            folder, f"cannot be read ({error})", "Save it again with 'coder model save'."
        ) from None
    return SHORT.get(name, name)


def _asked(facts: Mapping[str, Any], question: str) -> list[str]:
    """What a run goes without where the model knows several questions and is told none of them."""
    known = facts.get("asked", [])
    if not known or question in known:
        return []
    return [
        f"The model learnt from answers to several questions ({listed(known)}). Nothing that holds for one of them only "
        "is used here; '--question NAME' says which of them these answers are to."
    ]


def _limited(facts: Mapping[str, Any], question: str) -> list[str]:
    """What becomes of codes that are meant for certain questions only, if there are any."""
    limits = {path: names for path, names in facts.get("questions", {}).items() if path in facts["codes"]}
    others = [path for path, names in limits.items() if question not in names]
    if not others:
        return []
    if question:
        return [f"Left out, because they are not meant for '{question}': {listed(others)}."]
    known = sorted({name for names in limits.values() for name in names})
    return [
        f"Proposed for every answer, though meant for certain questions ({listed(known)}): {listed(others)}. "
        "--question NAME leaves out those of other questions."
    ]
