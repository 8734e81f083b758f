"""Variables and their values in REFI-QDA's types, out and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from coder.domain import Case, Kind, Source, Value, Variable, stable_id
from coder.interchange.described import compose
from coder.interchange.losses import Losses
from coder.interchange.xml import Ink, Xml

HEADINGS = ("Kind", "Level")
KINDS: dict[str, Kind] = {
    "Text": "text",
    "Boolean": "boolean",
    "Integer": "number",
    "Float": "number",
    "Date": "date",
    "DateTime": "date",
}
"""typeOfVariable -> kind."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")


@lru_cache(maxsize=4096)
def variable_guid(name: str) -> str:
    """The same for every variable of this name."""
    return stable_id("variable", name)


class Values:
    """Writes the variables of a data set and, per case or source, the values it has."""

    def __init__(
        self, variables: Sequence[Variable], records: Iterable[Case | Source], ink: Ink, losses: Losses
    ) -> None:
        self._variables, self._ink, self._losses = variables, ink, losses
        self._types = {variable.name: "Text" for variable in variables}
        records = list(records)
        for variable in variables:
            simple = {"number": "Float", "boolean": "Boolean"}.get(variable.kind, "Text")
            self._types[variable.name] = simple
            if variable.kind == "date":
                found = [record.values.get(variable.name) for record in records]
                kinds = {_date_type(value) for value in found if value is not None} or {"Date"}
                self._types[variable.name] = kinds.pop() if len(kinds) == 1 else "Text"

    def definitions(self) -> list[Xml]:
        """A Variable element each; what the type does not say stands in the description."""
        return [self._definition(variable) for variable in self._variables]

    def _definition(self, variable: Variable) -> Xml:
        type_ = self._types[variable.name]
        fields: list[tuple[str, str]] = [("Kind", variable.kind)] if KINDS[type_] != variable.kind else []
        fields += [("Level", variable.level)] if variable.level == "source" else []
        attributes = {"guid": variable_guid(variable.name), "name": variable.name, "typeOfVariable": type_}
        description = self._ink.text("Description", compose(variable.label, fields))
        return self._ink.element("Variable", attributes, description)

    def of(self, record: Case | Source) -> list[Xml]:
        """The VariableValue elements of a case or source; no answer has none."""
        level = "case" if isinstance(record, Case) else "source"
        found = []
        for variable in self._variables:
            value = record.values.get(variable.name)
            if value is not None and variable.level != level:
                self._losses.add("values at another level than their variable", variable.name)
            elif value is not None:
                found.append(self._value(variable.name, value))
        return found

    def _value(self, name: str, value: Value) -> Xml:
        written = as_written(self._types[name], value)
        if written is None:
            self._losses.add("values that are not of their variable's kind", f"{name}: {value}")
            return Xml("")
        reference = self._ink.element("VariableRef", {"targetGUID": variable_guid(name)})
        return self._ink.element(
            "VariableValue", {}, reference, self._ink.words(f"{self._types[name]}Value", written)
        )


def as_written(type_: str, value: Value) -> str | None:
    """The value as XML Schema spells it; None where it is not of the type."""
    if isinstance(value, bool):
        return str(value).lower() if type_ == "Boolean" else None
    if isinstance(value, int | float):
        return format(Decimal(repr(value)), "f") if type_ == "Float" and isfinite(value) else None
    return value if type_ in ("Text", "Date", "DateTime") else None


def as_read(element: str, text: str) -> Value:
    """The value of a TextValue, FloatValue ... element; ValueError where its text is not of that type."""
    if element == "BooleanValue":
        return {"true": True, "1": True, "false": False, "0": False}[text.strip()]
    if element in ("IntegerValue", "FloatValue"):
        return float(text)
    return text if element == "TextValue" else text.strip()


def _date_type(value: Value) -> str:
    text = str(value)
    try:
        if _MOMENT.fullmatch(text) and datetime.fromisoformat(text):
            return "DateTime"
        return "Date" if len(text) == 10 and date.fromisoformat(text) else "Text"
    except ValueError:
        return "Text"
