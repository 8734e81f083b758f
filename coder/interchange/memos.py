"""Memos as a table: a row each, with what it is about by name.

`code` is the code a memo is on, or the code or theme on which it sums up what a case said. Positions count
code points, the end is exclusive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from coder.domain import Case, Memo, Source
from coder.interchange.dataset import Dataset
from coder.interchange.grid import Column, Table

_COLUMNS = {
    "about": "category", "id": "text", "case": "text", "question": "category", "code": "category",
    "start": "number", "end": "number", "quote": "text", "memo": "text", "coder": "category", "at": "text",
}  # fmt: skip
GONE = "(a code that is no longer in the codebook)"


def memo_table(dataset: Dataset) -> Table:
    """All memos of a data set, in its order."""
    paths = {code.id: code.path for code in dataset.codes}
    rows = records(dataset.memos, {source.id: source for source in dataset.sources}, paths)
    columns = (Column(name, kind, [row[name] for row in rows]) for name, kind in _COLUMNS.items())  # type: ignore[arg-type]
    return Table("memos", tuple(columns))


def records(
    memos: Iterable[Memo], sources: Mapping[str, Source], paths: Mapping[str, str]
) -> list[dict[str, Any]]:
    """A mapping of the table's columns per memo; `number` is the memo's id. `paths`: code id -> path."""
    cases = {source.case.id: source.case for source in sources.values()}
    return [{"number": memo.id, **_record(memo, sources, cases, paths)} for memo in memos]


def _record(
    memo: Memo, sources: Mapping[str, Source], cases: Mapping[str, Case], paths: Mapping[str, str]
) -> dict[str, Any]:
    thing, _, rest = memo.target.partition(":")
    row: dict[str, Any] = dict.fromkeys(_COLUMNS)
    row.update(about=memo.about, memo=memo.text, coder=memo.coder, at=memo.at)
    if memo.about == "code":
        row["code"] = paths.get(memo.target, GONE)
    elif memo.about == "case" and thing in cases:
        row.update(case=cases[thing].name, code=paths.get(rest, rest) or None)
    elif thing in sources:
        row.update(_place(sources[thing], rest))
    return row


def _place(source: Source, segment: str) -> dict[str, Any]:
    names = {"id": source.name, "case": source.case.name, "question": source.question.name}
    if not segment:
        return names
    start, end = map(int, segment.split(":"))
    return {**names, "start": start, "end": end, "quote": source.text[start:end]}
