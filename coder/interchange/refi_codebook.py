"""Codebooks as .qdc, REFI-QDA's exchange of codes alone, out and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from coder import __version__
from coder.domain import Code, Theme
from coder.errors import FileProblem
from coder.interchange.files import whole
from coder.interchange.guids import guid_of
from coder.interchange.losses import Losses
from coder.interchange.nodes import children, local, parsed
from coder.interchange.refi_codes import CodeTree, parse_codes, theme_sets
from coder.interchange.refi_parse import Group, group
from coder.interchange.xml import Ink

NAMESPACE = "urn:QDA-XML:codebook:1.0"
LARGEST = 64 * 2**20


@dataclass(frozen=True, slots=True)
class ReadCodebook:
    """Codes in tree order and themes of a file, and what in it has no place here."""

    codes: tuple[Code, ...]
    themes: tuple[Theme, ...]
    losses: Losses
    producer: str = ""


def write_qdc(codes: Iterable[Code], themes: Iterable[Theme], path: Path) -> Losses:
    """Writes codes and themes; returns what .qdc cannot carry (no codes at all is a loss: it forbids that)."""
    losses = Losses()
    ink = Ink(losses)
    tree = CodeTree(codes, ink, losses)
    if not tree.codes:
        losses.add("a codebook without codes, which .qdc does not allow for", path.name)
    start = ink.start("CodeBook", {"origin": f"coder {__version__}", "xmlns": NAMESPACE})
    sets = ink.box("Sets", *theme_sets(themes, tree.codes, ink, losses, reference="guid"))
    inside = f"<Codes>\n{''.join(tree.elements())}</Codes>\n{sets}"
    with whole(path) as (temporary,):
        declared = f'<?xml version="1.0" encoding="utf-8"?>\n{start}{inside}</CodeBook>\n'
        temporary.write_text(declared, encoding="utf-8", newline="")
    return losses


def read_qdc(path: Path) -> ReadCodebook:
    """Reads a .qdc of any program, faults included, which are listed; FileProblem where it is none."""
    root = parsed(path, LARGEST)
    if local(root) != "CodeBook":
        raise FileProblem(path, f"holds a '{local(root)[:40]}', not a REFI-QDA codebook")
    losses, producer = Losses(), root.get("origin", "")
    found, _ = parse_codes(root, losses, ours=producer.startswith("coder "))
    codes = {guid: replace(code, id=guid_of("code", guid)) for guid, code in found.items()}
    boxes = children(root, "Sets")
    sets = [group(each, losses) for box in boxes for each in children(box, "Set")]
    return ReadCodebook(tuple(codes.values()), themes_of(sets, codes, losses), losses, producer)


def themes_of(sets: Iterable[Group], codes: dict[str, Code], losses: Losses) -> tuple[Theme, ...]:
    """Sets of codes as themes; members that are not there and sets without any are counted."""
    themes = {}
    for found in sets:
        paths = [codes[guid].path for guid in found.codes if guid in codes]
        losses.add("members of sets that are not there", found.name, len(found.codes) - len(paths))
        if not paths or found.name in themes:
            losses.add("sets without codes, or of a name that was there", found.name)
        else:
            themes[found.name] = Theme(found.name, tuple(dict.fromkeys(paths)), found.description)
    return tuple(themes.values())
