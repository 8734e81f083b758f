"""A small project with everything the explorer has to show or to keep back."""

from __future__ import annotations

import csv
import json
import re
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from coder import Layout, Project
from coder.codebook import parse_yaml
from coder.domain import Coder, Decision, Source
from coder.review.queue import ListQueue
from coder.review.session import ReviewSession
from coder.store import content

CODEBOOK = """
title: Library
codes:
  - path: access
    codable: false
  - path: access/opening hours
    definition: When the library is open.
  - path: access/parking
    definition: Finding a place for the car.
    exclude: Bicycles.
  - path: staff
    definition: The people who work there.
  - path: children
themes:
  - name: Getting in
    codes: [access]
    definition: All that stands between a reader and the books.
"""
SCRIPT = "Friendly people </script><script>document.title='owned'</script> ]]> {{ 7*7 }} $title"
ARABIC = "المكتبة تغلق مبكرا"
LONG = "Closed " + "and closed again " * 1_700
ROWS = (
    (
        "p1",
        "Kind staff \U0001f600 and warm rooms",
        "Closed too early, and nowhere to park",
        "North",
        "public",
    ),
    ("p2", SCRIPT, "Parking is a nightmare on Saturdays", "South", "public"),
    ("p3-zelda", "Everyone was kind", "They shut at noon and parking is dear", "South", "anonymous"),
    ("p4-secret", "HUSH the manager", "HUSH parking", "North", "confidential"),
    ("p5", ARABIC, "STRASSE zu eng, nirgends ein Parkplatz", "North", "public"),
    ("p6", "Story time", LONG, "South", "public"),
)
Given = Sequence[tuple[str, str]]
"""(code path, the words it stands for, "" for the whole answer)."""

ANA: Mapping[str, Given] = {
    "p1 good": [("staff", "Kind staff \U0001f600"), ("children", "staff \U0001f600 and warm")],
    "p1 bad": [("access/opening hours", "Closed too early"), ("access/parking", "nowhere to park")],
    "p2 good": [("staff", "")],
    "p2 bad": [("access/parking", "Parking is a nightmare")],
    "p3-zelda good": [("staff", "")],
    "p3-zelda bad": [("access/opening hours", "shut at noon"), ("access/parking", "")],
    "p4-secret good": [("staff", "manager")],
    "p4-secret bad": [("access/parking", "HUSH parking")],
}
BEN: Mapping[str, Given] = {
    "p1 bad": [("access/opening hours", ""), ("children", "")],
    "p2 bad": [("access/parking", "")],
}
MACHINE: Mapping[str, Given] = {"p6 good": [("children", "")], "p6 bad": [("access/opening hours", "Closed")]}


def build(folder: Path, rows: Sequence[Sequence[str]] = ROWS, *, read: bool = True) -> Project:
    """Six respondents, two questions; ana read the first four, ben two answers, the machine coded p6.

    Without `read` nothing is coded.
    """
    file = folder / "answers.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("id", "good", "bad", "branch", "privacy"), *rows])
    project = Project.create(folder / "library.coder", embedding="none", title="Library <2026>", lead="ana")
    layout = Layout(("good", "bad"), "id", privacy="privacy", question_texts={"good": "What is good?"})
    project.add(file, layout)
    project.load_codebook(parse_yaml(CODEBOOK))
    if read:
        mark(project, "ana", ANA)
        mark(project, "ben", BEN)
        by_machine(project, MACHINE)
    return project


def named(project: Project) -> dict[str, Source]:
    """Answers by respondent and question: `p1 good`."""
    return {f"{each.case.name} {each.question.name}": each for each in project.sources().values()}


def place(source: Source, words: str) -> tuple[int, int] | tuple[None, None]:
    """Where the words stand in the answer, in code points."""
    start = source.text.index(words)
    return (start, start + len(words)) if words else (None, None)


def mark(project: Project, coder: str, given: Mapping[str, Given]) -> None:
    """The coder reads the answers named, blind, and gives them these codes."""
    sources = named(project)
    session = ReviewSession(
        project.store,
        ListQueue([sources[name] for name in given], "random"),
        coder=coder,
        codebook=project.codebook,
        version=project.codebooks.version,
        find={source.id: source for source in sources.values()}.get,
        again=True,
    )
    for name, codes in given.items():
        for path, words in codes:
            session.add(path, *place(sources[name], words))
        session.done()


def by_machine(project: Project, given: Mapping[str, Given], name: str = "tagger@0badcafe") -> None:
    """Codings of a machine coder, as autocode makes them."""
    ids, sources = {code.path: code.id for code in project.codebook.codes}, named(project)
    at, step, version = project.store.now(), uuid.uuid4().hex, project.codebooks.version
    rows = []
    for source, codes in given.items():
        for path, words in codes:
            start, end = place(sources[source], words)
            rows.append(
                Decision(
                    uuid.uuid4().hex,
                    step,
                    at,
                    name,
                    "add",
                    sources[source].id,
                    ids[path],
                    start,
                    end,
                    version=version,
                    detail={"origin": "auto"},
                )
            )
    with project.store.transaction():
        content.put_coder(project.store.db, Coder(name, "machine"))
        project.store.append(rows)


def data_of(html: str) -> dict[str, Any]:
    """What the page's script reads."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data
