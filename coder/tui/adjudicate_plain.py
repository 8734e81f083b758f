"""Settling disagreements line by line: works with a screen reader, a dumb terminal or a pipe.

One page per answer with what each coder gave, then a prompt. A line chooses (a coder's letter, + for all
the codes, . for none, digits for single ones) and may go on with the reason: `a the rule says so`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import ascii_lowercase

from coder.codebook import Codebook
from coder.errors import RequestError
from coder.project.adjudicating import Adjudication, Dispute, Side
from coder.tui.dialogue import Dialogue
from coder.tui.page import code_page, visible, wrapped
from coder.tui.terminal import ReadLine, line_reader, write_line

_WIDEST = 100
_LINE = re.compile(r"([a-z+.]|[1-9][1-9, ]*)(?:\s+(.*))?")
HELP = """\
a, b ...     what that coder said
+            all codes in dispute: what any of them said
.            none of the codes in dispute
1 to 9       choose single codes, or no longer
a why        any of these, with the reason after it, decides at once
Enter        decide as chosen: asks for the reason
,            leave it for later
-            take the last decision back
:            what the codes in dispute mean
=            show the answer again
?            this help
/            quit; everything is saved"""


@dataclass(frozen=True, slots=True)
class Settled:
    """What one sitting did: disputes settled, and those still left."""

    now: int
    left: int

    def __str__(self) -> str:
        """A sentence for the end."""
        differences = "difference" if self.now == 1 else "differences"
        return f"Settled {self.now:,} {differences} in this sitting, {self.left:,} left. Everything is saved."


def adjudicate(session: Adjudication, codebook: Codebook) -> Settled:
    """Settles with the person at this terminal, or with the lines of a pipe."""
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    with line_reader(frozenset(",:=?/-")) as read_line:
        return run(session, codebook, read_line=read_line, write=write_line, width=width)


def run(
    session: Adjudication,
    codebook: Codebook,
    *,
    read_line: ReadLine,
    write: Callable[[str], None],
    width: int = 80,
) -> Settled:
    """Settles until the input ends, the person quits or nothing is left; `write` gets lines."""
    before = session.settled
    try:
        _Plain(session, codebook, read_line, write, width).loop()
    except (EOFError, KeyboardInterrupt):
        write("")
    summary = Settled(max(0, session.settled - before), session.left)
    write(str(summary))
    return summary


class _Plain(Dialogue):
    def __init__(
        self,
        session: Adjudication,
        codebook: Codebook,
        read_line: ReadLine,
        write: Callable[[str], None],
        width: int,
    ) -> None:
        super().__init__(
            read_line, write, "A letter takes what that coder said, Enter decides, ? shows the keys, / quits."
        )
        self.session, self._codebook, self._width = session, codebook, width
        self._drawn: Dispute | None = None
        self._acts: Mapping[str, Callable[[], None]] = {
            "": self._done,
            ",": session.skip,
            "-": self._undo,
            ":": self._meaning,
            "=": self._show,
            "?": lambda: self._say(*HELP.splitlines()),
            "/": self._quit,
        }

    def _obey(self, line: str) -> None:
        self._acts[line]() if line in self._acts else self._choose(line)

    def _draw(self) -> None:
        dispute = self.session.current
        if dispute is None:
            self._say("", "Nothing is left to settle. Enter leaves; - takes the last decision back.")
        elif dispute is not self._drawn:
            self._say(*page(self.session, dispute, self._width))
        self._drawn = dispute

    def _choose(self, line: str) -> None:
        match = _LINE.fullmatch(line)
        if match is None:
            raise RequestError(f"'{line}' is no choice here. ? shows the keys.")
        choose(self.session, match[1])
        if match[2]:
            self.session.decide(match[2])
        else:
            self._say(outcome(self.session))

    def _done(self) -> None:
        if self.session.current is None:
            self._is_over = True
        elif self.session.chosen is None:
            self.session.decide("")
        else:
            self.session.decide(self._ask("Why? "))

    def _undo(self) -> None:
        self._drawn = None
        self._say("Taken back." if self.session.undo() else "There is no decision to take back.")

    def _meaning(self) -> None:
        for path in self.session.current.codes if self.session.current else ():
            self._say(*code_page(self._codebook.code(path), self._width))

    def _show(self) -> None:
        self._drawn = None

    def _quit(self) -> None:
        self._is_over = True


def choose(session: Adjudication, sign: str) -> None:
    """A coder's letter, "+" (all), "." (none) or digits; RequestError where the sign stands for nothing."""
    dispute = session.current
    if dispute is None:
        raise RequestError("Nothing is left to settle.")
    if sign == "+":
        session.take_all()
    elif sign == ".":
        session.take_none()
    elif sign[0].isdigit():
        _toggle(session, dispute, [int(digit) for digit in sign if digit.isdigit()])
    else:
        place = ascii_lowercase.index(sign)
        if place >= len(dispute.sides):
            raise RequestError(f"There is no coder {sign} here.")
        session.take(dispute.sides[place].coder)


def _toggle(session: Adjudication, dispute: Dispute, numbers: list[int]) -> None:
    for number in numbers:
        if number > len(dispute.codes):
            raise RequestError(f"There is no code {number} in dispute here.")
    for number in numbers:
        session.toggle(dispute.codes[number - 1])


def page(session: Adjudication, dispute: Dispute, width: int) -> list[str]:
    """Everything about one dispute, as lines."""
    question = dispute.source.question
    copies = len(dispute.copies)
    return [
        "",
        f"--- {visible(question.name)}; settled {session.settled:,}, left {session.left:,}",
        *([f"Question: {visible(question.text)}"] if question.text else []),
        "",
        *wrapped(dispute.source.text, width),
        "",
        *([f"{copies} identical answers: what you decide holds for all."] if copies > 1 else []),
        *([f"All gave: {', '.join(dispute.agreed)}"] if dispute.agreed else []),
        *(_side_by_side(number, path, dispute) for number, path in enumerate(dispute.codes, start=1)),
        *notes(dispute),
        outcome(session),
    ]


def notes(dispute: Dispute) -> list[str]:
    """What the coders noted on the answer."""
    return [f"{visible(side.coder)} notes: {visible(memo)}" for side in dispute.sides for memo in side.memos]


def outcome(session: Adjudication) -> str:
    """What would be decided now."""
    if session.chosen is None:
        return "Outcome: nothing chosen yet."
    codes = session.current.codes if session.current else ()
    return f"Outcome: {', '.join(path for path in codes if path in session.chosen) or 'none of them'}"


def said(side: Side, path: str, text: str, most: int = 40) -> str:
    """`yes`, with the words where only a part got the code, `no`, or `not asked`."""
    if path not in side.codes:
        return "no" if path in side.judged else "not asked"
    parts = [text[c.start : c.end] for c in side.codings if c.code == path and c.start is not None]
    quotes = ['"' + _short(" ".join(visible(part).split()), most) + '"' for part in parts]
    return " ".join(["yes", *quotes])


def letters(dispute: Dispute) -> list[tuple[str, Side]]:
    """Each coder's side with the letter that takes it."""
    return list(zip(ascii_lowercase, dispute.sides, strict=False))


def _side_by_side(number: int, path: str, dispute: Dispute) -> str:
    sides = (
        f"{letter} {visible(side.coder)}: {said(side, path, dispute.source.text)}"
        for letter, side in letters(dispute)
    )
    return f"  {number} {path}   {'   '.join(sides)}"


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most // 2]}…{words[-most // 2 + 1 :]}"
