"""What python-docx has no word for: fields, bookmarks, hyperlinks, and what makes a table accessible.

Element names and their order are those of ECMA-376, part 1, chapter 17.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from docx.document import Document as File
    from docx.shape import InlineShape
    from docx.table import Table as Grid
    from docx.table import _Row
    from docx.text.paragraph import Paragraph as Line
    from docx.text.run import Run

_Xml: TypeAlias = Any
"""An element: what python-docx and the types of lxml say of it does not go together."""

_AFTER_BIDI = (
    *("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents"),
    *("w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap"),
    *("w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange"),
)
_AFTER_NUMBERS = (
    *("w:suppressLineNumbers", "w:pBdr", "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku"),
    *("w:wordWrap", "w:overflowPunct", "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi"),
    *_AFTER_BIDI,
)


def restyle(file: File, styles: bytes, language: str) -> None:
    """Replaces every style of the file by those of a styles part, and says what language it is in."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import parse_xml

    ours = parse_xml(styles)
    next(ours.iter(qn("w:lang"))).set(qn("w:val"), language)
    file.styles.element[:] = list(ours)


def modern(file: File) -> None:
    """Takes away what python-docx's template brings: Word's compatibility mode, and a preview of another file."""
    from docx.oxml.ns import qn

    for setting in file.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    links = file.part.package.rels
    for known in [known for known, link in links.items() if link.reltype.endswith("/thumbnail")]:
        del links[known]


def bookmark(line: Line, number: int) -> None:
    """Makes a heading a place that `jump` leads to."""
    start = _element("w:bookmarkStart", {"w:id": str(number), "w:name": _place(number)})
    line._p.insert_element_before(start, "w:r", "w:hyperlink")
    line._p.append(_element("w:bookmarkEnd", {"w:id": str(number)}))


def jump(line: Line, number: int, text: str) -> None:
    """A link within the file."""
    link = _element("w:hyperlink", {"w:anchor": _place(number), "w:history": "1"})
    link.append(line.add_run(text)._r)
    line._p.append(link)


def hyperlink(line: Line, known: str, address: str, text: str, *, strong: bool) -> None:
    """A link out of the file; `known` is the id of the address, the same wherever it is linked to."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    if known not in line.part.rels:
        line.part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, address, known, is_external=True)
    link = _element("w:hyperlink", {"r:id": known, "w:history": "1"})
    run = add(line, text, "Hyperlink")
    run.bold = strong or None
    link.append(run._r)
    line._p.append(link)


def styled(line: Line, style: str) -> Line:
    """The paragraph in the style with this id; python-docx looks through all styles for each name."""
    line._p.style = style
    return line


def add(line: Line, text: str = "", style: str = "") -> Run:
    """One more run in a paragraph, in the character style with this id."""
    run = line.add_run(text)
    if style:
        run._r.style = style
    return run


def field(line: Line, instruction: str, shown: str, style: str = "") -> None:
    """A value that Word works out; `shown` stands there until it does."""
    add(line, style=style)._r.append(_element("w:fldChar", {"w:fldCharType": "begin"}))
    add(line, style=style)._r.append(_instruction(instruction))
    add(line, style=style)._r.append(_element("w:fldChar", {"w:fldCharType": "separate"}))
    add(line, shown, style)
    add(line, style=style)._r.append(_element("w:fldChar", {"w:fldCharType": "end"}))


def counted(line: Line, kind: str, number: int) -> None:
    """The number in a caption, which Word keeps right when captions are added or moved."""
    field(line, f"SEQ {kind} \\* ARABIC", str(number), "Strong")


def field_around(lines: Sequence[Line], instruction: str) -> None:
    """A field whose result is whole paragraphs."""

    def _run(child: _Xml) -> _Xml:
        made = _element("w:r")
        made.append(child)
        return made

    begin = [
        _run(_element("w:fldChar", {"w:fldCharType": "begin"})),
        _run(_instruction(instruction)),
        _run(_element("w:fldChar", {"w:fldCharType": "separate"})),
    ]
    for run in begin:
        lines[0]._p.insert_element_before(run, "w:hyperlink")
    lines[-1]._p.append(_run(_element("w:fldChar", {"w:fldCharType": "end"})))


def bullet(line: Line) -> None:
    """Makes a paragraph of any style an entry of the bulleted list, its sign at the style's indent."""
    from docx.shared import Twips

    numbers = _element("w:numPr")
    numbers.append(_element("w:ilvl", {"w:val": "0"}))
    numbers.append(_element("w:numId", {"w:val": "1"}))
    properties = line._p.get_or_add_pPr()
    properties.insert_element_before(numbers, *_AFTER_NUMBERS)
    shape = line.paragraph_format
    indent = line.style.paragraph_format.left_indent if line.style else None
    shape.left_indent, shape.first_line_indent = Twips((indent.twips if indent else 0) + 360), Twips(-360)


def from_the_right(line: Line) -> None:
    """Sets a paragraph of a script that is written from the right."""
    properties = line._p.get_or_add_pPr()
    properties.insert_element_before(_element("w:bidi"), *_AFTER_BIDI)
    for run in line.runs:
        run.font.rtl = True


def header(row: _Row) -> None:
    """Repeats a row on every page and tells programs that read aloud that it heads the columns."""
    row._tr.get_or_add_trPr().append(_element("w:tblHeader"))


def whole(row: _Row) -> None:
    """Keeps a row on one page."""
    row._tr.get_or_add_trPr().append(_element("w:cantSplit"))


def on_one_page(grid: Grid, *, with_next: bool) -> None:
    """Keeps every row with the next, and the last `with_next` paragraph."""
    for row in grid.rows if with_next else grid.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def describe(grid: Grid, title: str, description: str, *, last_row: bool) -> None:
    """Title and description for those who do not see the table, and which parts its style sets off."""
    from docx.oxml.ns import qn

    properties = grid._tbl.tblPr
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    on = {"w:firstRow": "1", "w:lastRow": str(int(last_row)), "w:firstColumn": "1", "w:lastColumn": "0"}
    look = f"{0x20 + 0x80 + 0x600 + 0x40 * last_row:04X}"
    properties.append(_element("w:tblLook", {"w:val": look, **on, "w:noHBand": "1", "w:noVBand": "1"}))
    properties.append(_element("w:tblCaption", {"w:val": title}))
    properties.append(_element("w:tblDescription", {"w:val": description}))


def widths(grid: Grid, centimetres: Sequence[float]) -> None:
    """Sets the columns; Word wants it in the grid and in every cell."""
    from docx.shared import Cm

    for column, wide in zip(grid.columns, centimetres, strict=True):
        column.width = Cm(wide)
    for row in grid.rows:
        for cell, wide in zip(row.cells, centimetres, strict=True):
            cell.width = Cm(wide)


def alternative(shape: InlineShape, name: str, words: str) -> None:
    """A name and a text in place of the picture."""
    properties = shape._inline.docPr
    properties.set("name", name)
    properties.set("descr", words)


def _place(number: int) -> str:
    return f"_Toc{number:08}"


def _instruction(text: str) -> _Xml:
    made = _element("w:instrText", {"xml:space": "preserve"})
    made.text = f" {text} "
    return made


def _element(tag: str, attributes: dict[str, str] | None = None) -> _Xml:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(qn(name), value)
    return made
