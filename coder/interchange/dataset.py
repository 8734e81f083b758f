"""Everything an exporter may need of a project, as plain records: Project builds it, files come of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from coder.domain import Case, Code, Coder, Coding, Memo, Question, Reading, Source, Theme, Variable

Known = Callable[[str, str], bool | None]
"""(source id, code id) -> yes, no, or None for not known: the resolved coding."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One project, or the part of it that is to leave; every sequence in the project's own order.

    `codes` is the codebook in tree order with ids; `codings` and `readings` name sources and codes by
    id and hold every coder's. `known` answers for what the coders' work adds up to.
    """

    title: str
    cases: tuple[Case, ...]
    sources: tuple[Source, ...]
    questions: tuple[Question, ...]
    variables: tuple[Variable, ...]
    codes: tuple[Code, ...]
    themes: tuple[Theme, ...]
    coders: tuple[Coder, ...]
    codings: tuple[Coding, ...]
    readings: tuple[Reading, ...]
    memos: tuple[Memo, ...]
    known: Known


def known_from(codings: Iterable[Coding], readings: Iterable[Reading]) -> Known:
    """The plainest answer: yes where anybody coded it, no where anybody read it with the code in scope."""
    yes = {(coding.source, coding.code) for coding in codings}
    scopes: dict[str, list[frozenset[str] | None]] = defaultdict(list)
    for reading in readings:
        if reading.outcome == "read":
            scopes[reading.source].append(reading.scope)

    def known(source: str, code: str) -> bool | None:
        """What `known_from` promises, for one source and code."""
        if (source, code) in yes:
            return True
        return False if any(scope is None or code in scope for scope in scopes.get(source, ())) else None

    return known
