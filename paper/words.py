"""Cells and sentences of the pages in one language: numbers with intervals, and words that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from coopsim.analysis.intervals import Interval, shown
from coopsim.figures.titles import LOWER_IS_BETTER, factor_title, governance_title, outcome_scale
from coopsim.model.codes import APPROACHES
from coopsim.report.rounding import estimate
from coopsim.texts import text
from coopsim.texts.markdown import markdown_table
from coopsim.texts.numbers import in_words, number, percent
from paper.cases import HEADLINE

if TYPE_CHECKING:
    import pandas as pd


def good(row: Any, outcome: str) -> int:
    """1 where an effect is shown to help, −1 where it is shown to harm, else 0."""
    return shown(row["low"], row["high"]) * (-1 if outcome in LOWER_IS_BETTER else 1)


def bold(words: str, low: float, high: float) -> str:
    """Words on an effect, bold where it is shown."""
    return f"**{words}**" if shown(low, high) else words


def bullets(lines: Iterable[str]) -> str:
    """A list in Markdown."""
    return "".join(f"- {line}\n" for line in lines)


class Words(NamedTuple):
    """The words of a language; a row of an effect has at least ``value``, ``low`` and ``high``."""

    lang: str

    def text(self, key: str, **values: object) -> str:
        """A text of the pages."""
        return text(self.lang, f"findings.{key}", approach_count=in_words(self.lang, len(APPROACHES)), **values)

    def name(self, factor: str) -> str:
        """What an approach, a hindrance or a parameter is called."""
        return factor_title(factor, self.lang)

    def form(self, governance: str) -> str:
        """What a governance model is called."""
        return governance_title(governance, self.lang)

    def parameter(self, symbol: str) -> str:
        """What a parameter is called, with its symbol."""
        return f"{self.name(symbol)} (`{symbol}`)"

    def finding(self, row: Any) -> str:
        """Whose effect a row of ``variants.run`` is."""
        return self.name(row["name"]) if row["kind"] == "approach" else self.form(row["name"])

    def number(self, value: float, digits: int = 0) -> str:
        """A number."""
        return number(self.lang, value, digits)

    def signed(self, value: float, factor: float = 100.0) -> str:
        """A change, in percentage points unless there is another factor."""
        return number(self.lang, factor * value, 1, sign=True)

    def share(self, value: float, digits: int = 0) -> str:
        """A share in per cent, or a dash."""
        return percent(self.lang, value, digits)

    def listed(self, names: Iterable[str]) -> str:
        """Names with commas, or the word for none."""
        return ", ".join(names) or self.text("nothing")

    def interval(self, row: Any, outcome: str = HEADLINE) -> str:
        """An effect with its interval."""
        found = Interval(row["value"], row["low"], row["high"])
        return estimate(found, self.lang, factor=outcome_scale(outcome, self.lang).factor, sign=True)

    def cell(self, row: Any, outcome: str = HEADLINE) -> str:
        """An effect with its interval, bold where it is shown."""
        return bold(self.interval(row, outcome), row["low"], row["high"])

    def short(self, row: Any) -> str:
        """An effect in points without its interval, bold where it is shown."""
        return bold(self.signed(row["value"]), row["low"], row["high"])

    def said(self, row: Any, outcome: str) -> str:
        """An effect within a sentence: the number with its interval, or that none is shown."""
        unit = self.text(f"change.{'points' if outcome_scale(outcome, self.lang).factor == 100 else outcome}")
        key = "effect_shown" if shown(row["low"], row["high"]) else "effect_none"
        return self.text(key, effect=f"{self.interval(row, outcome)} {unit}")

    def sized(self, name: str, value: float, factor: float = 100.0) -> str:
        """A name with its effect in brackets."""
        return f"{name} ({self.signed(value, factor)})"

    def sorted_out(self, table: pd.DataFrame, outcome: str, names: Sequence[str], kind: str = "approach") -> str:
        """Who helps, who harms, and of whom no effect is shown, for rows of one outcome, in the order of effects."""
        title = self.form if kind == "governance" else self.name
        rows = table[(table["outcome"] == outcome) & table[kind].isin(names)]
        groups: dict[int, list[str]] = {1: [], -1: [], 0: []}
        for _, row in rows.sort_values("value", ascending=outcome in LOWER_IS_BETTER).iterrows():
            factor = outcome_scale(outcome, self.lang).factor
            groups[good(row, outcome)].append(self.sized(title(str(row[kind])), row["value"], factor))
        keys = zip(("up", "down", "open"), groups.values(), strict=True)
        return "; ".join(self.text(f"{key}.{kind}", names=self.listed(group)) for key, group in keys)

    def table(self, headings: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
        """A Markdown table whose headings are keys of texts, or words that begin with "="."""
        heads = [word[1:] if word.startswith("=") else self.text(f"column.{word}") for word in headings]
        return markdown_table(heads, rows)

    def measures(self, keys: Iterable[str]) -> list[str]:
        """Headings with the names of measures of the sensitivity."""
        return [f"={self.text(f'measure.{key}')}" for key in keys]
