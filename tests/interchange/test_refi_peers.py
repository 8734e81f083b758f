"""Readers written by others open our files and see the same numbers.

They need an environment of their own (one is AGPL and must never come near the package):
`python -m venv peers && peers/bin/pip install pyrefiqda qdapy`, then CODER_PEERS=peers/bin/python.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from coder.interchange.refi_codebook import write_qdc
from coder.interchange.refi_write import write_qdpx

from .rich import CODEBOOK, project

PEERS = os.environ.get("CODER_PEERS", "")
pytestmark = pytest.mark.skipif(not PEERS, reason="CODER_PEERS names no Python with pyrefiqda and qdapy")

QDAPY = """
import json, sys, qdapy
found = qdapy.read_qdpx(sys.argv[1], warn=False)
print(json.dumps({
    "codes": len(found.codebook), "codings": len(found.fragments), "sources": len(found.sources),
    "quotes": sorted(found.fragments["text"]), "coders": sorted(set(found.fragments["codedBy"])),
}))
"""
PYREFIQDA = """
import json, sys, tempfile, pyrefiqda
found = pyrefiqda.RefiProject.load(sys.argv[1], tempfile.mkdtemp())
print(json.dumps({
    "users": len(found.users.user), "cases": len(found.cases.case), "variables": len(found.variables.variable),
    "sources": len(found.sources.text_source), "notes": len(found.notes.note), "sets": len(found.sets.set),
}))
"""
CODES = """
import json, sys, pyrefiqda
found = pyrefiqda.RefiCodebook.load(sys.argv[1])
print(json.dumps([code.name for code in found.codes.code]))
"""


def _asked(program: str, path: Path) -> Any:
    done = subprocess.run([PEERS, "-c", program, str(path)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    write_qdpx(project(), tmp_path / "out.qdpx", privacy="as is")
    return tmp_path / "out.qdpx"


def test_qdapy_sees_our_codings(written: Path) -> None:
    assert _asked(QDAPY, written) == {
        "codes": 9,
        "codings": 4,
        "sources": 3,
        "quotes": sorted(["staff", "queue", "Nothing.", "<b>Café</b> & x\u0301 =1+1 שלום"]),
        "coders": ["ana", "ben", "tagger@m"],
    }


def test_pyrefiqda_sees_our_project(written: Path) -> None:
    expected = {"users": 4, "cases": 2, "variables": 7, "sources": 3, "notes": 5, "sets": 5}
    assert _asked(PYREFIQDA, written) == expected


def test_pyrefiqda_sees_our_codebook(tmp_path: Path) -> None:
    write_qdc(CODEBOOK.codes, CODEBOOK.themes, tmp_path / "out.qdc")
    assert _asked(CODES, tmp_path / "out.qdc") == ["waiting", "staff", "plan"]
