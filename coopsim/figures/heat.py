"""Heat maps of changes: interactions of factors; factors under each governance model or in each context."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import Affine2D

from coopsim.figures import style
from coopsim.figures.frame import Drawing, clear_effects, unframed
from coopsim.figures.picture import Options, Picture, styled
from coopsim.figures.titles import LOWER_IS_BETTER, factor_title, level_title, outcome_scale
from coopsim.model import codes
from coopsim.scenario.schema import Scenario
from coopsim.texts.numbers import number

TOLD = 5  #: clear changes that the alternative text names


@styled
def interaction_map(effects: pd.DataFrame, outcome: str, **options: Unpack[Options]) -> Picture:
    """Main effects on the diagonal, below it what two factors do together beyond the sum of both.

    ``effects`` has the columns ``factor``, ``with``, ``effect``, ``low``, ``high`` (see ``analysis.factorial``, one
    group); what cannot be told from 0 stands in grey.
    """
    d = Drawing("interactions", **options)
    factors = list(dict.fromkeys(effects["factor"]))
    size = len(factors)
    place = {factor: k for k, factor in enumerate(factors)}
    cells = np.full((3, size, size), np.nan)
    for row in effects.to_dict("records"):
        other = row["with"] if isinstance(row["with"], str) else row["factor"]
        i, j = sorted((place[row["factor"]], place[other]), reverse=True)
        cells[:, i, j] = row["effect"], row["low"], row["high"]
    scale = outcome_scale(outcome, d.lang)
    d.head("figure.interactions_title", "figure.interactions_caption", outcome=scale.title, unit=scale.change)
    numbers = [number(d.lang, k + 1) for k in range(size)]
    rows = [f"{k}  {factor_title(factor, d.lang)}" for k, factor in zip(numbers, factors, strict=True)]
    figure = _map(cells, rows, numbers, outcome, d, 7.2)
    look: dict[str, Any] = {"fill": False, "edgecolor": style.DARK, "linewidth": 0.8, "zorder": 3}
    for k in range(size):
        figure.axes[0].add_patch(Rectangle((k - 0.47, k - 0.47), 0.94, 0.94, **look))

    def called(row: dict[Any, Any]) -> str:
        return " × ".join(factor_title(row[column], d.lang) for column in ("factor", "with"))

    told = clear_effects(effects[effects["with"].notna()], TOLD, d.lang, called, outcome)
    return d.picture(figure, d.text("figure.map_alt", title=d.title, rows=told))


@styled
def effects_matrix(
    effects: pd.DataFrame,
    outcome: str,
    *,
    by: str = "governance",
    scenario: Scenario | None = None,
    **options: Unpack[Options],
) -> Picture:
    """What each factor (rows) changes at each level of ``by`` (columns), from its lowest to its highest level.

    ``effects`` has the columns ``by``, ``factor``, ``effect``, ``low``, ``high`` (see ``analysis.factorial``, order 1).
    """
    d = Drawing("matrix", **options)
    table = effects[effects["with"].isna()] if "with" in effects else effects
    factors, levels = (list(dict.fromkeys(table[column])) for column in ("factor", by))
    cells = np.full((3, len(factors), len(levels)), np.nan)
    for row in table.to_dict("records"):
        cells[:, factors.index(row["factor"]), levels.index(row[by])] = row["effect"], row["low"], row["high"]
    scale = outcome_scale(outcome, d.lang)
    columns_are = "governance" if by == "governance" else "context"
    title = f"figure.matrix_title_{_kind(factors)}_{columns_are}"
    d.head(title, "figure.matrix_caption", outcome=scale.title, unit=scale.change)
    rows = [factor_title(factor, d.lang) for factor in factors]
    columns = [level_title(by, level, d.lang, scenario) for level in levels]
    figure = _map(cells, rows, columns, outcome, d, 6.2)

    def called(row: dict[Any, Any]) -> str:
        return f"{factor_title(row['factor'], d.lang)}, {level_title(by, row[by], d.lang, scenario)}"

    told = clear_effects(table, TOLD, d.lang, called, outcome)
    return d.picture(figure, d.text("figure.map_alt", title=d.title, rows=told))


def _kind(factors: list[str]) -> str:
    """What the rows are: "hindrances", "approaches" or "factors"."""
    bare = {factor.rpartition(".")[2] if not factor.endswith(".strength") else factor for factor in factors}
    kinds = {"hindrances": codes.HINDRANCES, "approaches": codes.APPROACHES}
    return next((kind for kind, names in kinds.items() if bare <= set(names)), "factors")


def _map(cells: Any, rows: list[str], columns: list[str], outcome: str, d: Drawing, height: float) -> Figure:
    """Coloured cells with numbers; ``cells`` (3, rows, columns) are effects with their limits."""
    narrow = not d.wide
    upright = max(map(len, columns)) > 3
    head = 5.0 if not upright else (1.35 if narrow else 0.78) * max(map(len, columns)) + (4 if narrow else 3)
    figure = d.sheet(head + (max(5.8, 0.75 * height) if narrow else height) * len(rows) + 2, 9.0)
    axis = figure.subplots()
    values = outcome_scale(outcome, d.lang).factor * cells[0]
    reach = max(float(np.nanmax(np.abs(values), initial=0.0)), 1e-9)
    good, bad = style.BLUE, style.VERMILLION
    ends = (good, "#FFFFFF", bad) if outcome in LOWER_IS_BETTER else (bad, "#FFFFFF", good)
    colours = LinearSegmentedColormap.from_list("change", ends)
    mesh = axis.pcolormesh(
        np.ma.masked_invalid(values), cmap=colours, vmin=-reach, vmax=reach, edgecolors="white", linewidth=1
    )
    mesh.set_transform(Affine2D().translate(-0.5, -0.5) + axis.transData)  # cells are centred on whole numbers
    digits = 0 if narrow or reach >= 100 else 1 if reach >= 1 else 2
    for i, j in zip(*np.nonzero(np.isfinite(values)), strict=True):
        clear = cells[1, i, j] > 0 or cells[2, i, j] < 0
        strong = abs(values[i, j]) > 0.55 * reach
        colour = "white" if strong else "black" if clear else "#707070"
        word = number(d.lang, values[i, j], digits, sign=True)
        weight = "bold" if clear else "normal"
        axis.text(j, i, word, ha="center", va="center", color=colour, size=5.5 if narrow else 6.5, weight=weight)
    axis.set_xlim(-0.5, len(columns) - 0.5)
    axis.set_ylim(len(rows) - 0.5, -0.5)
    axis.set_yticks(range(len(rows)), [style.wrapped(row, 22 if narrow else 40) for row in rows])
    slanted: dict[str, Any] = {}
    if upright:
        slanted = {"rotation": 90} if narrow else {"rotation": 35, "ha": "left", "rotation_mode": "anchor"}
    axis.set_xticks(range(len(columns)), columns, **slanted)
    axis.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    unframed(axis)
    _key(figure, colours, reach, outcome, d, digits)
    return figure


def _key(figure: Figure, colours: Any, reach: float, outcome: str, d: Drawing, digits: int) -> None:
    """A bar of the colours below the map, with the better end named."""
    high = figure.get_size_inches()[1] / style.MM
    bar = figure.add_axes((0.36, 4.6 / high, 0.28, 1.9 / high))
    bar.set_in_layout(False)
    bar.imshow(np.linspace(-1, 1, 201)[None, :], aspect="auto", cmap=colours, extent=(-reach, reach, 0, 1))
    bar.set_yticks([])
    bar.set_xticks([-reach, 0, reach], [number(d.lang, x, digits, sign=True) for x in (-reach, 0, reach)])
    bar.tick_params(labelsize=6)
    unframed(bar)
    better, worse = d.text("figure.better"), d.text("figure.worse")
    left, right = (better, worse) if outcome in LOWER_IS_BETTER else (worse, better)
    figure.text(0.345, 5.5 / high, left, ha="right", va="center", size=6.5)
    figure.text(0.655, 5.5 / high, right, ha="left", va="center", size=6.5)
