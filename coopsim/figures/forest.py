"""Forest plot: the effect of each factor with its interval, for one or more outcomes and configurations."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
import pandas as pd

from coopsim.figures import frame, style
from coopsim.figures.frame import Drawing
from coopsim.figures.picture import Options, Picture, styled
from coopsim.figures.titles import LOWER_IS_BETTER, capital, factor_title, level_title, outcome_scale
from coopsim.scenario.schema import Scenario

TOLD = 6  #: clear effects that the alternative text names


@styled
def effects_forest(
    effects: pd.DataFrame, *, by: str | None = None, scenario: Scenario | None = None, **options: Unpack[Options]
) -> Picture:
    """Effects with intervals: rows are factors, panels the levels of ``by``, colours the outcomes.

    ``effects`` has the columns ``outcome``, ``factor``, ``effect``, ``low``, ``high``, and ``by`` if given (see
    ``analysis.factorial``; rows with interactions are left out).  The outcomes must share a unit of change.
    Raises ValueError when they do not.
    """
    d = Drawing("effects", **options)
    table = effects[effects["with"].isna()] if "with" in effects else effects
    outcomes, factors = (list(dict.fromkeys(table[column])) for column in ("outcome", "factor"))
    scales = [outcome_scale(outcome, d.lang) for outcome in outcomes]
    if len({scale.change for scale in scales}) > 1:
        raise ValueError(f"One axis cannot hold changes in {' and '.join(scale.change for scale in scales)}.")
    levels: list[Any] = [None] if by is None else list(dict.fromkeys(table[by]))
    d.head("figure.effects_title" if by == "governance" else "figure.effects_title_plain", "figure.effects_caption")
    foot = 5.5 if d.wide else 5.5 * len(outcomes)
    alone = len(levels) == 1 and d.wide  # room for names in one line
    row = 14 + max(4.2, (2.6 if alone else 3.2) * len(outcomes)) * len(factors)
    figure, axes, columns = d.panels(len(levels), row, foot)
    places = np.arange(len(factors))
    shifts = np.linspace(-0.18, 0.18, len(outcomes)) if len(outcomes) > 1 else np.zeros(1)
    handles: list[Any] = []
    letters, label = (26, 36.0) if d.wide else (22, 32.0) if columns == 1 else (19, 28.0)
    letters = 44 if alone else letters
    for axis, level in zip(axes, levels, strict=True):
        axis.axvline(0, color=style.MIDDLE, linewidth=0.6)
        frame.stripes(axis, len(factors))
        here = table if by is None else table[table[by] == level]
        handles = []
        for outcome, scale, shift, colour, marker in zip(
            outcomes, scales, shifts, style.SERIES, style.MARKERS, strict=False
        ):
            rows = here[here["outcome"] == outcome].set_index("factor").reindex(factors)
            value, low, high = (scale.factor * rows[column].to_numpy(float) for column in ("effect", "low", "high"))
            axis.hlines(places + shift, low, high, color=colour, linewidth=1)
            handles += axis.plot(value, places + shift, marker, color=colour, markersize=2.8, linestyle="none")
        if by is not None:
            room = (style.WIDTHS[d.width] - label) / columns - 2
            frame.panel_title(axis, level_title(by, level, d.lang, scenario), room)
        frame.numbers_axis(axis.xaxis, d.lang, sign=True, most=6 if columns == 1 or d.wide else 3)
    factor = np.array([scales[outcomes.index(outcome)].factor for outcome in table["outcome"]])
    ends = np.nan_to_num(table[["effect", "low", "high"]].to_numpy(float) * factor[:, None])
    least = 1.0 if scales[0].factor == 100 else 1e-9
    axes[0].set_xlim(1.05 * min(-least, ends.min()), 1.05 * max(least, ends.max()))
    for axis in axes:
        frame.rows_axis(axis, [style.wrapped(factor_title(factor, d.lang), letters) for factor in factors])
    frame.outer_labels(axes, columns, "", capital(scales[0].change))
    names = []
    for outcome, scale in zip(outcomes, scales, strict=True):
        better = "less" if outcome in LOWER_IS_BETTER else "more"
        names.append(d.text(f"figure.{better}_is_better", outcome=scale.title))
    figure.legend(handles, names, ncols=len(names) if d.wide else 1, loc="lower center")

    def called(row: dict[Any, Any]) -> str:
        where = "" if by is None else f" ({level_title(by, row[by], d.lang, scenario)})"
        return factor_title(row["factor"], d.lang) + where

    alt = d.text("figure.effects_alt", title=d.title, rows=frame.clear_effects(table, TOLD, d.lang, called))
    return d.picture(figure, alt)
