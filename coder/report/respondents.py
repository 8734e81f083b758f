"""Who responded: names that may be told, the five numbers of a report, and why they may differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from coder.domain import Case, Source
from coder.project.project import shown
from coder.report.facts import Facts
from coder.report.reconcile import Numbers, Reason, Reasons
from coder.report.tally import Tally

if TYPE_CHECKING:
    from coder.project import Project


def organisations(facts: Facts, cases: Sequence[Case], project: Project) -> tuple[tuple[str, ...], int]:
    """Names that may be listed, and how many of the author's list may not: someone asked not to be named."""
    variable = facts.organisations.variable
    if variable:
        named = (shown(case.values.get(variable)) for case in cases if case.privacy == "public")
        given = tuple(sorted({name for name in named if name}, key=str.casefold))
    else:
        given = facts.organisations.names
    secret = {name.casefold() for name in unnamed(cases, project)}
    kept = tuple(name for name in given if name.casefold() not in secret)
    return kept, len(given) - len(kept)


def unnamed(cases: Iterable[Case], project: Project) -> set[str]:
    """What would name those who are not public: their case names, and values in words that only they gave."""
    words = [each.name for each in project.variables if each.kind in ("text", "category")]
    given: dict[bool, set[str]] = {True: set(), False: set()}
    for case in cases:
        public = case.privacy == "public"
        given[public] |= {shown(case.values.get(name)) for name in words}
        given[public] |= set() if public else {case.name}
    return given[False] - given[True] - {""}


def numbers(
    cases: Sequence[Case],
    sources: Mapping[str, Source],
    types: Tally | None,
    names: Sequence[str],
    facts: Facts,
    unread: Iterable[Source],
) -> Numbers:
    """What the program counts itself; nothing for what nobody asked for or disclosure control hides."""
    answered = {source.case.id for source in sources.values()}
    waiting = {source.case.id for source in unread}
    found: Numbers = {
        "received": len(cases),
        "anonymous": sum(case.privacy != "public" for case in cases),
        "coded": len(answered - waiting),
    }
    if types is not None and types.total is not None:
        found["classified"] = types.total
    if facts.organisations.names or facts.organisations.variable:
        found["named"] = len(names)
    return found


def reasons(facts: Facts, cases: Sequence[Case], types: Tally | None, names: Sequence[str]) -> Reasons:
    """What the data proves of the gaps between received, classified and named."""
    private = [case for case in cases if case.privacy != "public"]
    protected = types is not None and types.total is None
    unclassified = types.missing if types is not None and not protected else None
    inside = [case for case in private if facts.unclassified or shown(case.values.get(facts.type))]
    return {
        ("received", "classified"): _counted_reasons((unclassified or 0, "without a type of organisation")),
        ("received", "named"): _counted_reasons((len(private), "not to be named"), *_unlisted(facts, cases)),
        ("classified", "named"): _counted_reasons((len(inside), "not to be named, in the table")),
    }


def _counted_reasons(*found: tuple[int, str]) -> tuple[Reason, ...]:
    return tuple(Reason(count, what) for count, what in found if count)


def _unlisted(facts: Facts, cases: Iterable[Case]) -> list[tuple[int, str]]:
    """Public respondents whose variable holds no name, or one that another gave too."""
    variable = facts.organisations.variable
    if not variable:
        return []
    given = [shown(case.values.get(variable)) for case in cases if case.privacy == "public"]
    named = [name for name in given if name]
    return [(len(given) - len(named), "gave no name"), (len(named) - len(set(named)), "gave a name twice")]


def late(facts: Facts, cases: Iterable[Case]) -> int:
    """Respondents named as late, or whose date of arrival lies after the end."""

    def _after(case: Case) -> bool:
        try:
            arrived = date.fromisoformat(shown(case.values.get(facts.arrived))[:10])
        except ValueError:
            return False
        return facts.until is not None and arrived > facts.until

    return sum(case.id in facts.late or (bool(facts.arrived) and _after(case)) for case in cases)
