from coder.domain import Loss
from coder.interchange.losses import Losses


def test_one_kind_is_counted_with_its_first_example() -> None:
    losses = Losses()
    losses.add("memos", "first")
    losses.add("memos", "second", 2)
    assert list(losses) == [Loss("memos", 3, "first")]


def test_nothing_lost_leaves_no_row() -> None:
    losses = Losses()
    losses.add("memos", "none", 0)
    assert losses.rows() == []


def test_merging_adds_the_counts_of_the_same_kind() -> None:
    losses = Losses([Loss("memos", 1, "a")])
    losses.merge([Loss("themes", 2, "b"), Loss("memos", 4, "c")])
    assert losses.rows() == [
        {"kind": "memos", "count": 5, "example": "a"},
        {"kind": "themes", "count": 2, "example": "b"},
    ]


def test_a_long_example_is_one_short_line() -> None:
    losses = Losses()
    losses.add("texts", "word\n" * 100)
    assert next(iter(losses)).example == ("word " * 16)[:79] + "…"
