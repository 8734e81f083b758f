"""The framework matrix: a row per respondent, a column per code or theme, in the analyst's own words.

A cell holds the summaries that analysts wrote (`coder memo add --case R1 --code access "..."`). Where a
respondent was coded and nobody has summed it up yet, it says so, and how many passages there are to read;
they stand on a second sheet, linked to and fro.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coder.errors import RequestError, UnknownNameError
from coder.interchange.files import whole
from coder.interchange.losses import Losses
from coder.interchange.privacy import Treatment, about, protect
from coder.project import exchange
from coder.project.memos import named_theme

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from coder.domain import Coding, Memo, Source
    from coder.interchange.dataset import Dataset
    from coder.project.project import Project, Where

CASE = "case"
_SHEETS = ("Matrix", "Quotes")
_QUOTES = ("Respondent", "Theme", "Answer", "Question", "Quote", "Coded by", "Read by a person")
_LINKS, _ROWS, _CELL, _TALL = 65_530, 1_048_575, 32_767, 2_000
_WIDTHS = (20, 25, 15, 20, 80, 20, 15)
_CREATED = datetime(2000, 1, 1)  # equal data gives equal bytes


@dataclass(frozen=True, slots=True)
class Passage:
    """Words under a theme; `text` is "" where they are confidential, `coders` who coded just these."""

    source: Source
    text: str
    coders: tuple[str, ...]
    by_person: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What a respondent said on a theme. `held`: there is a summary that may not leave."""

    summary: str = ""
    passages: tuple[Passage, ...] = ()
    held: bool = False

    @property
    def text(self) -> str:
        """The summary, else what there is to sum up, "" for nothing."""
        if self.summary:
            return self.summary
        many = len(self.passages)
        machine = sum(not passage.by_person for passage in self.passages)
        quotes = f"{many:,} quote{'s' * (many != 1)}" if many else ""
        only = f"{machine:,} of them coded by machine" if machine else ""
        missing = "the summary is held back" if self.held else "no summary yet" if many else ""
        said = ", ".join(part for part in (quotes, only, missing) if part)
        return f"({said})" if said else ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """`rows`: a respondent's name with a cell per theme; `silent` respondents have nothing and no row.

    `stray` summaries are on codes or themes that are no longer in the codebook.
    """

    themes: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    silent: int
    stray: int = 0

    def table(self) -> list[dict[str, Any]]:
        """A mapping per respondent: `case`, then the text of each cell by theme."""
        heads = [f"{theme} (code)" if theme == CASE else theme for theme in self.themes]
        return [
            {CASE: name, **dict(zip(heads, (cell.text for cell in cells), strict=True))}
            for name, cells in self.rows
        ]

    def cells(self) -> list[dict[str, Any]]:
        """A mapping per cell that holds something: case, theme, summary, quotes."""
        return [
            {
                CASE: name,
                "theme": theme,
                "summary": cell.summary or None,
                "quotes": [passage.text for passage in cell.passages],
            }
            for name, cells in self.rows
            for theme, cell in zip(self.themes, cells, strict=True)
            if cell != Cell()
        ]


@dataclass(frozen=True, slots=True)
class _Column:
    """`key` is a code's id or a theme's name; `codes` the ids whose passages stand under it."""

    key: str
    name: str
    codes: frozenset[str]


def matrix(
    project: Project,
    *,
    question: str | None = None,
    where: Where | None = None,
    cases: Collection[str] = (),
    codes: Sequence[str] = (),
    themes: bool = False,
    privacy: Treatment = "honour",
) -> Matrix:
    """Respondents by what was given or summed up, by `codes` (or themes) alone, or by the codebook's themes.

    Only people who said something on one of them have a row, unless `cases` names them. What lies below a
    code stands under it, unless it has a column of its own.
    """
    chosen = _chosen(project, question, where, cases)
    data, names, held = _protected(exchange.dataset(project), chosen, privacy)
    columns = _columns(project, data, codes, themes)
    summaries, passages = _summaries(data.memos), _passages(data, columns)
    rows = []
    for case, name in names.items():
        keys = [(case, column.key) for column in columns]
        cells = tuple(Cell(summaries.get(key, ""), tuple(passages.get(key, ())), key in held) for key in keys)
        if cases or any(cell != Cell() for cell in cells):
            rows.append((name, cells))
    known = {*(code.id for code in project.codebook.codes), *(t.name for t in project.codebook.themes)}
    stray = sum(key not in known for _, key in summaries)
    return Matrix(tuple(column.name for column in columns), tuple(rows), len(names) - len(rows), stray)


def _chosen(
    project: Project, question: str | None, where: Where | None, cases: Collection[str]
) -> dict[str, Source]:
    asked = {"question": question} if question else {}
    if question and question not in (names := [each.name for each in project.questions]):
        raise UnknownNameError("question", question, names)
    known = {case.name for case in project.cases()}
    for name in cases:
        if name not in known:
            raise UnknownNameError("case", name, known)
    found = project.sources({**(where or {}), **asked})
    return {id_: source for id_, source in found.items() if not cases or source.case.name in cases}


def _protected(
    data: Dataset, chosen: Mapping[str, Source], privacy: Treatment
) -> tuple[Dataset, dict[str, str], set[tuple[str, str]]]:
    """The data as it may leave, the chosen respondents' names by id, and which summaries stay behind."""
    safe, _ = protect(data, privacy)
    if privacy == "leave out":
        data = replace(data, sources=safe.sources, memos=safe.memos)
    stand_in = {old.id: new for old, new in zip(data.sources, safe.sources, strict=True) if old.id in chosen}
    kept = {source.id: source for source in stand_in.values()}
    case_of = {chosen[old].case.id: new.case for old, new in stand_in.items()}
    before = {(case_of[case].id, key) for case, key in _summaries(data.memos) if case in case_of}
    names = {case.id: case.name for case in case_of.values()}
    safe = replace(
        safe,
        sources=tuple(kept.values()),
        codings=tuple(coding for coding in safe.codings if coding.source in kept),
        memos=tuple(memo for memo in safe.memos if about(memo) in names),
    )
    return safe, names, before - _summaries(safe.memos).keys()


def _columns(project: Project, data: Dataset, codes: Sequence[str], themes: bool) -> list[_Column]:
    """What was asked for, else all that was given or summed up; what was summed up is never left out of that."""
    book, summed_up = project.codebook, {key for _, key in _summaries(data.memos)}
    if themes and not book.themes:
        raise RequestError("The codebook names no themes. Leave --themes out to have its codes.")
    asked = {named_theme(project, code) for code in codes}
    given = set() if themes else {coding.code for coding in data.codings}
    wanted = asked or given | summed_up | {theme.name for theme in book.themes if themes}
    family = {code.id: {code.id, *(each.id for each in book.descendants(code.path))} for code in book.codes}
    under = {theme.name: [family[book.code(path).id] for path in theme.codes] for theme in book.themes}
    paths = {code.id: code.path for code in book.codes if code.id in wanted}
    return [
        *(_Column(name, name, frozenset().union(*under[name])) for name in under if name in wanted),
        *(_Column(code, path, _own(code, family, paths.keys())) for code, path in paths.items()),
    ]


def _own(code: str, family: Mapping[str, set[str]], columns: Collection[str]) -> frozenset[str]:
    below = (family[other] for other in columns if other != code and other in family[code])
    return frozenset(family[code].difference(*below))


def _summaries(memos: Sequence[Memo]) -> dict[tuple[str, str], str]:
    """(case id, code id or theme name) -> what was written; several people's words under their names."""
    found: dict[tuple[str, str], list[Memo]] = defaultdict(list)
    for memo in memos:
        case, colon, key = memo.target.partition(":")
        if memo.about == "case" and colon:
            found[case, key].append(memo)
    return {place: _joined(each) for place, each in found.items()}


def _joined(memos: Sequence[Memo]) -> str:
    several = len({memo.coder for memo in memos}) > 1
    return "\n\n".join(f"{memo.coder}: {memo.text}" if several else memo.text for memo in memos)


def _passages(data: Dataset, columns: Sequence[_Column]) -> dict[tuple[str, str], list[Passage]]:
    """(case id, column) -> the passages that hold, each place once, in the order of the answers."""
    kinds = {coder.name: coder.kind for coder in data.coders}
    keys: dict[str, list[str]] = defaultdict(list)
    for column in columns:
        for code in column.codes:
            keys[code].append(column.key)
    held: dict[tuple[str, str], list[Coding]] = defaultdict(list)
    for coding in data.codings:
        if coding.code in keys and data.known(coding.source, coding.code):
            for key in keys[coding.code]:
                held[coding.source, key].append(coding)
    found: dict[tuple[str, str], list[Passage]] = defaultdict(list)
    for source in data.sources:
        for column in columns:
            found[source.case.id, column.key] += _distinct(
                source, held.get((source.id, column.key), ()), kinds
            )
    return found


def _distinct(source: Source, codings: Sequence[Coding], kinds: Mapping[str, str]) -> Iterator[Passage]:
    places: dict[tuple[int, int], list[Coding]] = defaultdict(list)
    for coding in codings:
        whole_text = (0, len(source.text))
        start, end = whole_text if coding.start is None else (coding.start, coding.end or 0)
        places[start, end].append(coding)
    for (start, end), there in sorted(places.items()):
        coders = tuple(dict.fromkeys(coding.coder for coding in there))
        person = any(kinds.get(c.coder) != "machine" and c.origin != "bulk" for c in there)
        yield Passage(source, source.text[start:end], coders, person)


def write_matrix(found: Matrix, path: Path) -> Losses:
    """Writes an .xlsx with two sheets; people's words are strings, never formulas. Returns what was cut."""
    import xlsxwriter

    if path.suffix.lower() != ".xlsx":
        raise RequestError(
            "A matrix is written as .xlsx; without a file it is shown, as csv with --format csv."
        )
    losses = Losses()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    with whole(path) as (temporary,), xlsxwriter.Workbook(str(temporary), options) as book:
        book.set_properties({"created": _CREATED})
        wrapped = {"text_wrap": True, "valign": "top"}
        sheet = _Sheet(book.add_worksheet(_SHEETS[0]), book.add_format(wrapped), book, losses)
        quotes = _Sheet(book.add_worksheet(_SHEETS[1]), book.add_format(wrapped), book, losses)
        _fill_matrix(sheet, found)
        _fill_quotes(quotes, found)
    return losses


class _Sheet:
    """A worksheet with wrapped texts; counts what it cannot hold."""

    def __init__(self, sheet: Worksheet, plain: Any, book: Any, losses: Losses) -> None:
        self.sheet, self.plain, self.losses, self.links = sheet, plain, losses, 0
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.linked = book.add_format({"italic": True, "underline": 1, "text_wrap": True, "valign": "top"})

    def head(self, names: Sequence[str], widths: Sequence[int]) -> None:
        """The first row, which stays in sight."""
        for at, (name, width) in enumerate(zip(names, widths, strict=True)):
            self.sheet.set_column(at, at, width)
            self.sheet.write_string(0, at, name[:_CELL], self.bold)
        self.sheet.freeze_panes(1, 1)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)

    def tall(self, row: int, texts: Sequence[str], widths: Sequence[int]) -> None:
        """Makes a row as high as its longest text; no program does it by itself when it prints."""
        lines = max(
            sum(1 + len(line) // width for line in text[:_TALL].split("\n"))
            for text, width in zip(texts, widths, strict=True)
        )
        if lines > 1:
            self.sheet.set_row(row, min(15 * lines, 409))

    def text(self, row: int, column: int, words: str, style: Any = None) -> None:
        """A string, cut at what a cell holds."""
        if len(words) > _CELL:
            self.losses.add(f"texts longer than a cell holds ({_CELL:,} characters), cut", words)
        if words:
            self.sheet.write_string(row, column, words[:_CELL], style or self.plain)

    def link(self, row: int, column: int, words: str, to: str) -> None:
        """A string that leads to another cell, as long as the sheet has room for links."""
        self.links += 1
        if self.links > _LINKS or len(words) > _CELL:
            self.losses.add("links beyond what a sheet holds", words, int(self.links > _LINKS))
            self.text(row, column, words)
        else:
            self.sheet.write_url(row, column, f"internal:{to}", self.linked, words)


def _fill_matrix(sheet: _Sheet, found: Matrix) -> None:
    from xlsxwriter.utility import xl_rowcol_to_cell

    widths = [20, *[45] * len(found.themes)]
    sheet.head(["Respondent", *found.themes], widths)
    first_quote = 1
    for row, (name, cells) in enumerate(found.rows, 1):
        sheet.tall(row, [name, *(cell.text for cell in cells)], widths)
        sheet.text(row, 0, name, sheet.bold)
        for column, cell in enumerate(cells, 1):
            to = f"{_SHEETS[1]}!{xl_rowcol_to_cell(first_quote, 0)}"
            if cell.passages and not cell.summary and first_quote <= _ROWS:
                sheet.link(row, column, cell.text, to)
            else:
                sheet.text(row, column, cell.text)
            first_quote += len(cell.passages)


def _fill_quotes(sheet: _Sheet, found: Matrix) -> None:
    from xlsxwriter.utility import xl_rowcol_to_cell

    sheet.head(_QUOTES, _WIDTHS)
    row = 0
    for line, (name, cells) in enumerate(found.rows, 1):
        for column, (theme, cell) in enumerate(zip(found.themes, cells, strict=True), 1):
            for passage in cell.passages:
                row += 1
                if row > _ROWS:
                    sheet.losses.add("quotes beyond what a sheet holds", passage.text)
                    continue
                told = _words(theme, passage)
                sheet.tall(row, (name, *told), _WIDTHS)
                sheet.link(row, 0, name, f"{_SHEETS[0]}!{xl_rowcol_to_cell(line, column)}")
                for at, words in enumerate(told, 1):
                    sheet.text(row, at, words)


def _words(theme: str, passage: Passage) -> tuple[str, ...]:
    source = passage.source
    said = passage.text or ("(confidential)" if source.case.privacy == "confidential" else "")
    read = "yes" if passage.by_person else "no"
    return theme, source.name, source.question.name, said, ", ".join(passage.coders), read
