"""Intervals for shares, means and paired differences; all are 95 % unless ``level`` says otherwise."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

LEVEL = 0.95


class Interval(NamedTuple):
    """An estimate with the limits of its interval, in the unit of the data."""

    value: float
    low: float
    high: float


def share(yes: Any, level: float = LEVEL) -> Interval:
    """Share of true values in ``yes`` (n,), with Wilson's interval.

    Raises ValueError when there is no value.
    """
    hits = np.asarray(yes, bool)
    low, high = wilson(np.array([hits.sum()]), _size(hits), level)
    return Interval(float(hits.mean()), float(low[0]), float(high[0]))


def wilson(counts: Any, n: int, level: float = LEVEL) -> tuple[Any, Any]:
    """Wilson's limits for the shares ``counts / n``; two arrays of the shape of ``counts`` (Wilson 1927)."""
    z = _normal_quantile(level)
    found = np.asarray(counts, np.float64)
    centre = (found + z * z / 2) / (n + z * z)
    half = z * np.sqrt(found * (n - found) / n + z * z / 4) / (n + z * z)
    return np.clip(centre - half, 0.0, 1.0), np.clip(centre + half, 0.0, 1.0)


def mean(values: Any, level: float = LEVEL) -> Interval:
    """Mean of ``values`` (n,) with Student's interval; missing values are left out.

    The limits are NaN for a single value, everything is NaN for none.
    """
    from scipy.special import stdtrit

    known = np.asarray(values, np.float64)
    known = known[~np.isnan(known)]
    if known.size == 0:
        return Interval(np.nan, np.nan, np.nan)
    centre = float(known.mean())
    if known.size == 1:
        return Interval(centre, np.nan, np.nan)
    error = float(known.std(ddof=1)) / np.sqrt(known.size)
    half = float(stdtrit(known.size - 1, 0.5 + level / 2)) * error
    return Interval(centre, centre - half, centre + half)


def paired_mean(values: Any, baseline: Any, level: float = LEVEL) -> Interval:
    """Mean of ``values − baseline`` (n,), pair by pair, with Student's interval."""
    a, b = _pair(values, baseline, np.float64)
    return mean(a - b, level)


def paired_share(yes: Any, baseline: Any, level: float = LEVEL) -> Interval:
    """Difference of two paired shares with the adjusted Wald interval of Agresti and Min.

    Half a pair is added to each of the four cells for the limits (not for the value), so that the interval keeps
    its width when hardly any pair differs (Agresti & Min 2005, Statistics in Medicine 24: 729–740).
    """
    a, b = _pair(yes, baseline, bool)
    n = _size(a)
    gained, lost = float((a & ~b).sum()), float((~a & b).sum())
    plus, minus, size = gained + 0.5, lost + 0.5, n + 2.0
    centre = (plus - minus) / size
    error = np.sqrt(plus + minus - (plus - minus) ** 2 / size) / size
    half = _normal_quantile(level) * error
    return Interval((gained - lost) / n, float(max(-1.0, centre - half)), float(min(1.0, centre + half)))


def _normal_quantile(level: float) -> float:
    """How many standard errors a two-sided interval reaches to either side."""
    from scipy.special import ndtri  # scipy.stats would say the same

    return float(ndtri(0.5 + level / 2))


def _size(values: Any) -> int:
    if len(values) == 0:
        raise ValueError("An interval needs at least one run.")
    return len(values)


def _pair(values: Any, baseline: Any, kind: type) -> tuple[Any, Any]:
    a: Any = np.asarray(values, kind)
    b: Any = np.asarray(baseline, kind)
    if a.shape != b.shape:
        raise ValueError(f"Paired values need the same runs on both sides, not {a.shape} and {b.shape}.")
    return a, b
