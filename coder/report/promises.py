"""What was promised to respondents, held against the author's own words before the public edition is made.

What the program writes keeps the promises by itself; a summary or a definition typed by a person may not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from coder.errors import RequestError
from coder.project.project import shown, value_of
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
        _refuse_name(names, where, text, "Change the text, then try again.")
        if runs & set(_runs(text)):
            raise RequestError(
                f"The public edition was not made. {where}: it repeats the words of a confidential answer. "
                "Change the text, then try again."
            )
    for where, text in _answers(project, facts):
        _refuse_name(names, where, text, "Take it out of report.yaml, then try again.")
    _refuse_lists_of_names(project, facts)


def _refuse_name(names: re.Pattern[str] | None, where: str, text: str, hint: str) -> None:
    if names and (found := names.search(text)):
        raise RequestError(
            f"The public edition was not made. {where}: '{found.group()}' names a respondent who is not to be "
            f"named. {hint}"
        )


def _refuse_lists_of_names(project: Project, facts: Facts) -> None:
    """A variable whose values mostly stand once is a list of respondents, not of classes.

    Its table would name those who are not to be; values that the author lists are classes.
    """
    tables = [("type", facts.type, facts.classes), ("channel", facts.channel, ())]
    tables += [
        (f"question {name}, closed", each.closed, each.answers) for name, each in facts.questions.items()
    ]
    sources = project.sources().values()
    for where, variable, listed in tables:
        given = {(source.case.id, shown(value_of(source, variable))) for source in sources}
        times = Counter(value for _, value in given if value)
        open_ = {shown(value_of(source, variable)) for source in sources if source.case.privacy == "public"}
        secret = sorted(times.keys() - open_ - {*listed})
        if secret and 2 * sum(count == 1 for count in times.values()) > len(times):
            raise RequestError(
                f"The public edition was not made. report.yaml, {where}: the table by '{variable}' would show "
                f"'{secret[0]}', which only a respondent who is not to be named gave. Name a variable of few classes, "
                "or list the classes."
            )


def _answers(project: Project, facts: Facts) -> Iterator[tuple[str, str]]:
    """Words of answers that the author wants in a public file: ticked and pinned quotes, or all that may be."""
    sources = project.sources()
    for chosen in facts.quotes:
        if chosen.use != "banned":
            source = sources[chosen.source]
            yield f"report.yaml, a quote of '{source.name}'", source.text[chosen.start : chosen.end]
    for source in sources.values() if facts.publish_answers else ():
        if source.case.privacy != "confidential":
            yield f"report.yaml, publish_answers: '{source.name}'", source.text


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
