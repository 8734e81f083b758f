"""Memos: what analysts note on codes, answers, passages, respondents and the project; the verbs of a Project.

A memo is a row of the log, and so is every change to it: a later row that names it (`detail.memo`) holds
the new wording, an empty one takes it away, and either can be undone. What a respondent says on a code or
theme, summed up by an analyst, is a memo on the respondent whose target is `case:code id` (or
`case:theme name`): the cells of a framework matrix.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, cast

from coder.domain import Decision, Memo, Segment, Source
from coder.errors import RequestError, UnknownNameError
from coder.project.part import Part
from coder.store import queries
from coder.store.log import in_order, undone_steps

if TYPE_CHECKING:
    from coder.interchange.privacy import Treatment
    from coder.project.project import Project

About = Literal["code", "source", "segment", "case", "project"]
_NUMBER = 8
"""Signs of a memo's id that a listing shows; any that are enough to tell it apart name it."""


class Memos(Part):
    """Mixed into Project, which alone it is made for."""

    def memo(self, about: About, target: str | Segment, text: str, *, coder: str, theme: str = "") -> Memo:
        """Notes something on a code, source or case (by name), a Segment, or the project ("").

        `theme`: for a case, the code or theme on which the memo sums up what the case said.
        """
        row = _row(self._whole, about, target, theme)
        return self._note(replace(row, coder=coder), {"about": about, "text": _worded(text)})

    def memos(
        self,
        about: About | None = None,
        target: str | Segment | None = None,
        *,
        theme: str = "",
        search: str = "",
    ) -> list[Memo]:
        """Memos that stand, oldest first; `search` wants all its words, in any case, in one memo.

        Those on a source hold those on its segments, those on a case its summaries on codes and themes.
        """
        found = standing(self._memo_rows(), self._whole.codebooks.merged)
        if target is not None and about is None:
            raise RequestError("A target needs to be said what it is: a code, source, segment or case.")
        if about is not None and target is not None:
            wanted = _row(self._whole, about, target, theme).target or ""
            found = [memo for memo in found if _is_on(memo, about, wanted)]
        elif about is not None:
            found = [memo for memo in found if memo.about == about]
        return _with_words(found, search)

    def find_memo(self, id: str) -> Memo:
        """The memo whose id begins so; UnknownNameError when none does, RequestError when several do."""
        every = self.memos()
        found = [memo for memo in every if id and memo.id.startswith(id)]
        if not found:
            raise UnknownNameError("memo", id, [memo.id[:_NUMBER] for memo in every])
        if len(found) > 1:
            raise RequestError(f"{len(found)} memos begin with '{id}'. Write more of the id.")
        return found[0]

    def edit_memo(self, id: str, text: str, *, coder: str) -> Memo:
        """Puts other words in place of a memo's; the old ones stay in the log."""
        return self._change(self.find_memo(id), _worded(text), coder)

    def remove_memo(self, id: str, *, coder: str) -> Memo:
        """Takes a memo away; returns it as it was."""
        memo = self.find_memo(id)
        self._change(memo, "", coder)
        return memo

    def undo_memo(self, id: str, *, coder: str) -> None:
        """Takes back the last thing done to a memo: its removal, its last edit, or itself.

        `id` begins the id of any memo there ever was.
        """
        rows = self._memo_rows()
        undone = undone_steps(rows)
        done = [row for row in rows if row.act == "memo" and _first(row).startswith(id) and id]
        left = [row for row in done if row.step not in undone]
        if len({_first(row) for row in done}) > 1:
            raise RequestError(f"Several memos begin with '{id}'. Write more of the id.")
        if not left:
            raise UnknownNameError("memo that could be undone", id)
        last, store = left[-1], self._whole.store
        if queries.size_of_step(store.db, last.step) > 1:  # an import: its other rows stay
            self.remove_memo(last.id, coder=coder)
            return
        ids = uuid.uuid4().hex, uuid.uuid4().hex
        store.append([Decision(*ids, store.now(), coder, "undo", last.source, target=last.step)])

    def memo_records(self, memos: Iterable[Memo], *, privacy: Treatment = "honour") -> list[dict[str, Any]]:
        """What each memo is about, by name, and what it says; those that may not be shown are left out."""
        from coder.interchange.memos import records

        chosen = {memo.id for memo in memos}
        shown, sources = _protected(self._whole, privacy)
        paths = {code.id: code.path for code in self._whole.codebook.codes}
        return records([memo for memo in shown if memo.id in chosen], sources, paths)

    def _memo_rows(self) -> list[Decision]:
        with self._whole.store.saying():
            return queries.memo_decisions(self._whole.store.db)

    def _change(self, memo: Memo, text: str, coder: str) -> Memo:
        (row, *_) = [row for row in self._memo_rows() if row.id == memo.id]
        return self._note(replace(row, coder=coder), {"about": memo.about, "text": text, "memo": memo.id})

    def _note(self, row: Decision, detail: Mapping[str, object]) -> Memo:
        store, version = self._whole.store, self._whole.codebooks.version or None
        with store.transaction():
            new = replace(
                row,
                id=uuid.uuid4().hex,
                step=uuid.uuid4().hex,
                at=store.now(),
                version=version,
                detail=detail,
            )
            store.append([new])
        return _memo(new)


def standing(rows: Iterable[Decision], merged: Mapping[str, str]) -> list[Memo]:
    """What the rows of a log add up to: memos in their last wording, without those taken away or forgotten.

    `coder` is who wrote a memo first, `at` when it got its wording. `merged`: code id -> id it counts as.
    """
    ordered = in_order(rows)
    undone = undone_steps(ordered)
    found: dict[str, Memo] = {}
    for row in ordered:
        if row.act != "memo" or row.step in undone:
            continue
        first = _first(row)
        if first == row.id:
            found[first] = _now_on(_memo(row), merged)
        elif first in found:
            found[first] = replace(found[first], text=str(row.detail.get("text", "")), at=row.at)
    return [memo for memo in found.values() if memo.text]


def named_theme(project: Project, name: str) -> str:
    """What the second part of a summary's target is: a code's id, or the name of a theme of the codebook."""
    codebook = project.codebook
    if name in {theme.name for theme in codebook.themes} and name not in codebook.paths:
        return name
    return codebook.find(name).id


def _first(row: Decision) -> str:
    return str(row.detail.get("memo", row.id))


def _memo(row: Decision) -> Memo:
    about, text = cast(About, row.detail.get("about", "project")), str(row.detail.get("text", ""))
    return Memo(_first(row), about, row.target or "", text, row.coder, row.at)


def _now_on(memo: Memo, merged: Mapping[str, str]) -> Memo:
    """The memo on the code that a merged one became."""
    thing, colon, rest = memo.target.partition(":")
    if memo.about == "code":
        return replace(memo, target=merged.get(memo.target, memo.target))
    if memo.about == "case" and colon:
        return replace(memo, target=f"{thing}:{merged.get(rest, rest)}")
    return memo


def _is_on(memo: Memo, about: About, target: str) -> bool:
    if memo.target == target and memo.about == about:
        return True
    wider = {"source": "segment", "case": "case"}.get(about)
    return memo.about == wider and memo.target.startswith(f"{target}:")


def _with_words(memos: list[Memo], search: str) -> list[Memo]:
    from coder.text import fold

    words = fold(search).split()
    return [memo for memo in memos if all(word in fold(memo.text) for word in words)]


def _worded(text: str) -> str:
    from coder.text import normalise

    words = normalise(text)[0].strip()
    if not words:
        raise RequestError("A memo needs words. 'coder memo remove ID' takes one away.")
    return words


def _row(project: Project, about: About, target: str | Segment, theme: str) -> Decision:
    """The log row of a memo, with what it is about and nothing else yet."""
    blank = Decision("", "", "", "", "memo")
    if theme and about != "case":
        raise RequestError("Only a memo on a respondent can sum up a code or theme.")
    if isinstance(target, Segment):
        if about != "segment":
            raise RequestError("A memo on part of an answer is about the segment.")
        return _on_segment(project, target, blank)
    if about == "segment":
        raise RequestError("A memo on part of an answer needs its beginning and its end.")
    if about == "code":
        code = project.codebook.find(target).id
        return replace(blank, code=code, target=code)
    if about == "source":
        source = project.source(target).id
        return replace(blank, source=source, target=source)
    return _on_case(project, target, theme, blank) if about == "case" else blank


def _on_segment(project: Project, segment: Segment, blank: Decision) -> Decision:
    source = project.source(segment.source.id)
    start, end = segment.start, segment.end
    if not 0 <= start < end <= len(source.text):
        raise RequestError(
            f"From {start} to {end} is no part of '{source.name}': it has {len(source.text):,} characters."
        )
    return replace(blank, source=source.id, start=start, end=end, target=f"{source.id}:{start}:{end}")


def _on_case(project: Project, name: str, theme: str, blank: Decision) -> Decision:
    found = [case for case in project.cases() if name in (case.name, case.id)]
    if not found:
        raise UnknownNameError("case", name, [case.name for case in project.cases()])
    case = found[0].id
    if not theme:
        return replace(blank, target=case)
    column = named_theme(project, theme)
    code = column if column in {each.id for each in project.codebook.codes} else None
    return replace(blank, code=code, target=f"{case}:{column}")


def _protected(project: Project, privacy: Treatment) -> tuple[list[Memo], dict[str, Source]]:
    """Memos that may be shown, and the answers by id under the names they may be shown under."""
    from coder.interchange.privacy import protect
    from coder.project import exchange

    sources = project.sources()
    if privacy == "as is" or all(source.case.privacy == "public" for source in sources.values()):
        return project.memos(), sources
    safe = protect(exchange.dataset(project), privacy)[0]
    return list(safe.memos), {source.id: source for source in safe.sources}
