"""Are the runs enough for what is claimed? The differences behind the claims, each with its split-half check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from coopsim.analysis.convergence import reliability
from coopsim.analysis.digits import decimals
from coopsim.figures.titles import outcome_scale
from coopsim.report.document.blocks import Block, Paragraph, Table
from coopsim.report.parts import Numbering
from coopsim.report.phrases import texts_of
from coopsim.report.rounding import half_width, rounded
from coopsim.texts.numbers import MISSING, number, percent

_text = texts_of("document.paper")

MOST_RUNS: Final = 1e12  #: runs needed up to which there is an effect at all
COLUMNS: Final = ("what", "effect", "half", "first", "second", "gap", "needed", "enough")


def convergence_blocks(table: Table, checked: pd.DataFrame, lang: str, more: str = "") -> list[Block]:
    """How to read the table, the table, and how well the halves of the runs agree over all differences ``checked``."""
    found = reliability(checked)
    shares = {"resolved": found["resolved"], "same": found["same_sign"], "gap": found["gap_large"], "expected": 0.05}
    values = {name: percent(lang, share) for name, share in shares.items()}
    values |= {name: number(lang, found[name], 2) for name in ("correlation", "reliability")}
    words = _text(lang, "reliability", effects=number(lang, found["effects"]), **values)
    return [Paragraph(_text(lang, "convergence_text")), table, Paragraph(f"{words} {more}".strip())]


def convergence_table(
    checked: pd.DataFrame, names: Sequence[str], caption: str, lang: str, numbering: Numbering
) -> Table:
    """A row for each difference: ``checked`` has ``outcome`` and the columns of ``analysis.convergence``."""
    rows = [_cells(row, name, lang) for row, name in zip(checked.to_dict("records"), names, strict=True)]
    headings = [_text(lang, f"convergence_{key}") for key in COLUMNS]
    return numbering.table(caption, headings, rows, _text(lang, "verdict_note"), small=True)


def _cells(row: Mapping[str, Any], name: str, lang: str) -> list[str]:
    """Difference, half-width, the difference on each half with the digits of the first, gap, runs needed, verdict."""
    factor = outcome_scale(row["outcome"], lang).factor
    places = decimals(factor * row["half_width"]) if row["half_width"] > 0 else 1
    shown = [rounded(factor * row[key], places, lang, sign=True) for key in ("effect", "first", "second")]
    needed = row["runs_needed"]
    return [
        _text(lang, f"outcome_{row['outcome']}", name=name),
        shown[0],
        half_width(row["half_width"], lang, factor=factor),
        *shown[1:],
        number(lang, row["gap"], 1, sign=True),
        # More digits would feign precision, and more runs an effect where there is only rounding.
        number(lang, float(f"{needed:.2g}")) if needed <= MOST_RUNS else MISSING,
        _text(lang, verdict(row)),
    ]


def verdict(row: Mapping[str, float]) -> str:
    """ "enough", "too_few", "open" or "no_effect" for one difference."""
    if row["effect"] == 0:
        return "no_effect"
    if not row["resolved"]:
        return "open"
    return "enough" if row["half_width"] <= abs(row["effect"]) / 2 else "too_few"
