"""The files of a report, made but not yet written: summary.html, summary.docx, explorer.html."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from coder.report.content import Picture, Section
from coder.report.document import document
from coder.report.promises import forbid_leaks
from coder.report.summary import Summary, summarise

if TYPE_CHECKING:
    from coder.project import Project
    from coder.protocols import Progress
    from coder.report.facts import Facts


def made(
    project: Project,
    facts: Facts,
    *,
    public: bool = False,
    question: str | None = None,
    docx: bool = True,
    first: Callable[[Summary], tuple[Section, ...]] | None = None,
    progress: Progress | None = None,
) -> tuple[Summary, dict[str, bytes]]:
    """The summary with the content of its files by name; `first` makes sections to go on top.

    RequestError where words of the author would break a promise in the public edition.
    """
    from coder.report import explorer, html
    from coder.report.docx import render

    if public:
        forbid_leaks(project, facts)
    counts = project.count(question=question, progress=progress)
    summary = summarise(project, facts, public=public, question=question, counts=counts, progress=progress)
    whole = document(summary, pictures(summary))
    if first:
        whole = replace(whole, sections=(*first(summary), *whole.sections))
    ticked = [q.passage.place for theme in summary.themes for q in theme.quotes if q.ticked]
    page = explorer.page(
        project,
        public=public,
        texts="all" if facts.publish_answers else "ticked",
        ticked=ticked,
        question=question,
        counts=counts,
        title=summary.title,
    )
    files = {"summary.html": html.render(whole).encode(), "explorer.html": page.encode()}
    if docx:
        files["summary.docx"] = render(whole)
    return summary, files


def pictures(summary: Summary) -> list[Picture]:
    """Shares of the themes with their intervals; a count of codings is no share."""
    from coder.report import charts

    rows = []
    for theme in summary.themes:
        found = theme.counted.found
        if found is None:
            rows.append(charts.Bar(theme.counted.label, None))
        elif found.out_of and found.how != "codings":
            exact = found.how == "exact"
            low, high = (None, None) if exact else found.interval or (None, None)
            count, of = (found.count, found.out_of) if exact else (None, None)
            rows.append(charts.Bar(theme.counted.label, found.share, low, high, "", count, of))
    caption = "Share of respondents who raised each theme"
    return [charts.themes(rows, caption=caption)] if any(row.share is not None for row in rows) else []
