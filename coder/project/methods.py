"""A methods paragraph ready for a paper, and the facts that every number in it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coder.project.resolve import CONSENSUS

if TYPE_CHECKING:
    from coder.project.project import Project

CITATIONS = (
    "Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability. University of Pennsylvania.",
    "Passonneau, R. (2006). Measuring agreement on set-valued items (MASI). LREC, 831-836.",
    "Särndal, C.-E., Swensson, B. & Wretman, J. (1992). Model Assisted Survey Sampling. Springer.",
    "Wilson, E. B. (1927). Probable inference. J. Am. Stat. Assoc. 22, 209-212.",
)


@dataclass(frozen=True, slots=True)
class Methods:
    """`text` for the paper, `facts` by name (every number in the text is one of them), and references."""

    text: str
    facts: Mapping[str, Any]
    citations: tuple[str, ...] = CITATIONS


def methods(project: Project) -> Methods:
    """What was read, by whom and how, how far coders agree and how counts were made."""
    facts = {**_material(project), **_sample(project), **_agreement(project), **_program(project)}
    return Methods(" ".join(_sentences(facts)), facts)


def _material(project: Project) -> dict[str, Any]:
    status = project.status()
    names = ("cases", "sources", "questions", "codes", "codebook_version")
    return {name: status[name] for name in names}


def _sample(project: Project) -> dict[str, Any]:
    """S over respondents, whatever code is asked for; readings outside it taught the machine only."""
    from coder.project.hiding import protected
    from coder.project.sheet import column, sheet, uncodable

    page = sheet(project)
    sample = column(page, uncodable(), "case").sample
    people = {reading.coder for reading in project.readings()} - {CONSENSUS}
    return {
        "seed": project.config()["seed"],
        "goal": project.config()["goal"],
        "lead": project.config()["lead"],
        "waves": len(set(page.wave.tolist())),
        "coders": len(people),
        "read": len(page.read),
        "read_blind": sum(answer.blind for answer in page.read.values()),
        "uncodable": sum(answer.uncodable for answer in page.read.values()),
        "least_told": min(protected(project).values(), default=0),
        "certain": int(page.certain.sum()),
        "sample": int(sample.chosen.sum()),
        "sample_not_blind": int((sample.chosen & ~sample.blind).sum()),
    }


def _agreement(project: Project) -> dict[str, Any]:
    from coder.errors import RequestError

    try:
        found = project.agreement(resamples=1000).all
    except RequestError:
        return {"double_coded": 0}
    alpha = found.overall
    return {"double_coded": found.n, "alpha": alpha.value, "alpha_low": alpha.low, "alpha_high": alpha.high}


def _program(project: Project) -> dict[str, Any]:
    import platform

    import numpy as np
    import scipy

    from coder import __version__

    versions = {"coder": __version__, "python": platform.python_version()}
    return {
        "embedding": project.config()["embedding"],
        **versions,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    }


def _sentences(facts: Mapping[str, Any]) -> list[str]:
    f = facts
    return [
        f"The material is {_n(f['sources'], 'answer')} of {_n(f['cases'], 'respondent')} to "
        f"{_n(f['questions'], 'question')}, coded with {_n(f['codes'], 'code')} "
        f"(codebook version {f['codebook_version']}).",
        f"{_n(f['coders'], 'coder')} read {_n(f['read'], 'answer')}, {f['read_blind']:,} of them blind: with no "
        "suggestion of the machine and no other coder's codes on screen" + _uncodable_clause(f) + ".",
        f"Respondents were put in a random order (seed {f['seed']}){_in_waves(f['waves'])}; "
        f"counts rest on the {f['sample']:,} respondents of its unbroken prefix "
        f"({f['sample_not_blind']:,} of them not read blind)." + _certain_sentence(f),
        "Where several coders read the same answer, their consensus stands, else the codes "
        + (f"of {f['lead']}, else those " if f["lead"] else "")
        + "of the earliest complete blind reading.",
        _agreement_sentence(f),
        "A count is of respondents who raised a theme in any answer. It is estimated by the generalised "
        "regression (difference) estimator with cross-fitted scores, per wave, with the finite-population "
        "correction; intervals are at the 95 % level by Wilson's method at the effective sample size, "
        "exact (hypergeometric) with under five positives; fully read, a count is exact.",
        f"Made with coder {f['coder']} (Python {f['python']}, numpy {f['numpy']}, scipy {f['scipy']}; "
        f"embedding: {f['embedding']}).",
    ]


def _in_waves(number: int) -> str:
    return f" within each of {_n(number, 'wave')}" if number > 1 else ""


def _uncodable_clause(facts: Mapping[str, Any]) -> str:
    """Nothing where a table would hide the number: the paragraph is published beside it."""
    found = facts["uncodable"]
    return f"; {found:,} could not be coded" if found >= facts["least_told"] else ""


def _certain_sentence(facts: Mapping[str, Any]) -> str:
    if not facts["certain"]:
        return ""
    return (
        f" Another {_n(facts['certain'], 'respondent')} who sent organised answers were taken out of that order "
        "before any of these was coded, and are read whole."
    )


def _agreement_sentence(facts: Mapping[str, Any]) -> str:
    if not facts["double_coded"]:
        return "No answer was read blind by two coders, so no agreement is reported."
    text = f"{_n(facts['double_coded'], 'distinct answer')} were read blind by two coders or more"
    if facts["alpha"] != facts["alpha"]:
        return f"{text}; agreement beyond chance is undefined, as all coders said the same everywhere."
    return (
        f"{text}; Krippendorff's alpha with the MASI distance is {facts['alpha']:.2f} "
        f"(95 % bootstrap interval over respondents {facts['alpha_low']:.2f} to {facts['alpha_high']:.2f})."
    )


def _n(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
