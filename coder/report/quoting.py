"""Which passages a report quotes: what people coded, one per respondent, different from one another.

A theme gets up to three, from three groups where there are as many, chosen greedily for covering the words
of the theme. Nothing is random, and the order of the answers in their file changes nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.domain import Source
from coder.errors import RequestError
from coder.report.facts import Chosen, Facts, seal
from coder.report.flags import Flag, flags

if TYPE_CHECKING:
    from coder.project import Project

PER_THEME = 3
SHORTEST, LONGEST = 15, 400
_WORD = re.compile(r"[^\W\d_]{3,}")
_NAMES = re.compile(r"\w+")

Groups = Callable[[Source], str]
"""What the writer of an answer is called in print."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A coded part `[start, end)` of an answer; `words` are what it is compared by."""

    source: Source
    start: int
    end: int
    words: frozenset[str]

    @property
    def text(self) -> str:
        """What is quoted."""
        return self.source.text[self.start : self.end]

    @property
    def place(self) -> tuple[str, int, int]:
        """Source id, start, end: also what ties are broken by."""
        return self.source.id, self.start, self.end


@dataclass(frozen=True, slots=True)
class Picked:
    """A quote of the report; `ticked` if a person agreed to exactly these words, `stale` if to others."""

    passage: Passage
    group: str
    flags: tuple[Flag, ...]
    ticked: bool
    pinned: bool = False
    stale: bool = False


def passages(
    project: Project, themes: Mapping[str, Collection[str]], question: str | None = None
) -> dict[str, list[Passage]]:
    """By theme (name -> ids of its codes) what people coded with it, without confidential respondents.

    Only where the code counts for the answer; codings made in bulk or by a machine nobody has confirmed.
    """
    sources = project.sources({"question": question} if question else None)
    resolved = project.resolved(sources)
    people = {coder.name for coder in project.coders if coder.kind == "human"}
    of_code: dict[str, list[str]] = {}
    for theme, codes in themes.items():
        for code in codes:
            of_code.setdefault(code, []).append(theme)
    made: dict[tuple[str, int, int], Passage] = {}
    found: dict[str, dict[tuple[str, int, int], Passage]] = {theme: {} for theme in themes}
    for coding in project.codings():
        source, answer = sources.get(coding.source), resolved.get(coding.source)
        confirmed = coding.coder in people and coding.origin not in ("bulk", "auto")
        if not confirmed or source is None or source.case.privacy == "confidential":
            continue
        if answer is None or not answer.known.get(coding.code):
            continue
        passage = _passage(source, coding.start, coding.end, made)
        for theme in of_code.get(coding.code, ()):
            found[theme][passage.place] = passage
    return {theme: [inside[place] for place in sorted(inside)] for theme, inside in found.items()}


def _passage(
    source: Source, start: int | None, end: int | None, made: dict[tuple[str, int, int], Passage]
) -> Passage:
    """The passage without white space around it, made once."""
    start, end = start or 0, len(source.text) if end is None else end
    words = source.text[start:end]
    start, end = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
    place = source.id, start, max(start, end)
    if place not in made:
        made[place] = Passage(
            source, *place[1:], frozenset(word.casefold() for word in _WORD.findall(source.text[start:end]))
        )
    return made[place]


def choose(
    found: Mapping[str, Sequence[Passage]], facts: Facts, group: Groups, most: int = PER_THEME
) -> dict[str, list[Picked]]:
    """The quotes of each theme: pinned ones first, then ticked ones, then what covers most.

    Themes with few candidates choose first, since a respondent is quoted once in the whole report; what a
    person ticked is not lost to that.
    RequestError for a pinned passage that nobody coded with its theme.
    """
    rules = _Rules(facts)
    picked: dict[str, list[Passage]] = {theme: [] for theme in found}
    quoted: set[str] = set()
    for chosen in facts.quotes:
        if chosen.use == "pinned" and chosen.theme in found:
            passage = _pinned(chosen, found[chosen.theme])
            picked[chosen.theme].append(passage)
            quoted.add(passage.source.case.id)
    rarity = _rarity(found.values())
    turns = sorted(found, key=lambda theme: (len({p.source.case.id for p in found[theme]}), theme))
    open_ = {theme: [each for each in found[theme] if rules.allows(each, theme)] for theme in turns}
    for theme in turns:
        _fill(picked[theme], list(filter(rules.ticked, open_[theme])), quoted, group, rarity, most)
    for theme in turns:
        _fill(picked[theme], open_[theme], quoted, group, rarity, most)
    return {theme: [rules.picked(each, group) for each in chosen] for theme, chosen in picked.items()}


def _pinned(chosen: Chosen, found: Iterable[Passage]) -> Passage:
    """The pinned part of a passage that people coded."""
    for passage in found:
        end = passage.end if chosen.end is None else chosen.end
        start = passage.start if chosen.end is None else chosen.start
        if passage.source.id == chosen.source and passage.start <= start < end <= passage.end:
            return _passage(passage.source, start, end, {})
    raise RequestError(
        f"A quote pinned under '{chosen.theme}' ({chosen.start} to {chosen.end or 'the end'} of its answer) is not "
        "coded so by a person, or may not be quoted. 'coder report --quotes' lists what may."
    )


def _fill(
    picked: list[Passage],
    allowed: Sequence[Passage],
    quoted: set[str],
    group: Groups,
    rarity: Mapping[str, float],
    most: int,
) -> None:
    """Adds up to `most`, each from a group that has none yet while there are such."""
    common = Counter(word for passage in allowed for word in passage.words)
    while len(picked) < most:
        free = [passage for passage in allowed if passage.source.case.id not in quoted]
        used = {group(passage.source) for passage in picked}
        candidates = [passage for passage in free if group(passage.source) not in used] or free
        if not candidates:
            return
        said = frozenset[str]().union(*(passage.words for passage in picked))

        def _worth(passage: Passage, said: frozenset[str] = said) -> float:
            new = sum(common[word] * rarity[word] for word in sorted(passage.words - said))
            same = max((_alike(passage.words, other.words) for other in picked), default=0.0)
            return new * (1 - same) / math.sqrt(len(passage.words) or 1)

        best = min(candidates, key=lambda passage: (-_worth(passage), passage.place))
        picked.append(best)
        quoted.add(best.source.case.id)


def _rarity(found: Iterable[Iterable[Passage]]) -> dict[str, float]:
    """log(passages / passages with the word): what every passage says covers nothing."""
    everything = {passage.place: passage for inside in found for passage in inside}.values()
    times = Counter(word for passage in everything for word in passage.words)
    return {word: math.log((1 + len(everything)) / count) for word, count in times.items()}


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0


class _Rules:
    """What the author decided, by place."""

    def __init__(self, facts: Facts) -> None:
        self.banned: dict[str, list[Chosen]] = {}
        self.ticks: dict[str, set[tuple[int, int, str]]] = {}
        self.pinned = {(c.source, c.start, c.end) for c in facts.quotes if c.use == "pinned"}
        self.theme = {(c.source, c.start, c.end): c.theme for c in facts.quotes if c.theme}
        self.ours = frozenset(_NAMES.findall(f"{facts.title} {facts.organisation}"))
        for chosen in facts.quotes:
            if chosen.use == "banned":
                self.banned.setdefault(chosen.source, []).append(chosen)
            elif chosen.ticked and chosen.end is not None:
                tick = chosen.start, chosen.end, chosen.ticked
                self.ticks.setdefault(chosen.source, set()).add(tick)

    def allows(self, passage: Passage, theme: str) -> bool:
        """Not banned, not ticked for another theme, and of a length that can be quoted."""
        if self.theme.get(passage.place, theme) != theme:
            return False
        return SHORTEST <= passage.end - passage.start <= LONGEST and not any(
            ban.end is None or (ban.start < passage.end and passage.start < ban.end)
            for ban in self.banned.get(passage.source.id, ())
        )

    def ticked(self, passage: Passage) -> bool:
        """Whether a person agreed to these very words at this place."""
        return (*passage.place[1:], seal(passage.text)) in self.ticks.get(passage.source.id, ())

    def own(self, words: str) -> bool:
        """Whether these are words of the report's own title or organisation, which give nobody away."""
        return set(_NAMES.findall(words)) <= self.ours

    def picked(self, passage: Passage, group: Groups) -> Picked:
        """The passage with all that is to be said about it."""
        ticked = self.ticked(passage)
        placed = {tick[:2] for tick in self.ticks.get(passage.source.id, ())}
        return Picked(
            passage,
            group(passage.source),
            tuple(flag for flag in flags(passage.text) if not self.own(passage.text[flag.start : flag.end])),
            ticked,
            passage.place in self.pinned,
            not ticked and passage.place[1:] in placed,
        )
