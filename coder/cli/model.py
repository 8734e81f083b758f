"""`coder model show | card | save`: what the machine has learnt and how well it knows each code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import progress_bar, show, talk

if TYPE_CHECKING:
    from coder.tagging.tagger import Tagger
    from coder.tagging.verdicts import CodeVerdict

app = typer.Typer(
    help="What the machine has learnt, and how well it knows each code.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command("show")
def show_(project: options.ProjectFile = None, shown: options.Shown = Format.table) -> None:
    """Show the verdict on each code: may the machine add it, and on what evidence."""
    tagger = _model(project)
    coded = dict(zip(tagger.codes_, tagger.positives_.tolist(), strict=True))
    show([_row(verdict, coded[path]) for path, verdict in tagger.verdicts_.items()], shown)
    talk(
        f"{tagger.name}: learnt from {tagger.readings_:,} readings; verdicts rest on {tagger.looked_at_:,} "
        "blind random ones. Bounds hold for all codes together; more: adds still needed for 'ok'."
    )


@app.command()
def card(project: options.ProjectFile = None) -> None:
    """Print the model card in Markdown."""
    typer.echo(_model(project).card(), nl=False)


@app.command()
def save(
    folder: Annotated[Path, typer.Argument(help="Made anew; an older model there is replaced.")],
    embedding: Annotated[
        options.Embedding | None,
        typer.Option(help="What it sees meaning with: static is for many answers, minilm for few."),
    ] = None,
    project: options.ProjectFile = None,
) -> None:
    """Write the model into a folder, without any answer or coding."""
    with options.opened(project) as opened, progress_bar("learning") as progress:
        tagger = opened.save_model(folder, embedding=embedding, progress=progress)
    if embedding and not tagger.embedding:
        talk("The project learns without an embedding, by its settings or its language; so does this model.")
    if not tagger.positives_.any():
        talk("Nothing is coded yet, so it knows no more than the codebook, and bulk runs refuse it.")
    talk(f"Wrote {tagger.name} to {folder}.")


def _model(project: Path | None) -> Tagger:
    with options.opened(project) as opened, progress_bar("learning") as progress:
        return opened.model(progress=progress)


def _row(verdict: CodeVerdict, coded: float) -> dict[str, Any]:
    return {
        "code": verdict.code,
        "verdict": verdict.verdict,
        "coded": round(coded),
        "in sample": verdict.positives,
        "adds": verdict.adds,
        "wrong": verdict.false_adds,
        "at most": f"{verdict.false_adds_bound:.0%}",
        "missed": verdict.misses,
        "missed at most": f"{verdict.misses_bound:.0%}",
        "more": verdict.needed or None,
    }
