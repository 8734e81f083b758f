"""The shared validator of REFI-QDA files, loaded once instead of started for every file."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.shared_data import SHARED

Check = Callable[[str], tuple[list[str], list[str], dict[str, Any]]]


@lru_cache(maxsize=1)
def _check() -> Check:
    """The script's `check`; the script itself insists on a file and ends the process, so it gets one."""
    script = SHARED / "refi" / "validate_refi.py"
    space: dict[str, Any] = {"__file__": str(script), "__name__": "validate_refi"}
    real = SHARED / "refi" / "real" / "atlasti_23.2.3_blank.qdpx"
    quiet, arguments = patch("builtins.print"), patch.object(sys, "argv", [str(script), str(real)])
    with quiet, arguments, contextlib.suppress(SystemExit):
        exec(compile(script.read_text(encoding="utf-8"), str(script), "exec"), space)
    found: Check = space["check"]
    return found


def errors(path: Path) -> list[str]:
    """What breaks the standard in a file."""
    return _check()(str(path))[0]


def warnings(path: Path) -> list[str]:
    """What may trouble one of the programs that read it."""
    return _check()(str(path))[1]


def counts(path: Path) -> dict[str, int]:
    """Elements by name."""
    found: dict[str, int] = _check()(str(path))[2]["counts"]
    return found
