"""The words of a report: every number where it belongs, every promise kept in every file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from coder import Project
from coder.report.content import Block, Box, Bullets, Document, Paragraph, Picture, Quote, Row, Section, Table
from coder.report.document import difference_sentence, document
from coder.report.facts import Asked, Facts, Response, read_facts
from coder.report.files import made, pictures
from coder.report.html import render
from coder.report.reconcile import Difference, Reason
from coder.report.summary import summarise
from tests.report.consultation import ANSWERS, ONS, consultation, park

HOSTILE = '<script>alert(1)</script> ]]> {{ 7*7 }} {% raw %} \u202eevil\u202c مرحبا بالعالم & "quotes"'


@pytest.fixture(scope="module")
def ons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with consultation(tmp_path_factory.mktemp("ons")) as made_:
        yield made_


@pytest.fixture(scope="module")
def draft(ons: Project) -> Document:
    return document(summarise(ons, read_facts(ONS / "report.yaml", ons)))


@pytest.fixture(scope="module")
def public(ons: Project) -> Document:
    return document(summarise(ons, read_facts(ONS / "report.yaml", ons), public=True))


def blocks(inside: tuple[Block, ...]) -> Iterator[Block]:
    for block in inside:
        yield block
        if isinstance(block, Section | Box):
            yield from blocks(block.blocks)


def tables(found: Document) -> list[Table]:
    return [block for block in blocks(found.sections) if isinstance(block, Table)]


def boxes(found: Document, kind: str) -> list[Box]:
    return [block for block in blocks(found.sections) if isinstance(block, Box) and block.kind == kind]


def words(inside: tuple[Block, ...]) -> str:
    """Everything written, one block a line."""
    lines = []
    for block in blocks(inside):
        match block:
            case Paragraph():
                lines.append("".join(run.text for run in block.words))
            case Bullets():
                lines += ["".join(run.text for run in item) for item in block.items]
            case Table():
                lines += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
            case Section() | Box():
                lines.append(block.title)
            case Quote():
                lines.append(f"{block.text} ({block.who})")
            case Picture():
                lines.append(block.alternative)
    return "\n".join(lines)


def links(found: Document) -> list[str]:
    texts = [run for block in blocks(found.sections) if isinstance(block, Paragraph) for run in block.words]
    cells = [cell for table in tables(found) for row in table.rows for cell in row.cells]
    quotes = [block.link for block in blocks(found.sections) if isinstance(block, Quote)]
    return [link for link in [*(run.link for run in [*texts, *cells]), *quotes] if link]


def shown(row: Row) -> tuple[str, ...]:
    return tuple(cell.text for cell in row.cells)


def test_table_1_as_the_document_has_it(draft: Document) -> None:
    assert [shown(row)[1:] for row in tables(draft)[0].rows] == [
        ("6", "14 %"),
        ("1", "2 %"),
        ("3", "7 %"),
        ("2", "5 %"),
        ("3", "7 %"),
        ("2", "5 %"),
        ("3", "7 %"),
        ("1", "2 %"),
        ("0", "-"),
        ("22", "51 %"),
        ("43", "100 %"),
    ]


def test_the_total_is_set_apart(draft: Document) -> None:
    assert [row.total for row in tables(draft)[0].rows] == [False] * 10 + [True]


def test_the_differences_stand_in_one_box(draft: Document) -> None:
    (box,) = boxes(draft, "difference")
    assert re.findall(r"^(\d+) .*but (\d+)", words(box.blocks), re.M) == [
        ("44", "43"),
        ("44", "37"),
        ("43", "37"),
    ]


def test_the_public_edition_does_not_hide_them(public: Document) -> None:
    assert len(boxes(public, "difference")) == 1


def test_a_response_that_is_owed_is_a_visible_gap(draft: Document) -> None:
    assert [box.title for box in boxes(draft, "gap")] == ["We did"]


def test_sections_come_in_the_order_of_the_document(draft: Document) -> None:
    assert [section.title for section in draft.sections] == [
        "Background",
        "Outcome of the consultation",
        "Summary of responses",
        "Campaigns",
        "Next steps",
        "Methods",
    ]


def test_numbers_lead_into_the_explorer(draft: Document) -> None:
    found = set(links(draft))
    assert {
        "#v.type=NHS",
        "#theme=User+groups",
        "#question=views",
        "#view=agreement",
        "#source=R13%2Fviews",
    } <= found


def test_public_links_name_no_variable_and_no_answer(public: Document) -> None:
    assert [link for link in links(public) if "v." in link or "source=" in link or "coder=" in link] == []


def test_the_words_are_tied_to_shares(draft: Document) -> None:
    assert "28 of 43 respondents (65 %: most) raised this." in words(draft.sections)
    assert "most: more than 50 %" in words(draft.sections)


def test_quotes_of_the_draft_say_what_to_look_at(ons: Project) -> None:
    found = words(document(summarise(ons, Facts(type="type"))).sections)
    assert "To be ticked. Look at: name “ONS”." in found


def test_words_of_the_title_give_nobody_away(ons: Project) -> None:
    found = words(document(summarise(ons, Facts(title="ONS strategy", type="type"))).sections)
    assert ("name “ONS”" in found, "name “Welsh”" in found) == (False, True)


def test_nobody_who_is_not_to_be_named_is(draft: Document) -> None:
    assert "R34" not in words(draft.sections)
    assert "(Anonymous respondent)" in words(draft.sections)


def test_answers_that_were_not_read_are_told(tmp_path: Path) -> None:
    with park(tmp_path, codings="source,code,coder\np1,paths,ana\n") as project:
        found = document(summarise(project, Facts()))
    assert [box.title for box in boxes(found, "note")][:1] == ["Answers not read"]


def test_codings_of_a_part_are_not_put_as_a_share(tmp_path: Path) -> None:
    with park(tmp_path, codings="source,code,coder\np1,paths,ana\n") as project:
        project.code_hits(project.find("bench*"), "benches", coder="ana")
        summary = summarise(project, Facts())
    assert tables(document(summary))[0].head == ("Theme", "Raised by", "of")
    assert "1 of 6 respondents raised this in what was coded so far." in words(document(summary).sections)
    assert pictures(summary) == []


# The bytes of the files


def everything(files: dict[str, bytes]) -> str:
    """All text of all files, the parts of the Word document included."""
    parts = [content for name, content in files.items() if not name.endswith(".docx")]
    with zipfile.ZipFile(io.BytesIO(files["summary.docx"])) as packed:
        parts += [packed.read(name) for name in packed.namelist()]
    return "\n".join(part.decode("utf-8", "replace") for part in parts)


def test_the_example_names_no_anonymous_respondent(ons: Project) -> None:
    facts = read_facts(ONS / "report.yaml", ons)
    found = everything(made(ons, facts, public=True)[1])
    assert [
        secret for secret in ("R34", "statistics@example.org", "01632", "Q. Example") if secret in found
    ] == []


CONFIDENTIAL = ("grey one", "bitten")


@pytest.mark.parametrize(
    ("public", "secret"),
    [(True, ("Olga", "Petrovna", "Ada", "Byron", *CONFIDENTIAL)), (False, CONFIDENTIAL)],
)
def test_no_promise_is_broken_in_any_byte(tmp_path: Path, public: bool, secret: tuple[str, ...]) -> None:
    with park(tmp_path) as project:
        facts = Facts(type="kind", themes={"dogs": Response("Dogs.", "A fence.")})
        found = everything(made(project, facts, public=public)[1])
    assert [word for word in secret if word in found] == []


def test_no_hidden_count_is_in_any_public_byte(tmp_path: Path) -> None:
    head, *_ = ANSWERS.splitlines()
    rows = [f"q{n},Remark number {'x' * n} here,Resident,public,Someone,2024-03-01" for n in range(1, 48)]
    codings = ["source,code,coder", *(f"q{n},{'dogs' if n < 8 else 'paths'},ana" for n in range(1, 48))]
    with park(tmp_path, "\n".join([head, *rows]) + "\n", "\n".join(codings) + "\n") as project:
        project.configure("disclosure.kind", "10", coder="ana")
        summary, files = made(project, Facts(), public=True)
    assert [row.counted.found for row in summary.themes if row.counted.name == "dogs"] == [None]
    found = everything(files)
    assert re.findall(r"(?<![\w.#-])7 (?:respondents|of 47)|>7<|\b15 %|\b14\.9", found) == []


def test_hostile_words_appear_as_words(tmp_path: Path) -> None:
    rows = ANSWERS.replace(
        "Mend the paths before somebody breaks a leg on the steps", '"' + HOSTILE.replace('"', '""') + '"'
    )
    with park(tmp_path, rows) as project:
        facts = Facts(title=HOSTILE, background=HOSTILE, themes={"paths": Response(HOSTILE, HOSTILE)})
        found = document(summarise(project, facts))
        files = made(project, facts)[1]
    assert HOSTILE in words(found.sections)
    assert "<script>alert" not in files["summary.html"].decode()
    assert "&lt;script&gt;alert(1)" in render(found)
    assert "49" not in re.findall(r"\{\{.*?\}\}|\b49\b", files["summary.html"].decode())


def test_an_answer_of_five_thousand_words_is_quoted_where_it_is_pinned(tmp_path: Path) -> None:
    long = "path " * 5000
    with park(tmp_path, ANSWERS.replace("Mend the paths before", f"{long}before")) as project:
        source = project.source("p2")
        (tmp_path / "report.yaml").write_text(
            f"quotes: [{{source: p2, start: 0, end: {len(source.text)}, theme: paths, pinned: yes}}]"
        )
        facts = read_facts(tmp_path / "report.yaml", project)
        files = made(project, facts)[1]
    assert files["summary.html"].decode().count("path ") >= 5000


def test_the_same_project_gives_the_same_bytes(tmp_path: Path) -> None:
    with park(tmp_path) as project:
        one, other = (made(project, Facts(type="kind"), docx=False)[1] for _ in range(2))
    assert one == other


def test_words_that_nobody_uses_are_not_explained(tmp_path: Path) -> None:
    with park(tmp_path, codings="source,code,coder\np1,paths,ana\n") as made_:
        assert "Words stand for shares" not in words(document(summarise(made_, Facts())).sections)


def test_the_words_are_explained_once(draft: Document) -> None:
    assert words(draft.sections).count("Words stand for shares") == 1


def test_what_explains_too_much_is_told_as_such() -> None:
    found = Difference(9, "in the table", 7, "named", (Reason(3, "not to be named"),))
    assert difference_sentence(found).endswith("2 more (3 not to be named; 1 the other way unexplained).")


def test_the_explorer_has_the_title_of_the_summary(tmp_path: Path) -> None:
    with park(tmp_path) as made_:
        page = made(made_, Facts(title="A park for all"), docx=False)[1]["explorer.html"].decode()
    assert "<title>A park for all" in page


def test_whole_answers_are_published_where_the_author_says_so(tmp_path: Path) -> None:
    with park(tmp_path) as made_:
        page = made(made_, Facts(publish_answers=True), public=True, docx=False)[1]["explorer.html"].decode()
    assert "Mend the paths before somebody breaks a leg" in page
    assert "bitten twice" not in page


def test_a_question_called_by_its_wording_is_told_once(ons: Project) -> None:
    found = document(summarise(ons, Facts(questions={"views": Asked(closed="agree")})))
    assert "\n“views”" not in words(found.sections)
