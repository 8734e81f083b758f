"""The verbs of a Project that several people need: who reads what, and what they make of their differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coder.project.part import Part

if TYPE_CHECKING:
    from coder.project.adjudicating import Adjudication, Dispute
    from coder.project.project import Where


class Team(Part):
    """Mixed into Project, which alone it is made for."""

    def disagreements(
        self,
        *coders: str,
        question: str | None = None,
        where: Where | None = None,
        code: str | None = None,
    ) -> list[Dispute]:
        """Distinct answers that the coders named (else all who read) coded differently, settled ones too."""
        from coder.project import adjudicating

        return adjudicating.disagreements(self._whole, *coders, question=question, where=where, code=code)

    def adjudicate(
        self,
        *coders: str,
        by: str,
        question: str | None = None,
        where: Where | None = None,
        code: str | None = None,
    ) -> Adjudication:
        """A session in which `by` settles what the coders differ on, as coder `consensus`, with reasons."""
        from coder.project import adjudicating

        return adjudicating.adjudication(
            self._whole, *coders, by=by, question=question, where=where, code=code
        )
