"""Cohen's d by hand, and how often its interval holds where towns share the luck of their run."""

from __future__ import annotations

import math

import numpy as np
import pytest

from coopsim.analysis.effect_size import cohens_d


def test_by_hand() -> None:
    """Means 3 and 1, both variances 1: d = 2; the jackknife by leaving out each run in turn."""
    a, b = np.array([2.0, 3, 4, 3, 5]), np.array([0.0, 1, 2, 2, 1])
    found = cohens_d(a, b)
    spread = math.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2)
    assert found.value == pytest.approx((a.mean() - b.mean()) / spread)
    left = [cohens_d(np.delete(a, k), np.delete(b, k)).value for k in range(5)]
    half = 2.776445105 * math.sqrt(4 / 5 * np.sum((left - np.mean(left)) ** 2))
    assert found[1:] == pytest.approx((found.value - half, found.value + half))


def test_missing_values_are_left_out_and_no_spread_has_no_value() -> None:
    assert cohens_d([2.0, 3.0, 4.0, np.nan], [0.0, 1.0, 2.0, np.nan]).value == pytest.approx(2.0)
    assert math.isnan(cohens_d([1.0, 1.0], [0.0, 0.0]).value) and math.isnan(cohens_d([1.0], [0.0]).value)
    with pytest.raises(ValueError, match="same runs"):
        cohens_d([1.0, 2.0], [0.0, 1.0, 2.0])


def test_interval_holds_where_towns_share_luck() -> None:
    """Five towns a run with most of their luck in common, both sides the same luck: 95 % of 400 hold the truth 0.5."""
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(400):
        luck, own = rng.normal(size=(80, 1)), rng.normal(size=(2, 80, 5))
        a, b = (0.8 * luck + 0.6 * x for x in own)
        found = cohens_d(a + 0.5, b)
        held += found.low <= 0.5 <= found.high
    assert abs(held / 400 - 0.95) < 4 * np.sqrt(0.05 * 0.95 / 400)
