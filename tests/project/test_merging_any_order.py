"""Random work on two or three copies: whoever takes over whom, the result is the same to the last number."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder import Project
from tests.project.copies import (
    Work,
    adds_code,
    adds_file,
    assigns,
    copies,
    drops_code,
    forgets,
    joins,
    merged,
    notes,
    reads,
    renames,
    sets,
    settles,
    undoes,
    whole,
    worked,
    worked_in_turn,
)

FILES = {
    "second.csv": "id,comment,branch,visits\nb1,More books,East,1\nb2,Open longer please,East,2\nb3,-,East,1\n",
    "third.csv": "id,comment,cafe,branch\nb2,Open longer please,Good cake,East\nd1,,Too dear,West\n",
    "fourth.csv": "id,wishes,age\nd1,A garden,40\nd2,Quiet,50\n",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    paths = {name: folder / name for name in FILES}
    for name, path in paths.items():
        path.write_text(FILES[name], encoding="utf-8")
    return paths


ANSWERS = st.sampled_from(["a1", "a2", "a3", "a4", "b1", "b2", "d1"])
PATHS = st.sampled_from(["staff", "children", "access/parking", "access/new", "dogs", "dogs/small", "cats"])


def _works(files: dict[str, Path]) -> st.SearchStrategy[Work]:
    return st.one_of(
        st.builds(
            lambda name, code: reads(**{name: code}), ANSWERS, st.one_of(PATHS, st.just(""), st.just("-"))
        ),
        st.sampled_from([undoes, assigns, settles]),
        st.builds(adds_code, PATHS, st.sampled_from(["", "one", "two"])),
        st.builds(drops_code, st.sampled_from(["staff", "access", "dogs"])),
        st.builds(renames, PATHS, st.sampled_from(["dogs", "access/cats", "pets"])),
        st.builds(joins, PATHS, PATHS.filter("dogs/small".__ne__)),
        st.builds(adds_file, st.sampled_from(sorted(files.values()))),
        st.builds(sets, st.sampled_from(["lead", "title"]), st.sampled_from(["c0", "c1"])),
        st.builds(forgets, st.sampled_from(["a1", "b2"])),
        st.builds(notes, ANSWERS, st.sampled_from(["hm", "look again"])),
    )


few = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@few
@given(data=st.data())
def test_either_way_round_gives_the_same(
    project: Project, files: dict[str, Path], data: st.DataObject
) -> None:
    turns = data.draw(st.lists(st.tuples(st.integers(0, 1), _works(files)), max_size=7))
    one, two = copies(project)
    worked_in_turn([one, two], turns)
    assert merged(one, two) == merged(two, one)


@few
@given(data=st.data())
def test_three_in_any_order_give_the_same(
    project: Project, files: dict[str, Path], data: st.DataObject
) -> None:
    turns = data.draw(st.lists(st.tuples(st.integers(0, 2), _works(files)), max_size=8))
    paths = copies(project, 3)
    worked_in_turn(paths, turns)
    first, *others = [merged(*order) for order in itertools.permutations(paths)]
    assert all(other == first for other in others)


@few
@given(data=st.data())
def test_copies_that_took_over_from_one_another_in_between_end_up_the_same(
    project: Project, files: dict[str, Path], data: st.DataObject
) -> None:
    works = st.one_of(_works(files), _works(files), st.integers(0, 2))
    turns = data.draw(st.lists(st.tuples(st.integers(0, 2), works), max_size=9))
    paths = copies(project, 3)
    worked_in_turn(paths, turns)
    first, *others = [merged(*order) for order in itertools.permutations(paths)]
    assert all(other == first for other in others)


@few
@given(data=st.data())
def test_merging_again_changes_nothing(project: Project, files: dict[str, Path], data: st.DataObject) -> None:
    turns = data.draw(st.lists(st.tuples(st.integers(0, 1), _works(files)), max_size=6))
    one, two = copies(project)
    worked_in_turn([one, two], turns)
    assert merged(one, two, two, one) == merged(one, two)


@few
@given(data=st.data())
def test_a_copy_that_nobody_else_worked_on_adds_nothing(
    project: Project, files: dict[str, Path], data: st.DataObject
) -> None:
    works = data.draw(st.lists(_works(files), max_size=6))
    one, two = copies(project)
    worked(one, "c0", *works)
    with Project.open(one) as alone:
        before = whole(alone)
    assert merged(one, two) == before
