"""Cells and sentences of the pages in one language: numbers with intervals, and words that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from coopsim.analysis.intervals import Interval, shown
from coopsim.figures.titles import LOWER_IS_BETTER, factor_title, governance_title
from coopsim.model.codes import APPROACHES
from coopsim.report.rounding import estimate
from coopsim.texts import text
from coopsim.texts.markdown import markdown_table
from coopsim.texts.numbers import in_words, number, percent
from paper.cases import HEADLINES, VALUE

PLAIN: Final = (*VALUE, "time_lost", "time_lost_founded")  #: outcomes that are no shares


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
        """What a policy, an approach or a parameter is called."""
        alone, _, start = factor.partition("@")
        if start:
            return self.text("begun", name=self.name(alone), start=start)
        own = factor in ("best", "deck", "reverse")
        return self.text(f"policy.{factor}") if own else factor_title(factor, self.lang)

    def form(self, governance: str) -> str:
        """What a governance model is called."""
        return governance_title(governance, self.lang)

    def parameter(self, symbol: str) -> str:
        """What a parameter is called, with its symbol."""
        return f"{self.name(symbol)} (`{symbol}`)"

    def package(self, names: str) -> str:
        """A package of approaches."""
        return " + ".join(map(self.name, names.split()))

    def finding(self, row: Any) -> str:
        """Whose effect a row of ``variants.run`` is."""
        return self.name(row["name"]) if row["kind"] == "approach" else self.form(row["name"])

    def number(self, value: float, digits: int = 0) -> str:
        """A number."""
        return number(self.lang, value, digits)

    def signed(self, value: float, outcome: str = HEADLINES[1]) -> str:
        """A change in the unit of an outcome: percentage points of shares."""
        return number(self.lang, self.scale(outcome) * value, 1, sign=True)

    def scale(self, outcome: str) -> float:
        """What numbers of an outcome are multiplied by to be shown."""
        return 1.0 if outcome in PLAIN else 100.0

    def share(self, value: float, digits: int = 0) -> str:
        """A share in per cent, or a dash."""
        return percent(self.lang, value, digits)

    def listed(self, names: Iterable[str]) -> str:
        """Names with commas, or the word for none."""
        return ", ".join(names) or self.text("nothing")

    def interval(self, row: Any, outcome: str, *, sign: bool = True) -> str:
        """An effect, or a level, with its interval."""
        found = Interval(row["value"], row["low"], row["high"])
        return estimate(found, self.lang, factor=self.scale(outcome), sign=sign)

    def cell(self, row: Any, outcome: str = HEADLINES[1]) -> str:
        """An effect with its interval, bold where it is shown."""
        return bold(self.interval(row, outcome), row["low"], row["high"])

    def short(self, row: Any, outcome: str = HEADLINES[1]) -> str:
        """An effect without its interval, bold where it is shown."""
        return bold(self.signed(row["value"], outcome), row["low"], row["high"])

    def said(self, row: Any, outcome: str) -> str:
        """An effect within a sentence: the number with its interval and unit, or that none is shown."""
        key = "effect_shown" if shown(row["low"], row["high"]) else "effect_none"
        return self.text(key, effect=f"{self.interval(row, outcome)} {self.text(f'unit.{outcome}')}")

    def table(self, headings: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
        """A Markdown table whose headings are keys of texts, or words that begin with "="."""
        heads = [word[1:] if word.startswith("=") else self.text(f"column.{word}") for word in headings]
        return markdown_table(heads, rows)

    def measures(self, keys: Iterable[str]) -> list[str]:
        """Headings with the names of measures of the sensitivity."""
        return [f"={self.text(f'measure.{key}')}" for key in keys]
