"""Every error a user can meet, as one tree.

    CoderError                        exit 1: the user can fix it
    |-- InputError                    a file that was given
    |   |-- FileProblem               missing, empty, a folder, binary, unreadable
    |   |-- ColumnError               a column that is not there, or does not fit
    |   |-- NoUsableRowsError         nothing in the file can be used
    |   `-- CodebookError             a codebook that cannot be read: file, line, field
    |-- LookupProblem                 a name that does not exist here
    |   |-- UnknownCodeError
    |   `-- UnknownNameError          case, source, coder, question, variable, setting, model
    |-- ProjectError                  the .coder file
    |   |-- NoProjectError            none given, none here, or several
    |   |-- NotAProjectError          another kind of file
    |   |-- NewerProjectError         written by a later version of coder
    |   |-- LockedProjectError        somebody else is writing
    |   `-- StorageError              disk full, read-only, damaged
    |-- ConfirmationNeeded            an unattended run that would have asked
    |-- ModelError                    a model folder that is damaged or does not fit
    `-- RequestError                  a request that makes no sense as put

Classes take facts and write the sentence: what is wrong, where, what to do next.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path


class CoderError(Exception):
    """Anything the user can put right; `str()` is one or two plain sentences."""


class InputError(CoderError):
    """A file handed to the program cannot be used."""


class FileProblem(InputError):
    """`path` cannot be read; `what` completes the sentence "<path> ..."."""

    def __init__(self, path: str | Path, what: str, hint: str = "") -> None:
        self.path = Path(path)
        super().__init__(_sentences(f"{path} {what}", hint))


class ColumnError(InputError):
    """A column named in the request is not in the file."""

    def __init__(self, column: str, known: Iterable[str], path: str | Path) -> None:
        columns = list(known)
        guess = closest(column, columns)
        hint = f"Did you mean '{guess}'?" if guess else f"Its columns are: {listed(columns)}."
        super().__init__(f"There is no column '{column}' in {path}. {hint}")


class NoUsableRowsError(InputError):
    """Every row of a file had a problem, or there was none."""

    def __init__(self, path: str | Path, rows: int, reasons: Iterable[str] = ()) -> None:
        why = listed(list(reasons))
        found = f"{rows:,} rows were read" if rows else "it has no rows below the header"
        super().__init__(
            _sentences(
                f"No usable answer in {path}: {found}" + (f" ({why})" if why else ""),
                "Nothing was saved. Is the right text column named with --text?",
            )
        )


class CodebookError(InputError):
    """A codebook that breaks a rule; says file, line and field."""

    def __init__(
        self,
        what: str,
        *,
        path: str | Path = "codebook",
        line: int | None = None,
        field: str = "",
        hint: str = "",
    ) -> None:
        self.line, self.field = line, field
        where = str(path) + (f", line {line}" if line else "") + (f", {field}" if field else "")
        super().__init__(_sentences(f"{where}: {what}", hint))


class LookupProblem(CoderError):
    """A name that the project does not know."""


class UnknownCodeError(LookupProblem):
    """A code path that is not in the codebook, with the nearest one that is."""

    def __init__(self, path: str, known: Iterable[str]) -> None:
        self.path = path
        paths = list(known)
        guess = closest(path, paths)
        hint = (
            f"Did you mean '{guess}'?"
            if guess
            else "'coder codebook show' lists them."
            if paths
            else "The codebook is empty: 'coder codebook load FILE' fills it."
        )
        super().__init__(f"There is no code '{path}' in the codebook. {hint}")


class UnknownNameError(LookupProblem):
    """A case, source, coder, question, variable, setting or model that is not known."""

    def __init__(self, kind: str, name: str, known: Iterable[str] = ()) -> None:
        names = list(known)
        guess = closest(name, names)
        hint = f"Did you mean '{guess}'?" if guess else f"Known: {listed(names)}." if names else ""
        super().__init__(_sentences(f"There is no {kind} '{name}' in this project", hint))


class ProjectError(CoderError):
    """The project file itself."""


class NoProjectError(ProjectError):
    """No project was named and the folder does not settle which one is meant."""

    def __init__(self, found: Iterable[str | Path] = ()) -> None:
        names = [str(path) for path in found]
        hint = (
            f"Say which with --project: {listed(names)}."
            if names
            else "Make one with 'coder init NAME.coder', or name one with --project FILE."
        )
        what = "Several projects are in this folder" if names else "There is no project here"
        super().__init__(f"{what}. {hint}")


class NotAProjectError(ProjectError):
    """A file that is not a coder project."""

    def __init__(self, path: str | Path, what: str = "is not a coder project") -> None:
        super().__init__(
            _sentences(
                f"{path} {what}", "It was left untouched. 'coder init NAME.coder' makes a new project."
            )
        )


class NewerProjectError(ProjectError):
    """A project that a later version of the program wrote."""

    def __init__(self, path: str | Path, version: int, known: int) -> None:
        super().__init__(
            f"{path} was written by a newer version of coder (format {version}, this one knows {known}). "
            "It was left untouched. Upgrade with 'pip install -U themecoder'."
        )


class LockedProjectError(ProjectError):
    """Another process kept the project locked for longer than the wait allows."""

    def __init__(self, path: str | Path, seconds: float) -> None:
        super().__init__(
            f"Another program is writing to {path}; waited {seconds:g} seconds. Nothing was changed. "
            "Close the other one, or try again."
        )


class StorageError(ProjectError):
    """The disk refused: full, read-only, or the file is damaged."""

    def __init__(self, path: str | Path, what: str, hint: str = "") -> None:
        super().__init__(_sentences(f"{path}: {what}", hint or "What was saved before is unharmed."))


class ConfirmationNeeded(CoderError):
    """An unattended run met a question; says the question instead of guessing the answer."""

    def __init__(self, question: str) -> None:
        super().__init__(f"This would have asked: {question} Run it again with --yes to agree.")


class ModelError(CoderError):
    """A model folder or embedding that cannot be used."""

    def __init__(self, name: str | Path, what: str, hint: str = "") -> None:
        super().__init__(_sentences(f"Model {name}: {what}", hint))


class RequestError(CoderError):
    """A request that cannot be carried out as put; the sentence is the caller's."""


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known name a typing slip most likely meant, or None."""
    folded = {name.casefold(): name for name in reversed(list(known))}
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def listed(names: list[str], most: int = 8) -> str:
    """`a, b, c, ... (12 more)`: enough to choose from, never a wall."""
    shown = ", ".join(names[:most])
    return shown + (f", ... ({len(names) - most} more)" if len(names) > most else "")


def _sentences(what: str, hint: str = "") -> str:
    text = what.rstrip(".") + "."
    return f"{text} {hint}".strip()
