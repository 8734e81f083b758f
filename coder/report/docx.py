"""A document as a Word file to be edited and published: real styles, headings, captions, alternative texts.

The looks are in templates/styles.xml; here blocks become paragraphs in those styles. The same document
gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files
from itertools import count
from typing import TYPE_CHECKING, Any

from coder.report import wordml as xml
from coder.report.content import (
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
    Words,
)
from coder.report.drawing import png
from coder.report.html import SIGNS, WORDS, href
from coder.report.printable import pieces, printable, right_to_left

if TYPE_CHECKING:
    from docx.document import Document as File
    from docx.shared import Length
    from docx.table import Table as Grid
    from docx.table import _Cell, _Row
    from docx.text.paragraph import Paragraph as Line

MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""The date in every file: the real one would make two files of one document differ."""

A4 = (21.0, 29.7)
MARGIN = 2.0
WIDTH, HEIGHT = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN - 3.0
"""Room for a picture; 3 cm of the page are for its caption and the footer."""
DEEPEST = 6
LISTED = 2
SHARPNESS = 3.0
DIGIT, BOLD = 0.17, 0.22
"""Centimetres that a sign of a table takes, about; in its heading."""
HEADING, MOST = 12, 45
"""Signs of a heading, and of a cell of words, from which on they may stand on several lines."""
_AMOUNT = re.compile(r"(?<=\d) %")
TOGETHER = 20
"""Rows of a table, or paragraphs of a box, up to which it stays on one page."""


def render(document: Document, *, explorer: str = "explorer.html") -> bytes:
    """The .docx file; links lead into the page `explorer` names, "" leaves them out."""
    writer = _Writer(document, explorer)
    out = io.BytesIO()
    writer.written().save(out)
    return _packed(out.getvalue())


def _packed(saved: bytes) -> bytes:
    """The same archive without the time of day in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()


class _Writer:
    """One document on its way into one file."""

    def __init__(self, document: Document, explorer: str) -> None:
        self.document = document
        self.href = partial(href, explorer)
        self.file = _blank(document)
        self.bookmark = partial(next, count(1))
        self.number = {"Table": count(1), "Figure": count(1)}
        self.links: dict[str, str] = {}
        self.inside = ""
        self.boxed: list[Line] = []
        self.write: dict[type, Callable[[Any], None]] = {
            Paragraph: self.paragraph,
            Bullets: self.bullets,
            Table: self.table,
            Picture: self.picture,
            Quote: self.quote,
            Box: self.box,
        }

    def written(self) -> File:
        """The file with everything in it."""
        self.line(self.document.title, "Title")
        if self.document.subtitle:
            self.line(self.document.subtitle, "Subtitle")
        if len(self.document.sections) > 1:
            self.contents()
        for section in self.document.sections:
            self.section(section, 1)
        if self.document.footer:
            self.line(self.document.footer, "Colophon")
        self.page_footer()
        return self.file

    def line(self, text: str, style: str) -> Line:
        """A paragraph of plain text."""
        return self.runs((Run(text),), style)

    def runs(self, words: Words, style: str) -> Line:
        """A paragraph of runs, from the right where its words are."""
        line = self.new(style)
        self.fill(line, words)
        return line

    def new(self, style: str) -> Line:
        """An empty paragraph; what stands in a box is remembered, to be kept together."""
        line = xml.styled(self.file.add_paragraph(), style)
        if self.inside:
            self.boxed.append(line)
        return line

    def fill(self, line: Line, words: Words) -> None:
        """Puts the runs into a paragraph, and turns it where they read from the right."""
        for run in words:
            self.run(line, run)
        if right_to_left("".join(run.text for run in words)):
            xml.from_the_right(line)

    def run(self, line: Line, run: Run) -> None:
        """One run, as a hyperlink where it leads somewhere."""
        if address := self.href(run.link):
            known = self.links.setdefault(address, f"link{len(self.links) + 1}")
            xml.hyperlink(line, known, address, _said(run.text), strong=run.strong)
        elif run.text:
            xml.add(line, _said(run.text), "Strong" if run.strong else "")

    def section(self, section: Section, level: int) -> None:
        """A heading with what stands below it."""
        heading = self.line(section.title, f"Heading{min(level, DEEPEST)}")
        if level <= LISTED:
            xml.bookmark(heading, self.bookmark())
        for block in section.blocks:
            if isinstance(block, Section):
                self.section(block, level + 1)
            else:
                self.write[type(block)](block)

    def contents(self) -> None:
        """A table of contents that is filled already and that Word can renew."""
        self.line("Contents", "TOCHeading")
        entries = [self.runs((), f"TOC{level}") for level, _ in _headings(self.document.sections)]
        for number, (line, (_, title)) in enumerate(
            zip(entries, _headings(self.document.sections), strict=True), 1
        ):
            xml.jump(line, number, _said(title))
        xml.field_around(entries, f'TOC \\o "1-{LISTED}" \\h \\n \\z')

    def paragraph(self, block: Paragraph) -> None:
        """Running text; inside a box in the box's style."""
        self.runs(block.words, self.inside or "Normal")

    def bullets(self, block: Bullets) -> None:
        """A list; inside a box it keeps the box's border and shade."""
        for item in block.items:
            line = self.runs(item, self.inside or "ListBullet")
            if self.inside:
                xml.bullet(line)

    def caption(self, kind: str, text: str, style: str) -> None:
        """`Table 1: ...` with a number that Word counts."""
        line = xml.styled(self.file.add_paragraph(), style)
        xml.add(line, f"{kind} ", "Strong")
        xml.counted(line, kind, next(self.number[kind]))
        xml.add(line, ": ", "Strong")
        xml.add(line, _said(text))
        line.paragraph_format.keep_with_next = kind == "Table"

    def table(self, block: Table) -> None:
        """Caption, grid with a header row that is repeated on every page, notes."""
        self.caption("Table", block.caption, "Caption")
        grid = self.file.add_table(0, len(block.head), "Report Table")
        head = Row(tuple(Run(name) for name in block.head))
        for row in (head, *block.rows):
            self.row(grid, row, block.numbers)
        if len(block.rows) <= TOGETHER:
            xml.on_one_page(grid, with_next=bool(block.notes))
        xml.header(grid.rows[0])
        total = bool(block.rows) and block.rows[-1].total
        xml.describe(grid, _said(block.caption), _shape(block), last_row=total)
        xml.widths(grid, _widths(block))
        for note in block.notes:
            self.line(note, "TableNote")

    def row(self, grid: Grid, row: Row, numbers: frozenset[int]) -> None:
        """One line of a table, which no page break cuts."""
        made: _Row = grid.add_row()  # type: ignore[no-untyped-call]
        xml.whole(made)
        for place, (cell, run) in enumerate(zip(made.cells, row.cells, strict=False)):
            self.cell(cell, Run(run.text, run.link, run.strong or row.total), place in numbers)

    def cell(self, cell: _Cell, run: Run, number: bool) -> None:
        """One cell; numbers are set flush right."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        line = xml.styled(cell.paragraphs[0], "TableText")
        self.fill(line, (Run(_AMOUNT.sub("\u00a0%", run.text), run.link, run.strong),))
        if number:
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def picture(self, block: Picture) -> None:
        """A drawing as PNG with its words, and its caption below."""
        line = xml.styled(self.file.add_paragraph(), "Figure")
        shape = line.add_run().add_picture(io.BytesIO(png(block, scale=SHARPNESS)))
        shape.width, shape.height = _fitted(shape.width, shape.height)
        xml.alternative(shape, printable(block.name), printable(block.alternative))
        self.caption("Figure", block.caption or block.name, "FigureCaption")

    def quote(self, block: Quote) -> None:
        """What somebody wrote with the coded parts set off, and who it was; in a box in italics."""
        line = self.new(self.inside or "Quote")
        for piece, marked in pieces(block.text, block.marks):
            run = xml.add(line, _said(piece), "Coded" if marked else "")
            run.italic = bool(self.inside) or None
        if right_to_left(block.text):
            xml.from_the_right(line)
        if block.who or self.href(block.link):
            line.paragraph_format.keep_with_next = True
            who = Run(block.who or "Read in context", block.link)
            self.runs((Run("— "), who), self.inside or "QuoteSource")

    def box(self, block: Box) -> None:
        """Shaded paragraphs behind a border, with a title that says what kind of box it is."""
        outer, self.inside, self.boxed = self.inside, f"Box{block.kind.title()}", []
        self.line(f"{SIGNS[block.kind]} {WORDS[block.kind]}: {block.title}", f"{self.inside}Title")
        for inner in block.blocks:
            if isinstance(inner, Section):
                self.section(inner, DEEPEST)
            else:
                self.write[type(inner)](inner)
        self.inside = outer
        for line in self.boxed[:-1] if len(self.boxed) <= TOGETHER else ():
            line.paragraph_format.keep_with_next = True

    def page_footer(self) -> None:
        """The title and the page on every page."""
        line = self.file.sections[0].footer.paragraphs[0]
        xml.add(xml.styled(line, "Footer"), _said(self.document.title) + "\tPage ")
        xml.field(line, "PAGE", "1")
        xml.add(line, " of ")
        xml.field(line, "NUMPAGES", "1")


def _blank(document: Document) -> File:
    """An empty A4 file with our styles, its title and its language."""
    import docx
    from docx.shared import Cm

    made = docx.Document()
    styles = files("coder.report").joinpath("templates", "styles.xml").read_bytes()
    xml.restyle(made, styles, document.language)
    xml.modern(made)
    page = made.sections[0]
    page.page_width, page.page_height = Cm(A4[0]), Cm(A4[1])
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN)
    core = made.core_properties
    core.title, core.subject = _said(document.title)[:255], _said(document.subtitle)[:255]
    core.author = core.comments = core.last_modified_by = core.keywords = ""
    core.language, core.created, core.modified = document.language, MADE, MADE
    return made


def _fitted(width: int, height: int) -> tuple[Length, Length]:
    """The size of a drawing on paper: its own, 96 of its units to the inch, or what the page has room for."""
    from docx.shared import Cm, Emu

    fit = min(72 / 96 / SHARPNESS, Cm(WIDTH) / width, Cm(HEIGHT) / height)
    return Emu(round(width * fit)), Emu(round(height * fit))


def _said(text: str) -> str:
    """Words as Word can hold them; a line end of two characters is one line end."""
    return printable(text).replace("\r\n", "\n")


def _headings(sections: Iterable[object], level: int = 1) -> Iterator[tuple[int, str]]:
    for section in sections:
        if isinstance(section, Section):
            yield level, section.title
            if level < LISTED:
                yield from _headings(section.blocks, level + 1)


def _shape(block: Table) -> str:
    columns = ", ".join(name for name in block.head if name)
    return _said(f"{len(block.rows)} rows below a header row. Columns: {columns}.")


def _widths(block: Table) -> list[float]:
    """Centimetres per column: numbers on one line if the page allows it, the rest for words by their length."""
    needs = [_need(block, n) for n in range(len(block.head))]
    numbers = sum(need for n, need in enumerate(needs) if n in block.numbers)
    words = sum(needs) - numbers
    room = max(WIDTH - numbers, 3.0) if words else 0.0
    return [
        need * ((WIDTH - room) / numbers if n in block.numbers and numbers > WIDTH - room else 1.0)
        if n in block.numbers
        else need * room / words
        for n, need in enumerate(needs)
    ]


def _need(block: Table, column: int) -> float:
    """Centimetres for the longest cell, up to three lines of words, and for the words of its heading."""
    longest = max((len(row.cells[column].text) for row in block.rows if column < len(row.cells)), default=0)
    name = block.head[column]
    heading = max(min(len(name), HEADING), *map(len, [*name.split(), ""])) * BOLD
    return max(min(longest, MOST) * DIGIT, heading) + 0.5
