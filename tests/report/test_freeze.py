"""Editions: kept, made again from the log, compared with what holds now."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coder import Project
from coder.codebook import Codebook, parse_yaml
from coder.domain import Code
from coder.errors import RequestError, UnknownNameError
from coder.project.merging import merge
from coder.report.content import Bullets
from coder.report.facts import read_facts
from coder.report.freeze import (
    Difference,
    Figures,
    changes,
    compare,
    editions,
    facts_files,
    figures,
    freeze,
    frozen,
    recompute,
    reopened,
)
from coder.report.since import named, section, sentences
from coder.report.summary import summarise
from tests.conftest import CODEBOOK
from tests.project.reading import read
from tests.project.test_memos import copy_of

WORDS = ["Kind staff at the desk", "Nowhere to park the car", "More books for children", "Nothing to add"]
CODES = ["staff", "access/parking", "children", ""]
FACTS = """
title: Library
organisation: The council
type: branch
organisations: names.csv
themes:
  - name: staff
    we_did: We thanked them.
"""


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    (tmp_path / "names.csv").write_text("name\nReading Society\n", encoding="utf-8")
    path = tmp_path / "report.yaml"
    path.write_text(FACTS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 answers, 30 of them read blind in the random order."""
    folder = tmp_path_factory.mktemp("sixty")
    rows = [f"b{n},{WORDS[n % 4]} {n},{'North' if n % 3 else 'South'},1" for n in range(60)]
    path = folder / "sixty.csv"
    path.write_text("id,comment,branch,visits\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with Project.create(folder / "library.coder", embedding="none", planned=30) as made:
        made.store.db.execute("PRAGMA synchronous = OFF")
        made.add(path)
        made.load_codebook(parse_yaml(CODEBOOK))
        work(made, 30)
        return copy_of(made)


@pytest.fixture
def many(read_once: Path, tmp_path: Path) -> Iterator[Project]:
    """A copy of it."""
    path = Path(shutil.copy(read_once, tmp_path / "library.coder"))
    with Project.open(path) as opened:
        opened.store.db.execute("PRAGMA synchronous = OFF")
        yield opened


def work(project: Project, answers: int, coder: str = "ana") -> None:
    """Reads the next answers, each with the code its words ask for."""
    session = project.review(coder)
    for _ in range(answers):
        view = session.current
        assert view is not None
        fitting = [code for word, code in zip(WORDS, CODES, strict=True) if view.source.text.startswith(word)]
        for code in filter(None, fitting):
            session.add(code)
        session.done()


def now(project: Project, path: Path | None) -> Figures:
    from coder.report.facts import Facts

    return figures(summarise(project, read_facts(path, project) if path else Facts()))


@pytest.fixture
def signed(many: Project, facts: Path) -> Project:
    """The first edition is out."""
    freeze(many, 1, now(many, facts), facts_files(facts), coder="ana")
    return many


def test_figures_are_what_the_tables_say(many: Project, facts: Path) -> None:
    found = now(many, facts)
    counts = {row.name: row.estimate for row in many.count().rows}
    estimate = counts["staff"]
    assert estimate is not None
    assert (found["responses/received"], found["code/staff/of"]) == (60, 60)
    assert (found["code/staff/respondents"], found["code/staff/low"]) == (estimate.count, estimate.low)
    assert (found["type/North"], found["type/South"], found["type/(total)"]) == (40, 20, 60)
    assert found["organisations named"] == 1


def test_figures_can_be_written_down(many: Project, facts: Path) -> None:
    found = now(many, facts)
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_a_hidden_figure_is_none(many: Project, facts: Path) -> None:
    many.configure("disclosure.branch", "25", coder="ana")
    found = now(many, facts)
    assert found["type/South"] is None


def test_public_edition_and_draft_have_the_same_figures(many: Project, facts: Path) -> None:
    given = read_facts(facts, many)
    assert figures(summarise(many, given, public=True)) == figures(summarise(many, given))


def test_an_edition_keeps_what_it_was_made_of(signed: Project, facts: Path) -> None:
    edition = frozen(signed, 1)
    assert (edition.number, edition.coder, edition.intact) == (1, "ana", True)
    assert edition.facts == {"report.yaml": FACTS, "names.csv": "name\nReading Society\n"}
    assert edition.figures == now(signed, facts)


def test_the_log_says_that_it_was_made(signed: Project) -> None:
    (row,) = [row for row in signed.log() if "edition" in row.detail]
    assert (row.act, row.coder, row.detail["edition"]) == ("config", "ana", 1)
    assert row.detail["sha256"] == frozen(signed, 1).digest


def more_readings(project: Project, _: Path) -> None:
    work(project, 20)


def undone(project: Project, _: Path) -> None:
    """The last two readings, with the codes that were given in between."""
    session, read = project.review("ana"), len(project.readings())
    while len(project.readings()) > read - 2:
        session.undo()


def late_responses(project: Project, folder: Path) -> None:
    path = folder / "late.csv"
    path.write_text(
        "id,comment,branch,visits,age\nz1,Kind staff too,West,1,20\nb1,Nowhere to park,North,1,9\n"
    )
    project.add(path)
    read(project, "ana", z1="staff")


def other_rules(project: Project, folder: Path) -> None:
    old = project.codebook
    project.load_codebook(Codebook.build([*old.codes, Code("dogs")], old.themes, "Other"), coder="ana")
    project.merge_codes(["staff"], "children", coder="ana")
    project.configure("lead", "ben", coder="ana")
    (folder / "names.csv").write_text("name\n")


@pytest.mark.parametrize(
    "later", [more_readings, undone, late_responses, other_rules], ids=lambda each: each.__name__
)
def test_an_edition_comes_out_the_same_whatever_came_later(
    signed: Project, tmp_path: Path, later: Callable[[Project, Path], None]
) -> None:
    later(signed, tmp_path)
    again = recompute(signed, 1)
    assert (again.equal, again.differences, again.figures) == (True, (), frozen(signed, 1).figures)


def test_an_edition_without_facts_comes_out_the_same(many: Project) -> None:
    freeze(many, 1, now(many, None), {}, coder="ana")
    work(many, 5)
    assert recompute(many, 1).equal


def test_a_forgotten_respondent_is_said_and_no_figure_is_passed_off(signed: Project) -> None:
    signed.forget("b1", coder="ana")
    again = recompute(signed, 1)
    assert (again.equal, len(again.gone.forgotten)) == (False, 1)
    assert Difference("responses/received", 60, 59) in again.differences


def test_forgetting_takes_names_out_of_the_facts_of_an_edition(many: Project, facts: Path) -> None:
    facts.write_text(FACTS + 'late: ["b100"]\n')
    extra = facts.with_name("extra.csv")
    extra.write_text("id,comment,branch,visits\nb100,Kind staff,North,1\n")
    many.add(extra)
    freeze(many, 1, now(many, facts), facts_files(facts), coder="ana")
    many.forget("b100", coder="ana")
    again = recompute(many, 1)
    assert "b100" not in frozen(many, 1).facts["report.yaml"]
    assert (again.figures, again.equal) == (None, False)
    assert again.why.startswith(
        "its report.yaml has a mistake in line 9 (late): there is no case '(forgotten)'"
    )


def test_figures_that_were_tampered_with_are_not_equal(signed: Project) -> None:
    signed.store.db.execute("UPDATE edition SET figures = json_set(figures, '$.\"responses/received\"', 61)")
    again = recompute(signed, 1)
    assert (again.edition.intact, again.differences) == (False, (Difference("responses/received", 61, 60),))


def test_the_same_edition_twice_is_one(signed: Project, facts: Path) -> None:
    first, rows = frozen(signed, 1), len(signed.log())
    assert freeze(signed, 1, now(signed, facts), facts_files(facts), coder="ben") == first
    assert (len(editions(signed)), len(signed.log())) == (1, rows)


def test_a_number_that_is_taken_is_refused(signed: Project, facts: Path) -> None:
    work(signed, 5)
    with pytest.raises(RequestError, match=r"Edition 1 was frozen on .* by ana .* freeze this one as 2"):
        freeze(signed, 1, now(signed, facts), facts_files(facts), coder="ana")
    assert freeze(signed, 2, now(signed, facts), facts_files(facts), coder="ana").number == 2


def test_a_number_taken_in_another_copy_is_refused(many: Project, facts: Path) -> None:
    path = copy_of(many)
    with Project.open(path) as other:
        freeze(other, 1, now(other, facts), facts_files(facts), coder="ben")
    merge(many, path)
    with pytest.raises(RequestError, match="in another copy of this project"):
        freeze(many, 1, now(many, facts), facts_files(facts), coder="ana")


@pytest.mark.parametrize("number", [0, -1])
def test_editions_are_numbered_from_one(many: Project, number: int) -> None:
    with pytest.raises(RequestError, match="numbered from 1"):
        freeze(many, number, {}, {}, coder="ana")


def test_an_edition_that_was_never_made(signed: Project) -> None:
    with pytest.raises(UnknownNameError, match="no edition '7'"):
        recompute(signed, 7)


@pytest.mark.parametrize("place", ["/etc/names.csv", "../names.csv"])
def test_a_list_of_organisations_from_elsewhere_is_refused(facts: Path, place: str) -> None:
    facts.write_text(FACTS.replace("names.csv", place))
    with pytest.raises(RequestError, match="keeps the list of organisations too"):
        facts_files(facts)


def test_a_reopened_edition_is_the_project_of_then(signed: Project) -> None:
    readings = signed.readings()
    work(signed, 10)
    with reopened(signed, frozen(signed, 1)) as (copy, facts):
        assert copy.readings() == readings
        assert facts.organisations.names == ("Reading Society",)


def test_floats_that_differ_by_rounding_are_equal() -> None:
    then: Figures = {"a": 1.0, "b": 0.3, "c": None, "d": "exact"}
    assert list(compare(then, {"a": 1.0000000001, "b": 0.31, "c": 2, "d": "sample"})) == [
        Difference("b", 0.3, 0.31),
        Difference("c", None, 2),
        Difference("d", "exact", "sample"),
    ]


def test_nothing_has_changed(signed: Project, facts: Path) -> None:
    changed = changes(signed, 1, now(signed, facts), facts_files(facts))
    assert (changed.figures, sentences(changed)) == ((), ["Nothing has changed."])


def test_what_came_since_is_counted(signed: Project, facts: Path, tmp_path: Path) -> None:
    more_readings(signed, tmp_path)
    late_responses(signed, tmp_path)
    changed = changes(signed, 1, now(signed, facts), facts_files(facts))
    assert (changed.respondents, changed.answers, changed.read, changed.recoded) == (1, 1, 21, 0)
    assert Difference("responses/received", 60, 61) in changed.figures
    assert sentences(changed) == [
        "1 response came in with 1 answer.",
        "21 further answers were read.",
    ]


def test_what_was_decided_otherwise_is_counted(signed: Project, facts: Path) -> None:
    signed.configure("lead", "ben", coder="ana")
    read(signed, "ben", b0="children")
    changed = changes(signed, 1, now(signed, facts), facts_files(facts))
    assert changed.recoded + changed.read == 1
    assert "Settings changed: lead." in sentences(changed)


def test_undone_readings_are_counted(signed: Project, facts: Path, tmp_path: Path) -> None:
    undone(signed, tmp_path)
    changed = changes(signed, 1, now(signed, facts), facts_files(facts))
    assert (changed.read, changed.unread) == (0, 2)


def test_a_merge_of_codes_is_no_recoding(signed: Project, facts: Path, tmp_path: Path) -> None:
    other_rules(signed, tmp_path)
    facts.write_text("title: Library\ntype: branch\n")
    changed = changes(signed, 1, now(signed, facts), facts_files(facts))
    assert changed.recoded == 0
    assert [sentence for sentence in sentences(changed) if "codebook" in sentence] == [
        "The codebook changed: 1 code added (dogs), 1 code removed (staff), "
        "1 code described or placed otherwise (children), its title or order."
    ]


def test_an_edition_of_which_nothing_is_left_says_so(project: Project) -> None:
    read(project, "ana", a1="staff")
    freeze(project, 1, now(project, None), {}, coder="ana")
    for name in ("a1", "a2", "a3", "a4", "a5"):
        project.forget(name, coder="ana")
    again = recompute(project, 1)
    assert (again.equal, len(again.gone.forgotten)) == (False, 5)


def test_a_code_that_was_renamed_keeps_its_figures(many: Project) -> None:
    read(many, "ben", **{many.source(each.source).name: "staff" for each in many.readings()[:3]})
    freeze(many, 1, now(many, None), {}, coder="ana")
    many.rename_code("staff", "people", coder="ana")
    changed = changes(many, 1, now(many, None), {})
    assert {"agreement/ana · ben/people/percent", "code/people/respondents"} <= changed.then.keys()
    assert [each.name for each in changed.figures] == ["codebook version"]


def test_what_is_hidden_now_is_not_told_of_then(signed: Project, facts: Path, tmp_path: Path) -> None:
    signed.configure("disclosure.branch", "25", coder="ana")
    late_responses(signed, tmp_path)
    assert "South" not in str(section(changes(signed, 1, now(signed, facts), facts_files(facts))))


def test_the_section_sets_then_beside_now(signed: Project, facts: Path, tmp_path: Path) -> None:
    late_responses(signed, tmp_path)
    found = section(changes(signed, 1, now(signed, facts), facts_files(facts)))
    (box,) = found.blocks
    lines = [run.text for block in box.blocks if isinstance(block, Bullets) for (run,) in block.items]  # type: ignore[union-attr]
    assert found.title == "Since the first edition"
    assert {"responses received: 60 then, 61 now", "Type of organisation: West: none then, 1 now"} <= set(
        lines
    )


@pytest.mark.parametrize(
    ("number", "words"), [(1, "first edition"), (10, "tenth edition"), (11, "edition 11")]
)
def test_editions_have_names(number: int, words: str) -> None:
    assert named(number) == words
