"""`coder bulk tag`: millions of answers, tagged by a saved model in a run that may be stopped and taken up again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli import _options as options
from coder.cli._show import many, progress_bar, talk

if TYPE_CHECKING:
    from coder.bulk import Done

app = typer.Typer(
    help="Millions of answers: tagged file by file, on this machine or a cluster.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command()
def tag(
    inputs: Annotated[
        list[str], typer.Argument(metavar="IN...", help="CSV, JSON Lines or Parquet: files, folders, URLs.")
    ],
    model: Annotated[Path, typer.Option(metavar="DIR|PROJECT", help="A saved model, or a .coder file.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="A folder of its own for the result.")],
    text: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The answers; else it is guessed.")
    ] = None,
    id_: Annotated[
        str | None, typer.Option("--id", metavar="COLUMN", help="Their ids; else guessed.")
    ] = None,
    question: Annotated[str, typer.Option(metavar="NAME", help="What they answer; its codes only.")] = "",
    encoding: Annotated[str, typer.Option(help="Of text files: cp1252, utf-16, ...; else utf-8.")] = "",
    embedding: Annotated[
        options.Embedding | None,
        typer.Option(help="What a project's model sees meaning with; minilm is slow."),
    ] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Add the words that speak most.")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; else one per core.")] = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler whose workers do it instead.")
    ] = None,
    max_problems: Annotated[
        int | None, typer.Option(min=0, help="Stop when more rows than this cannot be used.")
    ] = None,
    chunk_rows: Annotated[int, typer.Option(min=1, help="Rows of one part.")] = 20_000,
    force: Annotated[bool, typer.Option("--force", help="Start over, whatever is in the folder.")] = False,
) -> None:
    """Tag every answer. Stopped or killed, the same command goes on where it was."""
    from coder import bulk

    with progress_bar("tagging") as progress:
        done = bulk.tag(
            inputs,
            model,
            out,
            text_column=text,
            id_column=id_,
            question=question,
            encoding=encoding,
            embedding=embedding.value if embedding else None,
            evidence=evidence,
            workers=workers,
            cluster=dask,
            chunk_rows=chunk_rows,
            max_problems=max_problems,
            force=force,
            progress=progress,
            say=talk,
        )
    _say(done, encoding)


def _say(done: Done, encoding: str) -> None:
    zones = ", ".join(f"{zone} {count:,}" for zone, count in done.zones.items())
    before = f", {done.resumed:,} of them done before" if done.resumed else ""
    talk(f"{many(done.answers, 'answer')} in {many(done.parts, 'part')}{before}: {zones}.")
    if done.problems:
        talk(f"{many(done.problems, 'row')} could not be used: {done.out / 'problems.parquet'} lists them.")
        talk("; ".join(f"{count:,}: {reason}" for reason, count in done.reasons.items()) + ".")
    if "is not valid UTF-8" in done.reasons and not encoding:
        talk("Is the file in another encoding? Name it: --encoding cp1252, say.")
    talk(f"Wrote {done.out} with {done.model}.")
