"""What NVivo imports beside REFI-QDA: a dataset (one sheet) and a classification sheet for its cases.

Dataset: a row per respondent, the variables (classifying columns), then one codable column per question.
Classification sheet: A1 names the classification, row 1 the attributes, column A the cases as the project
names them. NVivo for Mac reads no xlsx there, so that both sheets come as UTF-8 csv too.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from coder.domain import Case, Value, Variable
from coder.interchange.dataset import Dataset
from coder.interchange.files import whole
from coder.interchange.formats import write_csv, write_xlsx
from coder.interchange.grid import Column, Table, fitted, number
from coder.interchange.losses import Losses
from coder.interchange.privacy import Treatment, protect

CLASSIFICATION = "Respondent"
MOST_COLUMNS = 256


def nvivo_paths(path: Path) -> tuple[Path, Path, Path, Path]:
    """dataset.xlsx and .csv, classification .xlsx and .csv, named after `path`."""
    beside = path.with_name(f"{path.stem}-classification.xlsx")
    return path.with_suffix(".xlsx"), path.with_suffix(".csv"), beside, beside.with_suffix(".csv")


def write_nvivo(dataset: Dataset, path: Path, *, privacy: Treatment = "honour") -> Losses:
    """Writes the four files; returns what they cannot carry. Codings go by .qdpx only."""
    dataset, losses = protect(dataset, privacy)
    losses.add("codings, which reach NVivo in a .qdpx", "", len(dataset.codings))
    losses.add("memos, which reach NVivo in a .qdpx", "", len(dataset.memos))
    answers, cases = dataset_sheet(dataset, losses), classification_sheet(dataset)
    paths = nvivo_paths(path)
    with whole(*paths) as (xlsx, csv, case_xlsx, case_csv):
        write_xlsx([answers], [xlsx], losses)
        write_csv([answers], [csv], losses)
        write_xlsx([cases], [case_xlsx], Losses())
        write_csv([cases], [case_csv], Losses())
    return losses


def dataset_sheet(dataset: Dataset, losses: Losses) -> Table:
    """RespondentID, the variables of cases, a column per question; at most 256 columns."""
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source in dataset.sources:
        texts[source.case.name, source.question.name].append(source.text)
    several = [key for key, found in texts.items() if len(found) > 1]
    losses.add(
        "further answers of a case to a question, put below the first",
        "".join(several[0] if several else ""),
        len(several),
    )
    questions = [
        Column(
            question.text or question.name,
            "text",
            ["\n\n".join(texts.get((case.name, question.name), [])) for case in dataset.cases],
        )
        for question in dataset.questions
    ]
    columns = (
        Column("RespondentID", "text", [case.name for case in dataset.cases]),
        *_attributes(dataset),
        *questions,
    )
    losses.add("columns beyond the 256 of an NVivo dataset", "", max(0, len(columns) - MOST_COLUMNS))
    of_sources = [variable.name for variable in dataset.variables if variable.level == "source"]
    losses.add("variables that differ between a case's answers", "".join(of_sources[:1]), len(of_sources))
    return Table("Dataset", columns[:MOST_COLUMNS])


def classification_sheet(dataset: Dataset) -> Table:
    """Attributes by case; values as labels, since NVivo takes numbers and dates for what they look like."""
    names = Column(CLASSIFICATION, "text", [case.name for case in dataset.cases])
    return Table("Classification", (names, *_attributes(dataset)))


def _attributes(dataset: Dataset) -> list[Column]:
    variables = [variable for variable in dataset.variables if variable.level == "case"]
    return [fitted(_attribute(variable, dataset.cases)) for variable in variables]


def _attribute(variable: Variable, cases: tuple[Case, ...]) -> Column:
    return Column(
        variable.name, "text", [_label(case.values.get(variable.name)) for case in cases], variable.label
    )


def _label(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return value if isinstance(value, str) else str(number(value))
