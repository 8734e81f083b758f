"""XML elements of files by strangers: read one at a time, without entities, whatever their namespace."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING

from coder.errors import FileProblem
from coder.interchange.guids import spelled
from coder.interchange.losses import Losses

if TYPE_CHECKING:
    from lxml.etree import _Element


def pieces(stream: IO[bytes], path: Path) -> Iterator[tuple[str, _Element]]:
    """(container, element) for the root ("", Project), then each of its records; FileProblem if damaged."""
    from lxml import etree

    depth, container = 0, ""
    try:
        events = etree.iterparse(
            stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        for event, element in events:
            if event == "start":
                depth += 1
                if depth == 1:
                    _refuse_entities(element, path)
                    yield "", element
                container = local(element) if depth == 2 else container
                continue
            depth -= 1
            if depth == 1 or (depth == 2 and container != "CodeBook"):
                yield (container if depth == 2 else "Project"), element
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise FileProblem(path, f"is damaged ({error.msg})", "Export it again.") from error


def parsed(path: Path, largest: int) -> _Element:
    """The root of a small XML file; FileProblem for a missing, damaged or oversized one."""
    from lxml import etree

    try:
        if path.stat().st_size > largest:
            raise FileProblem(path, f"is larger than {largest // 2**20} MB", "Nothing was read.")
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        root = etree.parse(path, parser).getroot()
    except FileNotFoundError as error:
        raise FileProblem(path, "does not exist") from error
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from error
    except etree.XMLSyntaxError as error:
        raise FileProblem(path, f"is damaged ({error.msg})", "Export it again.") from error
    _refuse_entities(root, path)
    return root


def _refuse_entities(element: _Element, path: Path) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise FileProblem(path, "has a document type, which could make it endless", "Nothing was read.")


def _forget(element: _Element) -> None:
    element.clear(keep_tail=True)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def local(element: _Element) -> str:
    """The element's name without its namespace, which differs between producers."""
    return _without_namespace(str(element.tag))


@lru_cache(maxsize=1024)
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]


def children(element: _Element, name: str) -> Iterator[_Element]:
    """The element's children of one name."""
    return (child for child in element if local(child) == name)


def description(element: _Element, losses: Losses) -> str:
    """The element's description; one given as an attribute, against the standard, is taken and counted."""
    words = "".join(child.text or "" for child in children(element, "Description"))
    attribute = element.get("description", "")
    losses.add("descriptions written as an attribute, against the standard", attribute, int(bool(attribute)))
    return words or attribute


def references(element: _Element, name: str) -> list[str]:
    """The GUIDs that children of one name (CodeRef, NoteRef, ...) point at."""
    return [spelled(child.get("targetGUID") or child.get("guid")) for child in children(element, name)]
