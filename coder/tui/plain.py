"""Reviewing line by line: works with a screen reader, a dumb terminal or a pipe, and needs no drawing.

One page per answer, then a prompt. A line is a decision: nothing (Enter) accepts what is shown, digits
turn suggestions on and off, a sign is a command, and any word is searched among the codes. Every line
is saved before the next prompt; the end of input or Ctrl-C ends the review with everything kept.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.codebook import resembles
from coder.domain import Code, Source
from coder.errors import RequestError, listed
from coder.review.keys import Keymap
from coder.review.search import find_codes
from coder.review.session import ReviewSession
from coder.review.view import View
from coder.tui.commands import Commands
from coder.tui.dialogue import Dialogue
from coder.tui.page import answer_page, code_line, code_page, decided_page, explained, who_page
from coder.tui.terminal import ReadLine, line_reader, write_line
from coder.tui.turning import BLIND_ADVICE, NO_CODES, NO_MAKING, redo, undo, waiting

if TYPE_CHECKING:
    from coder.project.advice import Advice
    from coder.project.making import CodeMaker

_QUOTED = re.compile(r'(.+?)\s*"([^"]+)"\s*')
_MOST_LISTED = 9
_WIDEST = 100


HELP = """\
Enter        accept what is marked [x] and go on (blind: the answer is read)
1 to 9       turn a suggestion on or off; several at once: 13 (blind: your usual codes)
words        add the code that fits: wait finds access/waiting time
words "..."  add it to those words of the answer only
-words       take the code away, or say no to it
+words       search words that begin with a digit or a sign"""


@dataclass(frozen=True, slots=True)
class Summary:
    """What one sitting did: answers settled (identical ones included) and those still left."""

    read: int
    left: int
    to_grid: bool = False

    def __str__(self) -> str:
        """A sentence for the end."""
        answers = "answer" if self.read == 1 else "answers"
        return f"Read {self.read:,} {answers} in this sitting, {self.left:,} left. Everything is saved."


def review(
    session: ReviewSession,
    *,
    definitions: bool = False,
    single_keys: bool = True,
    maker: CodeMaker | None = None,
    advise: Callable[[], Advice | None] | None = None,
    others: Callable[[Source], Sequence[Source]] = lambda source: (),
    keymap: Keymap | None = None,
) -> Summary:
    """Reviews with the person at this terminal, or with the lines of a pipe.

    `single_keys` off asks for Enter after every line, which some screen readers prefer. Without `maker` no
    code can be made here, without `advise` nothing is said of when to stop; `others` gives the same respondent's
    other answers. `keymap` has the keys that were chosen for the review screen.
    """
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    commands = Commands(keymap.chosen if keymap else None)
    with line_reader(commands.instant, single_keys=single_keys) as read_line:
        return run(
            session,
            read_line=read_line,
            write=write_line,
            width=width,
            definitions=definitions,
            maker=maker,
            advise=advise,
            others=others,
            commands=commands,
        )


def run(
    session: ReviewSession,
    *,
    read_line: ReadLine,
    write: Callable[[str], None],
    width: int = 80,
    definitions: bool = False,
    maker: CodeMaker | None = None,
    advise: Callable[[], Advice | None] | None = None,
    others: Callable[[Source], Sequence[Source]] = lambda source: (),
    commands: Commands | None = None,
) -> Summary:
    """Reviews until the input ends, the user quits or nothing is left; `write` gets lines."""
    before = session.progress.read
    front = _Plain(
        session, read_line, write, width, definitions, maker, advise, others, commands or Commands()
    )
    try:
        front.loop()
    except (EOFError, KeyboardInterrupt):
        write("")
    tally = session.progress
    summary = Summary(max(0, tally.read - before), tally.left)
    write(str(summary))
    return summary


class _Plain(Dialogue):
    def __init__(
        self,
        session: ReviewSession,
        read_line: ReadLine,
        write: Callable[[str], None],
        width: int,
        definitions: bool,
        maker: CodeMaker | None,
        advise: Callable[[], Advice | None] | None,
        others: Callable[[Source], Sequence[Source]],
        commands: Commands,
    ) -> None:
        sign = commands.sign
        super().__init__(
            read_line,
            write,
            f"Enter accepts and goes on, {sign('help')} shows the keys, {sign('quit')} quits.",
        )
        self._commands = commands
        self._others = others
        self._maker, self._advise, self._confirmed = maker, advise, ""
        self.session, self._width, self._definitions = session, width, definitions
        self._drawn: View | None = None
        self._texts = {"define": self._define, "memo": self._memo, "new": self._new}
        self._acts: dict[str, Callable[[], None]] = {
            "none": session.none,
            "uncodable": session.uncodable,
            "skip": session.skip,
            "flag": self._flag,
            "undo": self._undo,
            "redo": self._redo,
            "back": self._back,
            "forward": self._forward,
            "show": self._show,
            "codes": self._codes,
            "variables": self._variables,
            "explain": self._explain,
            "advice": self._advice,
            "help": self._help,
            "quit": self._quit,
        }

    def _draw(self) -> None:
        """The whole page for another answer, only what was decided for the same one."""
        view, before, sign = self.session.current, self._drawn, self._commands.sign
        if view is None:
            self._say(
                "", f"Nothing is left to read. Enter leaves; {sign('undo')} undoes, {sign('back')} goes back."
            )
        elif before is None or (before.source, before.outcome) != (view.source, view.outcome):
            definitions = self.session.codebook if self._definitions else None
            self._say(
                *answer_page(view, self._width, definitions, self.session.frequent if view.blind else ())
            )
            self._say(*([] if self.session.codebook.codes else [NO_CODES]))
        elif view != before:
            self._say(*decided_page(view))
        self._drawn = view

    def _obey(self, line: str) -> None:
        command, text = self._commands.read(line)
        if command and command.takes_text:
            self._texts[command.word](text)
        elif command:
            self._acts[command.word]()
        elif not line:
            self._done()
        elif re.fullmatch(r"[1-9][1-9, ]*", line):
            self._toggle([int(digit) for digit in line if digit.isdigit()])
        elif line.startswith("-"):
            self._take_away(line[1:])
        else:
            self._add(line.removeprefix("+"))

    # Decisions

    def _done(self) -> None:
        if self.session.current is None:
            self._is_over = True
        else:
            self.session.done()

    def _toggle(self, numbers: list[int]) -> None:
        view = self._view()
        usual = [code.path for code in self.session.frequent] if view.blind else []
        offered = usual if view.blind else [proposal.code for proposal in view.proposals]
        for number in numbers:
            if number > len(offered):
                raise RequestError(f"There is no suggestion {number} here.")
        for number in numbers:
            self.session.toggle(offered[number - 1])

    def _add(self, text: str) -> None:
        quoted = _QUOTED.fullmatch(text)
        words, codes = (quoted[1] if quoted else text).strip(), self.session.choices
        if self._maker and self._view() and not find_codes(words, codes).codes:
            code: Code | None = self._asked_for(words)
        else:
            code = self._search(words, codes)
        if code is None:
            return
        start, end = self._place(quoted[2]) if quoted else (None, None)
        self.session.add(code.path, start, end)
        self._say(f"+ {code_line(code)}")

    def _asked_for(self, path: str) -> Code:
        """Words that fit no code may be a slip of the finger: the same line again makes them one."""
        if self._confirmed != path:
            self._confirmed = path
            shown = self._commands.sign("codes")
            raise RequestError(
                f"No code here fits '{path}'. The same line again makes it one; {shown} lists them."
            )
        return self._made(path)

    def _made(self, path: str) -> Code:
        assert self._maker
        self._confirmed = ""
        self.session.use_codebook(*self._maker.make(path))
        return self.session.codebook.find(path)

    def _place(self, words: str) -> tuple[int, int]:
        text = self._view().source.text
        times = text.count(words)
        if times != 1:
            found = "are not" if not times else f"are {times} times"
            raise RequestError(f'The words "{words}" {found} in the answer. Quote a part that is there once.')
        return text.index(words), text.index(words) + len(words)

    def _take_away(self, text: str) -> None:
        view = self._view()
        proposed = [proposal.code for proposal in view.proposals]
        here = [code for code in self.session.codebook.codes if code.path in {*view.codes, *proposed}]
        code = self._search(text, here)
        if code is not None:
            (self.session.reject if code.path in proposed else self.session.remove)(code.path)
            self._say(f"- {code_line(code)}")

    def _search(self, text: str, codes: list[Code]) -> Code | None:
        """The code meant; asks when several fit. None when the person thinks better of it."""
        found = find_codes(text, codes)
        if not found.codes:
            raise RequestError(
                f"No code here fits '{text.strip()}'. {self._commands.sign('codes')} lists them."
            )
        if found.sure:
            return found.codes[0]
        several = found.codes[:_MOST_LISTED]
        self._say(*(f"  {number} {code_line(code)}" for number, code in enumerate(several, start=1)))
        chosen = self._ask("Which? Enter takes 1, 0 none: ") or "1"
        if chosen.isdecimal() and 1 <= int(chosen) <= len(several):
            return several[int(chosen) - 1]
        self._say("None added." if chosen == "0" else f"'{chosen}' is none of these: nothing was changed.")
        return None

    # Going back

    def _undo(self) -> None:
        self._say(undo(self.session, self._maker))

    def _redo(self) -> None:
        self._say(redo(self.session, self._maker))

    def _back(self) -> None:
        if not self.session.back():
            self._say("This is the first answer you read.")

    def _forward(self) -> None:
        if not self.session.forward():
            self._say("This is the answer to read now.")

    # Looking

    def _view(self) -> View:
        if self.session.current is None:
            raise RequestError("Nothing is left to read.")
        return self.session.current

    def _show(self) -> None:
        self._drawn = None

    def _codes(self) -> None:
        self._say(*(f"  {code_line(code)}" for code in self.session.choices))

    def _define(self, text: str) -> None:
        proposed = [self.session.codebook.code(proposal.code) for proposal in self._view().proposals]
        code = self._search(text, self.session.choices) if text else None
        for each in [code] if code else proposed:
            self._say(*code_page(each, self._width))
        if not text and not proposed:
            self._say(
                f"There are no suggestions here. {self._commands.sign('define')}wait explains the code that fits 'wait'."
            )

    def _variables(self) -> None:
        source = self._view().source
        self._say(*who_page(source, self._others(source)))

    def _explain(self) -> None:
        self._say(*explained(self._view()))

    def _advice(self) -> None:
        if self.session.current is not None and self.session.current.blind:
            raise RequestError(BLIND_ADVICE)
        found = self._advise() if self._advise else None
        self._say(*(found.lines() if found else [waiting(None)]))

    def _new(self, path: str) -> None:
        self._view()
        if self._maker is None or not path:
            needs = f"A new code needs a path: {self._commands.sign('new')}access/lifts."
            raise RequestError(needs if self._maker else NO_MAKING)
        alike = resembles(self.session.codebook, path)
        if alike and self._confirmed != path:
            self._confirmed = path
            raise RequestError(
                f"'{path}' resembles {listed(alike)}. The same line again makes it all the same."
            )
        self.session.add(self._made(path).path)
        self._say(f"+ {path}, a new code")

    def _flag(self) -> None:
        self.session.flag()
        self._say("Flagged." if self._view().flagged else "No longer flagged.")

    def _memo(self, text: str) -> None:
        if not text:
            raise RequestError(f"A memo needs words: {self._commands.sign('memo')}what you want to note.")
        self.session.memo(text)
        self._say("Noted.")

    def _help(self) -> None:
        self._say(*HELP.splitlines(), *self._commands.help_lines())

    def _quit(self) -> None:
        self._is_over = True
