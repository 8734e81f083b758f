"""Counts of a project: what is read, in which order, decides what may be said."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coder import Layout, Project
from coder.codebook import parse_yaml
from coder.counting.disclosure import Key, Release, attack
from coder.counting.prevalence import Estimate
from coder.errors import RequestError, UnknownCodeError, UnknownNameError
from coder.project.counts import Count
from coder.review.session import ReviewSession
from tests.project.reading import read
from tests.report.consultation import consultation

CODEBOOK = """
codes:
  - path: staff
    codable: false
  - path: staff/kind
  - path: staff/rude
  - path: parking
themes:
  - name: getting in
    codes: [parking]
"""
WORDS = {
    "staff/kind": "kind helpful people",
    "staff/rude": "rude and short with me",
    "parking": "no place to park",
}


def truth(number: int) -> list[str]:
    """Codes of an answer, by a hash: kind 30 %, parking 15 %, rude 5 %."""
    roll = hashlib.sha256(str(number).encode()).digest()[0] / 256
    return (
        ["staff/kind"] if roll < 0.3 else ["parking"] if roll < 0.45 else ["staff/rude"] if roll < 0.5 else []
    )


def words(number: int) -> str:
    return " and ".join(WORDS[code] for code in truth(number)) or f"nothing much to say about {number}"


@pytest.fixture
def big(tmp_path: Path) -> Iterator[Project]:
    """300 respondents with one answer each; respondent 0 to 99 live in the North; nothing read."""
    path = tmp_path / "big.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "comment", "branch"])
        writer.writerows([f"a{n}", f"{words(n)} {n}", "North" if n < 100 else "South"] for n in range(300))
    with Project.create(tmp_path / "big.coder", embedding="none") as made:
        made.add(path)
        made.load_codebook(parse_yaml(CODEBOOK))
        yield made


def read_first(project: Project, n: int, coder: str = "ana") -> None:
    """Reads the first n answers of the random order as they truly are."""
    queue = project.review(coder, proposals=False)
    for _ in range(n):
        view = queue.current
        assert view is not None
        for path in truth(int(view.source.name[1:])):
            queue.add(path)
        queue.done()


def code_all(session: ReviewSession, codes: dict[str, str]) -> None:
    """Reads everything; an answer gets the code that `codes` has for its words."""
    while session.current:
        text = session.current.source.text
        if text in codes:
            session.add(codes[text])
        session.done()


def cell(project: Project, code: str, group: str = "", **more: object) -> Count:
    rows = project.count(**more).rows  # type: ignore[arg-type]
    return next(row for row in rows if (row.name, row.group) == (code, group))


def how(project: Project, code: str) -> str:
    found = cell(project, code).estimate
    assert found is not None
    return found.how


def test_nothing_read_counts_codings_only(project: Project) -> None:
    assert how(project, "staff") == "codings"


def test_what_was_read_outside_the_random_order_makes_no_estimate(project: Project) -> None:
    read(project, "ana", a1="staff")
    found = cell(project, "staff").estimate
    assert found is not None
    assert (found.how, found.count) in [("codings", 1), ("sample", 5)]


def test_fully_read_is_exact(project: Project) -> None:
    read(project, "ana", a1="staff", a2="", a3="staff", a4="-", a5="")
    found = cell(project, "staff").estimate
    assert found is not None
    assert (found.how, found.count, found.out_of) == ("exact", 2, 5)


def test_answers_that_cannot_be_coded_are_a_class_of_their_own(project: Project) -> None:
    read(project, "ana", a1="staff", a2="", a3="staff", a4="-", a5="")
    found = cell(project, "(cannot be coded)").estimate
    assert found is not None
    assert found.count == 1


def test_a_group_is_raised_by_any_code_below_it(project: Project) -> None:
    read(project, "ana", a1="access/parking", a2="", a3="access/parking staff", a4="", a5="")
    found = cell(project, "access").estimate
    assert found is not None
    assert found.count == 2


def test_the_sample_is_the_prefix_of_the_random_order(big: Project) -> None:
    read_first(big, 120)
    found = cell(big, "parking").estimate
    assert found is not None
    assert (found.n, found.not_blind, found.out_of) == (120, 0, 300)


def test_the_machine_helps_where_it_can(big: Project) -> None:
    read_first(big, 120)
    assert how(big, "staff/kind") == "assisted"


def test_the_interval_holds_the_truth(big: Project) -> None:
    read_first(big, 120)
    found = cell(big, "staff/kind").estimate
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low <= sum("staff/kind" in truth(n) for n in range(300)) <= found.high


def test_groups_add_up_to_the_total(big: Project) -> None:
    read_first(big, 120)
    parts = [cell(big, "staff/kind", group, by="branch").estimate for group in ("North", "South", "")]
    north, south, total = (part.count for part in parts if part)
    assert north + south == pytest.approx(total, abs=1e-9)


def test_a_count_does_not_depend_on_what_stands_beside_it(big: Project) -> None:
    read_first(big, 120)
    assert cell(big, "parking").estimate == cell(big, "parking", codes=["parking"]).estimate


def test_a_theme_is_counted_like_its_codes(big: Project) -> None:
    read_first(big, 120)
    theme, code = (cell(big, name).estimate for name in ("getting in", "parking"))
    assert theme is not None
    assert code is not None
    assert theme.count == pytest.approx(code.count)


def test_simultaneous_intervals_are_wider(big: Project) -> None:
    read_first(big, 120)
    alone, joint = (cell(big, "staff/kind", simultaneous=each).estimate for each in (False, True))
    assert alone is not None
    assert joint is not None
    assert joint.high is not None
    assert alone.high is not None
    assert joint.high > alone.high


def test_distinct_texts_count_once(project: Project) -> None:
    """a4 and a5 say the same."""
    read(project, "ana", a1="", a2="", a3="", a4="children", a5="children")
    found = [cell(project, "children", unit=unit).estimate for unit in ("source", "text")]
    assert [(each.count, each.out_of) for each in found if each] == [(2, 5), (1, 4)]


def test_a_protected_variable_hides_small_cells_and_enough_others(big: Project) -> None:
    big.configure("disclosure.branch", "20", coder="ana")
    read_first(big, 300)
    hidden = {(row.name, row.group) for row in big.count(by="branch").rows if row.estimate is None}
    assert {("staff/rude", "North"), ("staff/rude", "South")} <= hidden


def test_a_filter_on_a_protected_variable_hides_too(big: Project) -> None:
    big.configure("disclosure.branch", "20", coder="ana")
    read_first(big, 300)
    assert cell(big, "staff/rude", where={"branch": "North"}).estimate is None


def test_plain_and_grouped_tables_together_give_no_small_count_away(big: Project) -> None:
    """The attack on both tables at once: every hidden cell keeps a range of 20."""
    big.configure("disclosure.branch", "20", coder="ana")
    read_first(big, 300)
    grouped, plain = big.count(by="branch").rows, big.count().rows
    hidden: set[Key] = {
        ("t", row.name, "branch" if row.group else "", row.group) for row in grouped if not row.estimate
    }
    hidden -= {("t", row.name, "", "") for row in plain if row.estimate}
    groups = {"North": range(100), "South": range(100, 300)}
    counts = {
        name: {
            group: float(sum(any(code.startswith(name) for code in truth(n)) for n in span))
            for group, span in groups.items()
        }
        for name in ("staff", "staff/kind", "staff/rude", "parking")
    }
    release = Release()
    sizes = {group: len(span) for group, span in groups.items()}
    release.table("t", "branch", counts, sizes, parents={"staff/kind": "staff", "staff/rude": "staff"})
    targets = {key for key in hidden if key in release.values}
    assert min(high - low for low, high in attack(release, hidden, targets).values()) >= 20


def test_a_hidden_cell_shows_no_number_at_all(big: Project) -> None:
    big.configure("disclosure.branch", "20", coder="ana")
    read_first(big, 300)
    record = next(r for r in big.count(by="branch").records() if r["how"] == "hidden")
    assert {value for name, value in record.items() if name not in ("kind", "code", "group", "how")} == {None}


def test_without_protection_nothing_is_hidden(big: Project) -> None:
    read_first(big, 300)
    assert all(row.estimate for row in big.count(by="branch").rows)


def test_codes_beside_one(big: Project) -> None:
    read_first(big, 300)
    found = big.count_together("parking")["staff/kind"]
    assert found
    assert (found.both.count, found.with_a) == (0, 0)


def test_codes_of_different_questions_are_compared_among_those_asked_both(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text(
        "id,good,bad\n1,kind staff,parking\n2,kind staff,\n3,the books,parking\n", encoding="utf-8"
    )
    codebook = "codes:\n  - {path: kind, questions: [good]}\n  - {path: parking, questions: [bad]}\n"
    with Project.create(tmp_path / "two.coder", embedding="none") as made:
        made.add(path, Layout(text=("good", "bad"), id="id"))
        made.load_codebook(parse_yaml(codebook))
        session = made.review("ana", proposals=False)
        code_all(session, {"kind staff": "kind", "parking": "parking"})
        found = made.count_together("kind")["parking"]
    assert found
    assert (found.both.how, found.both.count, found.both.out_of) == ("exact", 1, 2)


def test_codes_beside_one_are_hidden_where_few_people_raise_both(big: Project) -> None:
    """Nobody raises both `parking` and `staff/kind`: within a protected branch that would be a count of 0."""
    big.configure("disclosure.branch", "20", coder="ana")
    read_first(big, 300)
    assert big.count_together("parking", where={"branch": "North"})["staff/kind"] is None


def test_codes_beside_one_are_shown_where_nothing_is_protected(big: Project) -> None:
    read_first(big, 300)
    assert None not in big.count_together("parking", where={"branch": "North"}).values()


def test_an_unknown_variable_is_named(project: Project) -> None:
    with pytest.raises(UnknownNameError, match=r"'brnch'.*'branch'"):
        project.count(by="brnch")


def test_an_unknown_code_is_named(project: Project) -> None:
    with pytest.raises(UnknownCodeError, match="'stff'"):
        project.count(codes=["stff"])


def test_an_empty_project_says_what_comes_first(tmp_path: Path) -> None:
    empty = Project.create(tmp_path / "empty.coder", embedding="none")
    with empty, pytest.raises(RequestError, match="coder add FILE"):
        empty.count()


def test_no_answer_no_count(project: Project) -> None:
    with pytest.raises(RequestError, match="nothing to count"):
        project.count(where={"branch": "West"})


def test_an_unsettled_skip_leaves_bounds(big: Project) -> None:
    session = big.review("ana", proposals=False)
    session.done()
    session.skip()
    session.done()
    session.done()
    found = cell(big, "parking").estimate
    assert found is not None
    assert (found.n, found.pending) == (4, 1)


def test_waves_are_strata_and_their_change_is_told(big: Project, tmp_path: Path) -> None:
    later = tmp_path / "later.csv"
    rows = [f"b{n},{words(n)} {n},North" for n in range(1000, 1100)]
    later.write_text("\n".join(["id,comment,branch", *rows]) + "\n", encoding="utf-8")
    big.add(later)
    read_first(big, 400)
    shares = [
        sum("staff/kind" in truth(n) for n in span) / len(span) for span in (range(300), range(1000, 1100))
    ]
    moved = cell(big, "staff/kind", "2", by="wave").change
    assert moved is not None
    assert moved.exact
    assert moved.gap == pytest.approx(shares[1] - shares[0])


@pytest.mark.parametrize(("count", "printed"), [(2.46, "2"), (3.46, "3"), (2.54, "3"), (10.0 / 3.0, "3")])
def test_a_count_is_rounded_once(project: Project, count: float, printed: str) -> None:
    counts = project.count()
    row = replace(counts.rows[0], estimate=Estimate(count, 5.0))
    (record,) = replace(counts, rows=(row,)).records()
    assert f"{record['count']:,.0f}" == printed


def test_the_groups_of_a_record_add_up_to_their_total(big: Project) -> None:
    read_first(big, 70)
    rows = [row for row in big.count(by="branch").records() if row["code"] == "staff/kind"]
    assert sum(row["count"] for row in rows[:-1]) == pytest.approx(rows[-1]["count"], abs=1e-5)


def test_a_share_is_rounded_once(tmp_path: Path) -> None:
    with consultation(tmp_path) as ons:
        (found,) = ons.count(codes=["terminology"]).records()
    assert (found["count"], found["out_of"], f"{found['share']:.1%}") == (9, 44, "20.5%")
