"""What a document holds, ready to be drawn: blocks that HTML and DOCX render from the same records.

Every string here is plain text, people's words included; a renderer escapes, nobody else does. A link is
a fragment of the explorer page (`#code=access%2Fwaiting`), so that a number leads to the words behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style; `link` is an explorer fragment beginning with `#`, "" for none."""

    text: str
    link: str = ""
    strong: bool = False


Words = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    words: Words


@dataclass(frozen=True, slots=True)
class Bullets:
    """An unordered list, one entry each."""

    items: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; `total` sets it apart."""

    cells: tuple[Run, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row; its first column heads the rows. `numbers`: columns set flush right.

    Renderers number tables and figures: a caption says "Respondents by organisation", not "Table 1: ...".
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: its drawing as SVG, and in words for those who do not see it."""

    name: str
    svg: str
    alternative: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote; `marks` are the coded parts within `text`, in code points."""

    text: str
    who: str
    marks: tuple[tuple[int, int], ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """Set apart from the text: figures that do not add up, an answer that is still owed, a remark."""

    kind: Literal["difference", "gap", "note"]
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it; sections nest."""

    title: str
    blocks: tuple[Block, ...]
    anchor: str = ""


Block = Paragraph | Bullets | Table | Picture | Quote | Box | Section


@dataclass(frozen=True, slots=True)
class Document:
    """A whole summary of responses. `language` is a BCP 47 tag; `footer` says what it was made from."""

    title: str
    sections: tuple[Section, ...]
    subtitle: str = ""
    language: str = "en"
    footer: str = ""
