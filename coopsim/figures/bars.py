"""Bars of a sensitivity analysis: tornado of single factors, shares of variance, elementary effects."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
import pandas as pd

from coopsim.figures import style
from coopsim.figures.frame import Drawing, numbers_axis, rows_axis
from coopsim.figures.picture import Options, Picture, styled
from coopsim.figures.titles import factor_title, level_words, outcome_scale

MOST = 20  #: factors that are drawn


@styled
def tornado(table: pd.DataFrame, outcome: str, **options: Unpack[Options]) -> Picture:
    """What each factor alone changes at its lowest and at its highest level, the widest on top.

    ``table`` comes from ``analysis.sensitivity.one_at_a_time``; of more than 20 factors the widest 20 are drawn.
    """
    bars = _Bars("tornado", list(dict.fromkeys(table["factor"])), outcome, options)
    for end, colour, shift in (("low", style.SKY, -0.35), ("high", style.BLUE, 0.35)):
        rows = table[table["end"] == end].set_index("factor").reindex(bars.factors)
        value, low, high = (bars.scale.factor * rows[column].to_numpy(float) for column in ("change", "low", "high"))
        bars.add(np.nan_to_num(value), low, high, colour, shift)
        for k, level in enumerate(rows["level"]):
            if np.isfinite(value[k]):
                bars.level(bars.places[k] + shift, (low[k], high[k]), value[k], float(level))
    bars.axis.axvline(0, color=style.DARK, linewidth=0.6)
    bars.axis.margins(x=0.12)
    return bars.picture(("low", "high"), "figure.change", sign=True)


@styled
def sobol_bars(table: pd.DataFrame, outcome: str, **options: Unpack[Options]) -> Picture:
    """Share of the variance that each factor explains alone and with its interactions, with intervals.

    ``table`` comes from ``analysis.sensitivity.sobol``; of more than 20 factors the largest 20 are drawn.
    """
    shown = table.head(MOST)
    bars = _Bars("sobol", list(shown["factor"]), outcome, options)
    for column, colour, shift in (("first", style.BLUE, -0.35), ("total", style.SKY, 0.35)):
        value, low, high = (100 * shown[f"{column}{end}"].to_numpy(float) for end in ("", "_low", "_high"))
        bars.add(np.maximum(value, 0), low, high, colour, shift)
    bars.axis.axvline(0, color=style.DARK, linewidth=0.6)
    return bars.picture(("first", "total"), "figure.sobol_axis")


@styled
def morris_bars(table: pd.DataFrame, outcome: str, **options: Unpack[Options]) -> Picture:
    """Mean absolute elementary effect of each factor with its interval, and beside it the spread of its effects.

    ``table`` comes from ``analysis.sensitivity.morris``; of more than 20 factors the strongest 20 are drawn.
    """
    shown = table.head(MOST)
    bars = _Bars("morris", list(shown["factor"]), outcome, options)
    columns = ("mu_star", "low", "high", "sigma")
    star, low, high, sigma = (bars.scale.factor * shown[column].to_numpy(float) for column in columns)
    bars.add(star, low, high, style.SKY, thick=1.1)
    bars.handles += bars.axis.plot(sigma, bars.places, "D", color=style.VERMILLION, markersize=3, linestyle="none")
    bars.axis.set_xlim(left=0)
    return bars.picture(("star", "sigma"), "figure.change")


class _Bars:
    """A sheet with a row per factor, the first on top; ``places`` are their middles, in lines of text."""

    def __init__(self, kind: str, factors: list[str], outcome: str, options: Options) -> None:
        self.kind, self.factors, self.handles = kind, factors[:MOST], list[Any]()
        self.drawing = d = Drawing(kind, **options)
        self.scale = outcome_scale(outcome, d.lang)
        d.head(f"figure.{kind}_title", f"figure.{kind}_caption", outcome=self.scale.title)
        names = [style.wrapped(factor_title(factor, d.lang), 50 if d.wide else 25) for factor in self.factors]
        lines = np.array([max(1.7, name.count("\n") + 1.5) for name in names])
        self.figure = d.sheet(9 + 2.9 * lines.sum(), 5.5)
        self.axis = self.figure.subplots()
        self.places = np.cumsum(lines) - lines / 2
        rows_axis(self.axis, names, self.places, lines.sum(), 0)
        self.axis.grid(axis="x")

    def add(self, value: Any, low: Any, high: Any, colour: str, shift: float = 0.0, thick: float = 0.66) -> None:
        """A bar with its interval in each row."""
        self.handles.append(self.axis.barh(self.places + shift, value, thick, color=colour, linewidth=0))
        self.axis.hlines(self.places + shift, low, high, color=style.DARK, linewidth=0.7)

    def level(self, place: float, limits: tuple[float, float], value: float, level: float) -> None:
        """The level of a factor beside the outer end of its bar and interval."""
        outward = 1 if value >= 0 else -1
        at = max(limits[1], value) if outward > 0 else min(limits[0], value)
        look: dict[str, Any] = {"textcoords": "offset points", "va": "center", "size": 5.5, "color": style.DARK}
        side = "left" if outward > 0 else "right"
        self.axis.annotate(level_words(level, self.drawing.lang), (at, place), (2.5 * outward, 0), ha=side, **look)

    def picture(self, kinds: tuple[str, str], label: str, *, sign: bool = False) -> Picture:
        """The finished figure; ``kinds`` are what the marks of each row stand for, ``label`` is the key of the axis."""
        d = self.drawing
        self.axis.set_xlabel(d.text(label, unit=self.scale.change))
        numbers_axis(self.axis.xaxis, d.lang, sign=sign)
        names = [d.text(f"figure.{self.kind}_{kind}") for kind in kinds]
        self.figure.legend(self.handles, names, ncols=2, loc="lower center")
        told = ", ".join(factor_title(factor, d.lang) for factor in self.factors[:5])
        return d.picture(self.figure, d.text("figure.bars_alt", title=d.title, factors=told))
