"""What has changed since an edition, in the words of a report: sentences for people, a section on top of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from coder.report.content import Block, Box, Bullets, Section
from coder.report.document import day
from coder.report.freeze import Changed, Figure
from coder.report.reconcile import MEANING
from coder.report.wording import HIDDEN, joined, listed, many, plain

_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_RESPONSES = {**{str(name): words for name, words in MEANING.items()}, "late": "late responses"}
_MOST = 5


def section(changed: Changed) -> Section:
    """The section that stands before all others: what came since, and the numbers that moved.

    A list, for a table would take the number of the report's Table 1.
    """
    edition = named(changed.edition.number)
    signed = (
        f"The {edition} was signed off on {day(date.fromisoformat(changed.edition.at[:10]))}. Since then:"
    )
    blocks: list[Block] = [plain(signed), _list(sentences(changed))]
    moved = [f"{label}: {then} then, {now} now" for label, then, now in headlines(changed)]
    if moved:
        left_out = "Intervals, single questions and agreement are left out."
        blocks += [plain(f"Numbers of the {edition} and of now. {left_out}"), _list(moved)]
    return Section(f"Since the {edition}", (Box("note", "What has changed", tuple(blocks)),), "since")


def _list(lines: list[str]) -> Bullets:
    return Bullets(tuple(joined([line]) for line in lines))


def named(number: int) -> str:
    """`first edition`, `edition 11`."""
    return f"{_ORDINALS[number - 1]} edition" if number <= len(_ORDINALS) else f"edition {number}"


def sentences(changed: Changed) -> list[str]:
    """What happened, one sentence each; one that says so where nothing did."""
    return [*_came(changed), *_moved(changed), *_lost(changed)] or ["Nothing has changed."]


def _came(changed: Changed) -> Iterator[str]:
    if changed.respondents or changed.answers:
        people, answers = many(changed.respondents, "response"), many(changed.answers, "answer")
        yield f"{people} came in with {answers}."
    if changed.read:
        yield f"{many(changed.read, 'further answer')} {_were(changed.read)} read."
    if changed.unread:
        yield f"{many(changed.unread, 'answer')} {_were(changed.unread)} read then and count as unread now."
    if changed.recoded:
        has = "has" if changed.recoded == 1 else "have"
        yield f"{many(changed.recoded, 'answer')} {has} other codes than then."


def _moved(changed: Changed) -> Iterator[str]:
    if changed.codebook:
        yield f"The codebook changed: {', '.join(_codes(changed))}."
    if changed.settings:
        yield f"Settings changed: {listed([name for name, _, _ in changed.settings])}."
    if changed.facts:
        yield "What people wrote for the report changed."


def _lost(changed: Changed) -> Iterator[str]:
    if changed.forgotten:
        yield (
            f"{many(changed.forgotten, 'respondent')} {_were(changed.forgotten)} forgotten: "
            "the numbers of then cannot be had again."
        )
    if changed.replaced:
        yield "Answers or values of then were replaced: its numbers cannot be had again."


def _codes(changed: Changed) -> Iterator[str]:
    found = changed.codebook
    for what, names in (
        ("added", [code.path for code in found.added]),
        ("removed", [code.path for code in found.removed]),
        ("described or placed otherwise", list(dict.fromkeys(each.name for each in found.changed))),
    ):
        if names:
            shown = names[:_MOST] + ([f"{len(names) - _MOST} more"] if len(names) > _MOST else [])
            yield f"{many(len(names), 'code')} {what} ({', '.join(shown)})"
    if found.themes_added or found.themes_removed or found.themes_changed:
        yield "themes put together otherwise"
    if found.title or found.reordered:
        yield "its title or order"


def headlines(changed: Changed) -> list[tuple[str, str, str]]:
    """(what a reader calls it, then, now) of the numbers that moved in the report's main tables.

    Left out is what a report tells alike, and what is hidden or gone today: today's rules must not be got round by an
    edition from before them.
    """
    found = []
    for name, label in _main_figures(changed):
        if changed.now.get(name) is not None:
            then = _shown(changed.then[name]) if name in changed.then else "none"
            found.append((label, then, _shown(changed.now[name])))
    return [each for each in found if each[1] != each[2]]


def _main_figures(changed: Changed) -> Iterator[tuple[str, str]]:
    for each in changed.figures:
        kind, _, rest = each.name.partition("/")
        name, _, what = rest.rpartition("/")
        if kind == "responses":
            yield each.name, _RESPONSES.get(rest, rest)
        elif kind in ("type", "channel"):
            yield each.name, f"{'Type of organisation' if kind == 'type' else 'Channel'}: {rest.strip('()')}"
        elif kind in ("theme", "code") and what == "respondents":
            yield each.name, f"Respondents who raised {name}"


def _shown(figure: Figure) -> str:
    if figure is None:
        return HIDDEN
    return figure if isinstance(figure, str) else f"{max(figure, 0):,.0f}"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
