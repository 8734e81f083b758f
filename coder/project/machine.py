"""The machine as a coder of its own: the model and its card, why it proposes a code, coding without a person.

Codings made here carry origin `auto` and the name `tagger@MODEL`, so they can always be told apart and taken
back. They count only where nobody has read the answer, and never train, measure or publish anything.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coder.domain import Coder, Decision, Source
from coder.errors import RequestError, UnknownNameError
from coder.project.giving import Place, give
from coder.project.part import Part
from coder.project.training import TrainingSet, learnt

if TYPE_CHECKING:
    from coder.project.project import Project, Where
    from coder.protocols import Progress
    from coder.tagging.evidence import Explanation
    from coder.tagging.tagger import Tagger

_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Autocoded:
    """What a run of the machine coder did or would do: answers by zone, codings by code path."""

    coder: str
    zones: Mapping[str, int]
    codings: Mapping[str, int]
    already: int


class Machine(Part):
    """The verbs of a Project that speak of its learner."""

    def model(self, *, embedding: str | None = None, progress: Progress | None = None) -> Tagger:
        """The learner as it stands, fitted on everything read; `name` is `tagger@` and its fingerprint.

        `embedding`: "static" or "minilm" instead of the project's own; one that uses none does without.
        """
        tagger, known = learnt(self._whole, progress, embedding)
        tagger.name = f"tagger@{_fingerprint(self._whole, tagger, known)}"
        return tagger

    def save_model(
        self, folder: str | Path, *, embedding: str | None = None, progress: Progress | None = None
    ) -> Tagger:
        """Writes the model into a folder, without any answer or coding; for bulk runs and colleagues."""
        tagger = self.model(embedding=embedding, progress=progress)
        tagger.save(folder)
        return tagger

    def explain(self, source: str, code: str) -> Explanation:
        """What each word of an answer (by name) adds to the score of a code."""
        found, wanted = self._whole.source(source), self._whole.codebook.find(code)
        if not wanted.codable:
            raise RequestError(f"'{wanted.path}' is a group: the machine judges the codes below it.")
        return self.model().explain(found.text, wanted.path, found.question.name)

    def autocode(
        self, *, where: Where | None = None, dry_run: bool = False, progress: Progress | None = None
    ) -> Autocoded:
        """Codes what the machine can prove it codes well: the zone `auto` of the answers nobody has read.

        Answers that a machine has coded already are left as they are: withdraw that model first.
        """
        project = self._whole
        if project.config()["unit"] == "sentence":
            raise RequestError(
                "Sentences of one answer are no random draw, so nothing proves what the machine may code alone. "
                "Set the unit to whole answers: 'coder config unit source'."
            )
        tagger = self.model(progress=progress)
        read = {reading.source for reading in project.readings()}
        coded = {coding.source for coding in project.codings() if coding.origin == "auto"}
        unread = {id_: s for id_, s in project.sources(where).items() if id_ not in read}
        wanted = {id_: source for id_, source in unread.items() if id_ not in coded}
        zones, rows = Counter[str](), list[tuple[str, str, float]]()
        for zone, found in _judged(project, tagger, wanted, progress):
            zones[zone] += 1
            rows += found
        if rows and not dry_run:
            ids = {code.path: code.id for code in project.codebook.codes}
            sure = (Place(name, ids[code], confidence=round(chance, 4)) for name, code, chance in rows)
            give(project, Coder(tagger.name, "machine"), "auto", sure)
        return Autocoded(tagger.name, zones, Counter(code for _, code, _ in rows), len(unread) - len(wanted))

    def withdraw(self, model: str, *, coder: str) -> int:
        """Takes back every coding of one machine coder through the log; how many there were."""
        project = self._whole
        machines = [each.name for each in project.coders if each.kind == "machine"]
        name = model if model in machines else f"tagger@{model}"
        if name not in machines:
            raise UnknownNameError("machine coder", model, machines)
        codings = [coding for coding in project.codings() if coding.coder == name]
        made = {coding.decision for coding in codings}
        steps = {row.step for row in project.store.decisions(coder=name) if row.id in made}
        with project.store.transaction():
            at = project.store.now()
            project.store.append(
                [
                    Decision(uuid.uuid4().hex, uuid.uuid4().hex, at, coder, "undo", target=step)
                    for step in sorted(steps)
                ]
            )
        return len(codings)


def _judged(
    project: Project, tagger: Tagger, sources: Mapping[str, Source], progress: Progress | None
) -> Iterator[tuple[str, list[tuple[str, str, float]]]]:
    """For each answer its zone and, in `auto`, (source id, code path, probability) of its codes."""
    names = list(sources)
    allowed = {q.name: {code.path for code in project.codebook.codable(q.name)} for q in project.questions}
    for start in range(0, len(names), _CHUNK):
        chunk = names[start : start + _CHUNK]
        texts = [sources[name].text for name in chunk]
        asked = [sources[name].question.name for name in chunk]
        judged = zip(chunk, tagger.zones(texts, asked), tagger.propose(texts, asked), strict=True)
        for name, zone, proposals in judged:
            own = [p for p in proposals if p.origin == "tagger"]
            fits = all(p.code in allowed[sources[name].question.name] for p in own)
            auto = zone == "auto" and fits
            yield (
                zone if fits or zone != "auto" else "ask",
                [(name, p.code, p.probability or 0.0) for p in own] if auto else [],
            )
        if progress:
            progress(min(start + _CHUNK, len(names)), len(names), "judging")


def _fingerprint(project: Project, tagger: Tagger, known: TrainingSet) -> str:
    """Eight hex digits of what the model was learnt from and with."""
    facts: list[Any] = sorted(
        [source, sorted(codes), sorted(scope)]
        for source, codes, scope in zip(known.sources, known.codes, known.scopes, strict=True)
    )
    facts += [
        project.codebook.digest,
        str(getattr(tagger.embedding, "name", tagger.embedding)),
        tagger.random_state,
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:8]
