"""The numbers behind the charts: what A and B do, and how B differs, run by run on the same random numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from coopsim.analysis.incidence import cumulative_incidence
from coopsim.analysis.intervals import Interval, mean, paired_mean, paired_share, share, wilson

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.workshop.runs import Runs


class Outcome(NamedTuple):
    """One figure by which A and B are compared: a share of runs, or a mean over runs."""

    name: str
    unit: str  #: "runs" for a share of runs; else "months", "share", "money", "money_year", "staff"
    better: int  #: 1 more is better, −1 less is better, 0 neither
    of: Callable[[pd.DataFrame], Any]


def _column(name: str) -> Callable[[pd.DataFrame], Any]:
    return lambda table: table[name].to_numpy(np.float64)


def _yes(name: str) -> Callable[[pd.DataFrame], Any]:
    return lambda table: table[name].to_numpy(bool)


#: The figures that are compared, in the order of the page; the two headlines first.
OUTCOMES: Final = (
    Outcome("effective", "months", 1, _column("months_effective")),
    Outcome("stagnated", "runs", -1, _yes("stagnated")),
    Outcome("stagnating", "months", -1, _column("months_stagnating")),
    Outcome("never_started", "runs", -1, lambda table: ~table["started"].to_numpy(bool)),
    Outcome("dissolved", "runs", 0, _yes("dissolved")),
    Outcome("merged", "runs", 0, lambda table: (table["merged"].astype(str) == "complete").to_numpy()),
    Outcome("added_value", "money", 1, _column("added_value")),
    Outcome("worst_off", "money", 1, _column("worst_off")),
    Outcome("target_achievement", "share", 1, _column("target_achievement")),
    Outcome("cost", "money_year", -1, _column("cost")),
    Outcome("staff", "staff", -1, _column("staff")),
)


def outcome(name: str) -> Outcome:
    """An outcome by its name; raises KeyError for an unknown one."""
    return {row.name: row for row in OUTCOMES}[name]


def estimate(row: Outcome, runs: Runs) -> Interval:
    """The value of an outcome over some runs, with its 95 % interval."""
    values = row.of(runs.table)
    return share(values) if row.unit == "runs" else mean(values)


def difference(row: Outcome, a: Runs, b: Runs) -> Interval:
    """B minus A of an outcome, run by run, with its 95 % interval.

    Raises ValueError when the runs are not the same.
    """
    paired = paired_share if row.unit == "runs" else paired_mean
    return paired(row.of(b.table), row.of(a.table))


def contrast(a: Runs, b: Runs) -> dict[str, Any]:
    """All that the page draws of A and B, as plain numbers; None where there is none.

    ``a`` and ``b`` hold the phases (T rows of counts by phase) and the cumulative incidence of stagnation,
    ``outcomes`` the estimates with differences, ``towns`` the same for the added value of each municipality and the
    share of runs in which it loses.
    """
    return {
        "runs": len(a.table),
        "months": len(a.phases),
        "a": _side(a),
        "b": _side(b),
        "outcomes": [
            {
                "name": row.name,
                "unit": row.unit,
                "better": row.better,
                "a": limits(estimate(row, a)),
                "b": limits(estimate(row, b)),
                "difference": limits(difference(row, a, b)),
            }
            for row in OUTCOMES
        ],
        "towns": _towns(a, b),
    }


def _side(runs: Runs) -> dict[str, Any]:
    horizon = len(runs.phases)
    curve = cumulative_incidence(runs.table, horizon)
    curve = curve[curve["cause"] == "stagnation"]
    columns = ("incidence", "low", "high")
    return {
        "phases": runs.phases.tolist(),
        "incidence": {name: [round(float(x), 4) for x in curve[name]] for name in columns},
    }


def _towns(a: Runs, b: Runs) -> list[dict[str, Any]]:
    towns = sorted(a.scenario.municipalities, key=lambda town: town.id)
    n = len(a.table)
    rows = []
    for i, town in enumerate(towns):
        own = {"a": a.town_values[:, i].astype(np.float64), "b": b.town_values[:, i].astype(np.float64)}
        losing = {side: int((values < 0).sum()) for side, values in own.items()}
        low, high = wilson(np.array(list(losing.values())), n)
        rows.append(
            {
                "id": town.id,
                "name": town.name,
                "a": limits(mean(own["a"])),
                "b": limits(mean(own["b"])),
                "difference": limits(paired_mean(own["b"], own["a"])),
                "loses": {
                    side: limits(Interval(losing[side] / n, float(low[k]), float(high[k])))
                    for k, side in enumerate(("a", "b"))
                },
                "loses_difference": limits(paired_share(own["b"] < 0, own["a"] < 0)),
            }
        )
    return rows


def limits(interval: Interval) -> list[float | None]:
    """Value, lower and upper limit, rounded to what a screen can show."""
    return [None if math.isnan(x) else float(f"{x:.5g}") for x in interval]
