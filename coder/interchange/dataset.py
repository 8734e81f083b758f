"""Everything an exporter may need of a project, as plain records: Project builds it, files come of it."""

from __future__ import annotations

from collections.abc import Callable
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
