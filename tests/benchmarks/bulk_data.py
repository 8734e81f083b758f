"""Any number of answers out of a few thousand real ones: resampled, with words dropped, written as Parquet.

Long answers are drawn more often, so that what is left has 17 words on average. A word in seven is dropped:
hardly two answers are equal, and copies do not carry the run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks._common import Folder

WORDS = 17.0
DROPPED = 1 / 7
CODES = 30
CHUNK = 50_000
NOT_CODED = "Labelling not possible"


@dataclass(frozen=True)
class Answers:
    """Real answers with the codes that are among the commonest, and how often each is to be drawn."""

    texts: list[str]
    codes: list[set[str]]
    chances: np.ndarray[tuple[int], np.dtype[np.float64]]


def gather(folders: Iterable[Folder]) -> Answers:
    """All answers of the folders that could be coded, with the 30 commonest codes of all of them."""
    rows = [
        (row["text"], folder.codes.get(row["id"], set()))
        for folder in folders
        for row in folder.responses
        if row["text"].split() and NOT_CODED not in folder.codes.get(row["id"], set())
    ]
    times = Counter(code for _, codes in rows for code in sorted(codes))
    common = {code for code, _ in times.most_common(CODES)}
    texts = [text for text, _ in rows]
    return Answers(texts, [codes & common for _, codes in rows], _chances(texts))


def write(path: Path, answers: Answers, rows: int, seed: int) -> float:
    """Streams `rows` answers into one Parquet file; the mean number of their words."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([("id", pa.string()), ("text", pa.string()), ("region", pa.string())])
    words = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for start, texts in enumerate(drawn(answers, rows, seed)):
            words += sum(text.count(" ") + 1 for text in texts)
            ids = [f"a{start * CHUNK + at:08}" for at in range(len(texts))]
            regions = [("North", "South", "East", "West")[at % 4] for at in range(len(texts))]
            writer.write_table(pa.table([ids, texts, regions], schema=schema))
    return words / rows


def drawn(answers: Answers, rows: int, seed: int) -> Iterator[list[str]]:
    """Chunks of answers with words dropped; the first ones are the same whatever `rows`."""
    split = [text.split() for text in answers.texts]
    for start in range(0, rows, CHUNK):
        random = np.random.default_rng([seed, start])
        chosen = random.choice(len(split), CHUNK, p=answers.chances)
        yield [_thinned(split[at], random) for at in chosen.tolist()][: rows - start]


def _thinned(words: Sequence[str], random: np.random.Generator) -> str:
    kept = random.random(len(words)) >= DROPPED
    return " ".join(word for word, keep in zip(words, kept.tolist(), strict=True) if keep) or words[0]


def _chances(texts: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Proportional to a power of the length: the one that gives the wanted mean."""
    lengths = np.array([len(text.split()) for text in texts], dtype=float)
    low, high = -2.0, 2.0
    for _ in range(40):
        power = (low + high) / 2
        chances = lengths**power / (lengths**power).sum()
        low, high = (power, high) if chances @ lengths * (1 - DROPPED) < WORDS else (low, power)
    return np.asarray(chances)
