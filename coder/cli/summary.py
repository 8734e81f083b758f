"""`coder summary`: the gist of a report in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import many, progress_bar, show, talk
from coder.cli.report import FactsFile, given_facts, tell

if TYPE_CHECKING:
    from coder.report.summary import Counted, Summary


def summary(
    facts: FactsFile = None,
    question: Annotated[
        str | None, typer.Option("--question", "-q", help="Only answers to this question.")
    ] = None,
    project: options.ProjectFile = None,
    shown: options.Shown = Format.table,
) -> None:
    """Show what a report would say: themes by respondents, differences, gaps."""
    from coder.report.summary import summarise

    with options.opened(project) as opened, progress_bar("counting") as progress:
        found = summarise(
            opened, given_facts(opened, facts, quietly=True), question=question, progress=progress
        )
    if shown is not Format.table:
        show([_record(each.counted) for each in found.themes], shown)
        return
    talk(f"{found.title}: {many(found.counted['received'], 'response')} received.")
    show([_line(each.counted) for each in found.themes], shown, empty="There is no theme and no code.")
    _tell_words(found)
    tell(found)


def _line(row: Counted) -> dict[str, Any]:
    from coder.report import wording as say

    found = row.found
    return {
        "theme": row.label,
        "respondents": say.number(found),
        "of": say.HIDDEN if found is None else f"{found.out_of:,.0f}",
        "share": say.share_of(found),
        "95 %": say.interval(found),
        "in words": say.word(found),
    }


def _record(row: Counted) -> dict[str, Any]:
    from coder.report import wording as say

    found = row.found
    names: dict[str, Any] = {"kind": row.kind, "name": row.name, "label": row.label}
    if found is None:
        return {
            **names,
            **dict.fromkeys(("count", "out_of", "share", "low", "high")),
            "how": "hidden",
            "word": "",
        }
    low, high = found.interval or (None, None)
    share = found.share if found.out_of else None
    numbers = {
        "count": round(found.count, 1),
        "out_of": found.out_of,
        "share": share,
        "low": low,
        "high": high,
    }
    return {**names, **numbers, "how": found.how, "word": say.word(found)}


def _tell_words(found: Summary) -> None:
    from coder.report import wording as say

    if any(say.word(theme.counted.found) for theme in found.themes):
        talk(say.words_explained())
    if found.unread:
        talk(f"{many(found.unread, 'answer')} not read by a person.")
