"""What was said under a code: quotes with case, variables and coder, and the filters and / not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coder.domain import Coding, Source
from coder.project import exchange

if TYPE_CHECKING:
    from coder.interchange.privacy import Treatment
    from coder.project.project import Project, Where


@dataclass(frozen=True, slots=True)
class Quote:
    """One coded passage: `text` is the segment, or the whole answer where the coding has no place."""

    source: Source
    code: str
    coding: Coding
    text: str


def quotes(
    project: Project,
    code: str,
    *,
    with_codes: Iterable[str] = (),
    without: Iterable[str] = (),
    where: Where | None = None,
    coder: str | None = None,
    privacy: Treatment = "honour",
) -> list[Quote]:
    """Passages under a code and all below it, in order of arrival, each person's coding once.

    `with_codes` and `without`: the same answer must, or must not, also have these codes (by anyone).
    `privacy` as in an export, and under the same pseudonyms: a confidential answer is quoted as "".
    UnknownCodeError for a code that is not in the codebook.
    """
    codebook = project.codebook
    wanted = _family(project, code)
    also, never = (
        [_family(project, each) for each in with_codes],
        [_family(project, each) for each in without],
    )
    sources = project.sources(where)
    by_source: dict[str, list[Coding]] = defaultdict(list)
    for coding in project.codings():
        by_source[coding.source].append(coding)
    paths = {each.id: each.path for each in codebook.codes}
    found = [
        Quote(source, paths[coding.code], coding, _words(source, coding))
        for id_, source in sources.items()
        if _fits({coding.code for coding in by_source[id_]}, also, never)
        for coding in by_source[id_]
        if coding.code in wanted and coder in (None, coding.coder)
    ]
    return _protected(project, found, privacy)


def _protected(project: Project, found: list[Quote], privacy: Treatment) -> list[Quote]:
    from coder.interchange.privacy import protect

    if privacy == "as is" or all(quote.source.case.privacy == "public" for quote in found):
        return found
    if privacy == "leave out":
        return [quote for quote in found if quote.source.case.privacy == "public"]
    whole = exchange.dataset(project)
    safe = protect(whole, privacy)[0]
    stand_in = {old.id: new for old, new in zip(whole.sources, safe.sources, strict=True)}
    return [_standing_in(quote, stand_in[quote.source.id]) for quote in found]


def _standing_in(quote: Quote, source: Source) -> Quote:
    return replace(
        quote,
        source=source,
        coding=replace(quote.coding, source=source.id),
        text=quote.text if source.text else "",
    )


def _family(project: Project, name: str) -> frozenset[str]:
    code = project.codebook.find(name)
    return frozenset((code.id, *(each.id for each in project.codebook.descendants(code.path))))


def _fits(given: set[str], also: Iterable[frozenset[str]], never: Iterable[frozenset[str]]) -> bool:
    return all(given & family for family in also) and not any(given & family for family in never)


def _words(source: Source, coding: Coding) -> str:
    return source.text if coding.start is None else source.text[coding.start : coding.end]
