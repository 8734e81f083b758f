"""Which part of a project goes into one drawing."""

from __future__ import annotations

import pytest

from coder import Project
from coder.errors import RequestError
from coder.report import plots
from coder.report.plots import picture, step_for

from .test_charts import said

CODINGS = """id,code,coder
a1,access/opening hours,ana
a1,staff,ana
a2,access/parking,ana
a3,staff,ana
a4,,ana
a5,staff,ana
"""
THEMES = """
title: Library
codes: [{path: access/opening hours}, {path: access/parking}, {path: staff}, {path: children}]
themes:
  - name: Getting in
    codes: [access]
  - name: People
    codes: [staff]
"""


@pytest.fixture
def coded(project: Project) -> Project:
    """Five answers, all read."""
    path = project.path.with_name("codings.csv")
    path.write_text(CODINGS, encoding="utf-8")
    project.import_codings(path, blind=True)
    return project


def test_codes_are_drawn_where_no_themes_are_named(coded: Project) -> None:
    assert picture(coded, "themes").alternative == (
        "Bar chart of shares. staff 60 % (3 of 5); access 40 % (2 of 5); access/opening hours 20 % (1 of 5); "
        "access/parking 20 % (1 of 5); children 0 % (0 of 5)."
    )


def test_themes_are_drawn_where_they_are_named(coded: Project) -> None:
    from coder.codebook import parse_yaml

    coded.load_codebook(parse_yaml(THEMES))
    assert picture(coded, "themes").alternative == (
        "Bar chart of shares. People 60 % (3 of 5); Getting in 40 % (2 of 5)."
    )


def test_what_is_named_is_drawn(coded: Project) -> None:
    made = picture(coded, "themes", codes=["access", "children"])
    assert made.alternative.endswith("access 40 % (2 of 5); children 0 % (0 of 5).")


def test_a_drawing_that_is_cut_says_so(coded: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(plots.MOST, "themes", 2)
    made = picture(coded, "themes", where={"source": "a1"})
    assert made.caption == ("Share of respondents raising each theme, the first 2 of 5 (source = a1)")


def test_groups_keep_the_order_of_the_totals(coded: Project) -> None:
    made = picture(coded, "groups", by="branch", codes=["children", "staff"])
    assert made.alternative == (
        "Bar chart of shares by group. staff: North 67 % (2 of 3), South 50 % (1 of 2); "
        "children: North 0 % (0 of 3), South 0 % (0 of 2)."
    )


def test_pairs_leave_out_codes_that_have_parts(coded: Project) -> None:
    made = picture(coded, "together")
    assert "access" not in said(made)
    assert made.alternative.endswith("access/opening hours and staff 1; every other pair 0.")


def test_saturation_counts_copies_of_an_answer_once(coded: Project) -> None:
    assert picture(coded, "saturation").alternative.endswith("by distinct answers read. 1–4: 3.")


@pytest.mark.parametrize(
    ("readings", "step"), [(1, 5), (120, 5), (121, 10), (480, 20), (481, 50), (1200, 50), (1201, 100)]
)
def test_steps_of_saturation_fit_into_the_drawing(readings: int, step: int) -> None:
    assert step_for(readings) == step


def test_answers_can_be_counted_instead_of_respondents(coded: Project) -> None:
    made = picture(coded, "themes", unit="source", codes=["staff"])
    assert made.caption == "Share of answers raising each theme"


def test_unread_answers_are_owned_to(project: Project) -> None:
    path = project.path.with_name("some.csv")
    path.write_text("id,code,coder\na1,staff,ana\n", encoding="utf-8")
    project.import_codings(path)
    assert picture(project, "themes").caption == "Share of respondents raising each theme, as far as coded"


def test_a_filter_is_named_in_the_caption(coded: Project) -> None:
    made = picture(coded, "themes", question="comment", where={"branch": "North"})
    assert made.caption.endswith("(comment; branch = North)")


def test_groups_need_a_variable(coded: Project) -> None:
    with pytest.raises(RequestError, match="Groups of what"):
        picture(coded, "groups")


def test_one_code_makes_no_pair(coded: Project) -> None:
    with pytest.raises(RequestError, match="nothing to draw"):
        picture(coded, "together", codes=["staff"])
