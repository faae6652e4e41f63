"""What a comparison says, in words: sentences in both languages, honest about what the runs leave open."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from coopsim.analysis.intervals import Interval
from coopsim.report.differences import Difference
from coopsim.texts import LANGUAGES, text
from coopsim.texts.numbers import number
from coopsim.workshop.contrast import difference, outcome, town_difference
from coopsim.workshop.runs import Runs

Bilingual = dict[str, str]
Written = Callable[[float], Bilingual]  #: how a number is written


def sentences(a: Runs, b: Runs, changes: list[Difference]) -> list[dict[str, Any]]:
    """What B changes, most important first: kind ("headline", "plain", "warning") and text in both languages.

    ``changes`` are the differences of the settings; where there is only one, the sentences name it.
    """
    if not changes:
        return [{"kind": "headline", "text": _both("workshop.say.same")}]
    subject = changes[0].subject if len(changes) == 1 and changes[0].subject else _both("workshop.say.in_b")
    stagnated, effective = (difference(outcome(name), a, b) for name in ("stagnated", "effective"))
    finely = 0 if min(abs(x) for x in effective) >= 1.5 else 1
    rows = [
        (
            "headline",
            _change("stagnated", stagnated, _of_hundred(stagnated), subject=subject, runs=_number(len(a.rows))),
        ),
        ("headline", _change("effective", effective, partial(_number, digits=finely), subject=subject)),
        ("plain", _change("cost", difference(outcome("cost"), a, b), partial(_number, digits=2))),
    ]
    never = difference(outcome("never_started"), a, b)
    if never.low > 0 and stagnated.value < 0:
        rows.append(("warning", _size("workshop.say.fewer_start", never, _of_hundred(never))))
    if never.high < 0 and stagnated.value > 0:
        rows.append(("warning", _size("workshop.say.more_start", never, _of_hundred(never))))
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
    counts = {"up": _number(up), "down": _number(down)}
    said = [_size("workshop.say.worst_loses", worst, _number)] if worst.high < 0 else []
    if worst.low > 0 and down > up:
        said.append(_size("workshop.say.worst_gains_alone", worst, _number, **counts))
    if worst.high < 0 and up > down:
        said.append(_both("workshop.say.worst_loses_alone", **counts))
    return said


def _both(key: str, **values: Bilingual | Any) -> Bilingual:
    return {
        lang: text(lang, key, **{k: v[lang] if isinstance(v, dict) else v for k, v in values.items()})
        for lang in LANGUAGES
    }


def _change(name: str, found: Interval, written: Written, **values: Bilingual) -> Bilingual:
    """A difference, as far as the runs decide on it; where no run differs there is no interval."""
    if found.value == 0 and math.isnan(found.low):
        return _both(f"workshop.say.{name}_same")
    if found.low <= 0 <= found.high:
        ends = {"fewer": written(-found.low), "more": written(found.high)}
        return _both(f"workshop.say.{name}_open", **ends, **values)
    return _size(f"workshop.say.{name}_{'more' if found.value > 0 else 'fewer'}", found, written, **values)


def _size(key: str, found: Interval, written: Written, **values: Bilingual) -> Bilingual:
    low, high = sorted((abs(found.low), abs(found.high)))
    ends = {"value": abs(found.value), "low": low, "high": high}
    return _both(key, **{name: written(value) for name, value in ends.items()}, **values)


def _of_hundred(found: Interval) -> Written:
    """Shares as so many of 100 alliances, with a decimal where whole numbers would hide the difference."""
    coarse = min(abs(100 * x) for x in (found.value, *(found[1:] if found.low * found.high > 0 else ()))) >= 1.5
    return lambda share: _number(100 * share, 0 if coarse else 1)


def _number(value: float, digits: int = 0) -> Bilingual:
    return {lang: number(lang, value, digits) for lang in LANGUAGES}
