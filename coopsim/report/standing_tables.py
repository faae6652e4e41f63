"""Where alliances stand, how the same ones move, and what founding a form goes with: tables in words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from coopsim.analysis.comparison import Comparison
from coopsim.analysis.comparison_claims import alternatives, shown_alternatives
from coopsim.analysis.intervals import limits_of
from coopsim.analysis.labels import Label
from coopsim.analysis.turns import TURNS
from coopsim.figures.comparison import alternative_title, configuration_title
from coopsim.figures.style import STANDINGS
from coopsim.figures.titles import approach_title
from coopsim.report.document.blocks import Block, Paragraph, Table
from coopsim.report.parts import Numbering
from coopsim.report.phrases import listed
from coopsim.report.rounding import estimate
from coopsim.report.tables import BY_FOUNDING, founding_rows, without_approach
from coopsim.texts import text
from coopsim.texts.numbers import number


def standings_table(comparison: Comparison, labels: Sequence[Label], lang: str, numbering: Numbering) -> Table:
    """Of 100 alliances, how many stand where after 5, 10 and 20 years and at the end, for some configurations."""
    rows = []
    for label in labels:
        rows.append([_full(comparison, label, lang)])
        for month, table in comparison.standings(label).groupby("month"):
            found = table.set_index("standing")
            years = number(lang, month / 12, 0 if month % 12 == 0 else 1)
            cells = [estimate(limits_of(found.loc[name], "share", bare=True), lang, factor=100.0) for name in STANDINGS]
            rows.append([text(lang, "document.standings.years", years=years), *cells])
    headings = [text(lang, "document.standings.heading"), *(text(lang, f"standing.{name}") for name in STANDINGS)]
    caption, note = (text(lang, f"document.standings.{key}") for key in ("caption", "note"))
    return numbering.table(caption, headings, rows, note, small=True)


def flows_blocks(comparison: Comparison, lang: str, numbering: Numbering, *, matrices: bool = False) -> list[Block]:
    """What becomes of the same alliances under every alternative, and with ``matrices`` from where to where they move.

    Nothing where there is no alternative.
    """
    chosen = shown_alternatives(comparison)
    if chosen is None:
        return []
    base, shown = chosen
    _, _, others, whole = alternatives(comparison)
    names = listed([alternative_title(comparison, label, base, lang) for label in shown[:1]], lang)
    every = text(lang, "document.flows.whole") if whole is not None else ""
    start = _full(comparison, base, lang)
    blocks: list[Block] = [Paragraph(text(lang, "document.flows.text", base=start, names=names, whole=every))]
    rows = []
    for label in others if whole is None else [*others, whole]:
        turned = comparison.turns(label, base)
        cells = [estimate(turned[name], lang, factor=100.0) for name in TURNS]
        rows.append([alternative_title(comparison, label, base, lang), *cells])
    headings = [text(lang, f"document.flows.{name}") for name in ("alternative", *TURNS)]
    note = text(lang, "document.flows.note", base=start)
    blocks.append(numbering.table(text(lang, "document.flows.caption"), headings, rows, note, small=True))
    if matrices:
        blocks += [_matrix(comparison, label, base, lang, numbering) for label in shown]
    return blocks


def founding_table(comparison: Comparison, lang: str, numbering: Numbering) -> Table:
    """What a form does, apart from whether it comes about, for every form without an approach."""
    rows = []
    for label in without_approach(comparison):
        rows.append([configuration_title(comparison, label, lang)])
        rows += founding_rows(comparison, label, lang)
    headings = [text(lang, f"column.{name}") for name in ("group", *BY_FOUNDING)]
    caption, note = text(lang, "table.founding"), text(lang, "table.note_founding")
    return numbering.table(caption, headings, rows, note, small=True)


def _matrix(comparison: Comparison, label: Label, base: Label, lang: str, numbering: Numbering) -> Table:
    """From where alliances stand in the starting point (rows) to where they stand in an alternative (columns)."""
    table: pd.DataFrame = comparison.flows(label, base).set_index(["origin", "target"])
    rows = []
    for origin in STANDINGS:
        if origin not in table.index.get_level_values("origin"):
            continue
        cells = []
        for target in STANDINGS:
            found = (origin, target) in table.index
            share = limits_of(table.loc[(origin, target)], "share", bare=True) if found else None
            cells.append(estimate(share, lang, factor=100.0) if share else number(lang, 0))
        rows.append([text(lang, f"standing.{origin}"), *cells])
    names = {"base": _full(comparison, base, lang), "name": _full(comparison, label, lang)}
    caption = text(lang, "document.flows.matrix_caption", **names)
    headings = [text(lang, "document.flows.matrix_heading"), *(text(lang, f"standing.{name}") for name in STANDINGS)]
    return numbering.table(caption, headings, rows, "", small=True)


def _full(comparison: Comparison, label: Label, lang: str) -> str:
    """A configuration with its approach, where there are several sets of them."""
    name = configuration_title(comparison, label, lang)
    several = not isinstance(label, str) and len(comparison.approaches) > 1
    return f"{name}, {approach_title(label[1], lang)}" if several else name
