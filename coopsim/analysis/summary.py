"""One line of the comparison: what a run table says in the outcomes that count, and against a baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim.analysis.incidence import median_month
from coopsim.analysis.intervals import NOTHING, UNKNOWN, Interval, columns_of, difference, estimate, mean
from coopsim.analysis.measures import SHARES
from coopsim.analysis.units import observations

if TYPE_CHECKING:
    import pandas as pd

#: Outcomes that are compared with a baseline, by the name of their difference.
CONTRASTED: Final = {"d_effective": "effective", "d_lost": "lost", "d_added_value": "added_value", "d_cost": "cost"}

#: Outcomes that are told with their intervals, the four headlines in order: where alliances stand at the end, share of
#: months in effective cooperation, share of months lost, value and cost; and whether the form sought comes into force.
TOLD: Final = (
    *("works", "stagnates", "asleep_end", "not_under_way", "merged", "dissolved"),
    *("effective", "lost", "added_value", "worst_off", "cost", "benefit", "founded", "founded_24"),
)

#: Outcomes that lie between 0 and 1.
BOUNDED: Final = (*SHARES, "effective", "lost")


def summary(runs: pd.DataFrame, horizon: int, unit: Any = None) -> dict[str, float]:
    """The outcomes of one configuration; shares 0..1, money in EUR per inhabitant (cost: and year), months.

    ``TOLD`` and ``target_achievement`` (mean benefit over mean attainable benefit) come with their 95 % intervals.
    ``stagnation`` is the share of runs that ever stagnate, and ``median_stagnation`` is NaN where fewer than half do.
    ``unit`` tells which runs are no observations of their own (see ``units``).  Raises ValueError for a table in which
    a run stands twice.
    """

    merged = runs["merged"].astype(str).to_numpy()
    found: dict[str, float] = {}
    for name in TOLD:
        found |= columns_of(name, told(observations(runs, name, horizon, unit), name))
    reached = attained(*(observations(runs, name, horizon, unit) for name in ("benefit", "attainable")))
    return (
        found
        | columns_of("target_achievement", reached)
        | {
            "merged_partly": float((merged == "partial").mean()),
            "performance": float(runs["performance"].mean()),
            "stagnation": float(runs["stagnated"].mean()),
            "median_stagnation": median_month(runs, horizon),
        }
    )


def contrast(
    runs: pd.DataFrame, baseline: pd.DataFrame, horizon: int, baseline_horizon: int, unit: Any = None
) -> dict[str, float]:
    """Paired differences to a baseline with the same runs in the same order, with 95 % intervals.

    ``d_effective`` and ``d_lost`` are mean differences of shares of months, ``d_added_value`` in EUR per inhabitant,
    ``d_cost`` in EUR per inhabitant and year.  ``unit`` as for ``summary``.  Raises ValueError when the runs are
    not the same, or a run stands twice.
    """
    if not np.array_equal(runs["run"], baseline["run"]) or not np.array_equal(runs["seed"], baseline["seed"]):
        raise ValueError("A paired difference needs the same runs of the same seed on both sides.")
    found: dict[str, float] = {}
    for name, outcome in CONTRASTED.items():
        pair = (observations(*side, unit) for side in ((runs, outcome, horizon), (baseline, outcome, baseline_horizon)))
        found |= columns_of(name, difference(*pair))
    return found


def no_contrast() -> dict[str, float]:
    """``contrast`` of a configuration with itself."""
    return {key: value for name in CONTRASTED for key, value in columns_of(name, NOTHING).items()}


def told(values: Any, outcome: str) -> Interval:
    """Mean of an outcome (n,) with its interval: a share where it is one, kept between 0 and 1, else a mean."""
    return within_one(estimate(values)) if outcome in BOUNDED else mean(values)


def attained(benefit: Any, attainable: Any) -> Interval:
    """Mean benefit over mean attainable benefit, from both (n,), with the interval of the linearised ratio."""
    if not attainable.mean() > 0:
        return UNKNOWN
    value = float(benefit.mean() / attainable.mean())
    rest = mean((benefit - value * attainable) / attainable.mean())
    return Interval(value, value + rest.low, value + rest.high)


def within_one(interval: Interval) -> Interval:
    """The interval of a share, kept between 0 and 1; limits that are missing stay so."""
    return Interval(interval.value, float(np.maximum(0.0, interval.low)), float(np.minimum(1.0, interval.high)))
