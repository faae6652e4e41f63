"""Cells and lists of the pages: numbers with intervals, and words that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from coopsim.analysis.intervals import Interval
from coopsim.figures.titles import LOWER_IS_BETTER, approach_title, factor_title, governance_title
from coopsim.report.rounding import estimate
from coopsim.robustness.effects import shown
from coopsim.texts import text
from coopsim.texts.markdown import markdown_table
from coopsim.texts.numbers import MISSING, number, percent

if TYPE_CHECKING:
    import pandas as pd

#: Outcomes whose changes are shown in percentage points.
IN_POINTS: Final = ("effective", "stagnated", "never_started", "merged", "dissolved")


def t(lang: str, key: str, **values: object) -> str:
    """A text of the pages on findings and sensitivity."""
    return text(lang, f"findings.{key}", **values)


def factor_of(outcome: str) -> float:
    """What a change of an outcome is times where it is shown."""
    return 100.0 if outcome in IN_POINTS else 1.0


def cell(row: Any, outcome: str, lang: str) -> str:
    """An effect with its interval, bold where it is shown."""
    found = estimate(Interval(row["value"], row["low"], row["high"]), lang, factor=factor_of(outcome), sign=True)
    return f"**{found}**" if shown(row["low"], row["high"]) else found


def short(row: Any, lang: str, factor: float = 100.0, value: str = "value") -> str:
    """An effect without its interval, one decimal, bold where it is shown."""
    found = number(lang, factor * row[value], 1, sign=True)
    return f"**{found}**" if shown(row["low"], row["high"]) else found


def said(row: Any, outcome: str, lang: str) -> str:
    """An effect within a sentence: the number with its interval, or that none is shown."""
    found = estimate(Interval(row["value"], row["low"], row["high"]), lang, factor=factor_of(outcome), sign=True)
    unit = t(lang, f"change.{outcome if outcome not in IN_POINTS else 'points'}")
    key = "effect_shown" if shown(row["low"], row["high"]) else "effect_none"
    return t(lang, key, effect=f"{found} {unit}")


def good(row: Any, outcome: str) -> int:
    """1 where an effect is shown to help, −1 where it is shown to harm, else 0."""
    return shown(row["low"], row["high"]) * (-1 if outcome in LOWER_IS_BETTER else 1)


def sorted_out(table: pd.DataFrame, outcome: str, names: Sequence[str], lang: str, kind: str = "approach") -> str:
    """Who helps, who harms, and of whom no effect is shown, for rows of one outcome, in the order of effects."""
    title = {"approach": approach_title, "governance": governance_title, "hindrance": factor_title}[kind]
    groups: dict[int, list[str]] = {1: [], -1: [], 0: []}
    rows = table[(table["outcome"] == outcome) & table[kind].isin(names)] if "outcome" in table else table
    better = -1.0 if outcome in LOWER_IS_BETTER else 1.0
    for _, row in rows.assign(order=-better * rows["value"]).sort_values("order").iterrows():
        what = good(row, outcome)
        size = f" ({number(lang, factor_of(outcome) * row['value'], 1, sign=True)})"
        groups[what].append(title(str(row[kind]), lang) + size)
    words = [
        t(lang, f"{key}.{kind}", names=listed(groups[what], lang))
        for what, key in ((1, "up"), (-1, "down"), (0, "open"))
    ]
    return "; ".join(words)


def listed(names: Iterable[str], lang: str) -> str:
    """Names with commas, or the word for none."""
    return ", ".join(names) or t(lang, "nothing")


def share(value: float, lang: str, digits: int = 0) -> str:
    """A share in per cent, or a dash."""
    return percent(lang, value, digits) if value == value else MISSING


def rows_table(lang: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table whose headings are keys of texts, or words that begin with "="."""
    heads = [word[1:] if word.startswith("=") else t(lang, f"column.{word}") for word in headings]
    return markdown_table(heads, rows)


def bullets(lines: Iterable[str]) -> str:
    """A list in Markdown."""
    return "".join(f"- {line}\n" for line in lines)
