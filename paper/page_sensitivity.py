"""Generated blocks of the page on sensitivity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from coopsim.texts.numbers import MISSING
from paper.sensitivity import MEASURES, by_measure, largest
from paper.tables import Tables, rows_of
from paper.words import Words, bold, bullets

if TYPE_CHECKING:
    import pandas as pd

SHOWN: Final = 20  #: parameters in a table


def summary(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """How many parameters matter for what, and whether the two differences keep their signs."""
    alone = {what: rows_of(tables["one_at_a_time"], measure=what) for what in MEASURES}
    named = {what: w.text(f"measure.{what}") for what in MEASURES}
    lines = []
    for what in MEASURES:
        top = rows_of(tables["morris"], measure=what).sort_values("mu_star", ascending=False).head(3)
        counts = {"count": _moving(alone[what])["parameter"].nunique(), "all": alone[what]["parameter"].nunique()}
        words = {key: w.number(count) for key, count in counts.items()}
        names = w.listed(map(w.parameter, top["factor"]))
        lines.append(w.text("sensitivity.matter", measure=named[what], names=names, **words))
    for what in MEASURES[2:]:
        base = alone[what]["base"].iloc[0]
        moving = _moving(alone[what])
        names = w.listed(map(w.parameter, moving.loc[moving["value"] * base < 0, "parameter"].unique()))
        lines.append(w.text("sensitivity.turned", measure=named[what], base=w.signed(base), names=names))
    for what in tables["sobol"]["measure"].unique():
        rows = rows_of(tables["sobol"], measure=what).sort_values("total", ascending=False)
        size = {key: w.number(100 * rows[key].iloc[0], 1) for key in ("mean", "sd")}
        additive = w.number(max(0.0, rows["first"].clip(lower=0).sum()), 2)
        names = w.listed(map(w.parameter, rows["factor"].head(2)))
        lines.append(w.text("sensitivity.shares", measure=named[what], names=names, additive=additive, **size))
    return bullets(lines)


def _moving(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of single parameters whose change is shown."""
    return rows[(rows["change_low"] > 0) | (rows["change_high"] < 0)]


def alone(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """The parameters that move the measures most, alone over their whole bounds."""
    table = tables["one_at_a_time"]
    swing = by_measure(table.assign(swing=table["change"].abs()), "parameter", "swing").sort_index()
    ends: dict[Any, Any] = {(row["parameter"], row["measure"], row["end"]): row for _, row in table.iterrows()}

    def change(*place: str) -> str:
        row = ends.get(place)  # none where the end is the default
        return MISSING if row is None else bold(w.signed(row["change"]), row["change_low"], row["change_high"])

    rows = [
        [w.parameter(name), *(f"{change(name, what, 'low')} / {change(name, what, 'high')}" for what in swing)]
        for name in largest(swing, SHOWN)
    ]
    return w.table(("parameter", *w.measures(swing)), rows)


def morris(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """The largest elementary effects: mean absolute effect and, in brackets, their spread."""
    star, spread = (100 * by_measure(tables["morris"], "factor", key) for key in ("mu_star", "sigma"))
    rows = [
        [w.parameter(name)]
        + [f"{w.number(star.loc[name, what], 1)} ({w.number(spread.loc[name, what], 1)})" for what in star]
        for name in largest(star, SHOWN)
    ]
    return w.table(("parameter", *w.measures(star)), rows)


def sobol(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """Shares of variance: alone, and with all interactions."""
    table = tables["sobol"].assign(half=lambda x: (x["total_high"] - x["total_low"]) / 2)
    wide = [by_measure(table, "factor", key) for key in ("first", "total", "half")]
    rows = []
    for name in wide[1].max(axis=1).sort_values(ascending=False).index:
        numbers = [[w.number(one.loc[name, what], 2) for one in wide] for what in wide[1]]
        rows.append([w.parameter(name), *(f"{first} / {total} ± {half}" for first, total, half in numbers)])
    return w.table(("parameter", *w.measures(wide[1])), rows)


def sizes(w: Words, tables: Tables, about: dict[str, Any]) -> str:
    """How much was simulated."""
    found = {key: w.number(value) for key, value in about["sizes"].items()}
    return w.text("sensitivity.sizes", twice=w.number(2 * about["sizes"]["runs"]), **found) + "\n"
