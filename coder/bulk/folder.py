"""The output folder: locked while a run is at work, every file in it whole or not there at all.

A file is written beside its place under a name that starts with a dot, brought to the disk, and moved. What a kill
leaves behind is swept away by the next run, under the lock.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from coder.bulk.manifest import NAME, PartFact
from coder.bulk.work import Facts, facts_in
from coder.errors import RequestError, StorageError

PROBLEMS = "problems.parquet"
MODEL = "model"
STAGED = ".model"
_LOCK = ".lock"


def part_name(number: int) -> str:
    """`part-00007.parquet`."""
    return f"part-{number:05}.parquet"


class Folder:
    """Use it in `with`: made and locked at the start, given free at the end. A second run is refused meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: BinaryIO | None = None

    def __enter__(self) -> Folder:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._check()
            self._lock = (self.path / _LOCK).open("ab")
        except OSError as error:
            raise StorageError(self.path, f"cannot be written ({error.strerror})") from None
        if not _locked(self._lock):
            self._lock.close()
            raise RequestError(f"Another run is writing to {self.path}. Wait for it, or name another folder.")
        self.sweep()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._lock
        self.sweep()
        self._lock.close()

    def save(self, name: str, data: bytes) -> None:
        """Puts a whole file in its place, durably. StorageError where the disk refuses; nothing is left behind then."""
        fresh = self.path / f".{name}.tmp"
        try:
            with fresh.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path / name)
            _settle(self.path)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise StorageError(
                self.path / name,
                f"cannot be written ({error.strerror})",
                "The parts that are done are kept. Make room and run the same command again.",
            ) from None

    def parts(self, run: str) -> Iterator[tuple[Facts, PartFact]]:
        """The parts of this run that are in place; others, and damaged ones, are taken away."""
        for path in sorted(self.path.glob("part-*.parquet")):
            found = _facts(path)
            if found and found.run == run and path.name == part_name(found.number):
                yield found, part_fact(path.read_bytes(), found)
            else:
                path.unlink()

    def clear(self) -> None:
        """Takes away everything that a run wrote."""
        for path in self.path.glob("part-*.parquet"):
            path.unlink()
        # The manifest goes last: without it a folder that is not empty is taken for somebody else's.
        for name in (PROBLEMS, NAME):
            (self.path / name).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Takes away what a killed run left half done."""
        for path in (*self.path.glob(".*.tmp"), *self.path.glob(".*.old"), self.path / STAGED):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def keep_model(self) -> None:
        """The staged model becomes the run's."""
        shutil.rmtree(self.path / MODEL, ignore_errors=True)
        (self.path / STAGED).replace(self.path / MODEL)
        _settle(self.path)

    def _check(self) -> None:
        names = {path.name for path in self.path.iterdir() if path.name[0] != "."}
        if names - {MODEL} and NAME not in names:
            raise RequestError(
                f"{self.path} is not empty and holds no bulk run. Name another folder with --out."
            )


def part_fact(data: bytes, facts: Facts) -> PartFact:
    """What the manifest says of a part."""
    digest = hashlib.sha256(data).hexdigest()
    return PartFact(part_name(facts.number), facts.rows, len(facts.problems), digest)


def _facts(path: Path) -> Facts | None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return facts_in(pq.read_metadata(path).metadata)
    except (pa.ArrowException, OSError):
        return None


def _settle(folder: Path) -> None:
    """Brings the names in a folder to the disk, where the system can (Windows cannot, and need not)."""
    if os.name == "nt":
        return
    at = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(at)
    finally:
        os.close(at)


def _locked(file: BinaryIO) -> bool:
    """Whether the lock is ours now; the system gives it free when the process ends, however it does."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
