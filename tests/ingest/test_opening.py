from __future__ import annotations

from pathlib import Path

from coder.ingest import Layout, inspect
from coder.ingest.opening import open_table
from tests.ingest.making import csv_file

TEXT = "id;comment\n7;fine, thanks\n"


def test_a_file_that_was_inspected_is_not_parsed_again(tmp_path: Path) -> None:
    guess = inspect(csv_file(tmp_path, TEXT))
    assert open_table(guess.path, guess.layout) is guess.table


def test_a_folder_that_was_inspected_is_not_read_again(tmp_path: Path) -> None:
    csv_file(tmp_path, "Dear council", name="letter.txt")
    guess = inspect(tmp_path)
    assert open_table(guess.path, guess.layout) is guess.table


def test_a_file_that_changed_since_is_parsed_again(tmp_path: Path) -> None:
    guess = inspect(csv_file(tmp_path, TEXT))
    csv_file(tmp_path, TEXT + "8;new\n")
    assert len(open_table(guess.path, guess.layout).rows) == 2


def test_another_delimiter_is_another_table(tmp_path: Path) -> None:
    guess = inspect(csv_file(tmp_path, TEXT))
    assert open_table(guess.path, Layout(delimiter=",")).header == ["id;comment"]
