"""A View as Textual contents: what each part of the review screen shows, and nothing about keys.

Words of people reach the screen only as `Content` with spans, never as markup, their control
characters made visible. Marks do not rest on colour: coded parts are bold and underlined, evidence is
italic and underlined, the part that is chosen is reversed.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Sequence

from textual.content import Content

from coder.codebook import Codebook
from coder.domain import Code, Coding, Proposal, Source, Strength
from coder.review.view import View
from coder.tui import page
from coder.tui.page import code_line, code_page, visible
from coder.tui.selection import Span
from coder.tui.turning import NO_CODES

CODED, EVIDENCE, CHOSEN = "bold underline ansi_green", "italic underline ansi_magenta", "reverse"
_BAR = 8
_QUOTE = 40
_FULL: dict[Strength, int] = {"none": 1, "weak": 3, "medium": 6, "strong": 8}


def heading(view: View) -> Content:
    """Question, stream and how far one is."""
    tally = view.tally
    again = {"read": "" if view.second else "read before", "uncodable": "cannot be coded", None: ""}[
        view.outcome
    ]
    parts = [
        _short(view.question.name),
        "blind" if view.blind else "second look" if view.second else view.stream,
        f"read {tally.read:,}, left {tally.left:,}",
        f"skipped {tally.skipped:,}" if tally.skipped else "",
        f"{view.copies:,} identical" if view.copies > 1 else "",
        again,
        "FLAGGED" if view.flagged else "",
    ]
    return Content(" \u00b7 ".join(part for part in parts if part)).stylize("bold", 0, len(parts[0]))


def _short(name: str, most: int = 32) -> str:
    """A question's name with room beside it for how far one is."""
    flat = " ".join(visible(name).split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def question(view: View) -> Content:
    """Its wording, and the codes in question where they are few."""
    long = view.question.name if _short(view.question.name) != view.question.name else ""
    asked = visible(view.question.text or long)
    scope = f"Only these codes are in question: {', '.join(view.scope)}." if view.scope else ""
    return Content("\n".join(part for part in (asked, scope) if part))


def answer(view: View, chosen: Span | None) -> Content:
    """The words, with coded parts, evidence and the chosen part marked."""
    text = view.source.text
    shown = Content(visible(text))
    evidence = [span for proposal in view.proposals for span in proposal.evidence]
    coded = [(c.start, c.end) for c in view.codings if c.start is not None and c.end is not None]
    marks = [*((span, EVIDENCE) for span in evidence), *((span, CODED) for span in coded)]
    for (start, end), style in [*marks, *([(chosen, CHOSEN)] if chosen else [])]:
        shown = shown.stylize(style, displayed(text, start), displayed(text, end))
    return shown


def displayed(text: str, position: int) -> int:
    """Where a code point of the stored text stands in what is shown of it."""
    return len(visible(text[:position]))


def given(view: View) -> Content:
    """The codes that the answer has, parts quoted."""
    if not view.codings:
        return Content("")
    return Content(f"Codes: {'; '.join(_with_quote(view.source, each) for each in view.codings)}").stylize(
        "bold", 0, len("Codes:")
    )


def _with_quote(source: Source, coding: Coding) -> str:
    if coding.start is None or coding.end is None:
        return coding.code
    words = " ".join(visible(source.text[coding.start : coding.end]).split())
    short = words if len(words) <= _QUOTE else f"{words[: _QUOTE // 2]}\u2026{words[-_QUOTE // 2 :]}"
    return f'{coding.code} "{short}"'


def proposals(view: View, frequent: Sequence[Code], width: int) -> list[Content]:
    """One line per digit: suggestions with strength and bar; in a blind reading the coder's usual codes."""
    if view.blind:
        return [_usual(number, code, view, width) for number, code in enumerate(frequent, start=1)]
    room = max(12, min(max((len(p.code) for p in view.proposals), default=0), width - 30))
    return [_proposal(number, each, view, room) for number, each in enumerate(view.proposals, start=1)]


def note(view: View, frequent: Sequence[Code]) -> Content:
    """What stands above the numbered lines."""
    if view.blind:
        text = "Blind reading: no suggestions. " + (
            "Your usual codes:" if frequent else "Type to find a code."
        )
    else:
        again = "Second look, your answer is kept. " if view.second else ""
        text = again + ("Suggestions" if view.proposals else "No suggestions yet. Type to find a code.")
    return Content(text).stylize("dim")


def codes(
    codebook: Codebook, offered: Collection[str], given: Collection[str], cursor: str | None, width: int
) -> list[Content]:
    """The codebook as a tree, one line per code; what cannot be given here is dim."""
    return [_code(each, offered, given, cursor, width) for each in codebook.codes]


def no_codes(width: int) -> Content:
    """How the first code is made, in the place of an empty codebook."""
    return Content(textwrap.fill(NO_CODES, width))


def meaning(codes: Sequence[Code], width: int) -> Content:
    """Definition, include, exclude and examples of each."""
    pages = ["\n".join(code_page(code, width)) for code in codes]
    return Content("\n\n".join(pages) or "No code is meant. \u2193 puts the cursor on one.")


def explained(view: View) -> Content:
    """For each suggestion where it comes from, its probability and the words that count for it."""
    return Content("\n".join(page.explained(view)))


def choice(code: Code, is_first: bool, width: int) -> Content:
    """A line of the picker."""
    line = fitted(code_line(code), width - 2)
    return Content(("> " if is_first else "  ") + line).stylize("reverse" if is_first else "")


def hint(code: Code | None, width: int) -> Content:
    """What the code at the picker's cursor means, in two lines at most."""
    text = " ".join(visible(code.definition or code.include).split()) if code else ""
    most = 2 * width - 4
    return Content(text if len(text) <= most else f"{text[: most - 1]}\u2026").stylize("italic")


def fitted(path: str, width: int) -> str:
    """The path in so many columns: the groups above are cut first, for the last part says most."""
    above, slash, last = path.rpartition("/")
    if len(path) <= width:
        return path
    room = width - len(last) - 2
    if slash and room > 0:
        return f"{above[:room]}\u2026/{last}"
    return last if len(last) <= width else last[: width - 1] + "\u2026"


def _usual(number: int, code: Code, view: View, width: int) -> Content:
    return Content(f" {number} {_mark(code.path, view)} {fitted(code.path, max(12, width - 8))}")


def _proposal(number: int, proposal: Proposal, view: View, room: int) -> Content:
    chance = "" if proposal.probability is None else f"{proposal.probability:4.0%}"
    path = fitted(proposal.code, room)
    before = f" {number} {_mark(proposal.code, view)} {path:<{room}} {proposal.strength:<6} "
    line = Content(f"{before}{_bar(proposal)} {chance}")
    if proposal.code in view.rejected:
        line = line.stylize("strike", 6, 6 + len(path))
    return line.stylize("bold", 0, len(before)) if proposal.code in view.preselected else line


def _bar(proposal: Proposal) -> str:
    full = _FULL[proposal.strength]
    return "\u2588" * full + "\u2591" * (_BAR - full)


def _mark(path: str, view: View) -> str:
    return "[x]" if path in view.codes or path in view.preselected else "[ ]"


def _code(
    code: Code, offered: Collection[str], given: Collection[str], cursor: str | None, width: int
) -> Content:
    depth = code.path.count("/")
    sign = "x" if code.path in given else " "
    line = fitted(f"{sign} {'  ' * depth}{visible(code.label)}", width)
    style = "reverse" if code.path == cursor else "" if code.path in offered else "dim"
    return Content(line).stylize(style).stylize("bold" if code.path in given else "")
