"""`coder codebook ...`: check, load, show, compare and edit the codes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import confirm, many, show, talk, visible

if TYPE_CHECKING:
    from coder.codebook import Codebook

app = typer.Typer(
    help="Check, load, show, compare and edit the codes.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
_FOREIGN = (".qdc", ".xlsx")
File = Annotated[Path, typer.Argument(help="A codebook: .yaml, .csv, .qdc, or the .xlsx of MAXQDA.")]
Path_ = Annotated[str, typer.Argument(metavar="CODE", help="A code's path.")]


@app.command()
def check(file: File) -> None:
    """Read a codebook and say what is wrong or doubtful; needs no project."""
    codebook = read(file)
    talk(
        f"{file}: {many(len(codebook.codable()), 'code')}, {many(len(codebook.themes), 'theme')}. Nothing is wrong."
    )
    _point_out(codebook)


@app.command()
def load(
    file: File, project: options.ProjectFile = None, as_: options.As = "", yes: options.Yes = False
) -> None:
    """Make a file the project's codebook; shows what changes and asks."""
    codebook = read(file)
    with options.opened(project) as opened:
        codebook = _titled(codebook, opened.codebook, file)
        changes = opened.compare_codebook(codebook)
        for line in changes.lines():
            talk(line)
        if not changes:
            talk("Nothing changes.")
            return
        for question, paths in opened.unasked(codebook).items():
            talk(f"Note: no answer here is to the question '{question}', which {', '.join(paths)} wait for.")
        if confirm("Load these changes?", yes):
            opened.load_codebook(codebook, coder=options.who(as_), note=file.name)
            talk(
                f"Loaded as version {opened.codebooks.version}. Codes added now are unknown, "
                "not 'no', for answers read before."
            )
    _point_out(codebook)


@app.command()
def diff(file: File, project: options.ProjectFile = None) -> None:
    """Show what loading a file would change."""
    with options.opened(project) as opened:
        codebook = _titled(read(file), opened.codebook, file)
        for line in opened.compare_codebook(codebook).lines():
            typer.echo(visible(line))


@app.command("show")
def show_(
    version: Annotated[int | None, typer.Option(help="An earlier version.")] = None,
    yaml: Annotated[bool, typer.Option("--yaml", help="As a file to edit and load.")] = False,
    project: options.ProjectFile = None,
    shown: options.Shown = Format.table,
) -> None:
    """Show the codes with their definitions."""
    with options.opened(project) as opened:
        codebook = opened.codebooks.get(version) if version else opened.codebook
    if yaml:
        typer.echo(codebook.to_yaml(), nl=False)
        return
    rows = [
        {
            "code": code.path,
            "name": code.label,
            "definition": code.definition,
            "codable": code.codable,
            "questions": list(code.questions),
        }
        for code in codebook.codes
    ]
    if shown is Format.table:
        rows = [{"code": row["code"], "definition": row["definition"]} for row in rows]
    show(rows, shown, empty="The codebook is empty: 'coder codebook load FILE' fills it.")


@app.command()
def history(project: options.ProjectFile = None, shown: options.Shown = Format.table) -> None:
    """Show the versions there were, who made them and why."""
    with options.opened(project) as opened:
        rows = [
            {key: row[key] for key in ("version", "at", "coder", "note")}
            for row in opened.codebooks.history()
        ]
    show(rows, shown)


@app.command()
def rename(
    code: Path_,
    new: Annotated[str, typer.Argument(help="The new path, or the new last part.")],
    project: options.ProjectFile = None,
    as_: options.As = "",
) -> None:
    """Give a code another path; its codings stay."""
    with options.opened(project) as opened:
        opened.rename_code(code, new, coder=options.who(as_))
        talk(f"'{code}' is now called '{new}'; its codings stay.")


@app.command()
def move(
    code: Path_,
    parent: Annotated[str, typer.Argument(help="The code to put it under; '' for the top.")],
    project: options.ProjectFile = None,
    as_: options.As = "",
) -> None:
    """Put a code and all below it somewhere else; its codings stay."""
    with options.opened(project) as opened:
        opened.move_code(code, parent, coder=options.who(as_))
        talk(f"'{code}' stands under '{parent or 'the top'}' now; its codings stay.")


@app.command()
def merge(
    codes: Annotated[list[str], typer.Argument(metavar="CODE...", help="Codes that are to go.")],
    into: Annotated[str, typer.Option("--into", help="The code that takes over their codings.")],
    project: options.ProjectFile = None,
    as_: options.As = "",
    yes: options.Yes = False,
) -> None:
    """Make several codes one; their codings count as that one's."""
    with options.opened(project) as opened:
        if confirm(f"Merge {', '.join(codes)} into {into}? Their codings will count as its own.", yes):
            opened.merge_codes(codes, into, coder=options.who(as_))
            talk(f"Merged into '{into}'.")


@app.command()
def split(
    code: Path_,
    parts: Annotated[list[str], typer.Argument(metavar="PART...", help="Names of the new codes.")],
    project: options.ProjectFile = None,
    as_: options.As = "",
) -> None:
    """Make a code a group with new codes below it; lists the answers to look at again."""
    with options.opened(project) as opened:
        left = opened.split_code(code, parts, coder=options.who(as_))
        talk(
            f"'{code}' is a group now; to be looked at again: {many(len(left), 'coded answer')}. "
            f"Next: 'coder review --split \"{code}\"'."
        )


def read(file: Path) -> Codebook:
    """The codebook in a file of any format; CodebookError where a rule is broken."""
    from coder.codebook import read_csv, read_yaml

    if file.suffix.lower() in _FOREIGN:
        return _of_another_program(file)
    return read_csv(file) if file.suffix.lower() in (".csv", ".tsv") else read_yaml(file)


def _titled(new: Codebook, old: Codebook, file: Path) -> Codebook:
    """With the old title where the format has no place for one."""
    return replace(new, title=old.title) if file.suffix.lower() in _FOREIGN else new


def _of_another_program(file: Path) -> Codebook:
    from coder.codebook import Codebook
    from coder.interchange.codebooks import read_codebook

    found = read_codebook(file)
    for loss in found.losses:
        talk(f"  not carried: {loss.count:,} {loss.kind}")
    return Codebook.build(found.codes, found.themes)


def _point_out(codebook: Codebook) -> None:
    from coder.codebook import near_duplicates

    for one, other, reason in near_duplicates(codebook):
        talk(f"  '{one}' and '{other}' may be the same: {reason}.")
