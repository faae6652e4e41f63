"""The comparison as tables for readers, in either language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from coopsim.analysis.claims import NO_FORM
from coopsim.analysis.comparison import Comparison
from coopsim.analysis.intervals import limits_of
from coopsim.analysis.labels import NO_APPROACH, Label
from coopsim.figures.titles import approach_title, governance_title
from coopsim.report.rounding import estimate
from coopsim.texts import text
from coopsim.texts.numbers import number

#: Columns of readable tables: where alliances stand at the end; time; value and cost; differences to the baseline.
STANDING: Final = ("works", "stagnates", "asleep_end", "not_under_way", "merged", "dissolved")
TIME: Final = ("effective", "lost")
VALUE: Final = ("added_value", "target_achievement", "worst_off", "cost")
CHANGED: Final = ("d_effective", "d_lost", "d_added_value", "d_cost")
#: The four headlines side by side, then more on each, and the differences.
HEADLINES: Final = ("works", *TIME, "added_value", "cost", *STANDING[1:], *VALUE[1:3], *CHANGED[:3])
#: Whether the form that was sought comes into force.
FOUNDED: Final = ("founded", "founded_24")
#: Columns of the table that tells apart what a form does and whether it comes about.
BY_FOUNDING: Final = ("share", "works", "effective", "lost", "added_value")
_MONEY = ("added_value", "worst_off", "cost", "d_added_value", "d_cost")


def cell(row: Mapping[Any, Any], column: str, lang: str) -> str:
    """One cell of a readable table from a row that has the column with its limits (``Comparison.summary`` …)."""
    factor = 1.0 if column in _MONEY else 100.0
    return estimate(limits_of(row, column), lang, factor=factor, sign=column.startswith("d_"))


def precision_notes(comparison: Comparison, lang: str) -> list[str]:
    """Where runs were added for a precision: which, how many runs that took, and where it was not reached."""
    precision, missed = (comparison.manifest.get(key) for key in ("precision", "precision_missed"))
    if precision is None:
        return []
    low, high = (number(lang, count) for count in comparison.run_counts)
    points = number(lang, 100 * precision, len(f"{100 * precision:g}".partition(".")[2]))
    found = [text(lang, "table.note_precision", points=points, low=low, high=high)]
    if missed:
        whole = number(lang, len(comparison.scenarios))
        found.append(text(lang, "table.note_precision_missed", count=number(lang, missed), whole=whole, high=high))
    return found


def comparison_table(comparison: Comparison, lang: str = "en") -> pd.DataFrame:
    """The summary as a reader wants it: headings, percentages and intervals in the language ``en`` or ``de``."""
    summary, one = comparison.summary, next(iter(comparison.scenarios.values()))
    rows = []
    for row in summary.to_dict("records"):
        if "governance" in summary:
            names = {
                "governance": governance_title(row["governance"], lang, one),
                "approach": approach_title(row["approach"], lang),
            }
        else:
            names = {"label": row["label"]}
        cells = {column: cell(row, column, lang) for column in (*HEADLINES, *FOUNDED)}
        rows.append({text(lang, f"column.{key}"): value for key, value in (names | cells).items()})
    return pd.DataFrame(rows)


def without_approach(comparison: Comparison) -> Sequence[Label]:
    """What is compared without an approach: forms of cooperation, or scenarios; all where no form is without one."""
    if not comparison.paired_labels:
        return list(comparison.scenarios)
    plain = [label for label in comparison.scenarios if label[1] == NO_APPROACH and label[0] != NO_FORM]
    return plain or list(comparison.scenarios)


def founding_rows(comparison: Comparison, label: Label, lang: str) -> list[list[str]]:
    """Cells of ``Comparison.founding``: the group in words, then ``BY_FOUNDING``."""
    rows = []
    for row in comparison.founding(label).to_dict("records"):
        cells = {column: cell(row, column, lang) for column in BY_FOUNDING}
        if row["group"] == "sought":  # all runs, for certain
            cells["share"] = number(lang, 100)
        rows.append([text(lang, f"group.{row['group']}"), *cells.values()])
    return rows
