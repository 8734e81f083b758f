"""Copies of one project, worked on by several people, made one again: in any order the same."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder import Project
from coder.codebook import Codebook
from coder.domain import Code
from coder.project.merging import merge
from tests.project.reading import read

NUMBERS = itertools.count()


def _copies(project: Project, count: int = 2) -> list[Path]:
    """Copies of the project as it is now."""
    project.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    paths = [project.path.with_name(f"copy{next(NUMBERS)}.coder") for _ in range(count)]
    for path in paths:
        shutil.copy(project.path, path)
    return paths


def _worked(path: Path, coder: str, codes: dict[str, str]) -> Path:
    with Project.open(path) as project:
        project.store.db.execute("PRAGMA synchronous = OFF")
        read(project, coder, **codes)
    return path


def _merged(first: Path, *others: Path) -> dict[str, Any]:
    """What the first holds when it has taken over the others."""
    into = first.with_name(f"merged{next(NUMBERS)}.coder")
    shutil.copy(first, into)
    with Project.open(into) as project:
        project.store.db.execute("PRAGMA synchronous = OFF")
        for other in others:
            merge(project, other)
        return _state(project)


def _state(project: Project) -> dict[str, Any]:
    digests = {each["version"]: each["digest"] for each in project.codebooks.history()}
    return {
        "log": [(r.id, r.step, r.act, r.source, r.code, digests.get(r.version or 0)) for r in project.log()],
        "codings": sorted((c.source, c.code, c.coder) for c in project.codings()),
        "readings": sorted((r.source, r.coder, r.at, digests[r.version]) for r in project.readings()),
        "codebook": sorted(code.path for code in project.codebook.codes),
        "sources": sorted(project.sources()),
    }


def _with_code(path: Path, code: str, coder: str) -> Path:
    with Project.open(path) as project:
        old = project.codebook
        project.load_codebook(Codebook.build([*old.codes, Code(code)], old.themes, old.title), coder=coder)
    return path


CODES = st.dictionaries(
    st.sampled_from(["a1", "a2", "a3", "a4"]), st.sampled_from(["staff", "children", "", "-"]), max_size=4
)
few = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@few
@given(ana=CODES, ben=CODES)
def test_either_way_round_gives_the_same(project: Project, ana: dict[str, str], ben: dict[str, str]) -> None:
    one, two = _copies(project)
    _worked(one, "ana", ana), _worked(two, "ben", ben)
    assert _merged(one, two) == _merged(two, one)


@few
@given(works=st.lists(CODES, min_size=3, max_size=3))
def test_three_in_any_order_give_the_same(project: Project, works: Sequence[dict[str, str]]) -> None:
    paths = [_worked(path, f"c{n}", works[n]) for n, path in enumerate(_copies(project, 3))]
    states = [_merged(*order) for order in itertools.permutations(paths)]
    assert all(state == states[0] for state in states)


def test_merging_twice_changes_nothing(project: Project) -> None:
    one, two = _copies(project)
    _worked(one, "ana", {"a1": "staff"}), _worked(two, "ben", {"a1": "", "a2": "children"})
    assert _merged(one, two, two) == _merged(one, two)


def test_the_same_person_in_both_copies_keeps_all_decisions(project: Project) -> None:
    one, two = _copies(project)
    _worked(one, "ana", {"a1": "staff"}), _worked(two, "ana", {"a2": "children"})
    assert len(_merged(one, two)["codings"]) == 2


def test_codes_made_on_both_sides_are_all_there(project: Project) -> None:
    one, two = _copies(project)
    _worked(_with_code(one, "dogs", "ana"), "ana", {"a1": "dogs"})
    _worked(_with_code(two, "cats", "ben"), "ben", {"a1": "cats"})
    state = _merged(one, two)
    assert {"dogs", "cats"} <= set(state["codebook"])
    assert {key: _merged(two, one)[key] for key in state} == state


def test_new_codes_merged_twice_make_no_new_version(project: Project) -> None:
    one, two = _copies(project)
    _with_code(one, "dogs", "ana"), _with_code(two, "cats", "ben")
    with Project.open(one) as into:
        merge(into, two)
        version = into.codebooks.version
        merge(into, two)
        assert into.codebooks.version == version


def test_answers_that_only_one_has_come_along(project: Project, tmp_path: Path) -> None:
    one, two = _copies(project)
    more = tmp_path / "more.csv"
    more.write_text("id,comment,branch,visits\nb1,More books,East,1\n", encoding="utf-8")
    with Project.open(two) as other:
        other.add(more)
    assert _merged(one, two)["sources"] == _merged(two, one)["sources"]


@pytest.mark.parametrize("forgetful", [0, 1])
def test_what_one_side_forgot_is_forgotten(project: Project, forgetful: int) -> None:
    paths = _copies(project)
    _worked(paths[0], "ana", {"a1": "staff"}), _worked(paths[1], "ben", {"a1": "children"})
    with Project.open(paths[forgetful]) as forgetting:
        forgetting.forget("a1", coder="ana")
    with Project.open(paths[0]) as into:
        merge(into, paths[1])
        assert "a1" not in [case.name for case in into.cases()]
        assert into.codings() == []


def test_a_difference_in_settings_is_listed_and_ours_kept(project: Project) -> None:
    one, two = _copies(project)
    for path, lead in ((one, "ana"), (two, "ben")):
        with Project.open(path) as each:
            each.configure("lead", lead, coder="ana")
    with Project.open(one) as into:
        assert merge(into, two).conflicts == ["Setting lead: 'ana' here, 'ben' there; kept."]
        assert into.config()["lead"] == "ana"
