"""A second look: what the machine learns and is judged by is the first answer, what is counted the last."""

from __future__ import annotations

from coder import Project
from coder.domain import Proposal
from coder.project.first import first_codings
from coder.project.training import in_sample, training_set
from coder.review.queue import ListQueue
from coder.review.session import ReviewSession


def _looking_twice(project: Project) -> ReviewSession:
    sources = [project.source("a1")]
    return ReviewSession(
        project.store,
        ListQueue(sources, "random"),
        coder="ana",
        codebook=project.codebook,
        version=project.codebooks.version,
        find={source.id: source for source in sources}.get,
        tagger_proposals=lambda source: [Proposal("staff", 1.0, strength="strong")],
        second_look=True,
    )


def _corrected(project: Project) -> None:
    session = _looking_twice(project)
    session.add("access/parking")
    session.done()
    session.remove("access/parking")
    session.accept("staff")
    session.done()


def _paths(project: Project, ids: set[str]) -> set[str]:
    return {project.codebook.by_id(id_).path for id_ in ids}


def test_the_last_answer_is_what_is_counted_and_exported(project: Project) -> None:
    _corrected(project)
    answer = project.resolved()[project.source("a1").id]
    assert (_paths(project, set(answer.codes)), answer.blind) == ({"staff"}, True)


def test_the_first_answer_is_what_is_learnt(project: Project) -> None:
    _corrected(project)
    sources = project.sources()
    answers = project.resolved(as_first_said=True)
    known = training_set(answers, sources, project.codebook.codes, in_sample(project, sources, answers))
    assert known.codes == [frozenset({"access/parking"})]


def test_an_undone_second_look_leaves_the_first_answer(project: Project) -> None:
    _corrected(project)
    session = _looking_twice(project)
    for _ in range(3):
        session.undo()
    assert _paths(project, {coding.code for coding in project.codings()}) == {"access/parking"}
    assert _paths(project, {coding.code for coding in first_codings(project)}) == {"access/parking"}


def test_without_a_second_look_first_and_last_are_the_same(project: Project) -> None:
    session = _looking_twice(project)
    session.add("access/parking")
    session.done()
    assert first_codings(project) == project.codings()


def test_the_log_alone_adds_up_to_the_last_answer(project: Project) -> None:
    _corrected(project)
    before = project.codings()
    project.store.rebuild()
    assert project.codings() == before
