"""A spreadsheet program opens our tables and saves them again without a change of content."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from coder.guard import restore
from coder.interchange.tables import write_dataset

from .sample import dataset, source

OFFICE = shutil.which("soffice") or ""
pytestmark = pytest.mark.skipif(not OFFICE, reason="LibreOffice (soffice) is not installed")

AWKWARD = [
    "007",
    "2026-03-01",
    "1/2",
    "=1+1",
    "+44 20 7946 0000",
    "@home",
    "-5",
    "12345678901234567890",
    "one\ntwo",
    "  indented",
    'say "hello"; then, go',
    "🙂 שלום",
    "TRUE",
    "1e5",
    "'quoted'",
    "#N/A",
    "http://example.org",
]
# Separator 44, quote 34, UTF-8 76, first line 1, columns 1-4 as text (2), English, quoted cells as text.
AS_TEXT = "CSV:44,34,76,1,1/2/2/2/3/2/4/2,1033,true"


def _saved_again(path: Path, folder: Path, *filter_: str) -> list[list[Any]]:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, "--headless", profile, *filter_, "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run(
        [*command, "--outdir", str(folder / "again"), str(path)], check=True, capture_output=True, timeout=180
    )
    book = CalamineWorkbook.from_path(folder / "again" / f"{path.stem}.xlsx")
    return book.get_sheet_by_index(0).to_python()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("office")
    data = dataset([source(f"0{n}", text) for n, text in enumerate(AWKWARD)])
    write_dataset(data, made / "book.xlsx")
    write_dataset(data, made / "flat.csv", table="wide")
    return made


def test_a_workbook_is_unchanged(folder: Path) -> None:
    before = CalamineWorkbook.from_path(folder / "book.xlsx").get_sheet_by_index(0).to_python()
    assert _saved_again(folder / "book.xlsx", folder) == before
    assert [row[3] for row in before[1:]] == AWKWARD


def test_a_csv_imported_as_text_holds_every_answer(folder: Path) -> None:
    rows = _saved_again(folder / "flat.csv", folder, f"--infilter={AS_TEXT}")
    assert [(row[0], restore(row[3])) for row in rows[1:]] == [
        (f"0{n}", text) for n, text in enumerate(AWKWARD)
    ]
