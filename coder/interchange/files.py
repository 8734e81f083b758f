"""Files that appear whole or not at all: written beside, synced, then moved into place together.

A crash leaves at most `.name.*.tmp`, which nothing reads and the next start may sweep.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from coder.errors import FileProblem


@contextlib.contextmanager
def whole(*paths: Path) -> Iterator[tuple[Path, ...]]:
    """Temporary names to write to, one per path; all are complete before the first is moved.

    Raises FileProblem where the folder or the disk refuses; what was there before is then unharmed.
    """
    in_the_way = next((path for path in paths if path.is_dir()), None)
    if in_the_way:
        raise FileProblem(in_the_way, "cannot be written: it is a folder", "Name a file inside it.")
    temporary = tuple(path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp") for path in paths)
    try:
        yield temporary
        for path in temporary:
            _sync(path)
        for path, final in zip(temporary, paths, strict=True):
            path.replace(final)
        _sync(paths[0].parent)
    except OSError as error:
        raise _problem(paths[0], error) from error
    finally:
        for path in temporary:
            path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _problem(path: Path, error: OSError) -> FileProblem:
    if not path.parent.is_dir():
        return FileProblem(path, "cannot be written: its folder does not exist", "Make the folder first.")
    why = (error.strerror or str(error)).lower()
    return FileProblem(path, f"cannot be written: {why}", "What was there before is unharmed.")
