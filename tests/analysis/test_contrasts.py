"""Paired contrasts: by hand, against other implementations, and how often the intervals hold."""

from __future__ import annotations

import numpy as np
import pytest
from designs import full_factorial, run_table
from scipy import stats

from coopsim.analysis.blocks import blocks
from coopsim.analysis.contrasts import contrast, contrasts
from coopsim.analysis.intervals import ratio


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


def test_equal_pairs_say_that_no_interval_can_be_had() -> None:
    """Of means; shares keep the width that the number of runs allows."""
    same = np.array([1.0, 0, 0, 1, 1, 0])
    found = contrast(same, same)
    assert found.difference.value == 0 and found.difference.low < 0 < found.difference.high
    assert found.ratio.value == 1 and np.isnan(found.ratio[1:]).all() and np.isnan(found.variance_saved)
    assert np.isnan(contrast(same, np.zeros(6)).ratio).all()
    assert np.isnan(contrast(2 * same, 2 * same).difference[1:]).all()


def test_ratio_of_shares_agrees_with_the_logarithm_of_large_samples() -> None:
    """With many pairs the kind of interval does not matter: delta method on log(p1 / p0), and Fieller."""
    rng = np.random.default_rng(4)
    u = rng.random(4000)
    a, b = u < 0.3, (0.8 * u + 0.2 * rng.random(4000)) < 0.4
    found = ratio(a, b)
    log = np.log(a.mean() / b.mean())
    error = np.sqrt((a != b).sum() / (a.sum() * b.sum()))
    assert [found.low, found.high] == pytest.approx([np.exp(log - 1.96 * error), np.exp(log + 1.96 * error)], rel=3e-3)
    assert ratio(2.0 * a, 2.0 * b)[1:] == pytest.approx(found[1:], rel=0.01)


def test_ratio_of_means_agrees_with_fieller_in_closed_form() -> None:
    """Symmetrical values, so that skewness corrects nothing: the two roots of Fieller's quadratic equation."""
    rng = np.random.default_rng(7)
    half = rng.normal(0, 1, (2, 400))
    a, b = (20 + np.concatenate([half[0], -half[0]])), (10 + np.concatenate([half[1], -half[1]]))
    n, t = len(a), stats.t.ppf(0.975, len(a) - 1)
    (saa, sab), (_, sbb) = np.cov(a, b) * t * t / n
    roots = np.roots([b.mean() ** 2 - sbb, 2 * (sab - a.mean() * b.mean()), a.mean() ** 2 - saa])
    assert ratio(a, b)[1:] == pytest.approx(sorted(roots.real), rel=1e-6)


def test_ratio_and_difference_agree_on_whether_there_is_one() -> None:
    rng = np.random.default_rng(2)
    for shift in np.linspace(-0.2, 0.2, 21):
        a, b = rng.gamma(2, 1 + shift, 150), rng.gamma(2, 1, 150)
        difference, of_means = contrast(a, b)[:2]
        assert (difference.low > 0) == (of_means.low > 1) and (difference.high < 0) == (of_means.high < 1)


def test_few_events_have_no_ratio() -> None:
    """Four events on a side are too few, and so are four pairs that differ."""
    base = np.arange(100) < 20
    for few in (np.arange(100) < 4, (np.arange(100) < 20) ^ (np.arange(100) % 27 == 0)):
        for a, b in ((few, base), (base, few)):
            found = ratio(a, b)
            assert found.value == pytest.approx(a.mean() / b.mean()) and np.isnan(found[1:]).all()
            assert np.isnan(ratio(3.0 * a, 3.0 * b)[1:]).all()
    assert np.isfinite(ratio(np.arange(100) < 5, base)).all()


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
    assert found["low"].isna().all()  # luck is shared: pairing removes all of it, and all pairs are the same
    with pytest.raises(ValueError, match="2 points"):
        contrasts(blocks(run_table(points, outcome, 5), 1, factors=["governance", "a"]), ["y"], {"a": 0.0})
