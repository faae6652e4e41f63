"""How many digits an uncertainty supports, and what can be claimed with these digits.

The rule is that of the Particle Data Group (Review of Particle Physics, introduction): of the three leading digits of
the uncertainty, 100–354 round to two digits, 355–949 to one, 950–999 up to 1000 with two; the value gets the same
decimals.
"""

from __future__ import annotations

import math

from coopsim.analysis.intervals import Interval

MOST = 6  #: decimals at most


def decimals(uncertainty: float) -> int:
    """Decimals that a value with this uncertainty deserves; negative ones round to tens, hundreds …

    Raises ValueError for an uncertainty that is not above 0 or not finite.
    """
    if not (math.isfinite(uncertainty) and uncertainty > 0):
        raise ValueError(f"An uncertainty must be above 0, not {uncertainty}.")
    power = math.floor(math.log10(uncertainty))
    leading = round(uncertainty / 10.0 ** (power - 2))
    if leading >= 1000:
        power, leading = power + 1, 100
    digits = 2 if leading < 355 else 1
    if leading >= 950:
        power, digits = power + 1, 2
    return min(MOST, digits - 1 - power)


def written(found: Interval, factor: float = 1.0) -> tuple[Interval, int]:
    """An interval, all times ``factor``, rounded as it is written, and with how many decimals.

    Half its width decides on the digits; one decimal where it has no width.
    """
    value, low, high = (factor * part for part in found)
    places = decimals((high - low) / 2) if high > low else 1
    return Interval(*(round(part, places) for part in (value, low, high))), places


def above(found: Interval, factor: float = 100.0) -> bool:
    """Whether an interval lies above zero, also as it is written: times ``factor``, and rounded by its width."""
    return found.low > 0 and written(found, factor)[0].low > 0


def below(found: Interval, factor: float = 100.0) -> bool:
    """Whether an interval lies below zero, also as it is written."""
    return found.high < 0 and written(found, factor)[0].high < 0


def certain(found: Interval) -> bool:
    """Whether an interval leaves out zero, also as it is written."""
    return above(found) or below(found)
