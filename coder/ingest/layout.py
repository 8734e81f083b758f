"""Which column means what, and how the file is to be opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from coder.errors import ColumnError, RequestError


@dataclass(frozen=True, slots=True)
class Layout:
    """The meaning of each column. For `inspect`, None (or nothing) asks for a guess and "" means none.

    Wide files have one row per respondent and a column in `text` for each question. Long files have one
    answer per row: one `text` column, `question` names the question and `case` the respondent. `id`
    names the row. `variables` None: all remaining columns. `question_texts`: wording by question name.
    `encoding`, `delimiter` and `sheet` are found out when "".
    """

    text: tuple[str, ...] = ()
    id: str | None = None
    case: str | None = None
    question: str | None = None
    variables: tuple[str, ...] | None = None
    privacy: str | None = None
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    question_texts: Mapping[str, str] = field(default_factory=dict)

    def named(self) -> list[str]:
        """The columns that have a meaning of their own, in the order text, id, case, question, privacy."""
        single = (self.id, self.case, self.question, self.privacy)
        return [*self.text, *(column for column in single if column)]

    def variables_in(self, header: Sequence[str]) -> tuple[str, ...]:
        """`variables`, or what remains of the header when they were not chosen."""
        if self.variables is not None:
            return self.variables
        taken = set(self.named())
        return tuple(column for column in header if column not in taken)

    def settled(self, header: Sequence[str], wordings: Mapping[str, str]) -> Layout:
        """Columns named by their full wording get their names; `question_texts` is filled from `wordings`."""
        names = {wording: name for name, wording in wordings.items()} | {name: name for name in header}
        single = {what: getattr(self, what) for what in ("id", "case", "question", "privacy")}
        text = tuple(names.get(column, column) for column in self.text)
        chosen = self.variables
        return replace(
            self,
            text=text,
            variables=chosen and tuple(names.get(column, column) for column in chosen),
            question_texts={name: wordings[name] for name in text if name in wordings}
            | dict(self.question_texts),
            **{what: names.get(column, column) for what, column in single.items()},
        )


def check(layout: Layout, header: Sequence[str], path: Path) -> None:
    """ColumnError for a column that is not there, RequestError for one that cannot mean what is asked."""
    for column in (*layout.named(), *(layout.variables or ())):
        if column not in header:
            raise ColumnError(column, header, path)
    for column, times in Counter(layout.named()).items():
        if times > 1:
            raise RequestError(
                f"The column '{column}' was given two meanings. Each column can have only one."
            )
    both = set(layout.named()) & set(layout.variables or ())
    if both:
        raise RequestError(
            f"The column '{min(both)}' cannot be a variable as well. Leave it out of the variables."
        )
    if layout.question and len(layout.text) > 1:
        raise RequestError(
            "Several text columns and a question column do not go together. "
            "Name one text column, or leave the question column out."
        )
