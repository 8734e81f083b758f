"""When to stop reading: saturation, intervals against the plan, recall audits, the machine beside people.

Looked at only after 100, 200, 400 and 800 answers of the random sample, and then at just so many: whoever
looks after each answer and stops when it looks good has no 95 % any more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from coder.project.resolve import Answer

if TYPE_CHECKING:
    from coder.agreement.compare import Coefficient
    from coder.counting.saturation import Saturation
    from coder.project.auditing import Audited
    from coder.project.project import Project
    from coder.project.sheet import Sheet
    from coder.tagging.tagger import Tagger

LOOKS = (100, 200, 400, 800)
ONE_IN = 100
"""A recall audit is advised that shows at most one in so many answers missed."""
_SHOWN = 5
_ENOUGH = 0.02
_AGAIN = 20
_PERSON, _MACHINE = "(person)", "(machine)"


@dataclass(frozen=True, slots=True)
class Width:
    """A code's share of respondents with its interval, and the readings that +-5 points would need."""

    code: str
    share: float
    low: float
    high: float
    needed: int


@dataclass(frozen=True, slots=True)
class Match:
    """Person and machine on `n` answers read blind, the machine without having seen each: `same` is the share
    of equal sets of codes, `alpha` agrees by MASI distance."""

    n: int
    same: float
    alpha: Coefficient


@dataclass(frozen=True, slots=True)
class Advice:
    """What the first `look` answers of the random sample say; `widths` widest first.

    `remainder` answers were not judged; an audit of `size` of them shows at most `at_most` missed.
    """

    look: int
    planned: int
    saturation: Saturation
    widths: tuple[Width, ...]
    audits: tuple[Audited, ...]
    remainder: int
    size: int
    at_most: int
    machine: Match | None = None

    @property
    def needed(self) -> int:
        """Readings for +-5 points on every code; 0 where no code was found."""
        return max((width.needed for width in self.widths), default=0)

    @property
    def headline(self) -> str:
        """One sentence that says whether to go on, and why."""
        if not self.saturation.codes:
            return f"{self.look} random answers of {self.planned} planned, and no code yet: go on."
        chance = f"the next answer needs a new code with a chance of {self.saturation.chance:.1%}"
        if self.look < self.planned:
            return f"{self.look} random answers of {self.planned} planned: go on; {chance}."
        if self.saturation.chance > _ENOUGH:
            return f"The plan of {self.planned} is met, but {chance}: go on if rare codes matter."
        return f"The plan of {self.planned} is met and {chance}: an audit can end it."

    def lines(self) -> list[str]:
        """For people, with every number; no line longer than 80 signs but for codes with long names."""
        curve = self.saturation
        looks = ", ".join(map(str, LOOKS[:-1]))
        return [
            self.headline,
            f"(Looked at only after {looks} and {LOOKS[-1]} answers, so that 95 % stay 95 %.)",
            "",
            f"Codes: {curve.codes} found; new in each {curve.step} distinct answers: {_numbers(curve.new)}.",
            f"{curve.once} were found once only.",
            "",
            f"Respondents who raise a code, 95 % intervals without the machine, widest {_SHOWN}:",
            *(
                f"  {w.share:4.0%}  {w.low:4.0%} to {w.high:4.0%}  {w.code}"
                for w in self.widths[:_SHOWN]
            ),
            f"+-5 points on every code need {self.needed:,} readings; {self.planned:,} are planned.",
            "",
            *(_of_audit(audit) for audit in self.audits),
            f"To show that at most {self.at_most:,} of {self.remainder:,} unread answers raise a code: read",
            f"{self.size:,} drawn at random, none with it: coder audit recall CODE --at-most {self.at_most}",
            *(["", *_of_machine(self.machine)] if self.machine else []),
        ]  # fmt: skip


def advise(project: Project, tagger: Tagger | None = None) -> Advice | None:
    """The advice of the last look reached, None before the first; `tagger` is set beside people if given."""
    from coder.counting.intervals import plan_audit
    from coder.counting.saturation import saturation
    from coder.project.sheet import read_in_order, sheet

    page = sheet(project)
    order = read_in_order(page)
    look = max((each for each in LOOKS if each <= len(order)), default=0)
    if not look:
        return None
    rows = order[:look]
    read = [page.sources[row] for row in rows]
    keys = [f"{source.question.name}\x1f{source.key}" if source.key else "" for source in read]
    remainder = len(page.sources) - len(page.read)
    at_most = remainder // ONE_IN
    return Advice(
        look,
        int(project.config()["planned"]),
        saturation([page.read[row].codes for row in rows], keys),
        tuple(_widths(project, page, rows)),
        tuple(_audits(project)),
        remainder,
        plan_audit(remainder, at_most).size,
        at_most,
        _match(project, page, rows, tagger) if tagger else None,
    )


class Adviser:
    """Works out the advice of each look beside a person who reads, in a thread with its own open file."""

    def __init__(self, path: Path, tagger: Callable[[], Tagger | None] | None = None) -> None:
        """`tagger` gives the machine to set beside the person, None while it has learnt nothing."""
        self._path, self._tagger = path, tagger
        self._thread: threading.Thread | None = None
        self._tried = -_AGAIN
        self.newest: Advice | None = None

    def look(self, readings: int) -> None:
        """Begins when a look may be due after so many random readings; returns at once."""
        due = max((each for each in LOOKS if each <= readings), default=0)
        have = self.newest.look if self.newest else 0
        ready = self._tagger is None or self._tagger() is not None
        if due > have and readings >= self._tried + _AGAIN and ready and not self.is_busy:
            self._tried = readings
            self._thread = threading.Thread(target=self.now, daemon=True)
            self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether a look is being worked out."""
        return self._thread is not None and self._thread.is_alive()

    def now(self) -> Advice | None:
        """Works it out and waits for it."""
        from coder.project.project import Project

        with Project.open(self._path) as project:
            self.newest = advise(project, self._tagger() if self._tagger else None)
        return self.newest

    def close(self) -> None:
        """Waits for what is under way."""
        if self._thread:
            self._thread.join()


def _widths(project: Project, page: Sheet, rows: Sequence[int]) -> Iterable[Width]:
    """Of every code that somebody in the sample raised; over the respondents read to their end."""
    import numpy as np

    from coder.counting.prevalence import estimate
    from coder.project.sheet import column, targets

    looked_at = set(rows)
    begun = {int(case) for row, case in enumerate(page.case) if row not in looked_at}
    whole = np.array(sorted({int(page.case[row]) for row in rows} - begun))
    found = []
    raised = {code for row in rows for code in page.read[row].codes}
    paths = [code.path for code in project.codebook.codable() if code.id in raised]
    for target in targets(project, paths) if paths else []:
        col = column(page, target, "case")
        sample = replace(col.sample, chosen=col.sample.chosen & np.isin(col.place, whole))
        said = estimate(np.where(sample.chosen, col.y, np.nan), sample, rows=col.rows)
        if said.interval and said.needed and said.positives:
            found.append(Width(target.name, said.share, *said.interval, said.needed))
    return sorted(found, key=lambda width: (width.low - width.high, width.code))


def _audits(project: Project) -> Iterable[Audited]:
    """The last audit of each code that has one."""
    planned = [row.detail["audit"] for row in project.log() if row.act == "config" and "audit" in row.detail]
    ids = {str(plan["code"]) for plan in planned if isinstance(plan, dict)}
    return [project.audits(code.path)[-1] for code in project.codebook.codes if code.id in ids]


def _match(project: Project, page: Sheet, rows: Sequence[int], tagger: Tagger) -> Match | None:
    from coder.agreement.compare import compare
    from coder.agreement.units import Judged, make_units

    said = project.resolved(as_first_said=True)
    machine = _left_out(tagger)
    paths = {code.id: code.path for code in project.codebook.codable()}
    judged: list[Judged] = []
    for row in rows:
        source = page.sources[row]
        answer, codes = said.get(source.id), machine(source.text)
        if answer and answer.blind and not answer.uncodable and codes is not None:
            name, case = source.key or source.id, source.case.id
            judged.append(Judged(name, case, _PERSON, _named(answer, paths)))
            judged.append(Judged(name, case, _MACHINE, codes & frozenset(paths.values())))
    if not judged:
        return None
    units = make_units(judged, coders=[_PERSON, _MACHINE], codes=list(paths.values()))
    equal = [one.codes == other.codes for one, other in zip(judged[::2], judged[1::2], strict=True)]
    overall = compare(units, resamples=200, seed=project.config()["seed"]).overall
    return Match(len(equal), sum(equal) / len(equal), overall)


def _named(answer: Answer, paths: dict[str, str]) -> frozenset[str]:
    return frozenset(paths[code] for code in answer.codes if code in paths)


def _left_out(tagger: Tagger) -> Callable[[str], frozenset[str] | None]:
    """What the machine says of a text that it learnt from, without it; None for one it did not learn from."""
    from coder.tagging.features import text_key

    row_of = {text_key(text): row for row, text in enumerate(tagger.examples_.texts)}
    yes = tagger.loo_ > tagger.thresholds_

    def codes(text: str) -> frozenset[str] | None:
        row = row_of.get(text_key(text))
        if row is None:
            return None
        return frozenset(path for path, said in zip(tagger.codes_, yes[row], strict=True) if said)

    return codes


def _of_audit(audit: Audited) -> str:
    if audit.bound is None:
        return f"Audit of {audit.code}: {audit.read} of {audit.plan.size} read, {audit.found} with the code."
    return f"Audit of {audit.code}: at most {audit.bound:,} of {audit.plan.remainder:,} were missed."


def _of_machine(match: Match) -> list[str]:
    alpha = match.alpha
    interval = (
        ""
        if alpha.value != alpha.value
        else f"; alpha {alpha.value:.2f} ({alpha.low:.2f} to {alpha.high:.2f})"
    )
    return [
        f"The machine beside you on {match.n} of them read blind, each left out when it learnt:",
        f"the same codes on {match.same:.0%}{interval}.",
    ]


def _numbers(found: Sequence[int]) -> str:
    return ", ".join(map(str, found))
