"""People's words where they could do something: in a spreadsheet, which takes them for a formula, or at a terminal.

What a spreadsheet gets is guarded on the way out and restored on the way in: a guarded text has one apostrophe more
in front than the text itself, so that restoring is exact.
"""

from __future__ import annotations

import re

# OWASP, "CSV Injection": = + - @, tab and carriage return; also their full-width forms and control characters.
_DANGEROUS = re.compile(r"'*[=+\-@\x00-\x1f＝＋－＠]")
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def is_formula(text: str) -> bool:
    """True for text that must not reach a spreadsheet as it is (guarded text included)."""
    return _DANGEROUS.match(text) is not None


def guard(text: str) -> str:
    """`=1+1` becomes `'=1+1`; harmless text stays as it is."""
    return f"'{text}" if is_formula(text) else text


def restore(text: str) -> str:
    """Takes back what `guard` did; other text, `'quoted'` say, stays as it is."""
    return text[1:] if text.startswith("'") and is_formula(text) else text


def visible(text: str) -> str:
    """Text that cannot steer a terminal: control and direction characters, line feeds too, become symbols."""
    return _STEERING.sub(_symbol, text)


def _symbol(match: re.Match[str]) -> str:
    sign = match.group()
    if sign < " ":
        return chr(0x2400 + ord(sign))
    return "\u2421" if sign == "\x7f" else f"<U+{ord(sign):04X}>"
