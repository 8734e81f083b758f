"""The words of a Word document (.docx): its paragraphs, without deleted text, notes, headers and comments."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from coder.ingest.cells import Unreadable

LARGEST = 30_000_000
"""Bytes of unpacked XML; a longer document is not read."""

_MEMBER = "word/document.xml"
_LEFT_OUT = {"del", "moveFrom", "Fallback"}
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_word(data: bytes) -> str:
    """One line for each paragraph; Unreadable for what is no such document, locked, damaged or too large."""
    root = _parsed(_unpacked(data))
    return "\n".join("".join(words) for words in _paragraphs(root))


def _unpacked(data: bytes) -> bytes:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("protected by a password, or an old Word file")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_MEMBER) as member:
            xml = member.read(LARGEST + 1)
    except KeyError:
        raise Unreadable("not a Word document") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError):
        raise Unreadable("damaged Word document") from None
    if len(xml) > LARGEST:
        raise Unreadable(f"too large: more than {LARGEST:,} bytes of text and layout")
    return xml


def _parsed(xml: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        raise Unreadable("damaged Word document") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("damaged Word document: it declares entities, which Word never does")
    return root


def _paragraphs(root: Any) -> list[list[str]]:
    """Words in reading order. A walk without recursion: how deep the elements go is the file's choice."""
    paragraphs: list[list[str]] = []
    ahead = [root]
    while ahead:
        element = ahead.pop()
        name = _local(element)
        if name == "p":
            paragraphs.append([])
        elif paragraphs and (name == "t" or name in _BREAKS):
            paragraphs[-1].append(element.text or "" if name == "t" else _BREAKS[name])
        if name not in _LEFT_OUT and name != "tabs":
            ahead.extend(reversed(element))
    return paragraphs


def _local(element: Any) -> str:
    """The name without namespace, of which Word has two; "" for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
