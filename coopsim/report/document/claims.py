"""Are the runs enough for what the findings claim? The differences behind them, each with its split-half check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.analysis.comparison import NO_APPROACH, Comparison, Label, label_text
from coopsim.analysis.convergence import paired_convergence, reliability
from coopsim.analysis.measures import measure
from coopsim.figures.titles import approach_title
from coopsim.report.document.blocks import Table
from coopsim.report.document.findings import changes, leading
from coopsim.report.document.parts import Numbering, title_of
from coopsim.report.rounding import decimals, half_width, rounded
from coopsim.texts import text
from coopsim.texts.numbers import MISSING, number, percent

if TYPE_CHECKING:
    import pandas as pd

OUTCOMES = {"effective": "effective", "stagnation": "stagnated"}  #: word in texts and name of the measure


def claims(comparison: Comparison) -> list[tuple[str, Label, Label]]:
    """What the findings compare: outcome ("effective", "stagnation"), configuration, and with which one."""
    rows: list[tuple[str, Label, Label]] = []
    found = leading(comparison)
    candidates = list(found.levels)
    rows += [("effective", candidates[0], other) for other in candidates[1:]]
    changed = changes(comparison)
    if changed is not None:
        named = [*changed.lowers, *changed.raises] or []
        rows += [("stagnation", row.label, changed.baseline) for row in named]
        rows += [("effective", row.label, changed.baseline) for row in (*changed.more, *changed.less)]
    return list(dict.fromkeys(rows))


def checked(comparison: Comparison, outcome: str, label: Label, base: Label) -> dict[str, float]:
    """The convergence of one difference; see ``analysis.convergence``."""
    return paired_convergence(*(comparison.values(x, OUTCOMES[outcome]) for x in (label, base)))


def claims_table(comparison: Comparison, lang: str, numbering: Numbering) -> Table:
    """A row for each difference behind the findings."""
    cells = []
    for outcome, label, base in claims(comparison):
        row = checked(comparison, outcome, label, base)
        names = [_name(x, comparison, lang) for x in (label, base)]
        what = _text(lang, f"outcome_{outcome}", name=_text(lang, "against", label=names[0], base=names[1]))
        needed = row["runs_needed"]
        cells.append(
            [
                what,
                *measured(row, lang, 100.0),
                number(lang, row["gap"], 1, sign=True),
                MISSING if np.isnan(needed) else number(lang, _rounded(needed)),
                _text(lang, verdict(row)),
            ]
        )
    keys = ("effect", "half", "first", "second", "gap", "needed", "enough")
    headings = [_text(lang, "convergence_what"), *(_text(lang, f"convergence_{key}") for key in keys)]
    caption = _text(lang, "convergence_claims")
    return numbering.table(caption, headings, cells, _text(lang, "verdict_note"), small=True)


def measured(row: Mapping[str, float], lang: str, factor: float) -> list[str]:
    """Difference, half-width, and the difference on each half, all times ``factor``, with the digits of the first."""
    places = decimals(factor * row["half_width"]) if row["half_width"] > 0 else 1
    found = {key: rounded(factor * row[key], places, lang, sign=True) for key in ("effect", "first", "second")}
    return [found["effect"], half_width(row["half_width"], lang, factor=factor), found["first"], found["second"]]


def verdict(row: dict[str, float]) -> str:
    """ "enough", "too_few", "open" or "no_effect" for one difference."""
    if row["effect"] == 0:
        return "no_effect"
    if not row["resolved"]:
        return "open"
    return "enough" if row["half_width"] <= abs(row["effect"]) / 2 else "too_few"


def all_effects(comparison: Comparison) -> pd.DataFrame:
    """Convergence of every configuration against its baseline, in both outcomes: one row each."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for label in comparison.scenarios:
        base: Label = comparison.baseline
        if not isinstance(label, str) and label[1] != NO_APPROACH and (label[0], NO_APPROACH) in comparison.scenarios:
            base = (label[0], NO_APPROACH)
        if label == base:
            continue
        for outcome in OUTCOMES:
            found = checked(comparison, outcome, label, base)
            rows.append({"label": label_text(label), "outcome": outcome, **found})
    return pd.DataFrame(rows)


def reliability_words(comparison: Comparison, lang: str) -> str:
    """How well the two halves of the runs agree, over all differences, and whether the same candidate leads on both."""
    found = reliability(all_effects(comparison))
    shares = {key: percent(lang, found[name]) for key, name in _SHARES.items()}
    words = _text(
        lang,
        "reliability",
        effects=number(lang, found["effects"]),
        expected=percent(lang, 0.05),
        correlation=number(lang, found["correlation"], 2),
        reliability=number(lang, found["reliability"], 2),
        **shares,
    )
    candidates = list(leading(comparison).levels)
    if len(candidates) < 2:
        return words
    best = [_name(_best(comparison, candidates, half), comparison, lang) for half in (0, 1)]
    if best[0] == best[1]:
        return words + " " + _text(lang, "best_same", name=best[0])
    return words + " " + _text(lang, "best_differs", first=best[0], second=best[1])


_SHARES = {"resolved": "resolved", "same": "same_sign", "gap": "gap_large"}


def _best(comparison: Comparison, candidates: list[Label], half: int) -> Label:
    def level(label: Label) -> float:
        return float(measure(comparison.of(label), "effective", comparison.horizon(label))[half::2].mean())

    return max(candidates, key=level)


def _rounded(value: float) -> float:
    """To two significant digits: more would feign precision."""
    return float(f"{value:.2g}")


def _name(label: Label, comparison: Comparison, lang: str) -> str:
    if isinstance(label, str) or label[1] == NO_APPROACH:
        return title_of(label, comparison, lang)
    return approach_title(label[1], lang)


def _text(lang: str, key: str, **values: object) -> str:
    return text(lang, f"document.paper.{key}", **values)
