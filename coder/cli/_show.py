"""How commands speak: data to stdout, talk to stderr, questions to a person, progress on a terminal.

People's words never reach Rich as markup.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from coder.cli._columns import widths, wrapped
from coder.cli._options import Format
from coder.errors import ConfirmationNeeded
from coder.guard import guard
from coder.guard import visible as visible

if TYPE_CHECKING:
    from coder.protocols import Progress

Row = Mapping[str, Any]


def talk(sentence: str) -> None:
    """One line for the person at the terminal; never part of the data, and harmless whatever it quotes."""
    typer.echo(visible(sentence), err=True)


def show(
    rows: Sequence[Row], shown: Format, *, columns: Sequence[str] = (), empty: str = "Nothing yet."
) -> None:
    """A listing on stdout; `columns` orders and names them (else those of the first row)."""
    names = list(columns) or list(rows[0] if rows else ())
    if shown is Format.json:
        typer.echo(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=1, default=str))
    elif shown is Format.csv:
        typer.echo(_csv(rows, names), nl=False)
    elif rows:
        _table(rows, names)
    else:
        talk(empty)


def show_facts(facts: Mapping[str, Any], shown: Format) -> None:
    """Named facts: one object as JSON, else two columns."""
    if shown is Format.json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=1, default=str))
        return
    show([{"name": name, "value": _flat(value)} for name, value in facts.items()], shown)


def many(number: int, noun: str) -> str:
    """`1 answer`, `1,200 answers`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def confirm(question: str, yes: bool) -> bool:
    """A person's yes or no; `yes` agrees beforehand, an unattended run raises ConfirmationNeeded."""
    if yes:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise ConfirmationNeeded(question)
    return typer.confirm(visible(question), default=True, err=True)


@contextmanager
def progress_bar(what: str) -> Iterator[Progress | None]:
    """A bar with rate and time left on a terminal; None (silence) when piped."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=None, rate="")

        def advance(done: int, total: int | None = None, what: str = "") -> None:
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            bar.update(task, completed=done, total=total, rate=f"{speed:,.0f}/s" if speed else "")

        yield advance


def _csv(rows: Sequence[Row], names: Sequence[str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_cell(name) for name in names])
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return out.getvalue()


def _cell(value: object) -> str:
    """Numbers in full; words guarded, so that no spreadsheet takes them for a formula."""
    return str(value) if isinstance(value, int | float) else guard(_flat(value))


def _table(rows: Sequence[Row], names: Sequence[str]) -> None:
    from rich import box
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # Drawn first and echoed then: Rich would end the program by itself when a pipe closes.
    out, wide = io.StringIO(), None if sys.stdout.isatty() else 10_000
    console = Console(file=out, markup=False, emoji=False, highlight=False, width=wide)
    columns = [[visible(name), *(visible(_flat(row.get(name))) for row in rows)] for name in names]
    broad = widths(columns, console.width - 3 * len(names) + 1, cell_len)
    cells = [
        [wrapped(cell, n, cell_len) for cell in column] for column, n in zip(columns, broad, strict=True)
    ]
    table = Table(box=box.SIMPLE, pad_edge=False)
    for name, width, column in zip(names, broad, cells, strict=True):
        numbers = all(isinstance(row.get(name), int | float | None) for row in rows)
        table.add_column(
            Text(column[0]),
            justify="right" if numbers else "left",
            overflow="fold",
            min_width=width,
            max_width=width,
        )
    for line in zip(*(column[1:] for column in cells), strict=True):
        table.add_row(*map(Text, line))
    console.print(table)
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    typer.echo("\n".join(line for line in lines if line))


def _flat(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_flat(part)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_flat(part) for part in value)
    return str(value)
