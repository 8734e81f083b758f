"""Exports of survey programs, recognised by what each writes into every file.

    Qualtrics         row 2 repeats the wording, row 3 holds {"ImportId": ...}
    LimeSurvey        id, submitdate, lastpage, startlanguage; headers are codes, wordings or `CODE. Wording`
    Microsoft Forms   ID, Start time, Completion time, Email, Name, then wordings
    Google Forms      Timestamp, then wordings
    Citizen Space     Response ID, then wordings that end in the part answered, `... - Answer`

A column headed by a whole question gets a short name; the wording is kept beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from coder.ingest.batch import Survey, Table

_LONGEST_NAME = 40
_QUALTRICS = frozenset(
    (
        *("StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished"),
        *("RecordedDate", "ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail"),
        *("ExternalReference", "LocationLatitude", "LocationLongitude"),
        *("DistributionChannel", "UserLanguage"),
    )
)
_LIMESURVEY = {
    "id": "response id",
    "submitdate": "date submitted",
    "lastpage": "last page",
    "startlanguage": "start language",
    "seed": "seed",
    "startdate": "date started",
    "datestamp": "date last action",
    "ipaddr": "ip address",
    "refurl": "referrer url",
    "token": "access code",
    "firstname": "first name",
    "lastname": "last name",
    "email": "email address",
    "interviewtime": "total time",
}
_MICROSOFT = frozenset(
    ("id", "start time", "completion time", "email", "name", "last modified time", "total points")
)
_GOOGLE = frozenset(("timestamp", "zeitstempel", "horodateur", "marca temporal", "carimbo de data/hora"))
_GOOGLE_OWN = frozenset(("username", "email address", "score"))
_CITIZEN_OWN = frozenset(("response id", "date submitted", "submitted", "status", "analyst notes", "tags"))
_CODE = re.compile(r"([A-Za-z]\w*(?:\[[^\]]*\])*)\.\s+(\S.*)")
_MOMENT = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\D+\d{1,2}[:.]\d\d.*")
_PART = re.compile(r".{8,} - \w[\w /()-]{0,40}")
_TAIL = re.compile(r" - \w[\w /()-]{0,30}$| \[[^\]]{1,30}\]$")


def recognise(table: Table) -> None:
    """Notes in the table which program wrote it, and undoes what that program does to headers."""
    steps = (_qualtrics, _limesurvey, _microsoft, _google, _citizen_space)
    if table.header:
        table.survey = next((found for step in steps if (found := step(table))), None)


def _qualtrics(table: Table) -> Survey | None:
    extra = _extra_rows(table)
    if not extra:
        return None
    number, wordings = table.rows[0]
    table.wordings |= {
        name: " ".join(wording.split())
        for name, wording in zip(table.header, wordings, strict=True)
        if wording.strip() and " ".join(wording.split()) != name
    }
    del table.rows[:extra]
    rows = "its two extra header rows were" if extra == 2 else "its extra header row was"
    table.notes.append(
        f"This is a Qualtrics export: {rows} left out; question wordings were taken from row {number}."
    )
    return Survey("Qualtrics", _QUALTRICS, "ResponseId")


def _extra_rows(table: Table) -> int:
    """2 with the row of import ids, 1 where somebody deleted it, 0 for any other file."""
    if "ResponseId" not in table.header or not table.rows:
        return 0
    at = table.header.index("ResponseId")
    if len(table.rows) > 1 and '"ImportId"' in table.rows[1][1][at]:
        return 2
    return int(table.rows[0][1][at].strip() == "Response ID")


def _limesurvey(table: Table) -> Survey | None:
    parts = [_parts(name) for name in table.header]
    own = {name: code for name, part in zip(table.header, parts, strict=True) if (code := _lime(part))}
    if "id" not in own.values() or len({"submitdate", "lastpage", "startlanguage"} & {*own.values()}) < 2:
        return None
    coded = sum(1 for code, _ in parts if code) * 2 > len(parts)
    names = _codes(table, parts) if coded else _shorten(table, own)
    kept = dict(zip(table.header, names, strict=True))
    table.rename(names)
    said = ": question codes became names, their wordings are kept" if coded else ""
    table.notes.append(f"This is a LimeSurvey export{said}.")
    response = next(name for name, code in own.items() if code == "id")
    return Survey("LimeSurvey", frozenset(kept[name] for name in own), kept[response])


def _parts(name: str) -> tuple[str, str]:
    found = _CODE.fullmatch(name)
    return (found[1], found[2]) if found else ("", name)


def _lime(part: tuple[str, str]) -> str:
    """LimeSurvey's own code for a column that it fills itself, however it is headed."""
    words = {word.casefold() for word in part if word}
    return next((code for code, text in _LIMESURVEY.items() if words & {code, text}), "")


def _codes(table: Table, parts: list[tuple[str, str]]) -> list[str]:
    names = _distinct(
        table.header, [code or name for name, (code, _) in zip(table.header, parts, strict=True)]
    )
    table.wordings |= {
        name: text for name, (code, text) in zip(names, parts, strict=True) if code and name == code
    }
    return names


def _microsoft(table: Table) -> Survey | None:
    own = _own(table, _MICROSOFT)
    if not {"id", "start time", "completion time"} <= own.keys():
        return None
    return _headed_by_wordings(table, "Microsoft Forms", own.values(), own["id"])


def _google(table: Table) -> Survey | None:
    first = table.header[0]
    moments = [cells[0] for _, cells in table.rows[:50] if cells[0].strip()]
    wordy = any(len(name.split()) > 2 for name in table.header[1:])
    if first.casefold() not in _GOOGLE or not wordy or not all(map(_MOMENT.fullmatch, moments)):
        return None
    return _headed_by_wordings(table, "Google Forms", [first, *_own(table, _GOOGLE_OWN).values()])


def _citizen_space(table: Table) -> Survey | None:
    first = table.header[0]
    if first.casefold() != "response id" or not any(map(_PART.fullmatch, table.header)):
        return None
    return _headed_by_wordings(table, "Citizen Space", _own(table, _CITIZEN_OWN).values(), first)


def _own(table: Table, names: frozenset[str]) -> dict[str, str]:
    return {name.casefold(): name for name in reversed(table.header) if name.casefold() in names}


def _headed_by_wordings(table: Table, program: str, own: Iterable[str], id_: str = "") -> Survey:
    kept = frozenset(own)
    names = _shorten(table, kept)
    shortened = ": long questions got short names, their wordings are kept" if names != table.header else ""
    table.rename(names)
    table.notes.append(f"This is a {program} export{shortened}.")
    return Survey(program, kept, id_)


def _shorten(table: Table, own: Iterable[str]) -> list[str]:
    """The first words of each long header; columns that begin alike keep their headers whole."""
    kept = set(own)
    names = _distinct(table.header, [name if name in kept else _first_words(name) for name in table.header])
    table.wordings |= {
        name: header for name, header in zip(names, table.header, strict=True) if name != header
    }
    return names


def _first_words(header: str) -> str:
    """At most 40 characters of the question, and the part of it that this column answers."""
    if len(header) <= _LONGEST_NAME:
        return header
    part = _TAIL.search(header)
    question, tail = (header[: part.start()], part[0]) if part else (header, "")
    if len(question) > _LONGEST_NAME:
        question = question[: _LONGEST_NAME + 1].rpartition(" ")[0] or question[:_LONGEST_NAME]
    return question.rstrip(" ,;:-") + tail


def _distinct(headers: list[str], names: list[str]) -> list[str]:
    """Each wanted name, but the header itself where two columns would get the same."""
    times = Counter(names) + Counter(
        header for header, name in zip(headers, names, strict=True) if header != name
    )
    return [name if times[name] == 1 else header for header, name in zip(headers, names, strict=True)]
