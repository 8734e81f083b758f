"""One data set to one file, or the few files a program wants: suffix and program decide which.

.csv .xlsx .jsonl .parquet .sav      tables of answers and codings (tables.py)
.qdpx                                a REFI-QDA project, shaped for the program (presets.py)
.qdc                                 the codebook alone
.xlsx or .csv for nvivo              dataset and classification sheet (nvivo.py)
.xlsx for maxqda, .csv for taguette  the codebook (codebooks.py)
"""

from __future__ import annotations

from pathlib import Path

from coder.errors import RequestError, UnknownNameError
from coder.interchange.codebooks import write_codebook
from coder.interchange.dataset import Dataset
from coder.interchange.losses import Losses
from coder.interchange.nvivo import nvivo_paths, write_nvivo
from coder.interchange.presets import Offsets, preset
from coder.interchange.privacy import Treatment
from coder.interchange.refi_write import write_qdpx
from coder.interchange.tables import Which, table_paths, write_dataset

PROGRAMS = ("nvivo", "maxqda", "atlasti", "qualcoder", "taguette")
_CODEBOOKS = {("maxqda", ".xlsx"), ("taguette", ".csv"), ("", ".qdc"), *((p, ".qdc") for p in PROGRAMS)}
_SHEETS = {("nvivo", ".xlsx"), ("nvivo", ".csv")}


def write(
    dataset: Dataset,
    path: Path,
    *,
    table: Which = "both",
    privacy: Treatment = "honour",
    program: str = "",
    offsets: Offsets | None = None,
) -> Losses:
    """Writes what `targets` names; RequestError where suffix, program and offsets do not go together."""
    kind = _kind(path, program)
    if offsets and kind[1] != ".qdpx":
        raise RequestError("Only .qdpx files hold positions that --offsets could change.")
    if kind[1] == ".qdpx":
        return write_qdpx(dataset, path, preset=preset(program or "standard", offsets), privacy=privacy)
    if kind in _CODEBOOKS:
        return write_codebook(dataset.codes, dataset.themes, path, program)
    if kind in _SHEETS:
        return write_nvivo(dataset, path, privacy=privacy)
    return write_dataset(dataset, path, table=table, privacy=privacy)


def targets(path: Path, *, table: Which = "both", program: str = "") -> tuple[Path, ...]:
    """Every file that `write` makes or replaces."""
    kind = _kind(path, program)
    if kind in _SHEETS:
        return nvivo_paths(path)
    return (path,) if kind[1] == ".qdpx" or kind in _CODEBOOKS else table_paths(path, table)


def _kind(path: Path, program: str) -> tuple[str, str]:
    if program and program not in PROGRAMS:
        raise UnknownNameError("program", program, PROGRAMS)
    suffix = path.suffix.lower()
    if program == "taguette" and suffix != ".csv":
        raise RequestError("Taguette reads codebooks as .csv only.")
    return program, suffix
