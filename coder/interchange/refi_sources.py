"""Answers as REFI-QDA TextSources, each with a selection per coding, in texts that no program counts otherwise."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from coder.domain import Coding, Source
from coder.interchange import stamps
from coder.interchange.dataset import Dataset
from coder.interchange.described import compose
from coder.interchange.guids import PROGRAM, guid_of, quick_guid, user_guid
from coder.interchange.losses import Losses
from coder.interchange.positions import outgoing
from coder.interchange.presets import Preset
from coder.interchange.refi_notes import Notes
from coder.interchange.refi_values import Values
from coder.interchange.xml import Ink, Xml

_LINE_ENDS = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
Span = tuple[int, int]


class Sources:
    """The TextSource elements of a data set and the texts they name; `codes` is code id -> GUID."""

    def __init__(
        self,
        data: Dataset,
        preset: Preset,
        values: Values,
        notes: Notes,
        codes: Mapping[str, str],
        ink: Ink,
        losses: Losses,
    ) -> None:
        self._data, self._preset, self._values, self._notes = data, preset, values, notes
        self._codes, self._ink, self._losses = codes, ink, losses
        self.ids = [source.id for source in data.sources]
        self.guids = {id: guid_of("source", id) for id in self.ids}
        self._texts = [_immune(source.text, preset, losses) for source in data.sources]
        self._names = Counter(source.name.casefold() for source in data.sources)
        self._codings: dict[str, list[Coding]] = defaultdict(list)
        for coding in data.codings:
            self._codings[coding.source].append(coding)

    def texts(self) -> Iterator[tuple[str, str]]:
        """(GUID, text) of every answer."""
        return zip(self.guids.values(), self._texts, strict=True)

    def elements(self) -> Iterator[Xml]:
        """One TextSource after the other, since all of them may not fit into memory."""
        for id, source, text in zip(self.ids, self._data.sources, self._texts, strict=True):
            yield self._element(id, source, text)

    def _element(self, id: str, source: Source, text: str) -> Xml:
        alone = self._names[source.name.casefold()] == 1
        attributes = {
            "guid": self.guids[id],
            "name": source.name if alone else f"{source.name} ({source.question.name}, {source.case.name})",
            "plainTextPath": f"internal://{self.guids[id]}.txt",
            "creatingUser": PROGRAM,
            "creationDateTime": stamps.out(stamps.EPOCH),
        }
        return self._ink.element(
            "TextSource",
            attributes,
            self._ink.text("Description", "" if alone else compose("", [("Id", source.name)])),
            *self._respondent(id, source, text),
            *self._coded(id, source, text),
            *self._noted(id, text),
            *self._notes.references("source", id),
            *self._values.of(source),
        )

    def _respondent(self, id: str, source: Source, text: str) -> Iterator[Xml]:
        """The whole text coded with the code that stands for its case."""
        if self._preset.respondents == "code" and text:
            case = guid_of("case", source.case.id)
            yield self._selection(id, text, (0, len(text)), case, PROGRAM, stamps.EPOCH)

    def _coded(self, id: str, source: Source, text: str) -> Iterator[Xml]:
        seen: set[tuple[object, ...]] = set()
        for coding in self._codings.get(id, ()):
            span = _span(coding, text)
            key = (coding.code, coding.coder, span)
            if span is None or coding.code not in self._codes or key in seen:
                self._losses.add(self._why_not(coding, span), source.name)
                continue
            seen.add(key)
            if coding.start is not None and span == (0, len(text)):
                self._losses.add("parts that are the whole answer, no longer told apart from it", source.name)
            user = user_guid(coding.coder)
            yield self._selection(id, text, span, self._codes[coding.code], user, coding.at)

    def _why_not(self, coding: Coding, span: Span | None) -> str:
        if coding.code not in self._codes:
            return "codings under codes that are no longer in the codebook"
        return "codings that stand there twice" if span else "codings of no text, or outside it"

    def _selection(self, id: str, text: str, span: Span, code: str, user: str, at: str) -> Xml:
        """A stretch of text with its one Coding; the coder on both, for readers that look at either."""
        who = {"creatingUser": user, "creationDateTime": stamps.out(at)}
        guid = quick_guid("selection", id, code, user, str(span))
        reference = self._ink.element("CodeRef", {"targetGUID": code})
        coding = self._ink.element("Coding", {"guid": quick_guid("coding", guid), **who}, reference)
        return self._ink.element(
            "PlainTextSelection", {"guid": guid, **self._place(text, span), **who}, coding
        )

    def _place(self, text: str, span: Span) -> dict[str, str]:
        offsets = self._preset.offsets
        if offsets == "codepoints" and not text.isascii() and max(text[: span[1]]) > "\uffff":
            self._losses.add("positions after an emoji, which NVivo counts as two (--offsets utf16)", text)
        start, end = (outgoing(text, position, offsets) for position in span)
        return {"startPosition": str(start), "endPosition": str(end)}

    def _noted(self, id: str, text: str) -> Iterator[Xml]:
        """Selections that have a memo and no code."""
        for target, memo, start, end in self._notes.parts(id):
            if start < end <= len(text):
                who = {"creatingUser": user_guid(memo.coder), "creationDateTime": stamps.out(memo.at)}
                place = {"guid": quick_guid("note", target), **self._place(text, (start, end)), **who}
                notes = self._notes.references("segment", target)
                yield self._ink.element("PlainTextSelection", place, *notes)


def _immune(text: str, preset: Preset, losses: Losses) -> str:
    """A text whose positions no program counts otherwise, changed one for one."""
    if text.startswith("\ufeff"):
        losses.add("answers that begin with a byte order mark, taken for a space", text)
        text = f" {text[1:]}"
    if preset.newlines == "keep" and "\r" not in text:
        return text
    folded, count = _LINE_ENDS.subn(" ", text)
    losses.add("answers with line breaks, each folded to a space", text, int(count > 0))
    return folded


def _span(coding: Coding, text: str) -> Span | None:
    start, end = (0, len(text)) if coding.start is None else (coding.start, coding.end or 0)
    return (start, end) if 0 <= start < end <= len(text) else None
