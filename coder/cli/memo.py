"""`coder memo`: notes on codes, answers, passages, respondents and the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import many, show, talk
from coder.errors import RequestError

if TYPE_CHECKING:
    from coder.domain import Segment
    from coder.project import Project
    from coder.project.memos import About

app = typer.Typer(
    help="Note what you think: on a code, an answer, a respondent, the project.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Code = Annotated[
    str, typer.Option("--code", "-c", help="A code; with --case, the code or theme the memo sums up.")
]
Answer = Annotated[str, typer.Option("--source", "-s", metavar="NAME", help="An answer.")]
Start = Annotated[int | None, typer.Option("--from", min=0, help="First character of a part of the answer.")]
End = Annotated[int | None, typer.Option("--to", min=1, help="The character after its last.")]
Person = Annotated[str, typer.Option("--case", metavar="NAME", help="A respondent.")]
Id = Annotated[str, typer.Argument(help="The memo, as 'coder memo list' shows it.")]
Words = Annotated[str, typer.Argument(metavar="TEXT", help="What you note.")]


@app.command("add")
def add(
    text: Words,
    code: Code = "",
    source: Answer = "",
    start: Start = None,
    end: End = None,
    case: Person = "",
    project: options.ProjectFile = None,
    as_: options.As = "",
) -> None:
    """Note something; on the project where nothing else is named."""
    with options.opened(project) as opened:
        about, target, theme = _meant(opened, code, source, (start, end), case)
        memo = opened.memo(about or "project", target or "", text, coder=options.who(as_), theme=theme)
    talk(f"Noted as {memo.id[:8]}.")


@app.command("list")
def list_(
    code: Code = "",
    source: Answer = "",
    start: Start = None,
    end: End = None,
    case: Person = "",
    search: Annotated[str, typer.Option(help="Words that are all in the memo, in any case.")] = "",
    privacy: options.PrivacyOption = options.Privacy.honour,
    project: options.ProjectFile = None,
    shown: options.Shown = Format.table,
) -> None:
    """Show the memos, oldest first."""
    with options.opened(project) as opened:
        about, target, theme = _meant(opened, code, source, (start, end), case)
        found = opened.memos(about, target, theme=theme, search=search)
        rows = opened.memo_records(found, privacy=privacy.value)
    listed = [_row(row, shown) for row in rows]
    filled = [name for name in (listed or [{}])[0] if any(row[name] is not None for row in listed)]
    show(listed, shown, columns=filled if shown is Format.table else (), empty="No memo.")
    if len(rows) < len(found):
        left = many(len(found) - len(rows), "memo")
        talk(f"{left} on respondents who are not public not shown: --privacy 'as is' shows them.")


@app.command("edit")
def edit(id: Id, text: Words, project: options.ProjectFile = None, as_: options.As = "") -> None:
    """Put other words in place of a memo's."""
    with options.opened(project) as opened:
        opened.edit_memo(id, text, coder=options.who(as_))


@app.command("remove")
def remove(id: Id, project: options.ProjectFile = None, as_: options.As = "") -> None:
    """Take a memo away; 'coder memo undo' brings it back."""
    with options.opened(project) as opened:
        memo = opened.remove_memo(id, coder=options.who(as_))
    talk(f"Taken away. 'coder memo undo {memo.id[:8]}' brings it back.")


@app.command("undo")
def undo(id: Id, project: options.ProjectFile = None, as_: options.As = "") -> None:
    """Take back the last thing done to a memo: its removal, an edit, or the memo itself."""
    with options.opened(project) as opened:
        opened.undo_memo(id, coder=options.who(as_))


def _meant(
    project: Project, code: str, source: str, part: tuple[int | None, int | None], case: str
) -> tuple[About | None, str | Segment | None, str]:
    """What the options name, as (about, target, theme); all empty for nothing."""
    from coder.domain import Segment

    start, end = part
    if source and (case or code):
        raise RequestError("A memo is on an answer, or on a respondent or code. Name one of them.")
    if (start is None) != (end is None) or (start is not None and not source):
        raise RequestError("A part of an answer is named with --source, --from and --to.")
    if source and start is not None and end is not None:
        return "segment", Segment(project.source(source), start, end), ""
    if source:
        return "source", source, ""
    if case:
        return "case", case, code
    return ("code", code, "") if code else (None, None, "")


def _row(row: dict[str, Any], shown: Format) -> dict[str, Any]:
    if shown is Format.json:
        return row
    return {**row, "number": row["number"][:8], "at": row["at"][:16].replace("T", " ")}
