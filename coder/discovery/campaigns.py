"""Organised answers: one template, sent by many, some with words of their own.

Exact copies are equal after folding; near copies are met by shared shingles and kept where they hold
enough of the template in order (containment, so a long addition costs nothing). Nothing is deleted:
a campaign counts respondents, answers and distinct texts side by side.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from coder.discovery.additions import aligned, difference
from coder.discovery.pieces import Passage
from coder.discovery.shingles import Shingled, candidates, hits, shingled
from coder.errors import RequestError
from coder.text import fold

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Variant:
    """One distinct text of a campaign: who sent it (places in the texts given), the share of the
    template it keeps, and what it adds."""

    answers: tuple[int, ...]
    kept: float
    added: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Campaign:
    """Texts made from one template; variants most sent first."""

    template: str
    variants: tuple[Variant, ...]

    @property
    def answers(self) -> tuple[int, ...]:
        """Places of all its answers, in order."""
        return tuple(sorted(at for variant in self.variants for at in variant.answers))

    @property
    def additions(self) -> tuple[Passage, ...]:
        """Everything individuals added, once per distinct text."""
        return tuple(passage for variant in self.variants for passage in variant.added)

    def counts(self, respondents: Sequence[str] | None = None) -> dict[str, int]:
        """Respondents (where their names are given, one per text), answers and distinct texts."""
        found = {"answers": len(self.answers), "distinct": len(self.variants)}
        if respondents is None:
            return found
        return {"respondents": len({respondents[at] for at in self.answers}), **found}

    def by(self, values: Sequence[str]) -> dict[str, int]:
        """Answers per value of a variable or per day (one value per text), most first."""
        return dict(Counter(sorted(values[at] for at in self.answers)).most_common())


@dataclass(frozen=True)
class Campaigns:
    """Finds campaigns. The thresholds, to be shown beside any count:

    `least` answers make a campaign; exact copies count from `short` words on, near copies from `words`;
    a near copy keeps `kept` of the template's words in order.
    """

    least: int = 3
    short: int = 6
    words: int = 12
    kept: float = 0.55
    campaigns_: list[Campaign] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.least < 2 or not 0 < self.kept <= 1:
            raise RequestError("A campaign needs two answers or more, and 'kept' lies between 0 and 1.")

    def fit(self, texts: Sequence[str]) -> Campaigns:
        """Finds the campaigns in these texts, most answers first; fills `campaigns_`."""
        copies = _copies(texts)
        keys = sorted(key for key in copies if key.count(" ") + 1 >= self.short)
        split = [key.split() for key in keys]
        long = np.array([len(found) >= self.words for found in split], dtype=bool)
        shingles = shingled(key if far else "" for key, far in zip(keys, long, strict=True))
        groups = self._cores(keys, split, copies, shingles)
        templates = [
            _template([split[row] for row in rows], [len(copies[keys[row]]) for row in rows])
            for rows in groups
        ]
        gathered = self._gathered(groups, templates, split, shingles)
        made = [
            self._campaign([keys[row] for row in rows], copies, texts, templates[at])
            for at, rows in gathered.items()
        ]
        kept = [campaign for campaign in made if len(campaign.answers) >= self.least]
        self.campaigns_[:] = sorted(kept, key=lambda each: (-len(each.answers), fold(each.template)))
        return self

    def _cores(
        self, keys: list[str], split: list[list[str]], copies: dict[str, list[int]], shingles: Shingled
    ) -> list[list[int]]:
        """Rows that are near copies of one another, pair by pair, or copied often enough alone."""
        joined = _Joined(len(keys))
        for left, right in candidates(shingles).tolist():
            if joined.root(left) != joined.root(right) and self._near(split[left], split[right]):
                joined.join(left, right)
        groups = joined.groups()
        return [rows for rows in groups if sum(len(copies[keys[row]]) for row in rows) >= min(3, self.least)]

    def _near(self, one: list[str], other: list[str]) -> bool:
        from rapidfuzz.distance import LCSseq

        # Of the longer one: else whoever quotes another answer whole ties that answer to the campaign.
        shorter, longer = sorted((one, other), key=len)
        enough = math.ceil(max(self.kept, 0.6) * len(longer))
        return (
            bool(LCSseq.similarity(shorter, longer, score_cutoff=enough)) and _in_runs(shorter, longer) >= 0.5
        )

    def _gathered(
        self, groups: list[list[int]], templates: list[list[str]], split: list[list[str]], shingles: Shingled
    ) -> dict[int, list[int]]:
        """Every text with the template it keeps most of, where it keeps enough of one."""
        from rapidfuzz.distance import LCSseq

        wanted = [
            np.unique(shingled([" ".join(words)]).hashes)
            if len(words) >= self.words
            else np.zeros(0, np.uint64)
            for words in templates
        ]
        best = {row: (2.0, -at) for at, rows in enumerate(groups) if not len(wanted[at]) for row in rows}
        for row, at, _ in hits(shingles, wanted).tolist():
            template = templates[at]
            share = LCSseq.similarity(template, split[row]) / len(template)
            if (
                share >= self.kept
                and (share, -at) > best.get(row, (0.0, 0))
                and (share == 1 or _in_runs(template, split[row]) >= self.kept * 0.7)
            ):
                best[row] = (share, -at)
        found: dict[int, list[int]] = defaultdict(list)
        for row in sorted(best):
            found[-best[row][1]].append(row)
        return dict(sorted(found.items()))

    def _campaign(
        self, keys: list[str], copies: dict[str, list[int]], texts: Sequence[str], template: list[str]
    ) -> Campaign:
        variants = [_variant(template, copies[key], texts) for key in keys]
        variants.sort(key=lambda each: (-len(each.answers), -each.kept, texts[each.answers[0]]))
        return Campaign(_written(template, variants, texts), tuple(variants))


def joined(one: Campaign, other: Campaign, texts: Sequence[str]) -> Campaign:
    """A person's word that two campaigns are one: the larger's template, everything aligned with it anew."""
    first, second = sorted((one, other), key=lambda each: -len(each.answers))
    template = fold(first.template).split()
    moved = [_variant(template, list(variant.answers), texts) for variant in second.variants]
    return Campaign(first.template, (*first.variants, *moved))


def parted(campaign: Campaign, answers: Iterable[int]) -> tuple[Campaign, Campaign]:
    """A person's word that the texts of these answers are another campaign: what stays, and what leaves."""
    leaving = set(answers)
    stay = [variant for variant in campaign.variants if not leaving & set(variant.answers)]
    leave = [variant for variant in campaign.variants if leaving & set(variant.answers)]
    return replace(campaign, variants=tuple(stay)), replace(campaign, variants=tuple(leave))


class _Joined:
    """Union-find over rows; the smallest row of a group is its root."""

    def __init__(self, total: int) -> None:
        self._above = list(range(total))

    def root(self, row: int) -> int:
        """The smallest row joined with this one so far; shortens the way for the next who ask."""
        while self._above[row] != row:
            self._above[row] = self._above[self._above[row]]
            row = self._above[row]
        return row

    def join(self, left: int, right: int) -> None:
        """Puts the groups of two rows together."""
        low, high = sorted((self.root(left), self.root(right)))
        self._above[high] = low

    def groups(self) -> list[list[int]]:
        """All groups with their rows in order, single rows included."""
        found: dict[int, list[int]] = defaultdict(list)
        for row in range(len(self._above)):
            found[self.root(row)].append(row)
        return list(found.values())


def _copies(texts: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        found[fold(text)].append(at)
    found.pop("", None)
    return dict(found)


def _in_runs(template: Sequence[str], variant: Sequence[str]) -> float:
    return sum(size for _, _, size in aligned(template, variant) if size > 1) / len(template)


def _template(split: list[list[str]], copies: list[int]) -> list[str]:
    """The words of the most typical member, without passages that few others share."""
    counts: Counter[tuple[str, ...]] = Counter()
    runs = [{tuple(words[at : at + 3]) for at in range(max(1, len(words) - 2))} for words in split]
    for found, times in zip(runs, copies, strict=True):
        counts.update(dict.fromkeys(found, times))
    mean = sum(len(found) * times for found, times in zip(runs, copies, strict=True)) / sum(copies)
    typical = [sum(counts[run] for run in found) / (len(found) + mean) for found in runs]
    words = split[max(range(len(split)), key=lambda at: (typical[at], copies[at]))]
    return _shared_part(words, counts, sum(copies)) if len(split) > 2 else words


def _shared_part(words: list[str], counts: Counter[tuple[str, ...]], total: int) -> list[str]:
    held = np.zeros(len(words), dtype=bool)
    for at in range(len(words) - 2):
        if counts[tuple(words[at : at + 3])] >= max(2, 0.2 * total):
            held[at : at + 3] = True
    kept = [word for word, keep in zip(words, held, strict=True) if keep]
    return kept if len(kept) >= 0.5 * len(words) else words


def _variant(template: list[str], answers: list[int], texts: Sequence[str]) -> Variant:
    first = min(answers, key=lambda at: (texts[at], at))
    found = difference(template, texts[first])
    added = tuple(Passage(first, start, end, texts[first][start:end]) for start, end in found.added)
    return Variant(tuple(answers), found.kept, added)


def _written(template: list[str], variants: Sequence[Variant], texts: Sequence[str]) -> str:
    """The template as somebody wrote it: the fullest variant without what it adds."""
    best = max(variants, key=lambda each: (each.kept, -len(each.added), len(each.answers)))
    text, at, parts = texts[best.answers[0]], 0, []
    for passage in best.added:
        parts.append(text[at : passage.start].strip())
        at = passage.end
    return " ".join(part for part in (*parts, text[at:].strip()) if part)
