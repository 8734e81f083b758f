from __future__ import annotations

import pytest

from coder.domain import Kind, Value
from coder.ingest.variables import typed


@pytest.mark.parametrize(
    ("cells", "kind", "values"),
    [
        (["1", "", "-2.5"], "number", [1, None, -2.5]),
        (["1.0", "1e-05"], "number", [1, 0.00001]),
        (["Yes", "no ", ""], "boolean", [True, False, None]),
        (["TRUE", "false"], "boolean", [True, False]),
        (["2024-02-29", ""], "date", ["2024-02-29", None]),
        (["2024-02-29 10:30:00"], "date", ["2024-02-29T10:30:00"]),
        (["30/09/2021", "1/2/2021"], "date", ["2021-09-30", "2021-02-01"]),
        (["09/30/2021", "1/2/2021"], "date", ["2021-09-30", "2021-01-02"]),
        (["1.2.2021"], "date", ["2021-02-01"]),
        ([" North ", "north", "North"], "category", ["North", "north", "North"]),
        (["", ""], "text", [None, None]),
        ([], "text", []),
        (["cafe\u0301 \x00"], "category", ["caf\u00e9"]),
    ],
)
def test_kind_and_values(cells: list[str], kind: Kind, values: list[Value]) -> None:
    assert typed(cells) == (kind, values)


@pytest.mark.parametrize(
    "cell",
    [
        "007",
        "+441234",
        "1,5",
        "1e5",
        "1234567890123456",
        "\u0661",
        "nan",
        "inf",
        "NA",
        "None",
        "1_000",
        "y",
        "0x1",
    ],
)
def test_what_only_looks_like_a_number_stays_words(cell: str) -> None:
    assert typed([cell, "5"]) == ("category", [cell, "5"])


@pytest.mark.parametrize(
    "cells",
    [["01/02/2021", "03/04/2021"], ["30/09/2021", "09/30/2021"], ["2023-02-29"], ["31/02/2021"], ["1/2/21"]],
)
def test_what_may_not_be_that_date_stays_words(cells: list[str]) -> None:
    assert typed(cells) == ("category", cells)


def test_numbers_differ_in_type_from_yes_and_no() -> None:
    assert [type(value) for value in typed(["1", "0"])[1]] == [int, int]


def test_fifty_values_that_come_back_are_categories() -> None:
    assert typed([f"place {i % 50}" for i in range(100)])[0] == "category"


@pytest.mark.parametrize(
    "cells",
    [
        [f"place {i % 51}" for i in range(500)],
        [f"place {i % 40}" for i in range(60)],
        ["x" * 101, "y"],
    ],
)
def test_many_or_long_values_are_text(cells: list[str]) -> None:
    assert typed(cells)[0] == "text"
