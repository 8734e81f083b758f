"""Coded answers as flat tables: `wide`, one row per answer; `long`, one row per coding.

    wide   id, case, question, text, the variables, then one column per code: 1 yes, 0 no, empty not known
    long   id, case, question, code, coder, kind, start, end, quote, origin, confidence, at

In the long table a row without a code says that the coder has read the answer and applied none
(origin `read`), or that it cannot be coded (`uncodable`). Positions count code points from 0, the end is
exclusive; a coding without positions is of the whole answer.

    memos  a row per memo and what it is about (memos.py)

The suffix decides the format. An .xlsx holds wide and long as sheets, and the memos where there are any; beside
every other NAME.suffix, which holds the wide table, the long one goes to NAME-codings.suffix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from coder.domain import Coding, Source, Value
from coder.errors import RequestError
from coder.interchange.dataset import Dataset
from coder.interchange.files import whole
from coder.interchange.formats import WRITERS
from coder.interchange.grid import Column, Table, fitted
from coder.interchange.losses import Losses
from coder.interchange.memos import memo_table
from coder.interchange.privacy import Treatment, protect

Which = Literal["both", "wide", "long", "memos"]


def write_dataset(
    dataset: Dataset, path: Path, *, table: Which = "both", privacy: Treatment = "honour"
) -> Losses:
    """Writes the tables asked for to `path`; returns what they could not carry."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise RequestError(f"'{path.name}' names no table format. Use one of {', '.join(WRITERS)}.")
    dataset, losses = protect(dataset, privacy)
    tables = tables_of(dataset, table, losses)
    if table == "both" and path.suffix.lower() == ".xlsx" and dataset.memos:
        tables.append(memo_table(dataset))
    if table != "memos":
        losses.merge(not_in_tables(dataset, memos=tables[-1].name != "memos"))
    with whole(*table_paths(path, table)) as temporary:
        writer(tables, temporary, losses)
    return losses


def table_paths(path: Path, table: Which = "both") -> tuple[Path, ...]:
    """The files that `write_dataset` makes, `path` first."""
    if table != "both" or path.suffix.lower() == ".xlsx":
        return (path,)
    return (path, path.with_name(f"{path.stem}-codings{path.suffix}"))


def tables_of(dataset: Dataset, table: Which, losses: Losses) -> list[Table]:
    """The tables asked for, wide first; both leaves the memos out."""
    if table == "memos":
        return [memo_table(dataset)]
    wide = [wide_table(dataset, losses)] if table != "long" else []
    return wide + ([long_table(dataset)] if table != "wide" else [])


def not_in_tables(dataset: Dataset, *, memos: bool = True) -> Losses:
    """What no table of answers or codings holds: themes, the codes' rules, and `memos` unless they have one."""
    losses = Losses()
    if memos and dataset.memos:
        losses.add(
            "memos, which have a table of their own (memos)", dataset.memos[0].text, len(dataset.memos)
        )
    losses.add("themes", dataset.themes[0].name if dataset.themes else "", len(dataset.themes))
    ruled = [code.path for code in dataset.codes if code.definition or code.include or code.exclude]
    losses.add("code definitions", "".join(ruled[:1]), len(ruled))
    return losses


def wide_table(dataset: Dataset, losses: Losses) -> Table:
    """One row per answer; a variable or code whose name is taken gets `(2)`, which counts as a loss."""
    sources = dataset.sources
    columns = [
        Column("id", "text", [source.name for source in sources], "Answer"),
        Column("case", "text", [source.case.name for source in sources], "Respondent"),
        Column("question", "category", [source.question.name for source in sources], "Question"),
        Column("text", "text", [source.text for source in sources], "Answer in the respondent's words"),
    ]
    columns += _variables(dataset) + _codes(dataset)
    return Table("answers", _distinct(columns, losses))


def _variables(dataset: Dataset) -> list[Column]:
    result = []
    for variable in dataset.variables:
        name, of_case = variable.name, variable.level == "case"
        values = [(source.case if of_case else source).values.get(name) for source in dataset.sources]
        result.append(fitted(Column(name, variable.kind, values, variable.label)))
    return result


def _codes(dataset: Dataset) -> list[Column]:
    ids = [source.id for source in dataset.sources]
    known = dataset.known
    return [
        Column(code.path, "code", [known(source, code.id) for source in ids], code.label)
        for code in dataset.codes
        if code.codable
    ]


def _distinct(columns: Sequence[Column], losses: Losses) -> tuple[Column, ...]:
    """Column names told apart without regard to case, as SPSS and Parquet readers need them."""
    taken: set[str] = set()
    result = []
    for column in columns:
        name, count = column.name, 1
        while name.casefold() in taken:
            count += 1
            name = f"{column.name} ({count})"
        losses.add("column names already taken", f"{column.name}: now {name}", int(count > 1))
        taken.add(name.casefold())
        result.append(Column(name, column.kind, column.values, column.label))
    return tuple(result)


_LONG: tuple[tuple[str, str], ...] = (
    ("id", "text"), ("case", "text"), ("question", "category"), ("code", "category"),
    ("coder", "category"), ("kind", "category"), ("start", "number"), ("end", "number"),
    ("quote", "text"), ("origin", "category"), ("confidence", "number"), ("at", "text"),
)  # fmt: skip


def long_table(dataset: Dataset) -> Table:
    """Every coder's codings in the order of the answers, and the readings that applied no code."""
    rows = _long_rows(dataset)
    values: list[Sequence[Value]] = list(zip(*rows, strict=True)) or [() for _ in _LONG]
    columns = zip(_LONG, values, strict=True)
    return Table("codings", tuple(Column(name, kind, cells) for (name, kind), cells in columns))  # type: ignore[arg-type]


def _long_rows(dataset: Dataset) -> list[tuple[Value, ...]]:
    sources = {source.id: (place, source) for place, source in enumerate(dataset.sources)}
    paths = {code.id: code.path for code in dataset.codes}
    kinds = {coder.name: coder.kind for coder in dataset.coders}
    coded = {(coding.source, coding.coder) for coding in dataset.codings}
    rows = [
        (sources[coding.source][0], _coded_row(sources[coding.source][1], coding, paths, kinds))
        for coding in dataset.codings
    ]
    for reading in dataset.readings:
        if (reading.source, reading.coder) not in coded:
            place, source = sources[reading.source]
            what = (None, reading.coder, kinds.get(reading.coder, "human"), None, None, None)
            rows.append((place, (*_whose(source), *what, reading.outcome, None, reading.at)))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _whose(source: Source) -> tuple[Value, ...]:
    return source.name, source.case.name, source.question.name


def _coded_row(
    source: Source, coding: Coding, paths: Mapping[str, str], kinds: Mapping[str, str]
) -> tuple[Value, ...]:
    code, kind = paths.get(coding.code, coding.code), kinds.get(coding.coder, "human")
    quote = source.text[coding.start : coding.end]
    where = (coding.start, coding.end, quote, coding.origin, coding.confidence, coding.at)
    return (*_whose(source), code, coding.coder, kind, *where)
