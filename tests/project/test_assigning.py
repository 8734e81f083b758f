"""Who reads what: drawn from the random order, blind, the same in every copy, and together the whole prefix."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coder import Project
from coder.codebook import parse_yaml
from coder.domain import Case
from coder.errors import RequestError, UnknownNameError
from coder.ingest import Layout
from coder.project.queues import Order
from coder.project.sheet import column, sheet, uncodable
from coder.review.session import ReviewSession
from tests.conftest import CODEBOOK
from tests.project.copies import Work, copies, forgets, merging, whole, worked

LAYOUT = Layout(text=("best", "worst"), id="id")
ROWS = [f"r{number},Answer number {number},Wish {number}" for number in range(20)]


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Project]:
    """Twenty respondents with two answers each; nothing read yet."""
    path = tmp_path / "many.csv"
    path.write_text("\n".join(["id,best,worst", *ROWS]), encoding="utf-8")
    with Project.create(tmp_path / "many.coder", embedding="none") as made:
        made.add(path, LAYOUT)
        made.load_codebook(parse_yaml(CODEBOOK))
        yield made


def _session(project: Project, coder: str, order: Order | None = None) -> ReviewSession:
    return project.review(coder, proposals=False, order=order)


def _reads(project: Project, coder: str, most: int = 1000) -> list[str]:
    """Names of the answers offered and read."""
    session, names = _session(project, coder), list[str]()
    while session.current and len(names) < most:
        names.append(session.current.source.name)
        session.done()
    return names


def _cases(project: Project, names: list[str]) -> list[str]:
    return list(dict.fromkeys(project.source(name).case.name for name in names))


def _sample(project: Project) -> int:
    return int(column(sheet(project), uncodable(), "case").sample.chosen.sum())


def _order(project: Project) -> list[str]:
    """Names of the respondents in the random order."""
    page = sheet(project)
    names = list(dict.fromkeys(source.case.name for source in page.sources))
    return [name for _, name in sorted(zip(page.position.tolist(), names, strict=True))]


def test_the_top_of_the_random_order_is_read_by_both(many: Project) -> None:
    made = many.assign("ana", "ben", double=5, by="lea")
    assert list(made.cases) == [Case(name).id for name in _order(many)[:5]]


def test_everyone_begins_with_what_several_read(many: Project) -> None:
    many.assign("ana", "ben", double=5, split=True, by="lea")
    top = _order(many)[:5]
    assert _cases(many, _reads(many, "ana", 10)) == top
    assert _cases(many, _reads(many, "ben", 10)) == top


def test_the_rest_is_shared_out_evenly(many: Project) -> None:
    many.assign("ana", "ben", double=4, split=True, by="lea")
    assert [(row["coder"], row["read alone"]) for row in many.assignments()] == [("ana", 16), ("ben", 16)]


def test_nobody_is_offered_what_is_for_others(many: Project) -> None:
    many.assign("ana", "ben", split=True, by="lea")
    ana, ben = set(_reads(many, "ana")), set(_reads(many, "ben"))
    assert (len(ana | ben), ana & ben) == (40, set())


@pytest.mark.parametrize("order", [Order("hardest"), Order(search="answer"), Order(code="staff")])
def test_no_other_queue_offers_what_is_for_others_or_to_be_read_blind(many: Project, order: Order) -> None:
    many.assign("ana", "ben", double=20, by="lea")
    assert _session(many, "ana", order).current is None


def test_what_several_read_is_blind_even_with_suggestions_on(many: Project) -> None:
    many.assign("ana", "ben", double=20, by="lea")
    session = many.review("ana")
    views = [session.current and (session.current.blind, session.current.stream)]
    while session.current:
        views.append((session.current.blind, session.current.stream))
        session.done()
    assert set(views) == {(True, "random")}


def test_who_is_assigned_nothing_is_told(many: Project) -> None:
    many.assign("ana", "ben", split=True, by="lea")
    with pytest.raises(RequestError, match="for others to read, not for 'cleo'"):
        many.review("cleo", proposals=False)


def test_three_coders_may_share(many: Project) -> None:
    many.assign("ana", "ben", "cleo", double=2, split=True, by="lea")
    assert [row["read alone"] for row in many.assignments()] == [12, 12, 12]


def test_one_question_leaves_the_other_to_everyone(many: Project) -> None:
    many.assign("ana", "ben", split=True, question="best", by="lea")
    assert len(_reads(many, "ana")) == 10 + 20


def test_only_what_nobody_has_read_is_drawn(many: Project) -> None:
    names = _cases(many, _reads(many, "ana", 6))
    made = many.assign("ana", "ben", double=5, by="lea")
    assert list(made.cases) == [Case(name).id for name in _order(many)[len(names) : len(names) + 5]]


def test_a_second_draw_takes_others(many: Project) -> None:
    first = many.assign("ana", "ben", double=5, by="lea")
    second = many.assign("ana", "cleo", double=5, by="lea")
    assert not set(first.cases) & set(second.cases)


def test_clearing_offers_everything_again(many: Project) -> None:
    many.assign("ana", "ben", split=True, by="lea")
    many.clear_assignments(by="lea")
    assert (many.assignments(), len(_reads(many, "cleo"))) == ([], 40)


def test_the_table_says_how_far_everyone_is(many: Project) -> None:
    many.assign("ana", "ben", double=3, split=True, by="lea")
    _reads(many, "ana", 8)
    assert many.assignments()[0] == {
        "coder": "ana",
        "read by several": 6,
        "of these read": 6,
        "read alone": 18,
        "of these read too": 2,
        "left": 16,
    }


@pytest.mark.parametrize(
    ("coders", "double", "message"),
    [
        (["ana"], 5, "two coders"),
        (["ana", "ana"], 5, "two coders"),
        (["ana", "consensus"], 5, "'consensus' reads nothing"),
        (["ana", "ben"], 0, "--double"),
        (["ana", "ben"], 21, "20 respondents here; 21 were asked for"),
    ],
)
def test_what_cannot_be_assigned_is_said(many: Project, coders: list[str], double: int, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        many.assign(*coders, double=double, by="lea")


def test_an_unknown_question_is_named(many: Project) -> None:
    with pytest.raises(UnknownNameError, match="'bset'"):
        many.assign("ana", "ben", double=1, question="bset", by="lea")


# Two copies


def test_two_copies_that_are_read_apart_hold_the_whole_prefix_together(many: Project) -> None:
    many.assign("ana", "ben", double=4, split=True, by="lea")
    one, two = copies(many)
    worked(one, "ana", _reads)
    worked(two, "ben", _reads)
    with Project.open(one) as ana, Project.open(two) as ben:
        alone = [_sample(ana), _sample(ben)]
    merging(one, two)
    with Project.open(one) as both:
        assert (alone[0] <= 5, alone[1] <= 5, _sample(both)) == (True, True, 20)


def test_the_prefix_of_both_ends_at_the_first_answer_that_its_coder_has_not_read(many: Project) -> None:
    many.assign("ana", "ben", double=4, split=True, by="lea")
    one, two = copies(many)
    worked(one, "ana", _reads)
    worked(two, "ben", lambda project, coder: _reads(project, coder, 8 + 2 * 3))
    merging(one, two)
    with Project.open(one) as both:
        left = {source.case.name for id_, source in both.sources().items() if id_ not in both.resolved()}
        order = _order(both)
        assert _sample(both) == min(order.index(name) for name in left)
        assert _sample(both) >= 4 + 2 * 3


def test_copies_agree_on_who_reads_what_after_one_forgot_and_one_added(many: Project) -> None:
    more = many.path.with_name("more.csv")
    more.write_text("id,best,worst\nx1,One more,None\nx2,Two more,Nothing\n", encoding="utf-8")
    many.assign("ana", "ben", double=4, split=True, by="lea")
    one, two = copies(many)
    worked(one, "ana", forgets("r3"), _adds(more), _reads)
    worked(two, "ben", _adds(more), _reads)
    with Project.open(one) as ana, Project.open(two) as ben:
        coders = {"ana": set(_read(ana)), "ben": set(_read(ben))}
    merging(one, two)
    with Project.open(one) as both:
        assert set(both.sources()) <= coders["ana"] | coders["ben"]
        assert _sample(both) == 21


def _adds(path: Path) -> Work:
    return lambda project, coder: project.add(path, LAYOUT, coder=coder)


def _read(project: Project) -> list[str]:
    return [reading.source for reading in project.readings()]


def test_an_assignment_made_in_one_copy_holds_in_the_merged_one(many: Project) -> None:
    one, two = copies(many)
    worked(one, "lea", lambda project, coder: project.assign("ana", "ben", double=3, split=True, by=coder))
    merging(two, one)
    with Project.open(one) as here, Project.open(two) as there:
        assert here.assignments() == there.assignments()
        assert whole(here)["log"] == whole(there)["log"]
