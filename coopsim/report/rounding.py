"""Numbers with their uncertainty: only the digits that the uncertainty supports are shown.

The rule is that of the Particle Data Group (Review of Particle Physics, introduction): of the three leading digits of
the uncertainty, 100–354 round to two digits, 355–949 to one, 950–999 up to 1000 with two; the value gets the same
decimals.
"""

from __future__ import annotations

import math

from coopsim.analysis.intervals import Interval
from coopsim.texts import text
from coopsim.texts.numbers import MISSING, number

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


def rounded(value: float, places: int, lang: str, *, sign: bool = False) -> str:
    """A value with this many decimals, as the language writes it; negative ones round to tens, hundreds …"""
    if not math.isfinite(value):
        return MISSING
    return number(lang, round(value, places), max(0, places), sign=sign)


def plus_minus(value: float, uncertainty: float, lang: str, *, sign: bool = False) -> str:
    """A value ± its uncertainty: "12.3 ± 1.8", "12 ± 4"; the value alone with two decimals where there is none."""
    if not (math.isfinite(value) and math.isfinite(uncertainty)) or uncertainty <= 0:
        return rounded(value, 2, lang, sign=sign)
    places = decimals(uncertainty)
    return f"{rounded(value, places, lang, sign=sign)} ± {rounded(uncertainty, places, lang)}"


def written(found: Interval, factor: float = 1.0) -> tuple[Interval, int]:
    """An interval, all times ``factor``, rounded as it is written, and with how many decimals.

    Half its width decides on the digits; one decimal where it has no width.
    """
    value, low, high = (factor * part for part in found)
    places = decimals((high - low) / 2) if high > low else 1
    return Interval(*(round(part, places) for part in (value, low, high))), places


def estimate(found: Interval, lang: str, *, factor: float = 1.0, sign: bool = False) -> str:
    """An estimate with its interval, all times ``factor``: "43 [38–49]", with signs "+3.2 [−1.0 to +7.4]".

    The digits are those of ``written``; where an interval cannot be had, the value has two decimals: "1.25 [–]".
    """
    if not math.isfinite(found.value):
        return MISSING
    if not (math.isfinite(found.low) and math.isfinite(found.high)):
        value = rounded(factor * found.value, 2, lang, sign=sign)
        return text(lang, "table.estimate", value=value, interval=f"[{MISSING}]")
    shown, places = written(found, factor)
    value, low, high = (rounded(part, places, lang, sign=sign) for part in shown)
    # A dash between two ends reads badly beside a minus.
    key = "number.between" if sign or shown.low < 0 else "number.span"
    return text(lang, "table.estimate", value=value, interval=text(lang, key, low=low, high=high))


def half_width(value: float, lang: str, *, factor: float = 1.0) -> str:
    """A half-width, or a reach, with the digits that it gives to a value; 0 where there is none."""
    places = decimals(factor * value) if math.isfinite(value) and value > 0 else 1
    return rounded(factor * value, places, lang)
