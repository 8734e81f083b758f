"""A project.qde of any program as raw records: names, GUIDs and positions as the file has them.

The XML is read piece by piece, each piece forgotten once it is taken, so that memory stays bounded. No
document type, so no entities, is accepted. What is not understood is counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from coder.domain import Code, Variable
from coder.errors import FileProblem
from coder.interchange.described import parse
from coder.interchange.guids import spelled
from coder.interchange.losses import Losses
from coder.interchange.nodes import children, description, local, pieces, references
from coder.interchange.refi_codes import parse_codes
from coder.interchange.refi_values import HEADINGS, KINDS, as_read

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTAINERS = {"Users", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs"}
_INSIDE = {
    "Codes", "Code", "Description", "NoteRef", "VariableValue", "VariableRef", "SourceRef", "SelectionRef",
    "CodeRef", "PlainTextContent", "PlainTextSelection", "Coding", "MemberCode", "MemberSource", "MemberNote",
    "PDFSelection", "Representation", "TextDescription", "PictureSelection", "Transcript", "TranscriptSelection",
    "SyncPoint", "AudioSelection", "VideoSelection", "Vertex", "Edge",
    *(f"{type_}Value" for type_ in KINDS),
}  # fmt: skip
_UNREAD = {
    "PictureSource": "pictures",
    "AudioSource": "audio recordings",
    "VideoSource": "videos",
    "Link": "links",
    "Graph": "graphs",
}


@dataclass(slots=True)
class Mark:
    """A selection (`start`, `end` None: the whole text) with one code, or only with notes."""

    start: int | None
    end: int | None
    user: str
    at: str
    code: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Text:
    """A text source or a note; `member` names its file, `inline` its text where the XML holds it."""

    guid: str
    name: str
    description: str
    member: str
    inline: str | None
    user: str
    at: str
    marks: list[Mark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    values: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Person:
    """A Case with its values by variable GUID and the GUIDs of its sources."""

    guid: str
    name: str
    description: str
    values: dict[str, tuple[str, str]]
    sources: list[str]


@dataclass(slots=True)
class Group:
    """A Set: GUIDs of the codes and sources in it."""

    guid: str
    name: str
    description: str
    codes: list[str]
    sources: list[str]


@dataclass(slots=True)
class Raw:
    """Everything a project file says, by GUID, in its order."""

    title: str = ""
    origin: str = ""
    user: str = ""
    at: str = ""
    users: dict[str, tuple[str, str]] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    code_notes: dict[str, list[str]] = field(default_factory=dict)
    variables: dict[str, Variable] = field(default_factory=dict)
    cases: list[Person] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    sets: list[Group] = field(default_factory=list)
    project_notes: list[str] = field(default_factory=list)

    @property
    def ours(self) -> bool:
        """Whether this program wrote the file."""
        return self.origin.startswith("coder ")


def parse_project(stream: IO[bytes], path: Path, losses: Losses) -> Raw:
    """Reads the whole file; FileProblem where it is no REFI-QDA project."""
    raw = Raw()
    for container, element in pieces(stream, path):
        name = local(element)
        if not container:
            if name != "Project":
                raise FileProblem(path, f"holds a '{name[:40]}', not a REFI-QDA project")
            raw.title, raw.origin = element.get("name", ""), element.get("origin", "")
            raw.user, raw.at = spelled(element.get("creatingUserGUID")), element.get("creationDateTime", "")
        elif name not in _CONTAINERS:
            top = container == "Project"
            if not top or name == "CodeBook":
                _count_strange(element, losses)
            _take(raw, name, element, losses, top=top)
    return raw


def _count_strange(element: _Element, losses: Losses) -> None:
    """Elements the standard does not have inside a record, and the one thing it has and we do not keep."""
    for each in element.iter():
        name = local(each)
        if each is not element and name not in _INSIDE:
            losses.add(f"elements not understood: {name[:40]}")
        if each.get("modifiedDateTime") or each.get("modifyingUser"):
            losses.add("last changes (who and when)", name)


def _take(raw: Raw, name: str, element: _Element, losses: Losses, *, top: bool) -> None:
    if name == "User":
        raw.users[spelled(element.get("guid"))] = element.get("name", ""), element.get("id", "")
    elif name == "CodeBook":
        raw.codes, raw.code_notes = parse_codes(element, losses, ours=raw.ours)
    elif name == "Variable":
        raw.variables[spelled(element.get("guid"))] = _variable(element, ours=raw.ours)
    elif name == "Case":
        raw.cases.append(_person(element, losses))
    elif name in ("TextSource", "PDFSource"):
        _add_text(raw, element, losses)
    elif name == "Note":
        raw.notes.append(_text(element, element.get("name", ""), losses))
    elif name == "Set":
        raw.sets.append(group(element, losses))
    elif name == "NoteRef" and top:
        raw.project_notes.append(spelled(element.get("targetGUID")))
    elif name == "Description" and top:
        losses.add("description of the project", element.text or "", int(bool((element.text or "").strip())))
    elif not top:
        losses.add(_UNREAD.get(name, f"elements not understood: {name[:40]}"), element.get("name", ""))
    else:
        losses.add(f"elements not understood: {name[:40]}")


def _variable(element: _Element, *, ours: bool) -> Variable:
    label = "".join(child.text or "" for child in children(element, "Description"))
    fields: dict[str, str] = {}
    if ours:
        label, found = parse(label, HEADINGS)
        fields = dict(found)
    kind = KINDS.get(element.get("typeOfVariable", ""), "text")
    kinds = {"category": "category", "date": "date", "text": "text"}
    return Variable(
        element.get("name", ""),
        kinds.get(fields.get("Kind", ""), kind),  # type: ignore[arg-type]
        "source" if fields.get("Level") == "source" else "case",
        label,
    )


def _person(element: _Element, losses: Losses) -> Person:
    losses.add(
        "codes and selections on a whole case",
        element.get("name", ""),
        _count(element, "CodeRef", "SelectionRef"),
    )
    sources = references(element, "SourceRef")
    words = description(element, losses)
    return Person(spelled(element.get("guid")), element.get("name", ""), words, _values(element), sources)


def _count(element: _Element, *names: str) -> int:
    return sum(local(child) in names for child in element)


def _values(element: _Element) -> dict[str, tuple[str, str]]:
    """Variable GUID -> (name of the value's element, its text)."""
    found = {}
    for value in children(element, "VariableValue"):
        guid = next(iter(references(value, "VariableRef")), "")
        for child in value:
            if local(child) != "VariableRef":
                found[guid] = local(child), child.text or ""
    return found


def _add_text(raw: Raw, element: _Element, losses: Losses) -> None:
    """A text source, or the text that stands for a PDF; the PDF's own selections are areas of a page."""
    if local(element) == "TextSource":
        raw.texts.append(_text(element, element.get("name", ""), losses))
        return
    losses.add("selections on the pages of a PDF", element.get("name", ""), _count(element, "PDFSelection"))
    found = [_text(each, element.get("name", ""), losses) for each in children(element, "Representation")]
    losses.add("PDF documents without their text", element.get("name", ""), int(not found))
    for text in found:
        text.guid = spelled(element.get("guid"))
    raw.texts += found


def _text(element: _Element, name: str, losses: Losses) -> Text:
    inline = next((child.text or "" for child in children(element, "PlainTextContent")), None)
    user, at = _who(element, "", "")
    text = Text(
        spelled(element.get("guid")), name, "".join(c.text or "" for c in children(element, "Description")),
        element.get("plainTextPath", ""), inline, user, at, values=_values(element),
    )  # fmt: skip
    text.notes = references(element, "NoteRef")
    for child in element:
        if local(child) == "PlainTextSelection":
            text.marks += _marks(child, name, losses)
        elif local(child) == "Coding":
            text.marks.append(_coded(child, None, None, user, at))
    return text


def _who(element: _Element, user: str, at: str) -> tuple[str, str]:
    return spelled(element.get("creatingUser")) or user, element.get("creationDateTime") or at


def _marks(element: _Element, name: str, losses: Losses) -> list[Mark]:
    try:
        start, end = int(element.get("startPosition", "")), int(element.get("endPosition", ""))
    except ValueError:
        losses.add("selections whose positions are no numbers", name)
        return []
    user, at = _who(element, "", "")
    found = [_coded(coding, start, end, user, at) for coding in children(element, "Coding")]
    notes = references(element, "NoteRef")
    losses.add(
        "descriptions of selections",
        name,
        int(any((c.text or "").strip() for c in children(element, "Description"))),
    )
    if not found and not notes:
        losses.add("selections without a code", name)
    return [*found, Mark(start, end, user, at, "", notes)] if notes else found


def _coded(element: _Element, start: int | None, end: int | None, user: str, at: str) -> Mark:
    user, at = _who(element, user, at)
    code = next(iter(references(element, "CodeRef")), "")
    notes = references(element, "NoteRef")
    return Mark(start, end, user, at, code, notes)


def group(element: _Element, losses: Losses) -> Group:
    """A Set; members name their codes by `targetGUID` in a project and by `guid` in a codebook."""
    losses.add("notes in sets", element.get("name", ""), _count(element, "MemberNote"))
    return Group(
        spelled(element.get("guid")),
        element.get("name", ""),
        description(element, losses),
        references(element, "MemberCode"),
        references(element, "MemberSource"),
    )


def value_of(variable: Variable, written: tuple[str, str], losses: Losses) -> str | float | bool | None:
    """A value in the variable's kind; None, counted, where its text is not of that kind."""
    try:
        return as_read(*written)
    except (ValueError, KeyError):
        losses.add("values that cannot be read", f"{variable.name}: {written[1]}")
        return None
