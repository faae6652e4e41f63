"""Pareto front: what combinations of approaches cost, what risk they leave, and which of them are on the front."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from coopsim.figures import style
from coopsim.figures.frame import Drawing, numbers_axis, stripes, unframed
from coopsim.figures.picture import Options, Picture, styled
from coopsim.figures.titles import capital, factor_title, outcome_scale
from coopsim.texts.numbers import number

MOST = 14  #: points of the front that are numbered


@styled
def pareto_front(
    table: pd.DataFrame,
    factors: Sequence[str],
    *,
    risk: str = "lost",
    cost: str = "cost",
    **options: Unpack[Options],
) -> Picture:
    """Cost against risk of every combination, the front with its intervals, and beside it what each point combines.

    ``table`` comes from ``analysis.portfolio.pareto_table`` for the outcomes ``risk`` and ``cost``; ``factors`` are the
    approaches.  Of a front of more than 14 points those are numbered that stay on it most often.
    """
    d = Drawing("pareto", **options)
    front = table[table["on_front"]].sort_values("cost")
    shown = front if len(front) <= MOST else front.nlargest(MOST, "front_share").sort_values("cost")
    risk_scale, cost_scale = outcome_scale(risk, d.lang), outcome_scale(cost, d.lang)
    d.head("figure.pareto_title", "figure.pareto_caption", points=number(d.lang, len(table)))
    if d.wide:
        figure = d.sheet(72, 1.5)
        plot, matrix = figure.subplots(1, 2, width_ratios=(1.25, 1))
    else:
        figure = d.sheet(62 + 4.4 * len(factors) + 8, 1.5)
        plot, matrix = figure.subplots(2, 1, height_ratios=(62, 4.4 * len(factors) + 4))
    _scatter(plot, table, front, shown, risk_scale.factor, d)
    letters = 60 if d.wide else 36
    plot.set_xlabel(style.wrapped(capital(f"{cost_scale.title} ({cost_scale.unit})"), letters))
    plot.set_ylabel(capital(f"{risk_scale.title} ({risk_scale.unit})"))
    _combinations(matrix, shown, factors, d, 30 if d.wide else 26)
    ends = []
    for row in front.iloc[[0, -1]].to_dict("records"):
        values = {"cost": number(d.lang, row["cost"], 2), "risk": number(d.lang, risk_scale.factor * row["risk"], 0)}
        ends.append(d.text("figure.pareto_alt_point", unit=risk_scale.unit, **values))
    alt = d.text("figure.pareto_alt", points=number(d.lang, len(front)), first=ends[0], last=ends[1])
    return d.picture(figure, alt)


def _scatter(
    axis: Axes, table: pd.DataFrame, front: pd.DataFrame, shown: pd.DataFrame, factor: float, d: Drawing
) -> None:
    rest = table[~table["on_front"]]
    axis.scatter(rest["cost"], factor * rest["risk"], s=4, color=style.LIGHT, linewidths=0)
    cost, risk = front["cost"].to_numpy(), factor * front["risk"].to_numpy()
    axis.step(cost, risk, where="post", color=style.BLUE, linewidth=0.8)
    low, high = factor * shown["risk_low"].to_numpy(), factor * shown["risk_high"].to_numpy()
    at = shown["cost"].to_numpy()
    axis.vlines(at, low, high, color=style.BLUE, linewidth=0.5, alpha=0.6)
    axis.scatter(cost, risk, s=9, color=style.BLUE, linewidths=0, zorder=3)
    axis.grid(color="#EEEEEE")
    numbers_axis(axis.xaxis, d.lang)
    numbers_axis(axis.yaxis, d.lang)
    bottom = min(float(low.min()), factor * float(table["risk"].min()))
    top = max(float(high.max()), factor * float(table["risk"].max()))
    span = max(top - bottom, 1e-9)
    axis.set_ylim(bottom - 0.04 * span, top + 0.03 * span)
    axis.margins(x=0.06)
    _numbers(axis, [(float(x), float(factor * y)) for x, y in zip(at, shown["risk"], strict=True)], d)


def _numbers(axis: Axes, points: list[tuple[float, float]], d: Drawing) -> None:
    """A number to the lower left of each point, where no other point can lie; further left where one stands already."""
    figure: Any = axis.figure
    figure.draw_without_rendering()
    places: list[Any] = []
    for count, point in enumerate(points, start=1):
        at = axis.transData.transform(point) * 72 / figure.dpi + (-2.5, -2.0)
        while any(abs(at[0] - x) < 7 and abs(at[1] - y) < 6.5 for x, y in places):
            at = at - (3.5, 1.0)
        places.append(at)
        x, y = at - axis.transData.transform(point) * 72 / figure.dpi
        look: dict[str, Any] = {"ha": "right", "va": "top", "size": 6, "color": style.BLUE, "zorder": 4}
        box = {"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 0.3}
        axis.annotate(number(d.lang, count), point, (float(x), float(y)), textcoords="offset points", bbox=box, **look)


def _combinations(axis: Axes, shown: pd.DataFrame, factors: Sequence[str], d: Drawing, letters: int) -> None:
    """Rows are approaches, columns the numbered points; a filled dot is an approach in use."""
    used = shown[list(factors)].to_numpy(float) > 0
    stripes(axis, len(factors))
    y, x = np.nonzero(~used.T)
    axis.scatter(x, y, s=5, color=style.LIGHT, linewidths=0)
    y, x = np.nonzero(used.T)
    axis.scatter(x, y, s=16, color=style.BLUE, linewidths=0)
    axis.set_xlim(-0.6, len(shown) - 0.4)
    axis.set_ylim(len(factors) - 0.5, -0.5)
    axis.set_xticks(range(len(shown)), [number(d.lang, k + 1) for k in range(len(shown))], color=style.BLUE)
    axis.set_yticks(range(len(factors)), [style.wrapped(factor_title(factor, d.lang), letters) for factor in factors])
    axis.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    unframed(axis)
