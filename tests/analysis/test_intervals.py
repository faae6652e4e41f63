"""Intervals against cases solved by hand and against coverage in simulated data."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopsim.analysis import intervals


def test_share_by_hand() -> None:
    """3 of 10 with z = 1.959964: (0.3 + z²/20 ± z·√(0.021 + z²/400)) / (1 + z²/10)."""
    z = 1.959963984540054
    centre = (0.3 + z * z / 20) / (1 + z * z / 10)
    half = z * math.sqrt(0.3 * 0.7 / 10 + z * z / 400) / (1 + z * z / 10)
    found = intervals.share([True] * 3 + [False] * 7)
    assert found == pytest.approx((0.3, centre - half, centre + half), abs=1e-12)


def test_share_of_none_and_all_has_width() -> None:
    none, every = intervals.share([False] * 50), intervals.share([True] * 50)
    assert (none.value, none.low) == pytest.approx((0, 0), abs=1e-12) and 0.05 < none.high < 0.1
    assert (every.value, every.high) == pytest.approx((1, 1), abs=1e-12) and 0.9 < every.low < 0.95


def test_mean_by_hand() -> None:
    """1, 2, 3, 4: mean 2.5, s = √(5/3), t(3; 0.975) = 3.182446."""
    half = 3.182446305 * math.sqrt(5 / 3) / 2
    assert intervals.mean([1, 2, 3, 4]) == pytest.approx((2.5, 2.5 - half, 2.5 + half), abs=1e-8)
    assert intervals.mean([1, 2, np.nan, 3, 4]) == intervals.mean([1, 2, 3, 4])


def test_mean_of_one_and_of_none() -> None:
    assert intervals.mean([7.0]).value == 7 and math.isnan(intervals.mean([7.0]).low)
    assert all(math.isnan(number) for number in intervals.mean([np.nan]))


def test_paired_mean_uses_the_pairs() -> None:
    a = np.array([10.0, 20.0, 30.0])
    assert intervals.paired_mean([10.0, 21.0, 32.0], a) == pytest.approx(intervals.mean([0, 1, 2]))
    with pytest.raises(ValueError, match="same runs"):
        intervals.paired_mean(a, a[:2])


def test_values_that_are_all_the_same_have_no_interval() -> None:
    """Whether another value is rare or impossible cannot be told, nor how far off it would be."""
    for values in (np.zeros(100), np.full(100, 9.0), np.full(7, 0.1)):
        found = intervals.mean(values)
        assert found.value == pytest.approx(values[0]) and np.isnan(found[1:]).all()


def test_skewed_values_reach_farther_on_the_side_of_the_tail() -> None:
    rng = np.random.default_rng(2)
    values = rng.lognormal(0, 1.5, 100)
    found = intervals.mean(values)
    half = 1.9842169 * values.std(ddof=1) / 10
    assert found.low == pytest.approx(found.value - half) and found.high > found.value + 1.2 * half
    assert intervals.mean(-values) == pytest.approx((-found.value, -found.high, -found.low))


def test_skewness_is_corrected_as_hall_does() -> None:
    """0, 0, 0, 4: mean 1 with error 1, skewness 1.1547, t(3; 0.975) = 3.182446."""
    t, g, n = 3.182446305, 2 / math.sqrt(3), 4
    found = intervals.mean([0.0, 0, 0, 4])
    # Hall: x + g x² / (3√n) + g² x³ / (27 n) + g / (6√n) is Student's quantile; x is minus the distance.
    x = -(found.high - 1)
    assert x + g * x**2 / (3 * math.sqrt(n)) + g**2 * x**3 / (27 * n) + g / (6 * math.sqrt(n)) == pytest.approx(-t)


def test_paired_share_by_hand() -> None:
    """Cells gained 4, lost 1 of 10: value 0.3; with a pair more each: d = 3/12, var = (7 − 9/12)/144."""
    yes = np.array([1, 1, 1, 1, 0, 1, 1, 0, 0, 0], bool)
    base = np.array([0, 0, 0, 0, 1, 1, 1, 0, 0, 0], bool)
    half = 1.959963984540054 * math.sqrt((7 - 9 / 12) / 144)
    assert intervals.paired_share(yes, base) == pytest.approx((0.3, 0.25 - half, 0.25 + half), abs=1e-9)


def test_paired_share_without_difference_keeps_its_width() -> None:
    yes = np.arange(100) % 3 == 0
    found = intervals.paired_share(yes, yes)
    assert found.value == 0 and found.low == -found.high and 0.01 < found.high < 0.04


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=60))
def test_paired_share_turns_its_sign(pairs: list[tuple[bool, bool]]) -> None:
    a, b = (np.array(side) for side in zip(*pairs, strict=True))
    one, other = intervals.paired_share(a, b), intervals.paired_share(b, a)
    assert one == pytest.approx((-other.value, -other.high, -other.low), abs=1e-12)
    assert -1 <= one.low <= one.high <= 1


def test_intervals_cover_as_often_as_they_say() -> None:
    rng = np.random.default_rng(3)
    hits = {"share": 0, "mean": 0, "paired": 0}
    trials = 300
    for _ in range(trials):
        draws = rng.random((2, 120))
        one, middle = intervals.share(draws[0] < 0.2), intervals.mean(draws[1])
        pair = intervals.paired_share(draws[0] < 0.4, (draws[0] < 0.35) & (draws[1] < 0.9))
        hits["share"] += one.low <= 0.2 <= one.high
        hits["mean"] += middle.low <= 0.5 <= middle.high
        hits["paired"] += pair.low <= 0.4 - 0.35 * 0.9 <= pair.high
    assert all(0.9 <= count / trials <= 0.99 for count in hits.values()), hits
