"""A data set as a REFI-QDA project: a zip of `project.qde` and one text file per answer.

Each answer is a TextSource, each respondent a Case, each coding a selection of its own under its coder's
User (machines are Users too), themes and questions are Sets, memos are Notes. The answers a coder has read
are members of a Set, since REFI-QDA knows no readings.
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from coder import __version__
from coder.domain import Case, Code, Source, stable_id
from coder.interchange import stamps
from coder.interchange.container import entry
from coder.interchange.dataset import Dataset
from coder.interchange.described import compose
from coder.interchange.files import whole
from coder.interchange.guids import PROGRAM, RESPONDENTS, code_guid, guid_of, user_guid
from coder.interchange.losses import Losses
from coder.interchange.presets import PRESETS, Preset
from coder.interchange.privacy import Treatment, protect
from coder.interchange.refi_codes import CodeTree, theme_sets
from coder.interchange.refi_notes import Notes
from coder.interchange.refi_sources import Sources
from coder.interchange.refi_values import Values
from coder.interchange.xml import Ink, Xml

NAMESPACE = "urn:QDA-XML:project:1.0"


def write_qdpx(
    dataset: Dataset, path: Path, *, preset: Preset = PRESETS["standard"], privacy: Treatment = "honour"
) -> Losses:
    """Writes the project; returns what REFI-QDA, or the program it is for, cannot carry."""
    dataset, losses = protect(dataset, privacy)
    with whole(path) as (temporary,), zipfile.ZipFile(temporary, "w") as archive:
        writer = _Writer(dataset, preset, losses)
        with archive.open(entry("project.qde"), "w", force_zip64=True) as stream:
            for part in writer.parts():
                stream.write(part.encode())
        for name, text in writer.texts():
            archive.writestr(entry(f"sources/{name}.txt"), text.encode())
    return losses


def origin(preset: Preset) -> str:
    """What the file says of its producer; our reader takes the convention of positions from it."""
    return f"coder {__version__} ({preset.offsets})"


def reading_guid(outcome: str, coder: str) -> str:
    """The GUID of the Set of answers that a coder has read ("read") or could not code ("uncodable")."""
    return stable_id("reading", outcome, coder)


class _Writer:
    """One project as XML, part by part, in the order the standard wants (section 9)."""

    def __init__(self, dataset: Dataset, preset: Preset, losses: Losses) -> None:
        self.data, self.preset, self.losses = dataset, preset, losses
        self.ink = Ink(losses)
        self.cases = {case.id: case for case in (*dataset.cases, *(s.case for s in dataset.sources))}
        records: list[Case | Source] = [*self.cases.values(), *dataset.sources]
        self.values = Values(dataset.variables, records, self.ink, losses)
        codes = {code.id: code_guid(code) for code in dataset.codes}
        self.notes = Notes(dataset.memos, codes, self.ink, losses)
        self.sources = Sources(dataset, preset, self.values, self.notes, codes, self.ink, losses)

    def parts(self) -> Iterator[str]:
        """The whole of project.qde."""
        attributes = {
            "name": self.data.title,
            "origin": origin(self.preset),
            "creatingUserGUID": PROGRAM,
            "creationDateTime": stamps.out(max((at for _, at in _acts(self.data)), default=stamps.EPOCH)),
            "basePath": "",
            "xmlns": NAMESPACE,
        }
        yield '<?xml version="1.0" encoding="utf-8"?>\n'
        yield self.ink.start("Project", attributes)
        yield self.ink.box("Users", *self._users())
        yield self._codebook()
        yield self.ink.box("Variables", *self.values.definitions())
        yield self.ink.box("Cases", *self._cases())
        if self.data.sources:
            yield "<Sources>\n"
            yield from self.sources.elements()
            yield "</Sources>\n"
        on_project = self.notes.references("project")
        yield self.ink.box("Notes", *self.notes.elements(self.cases))
        yield self.ink.box("Sets", *self._sets())
        yield from on_project
        yield "</Project>\n"
        _count_losses(self.data, self.losses)

    def texts(self) -> Iterator[tuple[str, str]]:
        """File name (without suffix) and content of every answer and every memo that left."""
        yield from self.sources.texts()
        yield from self.notes.texts()

    def _users(self) -> Iterator[Xml]:
        named = {coder.name: coder.kind for coder in self.data.coders}
        for name, _ in _acts(self.data):
            named.setdefault(name, "human")
        yield self.ink.element("User", {"guid": PROGRAM, "name": "coder (the program)"})
        for name, kind in named.items():
            id = f"machine:{name}" if kind == "machine" else None
            yield self.ink.element("User", {"guid": user_guid(name), "name": name, "id": id})

    def _codebook(self) -> Xml:
        tree = CodeTree(self.data.codes, self.ink, self.losses, self._notes_on)
        codes = tree.elements() + self._respondents({name.casefold() for name in tree.names.values()})
        return self.ink.box("CodeBook", self.ink.box("Codes", *codes))

    def _notes_on(self, code: Code) -> Xml:
        return Xml("".join(self.notes.references("code", code.id)))

    def _respondents(self, taken: set[str]) -> list[Xml]:
        """Codes of the same GUID as the cases, under a group of their own."""
        if self.preset.respondents == "reference" or not self.cases:
            return []
        codes = []
        for id, case in self.cases.items():
            name = case.name if case.name.casefold() not in taken else f"{case.name} ({id})"
            taken.add(name.casefold())
            attributes = {"guid": guid_of("case", id), "name": name, "isCodable": "true"}
            codes.append(self.ink.element("Code", attributes))
        group = {"guid": RESPONDENTS, "name": "Respondents", "isCodable": "false"}
        return [self.ink.element("Code", group, *codes)]

    def _cases(self) -> Iterator[Xml]:
        answers: dict[str, list[str]] = defaultdict(list)
        for guid, source in zip(self.sources.guids.values(), self.data.sources, strict=True):
            answers[source.case.name].append(guid)
        for id, case in self.cases.items():
            privacy = [("Privacy", case.privacy)] if case.privacy != "public" else []
            yield self.ink.element(
                "Case",
                {"guid": guid_of("case", id), "name": case.name},
                self.ink.text("Description", compose("", privacy)),
                *self.values.of(case),
                *(self.ink.element("SourceRef", {"targetGUID": guid}) for guid in answers[case.name]),
            )

    def _sets(self) -> Iterator[Xml]:
        data = self.data
        yield from theme_sets(data.themes, data.codes, self.ink, self.losses, reference="targetGUID")
        asked: dict[str, list[str]] = defaultdict(list)
        for id, source in zip(self.sources.ids, data.sources, strict=True):
            asked[source.question.name].append(id)
        questions = {q.name: q for q in (*data.questions, *(source.question for source in data.sources))}
        for question in questions.values():
            yield self._set(question.id, question.name, question.text, asked[question.name])
        for (outcome, coder), ids in self._read().items():
            name = f"Read by {coder}" if outcome == "read" else f"Cannot be coded, says {coder}"
            yield self._set(reading_guid(outcome, coder), name, "", ids)

    def _read(self) -> dict[tuple[str, str], list[str]]:
        """(outcome, coder) -> ids of the answers that were judged with every code in mind."""
        found: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for reading in self.data.readings:
            if reading.scope is None and reading.source in self.sources.guids:
                found[reading.outcome, reading.coder][reading.source] = None
        return {key: list(ids) for key, ids in found.items()}

    def _set(self, guid: str, name: str, description: str, sources: Iterable[str]) -> Xml:
        guids = self.sources.guids
        members = (self.ink.element("MemberSource", {"targetGUID": guids[id]}) for id in sources)
        words = self.ink.text("Description", description)
        return self.ink.element("Set", {"guid": guid, "name": name}, words, *members)


def _acts(data: Dataset) -> Iterator[tuple[str, str]]:
    """(coder, time) of everything anybody did."""
    yield from ((coding.coder, coding.at) for coding in data.codings)
    yield from ((reading.coder, reading.at) for reading in data.readings)
    yield from ((memo.coder, memo.at) for memo in data.memos)


def _count_losses(data: Dataset, losses: Losses) -> None:
    """What REFI-QDA has no place for at all."""
    came = [coding.origin for coding in data.codings if coding.origin != "added"]
    losses.add("origins of codings (accepted, bulk, auto, imported)", "".join(came[:1]), len(came))
    sure = [str(coding.confidence) for coding in data.codings if coding.confidence is not None]
    losses.add("confidences of codings", "".join(sure[:1]), len(sure))
    partial = sum(reading.scope is not None for reading in data.readings)
    losses.add("readings that judged only some codes", "", partial)
    losses.add("details of readings (when, how, under which codebook)", "", len(data.readings))
