"""`coder plot`: one chart as a file, with the same numbers in words."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli import _options as options
from coder.cli._show import confirm, progress_bar, talk, visible
from coder.cli.count import Question, Unit
from coder.errors import RequestError

if TYPE_CHECKING:
    from coder.report.content import Picture


class Chart(StrEnum):
    """What can be drawn."""

    themes = "themes"
    groups = "groups"
    together = "together"
    saturation = "saturation"
    agreement = "agreement"


def plot(
    chart: Annotated[Chart, typer.Argument(help="What to draw.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Draw it into this .svg or .png.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="For groups: the variable that makes them.")] = "",
    code: Annotated[
        list[str] | None, typer.Option("--code", "-c", help="Only these codes and themes.")
    ] = None,
    unit: Annotated[Unit, typer.Option(help="Respondents, answers, or distinct texts.")] = Unit.case,
    question: Question = None,
    where: options.WhereOption = None,
    project: options.ProjectFile = None,
    yes: options.Yes = False,
) -> None:
    """Draw a chart; its numbers are printed in words, for those who will not see it."""
    from coder.report.plots import picture

    _drawable(out)
    with options.opened(project) as opened, progress_bar("counting") as progress:
        made = picture(
            opened,
            chart.value,
            by=by,
            codes=code or (),
            unit=unit.value,
            question=question,
            where=options.where(where),
            progress=progress,
        )
    if out and (not out.exists() or confirm(f"Replace {out}?", yes)):
        _save(made, out)
        talk(f"Wrote {out}.")
    typer.echo(visible(f"{made.caption}. {made.alternative}"))


def _drawable(out: Path | None) -> None:
    if out and out.suffix.lower() not in (".svg", ".png"):
        raise RequestError(f"A chart is drawn as .svg or .png, not as '{out.suffix}': --out {out.stem}.svg")


def _save(made: Picture, out: Path) -> None:
    from coder.interchange.files import whole
    from coder.report.drawing import described, png

    drawn = png(made) if out.suffix.lower() == ".png" else described(made, made.name).encode()
    with whole(out) as (temporary,):
        temporary.write_bytes(drawn)
