"""Which variables describe persons: tables by them hide small counts unless somebody decides otherwise.

A table by age or ethnicity can tell what one recognisable respondent said; a table by type of organisation
cannot. Nobody states the difference when adding a file, so names say it, and `coder config
disclosure.VARIABLE 0` (or another threshold) corrects what they get wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from coder.domain import Variable

THRESHOLD = 10
"""Counts under this are hidden in tables by a variable that describes persons."""

_PERSONAL = re.compile(
    r"\b(age|alter|sex|gender|geschlecht|ethnic\w*|race|religio\w*|disab\w*|behinderung|nationalit\w*|"
    r"staatsangeh\w*|citizenship|income|einkommen|postcode|postal|zip|plz|birth\w*|born|geburts\w*|marital|"
    r"familienstand|orientation|sexuality|pregnan\w*|occupation|beruf|employment|education|migration\w*|"
    r"household|carer|veteran|language|sprache)\b"
)


def describes_persons(variable: Variable) -> bool:
    """Whether its name or label speaks of what a person is: age, sex, ethnicity, income, place of birth."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[_\W]+", " ", f"{variable.name} {variable.label}")
    return bool(_PERSONAL.search(words.casefold()))


def thresholds(variables: Iterable[Variable]) -> dict[str, int]:
    """Threshold by name for the variables that describe persons."""
    return {variable.name: THRESHOLD for variable in variables if describes_persons(variable)}
