"""Which effects a number of runs can detect: power of the F test, from the non-central F distribution.

Cohen's effect size f is the standard deviation of the groups' means over that within groups: 0.1 small, 0.25 middling,
0.4 large.  Convention for simulation models after Seri & Secchi: power 0.95 at a level of significance of 0.01.
"""

from __future__ import annotations

ALPHA = 0.01
POWER = 0.95
EFFECTS = (0.1, 0.2, 0.4)
_LARGEST = 100.0  # an effect size that is beyond all bounds


def power(effect: float, terms: int, rest: int, total: int) -> float:
    """Power to detect the effect size f with ``terms`` and ``rest`` degrees of freedom and ``total`` runs."""
    from scipy.stats import f, ncf

    if effect == 0.0:  # central, where the non-central one is not defined
        return ALPHA
    critical = f.isf(ALPHA, terms, rest)
    return float(ncf.sf(critical, terms, rest, effect * effect * total))


def detectable(terms: int, rest: int, total: int) -> float | None:
    """The smallest effect size f found with power ``POWER``; None where there are too few runs for any test."""
    from scipy.optimize import brentq

    if terms < 1 or rest < 1 or power(_LARGEST, terms, rest, total) < POWER:
        return None
    return float(brentq(lambda effect: power(effect, terms, rest, total) - POWER, 0.0, _LARGEST, xtol=1e-6))


def detectable_between(groups: int, runs: int) -> float | None:
    """The effect size f that shows between groups of so many runs each."""
    return detectable(groups - 1, groups * (runs - 1), groups * runs)


def runs_needed(groups: int, effect: float) -> int:
    """Least number of runs per group with which the effect size f is found."""
    low, high = 1, 2
    while power(effect, groups - 1, groups * (high - 1), groups * high) < POWER:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        found = power(effect, groups - 1, groups * (middle - 1), groups * middle) >= POWER
        low, high = (low, middle) if found else (middle, high)
    return high
