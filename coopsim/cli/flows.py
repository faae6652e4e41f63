"""The flows of a comparison of two settings on a terminal: of 100 alliances, from where to where, and which runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from coopsim.analysis.intervals import limits_of
from coopsim.analysis.standings import moments
from coopsim.figures.style import wrapped
from coopsim.report.rounding import estimate
from coopsim.texts import text
from coopsim.texts.numbers import number

if TYPE_CHECKING:
    from coopsim.analysis.comparison import Comparison
    from coopsim.analysis.labels import Label

EXAMPLES: Final = 4  #: runs that are named for each flow


def flows_text(comparison: Comparison, label: Label, names: tuple[str, str], lang: str, width: int) -> str:
    """From where runs stand under the baseline to where they stand under ``label``, after 5, 10, 20 years, at the end.

    ``names`` are those of baseline and ``label``.  A line per flow, the largest at the end first, with the numbers of
    some runs that move so by then.
    """
    horizon = comparison.horizon(label)
    table = comparison.flows(label, years=list(moments(horizon).values()))
    months = [int(month) for month in table["month"].unique()]
    cells = {(row["month"], row["origin"], row["target"]): row for row in table.to_dict("records")}
    shares = table.pivot_table("share", ["origin", "target"], "month", observed=True).fillna(0.0)
    lines = [[text(lang, "flows.from"), text(lang, "flows.to"), *(_years(lang, m) for m in months)]]
    lines[0].append(text(lang, "flows.runs"))
    for origin, target in shares.sort_values(months[::-1], ascending=False).index:
        found = [cells.get((month, origin, target)) for month in months]
        ends = [text(lang, f"standing.{end}") for end in (origin, target)]
        told = [estimate(limits_of(row, "share", bare=True), lang, factor=100.0) if row else "0" for row in found]
        lines.append([*ends, *told, _examples(found[-1])])
    title = text(lang, "flows.title", before=names[0], after=names[1])
    return "\n".join([wrapped(title, width), "", *_columns(lines, width), "", wrapped(text(lang, "flows.note"), width)])


def _years(lang: str, month: int) -> str:
    years = number(lang, month / 12, 0 if month % 12 == 0 else 1)
    return text(lang, "flows.years", years=years)


def _examples(row: dict[Any, Any] | None) -> str:
    runs = () if row is None else row["runs"]
    return " ".join(map(str, runs[:EXAMPLES])) + (" …" if len(runs) > EXAMPLES else "")


def _columns(lines: list[list[str]], width: int) -> list[str]:
    """Lines in columns as wide as their longest entry; where they do not fit, without runs or first years."""
    wide = [max(len(line[k]) for line in lines) for k in range(len(lines[0]))]
    shown = list(range(len(wide)))
    for spare in (len(wide) - 1, *range(2, len(wide) - 2)):
        if sum(wide[k] + 2 for k in shown) - 2 > width:
            shown.remove(spare)
    rows = ["  ".join(f"{line[k]:<{wide[k]}}" for k in shown).rstrip() for line in lines]
    return [rows[0], "─" * max(map(len, rows)), *rows[1:]]
