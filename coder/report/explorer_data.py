"""What the explorer page holds: answers as columns, the codebook with its counts, agreement.

Two editions. The internal one carries every answer that may be read in the team, with variables and coders.
The public one is what anybody may work with: ticked quotes under no name, or whole answers, those of
respondents who are not public under no name and with nothing that links them. No variable stands beside
them, coders are "people" or "machine", and a code whose count is hidden stands on no row. Where a variable
is protected, whole answers stay out: rows with all their codes tie the cells of a published table closer
together than the table itself.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from coder.domain import Coding, Source, Variable
from coder.errors import RequestError
from coder.interchange.dataset import Dataset
from coder.interchange.positions import outgoing
from coder.interchange.privacy import protect
from coder.project import exchange
from coder.project.counts import Counts
from coder.project.project import shown, value_of
from coder.project.settings import DISCLOSURE

if TYPE_CHECKING:
    from coder.counting.prevalence import Estimate
    from coder.project.project import Project
    from coder.project.resolve import Answer
    from coder.protocols import Progress

Texts = Literal["all", "ticked"]
Ticked = Collection[tuple[str, int, int]]
"""Passages a person has cleared for publication: source id, start, end in code points."""

UNREAD, READ, UNCODABLE = 0, 1, 2
PEOPLE, MACHINE = "people", "machine"
_COUNT = ("count", "out_of", "share", "low", "high", "how", "n", "word")
_COEFFICIENTS = [f"{name}{end}" for name in ("alpha", "kappa", "ac1") for end in ("", "_low", "_high")]
_AGREEMENT = ("n", "prevalence", "percent", *_COEFFICIENTS, "alpha_why")


@dataclass(slots=True)
class Row:
    """One answer, or a passage of one: `codes` maps a code's number to whether only a machine gave it.

    `codings` are (code, coder, start, end) with the coder's name; positions are code points of `text`,
    None for the whole of it.
    """

    source: Source
    text: str
    state: int = UNREAD
    codes: dict[int, bool] = field(default_factory=dict)
    codings: list[tuple[int, str, int | None, int | None]] = field(default_factory=list)
    readers: tuple[str, ...] = ()


def gather(
    project: Project,
    *,
    public: bool,
    texts: Texts = "all",
    ticked: Ticked = (),
    question: str | None = None,
    counts: Counts | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Everything the page shows, ready for JSON; `texts` and `ticked` matter to the public edition only.

    `counts` are those of respondents to `question`, where somebody has made them already.
    """
    counts = counts or project.count(question=question, progress=progress)
    whole = exchange.dataset(project, {"question": question} if question else None)
    codes = {code.id: number for number, code in enumerate(whole.codes)}
    rows, hidden = _rows(project, whole, codes), _hidden(counts) if public else set()
    everything = not public or (texts == "all" and not _protects(project))
    if public:
        rows = _published(whole, rows, None if everything else ticked)
        _withhold(project, rows, hidden, whole)
        rows.sort(key=lambda row: _shuffled(row, everything))
    return {
        "title": whole.title,
        "language": project.config()["language"].partition("_")[0],
        "edition": "public" if public else "internal",
        "texts": "all" if everything else "ticked",
        "questions": [{"name": each.name, "text": each.text} for each in whole.questions],
        "respondents": len(whole.cases),
        "answers": len(whole.sources),
        **_codebook(whole, counts, codes),
        **_columns(rows, whole, public, everything),
        "agreement": _agreement(project, question, hidden, public),
    }


def _protects(project: Project) -> bool:
    return any(value for key, value in project.config().items() if key.startswith(DISCLOSURE))


def _hidden(counts: Counts) -> set[str]:
    return {row.name for row in counts.rows if row.estimate is None}


def _withhold(project: Project, rows: Iterable[Row], hidden: set[str], whole: Dataset) -> None:
    """Takes from each row the codes whose count is hidden, for all answers or for those to its question."""
    if not _protects(project):
        return
    asked = {question.name: hidden for question in whole.questions}
    if len(asked) > 1:
        asked = {name: hidden | _hidden(project.count(question=name)) for name in asked}
    for row in rows:
        gone = {n for n in row.codes if whole.codes[n].path in asked[row.source.question.name]}
        row.codes = {code: by for code, by in row.codes.items() if code not in gone}
        row.codings = [coding for coding in row.codings if coding[0] not in gone]


# Codes and themes with their counts


def _codebook(whole: Dataset, counts: Counts, codes: Mapping[str, int]) -> dict[str, Any]:
    found = {
        (row.kind, row.name): _filled({**record, "count": _whole(row.estimate)}, _COUNT)
        for row, record in zip(counts.rows, counts.records(), strict=True)
    }
    numbers = {code.path: codes[code.id] for code in whole.codes}
    tree = [
        {
            "path": code.path,
            "label": code.label,
            "up": numbers.get(code.parent, -1),
            "group": not code.codable,
            "texts": [code.definition, code.include, code.exclude],
            "count": found.get(("code", code.path)),
        }
        for code in whole.codes
    ]
    themes = [
        {
            "name": theme.name,
            "text": theme.definition,
            "codes": [numbers[path] for path in theme.codes if path in numbers],
            "count": found.get(("theme", theme.name)),
        }
        for theme in whole.themes
    ]
    return {"codes": tree, "themes": themes}


def _whole(found: Estimate | None) -> int | None:
    """The count as the summary rounds it: the same number in both files."""
    return None if found is None else round(max(found.count, 0))


def _filled(record: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The fields named that hold something; of a hidden cell nothing but `how`."""
    found = {name: _short(record.get(name)) for name in names}
    return {name: value for name, value in found.items() if value not in (None, "")}


def _short(value: object) -> object:
    if not isinstance(value, float):
        return value
    return round(value, 4) if value == value else None


def _agreement(project: Project, question: str | None, hidden: set[str], public: bool) -> dict[str, Any]:
    """Coefficients per code; the public edition names no coder, no share, and no code whose count is hidden."""
    try:
        records = project.agreement(question=question).records()
    except RequestError as error:
        return {
            "rows": [],
            "why": "Fewer than two coders have read the same answers." if public else str(error),
        }
    names = [name for name in _AGREEMENT if not (public and name == "prevalence")]
    rows = [
        {"code": record["code"], **_filled(record, names)}
        for record in records
        if record["code"] not in hidden
    ]
    coders = str(records[0]["coders"]) if records else ""
    return {"rows": rows, "coders": f"{coders.count(' · ') + 1} coders" if public else coders}


# Answers


def _rows(project: Project, whole: Dataset, codes: Mapping[str, int]) -> list[Row]:
    """One per answer, under the names that privacy leaves it; a confidential one has no text."""
    safe = protect(whole, "honour")[0]
    answers = project.resolved({source.id: source for source in whole.sources})
    by_source: dict[str, list[Coding]] = defaultdict(list)
    for coding in safe.codings:
        if coding.code in codes:
            by_source[coding.source].append(coding)
    readers: dict[str, dict[str, None]] = defaultdict(dict)
    for reading in safe.readings:
        readers[reading.source][reading.coder] = None
    people = {coder.name for coder in whole.coders if coder.kind == "human"}
    return [
        Row(
            new,
            new.text,
            _state(answers.get(old.id)),
            _given(answers.get(old.id), by_source[new.id], codes, people),
            [(codes[each.code], each.coder, each.start, each.end) for each in by_source[new.id]],
            tuple(readers[new.id]),
        )
        for old, new in zip(whole.sources, safe.sources, strict=True)
    ]


def _state(answer: Answer | None) -> int:
    return UNREAD if answer is None else UNCODABLE if answer.uncodable else READ


def _given(
    answer: Answer | None, codings: Iterable[Coding], codes: Mapping[str, int], people: set[str]
) -> dict[int, bool]:
    """The resolved codes; where nobody has judged a code, a coding made in bulk or by a machine counts."""
    if answer is not None and answer.uncodable:
        return {}
    known = answer.known if answer else {}
    yes = [code for code, said in known.items() if said and code in codes]
    by_people = {coding.code for coding in codings if coding.coder in people}
    yes += [coding.code for coding in codings if coding.code not in known]
    return {codes[code]: code not in by_people for code in yes}


def _published(whole: Dataset, rows: Sequence[Row], ticked: Ticked | None) -> list[Row]:
    """The rows anybody may read; `ticked` None: whole answers."""
    people = {coder.name for coder in whole.coders if coder.kind == "human"}
    safe = [_nameless(row, people) for row in rows]
    if ticked is not None:
        place = {source.id: row for source, row in zip(whole.sources, safe, strict=True)}
        passages = [(place[id_], start, end) for id_, start, end in set(ticked) if id_ in place]
        safe = [_passage(row, start, end) for row, start, end in passages]
    return [row for row in safe if row.text]


def _shuffled(row: Row, named: bool) -> tuple[bytes, str, str, str]:
    """By the words alone: answers of one respondent do not stand together."""
    name = _name(row, row.source.name, True, named)
    what = repr((row.state, row.codes, row.codings))
    return hashlib.sha256(row.text.encode()).digest(), row.source.question.name, name, what


def _nameless(row: Row, people: set[str]) -> Row:
    """Codings that count, by kind of coder, each once."""
    kept = {
        (code, PEOPLE if coder in people else MACHINE, start, end): None
        for code, coder, start, end in row.codings
        if code in row.codes
    }
    return Row(row.source, row.text, row.state, row.codes, sorted(kept, key=repr))


def _passage(row: Row, start: int, end: int) -> Row:
    """Part of an answer with what people said of it; positions counted from its beginning.

    A coding of the whole answer speaks of the part only where nobody gave the code a place.
    """
    people = [coding for coding in row.codings if coding[1] == PEOPLE]
    placed = {code for code, _, first, _ in people if first is not None}
    inside = [
        (code, coder, *_clipped(first, last, start, end))
        for code, coder, first, last in people
        if (code not in placed if first is None or last is None else first < end and last > start)
    ]
    return Row(row.source, row.text[start:end], READ, {code: False for code, *_ in inside}, inside)


def _clipped(first: int | None, last: int | None, start: int, end: int) -> tuple[int | None, int | None]:
    if first is None or last is None or (first <= start and end <= last):
        return None, None
    return max(first, start) - start, min(last, end) - start


# Columns


class _Words:
    """Numbers for words, in the order of their first use; "" is -1."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __call__(self, word: str) -> int:
        return self.numbers.setdefault(word, len(self.numbers)) if word else -1


def _columns(rows: Sequence[Row], whole: Dataset, public: bool, named: bool) -> dict[str, Any]:
    """The rows as columns of numbers and texts; a code on a row is twice its number, plus 1 by machine."""
    cases, coders = _Words(), _Words()
    place = {question.name: number for number, question in enumerate(whole.questions)}
    columns = {
        "name": [_name(row, row.source.name, public, named) for row in rows],
        "case": [cases(_name(row, row.source.case.name, public, named)) for row in rows],
        "question": [place[row.source.question.name] for row in rows],
        "text": [row.text for row in rows],
        "state": [row.state for row in rows],
        "codes": [[2 * code + machine for code, machine in sorted(row.codes.items())] for row in rows],
        "codings": [_flat(row, coders) for row in rows],
        "readers": [[coders(name) for name in row.readers] for row in rows],
    }
    machines = {coder.name for coder in whole.coders if coder.kind == "machine"} | {MACHINE}
    return {
        "rows": columns,
        "cases": list(cases.numbers),
        "coders": [{"name": name, "machine": name in machines} for name in coders.numbers],
        "variables": [] if public else [_values(variable, rows) for variable in whole.variables],
    }


def _name(row: Row, name: str, public: bool, named: bool) -> str:
    """A published quote stands under no name, a published answer under that of a respondent who is public."""
    return "" if public and (not named or row.source.case.privacy != "public") else name


def _flat(row: Row, coders: _Words) -> list[int]:
    """code, coder, start, end in UTF-16 units as the browser counts them (-1: the whole), one after another."""
    flat: list[int] = []
    for code, coder, start, end in row.codings:
        where = [-1 if at is None else outgoing(row.text, at, "utf16") for at in (start, end)]
        flat += [code, coders(coder), *where]
    return flat


def _values(variable: Variable, rows: Sequence[Row]) -> dict[str, Any]:
    words = _Words()
    column = [words(shown(value_of(row.source, variable.name))) for row in rows]
    return {
        "name": variable.name,
        "label": variable.label,
        "values": list(words.numbers),
        "rows": column,
    }
