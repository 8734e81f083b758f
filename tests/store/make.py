"""Decisions and small stores, written as short as a coded transcript."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from coder.domain import Act, Case, Code, Coder, Decision, Question, Source, stable_id
from coder.store import Store, content

CODES = ("access", "staff", "parking")
QUESTION = Question("comment")


def code_id(path: str) -> str:
    return stable_id("code", path)


def source_id(name: str) -> str:
    return Source(name, Case(name), QUESTION, "").id


def row(
    number: int,
    act: Act,
    source: str = "a1",
    code: str | None = None,
    *,
    coder: str = "ana",
    step: str | None = None,
    target: str | None = None,
    **detail: Any,
) -> Decision:
    """The decision number `number`; its step is its own number unless named."""
    about = None if act in ("undo", "redo") else source_id(source)
    return Decision(
        id=f"d{number:04}",
        step=step or f"s{number}",
        at=f"2026-01-01T00:00:00.{number:06}+00:00",
        coder=coder,
        act=act,
        source=about,
        code=code_id(code) if code else None,
        version=1 if act in ("read", "uncodable") else None,
        target=target,
        detail=detail,
    )


def filled(path: Path, names: tuple[str, ...] = ("a1", "a2", "a3")) -> Store:
    """A store with one source per name and three codes."""
    store = Store.create(path)
    sources = [Source(name, Case(name), QUESTION, f"text of {name}", key=name) for name in names]
    with store.transaction():
        content.put_question(store.db, QUESTION)
        wave = content.insert_wave(store.db, store.now(), "a.csv", "0", {})
        content.insert_cases(store.db, [source.case for source in sources], wave)
        content.insert_sources(store.db, sources, wave)
        content.put_coder(store.db, Coder("ana"))
        content.insert_codebook(store.db, 1, store.now(), "ana", "0", "{}", "")
        content.replace_codes(store.db, [Code(path, id=code_id(path)) for path in CODES], 1, {})
    return store


def given(store: Store, coder: str | None = None) -> set[tuple[str, str]]:
    """(source name, code path) of the codings there are."""
    names = {source_id(name): name for name in ("a1", "a2", "a3")}
    paths = {code_id(path): path for path in CODES}
    return {(names[c.source], paths[c.code]) for c in store.codings(coder=coder)}
