"""Small and large data sets for the tests of this folder; every sentence is invented."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from coder.domain import (
    Case,
    Code,
    Coder,
    Coding,
    Memo,
    Privacy,
    Question,
    Reading,
    Source,
    Theme,
    Value,
    Variable,
    stable_id,
)
from coder.interchange.dataset import Dataset

AT = "2026-03-01T10:00:00.000000+00:00"
GOOD = Question("good", "What was good?")


def code(path: str, **more: object) -> Code:
    return Code(path, id=stable_id("code", path), **more)  # type: ignore[arg-type]


def source(name: str, text: str, case: Case | None = None, **more: Value) -> Source:
    return Source(name, case or Case(name), GOOD, text, values=more)


def coding(
    of: Source, path: str, start: int | None = None, end: int | None = None, coder: str = "ana"
) -> Coding:
    return Coding(of.id, stable_id("code", path), coder, AT, f"d-{of.name}-{path}", start=start, end=end)


def reading(of: Source, coder: str = "ana") -> Reading:
    return Reading(of.id, coder, 1, AT, f"r-{of.name}", blind=True)


def dataset(
    sources: Sequence[Source],
    codes: Sequence[Code] = (),
    codings: Iterable[Coding] = (),
    readings: Iterable[Reading] = (),
    *,
    variables: Sequence[Variable] = (),
    themes: Sequence[Theme] = (),
    memos: Sequence[Memo] = (),
    coders: Sequence[Coder] = (Coder("ana"), Coder("ben"), Coder("tagger@m", "machine")),
) -> Dataset:
    codings, readings = tuple(codings), tuple(readings)
    yes = {(coding.source, coding.code) for coding in codings}
    read = {reading.source for reading in readings}
    return Dataset(
        title="Sample",
        cases=tuple(_cases(sources)),
        sources=tuple(sources),
        questions=tuple(dict.fromkeys(source.question for source in sources)),
        variables=tuple(variables),
        codes=tuple(codes),
        themes=tuple(themes),
        coders=tuple(coders),
        codings=codings,
        readings=readings,
        memos=tuple(memos),
        known=lambda source, code: True if (source, code) in yes else False if source in read else None,
    )


def _cases(sources: Iterable[Source]) -> Iterable[Case]:
    return {source.case.id: source.case for source in sources}.values()


STAFF, QUEUE, WAITING = code("staff"), code("waiting/queue", name="Queue"), code("waiting", codable=False)
R1 = source(
    "R1", "The staff were kind, the queue was long.", Case("R1", values={"branch": "North", "age": 34.0})
)
R2 = source("R2", "=1+1", Case("R2", values={"branch": "South"}))
R3 = source("R3", "Nothing.\nReally 🙂 nothing.", Case("R3"))
"""R1 is coded by both, R2 read without a code, R3 unread."""


def small() -> Dataset:
    return dataset(
        [R1, R2, R3],
        [STAFF, WAITING, QUEUE],
        [coding(R1, "staff", 4, 9), coding(R1, "waiting/queue", coder="ben")],
        [reading(R1), reading(R2)],
        variables=[Variable("branch", "category"), Variable("age", "number")],
    )


def with_privacy(privacy: Privacy) -> Dataset:
    """`small`, with R1's respondent anonymous or confidential and a free-text variable naming them."""
    case = replace(R1.case, privacy=privacy, values={**R1.case.values, "firm": "Acme"})
    first = replace(R1, case=case)
    return replace(
        small(),
        cases=(case, R2.case, R3.case),
        sources=(first, R2, R3),
        variables=(*small().variables, Variable("firm")),
        memos=(
            Memo("m1", "source", first.id, "Ann again", "ana", AT),
            Memo("m2", "source", R2.id, "x", "ana", AT),
        ),
    )
