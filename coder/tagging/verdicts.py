"""What may be left to the machine: a verdict per code and a zone per answer, by exact binomial bounds.

Only blind readings from the random stream count, each scored by a model that did not see it. A proposal is for a
person to judge and may be wrong as often as it is missing; what a machine adds on its own must be surer: an *add* is
a calibrated probability of at least ADD. Among the readings, for a code: adds, false adds (of these human no),
misses (human yes, not added). Bounds are one-sided Clopper-Pearson (1934):

    upper(x, n) = the q-quantile of Beta(x + 1, n - x), 1 for n = 0,   q = confidence

Looking after every answer would make chance findings sure to come. So evidence is looked at when 100, 200,
400 and 800 readings are there, in the order in which they were read, and the 5 % chance of a wrong licence is
shared over codes and looks (Bonferroni). `ok` licenses adding a code by machine; it says nothing of misses,
whose 95 % bound is printed beside it (12 positives without an error still leave 22 %).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Verdict = Literal["ok", "weak", "not automatable", "insufficient evidence"]
Zone = Literal["auto", "ask", "leave"]

LOOKS = (100, 200, 400, 800)
ERROR = 0.05
ADD = 0.7
"""The least probability at which a machine may add a code on its own."""

FALSE_ADDS = 0.2
"""At most this share of a machine's adds may be wrong."""

TARGET = 0.8
"""The exact set of codes must be right this often in the auto zone."""

LEAST = 20


@dataclass(frozen=True)
class CodeVerdict:
    """One code's evidence at the last look; bounds are upper ends, 1.0 where there is nothing to go by.

    `needed`: how many more adds without an error it would take at the least; 0 where the verdict is `ok`.
    """

    code: str
    verdict: Verdict
    readings: int
    positives: int
    adds: int
    false_adds: int
    false_adds_bound: float
    misses: int
    misses_bound: float
    needed: int


def upper(errors: int, trials: int, confidence: float = 1 - ERROR) -> float:
    """Clopper-Pearson upper bound of a share, in [0, 1]."""
    from scipy.special import betaincinv

    return 1.0 if errors >= trials else float(betaincinv(errors + 1, trials - errors, confidence))


def lower(successes: int, trials: int, confidence: float = 1 - ERROR) -> float:
    """Clopper-Pearson lower bound of a share, in [0, 1]."""
    return 1.0 - upper(trials - successes, trials, confidence) if trials else 0.0


def looked_at(count: int) -> int:
    """How many of `count` readings may be looked at: the largest look reached, else 0."""
    return max((look for look in LOOKS if look <= count), default=0)


def judge(paths: tuple[str, ...], machine: Flags, human: Flags, known: Flags) -> dict[str, CodeVerdict]:
    """A verdict for every code from (n, k) decisions on blind random readings, oldest first."""
    share = ERROR / (len(LOOKS) * max(len(paths), 1))
    return {
        path: _one(path, machine[:, c][known[:, c]], human[:, c][known[:, c]], share)
        for c, path in enumerate(paths)
    }


def _one(path: str, machine: Flags, human: Flags, error: float) -> CodeVerdict:
    n = looked_at(len(machine))
    machine, human = machine[:n], human[:n]
    adds, false = int(machine.sum()), int((machine & ~human).sum())
    positives, misses = int(human.sum()), int((human & ~machine).sum())
    bound = upper(false, adds, 1 - error)
    verdict = _verdict(adds, false, bound, error)
    needed = 0 if verdict == "ok" else max(_least(error, false) - adds, 1)
    return CodeVerdict(
        path, verdict, n, positives, adds, false, bound, misses, upper(misses, positives), needed
    )


def _verdict(adds: int, false: int, bound: float, error: float) -> Verdict:
    if adds < LEAST:
        return "insufficient evidence"
    if bound <= FALSE_ADDS:
        return "ok"
    return "not automatable" if lower(false, adds, 1 - error) > FALSE_ADDS else "weak"


def _least(error: float, false: int) -> int:
    """The fewest adds with `false` errors among them whose bound passes."""
    n = max(LEAST, math.ceil(math.log(error) / math.log(1 - FALSE_ADDS)), false + 1)
    while upper(false, n, 1 - error) > FALSE_ADDS:
        n += 1
    return n


def exact_set(probabilities: Floats, proposed: Flags) -> Floats:
    """P(all codes of an answer are right), (n,): product over codes of p or 1 - p, as if independent.

    Only its order is used; what it is worth is measured on readings.
    """
    right = np.where(proposed, probabilities, 1 - probabilities)
    return np.asarray(np.exp(np.log(np.maximum(right, 1e-12)).sum(axis=1)))


def auto_threshold(chances: Floats, right: Flags, eligible: Flags, target: float = TARGET) -> float:
    """The least chance that puts an answer into the auto zone; infinity where the evidence does not allow any.

    Chosen on every second reading of the last look as the lowest value above which the share of exactly right
    sets is `target` with a standard error to spare; kept only if, on the other half, its exact lower bound
    (95 %) is no more than two standard errors under the target and its share right at least the target.
    """
    n = looked_at(len(chances))
    halves = [np.arange(n) % 2 == half for half in (0, 1)]
    first, second = [(chances[:n][h & eligible[:n]], right[:n][h & eligible[:n]]) for h in halves]
    found = _lowest(*first, target)
    passed = second[1][second[0] >= found]
    if len(passed) < LEAST or passed.mean() < target:
        return math.inf
    slack = 2 * math.sqrt(target * (1 - target) / len(passed))
    return found if lower(int(passed.sum()), len(passed)) >= target - slack else math.inf


def _lowest(chances: Floats, right: Flags, target: float) -> float:
    order = np.argsort(-chances, kind="stable")
    count = np.arange(1, len(order) + 1)
    share = np.cumsum(right[order]) / count
    good = np.flatnonzero((share - np.sqrt(target * (1 - target) / count) >= target) & (count >= LEAST))
    return float(chances[order[good[-1]]]) if len(good) else math.inf


def zones(chances: Floats, proposed: Flags, verdicts: list[Verdict], threshold: float) -> list[Zone]:
    """auto: every proposed code is ok and the chance passes. leave: nothing proposed that could help. Else ask."""
    ok = np.array([verdict == "ok" for verdict in verdicts], dtype=bool)
    some = proposed.any(axis=1)
    auto = some & ~(proposed & ~ok).any(axis=1) & (chances >= threshold)
    found: list[Zone] = np.where(auto, "auto", np.where(some, "ask", "leave")).tolist()
    return found
