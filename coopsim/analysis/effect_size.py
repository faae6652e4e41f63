"""Cohen's d over runs whose towns share their luck."""

from __future__ import annotations

from typing import Any

import numpy as np

from coopsim.analysis.intervals import LEVEL, UNKNOWN, Interval


def cohens_d(values: Any, baseline: Any, level: float = LEVEL) -> Interval:
    """Cohen's d of two samples with pooled standard deviation; a row (or number) per run, the same runs on both sides.

    Missing values are left out.  Towns share the luck of their run, and both sides that of all runs; so the limits are
    those of the jackknife that leaves out one run at a time on both sides (Efron & Tibshirani 1993, chapter 11).
    """
    from scipy.special import stdtrit

    sides = [np.asarray(x, np.float64).reshape(len(x), -1) for x in (values, baseline)]
    if len(sides[0]) != len(sides[1]):
        raise ValueError(f"Paired values need the same runs on both sides, not {len(sides[0])} and {len(sides[1])}.")
    a, b = (x[~np.isnan(x)] for x in sides)
    if len(a) < 2 or len(b) < 2:
        return UNKNOWN
    pooled = ((len(a) - 1) * a.var(ddof=1) + (len(b) - 1) * b.var(ddof=1)) / (len(a) + len(b) - 2)
    if pooled <= 0.0:
        return UNKNOWN
    d = float((a.mean() - b.mean()) / np.sqrt(pooled))
    sums = np.stack([_sums(x) for x in sides])
    left = _standardised(sums.sum(axis=2, keepdims=True) - sums)
    half = float(stdtrit(len(left) - 1, 0.5 + level / 2) * np.sqrt((len(left) - 1) * left.var()))
    return Interval(d, d - half, d + half)


def _sums(x: Any) -> Any:
    """(3, R) number, sum and sum of squares of the known values of each run."""
    return np.stack([(~np.isnan(x)).sum(axis=1), np.nansum(x, axis=1), np.nansum(x * x, axis=1)])


def _standardised(sums: Any) -> Any:
    """Cohen's d (R,) from number, sum and sum of squares of both sides (2, 3, R); NaN where there is no spread."""
    with np.errstate(divide="ignore", invalid="ignore"):
        (n, m), (one, other) = sums[:, 0], sums[:, 1] / sums[:, 0]
        squares = (sums[:, 2] - sums[:, 1] ** 2 / sums[:, 0]).sum(axis=0)
        return np.where(squares > 0, (one - other) / np.sqrt(squares / (n + m - 2)), np.nan)
