from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from coder.errors import FileProblem
from coder.ingest.parquet import read_parquet


def parquet_file(folder: Path, columns: dict[str, list[Any]]) -> Path:
    path = folder / "responses.parquet"
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return path


def test_all_kinds_of_column_as_text(tmp_path: Path) -> None:
    columns: dict[str, list[Any]] = {
        "id": [1, 2],
        "text": ["caf\u00e9 \U0001f44d", None],
        "score": [4.0, float("nan")],
        "when": [datetime(2024, 1, 2), None],
        "ok": [True, False],
        "several": [["a"], []],
    }
    table = read_parquet(tmp_path, parquet_file(tmp_path, columns).read_bytes())
    assert table.header == list(columns)
    assert table.rows == [
        (2, ["1", "caf\u00e9 \U0001f44d", "4", "2024-01-02", "true", '["a"]']),
        (3, ["2", "", "", "", "false", "[]"]),
    ]


@pytest.mark.parametrize("kept", [4, 40, 400])
def test_a_truncated_file_is_a_sentence(tmp_path: Path, kept: int) -> None:
    data = parquet_file(tmp_path, {"text": ["a"] * 100}).read_bytes()
    with pytest.raises(FileProblem, match=r"responses.parquet is damaged: "):
        read_parquet(tmp_path / "responses.parquet", data[:kept])
