"""The verbs of a Project that several people need: who reads what, and what they make of their differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coder.project.part import Part

if TYPE_CHECKING:
    from coder.project.adjudicating import Adjudication, Dispute
    from coder.project.assigning import Assigned
    from coder.project.project import Where


class Team(Part):
    """Mixed into Project, which alone it is made for."""

    def assign(
        self,
        *coders: str,
        double: int = 0,
        split: bool = False,
        question: str | None = None,
        where: Where | None = None,
        by: str,
    ) -> Assigned:
        """Draws `double` respondents whom all the coders read blind; `split` shares out the rest."""
        from coder.project import assigning

        return assigning.assign(
            self._whole, *coders, double=double, split=split, question=question, where=where, by=by
        )

    def clear_assignments(self, *, by: str) -> None:
        """Offers everything to everyone again; what was read stays."""
        from coder.project import assigning

        assigning.clear(self._whole, by=by)

    def assignments(self) -> list[dict[str, Any]]:
        """Per coder how many answers were assigned, to several or to them alone, and how many they read."""
        from coder.project import assigning

        return assigning.assignments(self._whole)

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
