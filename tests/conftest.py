"""Small projects that several test folders start from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coder import Project
from coder.codebook import parse_yaml

CODEBOOK = """
title: Library
codes:
  - path: access/opening hours
    definition: When the library is open.
    keywords: [open*, hours]
  - path: access/parking
    definition: Getting there by car and finding a place for it.
  - path: staff
    definition: The people who work there.
  - path: children
"""

ANSWERS = """id,comment,branch,visits
a1,Open longer please,North,3
a2,Nowhere to park,North,1
a3,"Kind staff, closed too early",South,
a4,Nothing.,South,7
a5,nothing,North,2
"""


@pytest.fixture
def responses(tmp_path: Path) -> Path:
    path = tmp_path / "responses.csv"
    path.write_text(ANSWERS, encoding="utf-8")
    return path


@pytest.fixture
def project(tmp_path: Path, responses: Path) -> Iterator[Project]:
    """Five answers and a codebook; nothing read yet."""
    with Project.create(tmp_path / "library.coder", embedding="none") as made:
        made.add(responses)
        made.load_codebook(parse_yaml(CODEBOOK))
        yield made
