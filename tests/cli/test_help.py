"""`--help` of every command, what it costs, and what starts when nothing is typed."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer.main

from coder import __version__
from coder.cli.app import app
from tests.cli.conftest import Desk

ROOT = typer.main.get_command(app)
NOUNS = {name: getattr(command, "commands", {}) for name, command in ROOT.commands.items()}  # type: ignore[attr-defined]
COMMANDS = [(name,) for name in NOUNS] + [(noun, verb) for noun, verbs in NOUNS.items() for verb in verbs]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_help(desk: Desk, words: tuple[str, ...]) -> None:
    ran = desk(*words, "--help")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: coder {' '.join(words)} ")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_says_what_it_does(desk: Desk, words: tuple[str, ...]) -> None:
    description = desk(*words, "--help").out.split("\n\n")[1].strip()
    assert description.endswith(".")


def test_nothing_typed_shows_the_commands(desk: Desk) -> None:
    ran = desk()
    assert (ran.status, "Commands:" in ran.err) == (2, True)


def test_version(desk: Desk) -> None:
    assert desk("--version") == (0, f"coder {__version__}\n", "")


HEAVY = [
    "spacy",
    "sklearn",
    "pandas",
    "onnxruntime",
    "numpy",
    "scipy",
    "pyarrow",
    "ruamel",
    "textual",
    "rich",
    "tokenizers",
    "altair",
    "vl_convert",
    "jinja2",
    "docx",
    "lxml",
    "xlsxwriter",
    "fsspec",
    "dask",
    "distributed",
]


def test_help_loads_none_of_the_heavy_libraries() -> None:
    program = (
        "import sys\nfrom coder.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print(sorted(set(sys.modules) & {set(HEAVY)!r}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"
