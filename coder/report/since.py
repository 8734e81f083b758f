"""What has changed since an edition, in the words of a report: sentences for people, a section on top of it."""

from __future__ import annotations

from collections.abc import Iterator

from coder.report.content import Block, Box, Bullets, Paragraph, Row, Run, Section, Table
from coder.report.freeze import Changed, Figure
from coder.report.reconcile import MEANING
from coder.report.wording import HIDDEN, joined, listed, many

_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_RESPONSES = {**{str(name): words for name, words in MEANING.items()}, "late": "late responses"}
_MOST = 5


def section(changed: Changed) -> Section:
    """The section that stands before all others: what came since, and the numbers that moved."""
    edition = named(changed.edition.number)
    signed = f"The {edition} was signed off on {changed.edition.at[:10]}. Since then:"
    said = Bullets(tuple(joined([sentence]) for sentence in sentences(changed)))
    blocks: list[Block] = [Paragraph((Run(signed),)), said]
    rows = tuple(row for name, label in _headlines(changed) if (row := _row(changed, name, label)))
    if rows:
        caption = f"Numbers of the {edition} that are otherwise now"
        note = "Intervals, single questions and agreement are left out here."
        blocks.append(
            Table(caption, ("Number of", edition.capitalize(), "Now"), rows, (note,), frozenset({1, 2}))
        )
    return Section(f"Since the {edition}", (Box("note", f"Since the {edition}", tuple(blocks)),), "since")


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


def _headlines(changed: Changed) -> Iterator[tuple[str, str]]:
    """(figure, what a reader calls it) of the numbers that moved in the report's main tables."""
    for each in changed.figures:
        kind, _, rest = each.name.partition("/")
        name, _, what = rest.rpartition("/")
        if kind == "responses":
            yield each.name, _RESPONSES.get(rest, rest)
        elif kind in ("type", "channel"):
            yield each.name, f"{'Type of organisation' if kind == 'type' else 'Channel'}: {rest.strip('()')}"
        elif kind in ("theme", "code") and what == "respondents":
            yield each.name, f"Respondents who raised {name}"


def _row(changed: Changed, name: str, label: str) -> Row | None:
    """None where both are the same as far as a report tells them."""
    then, now = (_shown(name in figures, figures.get(name)) for figures in (changed.then, changed.now))
    return None if then == now else Row((Run(label), Run(then), Run(now)))


def _shown(there: bool, figure: Figure) -> str:
    if figure is None:
        return HIDDEN if there else "-"
    return figure if isinstance(figure, str) else f"{max(figure, 0):,.0f}"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
