import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from coder.domain import Source
from coder.interchange.losses import Losses
from coder.interchange.nvivo import classification_sheet, dataset_sheet, nvivo_paths, write_nvivo

from .rich import ANN, GOOD, project
from .sample import dataset


def _sheet(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def test_four_files_for_both_systems(tmp_path: Path) -> None:
    write_nvivo(project(), tmp_path / "out.xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["out.xlsx", "out.csv", "out-classification.xlsx", "out-classification.csv"]
    )
    assert set(nvivo_paths(tmp_path / "out.xlsx")) == set(tmp_path.iterdir())


def test_a_dataset_is_one_sheet_with_respondents_attributes_and_questions(tmp_path: Path) -> None:
    write_nvivo(project(), tmp_path / "out.xlsx", privacy="as is")
    header, ann, _ = _sheet(tmp_path / "out.xlsx")
    assert header == [
        "RespondentID", "branch", "age", "member", "joined", "seen", "role", "What was good?", "What was bad?",
    ]  # fmt: skip
    assert ann == [
        "Ann", "North", "34.5", "Yes", "2020-02-29", "", "chair",
        "🙂 The staff were kind, the queue was long.", "Nothing.",
    ]  # fmt: skip


def test_the_classification_is_named_in_its_first_cell(tmp_path: Path) -> None:
    write_nvivo(project(), tmp_path / "out.xlsx")
    with (tmp_path / "out-classification.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    assert (header[0], [row[0] for row in rows]) == ("Respondent", ["Ann", "anonymous-1"])


def test_values_are_labels_without_formulas_or_dates() -> None:
    table = classification_sheet(project())
    assert {column.kind for column in table.columns} == {"text"}


def test_further_answers_to_a_question_stand_below_the_first() -> None:
    losses = Losses()
    data = dataset([Source(name, ANN, GOOD, name) for name in ("one", "two")])
    assert next(iter(dataset_sheet(data, losses).rows()))[-1] == "one\n\ntwo"
    assert losses.count("further answers of a case to a question, put below the first") == 1


def test_no_more_than_256_columns() -> None:
    losses = Losses()
    variables = tuple(replace(project().variables[0], name=f"v{n}") for n in range(300))
    table = dataset_sheet(replace(project(), variables=variables), losses)
    assert len(table.columns) == 256
    assert losses.count("columns beyond the 256 of an NVivo dataset") == 47


def test_what_the_sheets_cannot_hold_is_listed(tmp_path: Path) -> None:
    losses = write_nvivo(project(), tmp_path / "out.xlsx")
    assert losses.count("codings, which reach NVivo in a .qdpx") == 4
    assert losses.count("variables that differ between a case's answers") == 1
