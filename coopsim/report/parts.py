"""What the reports have in common: their frame, sections that say the same, tables and figures with their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

import pandas as pd

from coopsim.analysis.comparison import Comparison
from coopsim.analysis.labels import Label, label_text
from coopsim.figures import Picture
from coopsim.figures.comparison import configuration_title
from coopsim.figures.titles import approach_title, hindrance_title
from coopsim.model.codes import HINDRANCES
from coopsim.model.parameters import PARAMETERS
from coopsim.report.document.blocks import Block, Bullets, Document, Facts, Figure, Paragraph, Section, Table
from coopsim.report.tables import cell
from coopsim.scenario.schema import Scenario
from coopsim.story.words import words_in
from coopsim.texts import text
from coopsim.texts.numbers import MISSING, number


def assembled(
    kind: str,
    lang: str,
    head: tuple[str, str, str],
    values: Mapping[str, str],
    blocks: Mapping[str, Sequence[Block]],
    titles: Mapping[str, str] | None = None,
) -> Document:
    """A document of a kind from the blocks of each section, in order; empty sections are left out.

    ``head`` is title, subtitle and summary, ``values`` holds ``version`` and ``id`` of the results; ``titles`` has
    headings other than those of the kind.
    """
    named = titles or {}
    return Document(
        lang,
        kind,
        *head,
        foot=text(lang, "document.foot", **values, honest=text(lang, "honest.line")),
        sections=[
            Section(named.get(key) or text(lang, f"document.{kind}.{key}"), [*rows])
            for key, rows in blocks.items()
            if rows
        ],
        manifest_id=values["id"],
    )


def limits(lang: str) -> Bullets:
    """What the model cannot tell; how many parameters rest on assumptions is counted."""
    assumed = number(lang, sum(parameter.assumed for parameter in PARAMETERS.values()))
    values = {"assumed": assumed, "parameters": number(lang, len(PARAMETERS))}
    names = ("fate", "assumed", "calibrated", "unknown", "persons", "price")
    return Bullets([text(lang, f"document.workshop.limit_{name}", **values) for name in names])


def purpose(lang: str, values: Mapping[str, str]) -> list[Block]:
    """What the model is for and where it is described."""
    words = [text(lang, "document.paper.purpose_text"), text(lang, "document.paper.purpose_odd", **values)]
    return [*map(Paragraph, words), limits(lang)]


def terms(lang: str) -> Facts:
    """The words that a reader needs."""
    keys = (f"document.workshop.terms_{name}" for name in ("effective", "stagnation", "both"))
    return Facts([(text(lang, key), text(lang, f"{key}_text")) for key in keys])


def findings_note(lang: str) -> Paragraph:
    """How to read the intervals of the findings."""
    return Paragraph(text(lang, "document.workshop.findings_note"), small=True)


def made(lang: str, values: Mapping[str, str], source: tuple[str, str], command: str) -> list[Block]:
    """How a paper for a workshop was made; ``command``, if any, makes it again."""

    def row(name: str, words: str = "") -> tuple[str, str]:
        key = f"document.workshop.made_{name}"
        return text(lang, key), words or text(lang, f"{key}_text", **{**values, "rules": values["rules"][:12]})

    rows = [row("model"), source, row("runs"), row("manifest"), row("findings")]
    return [Facts([*rows, row("repeat", command)] if command else rows)]


def reproduce(lang: str, words: str, values: Mapping[str, str], run_numbers: str) -> list[Block]:
    """What is needed to reproduce the results."""
    keys = ("id", "versions", "commit", "rules", "seed", "run_numbers")
    facts = {**values, "run_numbers": run_numbers}
    return [Paragraph(words), Facts([(text(lang, f"document.paper.{key}"), facts[key]) for key in keys])]


def simulated(
    lang: str, about: Mapping[str, object], versions: Mapping[str, str], numbers: Any, months: int, seed: int
) -> dict[str, str]:
    """What was simulated and where it comes from, as the texts take it; ``numbers`` are those of the runs."""
    return {
        "runs": number(lang, len(numbers)),
        "first": str(numbers.min()),
        "last": str(numbers.max()),
        "seed": str(seed),
        "months": number(lang, months),
        "years": number(lang, months / 12, 0 if months % 12 == 0 else 1),
        "version": str(about["version"]),
        "commit": str(about.get("commit") or text(lang, "document.paper.unknown_commit"))[:12],
        "rules": str(about.get("rules", ""))[:32],
        "versions": ", ".join(f"{name} {version}" for name, version in versions.items()),
    }


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
    said_twice = {source for source in told if any(source != other and source in other for other in told)}
    sources = "; ".join(source for source in dict.fromkeys(told) if source not in said_twice)
    note = text(lang, "document.workshop.unknown_note")
    if sources:
        note = text(lang, "document.workshop.sources", sources=sources) + " " + note
    headings = [text(lang, f"document.workshop.{column}") for column in columns]
    caption = text(lang, "document.workshop.towns_caption")
    return numbering.table(caption, headings, rows, note, names=len(columns) - 2)


def scenario(words: str, shown: Scenario, lang: str, numbering: Numbering) -> list[Block]:
    """A scenario in words, its municipalities and its hindrances."""
    return [Paragraph(words), towns_table(shown, lang, numbering), hindrances_table(shown, lang, numbering)]


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

    words = words_in(lang)
    return words.month(start, when) if isinstance(when, int) else words.month(when, 0)


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
