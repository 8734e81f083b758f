"""Editions that were signed off: numbered, recomputed years later, and compared with what holds now.

    figures(summary)                     every number of a report under a name, None where it is hidden
    freeze(project, 1, figures, facts)   keeps them with the facts and the point the log had reached
    recompute(project, 1)                the same from the log: equal, or why not
    changes(project, 1, figures, facts)  what is otherwise now, and what made it so

The log row says that an edition was made; its figures and what people wrote for it stand in the file.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from coder.domain import Decision
from coder.errors import FileProblem, RequestError, UnknownNameError
from coder.project.asat import Gone, Moment, as_of, gone, moment
from coder.report.facts import Facts, read_facts
from coder.report.summary import Counted, Summary, summarise
from coder.store import content
from coder.store import editions as table

if TYPE_CHECKING:
    from coder.codebook import Changes, Codebook
    from coder.project import Project
    from coder.report.tally import Tally

Figure = float | str | None
Figures = dict[str, Figure]
FACTS = "report.yaml"
_OF_A_CODE = re.compile(r"((?:question/.*/)?code/|agreement/[^/]*/)(.*)(/[^/]*)", re.DOTALL)
_CLOSE = 1e-6
"""How far figures may lie apart, relative to their size, before they count as different: rounding of floats."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What was kept: `facts` are files (name -> text), `digest` the sha256 of all the rest."""

    number: int
    at: str
    coder: str
    moment: Moment
    facts: dict[str, str]
    figures: Figures
    digest: str

    @property
    def intact(self) -> bool:
        """False when something in the file was changed since, by forgetting a case or by hand."""
        return self.digest == _digest(self.moment, self.facts, self.figures)


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not the same; None where it was hidden or not there."""

    name: str
    then: Figure
    now: Figure


@dataclass(frozen=True, slots=True)
class Recomputed:
    """An edition made again: `figures` None and `why` where that is not possible any more."""

    edition: Edition
    figures: Figures | None
    differences: tuple[Difference, ...]
    gone: Gone
    why: str = ""

    @property
    def equal(self) -> bool:
        """Every figure came out as it was kept."""
        return self.figures is not None and not self.differences and self.edition.intact


@dataclass(frozen=True, slots=True)
class Changed:
    """What is new since an edition: numbers of respondents, answers, answers read; and what else moved.

    `figures` are those that differ; `then` are all of the edition, under the names that codes have now, and
    `now` all of today's. `recoded`: answers read then and now that have other codes; `unread`: read then and
    no longer. `settings`: name, then, now.
    """

    edition: Edition
    figures: tuple[Difference, ...]
    then: Figures
    now: Figures
    respondents: int
    answers: int
    read: int
    unread: int
    recoded: int
    forgotten: int
    replaced: bool
    codebook: Changes
    settings: tuple[tuple[str, Any, Any], ...]
    facts: bool


# What a report says in numbers


def figures(summary: Summary) -> Figures:
    """Every number of a report under a name of its own, the same for the public edition and the draft."""
    found: Figures = {f"responses/{name}": number for name, number in summary.counted.items()}
    found |= {"responses/late": summary.late, "responses/unread answers": summary.unread}
    found |= {"organisations named": len(summary.organisations), "names removed": summary.removed}
    found |= {"codebook version": summary.version, "differences": len(summary.differences)}
    found |= dict(_tallied("type", summary.types)) | dict(_tallied("channel", summary.channels))
    for theme in summary.themes:
        found |= dict(_estimated("", theme.counted))
        for code in theme.codes:
            found |= dict(_estimated("", code))
        found[f"{theme.counted.kind}/{theme.counted.name}/quotes"] = len(theme.quotes) + theme.withheld
    if summary.uncodable:
        found |= dict(_estimated("", summary.uncodable))
    for question in summary.questions:
        found[f"question/{question.name}/answered"] = question.answered
        found |= dict(_tallied(f"question/{question.name}/closed", question.closed))
        for counted in question.themes:
            found |= dict(_estimated(f"question/{question.name}/", counted))
    for number, campaign in enumerate(summary.campaigns, 1):
        found |= {f"campaign/{number}/{name}": getattr(campaign, name) for name in _CAMPAIGN}
    return {name: _plain(figure) for name, figure in (found | dict(_agreed(summary.agreement))).items()}


def _plain(figure: Figure) -> Figure:
    """As JSON can hold it: no numpy, no nan."""
    if figure is None or isinstance(figure, str | int):
        return figure
    return None if math.isnan(figure) else float(figure)


_CAMPAIGN = ("respondents", "answers", "distinct")


def _tallied(name: str, found: Tally | None) -> Iterator[tuple[str, Figure]]:
    if found is not None:
        yield from ((f"{name}/{row.name}", row.count) for row in found.rows)
        yield from ((f"{name}/(total)", found.total), (f"{name}/(missing)", found.missing))


def _estimated(before: str, row: Counted) -> Iterator[tuple[str, Figure]]:
    """Count, limits, out of how many and how it was obtained; one None for all where the count is hidden."""
    name, found = f"{before}{row.kind}/{row.name}", row.found
    yield f"{name}/respondents", None if found is None else found.count
    if found is not None:
        yield f"{name}/of", found.out_of
        yield f"{name}/how", found.how
        if found.low is not None and found.high is not None:
            yield from ((f"{name}/low", found.low), (f"{name}/high", found.high))


def _agreed(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Figure]]:
    for row in rows:
        for name, value in row.items():
            if isinstance(value, int | float):
                yield f"agreement/{row['coders']}/{row['code']}/{name}", value


# Keeping and making again


def freeze(project: Project, number: int, found: Figures, facts: Mapping[str, str], *, coder: str) -> Edition:
    """Keeps an edition under its number; one that is there already must say exactly the same.

    `facts` as `facts_files` gives them.
    """
    written = dict(facts)
    if number < 1:
        raise RequestError(f"Editions are numbered from 1, not {number}.")
    with project.store.transaction():
        old = {edition.number: edition for edition in editions(project)}.get(number)
        if old and (old.figures, old.facts) == (found, written):
            return old
        if old or _made_elsewhere(project, number):
            where = f"on {old.at[:10]} by {old.coder}" if old else "in another copy of this project"
            raise RequestError(
                f"Edition {number} was frozen {where} and says otherwise. "
                f"It stays as it is; freeze this one as {_next(project)}."
            )
        then = moment(project)
        digest = _digest(then, written, found)
        detail = {"edition": number, "sha256": digest, "position": then.arrived["decision"]}
        row = Decision(
            uuid.uuid4().hex, uuid.uuid4().hex, project.store.now(), coder, "config", detail=detail
        )
        project.store.append([row])
        whole = {"moment": asdict(then), "facts": written, "figures": found}
        table.insert_edition(project.store.db, number, row.id, whole, digest)
    return frozen(project, number)


def editions(project: Project) -> list[Edition]:
    """All that were kept, by number."""
    with project.store.saying():
        return [
            Edition(**{**row, "moment": Moment(**row["moment"])}) for row in table.editions(project.store.db)
        ]


def frozen(project: Project, number: int) -> Edition:
    """One edition; UnknownNameError when it was never kept here."""
    every = {edition.number: edition for edition in editions(project)}
    if number not in every:
        raise UnknownNameError("edition", str(number), map(str, every))
    return every[number]


@contextmanager
def reopened(project: Project, edition: Edition) -> Iterator[tuple[Project, Facts]]:
    """The project as it was, with what people had written; FileProblem where that no longer fits together."""
    with as_of(project, edition.moment) as copy, tempfile.TemporaryDirectory(prefix="coder-") as folder:
        for name, text in edition.facts.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        yield copy, read_facts(Path(folder, FACTS), copy) if edition.facts else Facts()


def recompute(project: Project, number: int) -> Recomputed:
    """Makes an edition's figures again from the log, and holds them against those that were kept."""
    edition = frozen(project, number)
    lost = gone(project, edition.moment, edition.at)
    try:
        with reopened(project, edition) as (copy, facts):
            again = figures(summarise(copy, facts))
    except FileProblem as error:
        return Recomputed(edition, None, (), lost, str(error).replace(str(error.path), f"its {FACTS}"))
    except RequestError as error:
        return Recomputed(edition, None, (), lost, str(error))
    return Recomputed(edition, again, tuple(compare(edition.figures, again)), lost)


def compare(then: Mapping[str, Figure], now: Mapping[str, Figure]) -> Iterator[Difference]:
    """Figures that are not the same, in the order of a report; floats that differ by rounding are."""
    for name in dict.fromkeys([*then, *now]):
        old, new = then.get(name), now.get(name)
        numbers = isinstance(old, int | float) and isinstance(new, int | float)
        same = math.isclose(old, new, rel_tol=_CLOSE, abs_tol=_CLOSE) if numbers else old == new  # type: ignore[arg-type]
        if not same:
            yield Difference(name, old, new)


# What changed since


def changes(project: Project, number: int, now: Figures, facts: Mapping[str, str]) -> Changed:
    """What is otherwise than in an edition; `now` are today's figures, `facts` today's files."""
    from coder.codebook import diff

    edition = frozen(project, number)
    lost = gone(project, edition.moment, edition.at)
    with as_of(project, edition.moment) as copy:
        merged = project.codebooks.merged
        before, after = _known(copy, merged), _known(project, merged)
        codebook, settings = diff(copy.codebook, project.codebook), _settings(copy, project)
        then = dict(_under_new_names(edition.figures, copy.codebook, project.codebook))
        answers = project.sources().keys() - copy.sources().keys()
        people = {case.id for case in project.cases()} - {case.id for case in copy.cases()}
    shared = before.keys() & after.keys()
    return Changed(
        edition=edition,
        figures=tuple(compare(then, now)),
        then=then,
        now=now,
        respondents=len(people),
        answers=len(answers),
        read=len(after.keys() - before.keys()),
        unread=len(before.keys() - after.keys()),
        recoded=sum(before[source] != after[source] for source in shared),
        forgotten=len(lost.forgotten),
        replaced=lost.replaced,
        codebook=codebook,
        settings=settings,
        facts=edition.facts != dict(facts),
    )


def _under_new_names(figures: Figures, then: Codebook, now: Codebook) -> Iterator[tuple[str, Figure]]:
    """The figures with the paths of codes that were renamed or moved replaced by those of now."""
    paths = {code.id: code.path for code in now.codes}
    moved = {code.path: paths[code.id] for code in then.codes if paths.get(code.id, code.path) != code.path}
    for name, figure in figures.items():
        found = _OF_A_CODE.fullmatch(name)
        before, path, leaf = found.groups() if found else (name, "", "")
        yield f"{before}{moved[path]}{leaf}" if path in moved else name, figure


def _known(project: Project, merged: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Source id -> ids of the codes that apply, as they count now, of every answer that was read."""
    return {
        source: frozenset(merged.get(code, code) for code in answer.codes)
        for source, answer in project.resolved(project.sources()).items()
    }


def _settings(then: Project, now: Project) -> tuple[tuple[str, Any, Any], ...]:
    """Those that differ; not the default limits of variables that came later."""
    old, new = then.config(), now.config()
    names = sorted((old.keys() & new.keys()) | content.settings(now.store.db).keys())
    return tuple((name, old.get(name), new[name]) for name in names if old.get(name) != new[name])


# Files


def facts_files(facts: Path | None) -> dict[str, str]:
    """The report.yaml and the list of organisations it names, by the names under which it is read again.

    RequestError where that list lies elsewhere than beside it or below.
    """
    from coder.report.written import read

    if facts is None:
        return {}
    item = read(facts).fields.get("organisations")
    found = {FACTS: facts.read_text(encoding="utf-8-sig")}
    if item and isinstance(item.value, str) and item.value.strip():
        name = PurePosixPath(item.value.strip())
        if name.is_absolute() or ".." in name.parts:
            raise RequestError(
                f"An edition keeps the list of organisations too: put {name} beside {facts}, "
                "or in a folder there."
            )
        found[str(name)] = (facts.parent / name).read_text(encoding="utf-8-sig")
    return found


def _digest(then: Moment, facts: Mapping[str, str], found: Figures) -> str:
    whole = json.dumps([asdict(then), facts, found], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def _made_elsewhere(project: Project, number: int) -> bool:
    """A row of the log that came from another copy says that this number is taken there."""
    return any(row.act == "config" and row.detail.get("edition") == number for row in project.log())


def _next(project: Project) -> int:
    rows = [row.detail.get("edition") for row in project.log() if row.act == "config"]
    return 1 + max(number for number in rows if isinstance(number, int))
