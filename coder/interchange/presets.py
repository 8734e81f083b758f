"""What each program that reads REFI-QDA needs to be told differently, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from coder.errors import UnknownNameError

Offsets = Literal["codepoints", "utf16"]


@dataclass(frozen=True, slots=True)
class Preset:
    """How one .qdpx is written.

    `offsets`: what a position counts. `newlines`: kept, or each folded to a space, because programs count
    them differently. `respondents`: a Case refers to its answers, or a code of the same GUID codes them too.
    """

    offsets: Offsets = "codepoints"
    newlines: Literal["fold", "keep"] = "fold"
    respondents: Literal["reference", "code"] = "reference"


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "standard": Preset(),
        # NVivo counts UTF-16 units (seen in its own exports), and writes respondents as codes of one GUID.
        "nvivo": Preset(offsets="utf16", respondents="code"),
        # MAXQDA counts a line feed as two.
        "maxqda": Preset(),
        # ATLAS.ti stores CRLF and counts it as one.
        "atlasti": Preset(),
        # QualCoder counts code points, line feeds included; a Case with a SourceRef only arrives unlinked.
        "qualcoder": Preset(newlines="keep", respondents="code"),
    }
)


def preset(name: str = "standard", offsets: Offsets | None = None) -> Preset:
    """The row for a program, with other offsets where asked; UnknownNameError for another program."""
    if name not in PRESETS:
        raise UnknownNameError("program", name, PRESETS)
    return replace(PRESETS[name], offsets=offsets) if offsets else PRESETS[name]
