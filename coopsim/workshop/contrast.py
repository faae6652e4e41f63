"""The numbers behind the charts: what A and B do, and how B differs, run by run on the same random numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from operator import itemgetter
from typing import Any, Final, NamedTuple

import numpy as np

from coopsim.analysis.first_events import competing
from coopsim.analysis.incidence import incidence_curve
from coopsim.analysis.intervals import NOTHING, Interval, mean, paired_mean, paired_share, share, wilson
from coopsim.report.differences import differences
from coopsim.workshop.runs import Runs


class Outcome(NamedTuple):
    """One figure by which A and B are compared: a share of runs, or a mean over runs."""

    name: str
    unit: str  #: "runs" for a share of runs; else "months", "share", "money", "money_year", "staff"
    better: int  #: 1 more is better, −1 less is better, 0 neither
    of: Callable[[Any], Any]  #: from records of ``outcomes.RUN``


def _column(name: str) -> Callable[[Any], Any]:
    return lambda rows: rows[name].astype(np.float64)


MERGED_COMPLETELY: Final = 2  #: in the column ``merged``

#: The figures that are compared, in the order of the page; the two headlines first.
OUTCOMES: Final = (
    Outcome("effective", "months", 1, _column("months_effective")),
    Outcome("stagnated", "runs", -1, itemgetter("stagnated")),
    Outcome("stagnating", "months", -1, _column("months_stagnating")),
    Outcome("never_started", "runs", -1, lambda rows: ~rows["started"]),
    Outcome("dissolved", "runs", 0, itemgetter("dissolved")),
    Outcome("merged", "runs", 0, lambda rows: rows["merged"] == MERGED_COMPLETELY),
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
    values = row.of(runs.rows)
    return share(values) if row.unit == "runs" else mean(values)


def difference(row: Outcome, a: Runs, b: Runs) -> Interval:
    """B minus A of an outcome, run by run, with its 95 % interval.

    Raises ValueError when the runs are not the same.
    """
    paired = paired_share if row.unit == "runs" else paired_mean
    return paired(row.of(b.rows), row.of(a.rows))


def town_difference(place: int, a: Runs, b: Runs) -> Interval:
    """B minus A of the added value of one municipality, its place in the order of ids, with its 95 % interval."""
    return paired_mean(*(side.town_values[:, place].astype(np.float64) for side in (b, a)))


def figures(runs: Runs) -> dict[str, Any]:
    """What the page draws of one side, as plain numbers; None where there is none.

    ``phases`` are T rows of counts by phase, ``incidence`` the cumulative incidence of stagnation with its limits,
    ``outcomes`` the estimates by name, ``towns`` the added value of each municipality and the share of runs in which
    it loses.
    """
    horizon = len(runs.phases)
    n = len(runs.rows)
    losing = (runs.town_values < 0).sum(axis=0)
    low, high = wilson(losing, n)
    return {
        "phases": runs.phases.tolist(),
        "incidence": _stagnation(runs.rows, horizon),
        "outcomes": {row.name: limits(estimate(row, runs)) for row in OUTCOMES},
        "towns": [
            {
                "value": limits(mean(runs.town_values[:, i])),
                "loses": limits(Interval(losing[i] / n, float(low[i]), float(high[i]))),
            }
            for i in range(len(losing))
        ],
    }


def _stagnation(rows: Any, horizon: int) -> dict[str, list[float]]:
    """Cumulative incidence of stagnation, month by month, with its limits."""
    happened, end = (np.where(rows[name] < 0, horizon, rows[name]) for name in ("month_first_stagnation", "month_end"))
    months, causes = competing(happened, end, rows["dissolved"], horizon)
    value, low, high = (np.round(curve, 4).tolist() for curve in incidence_curve(months, causes == 1, horizon))
    return {"incidence": value, "low": low, "high": high}


def contrast(a: Runs, b: Runs, of_a: dict[str, Any], of_b: dict[str, Any]) -> dict[str, Any]:
    """All that the page draws of A and B, from their runs and from the ``figures`` of both.

    ``outcomes`` and ``towns`` hold the estimates of both sides and the paired difference, B minus A; it is exactly 0
    where nothing is set differently.
    """
    same = not differences(a.scenario, b.scenario)
    names = {town.id: town.name for town in a.scenario.municipalities}
    return {
        "runs": len(a.rows),
        "months": len(a.phases),
        "a": {name: of_a[name] for name in ("phases", "incidence")},
        "b": {name: of_b[name] for name in ("phases", "incidence")},
        "outcomes": [
            {
                "name": row.name,
                "unit": row.unit,
                "better": row.better,
                "a": of_a["outcomes"][row.name],
                "b": of_b["outcomes"][row.name],
                "difference": limits(NOTHING if same else difference(row, a, b)),
            }
            for row in OUTCOMES
        ],
        "towns": [
            {
                "id": town,
                "name": names[town],
                "a": of_a["towns"][i]["value"],
                "b": of_b["towns"][i]["value"],
                "difference": limits(NOTHING if same else town_difference(i, a, b)),
                "loses": {"a": of_a["towns"][i]["loses"], "b": of_b["towns"][i]["loses"]},
            }
            for i, town in enumerate(sorted(names))
        ],
    }


def limits(interval: Interval) -> list[float | None]:
    """Value, lower and upper limit, rounded to what a screen can show."""
    return [None if math.isnan(x) else float(f"{x:.5g}") for x in interval]
