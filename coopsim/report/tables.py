"""The comparison as tables for readers, in either language."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from coopsim.analysis.comparison import Comparison
from coopsim.analysis.intervals import Interval
from coopsim.figures.titles import approach_title, governance_title
from coopsim.report.rounding import estimate
from coopsim.texts import text
from coopsim.texts.numbers import number, percent

#: Columns of the readable table in order: the course of the alliance, and money with the differences to the baseline.
COURSE = ("effective", "stagnation", "never_started", "median_stagnation", "stagnating", "merged", "dissolved")
MONEY = ("performance", "target_achievement", "cost", "worst_off", "d_effective", "d_stagnation")
COLUMNS = (*COURSE, *MONEY)
_SHARES = ("never_started", "stagnating", "dissolved", "performance", "target_achievement")


def cell(row: Any, column: str, lang: str) -> str:
    """One cell of the readable table from a row of ``Comparison.summary`` or ``Comparison.effects``."""
    value = row[column]
    if f"{column}_low" in row:
        found = Interval(value, row[f"{column}_low"], row[f"{column}_high"])
        return estimate(found, lang, factor=1.0 if column == "d_cost" else 100.0, sign=column.startswith("d_"))
    if column == "merged":
        whole, part = percent(lang, value), percent(lang, row["merged_partly"])
        return text(lang, "table.merged", whole=whole, part=part)
    if column == "median_stagnation":
        return text(lang, "table.not_reached") if math.isnan(value) else number(lang, value)
    if column in _SHARES:
        return percent(lang, value)
    return number(lang, value, 2 if column == "cost" else 0)


def comparison_table(comparison: Comparison, lang: str = "en") -> pd.DataFrame:
    """The summary as a reader wants it: headings, percentages and intervals in the language ``en`` or ``de``."""
    summary, one = comparison.summary, next(iter(comparison.scenarios.values()))
    rows = []
    for _, row in summary.iterrows():
        if "governance" in summary:
            names = {
                "governance": governance_title(row["governance"], lang, one),
                "approach": approach_title(row["approach"], lang),
            }
        else:
            names = {"label": row["label"]}
        cells = {column: cell(row, column, lang) for column in COLUMNS}
        rows.append({text(lang, f"column.{key}"): value for key, value in (names | cells).items()})
    return pd.DataFrame(rows)
