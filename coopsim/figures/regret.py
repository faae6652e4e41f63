"""Regret: how much worse each choice is than the best one, world by world, and how bad it gets at worst."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.analysis.intervals import Interval
from coopsim.figures import style
from coopsim.figures.frame import numbers_axis, sheet
from coopsim.figures.picture import Picture, styled
from coopsim.figures.titles import capital, outcome_scale
from coopsim.texts import text
from coopsim.texts.numbers import number

if TYPE_CHECKING:
    from coopsim.analysis.robustness import Regrets


@styled
def regret_plot(
    regret: Regrets,
    outcome: str,
    *,
    lang: str = "en",
    note: str = "",
    called: Callable[[Any], str] = str,
    width: style.Width = "double",
    titled: bool = True,
    name: str = "regret",
) -> Picture:
    """Regret of each choice (rows, the smallest largest regret on top) in every world (marks), with mean and largest.

    ``regret`` is what ``analysis.robustness.regrets`` gives; ``called`` names a choice.
    """
    scale = outcome_scale(outcome, lang)
    worlds = regret.worlds
    order = sorted(worlds.columns, key=lambda choice: (float(worlds[choice].max()), float(worlds[choice].mean())))
    title = text(lang, "figure.regret_title", outcome=scale.title)
    caption = text(lang, "figure.regret_caption", note=note, worlds=number(lang, len(worlds)))
    figure = sheet(width, 10 + 6.2 * len(order), 5.5, (title, caption) if titled else None)
    axis = figure.subplots()
    places = np.arange(len(order))
    for place in places[1::2]:
        axis.axhspan(place - 0.5, place + 0.5, color=style.STRIPE, zorder=0, linewidth=0)
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
        shown = {"mean": number(lang, middle.value, digits), "worst": number(lang, float(values.max()), digits)}
        told.append(text(lang, "figure.regret_alt_row", choice=called(choice), unit=scale.change, **shown))
    axis.set_ylim(len(order) - 0.5, -0.5)
    axis.set_yticks(places, [style.wrapped(called(choice), 34 if width == "double" else 20) for choice in order])
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)
    axis.margins(x=0.04)
    axis.set_xlabel(capital(text(lang, "figure.regret_axis", unit=scale.change)))
    numbers_axis(axis.xaxis, lang)
    names = [text(lang, f"figure.regret_{kind}") for kind in ("world", "mean", "worst")]
    figure.legend(_copies(handles), names, ncols=3, loc="lower center", columnspacing=1.2, handletextpad=0.3)
    return Picture(name, title, caption, text(lang, "figure.regret_alt", title=title, rows="; ".join(told)), figure)


def _copies(handles: list[Any]) -> list[Any]:
    """The marks for the legend, as they look where only one lies."""
    from matplotlib.lines import Line2D

    return [
        Line2D([], [], marker=line.get_marker(), color=line.get_color(), markersize=4, linestyle="none")
        for line in handles
    ]
