"""Which texts share much of their wording: MinHash over three-word shingles, banded (LSH).

Candidates only; whoever asks verifies. 32 bands of two rows: a pair with Jaccard .3 is met with
probability .95, one with .1 with .28. Hashes are of the words, so the order of texts leaves no trace.

Broder (1997); Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, chapter 3.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

SIZE, BANDS, ROWS = 3, 32, 2


@dataclass(frozen=True)
class Shingled:
    """All shingles of all texts in a row; those of text i are `hashes[starts[i]:starts[i + 1]]`."""

    hashes: Hashes
    starts: Ints

    def of(self, row: int) -> Hashes:
        """The shingles of one text, in order."""
        return self.hashes[self.starts[row] : self.starts[row + 1]]


def shingled(texts: Iterable[str]) -> Shingled:
    """Hashes every run of three words of folded texts; a text of fewer words has none."""
    known: dict[str, int] = {}
    ids, lengths = array("Q"), array("q")
    for text in texts:
        found = text.split()
        for word in found:
            value = known.get(word)
            if value is None:
                value = known[word] = _word_hash(word)
            ids.append(value)
        lengths.append(len(found))
    return _joined(np.frombuffer(ids, dtype=np.uint64), np.array(lengths, dtype=np.int64))


def candidates(shingles: Shingled) -> Ints:
    """(pairs, 2) rows that agree in a whole band, left before right, each pair once."""
    rows = np.flatnonzero(np.diff(shingles.starts) > 0)
    found = [np.zeros((0, 2), dtype=np.int64)]
    if len(rows):
        starts = shingles.starts[rows]
        found += [_band(shingles.hashes, starts, rows, band) for band in range(BANDS)]
    return np.unique(np.concatenate(found), axis=0)


def hits(shingles: Shingled, wanted: Sequence[Hashes]) -> Ints:
    """(rows, 3): text, group of `wanted`, and how many shingles of the text the group has."""
    flat = np.concatenate([np.zeros(0, dtype=np.uint64), *wanted])
    group = np.repeat(np.arange(len(wanted)), [len(each) for each in wanted])
    order = np.argsort(flat, kind="stable")
    flat, group = flat[order], group[order]
    first = np.searchsorted(flat, shingles.hashes, "left")
    count = np.searchsorted(flat, shingles.hashes, "right") - first
    at = np.flatnonzero(count)
    owner = np.searchsorted(shingles.starts, at, "right") - 1
    offset = np.arange(count[at].sum()) - np.repeat(np.cumsum(count[at]) - count[at], count[at])
    pairs = np.stack([np.repeat(owner, count[at]), group[np.repeat(first[at], count[at]) + offset]], axis=1)
    if not len(pairs):
        return np.zeros((0, 3), dtype=np.int64)
    distinct, times = np.unique(pairs, axis=0, return_counts=True)
    return np.column_stack([distinct, times]).astype(np.int64)


def _word_hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _joined(ids: Hashes, lengths: Ints) -> Shingled:
    if len(ids) < SIZE:
        return Shingled(np.zeros(0, np.uint64), np.zeros(len(lengths) + 1, np.int64))
    whole = ids[:-2] * np.uint64(0x9E3779B97F4A7C15) + _mixed(ids[1:-1], 1) + _mixed(ids[2:], 2)
    ends = np.cumsum(lengths)
    counts = np.maximum(lengths - (SIZE - 1), 0)
    starts = np.concatenate([[0], np.cumsum(counts)])
    at = np.arange(counts.sum()) + np.repeat(ends - lengths - starts[:-1], counts)
    return Shingled(_mixed(whole[at], 3), starts.astype(np.int64))


def _mixed(values: Hashes, salt: int) -> Hashes:
    """A different random-looking order of the same values for each salt (splitmix64's finaliser)."""
    found = values + np.uint64((salt * 0x9E3779B97F4A7C15) % 2**64)
    found = (found ^ (found >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(found ^ (found >> np.uint64(31)))


def _band(hashes: Hashes, starts: Ints, rows: Ints, band: int) -> Ints:
    parts = [np.minimum.reduceat(_mixed(hashes, 10 + band * ROWS + row), starts) for row in range(ROWS)]
    key = _mixed(parts[0], 5) + parts[1]
    order = np.argsort(key, kind="stable")
    key, rows = key[order], rows[order]
    fresh = np.concatenate([[True], key[1:] != key[:-1]])
    leader = rows[np.maximum.accumulate(np.where(fresh, np.arange(len(rows)), 0))]
    chained = np.stack([rows[:-1], rows[1:]], axis=1)[~fresh[1:]]
    starred = np.stack([leader, rows], axis=1)[~fresh]
    return np.concatenate([chained, starred])
