"""Parts of sentences: numbers with their intervals, lists, forms of cooperation with their articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from coopsim.analysis.intervals import Interval
from coopsim.figures.titles import governance_title
from coopsim.report.rounding import estimate
from coopsim.scenario.schema import Scenario
from coopsim.texts import catalogue, text
from coopsim.texts.numbers import number, percent_sign

SHOWN: Final = 2  #: alternatives named one by one, or one more; the rest is counted


def texts_of(prefix: str) -> Callable[..., str]:
    """``text`` for keys that all begin alike: takes the language, the rest of the key, and values."""
    return lambda lang, key, /, **values: text(lang, f"{prefix}.{key}", **values)


def share_with(found: Interval, lang: str) -> str:
    """A share with its interval: "70.7% [68.5–72.9]"."""
    value, _, interval = estimate(found, lang, factor=100.0).partition(" ")
    return text(lang, "table.estimate", value=value + percent_sign(lang), interval=interval)


def points_with(found: Interval, lang: str, *, sign: bool = True) -> str:
    """A difference in percentage points with its interval: "−7.0 [−12.2 to −1.7]"."""
    words = estimate(found, lang, factor=100.0, sign=True)
    return words if sign else words.removeprefix("+")


def item(name: str, found: Interval | str, lang: str, factor: float = 100.0) -> str:
    """A name with words, or with a difference times ``factor``, in percentage points where that is 100."""
    value = found if isinstance(found, str) else estimate(found, lang, factor=factor, sign=True)
    return text(lang, "document.item", name=name, value=value)


def listed(words: Sequence[str], lang: str) -> str:
    """ "A", "A and B", "A, B and C"."""
    if len(words) < 2:
        return "".join(words)
    return text(lang, "document.and", before=", ".join(words[:-1]), last=words[-1])


def few(items: Sequence[str], lang: str, most: int = SHOWN + 1) -> str:
    """At most so many items, with semicolons; the rest is counted."""
    rest = len(items) - most
    counted = [text(lang, "document.others", count=number(lang, rest))] if rest > 0 else []
    return "; ".join([*items[:most], *counted])


def form_words(name: str, scenario: Scenario, lang: str, case: str = "") -> str:
    """A form of cooperation within a sentence: with its article, or with its preposition (``case`` "_with")."""
    known = catalogue(lang).get(f"document.form.{name}{case}")
    return known or text(lang, f"document.form.own{case}", name=governance_title(name, lang, scenario))
