"""What a comparison says, in words: sentences in both languages, honest about what the runs leave open."""

from __future__ import annotations

import math
from typing import Any, Final

from coopsim.analysis.intervals import Interval, mean
from coopsim.report.differences import Difference
from coopsim.texts import LANGUAGES, text
from coopsim.texts.numbers import number
from coopsim.workshop.contrast import town_difference
from coopsim.workshop.headlines import difference, flows, of_hundred, outcome
from coopsim.workshop.runs import Runs

Bilingual = dict[str, str]

#: Share of runs from which on a flow is told, so that it is a plural, and how many of them.
LEAST_FLOW: Final = 0.015
FLOWS: Final = 2


def sentences(a: Runs, b: Runs, changes: list[Difference]) -> list[dict[str, Any]]:
    """What B changes, headline by headline: kind ("headline", "plain", "warning") and text in both languages.

    ``changes`` are the differences of the settings; where there is only one, the sentences name it.
    """
    if not changes:
        return [{"kind": "headline", "text": _both("workshop.say.same")}]
    subject = changes[0].subject if len(changes) == 1 and changes[0].subject else _both("workshop.say.in_b")
    months = len(b.phases)
    year = _number(months / 12, 0 if months % 12 == 0 else 1)
    lasting = (_told("effective", a, b, factor=100), _told("time_lost", a, b, months=_number(months)))
    rows = [
        ("headline", _works(a, b, subject=subject, year=year)),
        *(("plain", words) for words in _moves(a, b)),
        ("plain", {lang: " ".join(words[lang] for words in lasting) for lang in LANGUAGES}),
        ("headline", _told("added_value", a, b)),
        ("plain", _told("cost", a, b, digits=2)),
        *(("warning", words) for words in (*_absent(a, b), *_not_worth(a, b), *_worst_off(a, b))),
    ]
    return [{"kind": kind, "text": words} for kind, words in rows]


def _works(a: Runs, b: Runs, **values: Bilingual) -> Bilingual:
    """Of 100 alliances, how many work at the end; the numbers are those that stand beside the picture."""
    stand = {side: _number(of_hundred(runs)["works"]) for side, runs in (("a", a), ("b", b))}
    change = _change(difference(outcome("works"), a, b), factor=100)
    return _both("workshop.say.works", change=change, **stand, **values)


def _told(name: str, a: Runs, b: Runs, factor: float = 1.0, digits: int = 0, **values: Bilingual) -> Bilingual:
    """An outcome in B and in A, and how far the runs decide on the difference."""
    row = outcome(name)
    sides = {side: _number(factor * mean(row.of(runs)).value, digits) for side, runs in (("a", a), ("b", b))}
    change = _change(difference(row, a, b), factor, digits)
    return _both(f"workshop.say.{name}", change=change, **sides, **values)


def _moves(a: Runs, b: Runs) -> list[Bilingual]:
    """Where the same alliances stand elsewhere in B than in A: the largest flows."""
    moved = [row for row in flows(a, b) if row[0] != row[1] and row[2].value >= LEAST_FLOW][:FLOWS]
    told: dict[str, Bilingual] = {}
    for k, (origin, target, found) in enumerate(moved, start=1):
        key = "same" if k > 1 and target == moved[k - 2][1] else target
        would = _both(f"workshop.would.{origin}")
        value = _number(math.floor(100 * found.value + 0.5))  # as the page rounds it in the picture's table
        told[f"part_{k}"] = _both(f"workshop.flow.{key}", origin=would, value=value)
    return [_both(f"workshop.say.flows_{len(told)}", **told)] if told else []


def _absent(a: Runs, b: Runs) -> list[Bilingual]:
    """Where time lost falls, or rises, because fewer, or more, alliances are there to lose it."""
    lost, absent = (difference(outcome(name), a, b) for name in ("time_lost", "absent"))
    if lost.high < 0 < absent.low:
        return [_both("workshop.say.more_absent", **_size(absent, 100))]
    if lost.low > 0 > absent.high:
        return [_both("workshop.say.fewer_absent", **_size(absent, 100))]
    return []


def _not_worth(a: Runs, b: Runs) -> list[Bilingual]:
    """Where cooperation costs more than it brings, or is effective longer and brings less: effective is not worth."""
    value = mean(outcome("added_value").of(b))
    if value.high < 0:
        return [_both("workshop.say.not_worth", **_size(value))]
    effective, added = (difference(outcome(name), a, b) for name in ("effective", "added_value"))
    return [_both("workshop.say.less_worth")] if effective.low > 0 > added.high else []


def _worst_off(a: Runs, b: Runs) -> list[Bilingual]:
    """What becomes of the town that gains least in its run, where it loses, or fares otherwise than towns on average.

    It is another town in every run, so its gain is not that of any town in the chart.
    """
    worst = difference(outcome("worst_off"), a, b)
    towns = [town_difference(place, a, b) for place in range(b.town_values.shape[1])]
    up, down = sum(town.low > 0 for town in towns), sum(town.high < 0 for town in towns)
    counts = {"up": _number(up), "down": _number(down)}
    said = [_both("workshop.say.worst_loses", **_size(worst))] if worst.high < 0 else []
    if worst.low > 0 and down > up:
        said.append(_both("workshop.say.worst_gains_alone", **_size(worst), **counts))
    if worst.high < 0 and up > down:
        said.append(_both("workshop.say.worst_loses_alone", **counts))
    return said


def _both(key: str, **values: Bilingual | Any) -> Bilingual:
    return {
        lang: text(lang, key, **{k: v[lang] if isinstance(v, dict) else v for k, v in values.items()})
        for lang in LANGUAGES
    }


def _change(found: Interval, factor: float = 1.0, digits: int = 0) -> Bilingual:
    """A difference, as far as the runs decide on it; where all runs differ alike there is no interval."""
    if math.isnan(found.low):
        return _both("workshop.say.none") if found.value == 0 else _signed(found.value * factor, digits)
    ends = [factor * end for end in found[1:]]
    fine = digits + int(min(map(abs, ends)) < 1.5 * 10**-digits)  # a decimal where whole numbers would hide something
    low, high = (_signed(end, fine) for end in ends)
    return _both("workshop.say.open" if found.low <= 0 <= found.high else "workshop.say.sure", low=low, high=high)


def _size(found: Interval, factor: float = 1.0) -> dict[str, Bilingual]:
    low, high = sorted((abs(factor * found.low), abs(factor * found.high)))
    digits = int(low < 1.5)
    ends = {"value": abs(factor * found.value), "low": low, "high": high}
    return {name: _number(value, digits) for name, value in ends.items()}


def _signed(value: float, digits: int) -> Bilingual:
    return {lang: number(lang, value, digits, sign=True) for lang in LANGUAGES}


def _number(value: float, digits: int = 0) -> Bilingual:
    return {lang: number(lang, value, digits) for lang in LANGUAGES}
