"""`coder audit` and `coder methods`: what was missed at most, and how everything was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import show, show_facts, talk

if TYPE_CHECKING:
    from coder.project.auditing import Audited

app = typer.Typer(help="Prove that little was missed.", no_args_is_help=True, rich_markup_mode=None)
CodeName = Annotated[str, typer.Argument(metavar="CODE", help="The code audited.")]


@app.command("recall")
def recall(
    code: CodeName,
    at_most: Annotated[
        int | None, typer.Option("--at-most", min=0, metavar="K", help="Plan: how many may be missed.")
    ] = None,
    looks: Annotated[int, typer.Option(min=1, help="Audits planned; they share the 5 % error.")] = 1,
    project: options.ProjectFile = None,
    as_: options.As = "",
    shown: options.Shown = Format.table,
) -> None:
    """Plan an audit of a code (with --at-most), or show what the audits show."""
    with options.opened(project) as opened:
        if at_most is not None:
            opened.plan_recall(code, at_most=at_most, looks=looks, coder=options.who(as_))
        found = opened.audits(code)
    show([_line(audit) for audit in found], shown, empty="No audit yet: plan one with --at-most K.")
    if found and found[-1].bound is None:
        left = len(found[-1].drawn) - found[-1].read
        talk(f"{left:,} answers are still to be read: coder audit read '{found[-1].code}'")


@app.command("read")
def read(code: CodeName, project: options.ProjectFile = None, as_: options.As = "") -> None:
    """Read the answers drawn by the last audit of a code."""
    from coder.tui import plain

    with options.opened(project) as opened:
        plain.review(opened.audit_session(code, options.who(as_)))


def methods(project: options.ProjectFile = None, shown: options.Shown = Format.table) -> None:
    """Write a methods paragraph for a paper, with references."""
    with options.opened(project) as opened:
        found = opened.methods()
    if shown is Format.table:
        typer.echo(found.text)
        typer.echo("\n" + "\n".join(found.citations))
    else:
        show_facts({"text": found.text, **found.facts, "references": list(found.citations)}, shown)


def _line(audit: Audited) -> dict[str, object]:
    return {
        "code": audit.code,
        "not judged": audit.plan.remainder,
        "drawn": audit.plan.size,
        "read": audit.read,
        "found": audit.found,
        "at most": audit.plan.at_most,
        "shown": audit.bound,
        "level": audit.plan.level,
    }
