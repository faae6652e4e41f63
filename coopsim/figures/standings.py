"""Where alliances stand after some years: a stacked bar for each time, under each configuration."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from coopsim.figures import style
from coopsim.figures.frame import Drawing, legend_columns, named, rows_axis
from coopsim.figures.picture import Options, Picture, styled
from coopsim.texts.numbers import number, percent

WRITTEN = 0.07  #: share from which on a part of a bar has its number
#: Colours on which numbers are black; on all others they are white.
PALE = (style.LIGHT, style.MIDDLE, style.PURPLE)


@styled
def standing_bars(table: pd.DataFrame, **options: Unpack[Options]) -> Picture:
    """Of 100 alliances, how many work, stagnate, sleep …, a group of bars per configuration, a bar per time.

    ``table`` has the columns of ``Comparison.standings`` and ``panel`` (in words; without it there is one group).
    """
    d = Drawing("standings", **options)
    table = named(table, "panel")
    d.head("figure.standings_title", "figure.standings_caption")
    panels = list(dict.fromkeys(table["panel"]))
    months = sorted(table["month"].unique())
    shares = table.pivot_table("share", ["panel", "month"], "standing", observed=False, sort=False)
    present = [name for name in style.STANDINGS if shares[name].max() > 0]
    names = [style.wrapped(panel, 30 if d.wide else 18) for panel in panels]
    columns = legend_columns(len(present), d.width)
    figure = d.sheet(6 + len(panels) * (4.2 * len(months) + 2), 1 + 4.2 * -(-len(present) // columns))
    axis = figure.subplots()
    place, places = 0.0, []
    for panel in panels:
        first = place
        for month in months:
            _bar(axis, place, shares.loc[(panel, month)], present, d)
            year = number(d.lang, month / 12, 0 if month % 12 == 0 else 1)
            axis.annotate(year, (0, place), (-3, 0), textcoords="offset points", ha="right", va="center", size=6)
            place += 1.0
        places.append((first + place - 1) / 2)
        place += 0.5
    rows_axis(axis, names, np.array(places), place - 0.9)
    axis.tick_params(axis="y", pad=16)
    axis.set_xlim(0, 1)
    ticks = np.linspace(0, 1, 5)
    axis.set_xticks(ticks, [percent(d.lang, tick) for tick in ticks])
    axis.set_xlabel(d.text("figure.share_of_runs"))
    handles: list[Any] = [axis.barh(0, 0, color=style.STANDINGS[name]) for name in present]
    words = [d.text(f"standing.{name}") for name in present]
    figure.legend(handles, words, ncols=columns, loc="lower center", handlelength=1.2, columnspacing=1.2)
    last = shares.xs(months[-1], level="month")
    ends = [
        (f"{panel}: " if panel else "")
        + "; ".join(f"{d.text(f'standing.{name}')} {percent(d.lang, last.loc[panel, name])}" for name in present)
        for panel in panels
    ]
    return d.picture(figure, d.text("figure.standings_alt", ends=". ".join(ends)))


def _bar(axis: Axes, place: float, shares: Any, present: list[str], d: Drawing) -> None:
    left = 0.0
    for name in present:
        share, colour = float(shares[name]), style.STANDINGS[name]
        axis.barh(place, share, 0.86, left=left, color=colour, edgecolor="white", linewidth=0.4)
        if share >= WRITTEN:
            ink = "black" if colour in PALE else "white"
            axis.text(left + share / 2, place, number(d.lang, 100 * share), ha="center", va="center", size=6, color=ink)
        left += share
