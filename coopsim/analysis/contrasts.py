"""Paired contrasts between points run on common random numbers: difference, ratio, and what the pairing saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from coopsim.analysis.intervals import LEVEL, Interval, columns_of, ratio
from coopsim.analysis.intervals import difference as difference_of

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.analysis.blocks import Blocks


class Contrast(NamedTuple):
    """A paired contrast of two points in one outcome.

    ``difference`` has the unit of the outcome, ``ratio`` none (see ``intervals.ratio`` for where it is NaN).
    ``variance_saved`` is the variance of the difference had the runs not been paired, divided by the one they have:
    so many times more runs would be needed without common random numbers (NaN where no pair differs).
    """

    difference: Interval
    ratio: Interval
    variance_saved: float


def contrast(values: Any, baseline: Any, level: float = LEVEL) -> Contrast:
    """Compare ``values`` with ``baseline``, both (R,), pair by pair, by ``intervals.difference`` and ``ratio``.

    Raises ValueError when the shapes differ or a value is missing.
    """
    a, b = (np.asarray(side, np.float64) for side in (values, baseline))
    if a.shape != b.shape:
        raise ValueError(f"Paired values need the same runs on both sides, not {a.shape} and {b.shape}.")
    if np.isnan(a).any() or np.isnan(b).any():
        raise ValueError("A paired contrast needs an outcome that every run has; some values are missing.")
    return Contrast(difference_of(a, b, level), ratio(a, b, level), _saved(a, b))


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
                limits = columns_of("difference", found.difference, bare=True) | columns_of("ratio", found.ratio)
                saved = {"variance_saved": found.variance_saved}
                rows.append(point | {"outcome": outcome} | means | limits | saved)
    return pd.DataFrame(rows)


def point_with(blocks: Blocks, levels: Mapping[str, Any]) -> int:
    """The place of the one point with these levels.  Raises ValueError when there is none, or more than one."""
    base = np.ones(len(blocks.points), bool)
    for name, level in levels.items():
        base &= (blocks.points[name] == level).to_numpy()
    if base.sum() != 1:
        raise ValueError(f"{base.sum()} points have the levels {dict(levels)}; the baseline must be one.")
    return int(np.flatnonzero(base)[0])


def _saved(a: Any, b: Any) -> float:
    if len(a) < 2 or np.ptp(a - b) == 0:
        return float("nan")
    return float((a.var(ddof=1) + b.var(ddof=1)) / (a - b).var(ddof=1))
