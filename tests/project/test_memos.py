"""Memos: written, found, changed, undone, merged, forgotten and carried away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coder import Project
from coder.codebook import Codebook
from coder.domain import Segment, Theme
from coder.errors import RequestError, UnknownCodeError, UnknownNameError
from coder.project.memos import About
from coder.project.merging import merge
from tests.project.reading import read


def texts(project: Project, about: About | None = None, target: str | Segment | None = None) -> list[str]:
    return [memo.text for memo in project.memos(about, target)]


def part(project: Project, name: str = "a1", start: int = 0, end: int = 4) -> Segment:
    return Segment(project.source(name), start, end)


@pytest.fixture
def noted(project: Project) -> Project:
    """A memo on each kind of thing, and a summary of what a1 said on the opening hours."""
    project.memo("project", "", "Ask the board", coder="ana")
    project.memo("code", "staff", "Split this one?", coder="ana")
    project.memo("source", "a1", "Sounds tired", coder="ben")
    project.memo("segment", part(project), "An order", coder="ana")
    project.memo("case", "a1", "The headmistress", coder="ana")
    project.memo("case", "a1", "Wants evenings", coder="ana", theme="opening hours")
    return project


@pytest.mark.parametrize(
    ("about", "target", "there"),
    [
        ("project", None, ["Ask the board"]),
        ("code", "staff", ["Split this one?"]),
        ("code", "children", []),
        ("source", "a1", ["Sounds tired", "An order"]),
        ("case", "a1", ["The headmistress", "Wants evenings"]),
        ("case", "a2", []),
        ("segment", None, ["An order"]),
    ],
)
def test_memos_are_found_by_what_they_are_on(
    noted: Project, about: About, target: str | None, there: list[str]
) -> None:
    assert texts(noted, about, target) == there


def test_a_passage_holds_its_own_memos_only(noted: Project) -> None:
    noted.memo("segment", part(noted, start=5, end=11), "Later?", coder="ana")
    assert texts(noted, "segment", part(noted)) == ["An order"]


def test_a_summary_is_found_by_its_code(noted: Project) -> None:
    noted.memo("case", "a1", "Likes them", coder="ana", theme="staff")
    found = noted.memos("case", "a1", theme="access/opening hours")
    assert [memo.text for memo in found] == ["Wants evenings"]


@pytest.mark.parametrize(
    ("search", "there"),
    [("TIRED", ["Sounds tired"]), ("the ask", ["Ask the board"]), ("board tired", []), ("", None)],
)
def test_search_wants_all_words_in_any_case(noted: Project, search: str, there: list[str] | None) -> None:
    assert [memo.text for memo in noted.memos(search=search)] == (texts(noted) if there is None else there)


def test_search_knows_case_beyond_english(project: Project) -> None:
    project.memo("project", "", "Die STRASSE ist laut", coder="ana")
    assert texts(project) == [memo.text for memo in project.memos(search="straße")]


def test_the_session_writes_memos_of_the_same_kind(project: Project) -> None:
    session = project.review("ana")
    view = session.current
    assert view is not None
    session.memo("Look again")
    assert texts(project, "source", view.source.id) == ["Look again"]


def test_an_edit_replaces_the_words_and_keeps_the_author(noted: Project) -> None:
    (memo,) = noted.memos("code", "staff")
    noted.edit_memo(memo.id[:10], "Keep it", coder="ben")
    (after,) = noted.memos("code", "staff")
    assert (after.id, after.text, after.coder, after.at > memo.at) == (memo.id, "Keep it", "ana", True)


def test_what_was_removed_is_gone_and_still_in_the_log(noted: Project) -> None:
    (memo,) = noted.memos("code", "staff")
    noted.remove_memo(memo.id, coder="ana")
    assert texts(noted, "code", "staff") == []
    assert "Split this one?" in [row.detail.get("text") for row in noted.log()]


def test_undo_takes_back_one_thing_at_a_time(noted: Project) -> None:
    (memo,) = noted.memos("code", "staff")
    noted.edit_memo(memo.id, "Keep it", coder="ana")
    noted.remove_memo(memo.id, coder="ana")
    seen = []
    for _ in range(3):
        noted.undo_memo(memo.id, coder="ana")
        seen.append(texts(noted, "code", "staff"))
    assert seen == [["Keep it"], ["Split this one?"], []]


def test_there_is_an_end_to_undoing(noted: Project) -> None:
    (memo,) = noted.memos("code", "staff")
    noted.undo_memo(memo.id, coder="ana")
    with pytest.raises(UnknownNameError, match="no memo that could be undone"):
        noted.undo_memo(memo.id, coder="ana")


def test_undoing_an_imported_memo_leaves_the_rest_of_the_import(noted: Project, tmp_path: Path) -> None:
    read(noted, "ana", a1="staff")
    noted.export(tmp_path / "out.qdpx")
    with Project.create(tmp_path / "there.coder", embedding="none") as there:
        there.import_qdpx(tmp_path / "out.qdpx")
        (memo,) = there.memos("code", "staff")
        there.undo_memo(memo.id, coder="ana")
        assert (there.memos("code", "staff"), len(there.memos()), len(there.codings())) == ([], 5, 1)


def test_a_memo_on_a_merged_code_is_on_what_it_became(noted: Project) -> None:
    noted.merge_codes(["staff"], "children")
    assert texts(noted, "code", "children") == ["Split this one?"]


def test_a_summary_may_be_on_a_theme(project: Project) -> None:
    old = project.codebook
    themes = (Theme("Getting in", ("access/parking",)),)
    project.load_codebook(Codebook.build(old.codes, themes, old.title))
    memo = project.memo("case", "a2", "By car only", coder="ana", theme="Getting in")
    assert memo.target == f"{project.source('a2').case.id}:Getting in"


@pytest.mark.parametrize(
    ("about", "target", "theme", "error", "sentence"),
    [
        ("code", "stuff", "", UnknownCodeError, "Did you mean 'staff'"),
        ("source", "a9", "", UnknownNameError, "no source 'a9'"),
        ("case", "a9", "", UnknownNameError, "no case 'a9'"),
        ("case", "a1", "stuff", UnknownCodeError, "Did you mean 'staff'"),
        ("source", "a1", "staff", RequestError, "Only a memo on a respondent"),
        ("segment", "a1", "", RequestError, "needs its beginning and its end"),
    ],
)
def test_a_memo_on_nothing_is_refused(
    project: Project, about: About, target: str, theme: str, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        project.memo(about, target, "x", coder="ana", theme=theme)
    assert project.memos() == []


@pytest.mark.parametrize(("start", "end"), [(0, 99), (3, 3), (-1, 2)])
def test_a_passage_lies_within_its_answer(project: Project, start: int, end: int) -> None:
    with pytest.raises(RequestError, match="is no part of 'a1'"):
        project.memo("segment", part(project, start=start, end=end), "x", coder="ana")


@pytest.mark.parametrize("words", ["", " \n "])
def test_a_memo_has_words(project: Project, words: str) -> None:
    with pytest.raises(RequestError, match="needs words"):
        project.memo("project", "", words, coder="ana")


def test_an_id_that_fits_several_is_refused(noted: Project) -> None:
    with pytest.raises(UnknownNameError, match="no memo"):
        noted.find_memo("")
    with pytest.raises(UnknownNameError, match="no memo"):
        noted.find_memo("nonsense")


def copy_of(project: Project, name: str = "copy.coder") -> Path:
    project.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(shutil.copy(project.path, project.path.with_name(name)))


def test_memos_of_two_copies_become_one_list(noted: Project) -> None:
    (memo,) = noted.memos("code", "staff")
    path = copy_of(noted)
    with Project.open(path) as other:
        other.edit_memo(memo.id, "Keep it", coder="ben")
        other.memo("project", "", "From ben", coder="ben")
    noted.remove_memo(noted.memos("project")[0].id, coder="ana")
    merge(noted, path)
    assert (texts(noted, "code", "staff"), texts(noted, "project")) == (["Keep it"], ["From ben"])


def test_memos_come_out_the_same_whoever_merges(noted: Project) -> None:
    memo = noted.memos("code", "staff")[0].id
    paths = [copy_of(noted, name) for name in ("one.coder", "two.coder")]
    for path, coder in zip(paths, ("ana", "ben"), strict=True):
        with Project.open(path) as each:
            each.edit_memo(memo, f"As {coder} sees it", coder=coder)
            each.memo("project", "", f"From {coder}", coder=coder)
    found = []
    for into, other in (paths, paths[::-1]):
        place = Path(shutil.copy(into, into.with_name(f"into-{into.name}")))
        with Project.open(place) as project:
            merge(project, other)
            found.append(project.memos())
    assert found[0] == found[1]
    assert {"As ben sees it", "From ana", "From ben"} <= {each.text for each in found[0]}


def test_a_copy_does_not_bring_back_what_was_noted_on_a_forgotten_case(noted: Project) -> None:
    path = copy_of(noted)
    with Project.open(path) as other:
        other.memo("case", "a1", "Zanzibar", coder="ben", theme="staff")
        other.memo("case", "a1", "Zanzibar", coder="ben")
    noted.forget("a1", coder="ana")
    merge(noted, path)
    assert not any("Zanzibar" in str(row.detail) for row in noted.log())


def test_forgetting_a_case_blanks_its_memos_and_no_others(noted: Project) -> None:
    memo = noted.memos("case", "a1")[1]
    noted.edit_memo(memo.id, "Wants Quokkatown evenings", coder="ana")
    noted.memo("case", "a2", "Drives", coder="ana")
    noted.forget("a1", coder="ana")
    assert texts(noted) == ["Ask the board", "Split this one?", "Drives"]
    assert b"Quokkatown" not in noted.path.read_bytes()


def test_memos_travel_by_refi(noted: Project, tmp_path: Path) -> None:
    noted.export(tmp_path / "out.qdpx")
    with Project.create(tmp_path / "there.coder", embedding="none") as there:
        there.import_qdpx(tmp_path / "out.qdpx")
        rows = there.memo_records(there.memos())
    kept = ("about", "id", "case", "code", "start", "end", "memo", "coder")
    assert sorted(str([row[name] for name in kept]) for row in rows) == sorted(
        str([row[name] for name in kept]) for row in noted.memo_records(noted.memos())
    )


def test_records_name_what_a_memo_is_on(noted: Project) -> None:
    rows = noted.memo_records(noted.memos())
    assert [(row["about"], row["id"], row["case"], row["code"], row["quote"]) for row in rows] == [
        ("project", None, None, None, None),
        ("code", None, None, "staff", None),
        ("source", "a1", "a1", None, None),
        ("segment", "a1", "a1", None, "Open"),
        ("case", None, "a1", None, None),
        ("case", None, "a1", "access/opening hours", None),
    ]
