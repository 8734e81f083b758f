"""The Word file: real styles and numbers, words for what is drawn, and LibreOffice reads it as we meant it."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document as File
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from coder.report.charts import Bar, themes
from coder.report.content import Bullets, Document, Picture, Quote, Row, Run, Section, Table
from coder.report.content import Paragraph as Par
from coder.report.docx import render
from coder.report.printable import printable

from .documents import ANY, CONTROL, DRAWING, HOSTILE, LONG, document, full, table, words

OFFICE, TO_TEXT = shutil.which("soffice") or "", shutil.which("pdftotext") or ""


def opened(made: Document, explorer: str = "explorer.html") -> File:
    """The file as python-docx reads it."""
    return docx.Document(io.BytesIO(render(made, explorer=explorer)))


def styled(file: File, style: str) -> list[str]:
    """Text of the paragraphs in a style, links included."""
    return [line.text for line in file.paragraphs if line.style and line.style.name == style]


def values(file: File, tag: str, attribute: str) -> list[str | None]:
    """An attribute of every element with this tag, in order."""
    return [each.get(qn(attribute)) for each in file.element.body.iter(qn(tag))]


def test_headings_are_headings() -> None:
    file = opened(full())
    assert styled(file, "Title") == ["Summary of responses"]
    assert styled(file, "Heading 1") == ["Background", "Outcome", "Themes"]
    assert styled(file, "Heading 2") == ["Opening hours"]


def test_every_style_named_is_there() -> None:
    file = opened(full())
    known = {style.style_id for style in file.styles}
    used = {value for tag in ("pStyle", "rStyle", "tblStyle") for value in values(file, f"w:{tag}", "w:val")}
    assert used <= known


def test_the_contents_lead_to_the_headings() -> None:
    file = opened(full())
    assert styled(file, "toc 1") == ["Background", "Outcome", "Themes"]
    assert styled(file, "toc 2") == ["Opening hours"]
    anchors = [name for name in values(file, "w:hyperlink", "w:anchor") if name]
    assert anchors == values(file, "w:bookmarkStart", "w:name")


def test_captions_are_counted_by_word() -> None:
    file = opened(full())
    assert styled(file, "Caption") == ["Table 1: Respondents by organisation", "Table 2: In a box"]
    assert styled(file, "Figure Caption") == ["Figure 1: Themes by share"]
    fields = [each.text.strip() for each in file.element.body.iter(qn("w:instrText"))]
    assert [each for each in fields if each.startswith("SEQ")] == [
        "SEQ Table \\* ARABIC",
        "SEQ Figure \\* ARABIC",
        "SEQ Table \\* ARABIC",
    ]


def test_every_field_that_begins_ends() -> None:
    kinds = values(opened(full()), "w:fldChar", "w:fldCharType")
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") == 4


def test_a_table_holds_its_cells_and_repeats_its_header() -> None:
    grid = opened(document(table())).tables[0]
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [
        ["Organisation", "Responses", "% of total"],
        ["Charity", "3", "75\xa0%"],
        ["Media", "1", "25\xa0%"],
        ["Total", "4", "100\xa0%"],
    ]
    assert [len(row._tr.findall(f".//{qn('w:tblHeader')}")) for row in grid.rows] == [1, 0, 0, 0]


def test_a_table_is_described_for_those_who_do_not_see_it() -> None:
    file = opened(document(table()))
    assert values(file, "w:tblCaption", "w:val") == ["Respondents by organisation"]
    assert values(file, "w:tblDescription", "w:val") == [
        "3 rows below a header row. Columns: Organisation, Responses, % of total."
    ]


def test_a_picture_has_its_words() -> None:
    (shape,) = opened(full()).inline_shapes
    assert shape._inline.docPr.get("descr") == "Opening hours: 41 %, interval 35 to 47 %."


def test_a_tall_picture_fits_on_its_page() -> None:
    tall = DRAWING.replace('height="60" viewBox="0 0 300 60"', 'height="3000" viewBox="0 0 300 3000"')
    file = opened(document(Picture("tall", tall, "words")))
    (shape,) = file.inline_shapes
    assert shape.height.cm < 24
    assert shape.height / shape.width == pytest.approx(10, rel=0.01)


def test_bullets_quotes_and_boxes_are_in_their_styles() -> None:
    file = opened(full())
    assert styled(file, "List Bullet") == ["on paper", "on the web"]
    assert styled(file, "Quote") == ["Please open longer on Sunday."]
    assert styled(file, "Box Difference Title") == ["≠ Difference: Received and classified"]
    assert styled(file, "Box Difference") == [
        "44 received, 43 in the table: 1 fewer.",
        "one came late",
    ]
    assert styled(file, "Box Gap Title")[0] == "? Still open: What we did about opening hours"


def test_coded_parts_of_a_quote_are_set_off() -> None:
    file = opened(document(Quote("Nice 🙂, open longer", "A charity", ((8, 19),))))
    (quote,) = [line for line in file.paragraphs if line.style and line.style.name == "Quote"]
    assert [run.text for run in quote.runs if run.style and run.style.name == "Coded"] == ["open longer"]


def test_numbers_lead_into_the_explorer() -> None:
    file = opened(full(), explorer="my explorer.html")
    leading = [link.address for line in file.paragraphs for link in line.hyperlinks]
    assert "my%20explorer.html#cases" in leading


def test_without_an_explorer_nothing_leads_out_of_the_file() -> None:
    assert values(opened(full(), explorer=""), "w:hyperlink", "r:id") == [None] * 4


def test_the_file_names_its_title_and_language() -> None:
    file = opened(full())
    assert (file.core_properties.title, file.core_properties.language) == ("Summary of responses", "en-GB")
    assert next(file.styles.element.iter(qn("w:lang"))).get(qn("w:val")) == "en-GB"


def test_the_same_document_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    before = render(full())
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 0, 1, 0))
    assert render(full()) == before


@pytest.mark.parametrize("said", [*HOSTILE.values(), "tab\there", CONTROL], ids=[*HOSTILE, "tab", "control"])
def test_hostile_words_stay_words_everywhere(said: str) -> None:
    row = Row((Run(said), Run(said, "#x", strong=True)))
    blocks = (Par(words(said)), Bullets((words(said),)), Quote(said, ""), Table(said, (said, said), (row,)))
    file = opened(Document(said, (Section(said, blocks),), said, footer=said))
    shown = printable(said)
    assert [line.text for line in file.paragraphs] == [shown] * 6 + [f"Table 1: {shown}", shown]
    assert {cell.text for row in file.tables[0].rows for cell in row.cells} == {shown}


@settings(max_examples=30, deadline=None)
@given(st.lists(ANY, min_size=1, max_size=8))
def test_any_words_come_back_as_they_were(said: list[str]) -> None:
    file = opened(document(*(Quote(each, "") for each in said)))
    lines = [printable(each).replace("\r\n", "\n").replace("\r", "\n") for each in said]
    assert styled(file, "Quote") == lines


def test_hostile_words_in_a_chart_become_a_picture() -> None:
    bars = [Bar(each, 0.5, 0.4, 0.6) for each in (*HOSTILE.values(), CONTROL)]
    assert len(opened(document(themes(bars))).inline_shapes) == 1


def test_control_characters_are_shown() -> None:
    (shown,) = styled(opened(document(Par(words(CONTROL)))), "Normal")
    assert "null ␀ bell ␇ escape ␛[31m vertical ␋" in shown


def test_five_thousand_words_are_all_there() -> None:
    assert styled(opened(document(Quote(LONG, "A"))), "Quote") == [LONG]


def test_lines_of_an_answer_stay_lines() -> None:
    assert styled(opened(document(Quote("one\r\ntwo\nthree", "A"))), "Quote") == ["one\ntwo\nthree"]


def test_words_from_the_right_are_set_from_the_right() -> None:
    file = opened(document(Par(words(HOSTILE["right to left"])), Par(words("the library"))))
    assert len(list(file.element.body.iter(qn("w:bidi")))) == 1
    assert len(list(file.element.body.iter(qn("w:rtl")))) == 1


def test_properties_of_paragraphs_stand_in_the_order_word_wants() -> None:
    order = ["pStyle", "keepNext", "numPr", "bidi", "spacing", "ind", "jc"]
    found = [
        [etree.QName(child).localname for child in properties]
        for properties in opened(full()).element.body.iter(qn("w:pPr"))
    ]
    assert found == [sorted(each, key=order.index) for each in found]


def test_nothing_is_left_of_the_template() -> None:
    with zipfile.ZipFile(io.BytesIO(render(full()))) as archive:
        everything = {name: archive.read(name) for name in archive.namelist()}
    assert [name for name in everything if "thumbnail" in name] == []
    assert b"python-docx" not in b"".join(everything.values())
    assert (
        b'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"'
        in (everything["word/settings.xml"])
    )


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The text of the pages as LibreOffice prints them: everything, then the hostile words."""
    if not (OFFICE and TO_TEXT):
        pytest.skip("LibreOffice (soffice) or pdftotext is not installed")
    folder = tmp_path_factory.mktemp("office")
    hostile = Section("Hostile", tuple(Par(words(said)) for said in HOSTILE.values()))
    whole = full()
    path = folder / "summary.docx"
    path.write_bytes(render(Document(whole.title, (*whole.sections, hostile))))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return _text(folder / "summary.pdf")


def _text(path: Path) -> str:
    ran = subprocess.run([TO_TEXT, "-layout", str(path), "-"], check=True, capture_output=True, timeout=60)
    return " ".join(ran.stdout.decode().split())


@pytest.mark.parametrize(
    "said",
    [
        "Summary of responses",
        "Contents Background Outcome Themes Opening hours Hostile",
        "Table 1: Respondents by organisation",
        "Charity 3 75 % Media 1 25 % Total 4 100 %",
        "≠ Difference: Received and classified",
        "Figure 1: Themes by share",
        "Please open longer on Sunday. — A charity",
        "Table 2: In a box",
        "Page 1 of",
        HOSTILE["script"],
        HOSTILE["cdata"],
        HOSTILE["template"],
        HOSTILE["entity"],
        HOSTILE["field"],
        "שלום",
        "مكتبة",
    ],
)
def test_libreoffice_prints(printed: str, said: str) -> None:
    assert said in printed
