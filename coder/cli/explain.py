"""`coder explain`: the words of an answer that speak for a code, and those that speak against it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import show, talk, visible

if TYPE_CHECKING:
    from coder.tagging.evidence import Explanation, Part

_CLEAR = 0.25
"""Of the strongest word's value: weaker words are not marked."""


def explain(
    source: Annotated[str, typer.Argument(help="The answer's name.")],
    code: Annotated[str, typer.Argument(help="A code.")],
    project: options.ProjectFile = None,
    shown: options.Shown = Format.table,
) -> None:
    """Print an answer with the words that counted for or against a code; they sum to the score."""
    from coder.project.sentences import spans

    with options.opened(project) as opened:
        why, language = opened.explain(source, code), str(opened.config()["language"])
    if shown is not Format.table:
        show([_row(why, part) for part in why.words()], shown)
        return
    typer.echo(_marked(why, colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ))
    side = "above" if why.score > 0 else "not above"
    talk(
        f"{why.code}: score {why.score:+.3f}, {side} the threshold (0). Words together "
        f"{why.score - why.baseline:+.3f}, everything else {why.baseline:+.3f}."
    )
    parts = why.over(spans(why.text, language))
    if len(parts) > 1:
        best = max(parts, key=lambda part: part.value)
        talk(f"Best sentence ({best.value:+.3f}): {visible(why.text[best.start : best.end])}")


def _row(why: Explanation, part: Part) -> dict[str, Any]:
    return {"word": why.text[part.start : part.end], "start": part.start, "end": part.end, "adds": part.value}


def _marked(why: Explanation, *, colour: bool) -> str:
    """The answer with `[word +0.12]` around what counted, or in green and red."""
    words = why.words()
    least = _CLEAR * max((abs(part.value) for part in words), default=0.0)
    pieces, at = [], 0
    for part in words:
        if abs(part.value) < least or not part.value:
            continue
        word = visible(why.text[part.start : part.end])
        tint = typer.colors.GREEN if part.value > 0 else typer.colors.RED
        marked = typer.style(word, fg=tint, bold=True) if colour else f"[{word} {part.value:+.2f}]"
        pieces += [visible(why.text[at : part.start]), marked]
        at = part.end
    return "".join([*pieces, visible(why.text[at:])])
