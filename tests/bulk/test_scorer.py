"""Texts are scored in batches that a machine can hold, whatever their length."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.bulk import scorer
from tests.bulk.making import texts


@pytest.mark.parametrize(
    ("lengths", "sizes"),
    [
        ([], []),
        ([1] * 7, [3, 3, 1]),
        ([99], [1]),
        ([6, 6, 6], [1, 1, 1]),
        ([4, 4, 4, 1], [2, 2]),
        ([0] * 3, [3]),
    ],
)
def test_batches_have_few_texts_and_few_characters(
    lengths: list[int], sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scorer, "BATCH", 3)
    monkeypatch.setattr(scorer, "CHARACTERS", 10)
    found = list(scorer.batches(["x" * length for length in lengths]))
    assert [len(batch) for batch in found] == sizes
    assert [len(text) for batch in found for text in batch] == lengths


def test_batches_leave_no_trace(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = texts(50, seed=2)
    whole = scorer.load(model).judge(wanted)
    monkeypatch.setattr(scorer, "BATCH", 7)
    apart = scorer.load(model).judge(wanted)
    assert (apart.starts.tolist(), apart.codes.tolist()) == (whole.starts.tolist(), whole.codes.tolist())
    assert apart.chances.tobytes() == whole.chances.tobytes()
