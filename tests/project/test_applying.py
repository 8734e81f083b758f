"""A code given to many answers at once: what gets it, what it leaves alone, and that it teaches nothing."""

from __future__ import annotations

import pytest

from coder import Project
from coder.domain import Source
from coder.errors import RequestError
from tests.project.reading import known, read


def _named(project: Project, *names: str) -> list[Source]:
    return [project.source(name) for name in names]


def _names(sources: tuple[Source, ...] | list[Source]) -> list[str]:
    return [source.name for source in sources]


def test_a_code_is_given_in_one_step_without_a_reading(project: Project) -> None:
    done = project.bulk_apply("parking", _named(project, "a1", "a2"), coder="ana")
    rows = project.store.decisions(coder="ana")
    assert {(row.act, row.step, row.detail["origin"]) for row in rows} == {("add", done.step, "bulk")}
    assert [coding.origin for coding in project.codings()] == ["bulk", "bulk"]
    assert project.readings() == []


def test_a_dry_run_says_the_same_and_saves_nothing(project: Project) -> None:
    planned = project.bulk_apply("staff", _named(project, "a1", "a2"), coder="ana", dry_run=True)
    assert (_names(planned.given), planned.step, project.codings()) == (["a1", "a2"], "", [])


def test_what_a_person_judged_stays_as_it_is(project: Project) -> None:
    read(project, "ben", a1="staff", a4="-")
    done = project.bulk_apply("parking", _named(project, "a1", "a2", "a4"), coder="ana")
    assert (_names(done.given), _names(done.read)) == (["a2"], ["a1", "a4"])


def test_what_has_the_code_is_not_given_it_twice(project: Project) -> None:
    project.bulk_apply("parking", _named(project, "a1"), coder="ana")
    again = project.bulk_apply("parking", _named(project, "a1", "a2"), coder="ana")
    assert (_names(again.had), _names(again.given)) == (["a1"], ["a2"])
    assert len(project.codings()) == 2


def test_the_same_answer_named_twice_counts_once(project: Project) -> None:
    done = project.bulk_apply("parking", _named(project, "a1", "a1"), coder="ana")
    assert _names(done.given) == ["a1"]


def test_a_group_is_refused(project: Project) -> None:
    with pytest.raises(RequestError, match="'access' is a group"):
        project.bulk_apply("access", _named(project, "a1"), coder="ana")


def test_one_undo_takes_all_of_it_back(project: Project) -> None:
    project.bulk_apply("parking", _named(project, "a1"), coder="ana")
    project.bulk_apply("staff", _named(project, "a1", "a2"), coder="ana")
    assert project.undo_bulk("ana") == ("staff", 2)
    assert [project.codebook.by_id(c.code).path for c in project.codings()] == ["access/parking"]


def test_undo_goes_further_back_each_time_and_ends(project: Project) -> None:
    project.bulk_apply("parking", _named(project, "a1"), coder="ana")
    project.undo_bulk("ana")
    assert (project.undo_bulk("ana"), project.codings()) == (None, [])


def test_nobody_takes_back_what_another_gave(project: Project) -> None:
    project.bulk_apply("parking", _named(project, "a1"), coder="ana")
    assert project.undo_bulk("ben") is None


def test_what_is_given_in_bulk_is_not_known(project: Project) -> None:
    project.bulk_apply("parking", _named(project, "a1"), coder="ana")
    assert known(project, "a1") == {}


def test_the_log_alone_adds_up_to_the_same(project: Project) -> None:
    project.bulk_apply("parking", _named(project, "a1", "a2"), coder="ana")
    project.undo_bulk("ana")
    project.bulk_apply("staff", _named(project, "a3"), coder="ana")
    before = project.codings()
    project.store.rebuild()
    assert project.codings() == before


def test_words_and_variables_choose_answers(project: Project) -> None:
    assert _names(project.fitting("staff", search="nothing")) == ["a4", "a5"]
    assert _names(project.fitting("staff", search="nothing", where={"branch": "North"})) == ["a5"]


def test_a_strength_chooses_what_is_suggested(project: Project) -> None:
    strong = {p.code for p in project.fresh_proposals()[project.source("a1").id] if p.strength != "none"}
    chosen = _names(project.fitting("access/opening hours", at_least="weak"))
    assert ("access/opening hours" in strong) == ("a1" in chosen)
    assert set(_names(project.fitting("access/opening hours", at_least="strong"))) <= set(chosen)


def test_the_grid_shows_a_coder_only_their_own_codes(project: Project) -> None:
    read(project, "ben", a1="staff")
    project.bulk_apply("parking", _named(project, "a2"), coder="ana")
    rows = {row.source.name: row for row in project.grid("ana")}
    assert (rows["a1"].codes, rows["a1"].read) == ((), False)
    assert (rows["a2"].codes, rows["a2"].bulk) == (("access/parking",), frozenset({"access/parking"}))


def test_reading_confirms_what_was_given_in_bulk_and_shown(project: Project) -> None:
    project.bulk_apply("parking", _named(project, "a2"), coder="ana")
    session = project.review("ana", where={"source": "a2"}, question=None)
    session._is_blind = lambda stream: False
    session.done()
    assert known(project, "a2")["access/parking"] is True
    assert [coding.origin for coding in project.codings()] == ["accepted"]


def test_a_blind_reading_does_not_see_what_was_given_in_bulk(project: Project) -> None:
    project.bulk_apply("parking", _named(project, "a2"), coder="ana")
    session = project.review("ana", proposals=False, where={"source": "a2"})
    assert session.current is not None
    assert session.current.codes == ()
    session.done()
    assert (known(project, "a2")["access/parking"], project.codings()) == (False, [])


def test_a_blind_reader_may_give_the_same_code(project: Project) -> None:
    project.bulk_apply("parking", _named(project, "a2"), coder="ana")
    session = project.review("ana", proposals=False, where={"source": "a2"})
    session.add("access/parking")
    session.done()
    assert [coding.origin for coding in project.codings()] == ["added"]
    assert known(project, "a2")["access/parking"] is True


def test_undoing_the_reading_brings_back_what_was_given_in_bulk(project: Project) -> None:
    project.bulk_apply("parking", _named(project, "a2"), coder="ana")
    session = project.review("ana", proposals=False, where={"source": "a2"})
    session.done()
    session.undo()
    assert [coding.origin for coding in project.codings()] == ["bulk"]


def test_undo_in_a_review_takes_it_back_and_stays_at_the_answer(project: Project) -> None:
    session = project.review("ana", proposals=False)
    here = session.current
    project.bulk_apply("parking", list(project), coder="ana")
    session = project.review("ana", proposals=False)
    step = session.undo()
    assert (step is not None and step.bulk, project.codings()) == (True, [])
    assert (session.current and session.current.source) == (here and here.source)
