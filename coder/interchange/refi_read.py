"""A REFI-QDA project of any program as a data set, and everything in it that we have no place for.

Texts are stored as `coder.text` stores them; positions are taken to code points of that text under the
convention the file turns out to follow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from coder.domain import (
    Case,
    Coder,
    Coding,
    Memo,
    Privacy,
    Question,
    Reading,
    Source,
    Theme,
    Value,
    Variable,
)
from coder.interchange import stamps
from coder.interchange.container import Archive, opened
from coder.interchange.dataset import Dataset, known_from
from coder.interchange.described import parse
from coder.interchange.guids import PROGRAM, RESPONDENTS, guid_of
from coder.interchange.losses import Losses
from coder.interchange.positions import Convention, Ruler, Verdict, as_stored, judge
from coder.interchange.refi_codebook import themes_of
from coder.interchange.refi_codes import theme_guid
from coder.interchange.refi_parse import Mark, Person, Raw, Text, parse_project, value_of
from coder.interchange.refi_write import reading_guid
from coder.text import answer_key

_OURS = re.compile(r"coder \S+ \((codepoints|utf16)\)")
Notes = dict[str, tuple[Text, str | None]]
About = Literal["code", "source", "segment", "case", "project"]
Outcome = Literal["read", "uncodable"]
DOCUMENT = Question("document")
"""The question of texts from a program that knows no questions."""


@dataclass(frozen=True, slots=True)
class QdaProject:
    """What a file holds. `producer` is its origin attribute; `positions` says how its positions were read."""

    dataset: Dataset
    losses: Losses
    producer: str
    positions: Verdict


def read_qdpx(path: Path) -> QdaProject:
    """Reads a project; FileProblem for a file that is none, is damaged, or would not fit into memory."""
    losses = Losses()
    with opened(path) as archive:
        with archive.stream(archive.root(".qde")) as stream:
            raw = parse_project(stream, path, losses)
        texts = [(text, words) for text in raw.texts if (words := _words(text, archive, losses)) is not None]
        notes = {note.guid: (note, _words(note, archive, losses)) for note in raw.notes}
    verdict = _verdict(raw, texts)
    dataset = _Assembly(raw, texts, notes, verdict.convention, losses).dataset()
    return QdaProject(dataset, losses, raw.origin or "unknown", verdict)


def _words(text: Text, archive: Archive, losses: Losses) -> str | None:
    """A text as its file has it, without byte order mark; None where there is none to be had."""
    if text.inline is not None:
        return text.inline
    if not text.member.startswith("internal://"):
        losses.add("texts that are not in the archive as plain text", text.name)
        return None
    data = archive.read(f"sources/{text.member.removeprefix('internal://').lstrip('/')}")
    if data is None:
        losses.add("texts missing from the archive", text.name)
        return None
    words = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
    losses.add(
        "texts that are no UTF-8, what could not be decoded is replaced",
        text.name,
        int("\ufffd" in words and "\ufffd".encode() not in data),
    )
    return words


def _verdict(raw: Raw, texts: Iterable[tuple[Text, str]]) -> Verdict:
    own = _OURS.fullmatch(raw.origin)
    if own:
        return Verdict(Convention("utf16" if own[1] == "utf16" else "codepoints"), ())
    spans = [
        (
            words,
            [
                (mark.start, mark.end)
                for mark in text.marks
                if mark.start is not None and mark.end is not None
            ],
        )
        for text, words in texts
    ]
    return judge(spans, raw.origin)


class _Assembly:
    """Puts raw records together: GUIDs become the records they name."""

    def __init__(
        self, raw: Raw, texts: list[tuple[Text, str]], notes: Notes, convention: Convention, losses: Losses
    ) -> None:
        self.raw, self.texts, self.notes, self.losses = raw, texts, notes, losses
        self.convention = convention
        self.coders = _coders(raw, losses)
        self.names: set[str] = set()
        self.taken: set[tuple[str, str, str]] = set()
        self.asked: list[Question] = []
        self.sources: dict[str, Source] = {}
        self.ids: dict[str, str] = {}
        self.raised: dict[str, dict[str, Value]] = {}
        self.codings: list[Coding] = []
        self.memos: dict[str, Memo] = {}
        people = {case.guid for case in raw.cases}
        self.codes = {
            guid: replace(code, id=guid_of("code", guid))
            for guid, code in raw.codes.items()
            if guid not in people and guid != RESPONDENTS
        }
        self.variables = self._variables()
        self.cases = self._cases()
        self.case_of = self._case_of()
        self.question_of = self._questions()

    def dataset(self) -> Dataset:
        """The whole, texts first, since everything else hangs on them."""
        for text, words in self.texts:
            self._add(text, words)
        for guid, notes in self.raw.code_notes.items():
            self._remember(notes, "code", self.codes[guid].id if guid in self.codes else "")
        self._remember(self.raw.project_notes, "project", "")
        self._loose_memos()
        readings, sources = self._readings(), tuple(self.sources.values())
        return Dataset(
            title=self.raw.title,
            cases=tuple({c.id: c for c in (*self.cases.values(), *(s.case for s in sources))}.values()),
            sources=sources,
            questions=tuple({q.name: q for q in (*self.asked, *(s.question for s in sources))}.values()),
            variables=tuple(self.variables.values()),
            codes=tuple(self.codes.values()),
            themes=self._themes(),
            coders=tuple({coder.name: coder for coder in self.coders.values()}.values()),
            codings=tuple(self.codings),
            readings=readings,
            memos=tuple(self.memos[guid] for guid in self.notes if guid in self.memos),
            known=known_from(self.codings, readings),
        )

    def _variables(self) -> dict[str, Variable]:
        """Variables by GUID; of level "source" where a text, not a respondent, has the value."""
        at_texts = {guid for text, _ in self.texts for guid in text.values}
        return {
            guid: replace(variable, level="source") if guid in at_texts else variable
            for guid, variable in self.raw.variables.items()
        }

    def _cases(self) -> dict[str, Case]:
        """Cases by GUID; their values of variables that texts have are handed down to their texts."""
        cases: dict[str, Case] = {}
        at_texts = {variable.name for variable in self.variables.values() if variable.level == "source"}
        for number, person in enumerate(self.raw.cases, 1):
            name = _free(person.name or f"case {number}", self.names)
            self.losses.add(
                "cases of one name, numbered", name, int(bool(person.name) and name != person.name)
            )
            values = self._values(person.values)
            self.raised[name] = {key: values.pop(key) for key in list(values) if key in at_texts}
            cases[person.guid] = Case(name, self._privacy(person), values)
        return cases

    def _privacy(self, person: Person) -> Privacy:
        fields = dict(parse(person.description, ("Privacy",))[1]) if self.raw.ours else {}
        lost = person.description.strip() and not fields
        self.losses.add("descriptions of cases", person.description, int(bool(lost)))
        kinds: dict[str, Privacy] = {"anonymous": "anonymous", "confidential": "confidential"}
        return kinds.get(fields.get("Privacy", ""), "public")

    def _values(self, written: Mapping[str, tuple[str, str]]) -> dict[str, Value]:
        found = {}
        for guid, value in written.items():
            if guid in self.variables:
                found[self.variables[guid].name] = value_of(self.variables[guid], value, self.losses)
            else:
                self.losses.add("values of a variable that is not there", value[1])
        return {name: value for name, value in found.items() if value is not None}

    def _case_of(self) -> dict[str, Case]:
        """Text GUID -> its case: by reference, or by a code of the case's GUID that codes the text."""
        links = [(source, person.guid) for person in self.raw.cases for source in person.sources]
        links += [(text.guid, mark.code) for text, _ in self.texts for mark in text.marks]
        found: dict[str, Case] = {}
        for source, guid in links:
            if guid in self.cases and found.setdefault(source, self.cases[guid]) != self.cases[guid]:
                self.losses.add("texts of several cases, kept for the first", self.cases[guid].name)
        return found

    def _questions(self) -> dict[str, Question]:
        asked: dict[str, Question] = {}
        for group in self.raw.sets if self.raw.ours else ():
            question = Question(group.name, group.description)
            if group.guid == question.id:
                self.asked.append(question)
                asked |= dict.fromkeys(group.sources, question)
        return asked

    def _add(self, text: Text, words: str) -> None:
        stored, changes, moved = as_stored(words)
        source = replace(self._source(text, stored), changes=changes)
        id, key = source.id, text.guid
        if not key or key in self.sources:
            self.losses.add("texts without a GUID of their own", source.name)
            key = id
        self.sources[key], self.ids[key] = source, id
        ruler = Ruler(words, self.convention)
        self._remember(text.notes, "source", id)
        for mark in text.marks:
            if mark.code in self.cases and not mark.notes:
                continue
            span = self._span(mark, source, ruler, moved)
            if span is not None:
                self._mark(mark, id, *span)

    def _source(self, text: Text, stored: str) -> Source:
        fields = dict(parse(text.description, ("Id",))[1]) if self.raw.ours else {}
        self.losses.add(
            "descriptions of texts", text.name, int(bool(text.description.strip() and not fields))
        )
        name = fields.get("Id", text.name) or text.guid
        question = self.question_of.get(text.guid, DOCUMENT)
        case = self.case_of.get(text.guid) or Case(_free(name, self.names))
        values = self.raised.get(case.name, {}) | self._values(text.values)
        number, free = 1, name
        while (case.name, question.name, free) in self.taken:
            number += 1
            free = f"{name} ({number})"
        self.taken.add((case.name, question.name, free))
        self.losses.add("texts of one name, numbered", free, int(free != name))
        return Source(free, case, question, stored, values, answer_key(question.name, stored))

    def _span(
        self, mark: Mark, source: Source, ruler: Ruler, moved: Callable[[int], int]
    ) -> tuple[int | None, int | None] | None:
        """Where a mark is in the stored text; None, counted, where it is nowhere."""
        if mark.start is None or mark.end is None:
            return None, None
        start, end = ruler.at(mark.start), ruler.at(mark.end)
        if start is None or end is None:
            self.losses.add("selections outside their text", f"{source.name}: {mark.start}-{mark.end}")
            return None
        start, end = moved(start), moved(end)
        if start >= end:
            self.losses.add("selections of no text", f"{source.name}: {mark.start}-{mark.end}")
            return None
        return (None, None) if (start, end) == (0, len(source.text)) and mark.code else (start, end)

    def _mark(self, mark: Mark, source: str, start: int | None, end: int | None) -> None:
        target = source if start is None else f"{source}:{start}:{end}"
        self._remember(mark.notes, "source" if start is None else "segment", target)
        if mark.code in self.codes:
            coder, at = self._coder(mark.user), self._moment(mark.at)
            code = self.codes[mark.code].id
            self.codings.append(Coding(source, code, coder, at, "", "imported", start, end))
        elif mark.code and mark.code not in self.cases:
            self.losses.add("codings under a code that is not there", mark.code)

    def _coder(self, guid: str) -> str:
        """The user's name; one who is not in the file is called unknown."""
        if guid not in self.coders:
            self.losses.add("users who are not named in the file", guid)
            self.coders[guid] = Coder("unknown")
        return self.coders[guid].name

    def _moment(self, at: str) -> str:
        """What has no time gets that of the file."""
        return stamps.back(at) or stamps.back(self.raw.at) or stamps.EPOCH

    def _remember(self, guids: Iterable[str], about: About, target: str) -> None:
        """Makes memos of the notes that something refers to."""
        for guid in guids:
            note, words = self.notes.get(guid, (None, None))
            if note is None or words is None or guid in self.memos or (about == "code" and not target):
                self.losses.add("references to notes that are not there, or stand elsewhere", guid)
                continue
            text = words if self.raw.ours else words.replace("\r\n", "\n")
            coder, at = self._coder(note.user), self._moment(note.at)
            self.memos[guid] = Memo(guid_of("memo", guid), about, target, text, coder, at)

    def _loose_memos(self) -> None:
        """Notes that nothing refers to: ours name their case, others speak of the project."""
        for guid, (note, _) in self.notes.items():
            if guid not in self.memos:
                fields = dict(parse(note.description, ("Case", "Code", "Theme"))[1]) if self.raw.ours else {}
                case, code = self.cases.get(fields.get("Case", "")), self.codes.get(fields.get("Code", ""))
                theme = code.id if code else fields.get("Theme", "")
                target = ":".join(part for part in (case.id, theme) if part) if case else ""
                self._remember([guid], "case" if case else "project", target)

    def _themes(self) -> tuple[Theme, ...]:
        sets, ours = self.raw.sets, self.raw.ours
        found = [each for each in sets if (each.guid == theme_guid(each.name) if ours else each.codes)]
        if not ours:
            self.losses.add("sets of other things than codes", "", len(sets) - len(found))
        return themes_of(found, self.codes, self.losses)

    def _readings(self) -> tuple[Reading, ...]:
        if not self.raw.ours:
            return ()
        outcomes: tuple[Outcome, ...] = ("read", "uncodable")
        meant = {
            reading_guid(o, coder.name): (o, coder.name) for o in outcomes for coder in self.coders.values()
        }
        at = self._moment("")
        return tuple(
            Reading(self.ids[guid], coder, 0, at, "", stream="import", outcome=outcome)
            for group in self.raw.sets
            if group.guid in meant
            for outcome, coder in [meant[group.guid]]
            for guid in group.sources
            if guid in self.ids
        )


def _coders(raw: Raw, losses: Losses) -> dict[str, Coder]:
    """Users by GUID under names of their own; the program itself is no coder."""
    coders: dict[str, Coder] = {}
    taken: set[str] = set()
    for guid, (given, id) in raw.users.items():
        if guid != PROGRAM:
            name = _free(given or id or "unnamed", taken)
            losses.add("users of one name, numbered", name, int(bool(given) and name != given))
            coders[guid] = Coder(name, "machine" if raw.ours and id.startswith("machine:") else "human")
    return coders


def _free(name: str, taken: set[str]) -> str:
    """The name, or the name with the first number that makes it new."""
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    taken.add(free)
    return free
