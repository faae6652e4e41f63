"""Forest plot: the effect of each factor with its interval, for one or more outcomes and configurations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.figures import style
from coopsim.figures.frame import change_words, clear_effects, numbers_axis, outer_labels, panel_title, panels
from coopsim.figures.picture import Picture, styled
from coopsim.figures.titles import LOWER_IS_BETTER, capital, factor_title, level_title, outcome_scale
from coopsim.texts import text

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.scenario.schema import Scenario

TOLD = 6  #: clear effects that the alternative text names


@styled
def effects_forest(
    effects: pd.DataFrame,
    *,
    by: str | None = None,
    lang: str = "en",
    note: str = "",
    scenario: Scenario | None = None,
    width: style.Width = "double",
    titled: bool = True,
    name: str = "effects",
) -> Picture:
    """Effects with intervals: rows are factors, panels the levels of ``by``, colours the outcomes.

    ``effects`` has the columns ``outcome``, ``factor``, ``effect``, ``low``, ``high``, and ``by`` if given (see
    ``analysis.factorial``; rows with interactions are left out).  The outcomes must share a unit of change.
    Raises ValueError when they do not.
    """
    table = effects[effects["with"].isna()] if "with" in effects else effects
    outcomes, factors = (list(dict.fromkeys(table[column])) for column in ("outcome", "factor"))
    scales = [outcome_scale(outcome, lang) for outcome in outcomes]
    if len({scale.change for scale in scales}) > 1:
        raise ValueError(f"One axis cannot hold changes in {' and '.join(scale.change for scale in scales)}.")
    levels: list[Any] = [None] if by is None else list(dict.fromkeys(table[by]))
    title = text(lang, "figure.effects_title" if by == "governance" else "figure.effects_title_plain")
    caption = text(lang, "figure.effects_caption", note=note)
    foot = 5.5 if width == "double" else 5.5 * len(outcomes)
    alone = len(levels) == 1 and width == "double"  # room for names in one line
    row = 14 + max(4.2, (2.6 if alone else 3.2) * len(outcomes)) * len(factors)
    figure, axes, columns = panels(len(levels), row, foot, (title, caption) if titled else None, width)
    places = np.arange(len(factors))
    shifts = np.linspace(-0.18, 0.18, len(outcomes)) if len(outcomes) > 1 else np.zeros(1)
    handles: list[Any] = []
    letters, label = (26, 36.0) if width == "double" else (22, 32.0) if columns == 1 else (19, 28.0)
    letters = 44 if alone else letters
    for axis, level in zip(axes, levels, strict=True):
        axis.axvline(0, color=style.MIDDLE, linewidth=0.6)
        for place in places[1::2]:
            axis.axhspan(place - 0.5, place + 0.5, color=style.STRIPE, zorder=0, linewidth=0)
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
            panel_title(axis, level_title(by, level, lang, scenario), (style.WIDTHS[width] - label) / columns - 2)
        numbers_axis(axis.xaxis, lang, sign=True, most=6 if columns == 1 or width == "double" else 3)
    axes[0].set_ylim(len(factors) - 0.5, -0.5)
    axes[0].set_yticks(places, [style.wrapped(factor_title(factor, lang), letters) for factor in factors])
    factor = np.array([scales[outcomes.index(outcome)].factor for outcome in table["outcome"]])
    ends = np.nan_to_num(table[["effect", "low", "high"]].to_numpy(float) * factor[:, None])
    least = 1.0 if scales[0].factor == 100 else 1e-9
    axes[0].set_xlim(1.05 * min(-least, ends.min()), 1.05 * max(least, ends.max()))
    for axis in axes:
        axis.tick_params(axis="y", length=0)
        axis.spines["left"].set_visible(False)
    outer_labels(axes, columns, "", capital(scales[0].change))
    names = [_directed(outcome, scale.title, lang) for outcome, scale in zip(outcomes, scales, strict=True)]
    figure.legend(handles, names, ncols=len(names) if width == "double" else 1, loc="lower center")

    def said(row: dict[Any, Any]) -> str:
        where = "" if by is None else f" ({level_title(by, row[by], lang, scenario)})"
        scale = outcome_scale(row["outcome"], lang)
        return f"{factor_title(row['factor'], lang)}{where}: {scale.title} {change_words(row['effect'], scale, lang)}"

    alt = text(lang, "figure.effects_alt", title=title, rows=clear_effects(table, TOLD, lang, said))
    return Picture(name, title, caption, alt, figure)


def _directed(outcome: str, title: str, lang: str) -> str:
    key = "less_is_better" if outcome in LOWER_IS_BETTER else "more_is_better"
    return text(lang, f"figure.{key}", outcome=title)
