"""The numbers behind the charts, run by run on the same random numbers: A, B, how they differ, what a lever changes."""

from __future__ import annotations

import math
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from coopsim.analysis.claims import NO_FORM
from coopsim.analysis.intervals import NOTHING, Interval, mean, paired_mean, share, wilson
from coopsim.report.differences import differences
from coopsim.scenario import catalogue
from coopsim.scenario.schema import Scenario
from coopsim.workshop.headlines import OUTCOMES, difference, flows, of_hundred, outcome
from coopsim.workshop.runs import Runs


def town_difference(place: int, a: Runs, b: Runs) -> Interval:
    """B minus A of the added value of one municipality, its place in the order of ids, with its 95 % interval."""
    return paired_mean(*(side.town_values[:, place].astype(np.float64) for side in (b, a)))


def figures(runs: Runs) -> dict[str, Any]:
    """What the page draws of one side, as plain numbers; None where there is none.

    ``phases`` are T rows of counts by phase, ``stands`` says how many of 100 alliances stand where in the last month,
    ``outcomes`` the estimates by name, ``towns`` the added value of each municipality and the share of runs in which
    it loses.
    """
    n = len(runs.rows)
    losing = (runs.town_values < 0).sum(axis=0)
    low, high = wilson(losing, n)
    return {
        "phases": runs.phases.tolist(),
        "stands": of_hundred(runs),
        "outcomes": {row.name: limits((share if row.unit == "runs" else mean)(row.of(runs))) for row in OUTCOMES},
        "towns": [
            {"value": limits(mean(values)), "loses": limits(Interval(*map(float, share_of_losing)))}
            for values, *share_of_losing in zip(runs.town_values.T, losing / n, low, high, strict=True)
        ],
    }


def contrast(a: Runs, b: Runs, of_a: dict[str, Any], of_b: dict[str, Any]) -> dict[str, Any]:
    """All that the page draws of A and B, from their runs and from the ``figures`` of both.

    ``outcomes`` and ``towns`` hold the estimates of both sides and the paired difference, B minus A; it is exactly 0
    where nothing is set differently.  ``flows`` are the shares of runs by where they stand in A and in B at the end.
    """
    same = not differences(a.scenario, b.scenario)
    names = {town.id: town.name for town in a.scenario.municipalities}
    both = {"a": of_a, "b": of_b}
    return {
        "runs": len(a.rows),
        "months": len(a.phases),
        **{side: {name: of[name] for name in ("phases", "stands")} for side, of in both.items()},
        "outcomes": [
            {"name": row.name, "headline": row.headline, "unit": row.unit, "better": row.better}
            | {side: of["outcomes"][row.name] for side, of in both.items()}
            | {"difference": limits(NOTHING if same else difference(row, a, b))}
            for row in OUTCOMES
        ],
        "flows": [
            {"origin": origin, "target": target, "share": limits(moved)} for origin, target, moved in flows(a, b)
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


#: What is told of each lever: the headlines, and whether more alliances lose no time because there are none.
EFFECTS: Final = ("effective", "time_lost", "added_value", "worst_off", "cost", "absent")


class Lever(NamedTuple):
    """One thing that could be changed: an approach at full strength, or another governance model."""

    kind: Literal["approach", "governance"]
    name: str


def levers(scenario: Scenario) -> list[Lever]:
    """What a setting does not use yet: approaches below full strength from the start on, other governance models.

    No cooperation at all is no lever: whoever never starts loses no time to stagnation.
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
