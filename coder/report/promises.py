"""What was promised to respondents, held against the author's own words before the public edition is made.

What the program writes keeps the promises by itself; a summary or a definition typed by a person may not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from coder.errors import RequestError
from coder.report.facts import Facts
from coder.report.respondents import unnamed

if TYPE_CHECKING:
    from coder.project import Project

RUN = 6
"""Words in a row that make a confidential answer recognisable."""
_WORD = re.compile(r"\w+")


def forbid_leaks(project: Project, facts: Facts) -> None:
    """RequestError for the first text that names someone not to be named, or repeats a confidential answer."""
    names = _names(project)
    runs = {run for text in _confidential(project) for run in _runs(text)}
    for where, text in written(project, facts):
        found = names.search(text) if names else None
        if found:
            what = f"'{found.group()}' names a respondent who is not to be named"
        elif runs & set(_runs(text)):
            what = "it repeats the words of a confidential answer"
        else:
            continue
        raise RequestError(
            f"The public edition was not made. {where}: {what}. Change the text, then try again."
        )


def written(project: Project, facts: Facts) -> Iterator[tuple[str, str]]:
    """Every text by people that a public file may hold, with where it stands; answers are not among them."""
    for name in (
        "title",
        "subtitle",
        "organisation",
        "summary",
        "background",
        "why_they_differ",
        "next_steps",
    ):
        yield f"report.yaml, {name}", getattr(facts, name)
    yield "report.yaml, sign_off", facts.sign_off
    for name, asked in facts.questions.items():
        yield f"report.yaml, question {name}", f"{asked.wording}\n{asked.closed_wording}"
    for name, given in facts.themes.items():
        yield f"report.yaml, theme {name}", f"{given.said}\n{given.we_did}"
    for theme in project.codebook.themes:
        yield f"Codebook, theme {theme.name}", f"{theme.name}\n{theme.definition}"
    for code in project.codebook.codes:
        yield f"Codebook, {code.path}", "\n".join((code.name, code.definition, code.include, code.exclude))


def _names(project: Project) -> re.Pattern[str] | None:
    """Case names and values of several words that only those who are not public have.

    A number names nobody, and a single word ("none") stands in too many sentences to be somebody's.
    """
    cases = project.cases()
    own = {case.name for case in cases}
    known = (name for name in unnamed(cases, project) if name in own or " " in name)
    found = sorted(name for name in known if re.search(r"[^\W\d_]", name) and len(name) > 2)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, found)) + r")(?!\w)", re.I) if found else None


def _confidential(project: Project) -> Iterator[str]:
    return (source.text for source in project.sources().values() if source.case.privacy == "confidential")


def _runs(text: str) -> Iterator[str]:
    words = _WORD.findall(text.casefold())
    for start in range(len(words) - RUN + 1):
        yield " ".join(words[start : start + RUN])
