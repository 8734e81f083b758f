"""The explorer in a real browser: from a number to the words behind it, by mouse, by keys, on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coder.report.explorer import drawn, page
from coder.report.facts import Facts
from coder.report.files import made
from tests.report.conftest import Watched, faults, watching
from tests.report.explored import ARABIC, SCRIPT, build, data_of, named, place

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """internal.html, public.html (two quotes), many.html (240 answers), and summary.html with its explorer.html."""
    folder = tmp_path_factory.mktemp("explorer")
    with build(folder) as project:
        sources = named(project)
        quotes = [
            (sources[name].id, *place(sources[name], words))
            for name, words in (("p1 bad", "nowhere to park"), ("p2 bad", "Parking is a nightmare"))
        ]
        internal = page(project, public=False)
        public = page(project, public=True, ticked=quotes)
        for name, content in made(project, Facts(), docx=False)[1].items():
            (folder / name).write_bytes(content)
    (folder / "internal.html").write_text(internal, encoding="utf-8")
    (folder / "public.html").write_text(public, encoding="utf-8")
    (folder / "many.html").write_text(drawn(repeated(data_of(internal), 20)), encoding="utf-8")
    return folder


def repeated(data: dict[str, Any], times: int) -> dict[str, Any]:
    """The same answers again and again."""
    rows = {name: column * times for name, column in data["rows"].items()}
    variables = [{**each, "rows": each["rows"] * times} for each in data["variables"]]
    return {**data, "rows": rows, "variables": variables}


@pytest.fixture(scope="module")
def one(browser: Browser) -> Iterator[Watched]:
    """A page that stays open, since a new one takes longer than most tests."""
    yield from watching(browser)


@pytest.fixture
def explorer(one: Watched, files: Path) -> Iterator[Open]:
    """Opens a file at a fragment; in the end nothing may have gone wrong behind the reader's back."""
    one.errors.clear()
    one.page.goto("about:blank")

    def open_(fragment: str = "", file: str = "internal.html") -> Page:
        one.page.goto(f"{(files / file).as_uri()}{fragment}")
        one.page.wait_for_selector("html[data-ready]")
        return one.page

    yield open_
    assert (one.errors, one.refused) == ([], [])
    one.page.emulate_media(media="screen", color_scheme="light")
    one.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture(scope="module")
def visited(browser: Browser, files: Path) -> Iterator[Page]:
    """The internal edition, loaded once."""
    page = browser.new_page()
    page.goto((files / "internal.html").as_uri())
    page.wait_for_selector("html[data-ready]")
    yield page
    page.close()


FOLLOW = """(address) => new Promise((drawn) => {
    addEventListener("popstate", () => setTimeout(drawn), { once: true });
    location.hash = address;
})"""


def names(page: Page) -> list[str]:
    """The answers on the page, by name; also those that the browser has not laid out yet."""
    return page.locator("article .source").all_text_contents()


def left(page: Page) -> str:
    return page.locator("#left").inner_text()


# From a number to its words


@pytest.mark.parametrize(
    ("fragment", "found"),
    [
        ("#code=access%2Fparking", ["p1/bad", "p2/bad", "anonymous-1-2", "confidential-1-2"]),
        ("#code=access&question=bad&v.branch=North", ["p1/bad", "confidential-1-2"]),
        ("#theme=Getting+in&v.branch=South", ["p2/bad", "anonymous-1-2", "p6/bad"]),
        ("#theme=staff&v.branch=South", ["p2/good", "anonymous-1-1"]),
        ("#code=staff&code=children", ["p1/good"]),
        ("#code=children&coder=ben", ["p1/bad"]),
        ("#coder=ben", ["p1/bad", "p2/bad"]),
        ("#by=machine", ["p6/good", "p6/bad"]),
        ("#code=access&by=people&text=closed", ["p1/bad"]),
        ("#text=stra%C3%9Fe", []),
        ("#text=strasse", ["p5/bad"]),
        ("#source=p2%2Fbad", ["p2/bad"]),
        ("#case=p5", ["p5/good", "p5/bad"]),
        ("#state=differ", ["p1/bad"]),
        ("#state=unread&question=good", ["p5/good", "p6/good"]),
    ],
)
def test_an_address_leads_to_its_answers(visited: Page, fragment: str, found: list[str]) -> None:
    visited.evaluate(FOLLOW, fragment)
    assert names(visited) == found


def test_a_number_of_the_summary_leads_to_its_quotes(watched: Watched, files: Path) -> None:
    page = watched.page
    page.goto((files / "summary.html").as_uri())
    page.locator("a[href='explorer.html#code=access%2Fparking']").first.click()
    page.wait_for_selector("html[data-ready]")
    assert names(page) == ["p1/bad", "p2/bad", "anonymous-1-2", "confidential-1-2"]


def test_it_says_how_many_are_left(explorer: Open) -> None:
    page = explorer("#code=access")
    assert left(page) == "5 answers of 12, from 5 respondents"
    assert page.locator("#left").get_attribute("role") == "status"


def test_a_click_on_a_code_is_in_the_address(explorer: Open) -> None:
    page = explorer()
    page.get_by_role("button", name="parking").click()
    assert page.url.endswith("#code=access%2Fparking")
    assert len(names(page)) == 4


def test_what_is_chosen_is_told_in_full(explorer: Open) -> None:
    told = explorer("#code=access%2Fparking").locator("#about").inner_text()
    assert "4 of 6 respondents so far: codings only." in told
    assert "Exclude: Bicycles." in told


def test_codes_combine_when_asked_to(explorer: Open) -> None:
    page = explorer("#code=staff")
    page.get_by_label("Combine").check()
    page.get_by_role("button", name="children").click()
    assert names(page) == ["p1/good"]


def test_a_second_code_takes_the_place_of_the_first(explorer: Open) -> None:
    page = explorer("#code=staff")
    page.get_by_role("button", name="children").click()
    assert page.url.endswith("#code=children")


def test_back_returns_to_the_state_before(explorer: Open) -> None:
    page = explorer("#code=staff")
    page.get_by_label("Search").press_sequentially("kind")
    assert names(page) == ["p1/good", "anonymous-1-1"]
    page.go_back()
    assert len(names(page)) == 4


def test_a_filter_can_be_taken_away(explorer: Open) -> None:
    page = explorer("#code=staff&text=kind")
    page.get_by_role("button", name="Take away: words: kind").click()
    assert page.url.endswith("#code=staff")


def test_filters_are_chosen_from_lists(explorer: Open) -> None:
    page = explorer()
    page.get_by_label("branch").select_option("North")
    page.get_by_label("Question").select_option("good")
    assert names(page) == ["p1/good", "confidential-1-1", "p5/good"]


def test_words_are_found_whatever_their_unicode_form(explorer: Open) -> None:
    page = explorer()
    page.get_by_label("Search").fill("KIND STAFF \U0001f600")
    assert names(page) == ["p1/good"]
    assert page.locator(".hit").all_text_contents() != []


def test_an_unknown_name_is_told(explorer: Open) -> None:
    page = explorer("#code=cafe")
    assert left(page) == "This edition has no code “cafe”."
    assert names(page) == []


# What an answer shows


def test_overlapping_segments_leave_the_words_as_they_are(explorer: Open) -> None:
    page = explorer("#source=p1%2Fgood")
    page.evaluate("document.querySelectorAll('article .text sup').forEach((each) => each.remove())")
    assert page.locator("article .text").text_content() == "Kind staff \U0001f600 and warm rooms"
    assert page.locator("article mark.deep").all_text_contents() == ["staff \U0001f600"]


def test_a_segment_ends_with_the_number_of_its_code(explorer: Open) -> None:
    page = explorer("#source=p1%2Fgood")
    assert page.locator("article .text sup").all_text_contents() == ["1", "2"]
    page.locator(".codes li").first.hover()  # what is pointed at is laid out
    assert page.locator(".codes li").all_inner_texts() == ["1\nstaff\nana", "2\nchildren\nana"]


def test_a_machine_s_code_says_so_in_words(explorer: Open) -> None:
    chips = explorer("#by=machine").locator(".codes li")
    assert ["machine" in text for text in chips.all_text_contents()] == [True, True]


def test_a_code_that_does_not_count_says_so(explorer: Open) -> None:
    assert "(does not count)" in explorer("#source=p1%2Fbad").locator(".codes").inner_text()


def test_words_never_become_markup(explorer: Open) -> None:
    page = explorer("#source=p2%2Fgood")
    assert page.locator("article .text").text_content() == SCRIPT
    assert page.title() == "Library <2026>: explorer"


def test_right_to_left_words_run_from_the_right(explorer: Open) -> None:
    text = explorer("#source=p5%2Fgood").locator("article .text")
    assert text.inner_text() == ARABIC
    assert text.evaluate("(each) => getComputedStyle(each).direction") == "rtl"


def test_a_long_answer_opens_on_demand(explorer: Open) -> None:
    page = explorer("#source=p6%2Fbad")
    short = page.locator("article").bounding_box()
    page.get_by_role("button", name="Show all 5,101 words").click()
    long = page.locator("article").bounding_box()
    assert short
    assert long
    assert long["height"] > 2 * short["height"]


def test_a_confidential_answer_keeps_its_words(explorer: Open) -> None:
    assert "confidential" in (
        explorer("#source=confidential-1-2").locator("article .text").text_content() or ""
    )


# The tables


def test_codes_together_lead_to_their_answers(explorer: Open) -> None:
    page = explorer("#view=together")
    page.get_by_role("link", name="1 with staff and children").click()
    assert names(page) == ["p1/good"]


def test_codes_together_are_counted_among_what_is_left(explorer: Open) -> None:
    page = explorer("#view=together&v.branch=South")
    cells = page.locator("td.both").all_text_contents()
    assert cells == ["1", "1"]


def test_agreement_has_a_row_for_each_code(explorer: Open) -> None:
    page = explorer("#view=agreement")
    heads = page.locator("tbody th").all_text_contents()
    assert heads == ["opening hours", "parking", "staff", "children", "(all codes)", "(where used)"]


def test_a_code_of_the_agreement_leads_to_its_answers(explorer: Open) -> None:
    page = explorer("#view=agreement")
    page.get_by_role("link", name="parking").click()
    assert len(names(page)) == 4


# The public edition


def test_the_public_page_quotes_what_was_ticked(explorer: Open) -> None:
    page = explorer("#code=access%2Fparking", file="public.html")
    assert sorted(page.locator("article .text").all_text_contents()) == [
        "Parking is a nightmare",
        "nowhere to park",
    ]
    assert "4 of 6 respondents" in page.locator("#about").inner_text()


def test_the_public_page_has_no_lists_of_coders_and_variables(explorer: Open) -> None:
    page = explorer(file="public.html")
    assert page.locator("#selects label span").all_text_contents() == ["Question"]


def test_a_link_of_the_internal_edition_is_told(explorer: Open) -> None:
    assert left(explorer("#v.branch=North", file="public.html")) == "This edition has no variable “branch”."


# Many answers, keys, paper


def test_fifty_answers_at_a_time(explorer: Open) -> None:
    page = explorer(file="many.html")
    assert (page.locator("article").count(), left(page)) == (50, "240 answers from 6 respondents")
    page.get_by_role("button", name="Show more").click()
    assert page.locator("article").count() >= 100


def test_paper_gets_the_whole_list(explorer: Open) -> None:
    page = explorer("#code=staff", file="many.html")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("article").count() == 80
    assert not page.locator("aside").is_visible()


def test_keys_alone_lead_from_search_to_answers(explorer: Open) -> None:
    page = explorer()
    page.keyboard.press("/")
    page.keyboard.type("park")
    page.keyboard.press("Escape")
    page.keyboard.type("parking")
    page.locator("#main").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("ArrowDown")
    focused = page.evaluate("document.activeElement.querySelector('.source').textContent")
    assert (names(page), focused) == (["p2/bad", "anonymous-1-2"], "anonymous-1-2")


def test_a_code_can_be_chosen_by_keys(explorer: Open) -> None:
    page = explorer()
    page.locator(".entry", has_text="staff").focus()
    page.keyboard.press("Enter")
    assert page.locator(".entry[aria-pressed=true] .label").all_text_contents() == ["staff"]


def test_a_branch_of_the_codebook_folds(explorer: Open) -> None:
    page = explorer()
    page.get_by_role("button", name="Below access").click()
    assert not page.get_by_role("button", name="parking").is_visible()


def test_on_a_narrow_screen_nothing_runs_off(explorer: Open) -> None:
    page = explorer()
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(
    ("scheme", "file", "fragment"),
    [
        ("light", "internal.html", "#code=access&text=park"),
        ("dark", "internal.html", ""),
        ("light", "internal.html", "#view=together"),
        ("dark", "internal.html", "#view=agreement"),
        ("light", "public.html", ""),
    ],
)
def test_axe_finds_no_serious_fault(explorer: Open, axe: Path, scheme: Any, file: str, fragment: str) -> None:
    page = explorer(fragment, file=file)
    page.emulate_media(color_scheme=scheme)
    assert faults(page, axe) == []
