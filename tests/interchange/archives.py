"""Small projects as strangers write them, for the reader to be tried on."""

from __future__ import annotations

import zipfile
from pathlib import Path

HEAD = '<?xml version="1.0" encoding="utf-8"?>'
NAMESPACE = 'xmlns="urn:QDA-XML:project:1.0"'
G = "00000000-0000-4000-8000-00000000000"
"""A GUID but for its last digit: 1 user, 2 and 3 codes, 4 text, 5 case, 6 variable, 7 note."""


def project(inside: str, origin: str = "Some program 1.0") -> str:
    return f'{HEAD}<Project name="P" origin="{origin}" {NAMESPACE}>{inside}</Project>'


def usual(
    selections: str, *, text: str = f'plainTextPath="internal://{G}4.txt"', sources: str = "Sources"
) -> str:
    """One user, a code below another, and one text with the selections given."""
    return project(
        f'<Users><User guid="{G}1" name="ana"/></Users>'
        f'<CodeBook><Codes><Code guid="{G}2" name="top" isCodable="true">'
        f'<Code guid="{G}3" name="low" isCodable="true"/></Code></Codes></CodeBook>'
        f'<{sources}><TextSource guid="{G}4" name="one" {text}>{selections}</TextSource></{sources}>'
    )


def selection(start: int, end: int, code: str = f"{G}3", user: str = f"{G}1") -> str:
    return (
        f'<PlainTextSelection guid="{G}9" startPosition="{start}" endPosition="{end}" creatingUser="{user}">'
        f'<Coding guid="{G}8" creatingUser="{user}"><CodeRef targetGUID="{code}"/></Coding></PlainTextSelection>'
    )


def archive(
    path: Path, qde: str | bytes, texts: dict[str, bytes] | None = None, name: str = "project.qde"
) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, qde)
        for member, content in (texts or {}).items():
            file.writestr(member, content)
    return path


def one_text(path: Path, selections: str, content: bytes, origin: str = "Some program 1.0") -> Path:
    qde = usual(selections).replace("Some program 1.0", origin)
    return archive(path, qde, {f"sources/{G}4.txt": content})
