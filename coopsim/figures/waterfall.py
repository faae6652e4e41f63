"""Waterfall: from the level under one setting to that under another, part by part."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
import pandas as pd

from coopsim.analysis.intervals import shown
from coopsim.analysis.why import Why
from coopsim.figures import style
from coopsim.figures.frame import Drawing, numbers_axis, rows_axis
from coopsim.figures.picture import Options, Picture, styled
from coopsim.figures.titles import LOWER_IS_BETTER, capital, factor_title, outcome_scale
from coopsim.texts import short_title, text
from coopsim.texts.numbers import number

MOST = 14  #: parts that are drawn one by one


def part_title(name: str, by: str, lang: str) -> str:
    """What a channel, or something that was set, is called for readers."""
    if by == "channels":
        return short_title(lang, "channel", name, name)
    return short_title(lang, "setting", name, factor_title(name, lang))


@styled
def waterfall(found: Why, outcome: str, **options: Unpack[Options]) -> Picture:
    """The parts of the difference in an outcome, the largest first, between the levels under both settings.

    Parts beyond the largest 14 are drawn as one.  Raises KeyError for an outcome that was not asked for.
    """
    d = Drawing("why", **options)
    scale = outcome_scale(outcome, d.lang)
    table = found.table[found.table["outcome"] == outcome]
    level = found.totals.set_index("outcome").loc[outcome]
    names = {"a": text(d.lang, "why.side_a"), "b": text(d.lang, "why.side_b")}
    d.head(f"why.title_{found.by}", "why.figure_caption", outcome=scale.title, **names)
    rows = _rows(table, found, d.lang)
    figure = d.sheet(10 + 5.4 * (len(rows) + 2), 5.5)
    axis = figure.subplots()
    axis.grid(axis="x")
    before = scale.factor * float(level["a"])
    ends = [before, scale.factor * float(level["b"])]
    bars: list[tuple[str, float, float, str]] = [(names["a"], 0.0, before, style.DARK)]
    told = []
    for place, (name, effect, low, high) in enumerate(rows, start=1):
        effect, low, high = (scale.factor * part for part in (effect, low, high))
        bars.append((name, before, effect, _colour(effect, low, high, outcome)))
        axis.hlines(place, before + low, before + high, color=style.DARK, linewidth=0.7)
        axis.vlines(before, place - 0.8, place, color=style.MIDDLE, linewidth=0.5)
        before += effect
        digits = 1 if scale.factor == 100 else 2
        told.append(d.text("why.figure_alt_row", name=name, value=number(d.lang, effect, digits, sign=True)))
    bars.append((names["b"], 0.0, ends[1], style.DARK))
    places = np.arange(len(bars))
    values = [value for _, _, value, _ in bars]
    axis.barh(places, values, 0.6, left=[left for _, left, _, _ in bars], color=[colour for *_, colour in bars])
    rows_axis(axis, [style.wrapped(capital(name), 44 if d.wide else 24) for name, *_ in bars])
    numbers_axis(axis.xaxis, d.lang)
    axis.set_xlabel(f"{capital(scale.title)} ({scale.unit})")
    shown_ends = (number(d.lang, end, 1) for end in ends)
    alt = dict(zip("ab", shown_ends, strict=True))
    return d.picture(figure, d.text("why.figure_alt", title=d.title, unit=scale.unit, rows="; ".join(told), **alt))


def _rows(table: pd.DataFrame, found: Why, lang: str) -> list[tuple[str, float, float, float]]:
    """Name, effect and interval of each part that has any effect, the largest first; the smallest ones as one."""
    table = table[table["effect"] != 0.0]
    order = table["effect"].abs().sort_values(ascending=False, kind="stable").index
    rows = [
        (part_title(row["part"], found.by, lang), row["effect"], row["low"], row["high"])
        for row in table.loc[order].to_dict("records")
    ]
    if len(rows) <= MOST:
        return rows
    rest = found.together(str(table["outcome"].iloc[0]), list(table.loc[order]["part"])[MOST - 1 :])
    return [*rows[: MOST - 1], (text(lang, "why.others", count=number(lang, len(rows) - MOST + 1)), *rest)]


def _colour(effect: float, low: float, high: float, outcome: str) -> Any:
    sign = shown(low, high) * (-1 if outcome in LOWER_IS_BETTER else 1)
    return style.LIGHT if sign == 0 else style.BLUE if sign > 0 else style.VERMILLION
