"""Opens what the user named, a file or a folder, and says what its columns are called and who wrote it.

A table stays at hand for as long as somebody holds it, so that reading after inspecting parses nothing twice.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from weakref import WeakValueDictionary

from coder.ingest import documents, files
from coder.ingest.batch import Table
from coder.ingest.delimited import read_delimited
from coder.ingest.jsonlines import read_json_lines
from coder.ingest.layout import Layout
from coder.ingest.parquet import read_parquet
from coder.ingest.spss import read_spss
from coder.ingest.surveys import recognise
from coder.ingest.workbook import read_workbook

_Key = tuple[str, str, str, str, str]
_open: WeakValueDictionary[_Key, Table] = WeakValueDictionary()


def open_table(path: Path, layout: Layout) -> Table:
    """The table of a file or folder; the one that is still held if nothing in it has changed."""
    return _folder(path, layout) if path.is_dir() else _file(path, layout)


def _folder(path: Path, layout: Layout) -> Table:
    question = layout.text[0] if layout.text else documents.QUESTION
    key = (documents.fingerprint(path), "folder", question, "", "")
    table = _open.get(key)
    if table is None:
        table = documents.read_folder(path, question)
        table.fingerprint = key[0]
        _open[key] = table
    return table


def _file(path: Path, layout: Layout) -> Table:
    data = files.load(path)
    fingerprint, suffix = hashlib.sha256(data).hexdigest(), path.suffix.lower()
    table = _open.get((fingerprint, suffix, layout.encoding, layout.delimiter, layout.sheet))
    if table is None:
        table = _parsed(path, data, layout)
        table.fingerprint = fingerprint
        recognise(table)
        _open[fingerprint, suffix, table.encoding, table.delimiter, table.sheet] = table
    return table


def _parsed(path: Path, data: bytes, layout: Layout) -> Table:
    """By the reader that the file's suffix asks for."""
    suffix = path.suffix.lower()
    if suffix in files.WORKBOOK:
        return read_workbook(path, data, sheet=layout.sheet)
    if suffix in files.JSON_LINES:
        return read_json_lines(path, data, encoding=layout.encoding)
    if suffix in files.PARQUET:
        return read_parquet(path, data)
    if suffix in files.SPSS:
        return read_spss(path, data)
    delimiter = layout.delimiter or ("\t" if suffix in (".tsv", ".tab") else "")
    return read_delimited(path, data, encoding=layout.encoding, delimiter=delimiter)
