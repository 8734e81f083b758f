"""How many of all answers of a bulk run raise each code: a random sample, read blind, beside the machine's scores.

    T = sum_i omega f_i + (N/n) sum_{i in S} (y_i - omega f_i)        (coder.counting.prevalence)

N are the answers with text in all parts; f is the probability of a proposed code, 0 where it was not proposed;
S is what people read. f is fixed before anyone is drawn, so answers that the model learnt from need not be left out: a
wrong f costs width, never coverage. The unit is the row: a copy is drawn as often as it stands in the files.

The sample becomes a project of its own. It holds the few answers, their f, and the sums of f over all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coder.bulk.folder import MODEL
from coder.bulk.groups import Groups, groups_of, value
from coder.bulk.parts import Parts, filled, opened
from coder.bulk.tagged import OURS
from coder.domain import Case, Code, Kind, Question, Source, Value, Variable
from coder.errors import RequestError, UnknownNameError

if TYPE_CHECKING:
    from coder.bulk.parts import Bools
    from coder.codebook import Codebook
    from coder.counting.prevalence import Estimate
    from coder.ingest import Batch
    from coder.project import Project
    from coder.project.counts import Counts
    from coder.project.sheet import Sheet, Target
    from coder.protocols import Progress

RECORD = "bulk audit"
BLANK = "(blank)"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A new audit: its project, how many answers were drawn of how many; `unjudged`: codes that its codebook lacks."""

    project: Path
    answers: int
    population: int
    unjudged: tuple[str, ...]


def draw(
    out: str | Path,
    project: str | Path,
    *,
    n: int = 400,
    seed: int = 0,
    codebook: Codebook | None = None,
    coder: str = "coder",
    progress: Progress | None = None,
) -> Drawn:
    """Draws `n` answers of a complete run at random into a new project, to be read blind in random order.

    Without a codebook its readers see the paths of the model's codes and nothing else.
    """
    if n < 1:
        raise RequestError("An audit needs at least one answer: --n 1 or more.")
    parts = opened(out)
    totals, full = _looked_over(parts, progress)
    rows = list(_rows(parts, parts.draw(n, seed, full)))
    if not rows:
        raise RequestError(f"No answer in {parts.folder} has any text: there is nothing to read.")
    facts, population = _model_facts(parts), sum(int(flags.sum()) for flags in full)
    book = codebook or _bare(facts["codes"])
    with _created(Path(project), coder, seed, population, len(rows)) as made:
        sources = _added(made, _batch(parts, rows), coder)
        made.load_codebook(book, coder=coder, note="audit of a bulk run")
        ids = {code.path: code.id for code in made.codebook.codable()}
        plan = {
            "run": parts.manifest.run,
            "model": parts.manifest.model["name"],
            "population": population,
            "seed": seed,
            "totals": {ids[path]: totals[path] for path in facts["codes"] if path in ids},
            "scores": {
                source.id: {ids[path]: chance for path, chance in row.chances.items() if path in ids}
                for source, row in zip(sources, rows, strict=True)
            },
        }
        made.record("config", coder, {RECORD: plan})
        return Drawn(made.path, len(rows), population, tuple(p for p in facts["codes"] if p not in ids))


def count(
    project: Project,
    *,
    by: str = "",
    out: str | Path | None = None,
    level: float = 0.95,
    progress: Progress | None = None,
) -> Counts:
    """Counts of all codes and themes over the whole run, from what has been read of its audit so far.

    `by` a column of the run, too: its folder `out` says how many answers each group has, and their f. RequestError
    where the project is no audit of a bulk run, or `out` is another run; what protected variables hide is empty.
    """
    from coder.project.counts import published
    from coder.project.sheet import sheet, targets

    plan, page, wanted = _plan(project), sheet(project), targets(project)
    if by:
        groups = _groups(project, plan, by, out, progress)
    else:
        groups = Groups({"": plan["population"]}, {(code, ""): f for code, f in plan["totals"].items()})
    table = [_estimates(plan, page, groups, by, each, _own_code(project, each), level) for each in wanted]
    return published(project, wanted, list(groups.sizes), table, by, "source", level)


def _groups(
    project: Project, plan: Mapping[str, Any], by: str, out: str | Path | None, progress: Progress | None
) -> Groups:
    """Those of the run itself, with f by the ids that the codes got when the audit was drawn."""
    variables = [variable.name for variable in project.variables]
    if by not in variables:
        raise UnknownNameError("variable", by, variables)
    if out is None:
        raise RequestError(
            f"How many of all answers have each '{by}' stands in the run: name its folder too."
        )
    parts = opened(out)
    if parts.manifest.run != plan["run"]:
        raise RequestError(f"{parts.folder} is not the run that this audit was drawn from.")
    found, ids = (
        groups_of(parts, by, progress),
        {code.path: code.id for code in project.codebooks.get(1).codes},
    )
    return Groups(found.sizes, {(ids.get(path, ""), name): f for (path, name), f in found.totals.items()})


def _estimates(
    plan: Mapping[str, Any], page: Sheet, groups: Groups, by: str, target: Target, code: str, level: float
) -> list[Estimate]:
    """One per group and the total."""
    import numpy as np

    from coder.counting.prevalence import estimate_drawn_cells
    from coder.counting.sample import Sample
    from coder.project.sheet import column

    # One respondent is one answer here, and what was added to the project later was not drawn.
    found, scores = column(page, target, "case"), plan["scores"]
    sources = dict(zip(page.case.tolist(), page.sources, strict=True))
    asked = [sources[case] for case in found.place.tolist()]
    drawn = np.array([source.id in scores for source in asked], dtype=bool)
    f = np.array([scores[source.id].get(code, 0.0) for source in asked if source.id in scores])
    nothing = np.zeros(len(f), dtype=bool)
    return estimate_drawn_cells(
        found.y[drawn],
        Sample(found.sample.chosen[drawn], nothing.astype(np.int64), nothing, found.sample.blind[drawn]),
        f if code in plan["totals"] else None,
        group=np.array(
            [_place(source, by, groups) for source in asked if source.id in scores], dtype=np.int64
        ),
        sizes=np.array([*groups.sizes.values()], dtype=float),
        totals=np.array([groups.totals.get((code, name), 0.0) for name in groups.sizes]),
        level=level,
    )


def _place(source: Source, by: str, groups: Groups) -> int:
    """The number of a source's group; RequestError where its value is none of the run's."""
    from coder.project.counts import group_name
    from coder.project.project import value_of

    name = group_name(value_of(source, by)) if by else ""
    if name not in groups.sizes:
        raise RequestError(
            f"{source.name} has the {by} '{name}', which nobody has in the run: was it changed?"
        )
    return list(groups.sizes).index(name)


def _own_code(project: Project, target: Target) -> str:
    """The id of a code that is judged as such; "" for a theme, a class, or a code with others below it.

    What the machine says of the parts says nothing reliable of their union.
    """
    if target.kind != "code" or project.codebook.descendants(target.name):
        return ""
    return project.codebook.find(target.name).id


def _plan(project: Project) -> dict[str, Any]:
    plans = [row.detail[RECORD] for row in project.log() if row.act == "config" and RECORD in row.detail]
    if not plans or not isinstance(plans[-1], dict):
        raise RequestError(
            f"{project.path} is no audit of a bulk run. Draw one: coder bulk audit OUT --out NAME.coder"
        )
    return plans[-1]


@dataclass(frozen=True, slots=True)
class _Row:
    """One answer drawn: a name of its own, its text, its other columns, and f by code path."""

    name: str
    text: str
    values: Mapping[str, Value]
    chances: Mapping[str, float]


def _looked_over(parts: Parts, progress: Progress | None) -> tuple[dict[str, float], list[Bools]]:
    """The sum of f by code path over all answers, and for each part which of its rows have text."""
    import pyarrow.compute as pc

    text, totals = parts.manifest.columns["text"], defaultdict[str, float](float)
    full: list[Bools] = []
    for done, table in enumerate(parts.tables([text, "codes", "probabilities"]), 1):
        full.append(filled(table, text).to_numpy(zero_copy_only=False))
        codes, chances = (pc.list_flatten(table.column(name)) for name in ("codes", "probabilities"))
        for path in pc.unique(codes).to_pylist():
            totals[path] += float(pc.sum(pc.filter(chances, pc.equal(codes, path)).cast("float64")).as_py())
        if progress:
            progress(done, len(parts.paths), "adding up")
    return totals, full


def _rows(parts: Parts, drawn: Sequence[Sequence[int]]) -> Iterator[_Row]:
    text = parts.manifest.columns["text"]
    taken: set[str] = set()
    for path, rows in zip(parts.paths, drawn, strict=True):
        for at, record in zip(rows, parts.table(path, None).take(rows).to_pylist(), strict=True):
            name = record["id"] if record["id"] not in taken else f"{record['id']} ({path.stem}, {at})"
            taken.add(name)
            chances = dict(zip(record["codes"], record["probabilities"], strict=True))
            others = {key: value for key, value in record.items() if key not in (*OURS, text)}
            yield _Row(name, record[text], {key: value(cell) for key, cell in others.items()}, chances)


def _batch(parts: Parts, rows: Sequence[_Row]) -> Batch:
    """The rows as a file of answers would have given them: one respondent with one answer each."""
    from coder.ingest import Batch, Layout
    from coder.text import answer_key, normalise

    question = Question(parts.manifest.columns["text"])
    sources = []
    for row in rows:
        text, changes = normalise(row.text)
        key = answer_key(question.name, text)
        sources.append(
            Source(row.name, Case(row.name, values=row.values), question, text or BLANK, {}, key, changes)
        )
    names = list(rows[0].values)
    return Batch(
        tuple(source.case for source in sources),
        tuple(sources),
        (question,),
        tuple(Variable(name, _kind(rows, name)) for name in names),
        (),
        Layout(text=(question.name,), id="id", variables=tuple(names)),
        parts.folder.name,
        parts.manifest.run,
        len(rows),
        len(rows),
    )


def _kind(rows: Sequence[_Row], name: str) -> Kind:
    found = {type(row.values[name]) for row in rows} - {type(None)}
    return "boolean" if found == {bool} else "number" if found == {float} else "text"


def _added(project: Project, batch: Batch, coder: str) -> Sequence[Source]:
    from coder.project import adding

    with project.store.transaction():
        added = adding.add(project.store, batch)
        project.record(
            "data", coder, {"file": batch.file, "cases": added.cases, "sources": added.sources, "known": 0}
        )
    return batch.sources


def _created(path: Path, coder: str, seed: int, population: int, drawn: int) -> Project:
    from coder.project import Project

    title = f"Audit: {drawn:,} of {population:,} answers"
    return Project.create(path, coder=coder, title=title, seed=seed, goal="counts", planned=drawn)


def _bare(paths: Sequence[str]) -> Codebook:
    from coder.codebook import Codebook

    return Codebook.build([Code(path) for path in paths])


def _model_facts(parts: Parts) -> dict[str, Any]:
    from coder.tagging import persist

    return persist.read(parts.folder / MODEL)[0]
