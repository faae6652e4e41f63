"""Paired contrasts between points run on common random numbers: difference, ratio, and what the pairing saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from coopsim.analysis.intervals import LEVEL, Interval, paired_mean, paired_share

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.analysis.blocks import Blocks

RESAMPLES = 4000


class Contrast(NamedTuple):
    """A paired contrast of two points in one outcome.

    ``difference`` has the unit of the outcome, ``ratio`` none (NaN where the baseline's mean is 0, or negative).
    ``variance_saved`` is the variance of the difference had the runs not been paired, divided by the one they have:
    so many times more runs would be needed without common random numbers (NaN where no pair differs).
    """

    difference: Interval
    ratio: Interval
    variance_saved: float


def contrast(values: Any, baseline: Any, level: float = LEVEL) -> Contrast:
    """Compare ``values`` with ``baseline``, both (R,), pair by pair.

    Where all values are 0 or 1 the intervals are those of paired shares; else Student's for the difference and the
    bootstrap for the ratio.  Raises ValueError when the shapes differ or a value is missing.
    """
    a, b = (np.asarray(side, np.float64) for side in (values, baseline))
    if a.shape != b.shape:
        raise ValueError(f"Paired values need the same runs on both sides, not {a.shape} and {b.shape}.")
    if np.isnan(a).any() or np.isnan(b).any():
        raise ValueError("A paired contrast needs an outcome that every run has; some values are missing.")
    if np.isin(a, (0.0, 1.0)).all() and np.isin(b, (0.0, 1.0)).all():
        return Contrast(paired_share(a, b, level), paired_share_ratio(a, b, level), _saved(a, b))
    return Contrast(paired_mean(a, b, level), mean_ratio(a, b, level), _saved(a, b))


def paired_share_ratio(yes: Any, baseline: Any, level: float = LEVEL) -> Interval:
    """Ratio of two paired shares, with limits from its logarithm.

    Half a pair is added to each of the four cells for the limits (not for the value), as in ``paired_share``, so that
    they stay finite and keep their width when hardly any pair differs.
    """
    from scipy import stats

    a, b = np.asarray(yes, bool), np.asarray(baseline, bool)
    if not b.any():
        return Interval(np.nan, np.nan, np.nan)
    both, only_a, only_b = float((a & b).sum()) + 0.5, float((a & ~b).sum()) + 0.5, float((~a & b).sum()) + 0.5
    centre = np.log((both + only_a) / (both + only_b))
    error = np.sqrt((only_a + only_b) / ((both + only_a) * (both + only_b)))
    half = float(stats.norm.ppf(0.5 + level / 2)) * error
    return Interval(float(a.mean() / b.mean()), float(np.exp(centre - half)), float(np.exp(centre + half)))


def mean_ratio(values: Any, baseline: Any, level: float = LEVEL) -> Interval:
    """Ratio of two means of paired values that are not negative, with a bootstrap interval."""

    def ratio(x: Any, y: Any, axis: int = -1) -> Any:
        return np.mean(x, axis=axis) / np.mean(y, axis=axis)

    a, b = np.asarray(values, np.float64), np.asarray(baseline, np.float64)
    if not b.any() or (a < 0).any() or (b < 0).any():
        return Interval(np.nan, np.nan, np.nan)
    return bootstrap(a, b, ratio, level)


def bootstrap(values: Any, baseline: Any, statistic: Callable[..., Any], level: float = LEVEL) -> Interval:
    """Bootstrap interval of a statistic of paired samples, BCa of Efron (1987) by SciPy; the draws are fixed.

    ``statistic(x, y, axis)`` must work along an axis.  Where BCa is not defined, as when all pairs are equal, the
    limits are percentiles of the same resamples.
    """
    import warnings

    from scipy import stats

    a, b = np.asarray(values, np.float64), np.asarray(baseline, np.float64)
    options: Any = {"paired": True, "vectorized": True, "confidence_level": level, "n_resamples": RESAMPLES}
    centre = float(statistic(a, b))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for method in ("BCa", "percentile"):
            batch = max(1, 2_000_000 // len(a))
            found = stats.bootstrap((a, b), statistic, method=method, rng=1, batch=batch, **options)
            low, high = found.confidence_interval
            if np.isfinite(low) and np.isfinite(high):
                return Interval(centre, float(low), float(high))
    return Interval(centre, np.nan, np.nan)


def contrasts(
    blocks: Blocks, outcomes: Sequence[str], baseline: Mapping[str, Any], level: float = LEVEL
) -> pd.DataFrame:
    """Contrast every point with the one that has the levels ``baseline``; a row per other point and outcome.

    Columns: the factors, ``outcome``, ``mean``, ``baseline`` (means), ``difference``, ``low``, ``high``, ``ratio``,
    ``ratio_low``, ``ratio_high``, ``variance_saved``.  Raises ValueError when not exactly one point is the baseline.
    """
    import pandas as pd

    k = point_with(blocks, baseline)
    rows = []
    for outcome in outcomes:
        values = blocks.values(outcome)
        for i, point in enumerate(blocks.points.to_dict("records")):
            if i != k:
                found = contrast(values[i], values[k], level)
                means = {"mean": values[i].mean(), "baseline": values[k].mean()}
                rows.append(point | {"outcome": outcome} | means | _columns(found))
    return pd.DataFrame(rows)


def point_with(blocks: Blocks, levels: Mapping[str, Any]) -> int:
    """The place of the one point with these levels.  Raises ValueError when there is none, or more than one."""
    base = np.ones(len(blocks.points), bool)
    for name, level in levels.items():
        base &= (blocks.points[name] == level).to_numpy()
    if base.sum() != 1:
        raise ValueError(f"{base.sum()} points have the levels {dict(levels)}; the baseline must be one.")
    return int(np.flatnonzero(base)[0])


def _columns(found: Contrast) -> dict[str, float]:
    difference, ratio, saved = found
    return {
        "difference": difference.value,
        "low": difference.low,
        "high": difference.high,
        "ratio": ratio.value,
        "ratio_low": ratio.low,
        "ratio_high": ratio.high,
        "variance_saved": saved,
    }


def _saved(a: Any, b: Any) -> float:
    if len(a) < 2 or np.ptp(a - b) == 0:
        return float("nan")
    return float((a.var(ddof=1) + b.var(ddof=1)) / (a - b).var(ddof=1))
