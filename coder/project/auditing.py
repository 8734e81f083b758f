"""Saturation of the sample, and the recall audit: "at most K answers missed", with its size fixed first.

An audit is a row of the log: what was planned, and which answers were drawn.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from coder.domain import Source, stable_id
from coder.errors import RequestError
from coder.project.sheet import read_in_order, sheet, targets

if TYPE_CHECKING:
    from coder.counting.intervals import Audit
    from coder.counting.saturation import Saturation
    from coder.project.project import Project, Where
    from coder.review.session import ReviewSession


@dataclass(frozen=True, slots=True)
class Audited:
    """A recall audit of one code: its plan, the answers drawn, how far it is, and what it shows.

    `bound` is the most answers of the remainder that can raise the code, None until all drawn are read.
    """

    code: str
    plan: Audit
    drawn: tuple[Source, ...]
    read: int
    found: int
    looks: int

    @property
    def bound(self) -> int | None:
        """Holds at the plan's level; it counts the `found` ones too."""
        return self.plan.bound(self.found) if self.read == len(self.drawn) else None


def saturation(
    project: Project, *, where: Where | None = None, question: str | None = None, step: int = 50
) -> Saturation:
    """New codes per `step` readings of the random sample, and the chance that the next answer needs one."""
    from coder.counting.saturation import saturation as curve

    page = sheet(project, where, question)
    rows = read_in_order(page)
    read = [page.sources[row] for row in rows]
    keys = [f"{source.question.name}\x1f{source.key}" if source.key else "" for source in read]
    return curve([page.read[row].codes for row in rows], keys, step=step)


def plan_recall(project: Project, code: str, *, at_most: int, looks: int = 1, coder: str) -> Audited:
    """Fixes the size of an audit and draws it once, from the answers not yet judged for the code.

    `looks` audits share the error; raises when the last one is unfinished or all planned looks are used.
    """
    from coder.counting.intervals import plan_audit

    target, page = targets(project, [code])[0], sheet(project)
    looks = _planned_looks(audits(project, code), looks)
    labels = page.labels(target)
    left = [page.sources[row].id for row in page.asked(target) if labels[row] != labels[row]]
    plan = plan_audit(len(left), at_most, looks=looks)
    order = sorted(left, key=lambda id_: stable_id("audit", str(project.config()["seed"]), code, id_))
    detail = {**asdict(plan), "code": project.codebook.find(code).id, "looks": looks}
    project.record("config", coder, {"audit": {**detail, "sources": order[: plan.size]}})
    return audits(project, code)[-1]


def audits(project: Project, code: str) -> list[Audited]:
    """All recall audits of a code, oldest first."""
    target, page = targets(project, [code])[0], sheet(project)
    labels = dict(zip((s.id for s in page.sources), page.labels(target).tolist(), strict=True))
    by_id, wanted = {source.id: source for source in page.sources}, project.codebook.find(code).id
    plans = [row.detail["audit"] for row in project.log() if row.act == "config" and "audit" in row.detail]
    return [
        _audited(target.name, plan, [by_id[id_] for id_ in plan["sources"] if id_ in by_id], labels)
        for plan in plans
        if isinstance(plan, dict) and plan["code"] == wanted
    ]


def audit_session(project: Project, code: str, coder: str) -> ReviewSession:
    """A session on the answers drawn by the last audit that judges this code only, blind."""
    from coder.review.queue import ListQueue
    from coder.review.session import ReviewSession

    found = audits(project, code)
    if not found:
        raise RequestError(
            f"There is no audit of '{code}' yet. Plan one: coder audit recall '{code}' --at-most 20"
        )
    sources = project.sources()
    return ReviewSession(
        project.store,
        ListQueue(found[-1].drawn, "code"),
        coder=coder,
        codebook=project.codebook,
        version=project.codebooks.version,
        find=sources.get,
        scope=[found[-1].code],
        blind=lambda stream: True,
    )


def _planned_looks(before: list[Audited], looks: int) -> int:
    """The looks that the first audit planned; raises when the next one may not be drawn."""
    if not before:
        return looks
    if before[-1].bound is None:
        raise RequestError("The last audit of this code is not read to its end: 'coder audit read CODE'.")
    if len(before) >= before[0].looks:
        raise RequestError(
            f"This code was audited as often as planned ({before[0].looks}). "
            "A further look would make the stated level untrue."
        )
    return before[0].looks


def _audited(code: str, plan: dict[str, Any], drawn: list[Source], labels: dict[str, float]) -> Audited:
    from coder.counting.intervals import Audit

    read = [labels[s.id] for s in drawn if labels[s.id] == labels[s.id]]
    audit = Audit(plan["remainder"], plan["size"], plan["at_most"], plan["level"])
    return Audited(code, audit, tuple(drawn), len(read), int(sum(read)), plan["looks"])
