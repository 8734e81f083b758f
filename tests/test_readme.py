"""README's commands and code are run as they stand there, and its figures are those that were measured."""

from __future__ import annotations

import io
import re
import shlex
import sys
from pathlib import Path

import pytest

from coder.cli.main import _run
from tests.benchmarks.readme import MARK, figures
from tests.conftest import ANSWERS, CODEBOOK

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ coder (.*)$", README, flags=re.M)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "responses.csv").write_text(ANSWERS, encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CODER_AS", "ana")
    return tmp_path


def run(command: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """One command, unattended: the first answer is about the staff, then the reader quits."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("staff\n\n/\n"))
    agreed = ["--yes"] if command.startswith("codebook load") else []
    return _run([*shlex.split(command), *agreed], debug=False)


def test_every_command_of_the_readme_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [run(command, monkeypatch) for command in COMMANDS] == [0] * len(COMMANDS)
    assert (folder / "coded.xlsx").stat().st_size > 5_000


def test_the_python_of_the_readme_runs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in COMMANDS[:4]:
        run(command, monkeypatch)
    [code] = re.findall(r"```python\n(.*?)```", README, flags=re.S)
    capsys.readouterr()
    exec(compile(code, "README.md", "exec"), {})
    said = capsys.readouterr().out
    assert said == "" or said.split()[0] in ("a1", "a2", "a5")


def test_the_files_that_readme_links_to_are_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_figures_are_those_that_were_measured() -> None:
    assert README.split(MARK)[1].strip() == figures().strip()
