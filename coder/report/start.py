"""A first report.yaml: every field explained, filled in with what the project knows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from coder.project.project import shown
from coder.report.facts import theme_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coder.domain import Variable
    from coder.project import Project

TYPES = ("type", "organisation type", "respondent type", "sector", "capacity")
CHANNELS = ("channel", "mode", "received by", "source of response")


def skeleton(project: Project) -> str:
    """The text of the file; `read_facts` takes it as it stands."""
    return "\n".join([*_heading(project), *_who(project), *_stated(), *_themes(project), *_end()]) + "\n"


def _heading(project: Project) -> Iterator[str]:
    title = project.config()["title"] or project.codebook.title
    yield "# What only people know of this consultation. Lines that begin with # are explanations or examples."
    yield f"title: {quoted(title)}"
    yield 'subtitle: "Summary of responses to the consultation"'
    yield 'organisation: ""'
    yield "# First and last day on which one could answer, like 2010-06-06."
    yield "from:"
    yield "to:"
    yield "# What it was about, and why. A blank line begins a new paragraph."
    yield "background: |"
    yield "  "
    yield "# The questions as they were put; 'closed' is the variable of a closed question beside it."
    yield "questions:"
    for question in project.questions:
        yield f"  {quoted(question.name)}:"
        yield f"    wording: {quoted(question.text)}"
        yield "    # closed: agree"
        yield '    # closed_wording: "Do you agree with the proposal?"'
        yield "    # answers: [yes, partly, no]"


def _who(project: Project) -> Iterator[str]:
    yield f"# Variables: type of organisation and channel. There are: {', '.join(v.name for v in project.variables)}."
    type_ = _likely(project.variables, TYPES)
    yield f"type: {quoted(type_)}" if type_ else "# type: type"
    channel = _likely(project.variables, CHANNELS)
    yield f"channel: {quoted(channel)}" if channel else "# channel: channel"
    yield "# The date a response arrived (those after 'to' are late), or the late ones by name."
    arrived = next((each.name for each in project.variables if each.kind == "date"), "")
    yield f"# arrived: {quoted(arrived or 'received')}"
    yield "# late: []"
    if type_:
        yield "# Types in the order of the table; one that nobody belongs to stays in it."
        yield "classes:"
        yield from (f"  - {quoted(value)}" for value in _values(project, type_))
    yield "# A row for those without a type; without it they are not in the table, and the report says so."
    yield '# unclassified: "Not stated"'
    yield "# Who may be named: a file with a name in each row, a list, or {variable: NAME}."
    yield "# organisations: organisations.csv"


def _stated() -> Iterator[str]:
    yield "# Numbers you would state; the report shows where the program counts others."
    yield "# stated: {received: 44, classified: 43, named: 37, anonymous: 1, coded: 44}"
    yield "# why_they_differ: |"
    yield "#   Six organisations answered together."


def _themes(project: Project) -> Iterator[str]:
    yield "# 'said': what was said, in your words (else the theme's definition). 'we_did': your organisation's response."
    names = theme_names(project)
    yield "themes:" if names else "# themes:"
    for name in names:
        yield f"  - name: {quoted(name)}"
        yield "    said:"
        yield "    we_did:"


def _end() -> Iterator[str]:
    yield "# Quotes: 'coder report --quotes' lists them with lines to paste here; 'coder report --tick' asks for each."
    yield "# pinned: yes brings one in, banned: yes keeps it out, ticked holds while the words stay as they were."
    yield "quotes: []"
    yield "# Whether the public page holds the whole answers, too; those of anonymous respondents stand under no name."
    yield "# publish_answers: no"
    yield "next_steps: |"
    yield "  "
    yield "# Who answers for this summary, and when."
    yield "sign_off:"


def quoted(text: str) -> str:
    """Words as YAML in double quotes; names that need none stay bare."""
    plain = text.isascii() and text.replace("_", "").replace("-", "").isalpha() and not text.startswith("-")
    known = text.casefold() in ("yes", "no", "true", "false", "on", "off", "null", "y", "n")
    return text if plain and not known else json.dumps(text, ensure_ascii=False)


def _likely(variables: list[Variable], names: tuple[str, ...]) -> str:
    """The variable called like one of these, closed answers only."""
    fitting = {each.name.casefold(): each.name for each in variables if each.kind in ("category", "text")}
    return next((fitting[name] for name in names if name in fitting), "")


def _values(project: Project, variable: str) -> list[str]:
    found = {shown(case.values.get(variable)) for case in project.cases()} - {""}
    return sorted(found)
