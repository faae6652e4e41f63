"""Parts that both kinds of report share: tables of the region and of results, figures with their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import count
from typing import Any

import pandas as pd
from babel.dates import format_date

from coopsim.analysis.comparison import Comparison, Label, label_text
from coopsim.figures import Picture
from coopsim.figures.comparison import configuration_title
from coopsim.figures.titles import approach_title, hindrance_title
from coopsim.model.codes import HINDRANCES
from coopsim.report.document.blocks import Figure, Table
from coopsim.report.sections import simulated
from coopsim.report.tables import cell
from coopsim.scenario.schema import Scenario
from coopsim.texts import text
from coopsim.texts.numbers import MISSING, number


@dataclass
class Numbering:
    """Numbers of tables and figures in the order in which they are made."""

    lang: str
    _tables: Iterator[int] = field(default_factory=partial(count, 1), init=False)
    _figures: Iterator[int] = field(default_factory=partial(count, 1), init=False)

    def table(self, words: str, *parts: Any, **options: Any) -> Table:
        """A table whose caption begins with its number."""
        place = number(self.lang, next(self._tables))
        return Table(text(self.lang, "document.table", number=place, words=words), *parts, **options)

    def figure(self, picture: Picture, title: str = "") -> Figure:
        """A figure whose caption is its number, its title (or another) and how to read it."""
        words = f"{title or picture.title}. {picture.caption}"
        place = number(self.lang, next(self._figures))
        return Figure(picture, text(self.lang, "document.figure", number=place, words=words))


def towns_table(scenario: Scenario, lang: str, numbering: Numbering) -> Table:
    """The municipalities of a scenario with inhabitants, trend and tier, their sum, and where the figures come from."""
    roles = len({town.role for town in scenario.municipalities}) > 1
    columns = ["town", *(["role"] if roles else []), "tier", "population", "trend"]
    rows = []
    for town in scenario.municipalities:
        cells = {
            "town": town.name,
            "role": text(lang, f"document.workshop.role_{town.role}"),
            "tier": text(lang, f"document.workshop.tier_{town.tier or 'unknown'}"),
            "population": number(lang, town.population),
            "trend": MISSING if town.population_trend is None else number(lang, town.population_trend, 2, sign=True),
        }
        rows.append([cells[column] for column in columns])
    total = number(lang, sum(town.population for town in scenario.municipalities))
    rows.append([text(lang, "document.workshop.total"), *[""] * (len(columns) - 3), total, ""])
    told = [*scenario.sources, *(town.source for town in scenario.municipalities if town.source)]
    sources = "; ".join(source for source in dict.fromkeys(told) if not _within(source, told))
    note = text(lang, "document.workshop.unknown_note")
    if sources:
        note = text(lang, "document.workshop.sources", sources=sources) + " " + note
    headings = [text(lang, f"document.workshop.{column}") for column in columns]
    caption = text(lang, "document.workshop.towns_caption")
    return numbering.table(caption, headings, rows, note, names=len(columns) - 2)


def hindrances_table(scenario: Scenario, lang: str, numbering: Numbering) -> Table:
    """The levels of all hindrances, the strongest first."""
    rows = [list(row) for row in hindrances(scenario, lang)]
    headings = [text(lang, "document.workshop.hindrance"), text(lang, "document.workshop.level")]
    note = text(lang, "document.workshop.hindrances_note")
    return numbering.table(text(lang, "document.workshop.hindrances_caption"), headings, rows, note)


def hindrances(scenario: Scenario, lang: str) -> list[tuple[str, str]]:
    """All hindrances with their levels, the strongest first."""
    levels = {name: scenario.hindrance(name) for name in HINDRANCES}
    ordered = sorted(levels, key=lambda name: -levels[name])
    return [(hindrance_title(name, lang), number(lang, levels[name], 1)) for name in ordered]


def fundings(scenario: Scenario, lang: str) -> list[str]:
    """Means from outside, a phrase each."""
    found = []
    for row in scenario.funding:
        values = {"eur": number(lang, row.eur_per_year), "staff": number(lang, row.staff_fte, 1)}
        values["start"] = month_words(row.start, lang, scenario.start)
        if row.end is None:
            found.append(text(lang, "document.workshop.funding_open", **values))
        else:
            end = month_words(scenario.month_of(row.end) - 1, lang, scenario.start)
            found.append(text(lang, "document.workshop.funding_row", end=end, **values))
    return found


def month_words(when: int | str, lang: str, start: str = "") -> str:
    """A calendar month in words ("August 2021"), from "2021-08" or from months since ``start``."""

    if isinstance(when, int):
        months = int(start[:4]) * 12 + int(start[5:]) - 1 + when
        when = f"{months // 12:04}-{months % 12 + 1:02}"
    return format_date(date(int(when[:4]), int(when[5:]), 1), "MMMM y", locale=lang)


def results_table(
    comparison: Comparison,
    rows: Sequence[tuple[str, Label | None]],
    columns: Sequence[str],
    caption: str,
    lang: str,
    numbering: Numbering,
    *,
    found: pd.DataFrame | None = None,
    called: str = "column",
    note: str = "",
    small: bool = False,
    heading: str = "",
) -> Table:
    """Rows of the summary, or of another table, in words; a row without a label is the heading of those below it.

    ``called`` is where the texts of the headings stand.
    """
    table = (comparison.summary if found is None else found).set_index("label")
    cells = [
        [title] if label is None else [title, *(cell(table.loc[label_text(label)], name, lang) for name in columns)]
        for title, label in rows
    ]
    first = "governance" if comparison.paired_labels else "label"
    headings = [heading or text(lang, f"column.{first}"), *(text(lang, f"{called}.{name}") for name in columns)]
    return numbering.table(caption, headings, cells, note, small=small)


def region(comparison: Comparison, lang: str) -> str:
    """The titles of the scenarios compared."""
    titles = dict.fromkeys(scenario.title[lang] for scenario in comparison.scenarios.values())
    return " · ".join(list(titles)[:3])


def comparison_values(comparison: Comparison, lang: str) -> dict[str, str]:
    """What was simulated and where it comes from, as the texts take it."""
    manifest, base = comparison.manifest, comparison.baseline
    name, versions = configuration_title(comparison, base, lang), manifest["versions"]
    about, numbers = manifest | {"version": versions["coopsim"]}, comparison.of(base)["run"]
    return simulated(lang, about, versions, numbers, comparison.horizon(base), comparison.seed) | {
        "id": manifest["id"],
        "count": number(lang, len(comparison.scenarios)),
        "years": number(lang, comparison.horizon(base) / 12),
        "start": month_words(comparison.scenarios[base].start, lang),
        "base": name if isinstance(base, str) else f"{name}, {approach_title(base[1], lang)}",
    }


def _within(source: str, told: Sequence[str]) -> bool:
    """Whether another source says the same and more."""
    return any(source != other and source in other for other in told)
