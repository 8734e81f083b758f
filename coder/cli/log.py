"""`coder log`: who decided what, when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import show

if TYPE_CHECKING:
    from coder.domain import Decision


def log(
    project: options.ProjectFile = None,
    last: Annotated[int, typer.Option("--last", "-n", min=1, help="How many of the newest rows.")] = 20,
    everything: Annotated[bool, typer.Option("--all", help="Every row.")] = False,
    shown: options.Shown = Format.table,
) -> None:
    """Show the decision log, oldest first."""
    from coder.store import content

    with options.opened(project) as opened:
        rows = opened.log(None if everything else last)
        names = content.source_names(opened.store.db)
        paths = {code.id: code.path for code in opened.codebook.codes}
    show([_row(row, names, paths) for row in rows], shown)


def _row(row: Decision, names: Mapping[str, str], paths: Mapping[str, str]) -> dict[str, Any]:
    return {
        "at": row.at[:19].replace("T", " "),
        "coder": row.coder,
        "act": row.act,
        "source": names.get(row.source or "", row.source),
        "code": paths.get(row.code or "", row.code),
        "start": row.start,
        "end": row.end,
        "detail": {
            key: _short(value) for key, value in row.detail.items() if key != "shown" and value is not None
        },
    }


def _short(value: Any) -> Any:
    """A list of more than eight as its length: rows may name hundreds of answers."""
    if isinstance(value, Mapping):
        return {key: _short(part) for key, part in value.items()}
    return f"{len(value):,} items" if isinstance(value, list) and len(value) > 8 else value
