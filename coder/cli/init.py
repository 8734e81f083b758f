"""`coder init`: a new project file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coder.cli import _options as options
from coder.cli._show import talk


def init(
    file: Annotated[Path, typer.Argument(help="The project to make, NAME.coder.")],
    title: Annotated[str | None, typer.Option(help="The project's name in exports.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the answers, like en or cy.")] = None,
    goal: Annotated[str | None, typer.Option(help="counts, codes or both.")] = None,
    seed: Annotated[str | None, typer.Option(help="Makes the random order of cases.")] = None,
    as_: options.As = "",
) -> None:
    """Make a new, empty project."""
    from coder.project import Project, settings

    path = file if file.suffix == ".coder" else file.with_name(file.name + ".coder")
    given = {"title": title, "language": language, "goal": goal, "seed": seed}
    chosen = {key: value for key, value in given.items() if value is not None}
    told = settings.notes("language", language) if language else []
    with Project.create(path, coder=options.who(as_), **chosen) as project:
        for sentence in told:
            talk(sentence)
        talk(f"Made {project.path}. Next: 'coder add FILE' puts answers into it.")
