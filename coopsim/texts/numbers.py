"""Numbers as readers of a language write them: decimal comma, groups of thousands, per cent, signs, intervals."""

from __future__ import annotations

import math

from coopsim.texts import text

#: What stands for a value there is none of.
MISSING = "–"
_MINUS = "\N{MINUS SIGN}"
_NARROW = "\N{NARROW NO-BREAK SPACE}"


def number(lang: str, value: float, digits: int = 0, *, sign: bool = False) -> str:
    """A number with a fixed number of decimals; ``sign`` puts a plus before positive ones.

    A value that rounds to zero has no sign.
    """
    from babel.numbers import format_decimal

    if not math.isfinite(value):
        return MISSING
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    whole = format_decimal(abs(value), format=pattern, locale=lang)
    if not any(figure in "123456789" for figure in whole):
        return whole
    return (_MINUS if value < 0 else "+" if sign else "") + whole


def in_words(lang: str, count: int) -> str:
    """A number of things as it stands in a sentence: in words up to twelve, then in figures."""
    words = text(lang, "number.words").split()
    return words[count] if count < len(words) else number(lang, count)


def percent(lang: str, share: float, digits: int = 0) -> str:
    """A share 0..1 in per cent: "12.5%" in English, "12,5 %" in German."""
    if not math.isfinite(share):
        return MISSING
    return number(lang, 100 * share, digits) + percent_sign(lang)


def percent_sign(lang: str) -> str:
    """The sign for per cent with the space before it, where the language has one."""
    return f"{_NARROW}%" if lang == "de" else "%"


def between(lang: str, low: float, high: float, *, digits: int = 0, sign: bool = False) -> str:
    """Limits of an interval of shares in per cent, "[3–12]", or with signs in percentage points, "[−3 to +12]".

    An interval that cannot be had is "[–]".
    """
    if math.isnan(low) or math.isnan(high):
        return f"[{MISSING}]"
    ends = [number(lang, 100 * end, digits, sign=sign) for end in (low, high)]
    return text(lang, "number.between" if sign else "number.span", low=ends[0], high=ends[1])
