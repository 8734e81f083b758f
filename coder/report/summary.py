"""Everything a summary of responses says, as records: counted by the program, worded by people.

    summarise(project, facts, public=False)  ->  Summary        numbers, quotes, differences, gaps

Counts come from the project's own verbs, so a cell that disclosure control hides is hidden here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from coder.domain import Code, Source
from coder.errors import RequestError
from coder.project.project import shown
from coder.project.settings import DISCLOSURE
from coder.report.facts import Asked, Facts, Response
from coder.report.quoting import Groups, Picked, choose, passages
from coder.report.reconcile import Difference, Numbers, reconcile
from coder.report.respondents import late, numbers, organisations, reasons
from coder.report.tally import Tally, tally

if TYPE_CHECKING:
    from coder.counting.prevalence import Estimate
    from coder.project import Project
    from coder.project.counts import Count, Counts
    from coder.protocols import Progress


@dataclass(frozen=True, slots=True)
class Counted:
    """A code or theme with its count over respondents; `found` is None where it is hidden."""

    kind: str
    name: str
    label: str
    found: Estimate | None


@dataclass(frozen=True, slots=True)
class AboutQuestion:
    """One question: how many answered it, the closed answer beside it, themes by how many raised them."""

    name: str
    asked: Asked
    answered: int
    closed: Tally | None
    themes: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class AboutTheme:
    """One theme with its codes, what was said, quotes, and the organisation's response ("" where owed)."""

    counted: Counted
    codes: tuple[Counted, ...]
    questions: tuple[str, ...]
    said: str
    we_did: str
    quotes: tuple[Picked, ...]
    withheld: int


@dataclass(frozen=True, slots=True)
class AboutCampaign:
    """Answers made from one template, counted three ways; `template` is "" where it must not be shown."""

    respondents: int
    answers: int
    distinct: int
    template: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary of responses before it is put into words. `counted` and `facts.stated` are reconciled.

    `not_named` respondents asked not to be; `removed` names were taken off the author's list for them.
    """

    facts: Facts
    public: bool
    title: str
    language: str
    version: int
    questions: tuple[AboutQuestion, ...]
    counted: Numbers
    channels: Tally | None
    types: Tally | None
    organisations: tuple[str, ...]
    not_named: int
    removed: int
    late: int
    themes: tuple[AboutTheme, ...]
    uncodable: Counted | None
    unread: int
    campaigns: tuple[AboutCampaign, ...]
    differences: tuple[Difference, ...]
    agreement: tuple[Mapping[str, Any], ...]
    methods: str
    citations: tuple[str, ...]

    @property
    def gaps(self) -> list[str]:
        """What people still owe, one sentence each."""
        return [*_missing(self.facts), *(gap for theme in self.themes for gap in _owed(theme))]

    @property
    def to_tick(self) -> int:
        """Quotes that no person has agreed to: shown with a mark in the draft, left out in public."""
        return sum(theme.withheld + sum(not quote.ticked for quote in theme.quotes) for theme in self.themes)


def summarise(
    project: Project,
    facts: Facts,
    *,
    public: bool = False,
    question: str | None = None,
    counts: Counts | None = None,
    progress: Progress | None = None,
) -> Summary:
    """The whole summary; with `question` of the answers to it alone. RequestError where nothing is there.

    `counts`: those of respondents (to the question), where they are made already.
    """
    counts = counts or project.count(question=question, progress=progress)
    cases, sources = project.cases(), project.sources({"question": question} if question else None)
    types = _tally(project, facts.type, order=facts.classes, unclassified=facts.unclassified)
    names, removed = organisations(facts, cases, project)
    unread = _unread(project, sources)
    counted = numbers(cases, sources, types, names, facts, unread)
    methods = project.methods()
    return Summary(
        facts=facts,
        public=public,
        title=facts.title or project.config()["title"] or project.codebook.title or "Summary of responses",
        language=str(project.config()["language"]).partition("_")[0],
        version=project.codebooks.version,
        questions=_questions(project, facts, question, counts, progress),
        counted=counted,
        channels=_tally(project, facts.channel),
        types=types,
        organisations=names,
        not_named=counted["anonymous"],
        removed=removed,
        late=late(facts, cases),
        themes=_themes(project, facts, counts, sources, public, question),
        uncodable=next((_counted(row, project) for row in counts.rows if row.kind == "class"), None),
        unread=len(unread),
        campaigns=_campaigns(project, question, public),
        differences=tuple(reconcile(counted, facts.stated, reasons(facts, cases, types, names))),
        agreement=_agreement(project, question, counts),
        methods=methods.text,
        citations=methods.citations,
    )


def _unread(project: Project, sources: Mapping[str, Source]) -> list[Source]:
    read = project.resolved(sources)
    return [source for id_, source in sources.items() if id_ not in read]


def _tally(project: Project, variable: str, **wanted: Any) -> Tally | None:
    return tally(project, variable, **wanted) if variable else None


# Themes and questions


def _counted(row: Count, project: Project) -> Counted:
    return Counted(
        row.kind, row.name, label_of(project, row.name) if row.kind == "code" else row.name, row.estimate
    )


def label_of(project: Project, path: str) -> str:
    """A code's name; a stance with that of the code it is a stance on."""
    codebook = project.codebook
    code = codebook.code(path)
    above = codebook.code(code.parent) if code.parent else None
    return f"{above.label}: {code.label}" if above is not None and above.stance else code.label


def _in_order(rows: Iterable[Counted]) -> tuple[Counted, ...]:
    """Most respondents first; hidden ones last as the codebook has them, since a place tells a size."""
    return tuple(sorted(rows, key=lambda row: (row.found is None, -row.found.count if row.found else 0)))


def _theme_rows(project: Project, counts: Counts) -> list[Counted]:
    """The codebook's themes, else its top-level codes."""
    rows = [_counted(row, project) for row in counts.rows]
    themes = [row for row in rows if row.kind == "theme"]
    return themes or [row for row in rows if row.kind == "code" and "/" not in row.name]


def _codes_of(project: Project, name: str) -> list[Code]:
    """The codes that make a theme, each with all below it."""
    codebook = project.codebook
    theme = next((theme for theme in codebook.themes if theme.name == name), None)
    tops = [codebook.code(path) for path in (theme.codes if theme else (name,))]
    every = [each for top in tops for each in (top, *codebook.descendants(top.path))]
    return list({code.id: code for code in every}.values())


def _themes(
    project: Project,
    facts: Facts,
    counts: Counts,
    sources: Mapping[str, Source],
    public: bool,
    question: str | None,
) -> tuple[AboutTheme, ...]:
    rows = _in_order(_theme_rows(project, counts))
    by_path = {row.name: _counted(row, project) for row in counts.rows if row.kind == "code"}
    codes = {row.name: _codes_of(project, row.name) for row in rows}
    quotes = _quotes(project, facts, rows, question)
    asked = [each for each in project.questions if question in (None, each.name)]
    definitions = {theme.name: theme.definition for theme in project.codebook.themes}
    result = []
    for row in rows:
        given = facts.themes.get(row.name, Response())
        picked = quotes.get(row.name, [])
        kept = tuple(each for each in picked if each.ticked or not public)
        below = [by_path[code.path] for code in codes[row.name] if code.codable and code.path != row.name]
        meant = [q.name for q in asked if any(project.codebook.applies(c, q.name) for c in codes[row.name])]
        said = given.said or definitions.get(row.name, "")
        shown_codes = _in_order(below) if len(below) > 1 else ()
        held = len(picked) - len(kept)
        result.append(AboutTheme(row, shown_codes, tuple(meant), said, given.we_did, kept, held))
    return tuple(result)


def quotes_of(project: Project, facts: Facts, question: str | None = None) -> dict[str, list[Picked]]:
    """What the report quotes under each theme, ticked or not, themes in its order."""
    counts = project.count(question=question)
    return _quotes(project, facts, _in_order(_theme_rows(project, counts)), question)


def _quotes(
    project: Project, facts: Facts, themes: Iterable[Counted], question: str | None
) -> dict[str, list[Picked]]:
    """Nothing under a theme whose count is hidden: a quote says that somebody raised it."""
    codes = {
        each.name: {code.id for code in _codes_of(project, each.name)}
        for each in themes
        if each.found is not None
    }
    return choose(passages(project, codes, question), facts, _group(project, facts))


def _group(project: Project, facts: Facts) -> Groups:
    """What a quote's writer is called: the type of organisation, unless that must not be told."""
    protected = not facts.type or bool(project.config().get(DISCLOSURE + facts.type))

    def _called(source: Source) -> str:
        if source.case.privacy != "public":
            return "Anonymous respondent"
        return ("" if protected else shown(source.case.values.get(facts.type))) or "Respondent"

    return _called


def _questions(
    project: Project, facts: Facts, question: str | None, counts: Counts, progress: Progress | None
) -> tuple[AboutQuestion, ...]:
    asked = [each for each in project.questions if question in (None, each.name)]
    result = []
    for each in asked:
        own = counts if len(asked) == 1 else project.count(question=each.name, progress=progress)
        given = facts.questions.get(each.name, Asked())
        given = given if given.wording else replace(given, wording=each.text or each.name)
        rows = [row for row in _theme_rows(project, own) if row.found is None or row.found.out_of]
        answered = len({source.case.id for source in project.sources({"question": each.name}).values()})
        closed = _tally(project, given.closed, order=given.answers, question=each.name)
        result.append(AboutQuestion(each.name, given, answered, closed, _in_order(rows)))
    return tuple(result)


# What else is told


def _campaigns(project: Project, question: str | None, public: bool) -> tuple[AboutCampaign, ...]:
    found, sources = project.campaigns(where={"question": question} if question else None)
    cases = [source.case.id for source in sources]

    def _template(answers: Iterable[int], text: str) -> str:
        secret = public or any(sources[at].case.privacy == "confidential" for at in answers)
        return "" if secret else text

    return tuple(
        AboutCampaign(
            len({cases[at] for at in each.answers}),
            len(each.answers),
            len(each.variants),
            _template(each.answers, each.template),
        )
        for each in found
    )


def _agreement(project: Project, question: str | None, counts: Counts) -> tuple[Mapping[str, Any], ...]:
    """Agreement per code and overall; codes whose count is hidden are left out."""
    hidden = {row.name for row in counts.rows if row.estimate is None}
    try:
        rows = project.agreement(question=question).records()
    except RequestError:
        return ()
    return tuple(row for row in rows if row["code"] not in hidden)


def _missing(facts: Facts) -> list[str]:
    owed = {
        "from": facts.since, "to": facts.until, "background": facts.background, "next_steps": facts.next_steps,
        "sign_off": facts.sign_off,
    }  # fmt: skip
    return [f"report.yaml has no '{name}'." for name, value in owed.items() if not value]


def _owed(theme: AboutTheme) -> list[str]:
    return [] if theme.we_did else [f"No response is written to '{theme.counted.label}'."]
