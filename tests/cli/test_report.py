"""`coder report` and `coder summary` as a person types them."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, ROOT, Desk

FACTS = """title: The library
type: branch
themes:
  - name: access
    we_did: We open at eight.
quotes: []
"""


@pytest.fixture
def asked(coded: Desk) -> Desk:
    """Four coded answers and a report.yaml."""
    coded.write("report.yaml", FACTS)
    return coded


def test_a_report_is_three_files(asked: Desk) -> None:
    ran = asked("report", "out")
    assert (ran.status, ran.out) == (0, "")
    assert sorted(path.name for path in (asked.folder / "out").iterdir()) == [
        "explorer.html",
        "summary.docx",
        "summary.html",
    ]
    assert zipfile.is_zipfile(asked.folder / "out" / "summary.docx")


def test_what_is_open_is_told(asked: Desk) -> None:
    told = asked("report", "out", "--no-docx").err
    assert "Wrote out/summary.html, out/explorer.html.\n" in told
    assert "Still open: No response is written to 'staff'.\n" in told
    assert "'access'" not in told
    assert "3 quotes marked until a person agrees" in told


def test_differences_are_told(asked: Desk) -> None:
    asked.write("report.yaml", FACTS + "stated: {received: 6}\n")
    told = asked("report", "out", "--no-docx").err
    assert "Differs: 6 responses received, as stated, but 5 responses received, as counted: 1 more" in told


def test_a_mistake_in_the_facts_leaves_what_was_there(asked: Desk) -> None:
    asked("report", "out", "--no-docx")
    before = (asked.folder / "out" / "summary.html").read_bytes()
    asked.write("report.yaml", FACTS.replace("branch", "brunch"))
    ran = asked("report", "out", "--no-docx")
    assert (ran.status, "line 2 (type): there is no variable 'brunch'" in ran.err) == (1, True)
    assert (asked.folder / "out" / "summary.html").read_bytes() == before


def test_a_file_in_place_of_the_folder_is_told(asked: Desk) -> None:
    asked.write("out", "something else")
    ran = asked("report", "out", "--no-docx")
    assert (ran.status, (asked.folder / "out").read_text()) == (1, "something else")


def test_a_first_file_is_written_and_never_over_another(coded: Desk) -> None:
    assert coded("report", "--start", "report.yaml").status == 0
    again = coded("report", "--start", "report.yaml")
    assert (again.status, "is there already and was left as it is" in again.err) == (1, True)
    assert coded("report", "out", "--no-docx").status == 0


def test_the_facts_stand_beside_or_are_named(coded: Desk) -> None:
    coded.write("facts.yaml", FACTS)
    coded("report", "out", "--no-docx", "--facts", "facts.yaml")
    assert ">The library</h1>" in (coded.folder / "out" / "summary.html").read_text(encoding="utf-8")


def test_without_a_folder_it_asks_for_one(asked: Desk) -> None:
    assert asked("report") == (1, "", "coder: Say where the report goes: coder report FOLDER.\n")


def test_quotes_are_listed_with_a_line_to_paste(asked: Desk) -> None:
    lines = [line for line in asked("report", "--quotes").out.splitlines() if line.startswith("  - {")]
    asked.write("report.yaml", FACTS.replace("quotes: []", "quotes:\n" + "\n".join(lines)))
    assert "3 quotes, 3 ticked." in asked("report", "--quotes").err


def test_nobody_ticks_without_a_terminal(asked: Desk) -> None:
    ran = asked("report", "--tick")
    assert (ran.status, "A person must tick quotes" in ran.err) == (1, True)


def test_a_person_ticks_and_refuses(asked: Desk) -> None:
    assert answered(asked.folder, "yes\nno\nquit\n") == 0
    ticks = (asked.folder / "report.yaml").read_text(encoding="utf-8")
    assert (ticks.count("ticked:"), ticks.count("banned: true")) == (1, 1)


def answered(folder: Path, typed: str) -> int:
    """The exit status of `coder report --tick` for a person at a terminal who types this."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, "report", "--tick"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=theirs,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        os.write(ours, typed.encode())
        drain(ours)
        return process.wait(timeout=60)


def drain(terminal: int) -> None:
    """Reads until the other side closes, as a terminal does."""
    try:
        while os.read(terminal, 1024):
            pass
    except OSError:
        os.close(terminal)


def test_the_public_edition_leaves_quotes_out(asked: Desk) -> None:
    assert "3 quotes left out until a person agrees" in asked("report", "out", "--public", "--no-docx").err


def test_a_summary_shows_themes_and_what_is_open(asked: Desk) -> None:
    ran = asked("summary")
    assert (ran.status, ran.out.splitlines()[2].split()[:2]) == (0, ["access", "3"])
    assert "Still open: No response is written to 'staff'." in ran.err


def test_a_summary_as_json_and_csv(asked: Desk) -> None:
    found = json.loads(asked("summary", "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(asked("summary", "--format", "csv").out)))
    assert [row["name"] for row in rows] == [record["name"] for record in found]
    assert set(rows[0]) == {"kind", "name", "label", "count", "out_of", "share", "low", "high", "how", "word"}


def test_a_question_nobody_asked_is_told(asked: Desk) -> None:
    assert "There is no question 'other'" in asked("summary", "--question", "other").err
