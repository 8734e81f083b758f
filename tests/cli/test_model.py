"""`coder model save`, as it is typed."""

from __future__ import annotations

import json

from tests.cli.conftest import Desk


def saved(desk: Desk, *words: str) -> str:
    """What is said; the model is in the folder `saved`."""
    ran = desk("model", "save", "saved", *words)
    assert (ran.status, ran.out) == (0, "")
    return ran.err


def test_a_model_is_saved_with_the_embedding_named(coded: Desk) -> None:
    assert coded("config", "embedding", "minilm").status == 0
    assert saved(coded, "--embedding", "static").startswith("Wrote tagger@")
    assert json.loads((coded.folder / "saved" / "model.json").read_text())["embedding"] == "static-en"


def test_a_project_without_an_embedding_keeps_to_that(coded: Desk) -> None:
    assert "learns without an embedding" in saved(coded, "--embedding", "static")
    assert json.loads((coded.folder / "saved" / "model.json").read_text())["embedding"] == "none"


def test_a_model_that_has_learnt_nothing_is_called_that(filled: Desk) -> None:
    assert "Nothing is coded yet" in saved(filled)


def test_a_model_that_has_learnt_something_is_not(coded: Desk) -> None:
    assert "Nothing is coded yet" not in saved(coded)
