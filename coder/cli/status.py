"""`coder status`: how far a project is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import show, show_facts, talk

FIRST_CODES = (
    "Next: 'coder codebook load FILE' takes a codebook; 'coder clusters' makes codes of groups of answers; "
    "'coder review' begins with none, and codes are made while you read."
)
"""Where there are answers and no codes."""


def status(project: options.ProjectFile = None, shown: options.Shown = Format.table) -> None:
    """Count answers, respondents, codes, readings and codings, by coder."""
    with options.opened(project) as opened:
        facts = opened.status()
    if shown is Format.json:
        show_facts(facts, shown)
        return
    coders = facts.pop("coders")
    show_facts(facts, shown)
    if shown is Format.table:
        if coders:
            show([{"coder": name, **done} for name, done in coders.items()], shown)
        talk(_next(facts))


def _next(facts: Mapping[str, Any]) -> str:
    """The step that the counts call for."""
    if not facts["sources"]:
        return "Next: 'coder add FILE' puts answers into it."
    if not facts["codes"]:
        return FIRST_CODES
    if not facts["read"]:
        return "Next: 'coder review' reads the first answers."
    if facts["read"] < facts["sources"]:
        return (
            "Next: 'coder review' reads on; 'coder advice' says when to stop, 'coder count' what was found."
        )
    return "Next: 'coder count' says what was found, 'coder report' writes it up."
