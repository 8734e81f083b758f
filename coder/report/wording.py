"""How a report words its numbers: percentages, intervals, words for shares, links into the explorer.

Rounding is to whole per cent, halves up; nothing but 0 becomes 0 and nothing but all becomes 100.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from coder.report.content import Paragraph, Run, Words

if TYPE_CHECKING:
    from coder.counting.prevalence import Estimate

HIDDEN = "hidden"
ROUNDING = "Percentages are rounded to whole numbers, halves up."


def many(number: int, noun: str, plural: str = "") -> str:
    """`1 response`, `1,200 responses`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def rounded(count: int, total: int) -> int:
    """Whole per cent, halves up, in whole numbers so that no float decides a half."""
    return (200 * count + total) // (2 * total)


def percent(count: int, total: int) -> str:
    """`14 %`; `-` for an empty class, `<1 %` and `>99 %` where rounding would say none or all."""
    if not count or not total:
        return "-"
    whole = rounded(count, total)
    if whole == 0:
        return "<1 %"
    return ">99 %" if whole == 100 and count < total else f"{whole} %"


def sum_explained(counts: Sequence[int]) -> str:
    """Why the rounded percentages do not add up to 100; "" where they do."""
    total = sum(counts)
    if not total:
        return ""
    added = sum(rounded(count, total) for count in counts)
    return "" if added == 100 else f"Because of rounding, the percentages shown add up to {added}, not 100."


def share(value: float) -> str:
    """A share of an estimate as whole per cent, by the same rounding."""
    if value <= 0 or value >= 1:
        return "0 %" if value <= 0 else "100 %"
    whole = int(value * 100 + 0.5)
    return "<1 %" if whole == 0 else ">99 %" if whole == 100 else f"{whole} %"


def number(found: Estimate | None) -> str:
    """The count of an estimate, to the whole respondent; "hidden" where disclosure control keeps it."""
    return HIDDEN if found is None else f"{max(found.count, 0):,.0f}"


def share_of(found: Estimate | None) -> str:
    """The share of an estimate; "" for a count of codings, which says nothing of the unread."""
    if found is None:
        return HIDDEN
    if found.how == "codings":
        return ""
    return share(found.share) if found.out_of else "-"


def interval(found: Estimate | None) -> str:
    """`30 % to 41 %`; says where there is none because all was read, or because nothing supports one."""
    if found is None:
        return HIDDEN
    if found.how == "exact":
        return "all read"
    if found.interval is None:
        return "none: codings only"
    low, high = found.interval
    return f"{share(max(low, 0.0))} to {share(min(high, 1.0))}"


def word(found: Estimate | None) -> str:
    """Most, many, some or few, else "between x and y"; "" where no interval holds a word up, or hidden."""
    if found is None:
        return ""
    if found.how == "exact" and not found.count:
        return "none"
    said = found.word
    return f"between {interval(found).replace(' to ', ' and ')}" if said.startswith("between") else said


def words_explained() -> str:
    """Which share each word stands for, as the counting defines it."""
    from coder.counting.intervals import MANY_WORDS

    parts = [
        f"{word}: up to {upto:.0%}"
        if not over
        else f"{word}: more than {over:.0%}"
        if upto == 1
        else f"{word}: more than {over:.0%}, up to {upto:.0%}"
        for word, over, upto in MANY_WORDS
    ]
    tied = "; ".join(parts).replace("%", " %")
    return (
        f"Words stand for shares: {tied}. A word is used only where it holds at both ends of the interval; "
        "elsewhere the ends are given."
    )


def link(**asked: str) -> str:
    """An explorer fragment: `link(code="access/parking")`; `link()` shows everything."""
    return "#" + urlencode(asked)


def linked_value(variable: str, value: str) -> str:
    """The fragment for the answers of those whose closed answer is this one."""
    return link(**{f"v.{variable}": value})


def paragraphs(text: str) -> list[Paragraph]:
    """An author's text: a blank line begins a new paragraph, other line breaks are spaces."""
    parts = (" ".join(part.split()) for part in text.replace("\r\n", "\n").split("\n\n"))
    return [Paragraph((Run(part),)) for part in parts if part]


def plain(text: str) -> Paragraph:
    """One paragraph without links."""
    return Paragraph((Run(text),))


def joined(parts: Iterable[Run | str]) -> Words:
    """Runs and plain text as the words of one paragraph."""
    return tuple(part if isinstance(part, Run) else Run(part) for part in parts)


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else ""
