"""The tagger beside a person who reads: at once, or in a thread of its own."""

from __future__ import annotations

import pytest

from coder import Project
from coder.domain import Proposal, Source
from coder.project.learning import Lesson, LiveTagger
from coder.project.making import CodeMaker
from tests.project.reading import read


def _source(project: Project, name: str) -> Source:
    return project.source(name)


def _shown(proposals: list[Proposal]) -> list[tuple[str, str, float]]:
    return [(each.code, each.strength, round(each.score, 9)) for each in proposals]


def _settled(live: LiveTagger) -> LiveTagger:
    live.learn()
    live._learner.wait()
    return live


def test_in_a_thread_it_learns_the_same(project: Project) -> None:
    read(project, "ana", a1="children", a2="access/parking", a4="")
    source = _source(project, "a3")
    at_once = LiveTagger(project).proposals(source)
    in_thread = _settled(LiveTagger(project, in_background=True)).proposals(source)
    assert _shown(in_thread) == _shown(at_once)
    assert at_once


def test_while_nothing_is_learnt_nothing_is_proposed_and_nobody_waits(project: Project) -> None:
    live = LiveTagger(project, in_background=True)
    live._learner.learn = _never  # type: ignore[method-assign]
    assert live.proposals(_source(project, "a3")) == []


def _never(lesson: Lesson) -> None:
    """A worker that never comes back."""


def test_each_lesson_is_a_generation(project: Project) -> None:
    live = _settled(LiveTagger(project, in_background=True))
    read(project, "ana", a1="staff")
    _settled(live)
    assert live._learner.newest
    assert live._learner.newest.generation == 2


def test_nothing_new_is_no_lesson(project: Project) -> None:
    live = _settled(_settled(LiveTagger(project)))
    assert live._learner.newest
    assert live._learner.newest.generation == 1


def test_an_undone_reading_is_unlearnt(project: Project) -> None:
    live, source = LiveTagger(project), _source(project, "a3")
    before = _shown(live.proposals(source))
    session = project.review("ana", proposals=False, where={"source": "a1"})
    session.add("staff")
    session.done()
    during = _shown(live.proposals(source))
    session.undo()
    session.undo()
    assert (_shown(live.proposals(source)), during == before) == (before, False)


def test_a_code_made_while_reading_can_be_learnt(project: Project) -> None:
    live = LiveTagger(project)
    live.proposals(_source(project, "a3"))
    CodeMaker(project, "ana").make("noise")
    read(project, "ana", a1="noise", a2="noise", a4="")
    assert "noise" in {each.code for each in live.proposals(_source(project, "a3"))}


def test_a_snapshot_is_not_changed_by_later_lessons(project: Project) -> None:
    live = LiveTagger(project)
    tagger = live.now()
    before = tagger.decision_function(["Nowhere to park"]).tolist()
    read(project, "ana", a1="staff", a2="access/parking", a4="")
    live.now()
    assert tagger.decision_function(["Nowhere to park"]).tolist() == before


def test_what_goes_wrong_in_the_thread_is_raised_at_the_next_lesson(project: Project) -> None:
    live = LiveTagger(project, in_background=True)
    live._learner._work = _failing  # type: ignore[method-assign]
    _settled(live)
    read(project, "ana", a1="staff")
    with pytest.raises(MemoryError, match="no room"):
        live.learn()


def _failing(lesson: Lesson) -> None:
    raise MemoryError("no room")


def test_the_words_that_speak_for_a_code_come_with_it(project: Project) -> None:
    read(project, "ana", a1="children", a2="access/parking", a4="")
    source = _source(project, "a2")
    made = {each.code: each for each in LiveTagger(project).proposals(source)}
    quotes = [source.text[start:end] for start, end in made["access/parking"].evidence]
    assert "park" in quotes
