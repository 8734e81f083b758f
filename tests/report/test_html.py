"""The page of a summary: what it says, how it is built, and that words in it stay words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as tree

from coder.report.charts import Bar, Pair, themes, together
from coder.report.content import Box, Document, Picture, Quote, Row, Run, Section, Table
from coder.report.content import Paragraph as Par
from coder.report.html import render
from coder.report.printable import printable

from .conftest import Watched, faults
from .documents import ANY, CONTROL, DRAWING, HOSTILE, LONG, document, full, table, words

if TYPE_CHECKING:
    from playwright.sync_api import Page


def page_of(made: Document, explorer: str = "explorer.html") -> tree.HtmlElement:
    """The page, parsed."""
    return tree.document_fromstring(render(made, explorer=explorer))


def texts(root: tree.HtmlElement, path: str) -> list[str]:
    """Text of every element that a path finds."""
    return [" ".join(each.text_content().split()) for each in root.xpath(path)]


def test_headings_nest_below_one_title() -> None:
    page = page_of(full())
    assert [(each.tag, each.text) for each in page.xpath("//main//*[self::h2 or self::h3 or self::h4]")] == [
        ("h2", "Background"),
        ("h2", "Outcome"),
        ("h2", "Themes"),
        ("h3", "Opening hours"),
    ]
    assert texts(page, "//h1") == ["Summary of responses"]


def test_headings_go_no_deeper_than_six() -> None:
    inner = Section("deepest", ())
    for depth in range(8):
        inner = Section(f"depth {depth}", (inner,))
    assert texts(page_of(Document("T", (inner,))), "//h6")[-1] == "deepest"


def test_the_contents_lead_to_every_section() -> None:
    page = page_of(full())
    assert page.xpath("//nav//a/@href") == ["#background", "#section-2", "#section-3", "#section-3-1"]
    assert page.xpath("//nav//a/@href") == [f"#{id_}" for id_ in page.xpath("//main//section/*[1]/@id")]


def test_no_two_elements_share_an_identifier() -> None:
    one = Section("One", (Picture("a", DRAWING, "x"), Picture("b", DRAWING, "y")), "content")
    found = page_of(Document("T", (one, Section("Two", (), "content")))).xpath("//@id")
    assert len(set(found)) == len(found)


def test_a_table_heads_its_columns_and_rows() -> None:
    page = page_of(document(table()))
    assert texts(page, "//table/caption") == ["Table 1: Respondents by organisation"]
    assert texts(page, "//th[@scope='col']") == ["Organisation", "Responses", "% of total"]
    assert texts(page, "//th[@scope='row']") == ["Charity", "Media", "Total"]
    assert texts(page, "//tr[@class='total']/td") == ["4", "100 %"]


def test_tables_and_figures_are_numbered_apart() -> None:
    picture = Picture("p", DRAWING, "words", "Share")
    page = page_of(document(table("A"), picture, Box("note", "B", (table("C"),))))
    assert texts(page, "//caption") == ["Table 1: A", "Table 2: C"]
    assert texts(page, "//figcaption") == ["Figure 1: Share"]


def test_a_number_leads_into_the_explorer() -> None:
    page = page_of(full(), explorer="my explorer.html")
    (link,) = page.xpath("//main//a[text()='412 people']")
    assert link.get("href") == "my%20explorer.html#cases"


def test_without_an_explorer_there_is_no_link() -> None:
    assert page_of(full(), explorer="").xpath("//main//a") == []


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://example.org/", "other.html"])
def test_only_fragments_become_links(link: str) -> None:
    assert page_of(document(Par(words("click", link)))).xpath("//main//a") == []


def test_a_drawing_is_one_image_with_its_words() -> None:
    page = page_of(full())
    (drawing,) = page.xpath("//figure//svg")
    assert drawing.get("role") == "img"
    assert texts(page, f"//*[@id='{drawing.get('aria-labelledby')}']") == ["Themes by share"]
    said = texts(page, f"//*[@id='{drawing.get('aria-describedby')}']")
    assert said == ["Opening hours: 41 %, interval 35 to 47 %."]


def test_coded_parts_of_a_quote_are_marked() -> None:
    page = page_of(document(Quote("Nice 🙂, open longer", "A charity", ((8, 19),))))
    assert texts(page, "//blockquote//mark") == ["open longer"]


@pytest.mark.parametrize(
    ("kind", "said"), [("difference", "Difference:"), ("gap", "Still open:"), ("note", "Note:")]
)
def test_a_box_says_in_words_what_it_is(kind: str, said: str) -> None:
    box = Box(kind, "Late", ())  # type: ignore[arg-type]
    assert said in texts(page_of(document(box)), "//div[@role='note']/p")[0]


def test_a_section_in_a_box_is_not_lost() -> None:
    page = page_of(
        document(
            Box(
                "note",
                "Late",
                (
                    Section(
                        "By post",
                        (
                            Par(
                                words("Three."),
                            ),
                        ),
                    ),
                ),
            )
        )
    )
    assert texts(page, "//div[@role='note']/p")[1:] == ["By post", "Three."]


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_stay_words_everywhere(said: str) -> None:
    shown = said.replace("\u202e", "\ufffd")
    row = Row((Run(said), Run(said, "#x", strong=True)))
    made = Document(
        said,
        (Section(said, (Par(words(said)), Quote(said, said), Table(said, (said, said), (row,))), said),),
        said,
        footer=said,
    )
    page = page_of(made)
    places = [*page.xpath("//h1|//h2|//section/p|//blockquote|//th|//td|//footer/p")]
    assert [each.text_content() for each in places] == [shown] * 9
    assert page.xpath("//script|//b") == []


@settings(max_examples=30, deadline=None)
@given(st.lists(ANY, min_size=1, max_size=8))
def test_any_words_come_back_as_they_were(said: list[str]) -> None:
    page = page_of(document(*(Quote(each, "") for each in said)))
    lines = [printable(each).replace("\r\n", "\n").replace("\r", "\n") for each in said]
    assert [each.text_content() for each in page.xpath("//blockquote")] == lines


def test_control_characters_are_shown() -> None:
    (said,) = texts(page_of(document(Par(words(CONTROL)))), "//section/p")
    assert "null ␀ bell ␇ escape ␛[31m" in said
    assert said.encode().decode() == said


def test_five_thousand_words_are_all_there() -> None:
    assert texts(page_of(document(Quote(LONG, "A"))), "//blockquote") == [LONG]


def test_a_quote_from_the_right_takes_its_own_direction(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "summary.html"
    path.write_text(render(document(Quote(HOSTILE["right to left"], "A"))), encoding="utf-8")
    page.goto(path.as_uri())
    assert page.eval_on_selector("blockquote", "each => getComputedStyle(each).direction") == "rtl"


def test_the_page_names_its_language() -> None:
    assert page_of(full()).get("lang") == "en-GB"


def test_the_same_document_gives_the_same_page() -> None:
    assert render(full()) == render(full())


@pytest.fixture
def opened(watched: Watched, tmp_path: Path) -> Watched:
    """A browser on the page of a document with everything in it, hostile words and charts included."""
    said = [*HOSTILE.values(), CONTROL]
    charts = (themes([Bar(each, 0.5, 0.4, 0.6) for each in said]), together([Pair("one", "other", 3)]))
    hostile = Section("Hostile", (*(Par(words(each)) for each in said), *charts))
    made = full()
    path = tmp_path / "summary.html"
    path.write_text(
        render(Document(made.title, (*made.sections, hostile), made.subtitle, footer=made.footer)),
        encoding="utf-8",
    )
    watched.page.goto(path.as_uri())
    return watched


def test_the_page_asks_for_nothing_and_complains_of_nothing(opened: Watched) -> None:
    assert (opened.refused, opened.errors) == ([], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(opened: Watched, axe: Path, scheme: str) -> None:
    opened.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    assert faults(opened.page, axe) == []


def test_a_narrow_page_scrolls_its_tables_not_itself(opened: Watched) -> None:
    opened.page.set_viewport_size({"width": 400, "height": 800})
    assert opened.page.evaluate("document.documentElement.scrollWidth") == 400


def test_the_first_key_leads_past_the_contents(opened: Watched) -> None:
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.id") == "content"


def test_paper_has_no_links_and_no_shadow_of_the_screen(opened: Watched) -> None:
    opened.page.emulate_media(media="print")
    assert not opened.page.is_visible(".skip")
    assert opened.page.eval_on_selector("main a", "each => getComputedStyle(each).color") == "rgb(0, 0, 0)"
