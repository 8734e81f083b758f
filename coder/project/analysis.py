"""The verbs of a Project that count and compare; each hands over to the module that does it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from coder.project.part import Part

if TYPE_CHECKING:
    from coder.counting.crosstab import Together
    from coder.counting.saturation import Saturation
    from coder.project.advice import Advice
    from coder.project.agreeing import Agreed
    from coder.project.agreeing import Unit as AgreementUnit
    from coder.project.auditing import Audited
    from coder.project.counts import Counts
    from coder.project.methods import Methods
    from coder.project.project import Where
    from coder.project.sheet import Unit
    from coder.protocols import Progress
    from coder.review.session import ReviewSession
    from coder.tagging.tagger import Tagger


class Analysis(Part):
    """Mixed into Project, which alone it is made for."""

    def count(
        self,
        *,
        by: str = "",
        codes: Iterable[str] = (),
        unit: Unit = "case",
        question: str | None = None,
        where: Where | None = None,
        level: float = 0.95,
        simultaneous: bool = False,
        poststratify: bool = False,
        progress: Progress | None = None,
    ) -> Counts:
        """How many raised each code and theme, with intervals, by the values of a variable."""
        from coder.project import counts

        return counts.count(
            self._whole,
            by=by,
            codes=codes,
            unit=unit,
            question=question,
            where=where,
            level=level,
            simultaneous=simultaneous,
            poststratify=poststratify,
            progress=progress,
        )

    def count_together(
        self, code: str, *, where: Where | None = None, question: str | None = None
    ) -> dict[str, Together | None]:
        """Every other code beside this one: respondents with both, and how much likelier it is; None: hidden."""
        from coder.project import counts

        return counts.count_together(self._whole, code, where=where, question=question)

    def side_by_side(
        self, *, where: Where | None = None, question: str | None = None
    ) -> list[dict[str, Any]]:
        """Respondents, answers and distinct texts that raise each code or theme, in one record each."""
        from coder.project import counts

        return counts.side_by_side(self._whole, where=where, question=question)

    def agreement(
        self,
        *coders: str,
        machine: bool = False,
        unit: AgreementUnit = "source",
        where: Where | None = None,
        question: str | None = None,
        resamples: int = 1000,
    ) -> Agreed:
        """How far coders agree on what they read blind, per code and overall; `machine` joins as one more."""
        from coder.project import agreeing

        return agreeing.agreement(
            self._whole,
            *coders,
            machine=machine,
            unit=unit,
            where=where,
            question=question,
            resamples=resamples,
        )

    def saturation(
        self, *, where: Where | None = None, question: str | None = None, step: int = 50
    ) -> Saturation:
        """New codes per `step` readings of the random sample, and the chance that the next needs one."""
        from coder.project import auditing

        return auditing.saturation(self._whole, where=where, question=question, step=step)

    def advice(self, tagger: Tagger | None = None) -> Advice | None:
        """When to stop reading, with its numbers; None before the first look at 100 random answers."""
        from coder.project import advice

        return advice.advise(self._whole, tagger)

    def plan_recall(self, code: str, *, at_most: int, looks: int = 1, coder: str) -> Audited:
        """Fixes the size of a recall audit and draws its answers, once."""
        from coder.project import auditing

        return auditing.plan_recall(self._whole, code, at_most=at_most, looks=looks, coder=coder)

    def audits(self, code: str) -> list[Audited]:
        """The recall audits of a code, oldest first, with what they show so far."""
        from coder.project import auditing

        return auditing.audits(self._whole, code)

    def audit_session(self, code: str, coder: str) -> ReviewSession:
        """A blind session on the answers that the last audit of the code drew."""
        from coder.project import auditing

        return auditing.audit_session(self._whole, code, coder)

    def methods(self) -> Methods:
        """A methods paragraph with the facts it rests on."""
        from coder.project import methods

        return methods.methods(self._whole)
