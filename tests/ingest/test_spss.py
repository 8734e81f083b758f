from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from coder.domain import Question, Variable
from coder.errors import FileProblem
from coder.ingest import Batch, inspect, read, spss
from coder.ingest.spss import read_spss

VALUES = {"use": {1.0: "Every week", 2.0: "Never"}, "age": {99.0: "Refused"}, "ok": {0.0: "No", 1.0: "Yes"}}
COLUMNS: dict[str, list[Any]] = {
    "caseid": ["a1", "a2", "a3"],
    "use": [1.0, 2.0, None],
    "age": [30.0, 41.0, 52.0],
    "ok": [1.0, 0.0, 1.0],
    "why": ["The staff found me a seat", "=1+1 [b] is what I paid there", ""],
}


def sav_file(folder: Path) -> Path:
    import pandas as pd
    import pyreadstat

    path = folder / "answers.sav"
    labels: list[str | None] = ["", "How often do you come?", "", "", "Why do you say\n that?"]
    pyreadstat.write_sav(pd.DataFrame(COLUMNS), path, column_labels=labels, variable_value_labels=VALUES)
    return path


def batch(folder: Path) -> Batch:
    path = sav_file(folder)
    return read(path, inspect(path).layout)


def test_the_variable_label_is_the_question(tmp_path: Path) -> None:
    found = batch(tmp_path)
    assert found.questions == (Question("why", "Why do you say that?"),)
    assert [source.text for source in found.sources] == COLUMNS["why"][:2]


def test_value_labels_are_the_values(tmp_path: Path) -> None:
    found = batch(tmp_path)
    assert found.variables[-3:] == (
        Variable("use", "category", "case", "How often do you come?"),
        Variable("age", "number"),
        Variable("ok", "category"),
    )
    assert [(case.values["use"], case.values["ok"]) for case in found.cases] == [
        ("Every week", "Yes"),
        ("Never", "No"),
    ]


def test_a_scale_with_few_labels_stays_numbers(tmp_path: Path) -> None:
    assert [case.values["age"] for case in batch(tmp_path).cases] == [30, 41]


def test_rows_are_counted_as_spss_counts(tmp_path: Path) -> None:
    problems = batch(tmp_path).problems
    assert [(problem.row, problem.reason) for problem in problems] == [(3, "empty text")]


def test_without_pyreadstat_a_sentence_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sav_file(tmp_path)
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(FileProblem) as error:
        inspect(path)
    assert str(error.value) == (
        f"{path} is an SPSS file; reading those needs pyreadstat. "
        "Install it with: pip install 'themecoder[sav]'."
    )


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_a_sentence(tmp_path: Path, share: float) -> None:
    path = sav_file(tmp_path)
    data = path.read_bytes()
    with pytest.raises(FileProblem, match=r"answers\.sav is damaged: .* Save it again in SPSS\.$"):
        read_spss(path, data[: int(len(data) * share)])


def test_more_cells_than_the_memory_should_hold_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spss, "MOST_CELLS", 14)
    path = sav_file(tmp_path)
    with pytest.raises(FileProblem) as error:
        inspect(path)
    assert str(error.value) == f"{path} is too large: more than 14 cells. Save fewer variables."


def test_as_many_cells_as_allowed_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spss, "MOST_CELLS", 15)
    assert inspect(sav_file(tmp_path)).rows == 3
