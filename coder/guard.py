"""Words that a spreadsheet would take for a formula: guarded on the way out, restored on the way in.

A guarded text has one apostrophe more in front than the text itself, so that restoring is exact.
"""

from __future__ import annotations

import re

# OWASP, "CSV Injection": = + - @, tab and carriage return; also their full-width forms and control characters.
_DANGEROUS = re.compile(r"'*[=+\-@\x00-\x1f＝＋－＠]")


def is_formula(text: str) -> bool:
    """True for text that must not reach a spreadsheet as it is (guarded text included)."""
    return _DANGEROUS.match(text) is not None


def guard(text: str) -> str:
    """`=1+1` becomes `'=1+1`; harmless text stays as it is."""
    return f"'{text}" if is_formula(text) else text


def restore(text: str) -> str:
    """Takes back what `guard` did; other text, `'quoted'` say, stays as it is."""
    return text[1:] if text.startswith("'") and is_formula(text) else text
