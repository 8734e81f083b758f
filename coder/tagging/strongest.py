"""The words that speak most for a code, for many answers at once: what `evidence.explain` says, in arrays.

A score is a sum over features and every feature stands in words (evidence.py says how they share it), so what
each word adds to each code is a matrix. An encoder's vectors are no sum over words: there the answers are explained
one by one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from coder.embedding import WORD, Static
from coder.tagging.asked import numbers, own
from coder.tagging.features import Sparse, Tokens, counted, row_numbers, tokenise, unfolded
from coder.tagging.space import LENGTH, Space
from coder.tagging.tagger import Tagger

_TEXTS = 1_000
"""As many at a time as keep the matrix of words and codes small."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def strongest(
    tagger: Tagger, texts: Sequence[str], rows: Ints, codes: Ints, count: int = 3, question: str = ""
) -> Iterator[list[str]]:
    """For each pair of a text (by its row, ascending) and a code (by number) at most `count` words, in order.

    Texts are NFC, and answers to one question.
    """
    space = tagger.space_
    assert space is not None
    if not isinstance(space.embedder, Static | None):
        yield from _one_by_one(tagger, texts, rows, codes, count, question)
        return
    for start in range(0, len(texts), _TEXTS):
        part = texts[start : start + _TEXTS]
        mine = slice(*np.searchsorted(rows, [start, start + _TEXTS]))
        found = by_word(space, part, tagger.weights_, question)
        yield from _chosen(part, found, rows[mine] - start, codes[mine], count)


def by_word(space: Space, texts: Sequence[str], weights: Sequence[Floats], question: str = "") -> Floats:
    """(words of all texts in a row, codes): what each word adds to each score; no embedding or the static table."""
    tokens, (words, grams, *_) = tokenise(texts), space.transform(texts)
    found = _of_words(space, tokens, words, weights[0]) + _of_grams(space, tokens, grams, weights[1])
    if not space.embedder:
        return found
    meaning = weights[2]
    if space.questions:
        number = int(numbers([question], space.questions, 1)[0])
        meaning = meaning + own(weights[-1], number, len(space.questions))[1:]
    return found + _of_meaning(space, tokens, meaning)


def _of_words(space: Space, tokens: Tokens, block: Sparse, weights: Floats) -> Floats:
    """A word has its own share, and half of that of each pair it stands in."""
    single = space.ngrams.word_columns(tokens)
    pairs = space.ngrams.pair_columns(tokens)
    found = _shares(block, tokens.rows, single)[:, None] * weights[single]
    halves = (_shares(block, tokens.rows[:-1], pairs) / 2)[:, None] * weights[pairs]
    found[:-1] += halves
    found[1:] += halves
    return np.asarray(found)


def _of_grams(space: Space, tokens: Tokens, block: Sparse, weights: Floats) -> Floats:
    spelled = space.ngrams.spelling(tokens.lexicon)[tokens.ids]
    rows = tokens.rows[row_numbers(spelled)]
    spelled.data = spelled.data * _shares(block, rows, spelled.indices.astype(np.int64), spelled.data)
    return np.asarray(spelled @ weights)


def _of_meaning(space: Space, tokens: Tokens, weights: Floats) -> Floats:
    """The text's vector is the sum of its words', brought to length 1, centred, and to length r(x)."""
    assert isinstance(space.embedder, Static)
    table = space.embedder.table(tokens.lexicon)
    totals = counted(tokens.rows, tokens.ids, (tokens.texts, len(tokens.lexicon))) @ table
    length = np.linalg.norm(totals, axis=1)
    length[length == 0] = 1.0
    centred = totals / length[:, None] - (0.0 if space.centre is None else space.centre)
    apart = np.linalg.norm(centred, axis=1)
    apart[apart == 0] = 1.0
    longer = ((1.0 + tokens.lengths()) / space.typical) ** LENGTH
    return np.asarray((table @ weights)[tokens.ids] * (longer / length / apart)[tokens.rows][:, None])


def _shares(block: Sparse, rows: Ints, columns: Ints, times: Floats | None = None) -> Floats:
    """The value of each (row, column) over how often it is asked for: equal shares; 0 for unknown columns (-1)."""
    width = block.shape[1]
    keys = row_numbers(block) * width + block.indices
    order = np.argsort(keys)
    asked = np.where(columns < 0, -1, rows * width + columns)
    distinct, back = np.unique(asked, return_inverse=True)
    often = np.bincount(back, times, minlength=len(distinct))
    if not len(keys):
        return np.zeros(len(rows))
    at = np.minimum(np.searchsorted(keys, distinct, sorter=order), len(keys) - 1)
    values = np.where(keys[order][at] == distinct, block.data[order][at], 0.0)
    return np.asarray((values / often)[back])


def _one_by_one(
    tagger: Tagger, texts: Sequence[str], rows: Ints, codes: Ints, count: int, question: str
) -> Iterator[list[str]]:
    for row, code in zip(rows.tolist(), codes.tolist(), strict=True):
        explained = tagger.explain(texts[row], tagger.codes_[code], question)
        yield [explained.text[start:end] for start, end in explained.best(count)]


def _chosen(texts: Sequence[str], found: Floats, rows: Ints, codes: Ints, count: int) -> Iterator[list[str]]:
    """The words with the largest values above 0 of each pair."""
    said = [WORD.findall(text) for text in texts]
    spoken = list(itertools.chain.from_iterable(said))
    place, pair = unfolded(rows, np.array([len(words) for words in said], dtype=np.int64))
    values = found[place, codes[pair]]
    place, pair, values = place[values > 0], pair[values > 0], values[values > 0]
    order = np.lexsort((place, -values, pair))
    place, pair = place[order], pair[order]
    rank = np.arange(len(pair)) - np.searchsorted(pair, pair)
    best, owner = place[rank < count], pair[rank < count]
    order = np.lexsort((best, owner))
    chosen = [spoken[at] for at in best[order].tolist()]
    ends = np.searchsorted(owner, np.arange(len(rows)), side="right").tolist()
    yield from (chosen[start:end] for start, end in zip([0, *ends], ends, strict=False))
