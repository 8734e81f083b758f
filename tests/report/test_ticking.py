"""A person's word on a quote reaches report.yaml and leaves the rest of it alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.errors import FileProblem
from coder.project import Project
from coder.report.facts import Facts, read_facts
from coder.report.summary import quotes_of
from coder.report.ticking import Offer, decide, offers
from tests.report.consultation import park

WRITTEN = """# The title of it
title: Park   # short

quotes:
  # about the paths
  - {source: p1, start: 0, end: 3, banned: yes}  # never
next_steps: |
  One line.

  Another: with a colon.
"""


def offered(project: Project, facts: Facts, name: str) -> Offer:
    return next(each for each in offers(project, quotes_of(project, facts)) if each.source == name)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = tmp_path / "report.yaml"
    written.write_text(WRITTEN, encoding="utf-8")
    return written


def test_a_tick_is_found_when_the_file_is_read_again(tmp_path: Path, path: Path) -> None:
    with park(tmp_path) as project:
        decide(path, offered(project, Facts(), "p5"), agreed=True)
        assert offered(project, read_facts(path, project), "p5").picked.ticked


def test_a_refused_quote_makes_room(tmp_path: Path, path: Path) -> None:
    with park(tmp_path) as project:
        decide(path, offered(project, Facts(), "p5"), agreed=False)
        names = [each.source for each in offers(project, quotes_of(project, read_facts(path, project)))]
    assert "p5" not in names


def test_comments_and_texts_stay_as_they_were(tmp_path: Path, path: Path) -> None:
    with park(tmp_path) as project:
        decide(path, offered(project, Facts(), "p5"), agreed=True)
    found = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in WRITTEN.splitlines() if line not in found] == []
    assert len(found) == len(WRITTEN.splitlines()) + 1


def test_a_second_thought_takes_the_place_of_the_first(tmp_path: Path, path: Path) -> None:
    with park(tmp_path) as project:
        offer = offered(project, Facts(), "p5")
        decide(path, offer, agreed=True)
        decide(path, offer, agreed=False)
        found = [each for each in read_facts(path, project).quotes if each.source == project.source("p5").id]
    assert [(each.use, each.ticked) for each in found] == [("banned", "")]


def test_a_file_without_quotes_gets_them(tmp_path: Path) -> None:
    path = tmp_path / "report.yaml"
    path.write_text("title: x\nquotes: []\n", encoding="utf-8")
    with park(tmp_path) as project:
        decide(path, offered(project, Facts(), "p5"), agreed=True)
        assert len(read_facts(path, project).quotes) == 1


def test_the_line_to_paste_says_the_same(tmp_path: Path) -> None:
    with park(tmp_path) as project:
        offer = offered(project, Facts(), "p5")
        (tmp_path / "report.yaml").write_text(f"quotes:\n{offer.line}\n", encoding="utf-8")
        assert offered(project, read_facts(tmp_path / "report.yaml", project), "p5").picked.ticked


def test_answers_of_one_name_are_told_apart_by_id(tmp_path: Path) -> None:
    rows = "id,comment,kind,privacy\nx,Mend the paths before winter comes,A,public\n"
    with park(tmp_path, rows, "source,code,coder\nx,paths,ana\n") as project:
        (tmp_path / "more.csv").write_text("id,other\nx,The paths are good in the summer\n", encoding="utf-8")
        project.add(tmp_path / "more.csv")
        (offer,) = offers(project, quotes_of(project, Facts()))
        same = [source.name for source in project.sources().values()].count(offer.picked.passage.source.name)
    assert (offer.source == offer.picked.passage.source.id) == (same > 1)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with park(tmp_path) as project, pytest.raises(FileProblem, match="nowhere"):
        decide(tmp_path / "nowhere.yaml", offered(project, Facts(), "p5"), agreed=True)
