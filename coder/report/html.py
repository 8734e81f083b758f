"""A document as one HTML page: no script, no other file, nothing from a network; for screens and paper.

The template knows how each block looks; here the document gets what a page needs beyond it: identifiers,
levels and numbers. Everything written by people passes through autoescape.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from itertools import count
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

from coder.report.content import Block, Document, Picture, Section
from coder.report.drawing import described
from coder.report.printable import pieces, printable

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

SIGNS = {"difference": "≠", "gap": "?", "note": "i"}
WORDS = {"difference": "Difference", "gap": "Still open", "note": "Note"}
"""What a box is called, so that neither colour nor a sign has to say it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its place in the page: `level` of its heading (2 to 6) and an `id` of its own."""

    id: str
    title: str
    level: int
    blocks: tuple[Block | Part, ...]


Item: TypeAlias = Block | Part


def render(document: Document, *, explorer: str = "explorer.html") -> str:
    """The page; links lead into the page `explorer` names, "" leaves them out."""
    taken = {"content", "contents"}
    parts = [_part(section, 2, str(n), taken) for n, section in enumerate(document.sections, 1)]
    page = _environment().get_template("summary.html")
    text = page.render(
        document=document,
        parts=parts,
        href=partial(href, explorer),
        table_number=partial(next, count(1)),
        figure_number=partial(next, count(1)),
        box_number=partial(next, count(1)),
    )
    return printable(text)


def href(explorer: str, link: str) -> str:
    """Where a run's link leads; "" for anything that is no fragment, so that words never become an address."""
    return quote(explorer, safe="/:?=&%~") + link if explorer and link.startswith("#") else ""


def _part(section: Section, level: int, path: str, taken: set[str]) -> Part:
    name = _free("-".join(section.anchor.split()) or f"section-{path}", taken)
    blocks = [
        _part(block, min(level + 1, 6), f"{path}-{n}", taken) if isinstance(block, Section) else block
        for n, block in enumerate(section.blocks, 1)
    ]
    return Part(name, section.title, level, tuple(blocks))


def _free(name: str, taken: set[str]) -> str:
    found = next(each for n in count(1) if (each := name if n == 1 else f"{name}-{n}") not in taken)
    taken.add(found)
    return found


def _kind(block: Item) -> str:
    return type(block).__name__.lower()


def _parts(blocks: Iterable[Item]) -> list[Part]:
    return [block for block in blocks if isinstance(block, Part)]


def _drawing(picture: Picture, number: int) -> Markup:
    from markupsafe import Markup

    return Markup(described(picture, f"figure-{number}"))


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("coder.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"kind": _kind, "parts": _parts, "pieces": pieces, "drawing": _drawing}
    made.globals |= {"signs": SIGNS, "box_words": WORDS}
    return made
