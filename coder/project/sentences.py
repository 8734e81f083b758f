"""The unit "sentence": what each sentence of a read answer teaches, and what is proposed sentence by sentence.

A code given to a part of an answer is a yes for the sentences that part touches and a no for the others. Given to a
whole answer of several sentences it is unknown for each of them: it may rest on any one. Sentences of one answer were
not drawn one by one, so they may teach but not judge the machine: nothing is coded automatically at this unit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from coder.domain import Coding, Proposal, Source

if TYPE_CHECKING:
    from coder.project.training import TrainingSet
    from coder.tagging.tagger import Tagger

Span = tuple[int, int]


@lru_cache(maxsize=1 << 14)
def spans(text: str, language: str) -> tuple[Span, ...]:
    """`[start, end)` of each sentence; the whole text where there is none."""
    from coder.text import sentences

    return tuple(sentences(text, language)) or ((0, len(text)),)


def per_sentence(
    known: TrainingSet,
    sources: Mapping[str, Source],
    codings: Iterable[Coding],
    paths: Mapping[str, str],
    language: str,
) -> TrainingSet:
    """One row per sentence instead of one per answer; `paths` of the codes by id, `codings` of all coders."""
    given: dict[str, dict[str, list[Span]]] = {}
    for coding in codings:
        if coding.origin != "bulk" and coding.code in paths:
            whole = (0, len(sources[coding.source].text)) if coding.source in sources else (0, 0)
            part = whole if coding.start is None or coding.end is None else (coding.start, coding.end)
            given.setdefault(coding.source, {}).setdefault(paths[coding.code], []).append(part)
    found = type(known)([], [], [], [], [], [])
    for place, id_ in enumerate(known.sources):
        text, places = sources[id_].text, given.get(id_, {})
        parts = spans(text, language)
        for start, end in parts:
            yes, unknown = _said(known.codes[place], places, parts, (start, end))
            found.sources.append(id_)
            found.texts.append(text[start:end])
            found.questions.append(known.questions[place])
            found.codes.append(yes)
            found.scopes.append(known.scopes[place] - unknown)
            found.random_and_blind.append(known.random_and_blind[place] and len(parts) == 1)
    return found


def _said(
    codes: Collection[str], places: Mapping[str, list[Span]], whole: tuple[Span, ...], sentence: Span
) -> tuple[frozenset[str], frozenset[str]]:
    """The codes that one sentence has, and those that the answer has somewhere unknown."""
    if len(whole) == 1:
        return frozenset(codes), frozenset()
    yes, unknown = set[str](), set[str]()
    for code in codes:
        parts = [part for part in places.get(code, ()) if part[0] > whole[0][0] or part[1] < whole[-1][1]]
        if not parts:
            unknown.add(code)
        elif any(start < sentence[1] and sentence[0] < end for start, end in parts):
            yes.add(code)
    return frozenset(yes), frozenset(unknown)


def proposed(
    tagger: Tagger, texts: Iterable[str], questions: Iterable[str], language: str
) -> list[list[Proposal]]:
    """For each text the codes of its sentences, each once with the sentence that speaks most for it, strongest first."""
    whole = [(text, asked, spans(text, language)) for text, asked in zip(texts, questions, strict=True)]
    pieces = [text[start:end] for text, _, parts in whole for start, end in parts]
    made = iter(tagger.propose(pieces, [asked for _, asked, parts in whole for _ in parts]))
    return [_best((part, next(made)) for part in parts) for _, _, parts in whole]


def _best(found: Iterable[tuple[Span, list[Proposal]]]) -> list[Proposal]:
    best: dict[str, Proposal] = {}
    for (start, end), proposals in found:
        for proposal in proposals:
            if proposal.code not in best or proposal.score > best[proposal.code].score:
                words = tuple((start + first, start + last) for first, last in proposal.evidence)
                best[proposal.code] = replace(proposal, segment=(start, end), evidence=words)
    return sorted(best.values(), key=lambda proposal: (-proposal.score, proposal.code))
