"""manifest.json of an output folder: what a run was made from, and once it is complete what it came to.

Nothing in it depends on when, where or by how many workers the run was done: the same run writes the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from coder.errors import FileProblem

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Input:
    """One input file as it was: `digest` is the sha256 of a local file, fsspec's ukey of a remote one.

    `rows` is what the file itself says, or its line ends counted; None where neither is cheap to have.
    `encoding` is that of a text file which is not in UTF-8.
    """

    path: str
    format: str
    size: int
    digest: str
    rows: int | None = None
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class PartFact:
    """One part in place: answers it holds, rows that it could not use, sha256 of the file."""

    name: str
    rows: int
    problems: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`model`: its id and sha256. `options`: all that changes the output. `counts` and `parts` when complete.

    `run` is the fingerprint of all that; `columns` says what the texts and the ids are called in the parts.
    `counts`: answers, problems, zones by name, codings by code path. `notes`: sentences about the input.
    """

    run: str
    inputs: tuple[Input, ...]
    model: Mapping[str, str]
    options: Mapping[str, Any]
    versions: Mapping[str, str]
    columns: Mapping[str, str]
    notes: tuple[str, ...] = ()
    complete: bool = False
    counts: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[PartFact, ...] = ()


def text_of(manifest: Manifest) -> str:
    """The manifest as JSON, one key after another in a fixed order."""
    return json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1, ensure_ascii=False) + "\n"


def read(folder: Path) -> Manifest:
    """The manifest of an output folder. FileProblem where there is none or it is not one of ours."""
    path = folder / NAME
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        if facts.pop("format") != FORMAT:
            raise FileProblem(path, "was written by another version of coder")
        facts["inputs"] = tuple(Input(**item) for item in facts["inputs"])
        facts["parts"] = tuple(PartFact(**item) for item in facts["parts"])
        return Manifest(**(facts | {"notes": tuple(facts["notes"])}))
    except FileNotFoundError:
        raise FileProblem(folder, "holds no bulk run", "'coder bulk tag ... --out' makes one.") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FileProblem(path, f"is not the manifest of a bulk run ({error})") from None
