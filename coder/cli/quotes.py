"""`coder quotes`: what was said under a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import many, show, talk, visible

if TYPE_CHECKING:
    from coder.project.quotes import Quote


def quotes(
    code: Annotated[str, typer.Argument(help="A code; those below it count too.")],
    and_: Annotated[
        list[str] | None, typer.Option("--and", help="The answer must also have this code.")
    ] = None,
    not_: Annotated[
        list[str] | None, typer.Option("--not", help="The answer must not have this code.")
    ] = None,
    where: options.WhereOption = None,
    coder: Annotated[str | None, typer.Option("--coder", help="Only this coder's codings.")] = None,
    privacy: options.PrivacyOption = options.Privacy.honour,
    project: options.ProjectFile = None,
    shown: options.Shown = Format.table,
) -> None:
    """Show what was said under a code, with respondent, variables and coder."""
    with options.opened(project) as opened:
        found = opened.quotes(
            code,
            with_codes=and_ or (),
            without=not_ or (),
            where=options.where(where),
            coder=coder,
            privacy=privacy.value,
        )
    if shown is Format.table:
        for quote in found:
            _tell(quote)
        people = {quote.source.case.name for quote in found}
        talk(f"{many(len(found), 'passage')} from {many(len(people), 'respondent')}.")
    else:
        show([_row(quote) for quote in found], shown)


def _tell(quote: Quote) -> None:
    case, coding = quote.source.case, quote.coding
    variables = ", ".join(f"{name} {value}" for name, value in case.values.items() if value is not None)
    about = " · ".join(part for part in (quote.code, quote.source.name, variables, coding.coder) if part)
    typer.echo(visible(about))
    for line in quote.text.splitlines() or ["(confidential)"]:
        typer.echo(f"    {visible(line)}")
    typer.echo("")


def _row(quote: Quote) -> dict[str, Any]:
    source, coding = quote.source, quote.coding
    facts = {
        "quote": quote.text,
        "code": quote.code,
        "case": source.case.name,
        "source": source.name,
        "question": source.question.name,
        "coder": coding.coder,
        "origin": coding.origin,
        "start": coding.start,
        "end": coding.end,
    }
    return {
        **facts,
        **{f"variable:{name}": value for name, value in {**source.case.values, **source.values}.items()},
    }
