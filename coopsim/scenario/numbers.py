"""Numbers as people write them, in German and in English: which one was meant, if that can be told.

The rule: spaces and apostrophes between groups of three digits go.  Where a point and a comma stand, the last one is
the decimal sign.  Where only one of both stands, once and before exactly three digits ("19.500", "19,500"), it may part
thousands or decimals: whole numbers take it for thousands, other numbers take the one reading that lies within the
bounds, and where both do nothing is suggested.  "50 %" is 0.5 where a level from 0 to 1 is wanted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from coopsim.scenario.errors import Bilingual, said

_SPACES = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'’](?=\d{3}(?!\d))")
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*")
_MIXED = re.compile(r"(\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:,\d{3})+\.\d+)")
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number may be; a missing bound is open, ``inside`` leaves the lower one out."""

    lower: float | None = None
    upper: float | None = None
    whole: bool = False
    inside: bool = False

    def fits(self, value: float) -> bool:
        """Whether a number may be this one."""
        low = self.lower is None or (value > self.lower if self.inside else value >= self.lower)
        return low and (self.upper is None or value <= self.upper) and (not self.whole or float(value).is_integer())

    def words(self) -> Bilingual:
        """The bounds as words; a missing one is open."""
        low, high = (_written(end) for end in (self.lower, self.upper))
        which = "between" if low and high else "at_least" if low else "at_most" if high else "any"
        return said(f"takes.{'whole_number' if self.whole else 'number'}.{which}", low=low, high=high)


def _written(end: float | None) -> str:
    return "" if end is None else str(int(end)) if float(end).is_integer() else f"{end:g}"


def readings(text: str) -> list[int | float]:
    """Every number that a text can mean, thousands before decimals; none for what is no number."""
    words = text.strip().replace("\N{MINUS SIGN}", "-").replace("_", "")
    sign = -1 if words.startswith("-") else 1
    words = _SPACES.sub("", words.removeprefix("-").removeprefix("+").strip())
    found: list[int | float] = []
    if _GROUPS.fullmatch(words):
        found.append(sign * int(re.sub("[.,]", "", words)))
    if _DECIMAL.fullmatch(words):
        plain = words.replace(",", ".")
        found.append(sign * (float(plain) if "." in plain else int(plain)))
    elif _MIXED.fullmatch(words):
        decimal = max(words.rfind("."), words.rfind(","))
        found.append(sign * float(re.sub("[.,]", "", words[:decimal]) + "." + words[decimal + 1 :]))
    return found


def number_meant(value: Any, bounds: Bounds = Bounds()) -> str:
    """The number within bounds that was meant, as a file holds it; an empty text when that cannot be told."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = value if isinstance(value, str) else str(getattr(value, "text", value))
    percent = text.rstrip().endswith("%")
    numbers = readings(text.rstrip().removesuffix("%")) if len(text) < 40 else []
    share = (bounds.lower, bounds.upper) == (0, 1)
    if percent or (share and all(1 < number <= 100 for number in numbers)):
        numbers = [number / 100 for number in numbers] if bounds.upper is not None and bounds.upper <= 1 else []
    fitting = list(dict.fromkeys(number for number in numbers if bounds.fits(number)))
    if not fitting or (len(fitting) > 1 and not bounds.whole):
        return ""
    return str(int(fitting[0])) if bounds.whole or isinstance(fitting[0], int) else f"{fitting[0]:.12g}"
