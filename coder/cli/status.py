"""`coder status`: how far a project is."""

from __future__ import annotations

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import show, show_facts


def status(project: options.ProjectFile = None, shown: options.Shown = Format.table) -> None:
    """Count answers, respondents, codes, readings and codings, by coder."""
    with options.opened(project) as opened:
        facts = opened.status()
    if shown is Format.json:
        show_facts(facts, shown)
        return
    coders = facts.pop("coders")
    show_facts(facts, shown)
    if shown is Format.table and coders:
        show([{"coder": name, **done} for name, done in coders.items()], shown)
