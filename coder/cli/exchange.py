"""`coder export` and `coder import`: coded data out, codings made elsewhere in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli import _options as options
from coder.cli import codebook
from coder.cli._options import Format
from coder.cli._show import confirm, many, show, talk, visible

if TYPE_CHECKING:
    from coder.domain import Problem
    from coder.interchange.losses import Losses
    from coder.project import Project


class Tables(StrEnum):
    """Which tables of an export to write."""

    both = "both"
    wide = "wide"
    long = "long"
    memos = "memos"


class Program(StrEnum):
    """Programs whose needs we know."""

    nvivo = "nvivo"
    maxqda = "maxqda"
    atlasti = "atlasti"
    qualcoder = "qualcoder"
    taguette = "taguette"


class Units(StrEnum):
    """What a position in a .qdpx counts."""

    codepoints = "codepoints"
    utf16 = "utf16"


DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")]


def export(
    file: Annotated[
        Path,
        typer.Argument(help="Its suffix decides the format: .csv .xlsx .jsonl .parquet .sav .qdpx .qdc"),
    ],
    project: options.ProjectFile = None,
    where: options.WhereOption = None,
    table: Annotated[
        Tables, typer.Option(help="One row per answer (wide), per coding (long), both, or per memo.")
    ] = Tables.both,
    program: Annotated[Program | None, typer.Option("--for", help="The program that will read it.")] = None,
    offsets: Annotated[
        Units | None, typer.Option(help="What positions in a .qdpx count; else what the program counts.")
    ] = None,
    privacy: options.PrivacyOption = options.Privacy.honour,
    dry_run: DryRun = False,
    yes: options.Yes = False,
    shown: options.Shown = Format.table,
) -> None:
    """Write answers, variables and codes; what the format cannot carry is listed."""
    from coder.interchange.export import targets

    reader = program.value if program else ""
    paths = targets(file, table=table.value, program=reader)
    there = [str(path) for path in paths if path.exists()]
    with options.opened(project) as opened, _place(file, dry_run) as place:
        if there and not dry_run and not confirm(f"Replace {' and '.join(there)}?", yes):
            return
        losses = opened.export(
            place,
            where=options.where(where),
            table=table.value,
            privacy=privacy.value,
            program=reader,
            offsets=offsets.value if offsets else None,
        )
    tell_losses(losses, shown)
    talk(f"{'Would write' if dry_run else 'Wrote'} {' and '.join(map(str, paths))}.")


@contextmanager
def _place(file: Path, dry_run: bool) -> Iterator[Path]:
    """The file itself, or one of its name that is thrown away at the end."""
    if not dry_run:
        yield file
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / file.name


def import_(
    file: Annotated[
        Path,
        typer.Argument(help="A table of codings (id, code, coder; or a 0/1 column per code), .qdpx or .qdc."),
    ],
    project: options.ProjectFile = None,
    as_: options.As = "",
    blind: Annotated[
        bool, typer.Option("--blind", help="They were made without any suggestion on screen.")
    ] = False,
    dry_run: DryRun = False,
    yes: options.Yes = False,
    shown: options.Shown = Format.table,
) -> None:
    """Take over codings, or a project or codebook of another program."""
    if file.suffix.lower() == ".qdpx":
        _import_project(file, project, options.who(as_), dry_run, shown)
    elif file.suffix.lower() == ".qdc":
        codebook.diff(file, project) if dry_run else codebook.load(file, project, as_, yes)
    else:
        _import_codings(file, project, options.who(as_), blind, dry_run)


def _import_codings(file: Path, project: Path | None, coder: str, blind: bool, dry_run: bool) -> None:
    with options.opened(project) as opened:
        done = opened.import_codings(file, coder=coder, blind=blind, dry_run=dry_run)
    tell_problems(done.problems)
    verb = "Would take over" if dry_run else "Took over"
    talk(
        f"{verb} {many(done.codings, 'coding')} and {many(done.readings, 'reading')} "
        f"of {', '.join(done.coders) or 'nobody'}; {done.known:,} were there already."
    )


def _import_project(file: Path, project: Path | None, coder: str, dry_run: bool, shown: Format) -> None:
    path = _project_for(file, project)
    with _opened_or_made(path, dry_run) as opened:
        done = opened.import_qdpx(file, coder=coder, dry_run=dry_run)
    tell_losses(done.losses, shown)
    parts = (
        many(done.codes, "code"), many(done.cases, "case"), many(done.sources, "answer"),
        many(done.codings, "coding"), many(done.readings, "reading"), many(done.memos, "memo"),
    )  # fmt: skip
    talk(f"{file} was written by {visible(done.producer)}. Its positions count {done.positions}.")
    verb = "Would take over" if dry_run else "Took over"
    talk(f"{verb} {', '.join(parts)} into {path}; {done.known:,} of its decisions were there already.")


def _project_for(file: Path, given: Path | None) -> Path:
    """The project meant; where there is none here, one named after the file."""
    if given is None and not list(Path().glob("[!.]*.coder")):
        return Path(f"{file.stem}.coder")
    return options.project_path(given)


@contextmanager
def _opened_or_made(path: Path, dry_run: bool) -> Iterator[Project]:
    """The project, made when it is missing: beside, and moved into place when all went well."""
    from coder.project import Project

    if path.exists():
        with options.opened(path) as opened:
            yield opened
        return
    with tempfile.TemporaryDirectory(prefix=".", suffix=".tmp", dir=path.parent) as folder:
        beside = Path(folder) / path.name
        with Project.create(beside) as made:
            yield made
        if not dry_run:
            beside.replace(path)


def tell_problems(problems: tuple[Problem, ...], most: int = 10) -> None:
    """Rows that could not be used: the first few, and how many there are of each reason."""
    for problem in problems[:most]:
        where = f"row {problem.row}" if problem.row else "the file"
        value = f": {problem.value[:60]!r}" if problem.value else ""
        talk(f"  {where}, {problem.column or 'whole row'}: {problem.reason}{value}")
    if len(problems) > most:
        talk(f"  ... and {len(problems) - most:,} more.")


def tell_losses(losses: Losses, shown: Format) -> None:
    """What a format could not carry: a line of talk per kind, or the rows as JSON on stdout."""
    if shown is Format.json:
        show(losses.rows(), shown)
        return
    for row in losses.rows():
        example = f" (for example {row['example']!r})" if row["example"] else ""
        talk(f"  not carried: {row['count']:,} {row['kind']}{example}")
