"""What only people know of a consultation, from `report.yaml`: dates, wording, responses, ticked quotes.

The file is checked against the project while it is read; every mistake names its line. `start.py` writes
a first one.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from coder.errors import FileProblem, closest, listed
from coder.project.project import shown
from coder.report.reconcile import NAMES, Numbers
from coder.report.written import Part, read

if TYPE_CHECKING:
    from coder.domain import Source
    from coder.project import Project

Use = Literal["pinned", "banned", ""]
FIELDS = (
    "title", "subtitle", "organisation", "from", "to", "summary", "background", "questions", "type", "channel",
    "arrived", "classes", "unclassified", "organisations", "stated", "why_they_differ", "late", "themes",
    "quotes", "publish_answers", "next_steps", "sign_off",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was put, and the closed one (a variable) beside it with its answers in order."""

    wording: str = ""
    closed: str = ""
    closed_wording: str = ""
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Response:
    """What the author writes on a theme: what was said, and what the organisation does about it."""

    said: str = ""
    we_did: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person decided on a passage of an answer; `ticked` is the seal of the words they saw.

    `source` is an id. Without `end` it speaks of the whole answer. `theme` only matters to pinned ones.
    """

    source: str
    start: int = 0
    end: int | None = None
    theme: str = ""
    use: Use = ""
    ticked: str = ""


@dataclass(frozen=True, slots=True)
class Organisations:
    """Who responded: names as a list, or the variable that holds them."""

    names: tuple[str, ...] = ()
    variable: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A whole report.yaml; an empty one is a valid report with gaps."""

    title: str = ""
    subtitle: str = ""
    organisation: str = ""
    since: date | None = None
    until: date | None = None
    summary: str = ""
    background: str = ""
    questions: dict[str, Asked] = field(default_factory=dict)
    type: str = ""
    channel: str = ""
    arrived: str = ""
    classes: tuple[str, ...] = ()
    unclassified: str = ""
    organisations: Organisations = Organisations()
    stated: Numbers = field(default_factory=dict)
    why_they_differ: str = ""
    late: frozenset[str] = frozenset()
    themes: dict[str, Response] = field(default_factory=dict)
    quotes: tuple[Chosen, ...] = ()
    publish_answers: bool = False
    next_steps: str = ""
    sign_off: str = ""


def seal(words: str) -> str:
    """Twelve hexadecimal digits that change with the words: a tick holds for what was seen only."""
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def read_facts(path: Path, project: Project) -> Facts:
    """The facts in a file; FileProblem for the first thing that is wrong, or that the project does not know."""
    part = read(path).only(*FIELDS)
    variables = {variable.name: variable.level for variable in project.variables}
    since, until = part.date("from"), part.date("to")
    if since and until and until < since:
        raise part.error(f"the end ({until}) lies before the beginning ({since})", "to")
    return Facts(
        **{name: part.text(name) for name in _TEXTS},
        **{name: _of_respondents(part, name, variables) for name in ("type", "channel")},
        arrived=_arrived(part, variables, project),
        since=since,
        until=until,
        questions=_questions(part.part("questions"), project, variables),
        classes=_once(part, "classes"),
        organisations=_organisations(part, variables),
        stated=_stated(part.part("stated")),
        late=_late(part, project),
        themes=_responses(part, theme_names(project)),
        quotes=_quotes(part, project),
        publish_answers=part.flag("publish_answers"),
    )


_NAME_COLUMNS = ("name", "organisation", "organization")
_TEXTS = ("title", "subtitle", "organisation", "summary", "background", "unclassified", "why_they_differ",
          "next_steps", "sign_off")  # fmt: skip


def theme_names(project: Project) -> list[str]:
    """What the report's themes are called: those of the codebook, else its top-level codes by path."""
    codebook = project.codebook
    return [theme.name for theme in codebook.themes] or [
        code.path for code in codebook.codes if not code.parent
    ]


def _known(part: Part, name: str, kind: str, known: Iterable[str]) -> str:
    written, names = part.text(name), list(known)
    if written and written not in names:
        guess = closest(written, names)
        hint = f"Did you mean '{guess}'?" if guess else f"Known: {listed(names)}." if names else ""
        raise part.error(f"there is no {kind} '{written}' in this project", name, hint)
    return written


def _once(part: Part, name: str) -> tuple[str, ...]:
    found = part.texts(name)
    if twice := _twice(found):
        raise part.error(f"'{twice}' is there twice", name)
    return found


def _twice(names: Sequence[str]) -> str:
    return next((name for name, times in Counter(names).items() if times > 1), "")


def _of_respondents(part: Part, name: str, levels: Mapping[str, str]) -> str:
    variable = _known(part, name, "variable", levels)
    if levels.get(variable) == "source":
        what = f"'{variable}' differs between one respondent's answers"
        raise part.error(what, name, "Name a variable of the respondent.")
    return variable


def _arrived(part: Part, variables: Mapping[str, str], project: Project) -> str:
    """A variable of dates: among others nobody would be late."""
    variable = _of_respondents(part, "arrived", variables)
    for written in (shown(case.values.get(variable)) for case in project.cases()):
        try:
            date.fromisoformat(written[:10] or "2000-01-01")
        except ValueError:
            what = f"'{variable}' holds '{written}', which is no date like 2010-06-06"
            raise part.error(what, "arrived", "Name late responses under 'late' instead.") from None
    return variable


def _questions(part: Part, project: Project, variables: Mapping[str, str]) -> dict[str, Asked]:
    part.only(*(question.name for question in project.questions))
    found = {}
    for name in part.fields:
        asked = part.part(name).only("wording", "closed", "closed_wording", "answers")
        closed = _known(asked, "closed", "variable", variables)
        found[name] = Asked(
            asked.text("wording"), closed, asked.text("closed_wording"), _once(asked, "answers")
        )
    return found


def _organisations(part: Part, variables: Mapping[str, str]) -> Organisations:
    item = part.fields.get("organisations")
    if item is None or item.value == "":
        return Organisations()
    if isinstance(item.value, list):
        return Organisations(_once(part, "organisations"))
    if isinstance(item.value, dict):
        inside = part.part("organisations").only("variable")
        return Organisations(variable=_of_respondents(inside, "variable", variables))
    path = part.path.parent / part.text("organisations")
    if not path.is_file():
        raise part.error(f"there is no file {path}", "organisations", "It should hold one name in each row.")
    names = _names_in(path)
    if twice := _twice(names):
        raise part.error(f"{path} names '{twice}' twice", "organisations")
    return Organisations(names)


def _names_in(path: Path) -> tuple[str, ...]:
    """The lines of a file; of a CSV table its column `name` or `organisation`, else its first."""
    import csv

    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise FileProblem(path, "is not UTF-8 text", "Save it as UTF-8.") from None
    rows = list(csv.reader(lines)) if path.suffix.lower() == ".csv" else [[line] for line in lines]
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    heads = [cell.strip().casefold() for cell in rows[0]] if rows else []
    column = next((heads.index(name) for name in _NAME_COLUMNS if name in heads), None)
    cells = [row[column or 0].strip() for row in rows[column is not None :] if len(row) > (column or 0)]
    return tuple(cell for cell in cells if cell)


def _stated(part: Part) -> Numbers:
    part.only(*NAMES)
    return {name: number for name in NAMES if (number := part.number(name)) is not None}


def _late(part: Part, project: Project) -> frozenset[str]:
    written = part.texts("late")
    if not written:
        return frozenset()
    ids = {case.name: case.id for case in project.cases()}
    for name in written:
        if name not in ids:
            raise part.error(f"there is no case '{name}' in this project", "late", _hint(name, ids))
    return frozenset(ids[name] for name in written)


def _hint(name: str, known: Iterable[str]) -> str:
    guess = closest(name, known)
    return f"Did you mean '{guess}'?" if guess else ""


def _responses(part: Part, names: list[str]) -> dict[str, Response]:
    found: dict[str, Response] = {}
    for each in part.parts("themes"):
        each.only("name", "said", "we_did")
        name = _known(each, "name", "theme", names)
        if not name or name in found:
            raise each.error(
                f"the theme '{name}' is there twice" if name else "this theme has no name", "name"
            )
        found[name] = Response(each.text("said"), each.text("we_did"))
    return found


def _quotes(part: Part, project: Project) -> tuple[Chosen, ...]:
    parts = part.parts("quotes")
    if not parts:
        return ()
    sources = project.sources()
    named: dict[str, list[Source]] = {}
    for source in sources.values():
        named.setdefault(source.name, []).append(source)
    themes = theme_names(project)
    found = tuple(_chosen(each, sources, named, themes) for each in parts)
    pinned: set[str] = set()
    for each, chosen in zip(parts, found, strict=True):
        case = sources[chosen.source].case
        if chosen.use == "pinned" and case.privacy == "confidential":
            raise each.error(f"'{each.text('source')}' is confidential and cannot be quoted", "source")
        if chosen.use == "pinned" and case.id in pinned:
            raise each.error("this respondent is pinned twice; a report quotes each of them once", "source")
        pinned |= {case.id} if chosen.use == "pinned" else set()
    return found


def _chosen(
    part: Part, sources: dict[str, Source], named: dict[str, list[Source]], themes: list[str]
) -> Chosen:
    part.only("source", "start", "end", "theme", "pinned", "banned", "ticked")
    source = _source(part, sources, named)
    start, end = part.number("start") or 0, part.number("end")
    ticked, theme = part.text("ticked"), _known(part, "theme", "theme", themes)
    if end is not None and not (start < end and (ticked or end <= len(source.text))):
        what = f"{start} to {end} is no part of '{source.name}', which has {len(source.text)} characters"
        raise part.error(what, "end", "'coder report --quotes' lists passages with their places.")
    pinned, banned = part.flag("pinned"), part.flag("banned")
    if pinned and banned:
        raise part.error("a quote cannot be both pinned and banned", "banned")
    if pinned and not theme:
        raise part.error(
            "a pinned quote needs the theme that it stands under", "pinned", "Add 'theme: NAME'."
        )
    return Chosen(source.id, start, end, theme, "pinned" if pinned else "banned" if banned else "", ticked)


def _source(part: Part, sources: dict[str, Source], named: dict[str, list[Source]]) -> Source:
    name = part.text("source")
    found = [sources[name]] if name in sources else named.get(name, [])
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(source.id for source in found)
        raise part.error(f"{len(found)} answers are called '{name}'", "source", f"Name one by its id: {ids}.")
    hint = _hint(name, named) or "'coder report --quotes' lists passages with their places."
    raise part.error(
        f"there is no answer '{name}' in this project" if name else "it names no answer", "source", hint
    )
