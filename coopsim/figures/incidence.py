"""Cumulative incidence: the share of runs in which an event has come, with its band."""

from __future__ import annotations

from typing import Any, Unpack

import pandas as pd
from matplotlib.axes import Axes

from coopsim.figures import style
from coopsim.figures.frame import Drawing, named, outer_labels, panel_title, shares_axis, years_axis
from coopsim.figures.picture import Options, Picture, styled
from coopsim.texts.numbers import percent


@styled
def incidence_curves(
    curves: pd.DataFrame,
    never_started: pd.DataFrame | None = None,
    *,
    event: str = "stagnation",
    **options: Unpack[Options],
) -> Picture:
    """Cumulative incidence by month with its limits, a panel per configuration and a line per set of approaches.

    ``curves`` has the columns ``panel`` and ``line`` (in words; without them there is one of each), ``month``,
    ``incidence``, ``low``, ``high`` (see ``analysis.incidence``; of several causes the event is drawn);
    ``never_started`` has ``panel``, ``line``, ``share`` and is drawn as bars.
    ``event`` is "stagnation" or "contract".
    """
    d = Drawing("incidence", **options)
    curves = named(curves[curves["cause"] == event] if "cause" in curves else curves, "panel", "line")
    tables = dict(iter(curves.groupby("panel", sort=False, observed=True)))
    lines = list(dict.fromkeys(curves["line"]))
    kind = "" if never_started is None else "_never"
    d.head(f"figure.incidence_title_{event}", f"figure.incidence_caption{kind}")
    legend = len(lines) > 1
    figure, axes, columns = d.panels(len(tables), 46, 6.0 if legend else 1.5)
    handles: dict[str, Any] = {}
    ends = []
    for axis, (panel, table) in zip(axes, tables.items(), strict=True):
        horizon = int(table["month"].max()) + 1
        found = []
        for line, colour, stroke in zip(lines, style.SERIES, ("-", "--", "-.", ":", "-", "--"), strict=False):
            curve = table[table["line"] == line]
            if curve.empty:
                continue
            years = (curve["month"].to_numpy() + 1) / 12
            axis.fill_between(years, curve["low"], curve["high"], color=colour, alpha=0.2, linewidth=0)
            handles[line] = axis.plot(years, curve["incidence"], stroke, color=colour)[0]
            found.append(f"{line} {percent(d.lang, curve['incidence'].iloc[-1])}".strip())
        panel_title(axis, str(panel), (style.WIDTHS[d.width] - 8) / columns - 3)
        axis.grid(axis="y")
        ticks = years_axis(axis, horizon, d.lang)
        if never_started is not None:
            shares = never_started[never_started["panel"] == panel].set_index("line")["share"]
            bars = [(float(shares[line]), colour) for line, colour in zip(lines, style.SERIES, strict=False)]
            _bars(axis, horizon / 12, bars, ticks, d.text("figure.never_started"))
        shares_axis(axis, d.lang)
        ends.append(f"{panel}: {'; '.join(found)}." if panel else f"{'; '.join(found)}.")
    outer_labels(axes, columns, d.text("figure.share_of_runs"), d.text("figure.years"))
    if legend:
        figure.legend(list(handles.values()), list(handles), ncols=3, loc="lower center", handlelength=2.4)
    alt = d.text("figure.incidence_alt", title=d.title, ends=" ".join(ends))
    return d.picture(figure, alt)


def _bars(axis: Axes, years: float, bars: list[tuple[float, str]], ticks: dict[float, str], word: str) -> None:
    """To the right of the horizon a bar per share of runs that never started."""
    thick = 0.09 * years
    left = years * 1.05
    end = left + thick * len(bars) + 0.03 * years
    axis.axvspan(years * 1.02, end, color=style.STRIPE, zorder=0, linewidth=0)
    for place, (share, colour) in enumerate(bars):
        axis.bar(left + thick * place, share, 0.8 * thick, align="edge", color=colour, linewidth=0)
    ticks[(years * 1.02 + end) / 2] = "\n" + word
    axis.set_xlim(0, end)
    axis.set_xticks(list(ticks), list(ticks.values()))
