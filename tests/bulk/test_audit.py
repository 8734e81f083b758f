"""A random sample of a bulk run becomes a project; what is read there counts for the whole run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coder import Project, bulk
from coder.bulk import audit
from coder.bulk.parts import Parts, opened
from coder.codebook import parse_yaml
from coder.counting.prevalence import Estimate, estimate, estimate_drawn
from coder.counting.sample import Floats, Sample, prefix
from coder.errors import RequestError
from tests.bulk.making import rows_of, texts, write_csv, write_parquet

N = 600
BLANK = 6
ANSWERS = [f"{text} {n}" for n, text in enumerate(texts(N, seed=8, words=9))]
COMMENTS = [" " if n % 100 == 7 else text for n, text in enumerate(ANSWERS)]
SAID = {"staff": {"nurse", "staff", "people"}, "wait": {"wait", "hours", "queue"}}


def truth(text: str) -> set[str]:
    """What a person would say of an invented answer."""
    return {code for code, words in SAID.items() if words & {*text.split()}}


@pytest.fixture(scope="module")
def out(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """600 answers in eight parts, every id twice, six blank."""
    folder = tmp_path_factory.mktemp("bulk")
    columns = {"id": [f"a{n // 2}" for n in range(N)], "comment": COMMENTS, "row": list(range(N))}
    bulk.tag(
        write_parquet(folder / "in.parquet", columns),
        model,
        folder / "out",
        text_column="comment",
        id_column="id",
        chunk_rows=75,
        workers=1,
    )
    return folder / "out"


@pytest.fixture
def project(out: Path, tmp_path: Path) -> Iterator[Project]:
    """A hundred of them, drawn into an audit."""
    with Project.open(audit.draw(out, tmp_path / "audit.coder", n=100).project) as made:
        yield made


def read_first(project: Project, count: int) -> None:
    """Reads so many answers from the top of the random order, truly."""
    session = project.review("ana", proposals=False)
    for _ in range(count):
        assert session.current
        for path in sorted(truth(session.current.source.text)):
            session.add(path)
        session.done()


def found(project: Project, code: str) -> Estimate:
    (estimate,) = (row.estimate for row in audit.count(project).rows if row.name == code)
    assert estimate
    return estimate


def plan(project: Project) -> dict[str, Any]:
    (row,) = (row for row in project.log() if audit.RECORD in row.detail)
    detail = row.detail[audit.RECORD]
    assert isinstance(detail, dict)
    return detail


def f_of(out: Path, code: str) -> Floats:
    """The machine's probability for every row."""
    rows = rows_of(out)
    return np.array([dict(zip(r["codes"], r["probabilities"], strict=True)).get(code, 0.0) for r in rows])


def test_so_many_answers_are_drawn_as_they_are(project: Project) -> None:
    by_row = {int(str(source.case.values["row"]).split(".")[0]): source.text for source in project}
    assert len(by_row) == 100
    assert by_row == {row: ANSWERS[row] for row in by_row}


def test_answers_without_text_are_outside(project: Project) -> None:
    assert plan(project)["population"] == N - BLANK
    assert all(source.text.strip() for source in project)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        (3, 3.0),
        (True, True),
        (float("nan"), None),
        (date(2026, 1, 31), "2026-01-31"),
        ("North", "North"),
        (None, None),
    ],
)
def test_other_columns_become_values(cell: object, kept: object, model: Path, tmp_path: Path) -> None:
    rows = write_parquet(tmp_path / "in.parquet", {"comment": ["a kind nurse"], "more": [cell]})
    bulk.tag(rows, model, tmp_path / "out", text_column="comment", workers=1)
    with Project.open(audit.draw(tmp_path / "out", tmp_path / "audit.coder").project) as project:
        assert next(iter(project)).case.values.get("more") == kept


def test_answers_with_one_id_stay_two(out: Path, tmp_path: Path) -> None:
    with Project.open(audit.draw(out, tmp_path / "all.coder", n=N).project) as everything:
        assert len(everything.cases()) == N - BLANK


def test_the_machine_s_word_is_kept_for_those_drawn_and_as_a_sum_for_all(out: Path, project: Project) -> None:
    code, f = project.codebook.code("staff").id, f_of(out, "staff")
    assert plan(project)["totals"][code] == pytest.approx(f.sum())
    kept = {source.id: plan(project)["scores"][source.id].get(code, 0.0) for source in project}
    numbers = {source.id: int(float(str(source.case.values["row"]))) for source in project}
    assert kept == pytest.approx({id_: f[row] for id_, row in numbers.items()})


def test_unread_it_gives_no_interval(project: Project) -> None:
    assert (found(project, "staff").how, found(project, "staff").low) == ("codings", None)


@pytest.mark.parametrize("code", ["staff", "wait"])
def test_it_counts_as_the_estimator_on_the_whole_run(out: Path, project: Project, code: str) -> None:
    read_first(project, 60)
    read = {int(float(str(project.source(r.source).case.values["row"]))) for r in project.readings()}
    full = np.array([n in read for n in range(N)])
    filled = np.array([bool(text.strip()) for text in COMMENTS])
    y = np.array([float(code in truth(text)) if n in read else np.nan for n, text in enumerate(ANSWERS)])
    zeros = np.zeros(N - BLANK, dtype=np.int64)
    sample = Sample(full[filled], zeros, zeros > 0, zeros == 0)
    whole, ours = estimate(y[filled], sample, f_of(out, code)[filled]), found(project, code)
    assert (ours.how, ours.n, ours.out_of) == ("assisted", 60, N - BLANK)
    assert (ours.count, ours.low, ours.high) == pytest.approx((whole.count, whole.low, whole.high))


def test_a_code_that_the_machine_lacks_is_counted_from_the_sample_alone(out: Path, tmp_path: Path) -> None:
    book = parse_yaml("codes:\n  - path: staff\n    definition: People.\n  - path: food\n")
    made = audit.draw(out, tmp_path / "own.coder", n=40, codebook=book)
    assert made.unjudged == ("wait",)
    with Project.open(made.project) as project:
        read_first_as(project, "food", 30)
        assert project.codebook.code("staff").definition == "People."
        assert (found(project, "food").how, found(project, "food").positives) == ("sample", 15)


def read_first_as(project: Project, code: str, count: int) -> None:
    """Reads so many, and gives every second one the code."""
    session = project.review("ana", proposals=False)
    for number in range(count):
        if number % 2:
            session.add(code)
        session.done()


def test_answers_added_later_were_not_drawn(project: Project, tmp_path: Path) -> None:
    read_first(project, 40)
    before = found(project, "wait")
    project.add(write_csv(tmp_path / "more.csv", [f"another long wait {n}" for n in range(30)]))
    assert found(project, "wait") == before


def test_a_project_that_is_none(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p.coder") as other, pytest.raises(RequestError, match="is no audit"):
        audit.count(other)


def test_nothing_to_draw(out: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="at least one answer"):
        audit.draw(out, tmp_path / "p.coder", n=0)


def test_a_run_that_is_not_finished(out: Path, model: Path, tmp_path: Path) -> None:
    bulk.tag(write_csv(tmp_path / "in.csv", ANSWERS[:5]), model, tmp_path / "out", workers=1)
    manifest = tmp_path / "out" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"complete": true', '"complete": false'))
    with pytest.raises(RequestError, match="is not finished"):
        audit.draw(tmp_path / "out", tmp_path / "p.coder")


def test_a_larger_sample_holds_the_smaller_one(out: Path) -> None:
    small, large = opened(out).draw(50, 3), opened(out).draw(120, 3)
    assert sum(map(len, large)) == 120
    assert all({*few} <= {*many} for few, many in zip(small, large, strict=True))


def test_every_row_is_drawn_equally_often(out: Path) -> None:
    """2,000 draws of 30 of 600: each row 100 times on average, with a chance spread of about 9.7."""
    parts = opened(out)
    times = np.zeros((len(parts.sizes), max(parts.sizes)))
    for seed in range(2000):
        for part, rows in enumerate(parts.draw(30, seed)):
            times[part, rows] += 1
    assert times.sum() == 60_000
    assert times.std() == pytest.approx(np.sqrt(2000 * 0.05 * 0.95), rel=0.1)
    assert times.sum(axis=1) == pytest.approx(np.full(8, 7500), rel=0.03)


@pytest.mark.parametrize("code", ["staff", "wait"])
def test_the_interval_holds_the_truth(out: Path, code: str) -> None:
    """100 audits of 100 rows; 90 is two standard errors under 95."""
    parts, f = opened(out), f_of(out, code)
    y = np.array([float(code in truth(text)) for text in COMMENTS])
    limits = np.array([limits_of(parts, y, f, seed) for seed in range(100)])
    assert ((limits[:, 0] <= y.sum()) & (y.sum() <= limits[:, 1])).sum() >= 90


def limits_of(parts: Parts, y: Floats, f: Floats, seed: int) -> tuple[float, float]:
    """Those of one audit of 100 rows, all read."""
    rows = np.array([75 * part + row for part, drawn in enumerate(parts.draw(100, seed)) for row in drawn])
    sample = prefix(np.arange(100), np.ones(100, dtype=bool))
    found = estimate_drawn(y[rows], sample, f[rows], population=N, total=float(f.sum()))
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high
