"""Flows of paired runs: from where alliances stand under a baseline to where the same ones stand otherwise."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from coopsim.figures import style
from coopsim.figures.frame import Drawing, legend_columns, named, panel_title, unframed
from coopsim.figures.picture import Options, Picture, styled
from coopsim.texts.numbers import number, percent

WRITTEN = 0.035  #: share from which on a stack or a band has its number
TOLD = 6  #: flows that the alternative text names
EDGE = 0.16  #: width of the stacks, of the panel's width
#: Colours on which numbers are black; on all others they are white.
PALE = (style.LIGHT, style.MIDDLE, style.PURPLE)


@styled
def flows(table: pd.DataFrame, *, before: str = "", after: str = "", **options: Unpack[Options]) -> Picture:
    """Of 100 alliances: where they stand under the baseline (left) and, run by run, under the alternative (right).

    ``table`` has the columns of ``Comparison.flows`` and ``panel`` (the alternative in words; without it there is one
    panel).  ``before`` and ``after`` name the two sides; without them they are called by what they are.
    """
    d = Drawing("flows", **options)
    table = named(table, "panel")
    d.head("figure.flows_title", "figure.flows_caption")
    tables = dict(iter(table.groupby("panel", sort=False, observed=True)))
    present = [name for name in style.STANDINGS if (table[["origin", "target"]] == name).any(axis=None)]
    across = legend_columns(len(present), d.width)
    columns = min(len(tables), 2 if d.wide else 1)
    rows = -(-len(tables) // columns)
    figure = d.sheet(62 * rows, 1 + 4.2 * -(-len(present) // across))
    axes = list(figure.subplots(rows, columns, squeeze=False).flat)
    ends = []
    for axis, (panel, some) in zip(axes, tables.items(), strict=False):
        shares = some.pivot_table("share", "origin", "target", aggfunc="sum", observed=False).fillna(0.0)
        _panel(axis, shares.reindex(index=present, columns=present, fill_value=0.0), d)
        panel_title(axis, str(panel), (style.WIDTHS[d.width] - 8) / columns - 3)
        sides = (before or d.text("figure.flows_before"), after or d.text("figure.flows_after"))
        axis.set_xticks([EDGE / 2, 1 - EDGE / 2], [style.wrapped(side, 24) for side in sides])
        ends.append(_told(str(panel), some, d))
    for axis in axes[len(tables) :]:
        axis.set_visible(False)
    handles = [axes[0].barh(0, 0, color=style.STANDINGS[name]) for name in present]
    words = [d.text(f"standing.{name}") for name in present]
    figure.legend(handles, words, ncols=across, loc="lower center", handlelength=1.2, columnspacing=1.2)
    return d.picture(figure, d.text("figure.flows_alt", ends=" ".join(ends)))


def _panel(axis: Axes, shares: pd.DataFrame, d: Drawing) -> None:
    """Two stacks and the bands between them; bands have the colour of where they come from."""
    left, right = (_stacks(shares.sum(axis=side)) for side in (1, 0))
    for side, stacks in ((0.0, left), (1 - EDGE, right)):
        for name, (low, high) in stacks.items():
            colour = style.STANDINGS[name]
            axis.bar(side, high - low, EDGE, bottom=low, align="edge", color=colour, edgecolor="white", linewidth=0.6)
            if high - low >= WRITTEN:
                _number(axis, side + EDGE / 2, (low, high), d, "black" if colour in PALE else "white")
    begun, ended = ({name: low for name, (low, _) in stacks.items()} for stacks in (left, right))
    for origin in shares.index:
        for target in shares.columns:
            share = float(shares.loc[origin, target])
            if share <= 0:
                continue
            ends = (begun[origin], begun[origin] + share), (ended[target], ended[target] + share)
            begun[origin], ended[target] = ends[0][1], ends[1][1]
            axis.add_patch(Polygon(_band(*ends), color=style.STANDINGS[origin], alpha=0.45, linewidth=0))
            if origin != target and share >= WRITTEN:
                _number(axis, 1 - EDGE - 0.05, ends[1], d, "black")
    axis.set_xlim(0, 1)
    axis.set_ylim(0, 1)
    axis.set_yticks([])
    axis.tick_params(length=0)
    unframed(axis)


def _stacks(shares: pd.Series[float]) -> dict[str, tuple[float, float]]:
    """Lower and upper end of every part of a stack."""
    tops = shares.cumsum()
    return {str(name): (float(tops[name] - shares[name]), float(tops[name])) for name in shares.index}


def _band(start: tuple[float, float], end: tuple[float, float]) -> Any:
    """Corners of a band that leaves and arrives level."""
    t = np.linspace(0, 1, 40)
    across, rise = EDGE + (1 - 2 * EDGE) * t, t * t * (3 - 2 * t)
    low, high = (a + (b - a) * rise for a, b in zip(start, end, strict=True))
    return np.column_stack([np.r_[across, across[::-1]], np.r_[low, high[::-1]]])


def _number(axis: Axes, x: float, ends: tuple[float, float], d: Drawing, ink: str) -> None:
    word = number(d.lang, 100 * (ends[1] - ends[0]))
    axis.text(x, sum(ends) / 2, word, ha="center", va="center", size=6, color=ink)


def _told(panel: str, table: pd.DataFrame, d: Drawing) -> str:
    """The largest changes in words."""
    moved = table[table["origin"].astype(str) != table["target"].astype(str)].nlargest(TOLD, "share")
    rows = [
        d.text(
            "figure.flows_told",
            origin=d.text(f"standing.{row['origin']}"),
            target=d.text(f"standing.{row['target']}"),
            share=percent(d.lang, row["share"]),
        )
        for row in moved.to_dict("records")
    ]
    said = "; ".join(rows) or d.text("figure.flows_same")
    return f"{panel}: {said}." if panel else f"{said}."
