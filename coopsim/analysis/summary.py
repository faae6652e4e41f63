"""One line of the comparison: what a run table says in the outcomes that count, and against a baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim.analysis.incidence import median_month
from coopsim.analysis.intervals import NOTHING, Interval, columns_of, difference, estimate, mean
from coopsim.analysis.units import observations

if TYPE_CHECKING:
    import pandas as pd

#: Outcomes that are compared with a baseline, by the name of their difference.
CONTRASTED: Final = {"d_effective": "effective", "d_stagnation": "stagnated", "d_cost": "cost"}

#: Columns of the run table of which the mean over the runs is told.
MEANS: Final = ("dissolved", "performance", "target_achievement", "cost", "worst_off")


def summary(runs: pd.DataFrame, horizon: int, unit: Any = None) -> dict[str, float]:
    """The outcomes of one configuration; shares 0..1, money in EUR per inhabitant (cost: and year), months.

    ``effective`` and ``stagnation`` come with the limits of their 95 % interval; ``median_stagnation`` is NaN where
    fewer than half of the runs stagnate.  ``unit`` tells which runs are no observations of their own (see ``units``).
    Raises ValueError for a table in which a run stands twice.
    """
    merged = runs["merged"].astype(str).to_numpy()
    return (
        columns_of("effective", within_one(mean(observations(runs, "effective", horizon, unit))))
        | columns_of("stagnation", within_one(estimate(observations(runs, "stagnated", horizon, unit))))
        | {
            "never_started": 1.0 - float(runs["started"].mean()),
            "median_stagnation": median_month(runs, horizon),
            "stagnating": float(runs["months_stagnating"].mean()) / horizon,
            "merged": float((merged == "complete").mean()),
            "merged_partly": float((merged == "partial").mean()),
        }
        | {name: float(runs[name].mean()) for name in MEANS}
    )


def contrast(
    runs: pd.DataFrame, baseline: pd.DataFrame, horizon: int, baseline_horizon: int, unit: Any = None
) -> dict[str, float]:
    """Paired differences to a baseline with the same runs in the same order, with 95 % intervals.

    ``d_effective`` is the mean difference of the effective share, ``d_stagnation`` that of the incidence, ``d_cost``
    that of the cost in EUR per inhabitant and year.  ``unit`` as for ``summary``.  Raises ValueError when the runs are
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


def within_one(interval: Interval) -> Interval:
    """The interval of a share, kept between 0 and 1; limits that are missing stay so."""
    return Interval(interval.value, float(np.maximum(0.0, interval.low)), float(np.minimum(1.0, interval.high)))
