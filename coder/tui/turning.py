"""What both front ends do alike: undo and redo, with codes made while reading; advice that is not there yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coder.review.session import ReviewSession

if TYPE_CHECKING:
    from coder.project.advice import Adviser
    from coder.project.making import CodeMaker


BLIND_ADVICE = "Blind reading: nothing of the machine or of counts is shown. 'coder advice' shows it."
NO_MAKING = "No code can be made here. Use 'coder codebook'."
NO_CODES = "No codes yet. Type a name to make the first one: parking."


def undo(session: ReviewSession, maker: CodeMaker | None) -> str:
    """Takes the last step back; the sentence for the person."""
    step = session.undo()
    if step is None:
        return "There is nothing to undo."
    changed = maker.undone(step) if maker else None
    if changed:
        session.use_codebook(*changed)
    if step.bulk:
        return "Undone: a code that was given to many answers at once."
    return "Undone, and the new code is gone again." if changed else "Undone."


def redo(session: ReviewSession, maker: CodeMaker | None) -> str:
    """Takes the last undo back; the sentence for the person."""
    step = session.redo()
    if step is None:
        return "There is nothing to redo."
    changed = maker.redone(step) if maker else None
    if changed:
        session.use_codebook(*changed)
    return "Done again."


def waiting(adviser: Adviser | None) -> str:
    """Why there is no advice yet."""
    if adviser is not None and adviser.is_busy:
        return "It is being worked out; ask again in a moment."
    return "When to stop is looked at after 100, 200, 400 and 800 answers of the random sample."
