"""Zip archives from strangers: nothing leaves the archive, nothing is larger than it should be.

Members are read one at a time, never unpacked to disk.
"""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from coder.errors import FileProblem

LARGEST_TEXT = 128 * 2**20
LARGEST_PROJECT = 2**30
LARGEST_ALL = 4 * 2**30
_SUSPICIOUS_SIZE, _SUSPICIOUS_RATIO = 64 * 2**20, 200
_FIXED = (1980, 1, 1, 0, 0, 0)  # the earliest date of a zip: equal data must give equal bytes


class Archive:
    """An open archive of bounded size, its members found without regard to case."""

    def __init__(self, path: Path, file: zipfile.ZipFile) -> None:
        self.path = path
        self._file = file
        self._members = {info.filename.casefold(): info for info in file.infolist()}
        if sum(info.file_size for info in file.infolist()) > LARGEST_ALL:
            raise FileProblem(path, "would unpack to more than 4 GB", "Nothing was read.")

    def root(self, suffix: str) -> str:
        """The one member outside any folder with this suffix; FileProblem when there is none or several."""
        found = [name for name in self._file.namelist() if "/" not in name and name.lower().endswith(suffix)]
        if len(found) != 1:
            what = f"holds {len(found)} {suffix} files where one is needed"
            raise FileProblem(self.path, what, "Is it a REFI-QDA project?")
        return found[0]

    @contextlib.contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """A member to be read bit by bit; FileProblem for a damaged or oversized one."""
        with self._guarded(), self._file.open(self._checked(name, LARGEST_PROJECT)) as member:
            yield member

    def read(self, name: str) -> bytes | None:
        """A member's bytes, None when it is not there."""
        if name.casefold() not in self._members:
            return None
        with self._guarded():
            return self._file.read(self._checked(name, LARGEST_TEXT))

    def _checked(self, name: str, largest: int) -> zipfile.ZipInfo:
        info = self._members[name.casefold()]
        packed = max(info.compress_size, 1)
        bomb = info.file_size > _SUSPICIOUS_SIZE and info.file_size / packed > _SUSPICIOUS_RATIO
        if info.file_size > largest or bomb:
            megabytes = info.file_size // 2**20
            raise FileProblem(self.path, f"holds '{name[:60]}' of {megabytes:,} MB", "Nothing was read.")
        return info

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise FileProblem(self.path, f"is damaged ({error})", "Export it again.") from error


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """A zip archive of somebody else; FileProblem when it is none."""
    try:
        file = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise FileProblem(path, "does not exist") from error
    except IsADirectoryError as error:
        raise FileProblem(path, "is a folder", "Name the file in it.") from error
    except (zipfile.BadZipFile, ValueError) as error:
        raise FileProblem(path, "is no zip archive, so no project of another program") from error
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from error
    with file:
        yield Archive(path, file)


def entry(name: str) -> zipfile.ZipInfo:
    """A member to write: compressed, without the time of day."""
    info = zipfile.ZipInfo(name, _FIXED)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
