"""Convergence: hand-solved halves, and coverage of what is promised over many draws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from coopsim.analysis.convergence import paired_convergence, reliability


def test_hand_solved() -> None:
    found = paired_convergence([3.0, 2.0, 5.0, 0.0], [0.0, 0.0, 0.0, 0.0])  # symmetrical: Student's interval
    assert found["effect"] == 2.5 and found["first"] == 4.0 and found["second"] == 1.0
    error = np.std([3, 2, 5, 0], ddof=1) / 2
    assert found["half_width"] == pytest.approx(stats.t.ppf(0.975, 3) * error)
    assert found["gap"] == pytest.approx((4 - 1) / np.sqrt(2 / 2 + 2 / 2))  # variances 2 and 2 of two runs each
    assert found["resolved"] == 0
    assert found["runs_needed"] == np.ceil(4 * (2 * found["half_width"] / 2.5) ** 2)


def test_nothing_differs() -> None:
    found = paired_convergence(np.ones(8), np.ones(8))
    assert found["effect"] == found["gap"] == found["resolved"] == 0 and np.isnan(found["runs_needed"])


def test_too_few_runs() -> None:
    with pytest.raises(ValueError, match="four"):
        paired_convergence([1.0, 2.0, 3.0], [0.0, 0.0, 0.0])


def test_runs_needed_are_enough() -> None:
    """With that many runs the half-width is half of the effect, on average."""
    rng = np.random.default_rng(4)
    found = paired_convergence(rng.normal(1, 4, 200), np.zeros(200))
    again = [paired_convergence(rng.normal(found["effect"], 4, int(found["runs_needed"])), np.zeros(int(found["runs_needed"])))
             for _ in range(200)]  # fmt: skip
    assert np.mean([row["half_width"] for row in again]) == pytest.approx(found["effect"] / 2, rel=0.1)


def test_reliability_of_noise_and_of_signal() -> None:
    rng = np.random.default_rng(5)

    def table(spread: float) -> dict[str, float]:
        effects = rng.normal(0, spread, 400)
        rows = [paired_convergence(rng.normal(effect, 1, 50), np.zeros(50)) for effect in effects]
        return reliability(pd.DataFrame(rows))

    noise, signal = table(0.0), table(1.0)
    assert abs(noise["correlation"]) < 0.2 and noise["gap_large"] == pytest.approx(0.05, abs=0.04)
    assert noise["resolved"] == pytest.approx(0.05, abs=0.04)
    expected = 1 / (1 + 1 / 25)  # variance of the effects over that plus the variance of a mean of 25 runs
    assert signal["correlation"] == pytest.approx(expected, abs=0.03)
    assert signal["reliability"] == pytest.approx(1 / (1 + 1 / 50), abs=0.02)
    assert signal["same_sign"] > 0.97 and signal["effects"] == 400


def test_reliability_without_effects() -> None:
    rows = pd.DataFrame([paired_convergence(np.ones(8), np.ones(8))] * 3)
    found = reliability(rows)
    assert np.isnan(found["correlation"]) and np.isnan(found["same_sign"]) and found["resolved"] == 0
