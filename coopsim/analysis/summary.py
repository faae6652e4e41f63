"""One line of the comparison: what a run table says in the outcomes that count, and against a baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coopsim.analysis.incidence import median_month
from coopsim.analysis.intervals import Interval, mean, paired_mean, paired_share, share
from coopsim.analysis.measures import measure

if TYPE_CHECKING:
    import pandas as pd


def summary(runs: pd.DataFrame, horizon: int) -> dict[str, float]:
    """The outcomes of one configuration; shares 0..1, money in EUR per inhabitant (cost: and year), months.

    ``effective`` and ``stagnation`` come with the limits of their 95 % interval; ``median_stagnation`` is NaN where
    fewer than half of the runs stagnate.
    """
    merged = runs["merged"].astype(str).to_numpy()
    return (
        _limits("effective", _within_one(mean(measure(runs, "effective", horizon))))
        | _limits("stagnation", share(runs["stagnated"]))
        | {
            "never_started": 1.0 - float(runs["started"].mean()),
            "median_stagnation": median_month(runs, horizon),
            "stagnating": float(runs["months_stagnating"].mean()) / horizon,
            "merged": float((merged == "complete").mean()),
            "merged_partly": float((merged == "partial").mean()),
            "dissolved": float(runs["dissolved"].mean()),
            "performance": float(runs["performance"].mean()),
            "target_achievement": float(runs["target_achievement"].mean()),
            "cost": float(runs["cost"].mean()),
            "worst_off": float(runs["worst_off"].mean()),
        }
    )


def contrast(runs: pd.DataFrame, baseline: pd.DataFrame, horizon: int, baseline_horizon: int) -> dict[str, float]:
    """Paired differences to a baseline with the same runs in the same order, with 95 % intervals.

    ``d_effective`` is the mean difference of the effective share, ``d_stagnation`` that of the incidence, ``d_cost``
    that of the cost in EUR per inhabitant and year.  Raises ValueError when the runs are not the same.
    """
    if not np.array_equal(runs["run"], baseline["run"]) or not np.array_equal(runs["seed"], baseline["seed"]):
        raise ValueError("A paired difference needs the same runs of the same seed on both sides.")
    effective = paired_mean(measure(runs, "effective", horizon), measure(baseline, "effective", baseline_horizon))
    return (
        _limits("d_effective", effective)
        | _limits("d_stagnation", paired_share(runs["stagnated"], baseline["stagnated"]))
        | _limits("d_cost", paired_mean(runs["cost"], baseline["cost"]))
    )


def _limits(name: str, interval: Interval) -> dict[str, float]:
    return {name: interval.value, f"{name}_low": interval.low, f"{name}_high": interval.high}


def _within_one(interval: Interval) -> Interval:
    return Interval(interval.value, max(0.0, interval.low), min(1.0, interval.high))
