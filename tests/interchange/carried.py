"""What of a data set REFI-QDA carries, as plain data to compare before and after."""

from __future__ import annotations

import re
from typing import Any

from coder.interchange.dataset import Dataset

_LINE_ENDS = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]")


def carried(data: Dataset, *, fold: bool = False) -> dict[str, Any]:
    """By value; `fold` expects line breaks as spaces. Orders that no program keeps are evened out."""
    names = {source.id: (source.case.name, source.question.name, source.name) for source in data.sources}
    used = {source.case.id: source.case for source in data.sources}
    texts = {source.id: _LINE_ENDS.sub(" ", source.text) if fold else source.text for source in data.sources}
    return {
        "title": data.title,
        "cases": {c.name: (c.privacy, dict(c.values)) for c in (*data.cases, *used.values())},
        "sources": {names[s.id]: (texts[s.id], dict(s.values)) for s in data.sources},
        "questions": {q.name: q.text for q in (*data.questions, *(s.question for s in data.sources))},
        "variables": data.variables,
        "codes": data.codes,
        "themes": data.themes,
        "coders": set(data.coders),
        "codings": {
            (names[c.source], c.code, c.coder, c.at, *_span(c.start, c.end, texts[c.source]))
            for c in data.codings
        },
        "readings": {(names[r.source], r.coder, r.outcome) for r in data.readings if r.scope is None},
        "memos": {(m.id, m.about, m.target, m.text, m.coder, m.at) for m in data.memos},
    }


def _span(start: int | None, end: int | None, text: str) -> tuple[int | None, int | None]:
    """A part that is the whole is the whole: REFI-QDA does not tell them apart, and the writer lists it."""
    return (None, None) if (start, end) == (0, len(text)) else (start, end)
