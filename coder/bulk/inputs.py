"""Which files a run reads, local or anywhere fsspec reaches, and how each is recognised when it comes back.

A folder stands for the files in and below it that end like data; a pattern like `2026-*.csv` for what it matches.
"""

from __future__ import annotations

import hashlib
import lzma
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from coder.bulk.manifest import Input
from coder.bulk.recoded import Recoded, checked
from coder.errors import FileProblem, RequestError

FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}
PACKED = (".gz", ".bz2", ".xz")
_BLOCK = 1 << 20


def find(paths: Sequence[str | Path], out: Path, encoding: str = "") -> list[Input]:
    """The files in the order given, each once, those of a folder or pattern by name.

    FileProblem for what is not there or no data; RequestError where input and output folder are mixed up, or where
    there is no such encoding.
    """
    encoding = checked(encoding)
    given = (str(path).removeprefix("file://") for path in paths)
    found = {path: _format(path) for each in given for path in _expanded(each, out)}
    if not found:
        raise RequestError("No file to read was named.")
    return [
        Input(path, format, -1, "", encoding=encoding if format != "parquet" else "")
        for path, format in found.items()
    ]


def fingerprint(file: Input) -> Input:
    """The same with size and digest; a local file is read once, and its lines are counted meanwhile."""
    fs, path = _filesystem(file.path)
    try:
        if not is_local(file.path):
            return replace(file, size=int(fs.size(path) or 0), digest=str(fs.ukey(path)))
        return _hashed(file)
    except OSError as error:
        raise FileProblem(file.path, f"cannot be read ({error.strerror or error})") from None


def stamps(files: Sequence[Input]) -> dict[str, tuple[int, int]]:
    """By path the size and time of every local file: as long as they stay nobody has written to it."""
    local = (file.path for file in files if is_local(file.path))
    found = {path: Path(path).stat() for path in local if Path(path).exists()}
    return {path: (stat.st_size, stat.st_mtime_ns) for path, stat in found.items()}


@contextmanager
def opened(file: Input) -> Iterator[BinaryIO]:
    """The file's bytes, unpacked where its name ends in .gz, .bz2 or .xz. FileProblem where it cannot be read."""
    import fsspec

    packing = "infer" if file.format != "parquet" else None
    try:
        with fsspec.open(file.path, "rb", compression=packing) as stream:
            yield cast(BinaryIO, Recoded(stream, file.encoding)) if file.encoding else stream
    except UnicodeError as error:
        raise FileProblem(file.path, f"is not text in {file.encoding} ({error})") from None
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise FileProblem(file.path, f"cannot be read ({getattr(error, 'strerror', '') or error})") from None


def is_local(path: str) -> bool:
    """Whether a path is one of this machine's, so that its bytes may be read twice."""
    return "://" not in path and "::" not in path


def names_of(files: Sequence[Input]) -> dict[str, str]:
    """For each path what its answers without an id are called after: its stem, or all of it where stems are equal."""
    stems = {file.path: _stem(file.path) for file in files}
    taken = Counter(stems.values())
    return {path: stem if taken[stem] == 1 else path for path, stem in stems.items()}


def _stem(path: str) -> str:
    name = PurePosixPath(path).name
    return name.partition(".")[0] or name


def _expanded(given: str, out: Path) -> list[str]:
    if not is_local(given):
        return _remote(given)
    path = Path(given)
    _apart(path, out)
    if path.is_dir():
        return [each.as_posix() for each in sorted(path.rglob("*")) if _is_data(path, each)]
    if path.exists():
        return [path.as_posix()]
    matched = sorted(Path().glob(given) if not path.is_absolute() else _absolute(path))
    if not matched:
        raise FileProblem(given, "does not exist")
    return [each for one in matched for each in _expanded(one.as_posix(), out)]


def _absolute(pattern: Path) -> Iterator[Path]:
    return Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))


def _apart(path: Path, out: Path) -> None:
    inner, outer = path.resolve(), out.resolve()
    if inner == outer or outer in inner.parents:
        raise RequestError(f"{path} is in the output folder {out}. Name another folder with --out.")
    if inner in outer.parents and path.is_dir():
        raise RequestError(f"The output folder {out} is in the input folder {path}. Name one outside of it.")


def _is_data(folder: Path, path: Path) -> bool:
    hidden = any(part[0] in "._" for part in path.relative_to(folder).parts)
    return not hidden and path.is_file() and bool(_kind(path.name))


def _remote(given: str) -> list[str]:
    fs, path = _filesystem(given)
    try:
        # A question mark belongs to web addresses.
        if any(sign in path for sign in "*["):
            found = [each for each in sorted(fs.glob(path)) if _kind(each)]
        elif fs.isdir(path):
            found = [each for each in sorted(fs.find(path)) if _kind(each)]
        else:
            found = [path] if fs.exists(path) else []
    except Exception as error:  # every kind of storage raises classes of its own
        raise FileProblem(given, f"cannot be reached ({type(error).__name__}: {error})") from None
    if not found:
        raise FileProblem(given, "does not exist or holds no data")
    return [given] if found == [path] else [str(fs.unstrip_protocol(each)) for each in found]


def _filesystem(path: str) -> tuple[Any, str]:
    import fsspec

    try:
        fs, inner = fsspec.core.url_to_fs(path)
    except (ValueError, ImportError) as error:
        raise FileProblem(path, f"cannot be reached: {error}") from None
    return fs, inner


def _kind(name: str) -> str:
    """csv, jsonl, parquet or "" by how a file is called."""
    path = PurePosixPath(name.lower().partition("?")[0])
    if path.suffix in PACKED:
        inner = FORMATS.get(PurePosixPath(path.stem).suffix, "")
        return "" if inner == "parquet" else inner
    return FORMATS.get(path.suffix, "")


def _format(path: str) -> str:
    kind = _kind(path)
    if not kind:
        raise FileProblem(
            path,
            "does not end like a file that bulk runs read",
            "They read .csv, .tsv, .jsonl, .ndjson and .parquet, text also with .gz, .bz2 or .xz.",
        )
    return kind


def _hashed(file: Input) -> Input:
    total, size, lines = hashlib.sha256(), 0, 0
    with Path(file.path).open("rb") as stream:
        while block := stream.read(_BLOCK):
            total.update(block)
            size, lines = size + len(block), lines + block.count(b"\n")
    counted = file.format != "parquet" and not file.path.endswith(PACKED)
    return replace(file, size=size, digest=total.hexdigest(), rows=lines if counted else None)
