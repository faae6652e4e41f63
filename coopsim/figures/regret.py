"""Regret: how much worse each choice is than the best one, world by world, and how bad it gets at worst."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Unpack

import numpy as np
from matplotlib.lines import Line2D

from coopsim.analysis.intervals import Interval
from coopsim.analysis.robustness import Regrets
from coopsim.figures import style
from coopsim.figures.frame import Drawing, numbers_axis, rows_axis, stripes
from coopsim.figures.picture import Options, Picture, styled
from coopsim.figures.titles import capital, outcome_scale
from coopsim.texts.numbers import number


@styled
def regret_plot(
    regret: Regrets, outcome: str, *, called: Callable[[Any], str] = str, **options: Unpack[Options]
) -> Picture:
    """Regret of each choice (rows, the smallest largest regret on top) in every world (marks), with mean and largest.

    ``regret`` is what ``analysis.robustness.regrets`` gives; ``called`` names a choice.
    """
    d = Drawing("regret", **options)
    scale = outcome_scale(outcome, d.lang)
    worlds = regret.worlds
    order = sorted(worlds.columns, key=lambda choice: (float(worlds[choice].max()), float(worlds[choice].mean())))
    d.head("figure.regret_title", "figure.regret_caption", outcome=scale.title, worlds=number(d.lang, len(worlds)))
    figure = d.sheet(10 + 6.2 * len(order), 5.5)
    axis = figure.subplots()
    places = np.arange(len(order))
    stripes(axis, len(order))
    axis.axvline(0, color=style.MIDDLE, linewidth=0.6)
    clear = float(np.clip(12 / len(worlds), 0.12, 0.9))  # many worlds lie upon one another
    handles: list[Any] = []
    told = []
    for place, choice in zip(places, order, strict=True):
        values = scale.factor * worlds[choice].to_numpy(float)
        middle = Interval(*(scale.factor * part for part in regret.mean(choice)))
        marks = axis.plot(values, np.full(len(values), place + 0.17), "|", color=style.SKY, markersize=6, alpha=clear)
        axis.hlines(place - 0.17, middle.low, middle.high, color=style.BLUE, linewidth=1)
        dot = axis.plot(middle.value, place - 0.17, "o", color=style.BLUE, markersize=3, linestyle="none")
        worst = axis.plot(values.max(), place + 0.17, "D", color=style.VERMILLION, markersize=3, linestyle="none")
        handles = [marks[0], dot[0], worst[0]]
        digits = 1 if scale.factor == 100 else 2
        shown = {"mean": number(d.lang, middle.value, digits), "worst": number(d.lang, float(values.max()), digits)}
        told.append(d.text("figure.regret_alt_row", choice=called(choice), unit=scale.change, **shown))
    rows_axis(axis, [style.wrapped(called(choice), 34 if d.wide else 20) for choice in order])
    axis.margins(x=0.04)
    axis.set_xlabel(capital(d.text("figure.regret_axis", unit=scale.change)))
    numbers_axis(axis.xaxis, d.lang)
    names = [d.text(f"figure.regret_{kind}") for kind in ("world", "mean", "worst")]
    figure.legend(_copies(handles), names, ncols=3, loc="lower center", columnspacing=1.2, handletextpad=0.3)
    return d.picture(figure, d.text("figure.regret_alt", title=d.title, rows="; ".join(told)))


def _copies(handles: list[Any]) -> list[Any]:
    """The marks for the legend, as they look where only one lies."""
    return [
        Line2D([], [], marker=line.get_marker(), color=line.get_color(), markersize=4, linestyle="none")
        for line in handles
    ]
