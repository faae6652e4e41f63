"""Paired contrasts: by hand, against other implementations, and how often the intervals hold."""

from __future__ import annotations

import numpy as np
import pytest
from designs import full_factorial, run_table
from scipy import stats

from coopsim.analysis.blocks import blocks
from coopsim.analysis.contrasts import bootstrap, contrast, contrasts, mean_ratio, paired_share_ratio
from coopsim.analysis.intervals import paired_mean


def test_by_hand() -> None:
    found = contrast([1, 1, 0, 0, 1], [0, 1, 0, 1, 0])
    assert found.difference.value == pytest.approx(0.2) and found.ratio.value == pytest.approx(1.5)
    # Differences 1, 0, 0, −1, 1: variance 0.7; both sides have variance 0.3.
    assert found.variance_saved == pytest.approx(0.6 / 0.7)


def test_pairs_that_move_together_save_runs() -> None:
    rng = np.random.default_rng(1)
    luck = rng.normal(size=5000)
    found = contrast(5 + luck + 0.1 * rng.normal(size=5000), 4 + luck)
    assert found.variance_saved == pytest.approx(2 / 0.01, rel=0.1)
    assert found.difference.low < 1 < found.difference.high


def test_equal_sides_claim_nothing() -> None:
    same = np.array([1.0, 0, 0, 1, 1, 0])
    found = contrast(same, same)
    assert found.difference.value == 0 and found.difference.low < 0 < found.difference.high
    assert found.ratio.value == 1 and found.ratio.low < 1 < found.ratio.high
    assert np.isnan(found.variance_saved)
    assert np.isnan(contrast(same, np.zeros(6)).ratio.value)


def test_ratio_of_shares_agrees_with_the_logarithm_of_large_samples() -> None:
    """With many pairs the half pairs do not matter: delta method on log(p1 / p0), and the bootstrap."""
    rng = np.random.default_rng(4)
    u = rng.random(4000)
    a, b = u < 0.3, (0.8 * u + 0.2 * rng.random(4000)) < 0.4
    found = paired_share_ratio(a, b)
    log = np.log(a.mean() / b.mean())
    error = np.sqrt((a != b).sum() / (a.sum() * b.sum()))
    assert [found.low, found.high] == pytest.approx([np.exp(log - 1.96 * error), np.exp(log + 1.96 * error)], rel=2e-3)
    assert mean_ratio(a, b)[1:] == pytest.approx(found[1:], rel=0.02)


def test_bootstrap_agrees_with_student_on_normal_data() -> None:
    rng = np.random.default_rng(7)
    a, b = rng.normal(1, 1, 400), rng.normal(0, 1, 400)
    found = bootstrap(a, b, lambda x, y, axis=-1: np.mean(x, axis=axis) - np.mean(y, axis=axis))
    assert found == pytest.approx(paired_mean(a, b), abs=0.02)
    assert found == bootstrap(a, b, lambda x, y, axis=-1: np.mean(x, axis=axis) - np.mean(y, axis=axis))


@pytest.mark.parametrize("n", [30, 200])
def test_ratio_of_shares_holds_its_level(n: int) -> None:
    """95 % intervals cover the truth in 95 % of 2000 draws, give or take chance and a little caution."""
    rng = np.random.default_rng(n)
    covered = 0
    for _ in range(2000):
        shared, own = rng.random(n) < 0.5, rng.random((2, n))
        a = np.where(shared, own[0] < 0.45, own[0] < 0.25)
        b = np.where(shared, own[0] < 0.55, own[1] < 0.25)
        found = paired_share_ratio(a, b)
        covered += bool(found.low <= 0.35 / 0.40 <= found.high)
    assert stats.binomtest(covered, 2000, 0.95).pvalue > 1e-3 or covered > 1900


def test_missing_or_uneven_values_are_refused() -> None:
    with pytest.raises(ValueError, match="missing"):
        contrast([1.0, np.nan], [1.0, 2.0])
    with pytest.raises(ValueError, match="same runs"):
        contrast([1.0], [1.0, 2.0])


def test_table_of_contrasts() -> None:
    points = full_factorial({"governance": ["loose", "firm"], "a": [0.0, 1.0]})
    outcome = {"y": lambda p, z: 2.0 * p["a"] + 3.0 * (p["governance"] == "firm") + z[0] + 10}
    found = contrasts(
        blocks(run_table(points, outcome, 20), 1, factors=["governance", "a"]), ["y"], {"governance": "loose", "a": 0.0}
    )
    assert found["difference"].tolist() == pytest.approx([2, 3, 5])
    assert found["low"].tolist() == pytest.approx([2, 3, 5])  # luck is shared: pairing removes all of it
    with pytest.raises(ValueError, match="2 points"):
        contrasts(blocks(run_table(points, outcome, 5), 1, factors=["governance", "a"]), ["y"], {"a": 0.0})
