"""Bars of a sensitivity analysis: tornado of single factors, shares of variance, elementary effects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.figures import style
from coopsim.figures.frame import numbers_axis, sheet
from coopsim.figures.picture import Picture, styled
from coopsim.figures.titles import factor_title, level_words, outcome_scale
from coopsim.texts import text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 20  #: factors that are drawn


@styled
def tornado(
    table: pd.DataFrame,
    outcome: str,
    *,
    lang: str = "en",
    note: str = "",
    width: style.Width = "double",
    titled: bool = True,
    name: str = "tornado",
) -> Picture:
    """What each factor alone changes at its lowest and at its highest level, the widest on top.

    ``table`` comes from ``analysis.sensitivity.one_at_a_time``; of more than 20 factors the widest 20 are drawn.
    """
    scale = outcome_scale(outcome, lang)
    factors = list(dict.fromkeys(table["factor"]))[:MOST]
    title = text(lang, "figure.tornado_title", outcome=scale.title)
    caption = text(lang, "figure.tornado_caption", note=note)
    figure, axis, places = _rows(factors, lang, (title, caption) if titled else None, width)
    handles: list[Any] = []
    for end, colour, shift in (("low", style.SKY, -0.35), ("high", style.BLUE, 0.35)):
        rows = table[table["end"] == end].set_index("factor").reindex(factors)
        value, low, high = (scale.factor * rows[column].to_numpy(float) for column in ("change", "low", "high"))
        handles.append(axis.barh(places + shift, np.nan_to_num(value), 0.66, color=colour, linewidth=0))
        axis.hlines(places + shift, low, high, color=style.DARK, linewidth=0.7)
        for k, level in enumerate(rows["level"]):
            if np.isfinite(value[k]):
                _level(axis, places[k] + shift, (low[k], high[k]), value[k], float(level), lang)
    axis.axvline(0, color=style.DARK, linewidth=0.6)
    axis.margins(x=0.12)
    axis.set_xlabel(text(lang, "figure.change", unit=scale.change))
    numbers_axis(axis.xaxis, lang, sign=True)
    figure.legend(
        handles, [text(lang, f"figure.tornado_{end}") for end in ("low", "high")], ncols=2, loc="lower center"
    )
    return Picture(name, title, caption, _alt(title, factors, lang), figure)


@styled
def sobol_bars(
    table: pd.DataFrame,
    outcome: str,
    *,
    lang: str = "en",
    note: str = "",
    width: style.Width = "double",
    titled: bool = True,
    name: str = "sobol",
) -> Picture:
    """Share of the variance that each factor explains alone and with its interactions, with intervals.

    ``table`` comes from ``analysis.sensitivity.sobol``; of more than 20 factors the largest 20 are drawn.
    """
    shown = table.head(MOST)
    title = text(lang, "figure.sobol_title", outcome=outcome_scale(outcome, lang).title)
    caption = text(lang, "figure.sobol_caption", note=note)
    figure, axis, places = _rows(list(shown["factor"]), lang, (title, caption) if titled else None, width)
    handles: list[Any] = []
    for column, colour, shift in (("first", style.BLUE, -0.35), ("total", style.SKY, 0.35)):
        value, low, high = (100 * shown[f"{column}{end}"].to_numpy(float) for end in ("", "_low", "_high"))
        handles.append(axis.barh(places + shift, np.maximum(value, 0), 0.66, color=colour, linewidth=0))
        axis.hlines(places + shift, low, high, color=style.DARK, linewidth=0.7)
    axis.axvline(0, color=style.DARK, linewidth=0.6)
    axis.set_xlabel(text(lang, "figure.sobol_axis"))
    numbers_axis(axis.xaxis, lang)
    figure.legend(
        handles, [text(lang, f"figure.sobol_{kind}") for kind in ("first", "total")], ncols=2, loc="lower center"
    )
    return Picture(name, title, caption, _alt(title, list(shown["factor"]), lang), figure)


@styled
def morris_bars(
    table: pd.DataFrame,
    outcome: str,
    *,
    lang: str = "en",
    note: str = "",
    width: style.Width = "double",
    titled: bool = True,
    name: str = "morris",
) -> Picture:
    """Mean absolute elementary effect of each factor with its interval, and beside it the spread of its effects.

    ``table`` comes from ``analysis.sensitivity.morris``; of more than 20 factors the strongest 20 are drawn.
    """
    scale = outcome_scale(outcome, lang)
    shown = table.head(MOST)
    title = text(lang, "figure.morris_title", outcome=scale.title)
    caption = text(lang, "figure.morris_caption", note=note)
    figure, axis, places = _rows(list(shown["factor"]), lang, (title, caption) if titled else None, width)
    star, low, high, sigma = (scale.factor * shown[c].to_numpy(float) for c in ("mu_star", "low", "high", "sigma"))
    bars = axis.barh(places, star, 1.1, color=style.SKY, linewidth=0)
    axis.hlines(places, low, high, color=style.DARK, linewidth=0.7)
    dots = axis.plot(sigma, places, "D", color=style.VERMILLION, markersize=3, linestyle="none")[0]
    axis.set_xlim(left=0)
    axis.set_xlabel(text(lang, "figure.change", unit=scale.change))
    numbers_axis(axis.xaxis, lang)
    names = [text(lang, f"figure.morris_{kind}") for kind in ("star", "sigma")]
    handles: list[Any] = [bars, dots]
    figure.legend(handles, names, ncols=2, loc="lower center")
    return Picture(name, title, caption, _alt(title, list(shown["factor"]), lang), figure)


def _alt(title: str, factors: list[str], lang: str) -> str:
    told = ", ".join(factor_title(factor, lang) for factor in factors[:5])
    return text(lang, "figure.bars_alt", title=title, factors=told)


def _rows(factors: list[str], lang: str, words: tuple[str, str] | None, width: style.Width) -> tuple[Figure, Axes, Any]:
    """A sheet with a row per factor, the first on top, and the heights of their middles, in lines of text."""
    letters = 50 if width == "double" else 25
    names = [style.wrapped(factor_title(factor, lang), letters) for factor in factors]
    lines = np.array([max(1.7, name.count("\n") + 1.5) for name in names])
    figure = sheet(width, 9 + 2.9 * lines.sum(), 5.5, words)
    axis = figure.subplots()
    middles = np.cumsum(lines) - lines / 2
    axis.set_yticks(middles, names)
    axis.set_ylim(lines.sum(), 0)
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)
    axis.grid(axis="x")
    return figure, axis, middles


def _level(axis: Axes, place: float, limits: tuple[float, float], value: float, level: float, lang: str) -> None:
    """The level of a factor beside the outer end of its bar and interval."""
    outward = 1 if value >= 0 else -1
    at = max(limits[1], value) if outward > 0 else min(limits[0], value)
    axis.annotate(
        level_words(level, lang),
        (at, place),
        (2.5 * outward, 0),
        textcoords="offset points",
        ha="left" if outward > 0 else "right",
        va="center",
        size=5.5,
        color=style.DARK,
    )
