"""Codebooks for other programs: the suffix and the program decide the format.

.qdc     any program that knows REFI-QDA (NVivo, ATLAS.ti, MAXQDA, QualCoder)
.xlsx    MAXQDA: `Code` (`A > B > C`) and `Memo`
.csv     Taguette (`tag`, `description`) for that program, else our own columns
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from coder.domain import Code, Theme
from coder.errors import RequestError
from coder.guard import guard, is_formula
from coder.interchange.described import compose
from coder.interchange.files import whole
from coder.interchange.formats import write_xlsx
from coder.interchange.grid import Column, Table
from coder.interchange.losses import Losses
from coder.interchange.refi_codebook import ReadCodebook, read_qdc, write_qdc
from coder.interchange.refi_codes import path_part, unique_names
from coder.interchange.rows import Row, read_rows

LONGEST_MAXQDA = 63
_OURS = ("path", "name", "definition", "include", "exclude", "colour", "codable", "stance")
_LISTS = ("examples", "keywords", "patterns", "questions")
_YES, _NO = {"yes", "true", "1"}, {"no", "false", "0"}
_TITLES = (("Include", "include"), ("Exclude", "exclude"))


def write_codebook(codes: Sequence[Code], themes: Sequence[Theme], path: Path, program: str = "") -> Losses:
    """Writes the codebook for a program ("" for none in particular); returns what did not fit."""
    suffix = path.suffix.lower()
    if suffix == ".qdc":
        return write_qdc(codes, themes, path)
    losses = Losses()
    losses.add("themes", "".join(theme.name for theme in themes[:1]), len(themes))
    if suffix == ".xlsx":
        _maxqda(codes, path, losses)
    elif suffix == ".csv":
        rows = _taguette(codes, losses) if program == "taguette" else _own(codes)
        _write_rows(rows, path, losses)
    else:
        raise RequestError(f"'{path.name}' names no codebook format. Use .qdc, .xlsx, .csv or .yaml.")
    return losses


def memo_text(code: Code) -> str:
    """What a code means and how it is used, for programs that have one field for it."""
    fields = [(title, text) for title, name in _TITLES if (text := getattr(code, name))]
    fields += [("Example", example) for example in code.examples]
    return compose(code.definition, fields)


def _maxqda(codes: Sequence[Code], path: Path, losses: Losses) -> None:
    names = {code.path: _cut(code.label, losses) for code in codes}
    trails = [" > ".join(names.get(each, each) for each in _trail(code.path)) for code in codes]
    for code in codes:
        losses.add("colours", code.path, int(bool(code.colour)))
        losses.add("keywords, patterns, questions and stance", code.path, int(_has_more(code)))
    memos = [memo_text(code) for code in codes]
    table = Table("Codes", (Column("Code", "text", trails), Column("Memo", "text", memos)))
    with whole(path) as temporary:
        write_xlsx([table], temporary, losses)


def _trail(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


def _cut(name: str, losses: Losses) -> str:
    losses.add("code names with '>', which parts levels in MAXQDA", name, int(" > " in name))
    losses.add("code names longer than 63 characters, cut", name, int(len(name) > LONGEST_MAXQDA))
    return name.replace(" > ", " - ")[:LONGEST_MAXQDA]


def _has_more(code: Code) -> bool:
    return bool(code.keywords or code.patterns or code.questions or code.stance)


def _taguette(codes: Sequence[Code], losses: Losses) -> list[list[str]]:
    """Flat names, since Taguette knows no tree; groups are left out."""
    names = unique_names(codes, losses)
    losses.add("groups of codes, which Taguette does not know", "", sum(not code.codable for code in codes))
    losses.add("places of codes in the tree", "", sum("/" in code.path for code in codes))
    rows = [[names[code.path], memo_text(code)] for code in codes if code.codable]
    return [["tag", "description"], *rows]


def _own(codes: Sequence[Code]) -> list[list[str]]:
    rows = [[*_OURS, *_LISTS]]
    for code in codes:
        texts = [_shown(getattr(code, name)) for name in _OURS]
        rows.append([*texts, *("\n".join(getattr(code, name)) for name in _LISTS)])
    return rows


def _shown(value: str | bool) -> str:
    return value if isinstance(value, str) else "yes" if value else "no"


def _write_rows(rows: Iterable[list[str]], path: Path, losses: Losses) -> None:
    with whole(path) as (temporary,), temporary.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        for row in rows:
            losses.add(
                "texts a spreadsheet would run, guarded with an apostrophe", "", sum(map(is_formula, row))
            )
            out.writerow([guard(cell) for cell in row])


def read_codebook(path: Path) -> ReadCodebook:
    """Codes from .qdc, or from a table: MAXQDA's, Taguette's, or one with our own columns (`path`, ...)."""
    if path.suffix.lower() == ".qdc":
        return read_qdc(path)
    columns, rows = read_rows(path)
    lower = {name.casefold() for name in columns}
    losses = Losses()
    if {"code", "memo"} <= lower:
        codes = [_from_trail(_lower(row), losses) for row in rows]
    elif {"tag", "description"} <= lower:
        codes = [Code(path_part(_lower(row)["tag"]), definition=_lower(row)["description"]) for row in rows]
    elif "path" in lower:
        codes = [_from_own(_lower(row)) for row in rows]
    else:
        raise RequestError(
            f"{path} is no codebook: it has neither the columns Code and Memo (MAXQDA), "
            "nor tag and description (Taguette), nor path."
        )
    distinct = {code.path: code for code in codes if code.path}
    losses.add("rows without a code, or with one that was there", "", len(rows) - len(distinct))
    return ReadCodebook(tuple(distinct.values()), (), losses)


def _lower(row: Row) -> dict[str, str]:
    return {name.casefold(): cell for name, cell in row[1].items()}


def _from_trail(cells: dict[str, str], losses: Losses) -> Code:
    parts = [part for part in cells["code"].split(" > ") if part.strip()]
    name = parts[-1] if parts and path_part(parts[-1]) != parts[-1] else ""
    losses.add("code names with a slash, which parts a path", name, int(bool(name)))
    return Code("/".join(map(path_part, parts)), name, cells["memo"])


def _from_own(cells: dict[str, str]) -> Code:
    texts = {name: cells.get(name, "") for name in ("name", "definition", "include", "exclude", "colour")}
    examples, keywords, patterns, questions = (
        tuple(line for line in cells.get(name, "").split("\n") if line.strip()) for name in _LISTS
    )
    return Code(
        cells["path"],
        **texts,
        examples=examples,
        keywords=keywords,
        patterns=patterns,
        questions=questions,
        codable=cells.get("codable", "").casefold() not in _NO,
        stance=cells.get("stance", "").casefold() in _YES,
    )
