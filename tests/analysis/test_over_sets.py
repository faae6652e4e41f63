"""Effects over parameter sets, on made numbers whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopsim.analysis.intervals import mean, shown, together
from coopsim.analysis.over_sets import among_best, effect, effects, own, rank_agreement


def made(truth: np.ndarray, noise: float, seed: int = 1) -> np.ndarray:
    """(K, 2) two noisy measurements of each set's true difference."""
    return truth[:, None] + noise * np.random.default_rng(seed).standard_normal((len(truth), 2))


def test_value_and_limits_are_students_over_sets() -> None:
    d = made(np.linspace(-0.1, 0.3, 30), 0.05)
    found = effect(d)
    assert (found.value, found.low, found.high) == pytest.approx(mean(d.mean(axis=1)))


def test_noise_alone_is_no_spread_and_no_disagreement() -> None:
    """Half of the raw differences have the wrong sign by chance; the truth is the same small effect in every set."""
    d = made(np.full(4000, 0.02), 0.2)
    found = effect(d)
    assert (d.mean(axis=1) < 0).mean() > 0.4
    assert found.spread < 0.02 and found.same_sign > 0.85


def test_true_disagreement_is_found_through_the_noise() -> None:
    truth = np.where(np.arange(4000) % 4 == 0, -0.3, 0.3)  # a quarter of the sets with the other sign
    found = effect(made(truth, 0.1))
    assert found.spread == pytest.approx(truth.std(), rel=0.05)
    assert found.same_sign == pytest.approx(0.75, abs=0.03)


def test_own_differences_are_drawn_towards_the_mean_by_the_noise_only() -> None:
    truth = np.random.default_rng(3).normal(0.1, 0.1, 40000)
    noisy, exact = own(made(truth, 0.3)), own(made(truth, 0.0))
    assert exact.centre == pytest.approx(truth) and exact.error == pytest.approx(0, abs=1e-9)
    errors = [np.mean((x - truth) ** 2) for x in (noisy.centre, made(truth, 0.3).mean(axis=1))]
    assert errors[0] < errors[1] / 2
    assert noisy.error == pytest.approx(np.sqrt(errors[0]), rel=0.1)


def test_nothing_anywhere_is_nothing() -> None:
    found = effect(np.zeros((10, 2)))
    assert (found.value, found.low, found.high, found.spread) == (0, 0, 0, 0) and shown(found.low, found.high) == 0


def test_among_best_sums_to_the_places_and_finds_the_best() -> None:
    choices = np.array([made(np.full(200, mean), 0.02, k) for k, mean in enumerate((0.5, 0.4, 0.1, 0.0, -0.2))])
    share = among_best(choices, best=2)
    assert share.sum() == pytest.approx(2.0)
    assert share[:2] == pytest.approx([1, 1]) and share[2:] == pytest.approx([0, 0, 0])


def test_equals_share_the_places() -> None:
    choices = np.array([made(np.random.default_rng(k).normal(0, 0.1, 500), 0.05, k) for k in range(4)])
    assert among_best(choices, best=1) == pytest.approx([0.25] * 4, abs=0.08)


@given(st.floats(-1, 1), st.floats(0, 1))
def test_shown_says_on_which_side_of_zero_the_interval_lies(low: float, width: float) -> None:
    high = low + width
    assert shown(low, high) == (1 if low > 0 else -1 if high < 0 else 0)


def test_many_intervals_together_are_wider() -> None:
    d = made(np.full(40, 0.1), 0.2)
    one, many = effect(d, together(1)), effect(d, together(100))
    assert together(1) == pytest.approx(0.95) and together(100) == pytest.approx(0.9995)
    assert many.low < one.low < one.high < many.high


def test_effects_of_a_table_hold_together() -> None:
    d = made(np.full(40, 0.1), 0.2)
    rows = effects([({"name": "a"}, d), ({"name": "b"}, -d)])
    assert [row["name"] for row in rows] == ["a", "b"] and rows[0]["value"] == -rows[1]["value"]
    assert rows[0]["low"] == effect(d, together(2)).low


def test_orders() -> None:
    assert rank_agreement([1, 2, 3], [10, 20, 30]) == 1
    assert rank_agreement([1, 2, 3], [3, 2, 1]) == -1
    assert np.isnan(rank_agreement([0, 0, 0], [1, 2, 3]))
