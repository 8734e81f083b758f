"""What a bulk run came to: codings by code and group, zones, and how the answers differ from those learnt from.

These are counts of what a machine proposed, never of what people said: no interval, no estimate. How many
really raised a code is for a random sample read by people to say (audit.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

from coder.bulk.folder import MODEL
from coder.bulk.groups import named
from coder.bulk.parts import Parts, opened
from coder.errors import RequestError

if TYPE_CHECKING:
    import pyarrow

    from coder.protocols import Progress


SAMPLE = 20_000
"""Answers drawn at random whose words are looked at."""


@dataclass(frozen=True, slots=True)
class Row:
    """Codings of one code in one group ("" for all): proposals of the machine, of so many answers.

    `learnt` is the code's share of the readings that the model learnt from, None where it does not say.
    """

    code: str
    group: str
    codings: int
    answers: int
    learnt: float | None

    @property
    def share(self) -> float:
        """Of the answers in the group, those with the code."""
        return self.codings / self.answers if self.answers else 0.0


@dataclass(frozen=True, slots=True)
class Shift:
    """One thing in which answers can differ: its value here, and in what the model learnt from (None: unknown)."""

    what: str
    here: float
    learnt: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """`zones` counts answers; `rows` go by code, then group; `looked_at` answers stand behind the words' shifts."""

    answers: int
    problems: int
    model: str
    zones: Mapping[str, int]
    by: str
    rows: tuple[Row, ...]
    shifts: tuple[Shift, ...]
    looked_at: int

    def records(self) -> list[dict[str, Any]]:
        """One flat record per code and group; the column is called `codings only`, which is what it counts."""
        group = [{"group": row.group or "all"} if self.by else {} for row in self.rows]
        return [
            {
                "code": row.code,
                **group[at],
                "codings only": row.codings,
                "of answers": row.answers,
                "share": round(row.share, 4),
                "share where learnt": None if row.learnt is None else round(row.learnt, 4),
            }
            for at, row in enumerate(self.rows)
        ]

    def facts(self) -> dict[str, Any]:
        """All of it as plain data; `codes` are the records."""
        plain = asdict(self)
        del plain["rows"]
        return plain | {"codes": self.records()}


def summarise(out: str | Path, *, by: str = "", seed: int = 0, progress: Progress | None = None) -> Summary:
    """Reads the parts once. ColumnError for a column that is not there, RequestError for too many groups."""
    parts = opened(out)
    facts, vocabulary = _model(parts)
    counts = parts.manifest.counts
    tally = _Tally(by)
    for done, table in enumerate(parts.tables(["codes", "probabilities", *([by] if by else [])]), 1):
        tally.add(table)
        if progress:
            progress(done, len(parts.paths), "counting")
    words, looked_at = _words(parts, seed, vocabulary, facts.get("corpus") or {})
    return Summary(
        counts["answers"],
        counts["problems"],
        parts.manifest.model["name"],
        counts["zones"],
        by,
        tuple(tally.rows(facts["codes"], facts.get("shares") or {})),
        (
            *words,
            Shift(
                "answers without a proposal",
                counts["zones"].get("leave", 0) / counts["answers"],
                facts.get("leave"),
            ),
            Shift("probability of the surest proposal", tally.sure, facts.get("sure")),
        ),
        looked_at,
    )


class _Tally:
    """Answers by group, codings by code and group, and how sure they are, added up part by part."""

    def __init__(self, by: str) -> None:
        self._by = by
        self._answers, self._codings = Counter[str](), Counter[tuple[str, str]]()
        self._surest, self._proposed = 0.0, 0

    @property
    def sure(self) -> float:
        """Mean over the answers with a proposal of its highest probability."""
        return self._surest / self._proposed if self._proposed else 0.0

    def add(self, table: pyarrow.Table) -> None:
        """One part more."""
        from coder.project.counts import MOST_GROUPS

        codes = table.column("codes").combine_chunks()
        self._add_codings(codes, _groups(table, self._by))
        self._add_sure(table.column("probabilities").combine_chunks())
        if len(self._answers) > MOST_GROUPS:
            raise RequestError(f"'{self._by}' has more than {MOST_GROUPS} values: too many for one table.")

    def rows(self, codes: Sequence[str], learnt: Mapping[str, float]) -> Iterator[Row]:
        """Codes in the order of the model, groups in that of the alphabet, each code's total last."""
        from coder.project.counts import in_order

        groups = in_order(self._answers) if self._by else []
        total = sum(self._answers.values())
        for code in codes:
            counts = [self._codings[code, group] for group in groups or [""]]
            for group, count in zip(groups, counts, strict=False):
                yield Row(code, group, count, self._answers[group], learnt.get(code))
            yield Row(code, "", sum(counts), total, learnt.get(code))

    def _add_codings(self, codes: pyarrow.ListArray, groups: pyarrow.Array) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        whose = groups.take(pc.list_parent_indices(codes))
        pairs = pa.table([pc.list_flatten(codes), whose], ["code", "group"]).group_by(["code", "group"])
        for row in pairs.aggregate([([], "count_all")]).to_pylist():
            self._codings[row["code"], row["group"]] += row["count_all"]
        for row in pc.value_counts(groups).to_pylist():
            self._answers[row["values"]] += row["counts"]

    def _add_sure(self, chances: pyarrow.ListArray) -> None:
        import numpy as np
        import pyarrow.compute as pc

        lengths = pc.list_value_length(chances).to_numpy()
        filled = lengths[lengths > 0]
        values = pc.list_flatten(chances).to_numpy().astype(np.float64)
        if len(filled):
            self._surest += float(np.maximum.reduceat(values, np.cumsum(filled) - filled).sum())
            self._proposed += len(filled)


def _groups(table: pyarrow.Table, by: str) -> pyarrow.Array:
    """The group of every answer as text; "" for all where nothing is asked."""
    import pyarrow as pa

    if not by:
        return pa.array([""]).take(pa.array([0] * table.num_rows, pa.int32()))
    return named(table, by)


def _model(parts: Parts) -> tuple[dict[str, Any], set[str]]:
    """What the run's model says of itself (an older one says less), and the words it knows."""
    from coder.tagging import persist

    facts, _, words = persist.read(parts.folder / MODEL)
    return facts, set(words["words"])


def _words(parts: Parts, seed: int, known: set[str], learnt: Mapping[str, float]) -> tuple[list[Shift], int]:
    """Length and vocabulary of answers drawn at random, and how many these were."""
    import numpy as np

    from coder.tagging.features import tokenise

    column = parts.manifest.columns["text"]
    lengths, found, new = list[int](), 0, 0
    for path, rows in zip(parts.paths, parts.draw(SAMPLE, seed), strict=True):
        texts = parts.table(path, [column]).column(column).take(rows).to_pylist()
        tokens = tokenise([text or "" for text in texts])
        unseen = [number for number, word in enumerate(tokens.lexicon) if word not in known]
        lengths += tokens.lengths().tolist()
        found += len(tokens.ids)
        new += int(np.isin(tokens.ids, unseen).sum())
    return [
        Shift("words of an answer", fmean(lengths), learnt.get("words")),
        Shift("words of an answer, median", median(lengths), learnt.get("median_words")),
        Shift("words never met before, of all", new / found if found else 0.0, learnt.get("new_words")),
    ], len(lengths)
