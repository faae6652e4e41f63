"""The numbers behind the charts, run by run on the same random numbers: A, B, how they differ, what a lever changes."""

from __future__ import annotations

import math
from collections.abc import Callable
from operator import itemgetter
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from coopsim.analysis.claims import NO_FORM
from coopsim.analysis.first_events import competing
from coopsim.analysis.incidence import incidence_curve
from coopsim.analysis.intervals import NOTHING, Interval, mean, paired_mean, paired_share, share, wilson
from coopsim.report.differences import differences
from coopsim.scenario import catalogue
from coopsim.scenario.schema import Scenario
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
        "outcomes": {row.name: limits((share if row.unit == "runs" else mean)(row.of(runs.rows))) for row in OUTCOMES},
        "towns": [
            {"value": limits(mean(values)), "loses": limits(Interval(*map(float, share_of_losing)))}
            for values, *share_of_losing in zip(runs.town_values.T, losing / n, low, high, strict=True)
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
    both = {"a": of_a, "b": of_b}
    return {
        "runs": len(a.rows),
        "months": len(a.phases),
        **{side: {name: of[name] for name in ("phases", "incidence")} for side, of in both.items()},
        "outcomes": [
            {"name": row.name, "unit": row.unit, "better": row.better}
            | {side: of["outcomes"][row.name] for side, of in both.items()}
            | {"difference": limits(NOTHING if same else difference(row, a, b))}
            for row in OUTCOMES
        ],
        "towns": [
            {"id": town, "name": names[town]}
            | {side: of["towns"][i]["value"] for side, of in both.items()}
            | {"difference": limits(NOTHING if same else town_difference(i, a, b))}
            | {"loses": {side: of["towns"][i]["loses"] for side, of in both.items()}}
            for i, town in enumerate(sorted(names))
        ],
    }


def limits(interval: Interval) -> list[float | None]:
    """Value, lower and upper limit, rounded to what a screen can show."""
    return [None if math.isnan(x) else float(f"{x:.5g}") for x in interval]


#: What is told of each lever; the first one ranks them.
EFFECTS: Final = ("stagnating", "effective", "stagnated", "never_started", "cost", "worst_off")


class Lever(NamedTuple):
    """One thing that could be changed: an approach at full strength, or another governance model."""

    kind: Literal["approach", "governance"]
    name: str


def levers(scenario: Scenario) -> list[Lever]:
    """What a setting does not use yet: approaches below full strength from the start on, other governance models.

    No cooperation at all is no lever: whoever never starts never stagnates, so it would lead the ranking.
    """
    full = {
        name
        for name, use in scenario.approaches.items()
        if use.strength == 1.0 and use.start == 0 and use.end is None and use.trigger is None
    }
    approaches = [Lever("approach", name) for name in catalogue.approaches() if name not in full]
    forms = [
        Lever("governance", name) for name in scenario.governance_models if name not in (scenario.governance, NO_FORM)
    ]
    return approaches + forms


def pulled(scenario: Scenario, lever: Lever) -> Scenario:
    """The setting with one lever pulled, all else as it was."""
    if lever.kind == "governance":
        return scenario.with_({"governance": lever.name})
    return scenario.with_({f"approaches.{lever.name}": {"strength": 1.0}})


def effects(lever: Lever, before: Runs, after: Runs) -> dict[str, Any]:
    """What a lever changes, run by run, each with its 95 % interval; for the page."""
    return {
        "lever": lever._asdict(),
        "runs": len(after.rows),
        "effects": {name: limits(difference(outcome(name), before, after)) for name in EFFECTS},
    }
