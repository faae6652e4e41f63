"""Numbers with their uncertainty: only the digits that the uncertainty supports are shown (``analysis.digits``)."""

from __future__ import annotations

import math

from coopsim.analysis.digits import decimals, written
from coopsim.analysis.intervals import Interval
from coopsim.texts import text
from coopsim.texts.numbers import MISSING, number


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
