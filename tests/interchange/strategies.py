"""Hypothesis strategies: whole data sets with everything that has gone wrong between programs before."""

from __future__ import annotations

import uuid
from dataclasses import replace

from hypothesis import strategies as st

from coder.codebook import Codebook
from coder.codebook.compare import adopt_ids
from coder.domain import (
    Case,
    Code,
    Coder,
    Coding,
    Kind,
    Level,
    Memo,
    Question,
    Reading,
    Source,
    Theme,
    Value,
    Variable,
)
from coder.interchange.dataset import Dataset, known_from
from coder.text import normalise

_TROUBLE = "🙂👩‍👩‍👧e\u0301ק שלום مرحبا\r\n\t&<>\"'/:{}%=𝔊\u2028\ufffd"
_AWKWARD = (
    "one\ntwo\n\nthree",
    "a\r\nb",
    "👩‍👩‍👧 and e\u0301",
    "<b>&amp;</b>",
    "שלום עולם",
    "=1+1",
    "x\ty",
    "𝔊𝔬𝔱𝔥 end",
)
_characters = st.one_of(st.sampled_from(_TROUBLE), st.characters(exclude_categories=["Cs", "Cc", "Cn"]))
words = (st.text(_characters, max_size=40) | st.sampled_from(_AWKWARD)).map(
    lambda text: normalise(text)[0].lstrip("\ufeff").strip()
)
some_words = words.filter(bool)
lines = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Z"], exclude_characters="/"), max_size=12
)
names = lines.map(lambda text: normalise(text)[0].strip("\ufeff")).filter(bool)
numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)
dates = st.dates().map(str)
times = st.datetimes().map(lambda at: at.isoformat(timespec="microseconds") + "+00:00")
coders = (*(Coder(name) for name in ("ana", "ben", "cy <&>", "dé")), Coder("tagger@m", "machine"))
VALUES: dict[Kind, st.SearchStrategy[Value]] = {
    "text": some_words,
    "category": some_words,
    "number": numbers,
    "date": dates,
    "boolean": st.booleans(),
}


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    """Trees up to six deep, with names shared between branches, groups, rules and themes."""
    parts = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    paths = draw(
        st.lists(st.lists(st.sampled_from(parts), min_size=1, max_size=6), min_size=1, max_size=6)
        | st.just([])
    )
    unique = sorted({"/".join(path) for path in paths})
    codes = [draw(_code(path)) for path in unique]
    built = adopt_ids(Codebook.build(codes), None, ())
    themes = [Theme("Everything", tuple(code.path for code in built.codes), draw(words))] if codes else []
    return replace(built, themes=tuple(themes))


def _code(path: str) -> st.SearchStrategy[Code]:
    several = st.lists(some_words, max_size=2, unique=True).map(tuple)
    return st.builds(
        Code,
        path=st.just(path),
        name=words.map(lambda text: " ".join(text.split())),
        definition=words,
        include=words,
        exclude=words,
        examples=several,
        keywords=several,
        colour=st.sampled_from(["", "#aa3377"]),
        codable=st.booleans(),
        stance=st.booleans(),
    )


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    """Up to four cases with up to two questions each, coded, read and noted by up to five coders."""
    codebook = draw(codebooks())
    levels: list[Level] = ["case", "source"]
    variables = [Variable(f"{kind} {level}", kind, level, draw(names)) for kind in VALUES for level in levels]
    cases = [
        Case(
            name,
            draw(st.sampled_from(["public", "anonymous", "confidential"])),
            draw(_values(variables, "case")),
        )
        for name in draw(st.lists(names, min_size=draw(st.sampled_from([0, 1, 2])), max_size=4, unique=True))
    ]
    questions = [Question("good", draw(words)), Question("bad & <ugly>")]
    sources = [
        Source(case.name, case, question, draw(words), draw(_values(variables, "source")))
        for case in cases
        for question in draw(st.lists(st.sampled_from(questions), min_size=1, unique=True))
    ]
    codings = (
        draw(st.lists(_coding(sources, codebook), min_size=draw(st.sampled_from([0, 1, 6])), max_size=8))
        if sources and codebook.codes
        else []
    )
    readings = draw(st.lists(_reading(sources), max_size=4)) if sources else []
    memos = [draw(_memo(cases, sources, codebook)) for _ in range(draw(st.integers(0, 3)))]
    return Dataset(
        title=draw(words),
        cases=tuple(cases),
        sources=tuple(sources),
        questions=tuple(questions),
        variables=tuple(variables),
        codes=codebook.codes,
        themes=codebook.themes,
        coders=coders,
        codings=tuple({_where(coding): coding for coding in codings if coding}.values()),
        readings=tuple(readings),
        memos=tuple(memos),
        known=known_from([coding for coding in codings if coding], readings),
    )


def _where(coding: Coding) -> tuple[object, ...]:
    return coding.source, coding.code, coding.coder, coding.start, coding.end


@st.composite
def _values(draw: st.DrawFn, variables: list[Variable], level: str) -> dict[str, Value]:
    mine = [variable for variable in variables if variable.level == level and draw(st.booleans())]
    return {variable.name: draw(VALUES[variable.kind]) for variable in mine}


@st.composite
def _coding(draw: st.DrawFn, sources: list[Source], codebook: Codebook) -> Coding | None:
    """None where the answer is empty: no program can code no text, and the writer lists it."""
    source, code = draw(st.sampled_from(sources)), draw(st.sampled_from(codebook.codes))
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(source.text))] * 2)))
    part = {"start": start, "end": end} if 0 < end - start < len(source.text) else {}
    made = Coding(source.id, code.id, draw(st.sampled_from(coders)).name, draw(times), "", "imported")
    return replace(made, **part) if source.text else None


@st.composite
def _reading(draw: st.DrawFn, sources: list[Source]) -> Reading:
    source, coder = draw(st.sampled_from(sources)), draw(st.sampled_from(coders))
    return Reading(
        source.id, coder.name, 1, draw(times), "", outcome=draw(st.sampled_from(["read", "uncodable"]))
    )


@st.composite
def _memo(draw: st.DrawFn, cases: list[Case], sources: list[Source], codebook: Codebook) -> Memo:
    about = [("project", "")]
    about += [("case", case.id) for case in cases] + [("source", source.id) for source in sources]
    about += [("code", code.id) for code in codebook.codes]
    about += [("segment", f"{source.id}:0:1") for source in sources if source.text]
    about += [("case", f"{cases[0].id}:{code.id}") for code in codebook.codes if cases]
    about += [("case", f"{cases[0].id}:{theme.name}") for theme in codebook.themes if cases]
    kind, target = draw(st.sampled_from(about))
    id = str(draw(st.uuids(version=4)) or uuid.uuid4())
    return Memo(id, kind, target, draw(words), draw(st.sampled_from(coders)).name, draw(times))  # type: ignore[arg-type]
