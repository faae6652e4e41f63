"""Advice: what packages cost and leave of a risk, and how well early signs tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

import numpy as np

from coopsim.figures import style
from coopsim.figures.frame import Drawing, numbers_axis, rows_axis, stripes
from coopsim.figures.picture import Options, Picture, styled
from coopsim.figures.titles import capital, outcome_scale
from coopsim.texts.numbers import number, percent

if TYPE_CHECKING:
    import pandas as pd


@styled
def advice_front(table: pd.DataFrame, outcome: str, **options: Unpack[Options]) -> Picture:
    """Cost against an outcome of every package of the front, each with its letter and its intervals.

    ``table`` is that of ``advice.front.front_table``.
    """
    d = Drawing("advice_front", **options)
    scale, cost = outcome_scale(outcome, d.lang), outcome_scale("cost", d.lang)
    d.head("figure.advice_front_title", "figure.advice_front_caption", outcome=scale.title)
    figure = d.sheet(70, 1.5)
    axis = figure.subplots()
    across, up = table["cost"], scale.factor * table[outcome]
    low, high = (scale.factor * table[f"{outcome}_{end}"] for end in ("low", "high"))
    axis.vlines(across, low, high, color=style.BLUE, linewidth=0.6, alpha=0.6)
    axis.hlines(up, table["cost_low"], table["cost_high"], color=style.BLUE, linewidth=0.6, alpha=0.6)
    axis.scatter(across, up, s=12, color=style.BLUE, linewidths=0, zorder=3)
    for name, x, y in zip(table["package"], across, up, strict=True):
        axis.annotate(name, (x, y), (3, 3), textcoords="offset points", size=7, color=style.BLUE)
    axis.set_xlabel(capital(f"{cost.title} ({cost.unit})"))
    axis.set_ylabel(capital(f"{scale.title} ({scale.unit})"))
    numbers_axis(axis.xaxis, d.lang)
    numbers_axis(axis.yaxis, d.lang)
    said = [
        d.text("figure.advice_front_alt_row", name=name, cost=number(d.lang, x, 2), value=number(d.lang, y, 1))
        for name, x, y in zip(table["package"], across, up, strict=True)
    ]
    return d.picture(figure, d.text("figure.advice_front_alt", title=d.title, rows="; ".join(said)))


@styled
def sign_rates(table: pd.DataFrame, names: Sequence[str], **options: Unpack[Options]) -> Picture:
    """Hit and false-alarm rates of early signs, the most telling on top.

    ``table`` is that of ``advice.signs.early_signs``; ``names`` says each sign in words.
    """
    d = Drawing("early_signs", **options)
    d.head("figure.signs_title", "figure.signs_caption")
    figure = d.sheet(14 + 9 * len(table), 5.5)
    axis = figure.subplots()
    stripes(axis, len(table))
    handles, said = [], []
    places = np.arange(len(table))
    for name, shift, colour in (("hits", -0.15, style.BLUE), ("false", 0.15, style.VERMILLION)):
        axis.hlines(places + shift, 100 * table[f"{name}_low"], 100 * table[f"{name}_high"], color=colour, linewidth=1)
        handles += axis.plot(100 * table[name], places + shift, "o", color=colour, markersize=3, linestyle="none")
    rows_axis(axis, [style.wrapped(name, 44 if d.wide else 26) for name in names])
    axis.set_xlim(0, 100)
    axis.set_xlabel(capital(d.text("figure.signs_axis")))
    numbers_axis(axis.xaxis, d.lang)
    figure.legend(handles, [d.text(f"figure.signs_{name}") for name in ("hits", "false")], ncols=2, loc="lower center")
    for name, hits, false in zip(names, table["hits"], table["false"], strict=True):
        values = {"hits": percent(d.lang, hits), "false": percent(d.lang, false)}
        said.append(d.text("figure.signs_alt_row", name=name, **values))
    return d.picture(figure, d.text("figure.signs_alt", title=d.title, rows="; ".join(said)))
