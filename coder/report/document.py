"""The words of a summary of responses: records in, blocks out, every number a link into the explorer.

    document(summary)  ->  content.Document        for html.render and docx.render alike

In the public edition no link names a variable or an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from coder.report import wording as say
from coder.report.annex import annex
from coder.report.content import (
    Block,
    Box,
    Bullets,
    Document,
    Paragraph,
    Picture,
    Quote,
    Row,
    Run,
    Section,
    Table,
)
from coder.report.tables import tally_table, themes_table
from coder.report.wording import joined, link, many, plain

if TYPE_CHECKING:
    from datetime import date

    from coder.report.quoting import Picked
    from coder.report.reconcile import Difference
    from coder.report.summary import AboutQuestion, AboutTheme, Counted, Summary

FEW_QUESTIONS = 3
"""More than that are not repeated under every theme."""


def document(summary: Summary, pictures: Iterable[Picture] = ()) -> Document:
    """The whole document; `pictures` stand below the overview of themes."""
    facts = summary.facts
    sections = (
        _background(summary),
        _outcome(summary),
        _themes_section(summary, tuple(pictures)),
        *_campaigns(summary),
        _next_steps(summary),
        annex(summary),
    )
    draft = "" if summary.public else "Internal draft, not for publication"
    return Document(
        summary.title,
        sections,
        " · ".join(part for part in (facts.subtitle, facts.organisation, draft) if part),
        summary.language,
        _footer(summary),
    )


def _footer(summary: Summary) -> str:
    from coder import __version__

    edition = "Public edition" if summary.public else "Internal draft"
    return f"{edition}. Made with coder {__version__} under codebook version {summary.version}."


# Background


def _background(summary: Summary) -> Section:
    facts = summary.facts
    blocks: list[Block] = [*say.paragraphs(facts.summary), *_when(summary), *say.paragraphs(facts.background)]
    if not facts.background:
        blocks.append(_gap("Background", "What the consultation was about is not written yet."))
    asked = [joined([f"{each.asked.wording}"]) for each in summary.questions]
    closed = [joined([each.asked.closed_wording]) for each in summary.questions if each.asked.closed_wording]
    if asked:
        blocks += [plain("We asked:"), Bullets((*asked, *closed))]
    return Section("Background", tuple(blocks), "background")


def _when(summary: Summary) -> Iterator[Block]:
    facts = summary.facts
    if not (facts.since and facts.until):
        yield _gap("Dates", "When the consultation was open is not written yet.")
        return
    who = facts.organisation or "We"
    yield plain(f"{who} consulted between {day(facts.since)} and {day(facts.until)}.")


def day(when: date) -> str:
    """`6 June 2010`, whatever the machine's language."""
    import calendar

    return f"{when.day} {calendar.month_name[when.month]} {when.year}"


# Outcome


def _outcome(summary: Summary) -> Section:
    blocks: list[Block] = [Paragraph(joined(_received(summary)))]
    if summary.late:
        late = many(summary.late, "response")
        blocks.append(plain(f"{late} arrived after the end and {_is(summary.late)} counted with the others."))
    blocks += _differences(summary.differences, summary.facts.why_they_differ)
    if summary.types:
        caption = "Respondents by type of organisation"
        blocks.append(tally_table(caption, "Type of organisation", summary.types, summary))
    if summary.channels:
        blocks.append(tally_table("Responses by channel", "Channel", summary.channels, summary))
    return Section("Outcome of the consultation", (*blocks, *_organisations(summary)), "outcome")


def _received(summary: Summary) -> list[Run | str]:
    counted = summary.counted
    received, hidden = counted["received"], summary.not_named
    sentence: list[Run | str] = [
        "In total, ",
        Run(many(received, "response"), link()),
        f" {_was(received)} received.",
    ]
    if hidden:
        sentence.append(f" {many(hidden, 'respondent')} asked not to be named.")
    if counted["coded"] < received:
        sentence += [" The answers of ", f"{counted['coded']:,}", " were read and coded in full."]
    return sentence


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _differences(found: Sequence[Difference], why: str) -> list[Block]:
    """One box for all pairs; the author's own explanation stands in it and takes nothing away."""
    if not found:
        return []
    entries = tuple(joined([difference_sentence(each)]) for each in found)
    return [Box("difference", "Numbers that differ", (Bullets(entries), *say.paragraphs(why)))]


def difference_sentence(found: Difference) -> str:
    """`44 responses received, but 43 in the table of types: 1 more; 1 without a type.`"""
    more = f"{abs(found.gap):,} {'more' if found.gap > 0 else 'fewer'}"
    known = [f"{reason.count:,} {reason.what}" for reason in found.reasons]
    if found.unexplained:
        back = " the other way" if found.unexplained * found.gap < 0 else ""
        known.append(f"{abs(found.unexplained):,}{back} unexplained")
    return f"{found.first:,} {found.first_is}, but {found.second:,} {found.second_is}: {more} ({'; '.join(known)})."


def _organisations(summary: Summary) -> list[Block]:
    names, blocks = summary.organisations, list[Block]()
    if names:
        intro = f"{many(len(names), 'responding organisation')} may be named:"
        blocks = [plain(intro), Bullets(tuple(joined([name]) for name in names))]
    if summary.removed:
        left = (
            f"{many(summary.removed, 'name')} of the list {_is(summary.removed)} left out: not to be named."
        )
        blocks.append(Box("note", "Left out", (plain(left),)))
    return [Section("List of responding organisations", tuple(blocks), "organisations")] if blocks else []


# Themes


def _themes_section(summary: Summary, pictures: tuple[Picture, ...]) -> Section:
    overview: list[Block] = [
        plain("Themes in the order of how many respondents raised them. A respondent may raise several."),
        themes_table("Themes by the number of respondents", [each.counted for each in summary.themes]),
        *_words([each.counted for each in summary.themes]),
        *pictures,
        *_unread(summary),
        *_uncodable(summary),
    ]
    several = [
        _question(each, number, summary)
        for number, each in enumerate(summary.questions, 1)
        if len(summary.questions) > 1 or each.closed
    ]
    if several:
        overview.append(Section("Question by question", tuple(several), "questions"))
    overview += [_theme(each, number, summary) for number, each in enumerate(summary.themes, 1)]
    return Section("Summary of responses", tuple(overview), "themes")


def _words(rows: Iterable[Counted]) -> list[Block]:
    """What most, many, some and few stand for, where a row says one of them."""
    return [plain(say.words_explained())] if any(say.word(row.found) for row in rows) else []


def _unread(summary: Summary) -> list[Block]:
    if not summary.unread:
        return []
    estimated = any(row.counted.found and row.counted.found.interval for row in summary.themes)
    text = f"{many(summary.unread, 'answer')} {_was(summary.unread)} not read by a person. " + (
        "Counts are estimates for all respondents, with their intervals."
        if estimated
        else "Where there is no interval, counts are of what was coded so far and say nothing of the rest."
    )
    return [Box("note", "Answers not read", (plain(text),))]


def _uncodable(summary: Summary) -> list[Block]:
    found = summary.uncodable.found if summary.uncodable else None
    if found is None or found.count <= 0:
        return []
    return [
        plain(
            f"Not coded: {say.number(found)} of {found.out_of:,.0f} respondents gave no answer that could be."
        )
    ]


def _question(about: AboutQuestion, number: int, summary: Summary) -> Section:
    answered = Run(many(about.answered, "respondent"), link(question=about.name))
    wording = [Paragraph((Run(f"“{about.asked.wording}”", strong=True),))]
    blocks: list[Block] = [
        *(wording if about.asked.wording != about.name else ()),
        Paragraph(joined([answered, " answered this question."])),
        themes_table(f"Themes in the answers to “{about.name}”", about.themes, about.name),
    ]
    if about.closed:
        closed = about.asked.closed_wording or about.closed.variable
        blocks.append(
            tally_table(f"The closed answer beside it: {closed}", "Answer", about.closed, summary, "answers")
        )
    return Section(about.name, tuple(blocks), f"question-{number}")


def _theme(about: AboutTheme, number: int, summary: Summary) -> Section:
    asked = _asked(about, summary)
    blocks: list[Block] = [Paragraph((Run("We asked: ", strong=True), Run(asked)))] if asked else []
    blocks.append(Paragraph((Run("You said: ", strong=True), *_raised(about.counted))))
    blocks += say.paragraphs(about.said)
    if about.codes:
        blocks.append(themes_table(f"Codes of “{about.counted.label}”", about.codes, first="Code"))
    blocks += [*_quotes(about, summary), *_we_did(about)]
    return Section(about.counted.label, tuple(blocks), f"theme-{number}")


def _asked(about: AboutTheme, summary: Summary) -> str:
    wordings = [f"“{each.asked.wording}”" for each in summary.questions if each.name in about.questions]
    everything = len(wordings) == len(summary.questions) > FEW_QUESTIONS
    return f"all {len(wordings)} questions" if everything else say.listed(wordings)


def _raised(row: Counted) -> tuple[Run, ...]:
    found = row.found
    if found is None:
        return (Run("How many respondents raised this is hidden: the number could identify persons."),)
    estimated, where = found.how in ("sample", "assisted"), link(**{row.kind: row.name})
    number = Run(f"{'about ' if estimated else ''}{say.number(found)}", where)
    if found.how == "codings":
        return (number, Run(f" of {found.out_of:,.0f} respondents raised this in what was coded so far."))
    certainty = f"; 95 % interval {say.interval(found)}" if estimated else ""
    said = say.word(found)
    words = f": {said}" if said and not said.startswith("between") else ""
    return (
        number,
        Run(f" of {found.out_of:,.0f} respondents ({say.share_of(found)}{certainty}{words}) raised this."),
    )


def _quotes(about: AboutTheme, summary: Summary) -> list[Block]:
    blocks: list[Block] = []
    for each in about.quotes:
        quote = _quote(each, summary.public)
        blocks.append(quote if each.ticked else Box("note", _to_tick(each), (quote,)))
    if about.withheld:
        words = (
            f"{many(about.withheld, 'quote')} {_is(about.withheld)} left out: nobody has agreed to publish"
        )
        blocks.append(plain(f"{words} {'it' if about.withheld == 1 else 'them'} yet."))
    return blocks


def _quote(picked: Picked, public: bool) -> Quote:
    source = picked.passage.source
    inside = not public and source.case.privacy == "public"
    who = f"{source.case.name}, {picked.group}" if inside else picked.group
    return Quote(picked.passage.text, who, link=link(source=source.name) if inside else "")


def _to_tick(picked: Picked) -> str:
    found = [f"{flag.kind} “{picked.passage.text[flag.start : flag.end]}”" for flag in picked.flags]
    why = "Its words have changed since it was ticked. " if picked.stale else ""
    return f"To be ticked. {why}" + (
        f"Look at: {', '.join(found)}." if found else "No rule found a name in it."
    )


def _we_did(about: AboutTheme) -> list[Block]:
    if not about.we_did:
        return [_gap("We did", "No response is written yet.")]
    first, *rest = say.paragraphs(about.we_did)
    return [Paragraph((Run("We did: ", strong=True), *first.words)), *rest]


def _gap(title: str, sentence: str) -> Box:
    return Box("gap", title, (plain(sentence),))


# After the themes


def _campaigns(summary: Summary) -> list[Section]:
    found = summary.campaigns
    if not found:
        return []
    each_of = " each" if len(found) > 1 else ""
    rows = tuple(
        Row((Run(f"Campaign {n}"), *(Run(f"{x:,}") for x in (each.respondents, each.answers, each.distinct))))
        for n, each in enumerate(found, 1)
    )
    head = ("Campaign", "Respondents", "Answers", "Distinct texts")
    intro = (
        f"{many(len(found), 'group')} of answers {_was(len(found))} made from one template{each_of}. In the counts of "
        "themes every respondent counts, also those who used a template."
    )
    drafts = [
        Quote(each.template, f"Template of campaign {n}") for n, each in enumerate(found, 1) if each.template
    ]
    table = Table("Organised answers", head, rows, (), frozenset({1, 2, 3}))
    blocks: tuple[Block, ...] = (plain(intro), table, *drafts)
    return [Section("Campaigns", blocks, "campaigns")]


def _next_steps(summary: Summary) -> Section:
    facts = summary.facts
    blocks: list[Block] = [*say.paragraphs(facts.next_steps)] or [
        _gap("Next steps", "What happens next is not written yet.")
    ]
    blocks += say.paragraphs(facts.sign_off) or [_gap("Sign-off", "Nobody has signed this off yet.")]
    return Section("Next steps", tuple(blocks), "next-steps")
