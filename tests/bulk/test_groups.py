"""Counts of a whole bulk run within the groups of a column, from what was read of its audit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from coder import Project, bulk
from coder.bulk import audit
from coder.bulk.groups import groups_of
from coder.bulk.parts import opened
from coder.counting.expansion import rows_of
from coder.counting.prevalence import Estimate, estimate_cells, estimate_drawn_cells
from coder.counting.sample import Bools, Floats, Ints, Sample, prefix
from coder.errors import ColumnError, RequestError, UnknownNameError
from tests.bulk.making import texts, write_parquet

N, BLANK = 600, 6
COMMENTS = [" " if n % 100 == 7 else f"{text} {n}" for n, text in enumerate(texts(N, seed=8, words=9))]
NAMES = ["North", "South", "(no answer)"]
GROUP: Ints = np.array([0 if n % 3 else 1 if n % 2 else 2 for n in range(N)], dtype=np.int64)
FILLED: Bools = np.array([bool(text.strip()) for text in COMMENTS])
STAFF: Floats = np.array([float(bool({"nurse", "staff", "people"} & {*t.split()})) for t in COMMENTS])
COLUMNS: dict[str, list[object]] = {
    "comment": [*COMMENTS],
    "row": [*range(N)],
    "branch": [("North", "South", None)[group] for group in GROUP],
    "visits": [float(n % 4) for n in range(N)],
    "age": ["under 60" if n % 50 else "60 and over" for n in range(N)],
    "more": [[n] for n in range(N)],
}


@pytest.fixture(scope="module")
def out(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """600 answers in eight parts, six of them blank, two thirds from the North."""
    folder = tmp_path_factory.mktemp("bulk")
    answers = write_parquet(folder / "in.parquet", COLUMNS)
    bulk.tag(answers, model, folder / "out", text_column="comment", chunk_rows=75, workers=1)
    return folder / "out"


@pytest.fixture
def project(out: Path, tmp_path: Path) -> Iterator[Project]:
    """A hundred of them drawn, and the first sixty read."""
    with Project.open(audit.draw(out, tmp_path / "audit.coder", n=100).project) as made:
        session = made.review("ana", proposals=False)
        for _ in range(60):
            assert session.current
            if {"nurse", "staff", "people"} & {*session.current.source.text.split()}:
                session.add("staff")
            session.done()
        yield made


def f_of(out: Path) -> Floats:
    """The machine's probability of `staff` for every row."""
    rows = [row for table in opened(out).tables(["codes", "probabilities"]) for row in table.to_pylist()]
    return np.array([dict(zip(r["codes"], r["probabilities"], strict=True)).get("staff", 0.0) for r in rows])


def staff(project: Project, out: Path, by: str) -> dict[str, Estimate | None]:
    return {
        row.group: row.estimate for row in audit.count(project, by=by, out=out).rows if row.name == "staff"
    }


def test_groups_count_as_the_estimator_on_the_whole_run(out: Path, project: Project) -> None:
    read = {int(float(str(project.source(r.source).case.values["row"]))) for r in project.readings()}
    chosen = np.array([n in read for n in range(N)])[FILLED]
    nothing = np.zeros(N - BLANK, dtype=np.int64)
    whole = estimate_cells(
        np.where(chosen, STAFF[FILLED], np.nan),
        Sample(chosen, nothing, nothing > 0, nothing == 0),
        f_of(out)[FILLED],
        rows=rows_of(N - BLANK, group=GROUP[FILLED]),
    )
    found = staff(project, out, "branch")
    assert list(found) == [*NAMES, ""]
    assert [numbers(each) for each in found.values()] == [pytest.approx(numbers(each)) for each in whole]


def numbers(found: Estimate | None) -> tuple[object, ...]:
    assert found
    return found.count, found.low, found.high, found.out_of, found.n


def test_the_total_is_what_is_counted_without_groups(out: Path, project: Project) -> None:
    (plain,) = (row.estimate for row in audit.count(project).rows if row.name == "staff")
    assert numbers(staff(project, out, "branch")[""]) == pytest.approx(numbers(plain))


def test_a_code_that_was_renamed_since_keeps_its_machine(out: Path, project: Project) -> None:
    before = staff(project, out, "branch")["North"]
    project.rename_code("staff", "people", coder="ana")
    after = {
        row.group: row.estimate
        for row in audit.count(project, by="branch", out=out).rows
        if row.name == "people"
    }
    assert numbers(after["North"]) == numbers(before)


def test_the_groups_of_numbers_are_named_as_in_the_project(out: Path) -> None:
    assert groups_of(opened(out), "visits").sizes == {"0": 150, "1": 150, "2": 150, "3": 144}


def test_answers_without_text_are_in_no_group(out: Path) -> None:
    blank = np.bincount(GROUP[FILLED])
    assert groups_of(opened(out), "branch").sizes == dict(zip(NAMES, blank.tolist(), strict=True))


def test_a_small_group_of_persons_stays_hidden(out: Path, project: Project) -> None:
    """Twelve answers are of people of 60 and over, and some of these say nothing of staff."""
    found = staff(project, out, "age")
    assert (found["60 and over"], found["under 60"]) == (None, None)


@pytest.mark.parametrize(
    ("by", "folder", "error", "sentence"),
    [
        ("region", True, UnknownNameError, "region"),
        ("branch", False, RequestError, "name its folder too"),
        ("row", True, RequestError, "more than 50 values"),
        ("more", True, RequestError, "holds lists"),
    ],
)
def test_what_cannot_be_counted_by(
    by: str, folder: bool, error: type[Exception], sentence: str, out: Path, project: Project
) -> None:
    with pytest.raises(error, match=sentence):
        audit.count(project, by=by, out=out if folder else None)


def test_a_variable_that_the_run_has_not(out: Path, project: Project, tmp_path: Path) -> None:
    project.add(write_parquet(tmp_path / "more.parquet", {"comment": ["A late one"], "shop": ["East"]}))
    with pytest.raises(ColumnError, match="shop"):
        audit.count(project, by="shop", out=out)


def test_another_run_is_refused(model: Path, project: Project, tmp_path: Path) -> None:
    answers = write_parquet(tmp_path / "in.parquet", {**COLUMNS, "branch": ["North"] * N})
    bulk.tag(answers, model, tmp_path / "other", text_column="comment", workers=1)
    with pytest.raises(RequestError, match="is not the run that this audit was drawn from"):
        audit.count(project, by="branch", out=tmp_path / "other")


def test_the_intervals_of_groups_hold_the_truth(out: Path) -> None:
    """100 audits of 150 rows, three groups each; .92 is two standard errors of 200 independent ones under .95."""
    parts, f = opened(out), f_of(out)
    sizes, totals = np.bincount(GROUP).astype(float), np.bincount(GROUP, f).astype(float)
    true = np.bincount(GROUP, STAFF)
    held = []
    for seed in range(100):
        drawn = [75 * part + row for part, rows in enumerate(parts.draw(150, seed)) for row in rows]
        sample = prefix(np.arange(150), np.ones(150, dtype=bool))
        found = estimate_drawn_cells(
            STAFF[drawn], sample, f[drawn], group=GROUP[drawn], sizes=sizes, totals=totals
        )
        held += [
            each.low <= t <= each.high
            for each, t in zip(found, true, strict=False)
            if each.low is not None and each.high is not None
        ]
    assert len(held) == 300
    assert np.mean(held) >= 0.92
