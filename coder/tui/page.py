"""A View as lines of plain text: what the line-by-line front end writes, never interpreted as markup.

Words of respondents are shown as they are, wrapped; control characters become visible symbols, so that
no answer can move the cursor, change colours or turn the direction of the line.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from coder import guard
from coder.codebook import Codebook
from coder.domain import Code, Coding, Proposal, Source
from coder.review.view import View


def visible(text: str) -> str:
    """The text with control and direction characters as symbols; line feeds stay."""
    return "\n".join(map(guard.visible, text.split("\n")))


def answer_page(
    view: View, width: int, definitions: Codebook | None, usual: Sequence[Code] = ()
) -> list[str]:
    """Everything about the answer; with `definitions` what each suggested code means.

    `usual` are the codes that digits give in a blind reading.
    """
    return [
        "",
        _heading(view),
        *([_asked(view)] if view.question.text else []),
        "",
        *wrapped(view.source.text, width),
        "",
        *([f"{view.copies} identical answers: what you decide holds for all."] if view.copies > 1 else []),
        *([f"Only these codes are in question: {', '.join(view.scope)}."] if view.scope else []),
        *(["Blind reading: no suggestions shown."] if view.blind else []),
        *(["Second look: your blind answer is kept; change it or press Enter."] if view.second else []),
        *(["Your usual codes:"] if view.blind and usual else []),
        *(f"  {number} {code.path}" for number, code in enumerate(usual, start=1) if view.blind),
        *(["No suggestions."] if not view.blind and not view.proposals else []),
        *(decided_page(view, definitions) if view.codings or view.proposals else []),
    ]


def decided_page(view: View, definitions: Codebook | None = None) -> list[str]:
    """The codes given so far, then the numbered suggestions, marked [x] where Enter keeps them."""
    codes = "; ".join(_given(view.source, coding) for coding in view.codings)
    lines = [f"Codes: {codes}"] if codes else []
    width = max((len(proposal.code) for proposal in view.proposals), default=0)
    for number, proposal in enumerate(view.proposals, start=1):
        lines.append(_suggestion(number, proposal, width, view))
        lines.extend(f"      {line}" for line in _meaning(proposal.code, definitions))
    return lines or ["No codes."]


def code_page(code: Code, width: int) -> list[str]:
    """Definition, what to include and exclude, and examples of one code."""
    parts = [("", code.definition), ("Include: ", code.include), ("Exclude: ", code.exclude)]
    lines = [line for label, text in parts if text for line in wrapped(label + text, width)]
    examples = [line for example in code.examples for line in wrapped(f"For example: {example}", width)]
    return [code_line(code), *(lines + examples or ["  It has no definition."])]


def code_line(code: Code) -> str:
    """Path, and the name where it says more."""
    return f"{code.path} ({visible(code.name)})" if code.name else code.path


def variables_page(source: Source) -> list[str]:
    """Who answered: the case and its values, and those of this answer."""
    values = {**source.case.values, **source.values}
    shown = [f"  {visible(name)}: {_value(value)}" for name, value in values.items()]
    return [f"Case {visible(source.case.name)}", *(shown or ["  No variables."])]


def who_page(source: Source, others: Sequence[Source]) -> list[str]:
    """The respondent's variables, then the other answers."""
    lines = variables_page(source)
    for other in others:
        words = visible(other.text).split("\n")
        lines += ["", visible(other.question.name), *(f"  {part}" for part in words)]
    return lines if others else [*lines, "", "No other answers."]


def explained(view: View) -> list[str]:
    """For each suggestion where it comes from, its probability and the words that count for it."""
    if view.blind:
        return ["Blind reading: there is nothing to explain."]
    return [line for each in view.proposals for line in _reasons(view, each)] or [
        "There are no suggestions here."
    ]


def wrapped(text: str, width: int) -> list[str]:
    """Indented lines of at most `width` columns; long words stay whole."""
    room = textwrap.TextWrapper(
        width=max(20, width),
        initial_indent="  ",
        subsequent_indent="  ",
        replace_whitespace=False,
        expand_tabs=False,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line for part in visible(text).split("\n") for line in room.wrap(part) or [""]]


def _heading(view: View) -> str:
    tally = view.tally
    counts = f"read {tally.read:,}, left {tally.left:,}"
    skipped = f", skipped {tally.skipped:,}" if tally.skipped else ""
    again = {"read": " (read before)", "uncodable": " (cannot be coded, you said)", None: ""}[view.outcome]
    flag = "; flagged" if view.flagged else ""
    return f"--- {visible(view.question.name)}, {view.stream} stream{again}; {counts}{skipped}{flag}"


def _asked(view: View) -> str:
    return f"Question: {visible(view.question.text)}"


def _given(source: Source, coding: Coding) -> str:
    if coding.start is None:
        return coding.code
    return f'{coding.code} "{visible(source.text[coding.start : coding.end])}"'


def _suggestion(number: int, proposal: Proposal, width: int, view: View) -> str:
    taken = proposal.code in view.codes or proposal.code in view.preselected
    chance = "" if proposal.probability is None else f" {proposal.probability:4.0%}"
    return f"  {number} {'[x]' if taken else '[ ]'} {proposal.code:<{width}}  {proposal.strength:<6}{chance}"


def _meaning(path: str, codebook: Codebook | None) -> list[str]:
    definition = codebook.code(path).definition if codebook and path in codebook.paths else ""
    return [line.strip() for line in wrapped(definition, 72)] if definition else []


def _value(value: object) -> str:
    words: dict[object, str] = {None: "(none)", True: "yes", False: "no"}
    return (
        words[value]
        if value is None or isinstance(value, bool)
        else visible(f"{value:g}" if isinstance(value, float) else str(value))
    )


def _reasons(view: View, proposal: Proposal) -> list[str]:
    words = ", ".join(f'"{visible(view.source.text[start:end])}"' for start, end in proposal.evidence)
    source = {
        "tagger": "learnt from what was read",
        "prior": "from the codebook's wording; nothing is learnt yet",
        "rule": "by a rule of the codebook",
    }[proposal.origin]
    chance = "" if proposal.probability is None else f", probability {proposal.probability:.0%}"
    because = [f"  because of {words}"] if words else []
    said = f"{proposal.code}: {proposal.strength}{chance}, score {proposal.score:+.2f}; {source}"
    return [said, *because]
