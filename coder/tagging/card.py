"""The model card: what it was learnt from, how well each code is known, what it must not be used for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coder.tagging.verdicts import ADD, FALSE_ADDS, CodeVerdict


def card_text(facts: Mapping[str, Any], verdicts: Mapping[str, CodeVerdict]) -> str:
    """Markdown; figures are leave-one-out or from blind random readings, never of texts that were learnt."""
    rows = "\n".join(_row(verdict) for verdict in verdicts.values())
    several = len(facts.get("asked", ()))
    asked = f" Answers to {several} questions are told apart." if several else ""
    return f"""# {facts["name"]}

Proposes codes for answers to open questions. Learnt from {facts["texts"]:,} distinct texts ({facts["readings"]:,} readings)
with the embedding `{facts["embedding"]}`; codebook `{facts["codebook"] or "none"}`; coder {facts["version"]}.{asked}

* Leave-one-out on what was read: micro-F1 {facts["micro_f1"]:.3f}, macro-F1 {facts["macro_f1"]:.3f} over codes that were used. Readings
  that were chosen because they are hard make these figures lower, not higher.
* Blind random readings that verdicts rest on: {facts["looked_at"]:,}. An add is a probability of {ADD:.0%} or more; `ok` licenses it:
  at most {FALSE_ADDS:.0%} of adds are wrong, with the 5 % risk shared over all codes and looks.
* Not for answers to other questions, other languages, or counting without a random sample read by people.

| code | verdict | positives | adds | wrong adds | at most | misses | at most (95 %) | more adds needed |
|---|---|---|---|---|---|---|---|---|
{rows}
"""


def _row(v: CodeVerdict) -> str:
    path = v.code.replace("|", "\\|")
    return (
        f"| {path} | {v.verdict} | {v.positives} | {v.adds} | {v.false_adds} | {v.false_adds_bound:.0%} "
        f"| {v.misses} | {v.misses_bound:.0%} | {v.needed or ''} |"
    )
