"""From what people read to what the machine proposes: the training set, the fitted Tagger, `coder tag`.

A code that a reading did not judge is unknown there, never "no". Proposals are made for answers that no
person has read, and replace those of the run before; they are never codings.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.domain import Code, Proposal, Source
from coder.errors import RequestError
from coder.project.certainty import certain
from coder.project.first import first_codings
from coder.project.resolve import Answer
from coder.project.sentences import per_sentence, proposed

if TYPE_CHECKING:
    from coder.embedding import Embedder
    from coder.project.project import Project, Where
    from coder.protocols import Progress
    from coder.tagging.tagger import Tagger

_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Read answers in step with one another: ids, texts, their questions, paths that apply, paths that were judged.

    `random_and_blind`: the reading may judge the machine.
    """

    sources: list[str]
    texts: list[str]
    questions: list[str]
    codes: list[frozenset[str]]
    scopes: list[frozenset[str]]
    random_and_blind: list[bool]


@dataclass(frozen=True, slots=True)
class Tagged:
    """What one `coder tag` did: the model, what it learnt from, and proposals per code path."""

    model: str
    learnt_from: int
    sources: int
    proposals: Mapping[str, int]


def training_set(
    answers: Mapping[str, Answer],
    sources: Mapping[str, Source],
    codes: Iterable[Code],
    sample: Collection[str] = (),
) -> TrainingSet:
    """What the resolved readings teach about the codable codes; "cannot be coded" teaches nothing.

    `sample`: ids of the answers that were drawn at random (see `in_sample`).
    """
    paths = {code.id: code.path for code in codes if code.codable}
    found = TrainingSet([], [], [], [], [], [])
    for id_, answer in answers.items():
        known = {paths[code]: yes for code, yes in answer.known.items() if code in paths}
        if answer.uncodable or not known:
            continue
        found.sources.append(id_)
        found.texts.append(sources[id_].text)
        found.questions.append(sources[id_].question.name)
        found.codes.append(frozenset(path for path, yes in known.items() if yes))
        found.scopes.append(frozenset(known))
        found.random_and_blind.append(answer.blind and id_ in sample)
    return found


def in_sample(project: Project, sources: Mapping[str, Source], answers: Mapping[str, Answer]) -> set[str]:
    """Ids of the answers of S: the respondents before the first, in random order, with an unread answer.

    An identical answer beyond it was read along with its twin and is no random draw; nor is a campaign
    that is read with certainty.
    """
    from coder.review.queue import prefix, random_order
    from coder.store import content

    of_case: dict[str, list[str]] = defaultdict(list)
    for id_, source in sources.items():
        of_case[source.case.id].append(id_)
    in_wave: dict[int, list[str]] = defaultdict(list)
    whole = certain(project)
    for case, wave in content.case_waves(project.store.db).items():
        if case not in whole:
            in_wave[wave].append(case)
    seed, done = project.config()["seed"], {c for c, ids in of_case.items() if answers.keys() >= set(ids)}
    drawn = (prefix(random_order(cases, seed), done) for cases in in_wave.values())
    return {id_ for cases in drawn for case in cases for id_ in of_case[case]}


def learnt(
    project: Project, progress: Progress | None = None, embedding: str | None = None
) -> tuple[Tagger, TrainingSet]:
    """A Tagger that has learnt from everything read, and what it learnt from; `embedding` instead of its own."""
    sources = project.sources()
    answers = project.resolved(sources, as_first_said=True)
    sample = in_sample(project, sources, answers)
    known = training_set(answers, sources, project.codebook.codes, sample)
    if project.config()["unit"] == "sentence":
        paths = {code.id: code.path for code in project.codebook.codable()}
        language = str(project.config()["language"])
        known = per_sentence(known, sources, first_codings(project), paths, language)
    return fitted(project, known, [source.text for source in sources.values()], progress, embedding), known


def tag(project: Project, *, where: Where | None = None, progress: Progress | None = None) -> Tagged:
    """Fits the learner on everything read and saves proposals for the answers nobody has read."""
    if not project.codebook.codable():
        raise RequestError(
            "There are no codes to propose. Load a codebook: 'coder codebook load FILE'; two lines are one, "
            "'codes:' and '  - path: parking'. Or make codes as you read: 'coder review'."
        )
    tagger, known = learnt(project, progress)
    sources, read = project.sources(where), {reading.source for reading in project.readings()}
    wanted = [id_ for id_ in sources if id_ not in read]
    made = list(_proposals(project, tagger, sources, wanted, progress))
    save(project, made)
    return Tagged(tagger.name, len(known.texts), len(wanted), Counter(p.code for _, p in made))


def fitted(
    project: Project,
    known: TrainingSet,
    corpus: Iterable[str],
    progress: Progress | None = None,
    embedding: str | None = None,
) -> Tagger:
    """A Tagger that knows the project's codebook, all its texts and what was read of them."""
    from coder.project.vectors import embedder

    texts = list(dict.fromkeys(corpus))
    return fit(prepared(project, embedder(project, texts, progress, embedding), texts), known)


def prepared(project: Project, embedding: Embedder | None, corpus: Iterable[str]) -> Tagger:
    """A Tagger with the project's codebook, vocabulary and questions that has learnt nothing yet."""
    from coder.tagging.tagger import Tagger

    blank = Tagger(project.codebook, embedding=embedding, random_state=project.config()["seed"])
    return blank.prepare(corpus, [question.name for question in project.questions])


def fit(tagger: Tagger, known: TrainingSet) -> Tagger:
    """The same Tagger, having learnt from a training set."""
    return tagger.fit(
        known.texts,
        known.codes,
        questions=known.questions,
        scopes=known.scopes,
        random_and_blind=known.random_and_blind,
    )


def save(project: Project, made: Iterable[tuple[str, Proposal]]) -> None:
    """Keeps (source id, proposal) as the project's current proposals."""
    from coder.store import content

    ids = {code.path: code.id for code in project.codebook.codes}
    with project.store.transaction():
        content.replace_proposals(project.store.db, ((source, ids[p.code], p) for source, p in made))


def _proposals(
    project: Project,
    tagger: Tagger,
    sources: Mapping[str, Source],
    wanted: list[str],
    progress: Progress | None,
) -> Iterable[tuple[str, Proposal]]:
    codebook, settings = project.codebook, project.config()
    by_sentence, language = settings["unit"] == "sentence", str(settings["language"])
    asked = {sources[id_].question.name for id_ in wanted}
    allowed = {name: {code.path for code in codebook.codable(name)} for name in asked}
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        texts = [sources[id_].text for id_ in chunk]
        names = [sources[id_].question.name for id_ in chunk]
        made = proposed(tagger, texts, names, language) if by_sentence else tagger.propose(texts, names)
        for id_, proposals in zip(chunk, made, strict=True):
            yield from ((id_, p) for p in proposals if p.code in allowed[sources[id_].question.name])
        if progress:
            progress(min(start + _CHUNK, len(wanted)), len(wanted), "tagging")
