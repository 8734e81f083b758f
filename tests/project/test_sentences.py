"""The unit "sentence": what a sentence of a read answer teaches, and which sentence a proposal speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coder import Project
from coder.codebook import parse_yaml
from coder.domain import Case, Coding, Question, Source
from coder.errors import RequestError
from coder.project.learning import LiveTagger
from coder.project.queues import Order
from coder.project.sentences import per_sentence
from coder.project.training import TrainingSet

TEXT = "The staff were kind. Parking is far too dear. I shall come again."
STAFF, PARKING, LAST = "The staff were kind.", "Parking is far too dear.", "I shall come again."
SOURCE = Source("a1", Case("a1"), Question("comment"), TEXT)
PATHS = {"s": "staff", "p": "parking", "w": "waiting"}


def coding(code: str, part: str = "", origin: str = "added") -> Coding:
    start = TEXT.index(part) if part else None
    end = TEXT.index(part) + len(part) if part else None
    return Coding(SOURCE.id, code, "ana", "2026", "d", origin, start, end)  # type: ignore[arg-type]


def taught(*codings: Coding, text: Source = SOURCE) -> dict[str, tuple[set[str], set[str]]]:
    """Sentence -> (codes it has, codes it lacks)."""
    codes = frozenset(PATHS[each.code] for each in codings)
    known = TrainingSet([text.id], [text.text], ["Q"], [codes], [frozenset(PATHS.values())], [True])
    found = per_sentence(known, {text.id: text}, codings, PATHS, "en")
    return {
        sentence: (set(yes), set(scope - yes))
        for sentence, yes, scope in zip(found.texts, found.codes, found.scopes, strict=True)
    }


def test_a_part_teaches_the_sentence_it_stands_in() -> None:
    found = taught(coding("p", "far too dear"))
    assert found[PARKING] == ({"parking"}, {"staff", "waiting"})
    assert found[STAFF] == (set(), {"parking", "staff", "waiting"})


def test_a_part_over_two_sentences_teaches_both() -> None:
    found = taught(coding("s", "kind. Parking"))
    assert [sentence for sentence, (yes, _) in found.items() if "staff" in yes] == [STAFF, PARKING]


def test_a_code_of_the_whole_answer_is_unknown_for_each_sentence() -> None:
    found = taught(coding("s"))
    assert found[LAST] == (set(), {"parking", "waiting"})


def test_the_whole_answer_marked_as_a_part_is_still_the_whole() -> None:
    assert taught(coding("s", TEXT))[STAFF] == (set(), {"parking", "waiting"})


def test_an_answer_of_one_sentence_is_learnt_as_it_is() -> None:
    short = Source("a2", Case("a2"), Question("comment"), "Kind staff")
    given = Coding(short.id, "s", "ana", "2026", "d")
    assert taught(given, text=short) == {"Kind staff": ({"staff"}, {"parking", "waiting"})}


def test_sentences_of_one_answer_do_not_judge_the_machine() -> None:
    known = TrainingSet([SOURCE.id], [TEXT], ["Q"], [frozenset()], [frozenset(PATHS.values())], [True])
    assert per_sentence(known, {SOURCE.id: SOURCE}, [], PATHS, "en").random_and_blind == [False] * 3


CODEBOOK = "codes:\n  - {path: staff}\n  - {path: parking}\n"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Thirty answers of two sentences, the first about staff, the second about parking, in either order."""
    path = tmp_path / "two.csv"
    staff = ("The nurse was kind", "The doctor was friendly", "A helpful porter met us")
    cars = ("Parking cost a fortune", "No space in the car park", "The car park was full")
    rows = [(f"{staff[n % 3]}. {cars[n % 2]} on day {n}.") for n in range(30)]
    path.write_text(
        "id,comment\n" + "".join(f"a{n:02},{row}\n" for n, row in enumerate(rows)), encoding="utf-8"
    )
    with Project.create(tmp_path / "two.coder", embedding="none", unit="sentence", goal="counts") as made:
        made.add(path)
        made.load_codebook(parse_yaml(CODEBOOK))
        yield made


def read_by_sentence(project: Project, answers: int) -> None:
    session = project.review("ana", proposals=False)
    for _ in range(answers):
        view = session.current
        assert view
        text = view.source.text
        stop = text.index(".") + 1
        session.add("staff", 0, stop)
        session.add("parking", stop + 1, len(text))
        session.done()


def unread(project: Project) -> Source:
    read = {reading.source for reading in project.readings()}
    return next(source for id_, source in project.sources().items() if id_ not in read)


def test_proposals_name_their_sentence(project: Project) -> None:
    read_by_sentence(project, 20)
    source = unread(project)
    stop = source.text.index(".") + 1
    found = {each.code: each.segment for each in LiveTagger(project).proposals(source)}
    assert found == {"staff": (0, stop), "parking": (stop + 1, len(source.text))}


def test_evidence_stands_in_its_sentence(project: Project) -> None:
    read_by_sentence(project, 20)
    found = {each.code: each for each in LiveTagger(project).proposals(unread(project))}["parking"]
    assert found.segment
    assert found.evidence
    assert min(start for start, _ in found.evidence) >= found.segment[0]


def test_accepting_codes_the_sentence(project: Project) -> None:
    read_by_sentence(project, 20)
    session = project.review("ben", order=Order("hardest"))
    view = session.current
    assert view
    session.accept("parking")
    (coding,) = [each for each in project.codings() if each.coder == "ben"]
    assert coding.start == view.source.text.index(".") + 2


def test_tag_saves_each_code_once(project: Project) -> None:
    read_by_sentence(project, 20)
    assert project.tag().proposals == {"staff": 10, "parking": 10}


def test_nothing_is_coded_automatically_by_sentences(project: Project) -> None:
    read_by_sentence(project, 20)
    with pytest.raises(RequestError, match="unit"):
        project.autocode()
