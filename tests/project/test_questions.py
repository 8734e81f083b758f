"""One project, several questions: the learner is told which one an answer belongs to, wherever it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from coder import Project
from coder.bulk import scorer
from coder.codebook import parse_yaml
from coder.ingest import Layout
from coder.project.learning import LiveTagger

WORDS = ("Nothing", "Nothing really", "No nothing", "The staff", "Staff were kind", "Kind staff")
GOOD, BAD = "good", "better"


@pytest.fixture(scope="module")
def read_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """36 respondents with the same answer to two questions; "nothing" is coded by its question; 30 are read."""
    folder = tmp_path_factory.mktemp("questions")
    said = [f"{WORDS[n % 6]} {n}" for n in range(36)]
    rows = [f"r{n},{text},{text}" for n, text in enumerate(said)]
    (folder / "a.csv").write_text(f"id,{GOOD},{BAD}\n" + "\n".join(rows), encoding="utf-8")
    with Project.create(folder / "p.coder", embedding="static", goal="counts") as project:
        project.add(folder / "a.csv", Layout(id="id", text=(GOOD, BAD)))
        project.load_codebook(parse_yaml("codes: [unhappy, content, staff]"))
        session = project.review("ana", proposals=False)
        for _ in range(60):
            assert session.current is not None
            source = session.current.source
            nothing = "content" if source.question.name == BAD else "unhappy"
            session.add(nothing if "othing" in source.text else "staff")
            session.done()
        yield project


def unread(project: Project, question: str) -> list[str]:
    """Names of answers saying "nothing" that nobody has read."""
    read = {reading.source for reading in project.readings()}
    return [
        source.id
        for source in project
        if source.question.name == question and "othing" in source.text and source.id not in read
    ]


@pytest.mark.parametrize(("question", "code"), [(GOOD, "unhappy"), (BAD, "content")])
def test_proposals_beside_a_reader_know_the_question(read_project: Project, question: str, code: str) -> None:
    sources = read_project.sources()
    tagger = LiveTagger(read_project)
    names = unread(read_project, question)
    assert names
    assert {tagger.proposals(sources[name])[0].code for name in names} == {code}


def test_tag_knows_the_question(read_project: Project) -> None:
    read_project.tag()
    sources = read_project.sources()
    best = {
        (sources[name].question.name, made[0].code)
        for name, made in read_project.proposals().items()
        if "othing" in sources[name].text
    }
    assert best == {(GOOD, "unhappy"), (BAD, "content")}


def test_explain_is_of_the_question_of_the_answer(read_project: Project) -> None:
    text = {source.id: source.text for source in read_project}[unread(read_project, BAD)[0]]
    tagger = read_project.model()
    same = [source for source in read_project if source.text == text]
    scores = [read_project.explain(source.name, "content").score for source in same]
    wanted = tagger.decision_function([text] * 2, [source.question.name for source in same])
    assert scores == pytest.approx(wanted[:, tagger.codes_.index("content")], abs=1e-9)
    assert scores[0] != scores[1]


def test_a_bulk_run_with_the_question_scores_as_the_project_does(
    read_project: Project, tmp_path: Path
) -> None:
    read_project.save_model(tmp_path / "model")
    judged = scorer.load(tmp_path / "model").judge(["nothing at all"], BAD)
    tagger = read_project.model()
    chances = tagger.predict_proba(["nothing at all"], [BAD])[0]
    assert judged.chances.tolist() == np.sort(chances[judged.codes]).tolist()[::-1]
    assert len(judged.codes) > 0
