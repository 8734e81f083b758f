"""Options that several commands share, and the project they speak of."""

from __future__ import annotations

import getpass
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.errors import NoProjectError, RequestError

if TYPE_CHECKING:
    from coder.project import Project
    from coder.review.keys import Keymap


class Format(StrEnum):
    """How a listing leaves: for people, for spreadsheets, for programs."""

    table = "table"
    csv = "csv"
    json = "json"


class Privacy(StrEnum):
    """What happens to respondents who are not public."""

    honour = "honour"
    pseudonym = "pseudonym"
    leave_out = "leave out"
    as_is = "as is"


class Embedding(StrEnum):
    """What a model sees meaning with."""

    static = "static"
    minilm = "minilm"


ProjectFile = Annotated[
    Path | None,
    typer.Option(
        "--project",
        "-p",
        envvar="CODER_PROJECT",
        metavar="FILE",
        help="The .coder file; else the only one in this folder.",
    ),
]
As = Annotated[
    str,
    typer.Option("--as", envvar="CODER_AS", metavar="NAME", help="Who is deciding; else your login name."),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Agree to what would be asked.")]
Shown = Annotated[Format, typer.Option("--format", help="How to show it: table, csv or json.")]
PrivacyOption = Annotated[Privacy, typer.Option(help="Anonymous and confidential respondents.")]
WhereOption = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        "-w",
        metavar="VARIABLE=VALUE",
        help="Only these answers; also case=, question= and source=. May be repeated.",
    ),
]


def project_path(given: Path | None) -> Path:
    """The project meant: the one given, else the only one here; NoProjectError otherwise."""
    if given is not None:
        return given
    found = sorted(Path().glob("[!.]*.coder"))
    if len(found) != 1:
        raise NoProjectError(found)
    return found[0]


def opened(given: Path | None) -> Project:
    """The project meant, open; says so when an older file was brought up to date."""
    from coder.cli._show import talk
    from coder.project import Project

    project = Project.open(project_path(given))
    if project.store.migrated:
        talk(f"{project.path} was brought up to date; the copy from before is {project.store.migrated}.")
    return project


def keymap(project: Project) -> Keymap:
    """The keys of the review screen, with what was chosen in the project."""
    from coder.project.settings import keys
    from coder.review.keys import Keymap

    return Keymap(keys(project.config()))


def who(given: str) -> str:
    """The coder's name: as given, else the login name."""
    name = given.strip()
    if name:
        return name
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return os.environ.get("USER", "coder")


def where(given: list[str] | None) -> dict[str, str]:
    """`["region=North"]` as a mapping; RequestError for anything without "="."""
    pairs = [text.partition("=") for text in given or []]
    for name, equals, _ in pairs:
        if not equals or not name:
            raise RequestError(f"'{name}' is no condition. Write it as VARIABLE=VALUE, like region=North.")
    return {name.strip(): value.strip() for name, _, value in pairs}
