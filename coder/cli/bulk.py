"""`coder bulk tag`: millions of answers, tagged by a saved model in one go that can be stopped and taken up again."""

from __future__ import annotations

import typer

app = typer.Typer(
    help="Millions of answers: tagged in files, on this machine or a cluster.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def _root() -> None:
    """Millions of answers: tagged in files, on this machine or a cluster."""
