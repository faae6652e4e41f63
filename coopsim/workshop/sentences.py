"""What a comparison says, in words: sentences in both languages, honest about what the runs leave open."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from coopsim.analysis.intervals import Interval
from coopsim.report.differences import Difference
from coopsim.texts import LANGUAGES, text
from coopsim.texts.numbers import number
from coopsim.workshop.contrast import difference, outcome, town_difference

if TYPE_CHECKING:
    from coopsim.workshop.runs import Runs

Bilingual = dict[str, str]


def sentences(a: Runs, b: Runs, changes: list[Difference]) -> list[dict[str, Any]]:
    """What B changes, most important first: kind ("headline", "plain", "warning") and text in both languages.

    ``changes`` are the differences of the settings; where there is only one, the sentences name it.
    """
    if not changes:
        return [{"kind": "headline", "text": _both("workshop.say.same")}]
    subject = changes[0].subject if len(changes) == 1 and changes[0].subject else _both("workshop.say.in_b")
    stagnated, effective = (difference(outcome(name), a, b) for name in ("stagnated", "effective"))
    rows = [
        ("headline", _runs("stagnated", stagnated, subject, len(a.rows))),
        ("headline", _effective(effective, subject)),
        ("plain", _money(difference(outcome("cost"), a, b))),
    ]
    never = difference(outcome("never_started"), a, b)
    if never.low > 0 and stagnated.value < 0:
        rows.append(("warning", _count("workshop.say.fewer_start", never)))
    if never.high < 0 and stagnated.value > 0:
        rows.append(("warning", _count("workshop.say.more_start", never)))
    if stagnated.high < 0 and effective.high < 0:
        rows.append(("warning", _both("workshop.say.fewer_of_both")))
    if stagnated.low > 0 and effective.low > 0:
        rows.append(("warning", _both("workshop.say.more_of_both")))
    rows += [("warning", words) for words in _worst_off(a, b)]
    return [{"kind": kind, "text": words} for kind, words in rows]


def _worst_off(a: Runs, b: Runs) -> list[Bilingual]:
    """What becomes of the town that gains least in its run, where it loses, or fares otherwise than towns on average.

    It is another town in every run, so its gain is not that of any town in the chart.
    """
    worst = difference(outcome("worst_off"), a, b)
    towns = [town_difference(place, a, b) for place in range(b.town_values.shape[1])]
    up, down = sum(town.low > 0 for town in towns), sum(town.high < 0 for town in towns)
    counts = {"up": _formatted(up, 0), "down": _formatted(down, 0)}
    said = [_size("workshop.say.worst_loses", worst, 0)] if worst.high < 0 else []
    if worst.low > 0 and down > up:
        said.append(_size("workshop.say.worst_gains_alone", worst, 0, **counts))
    if worst.high < 0 and up > down:
        said.append(_both("workshop.say.worst_loses_alone", **counts))
    return said


def _both(key: str, **values: Bilingual | Any) -> Bilingual:
    return {
        lang: text(lang, key, **{k: v[lang] if isinstance(v, dict) else v for k, v in values.items()})
        for lang in LANGUAGES
    }


def _runs(name: str, found: Interval, subject: Bilingual, runs: int) -> Bilingual:
    """A difference of shares as so many of 100 alliances."""
    if found.low <= 0 <= found.high:
        ends = {"fewer": _hundred(-found.low, found), "more": _hundred(found.high, found)}
        return _both(f"workshop.say.{name}_open", subject=subject, runs=_formatted(runs, 0), **ends)
    return _count(f"workshop.say.{name}_{'more' if found.value > 0 else 'fewer'}", found, subject=subject)


def _count(key: str, found: Interval, **values: Bilingual) -> Bilingual:
    low, high = sorted((abs(found.low), abs(found.high)))
    ends = {"value": _hundred(abs(found.value), found), "low": _hundred(low, found), "high": _hundred(high, found)}
    return _both(key, **ends, **values)


def _effective(found: Interval, subject: Bilingual) -> Bilingual:
    """A difference of the months of effective cooperation."""
    if _alike(found):
        return _both("workshop.say.effective_same")
    digits = 0 if min(abs(x) for x in found) >= 1.5 else 1
    if found.low <= 0 <= found.high:
        ends = {"fewer": _formatted(-found.low, digits), "more": _formatted(found.high, digits)}
        return _both("workshop.say.effective_open", **ends)
    key = f"workshop.say.effective_{'more' if found.value > 0 else 'fewer'}"
    return _size(key, found, digits, subject=subject)


def _money(found: Interval) -> Bilingual:
    """A difference of the cost per inhabitant and year."""
    if _alike(found):
        return _both("workshop.say.cost_same")
    if found.low <= 0 <= found.high:
        ends = {"fewer": _formatted(-found.low, 2), "more": _formatted(found.high, 2)}
        return _both("workshop.say.cost_open", **ends)
    return _size(f"workshop.say.cost_{'more' if found.value > 0 else 'fewer'}", found, 2)


def _alike(found: Interval) -> bool:
    """Whether no run differs; there is no interval then."""
    return found.value == 0 and math.isnan(found.low)


def _size(key: str, found: Interval, digits: int, **values: Bilingual) -> Bilingual:
    low, high = sorted((abs(found.low), abs(found.high)))
    ends = {"value": abs(found.value), "low": low, "high": high}
    return _both(key, **{name: _formatted(value, digits) for name, value in ends.items()}, **values)


def _hundred(value: float, found: Interval) -> Bilingual:
    """So many of 100, with a decimal where whole numbers would hide the difference."""
    coarse = min(abs(100 * x) for x in (found.value, *(found[1:] if found.low * found.high > 0 else ()))) >= 1.5
    return _formatted(100 * value, 0 if coarse else 1)


def _formatted(value: float, digits: int) -> Bilingual:
    return {lang: number(lang, value, digits) for lang in LANGUAGES}
