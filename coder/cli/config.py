"""`coder config`: what holds for the project."""

from __future__ import annotations

from typing import Annotated

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import show, show_facts, talk


def config(
    setting: Annotated[str | None, typer.Argument(help="The setting; left out: all of them.")] = None,
    value: Annotated[str | None, typer.Argument(help="Its new value.")] = None,
    project: options.ProjectFile = None,
    as_: options.As = "",
    shown: options.Shown = Format.table,
) -> None:
    """Show the project's settings, or change one; changes are in the log."""
    from coder.project import settings

    with options.opened(project) as opened:
        if setting and value is not None:
            told = settings.notes(setting, value)
            opened.configure(setting, value, coder=options.who(as_))
            for sentence in told:
                talk(sentence)
            talk(f"{setting} is now {opened.config()[setting]}.")
        elif setting:
            show_facts({setting: opened.config().get(setting, settings.setting(setting).default)}, shown)
        elif shown is Format.json:
            show_facts(opened.config(), shown)
        else:
            show(
                [
                    {"setting": key, "value": value, "meaning": settings.setting(key).help}
                    for key, value in opened.config().items()
                ],
                shown,
            )
