"""`coder autocode`: codings by the machine, where it can prove that it codes well."""

from __future__ import annotations

from typing import Annotated

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import confirm, many, progress_bar, show, talk


def autocode(
    project: options.ProjectFile = None,
    where: options.WhereOption = None,
    withdraw: Annotated[
        str | None, typer.Option(metavar="MODEL", help="Take back every coding of this machine coder.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    as_: options.As = "",
    yes: options.Yes = False,
    shown: options.Shown = Format.table,
) -> None:
    """Let the machine code the answers of the zone `auto`, under its own name; people's decisions win."""
    with options.opened(project) as opened:
        if withdraw:
            talk(f"Took back {many(opened.withdraw(withdraw, coder=options.who(as_)), 'coding')}.")
            return
        chosen = options.where(where)
        with progress_bar("judging") as progress:
            preview = opened.autocode(where=chosen, dry_run=True, progress=progress)
        rows = [{"code": path, "codings": number} for path, number in sorted(preview.codings.items())]
        show(rows, shown, columns=("code", "codings"), empty="No code may be added by the machine yet.")
        counts = {zone: preview.zones.get(zone, 0) for zone in ("auto", "ask", "leave")}
        talk(f"{preview.coder}: " + ", ".join(f"{zone} {number:,}" for zone, number in counts.items()) + ".")
        if preview.already:
            talk(f"Coded by a machine before and left as they are: {many(preview.already, 'answer')}.")
        if not preview.codings:
            talk("'coder model show' says which codes lack which evidence.")
        elif not dry_run and confirm(f"Save {many(sum(preview.codings.values()), 'coding')}?", yes):
            done = opened.autocode(where=chosen)
            talk(f"Saved under {done.coder}. 'coder autocode --withdraw {done.coder}' takes them back.")
