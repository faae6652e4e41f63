"""Regret by hand, and without the flattery of noise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from designs import full_factorial, run_table

from coopsim.analysis.blocks import Blocks, blocks
from coopsim.analysis.intervals import mean
from coopsim.analysis.robustness import regrets, robustness

LEVELS = {("calm", "bold"): 10.0, ("calm", "safe"): 8.0, ("storm", "bold"): 1.0, ("storm", "safe"): 7.0}


def design() -> Blocks:
    points = full_factorial({"world": ["calm", "storm"], "governance": ["bold", "safe"]})

    def outcome(p: pd.DataFrame, z: np.ndarray) -> list[float]:
        return [LEVELS[pair] + z[0] for pair in zip(p["world"], p["governance"], strict=True)]

    return blocks(run_table(points, {"y": outcome}, 8), 1, factors=["world", "governance"])


def test_by_hand() -> None:
    found, level, _ = regrets(design(), "y", ["governance"])
    assert found.loc["calm"].tolist() == pytest.approx([0, 2]) and found.loc["storm"].tolist() == pytest.approx([6, 0])
    assert (level.loc["calm"] - level.loc["storm"]).tolist() == pytest.approx([9, 1])
    table = robustness(design(), "y", ["governance"], tolerance=1e-9)
    assert table["choice"].tolist() == ["safe", "bold"]  # bold wins in one world, safe is never far off
    assert table["max_regret"].tolist() == pytest.approx([2, 6]) and table["mean_regret"].tolist() == pytest.approx(
        [1, 3]
    )
    assert table["near_best"].tolist() == [0.5, 0.5]


def test_less_can_be_better() -> None:
    found = regrets(design(), "y", ["governance"], larger_is_better=False).worlds
    assert found.loc["storm"].tolist() == pytest.approx([0, 6])
    assert robustness(design(), "y", ["governance"], larger_is_better=False)["worst"].max() > 9


def test_equal_choices_have_no_regret_on_average() -> None:
    """Six choices alike, 20 noisy runs each: the plain best of six would show a regret of about 0.13."""
    points = full_factorial({"world": [float(k) for k in range(150)], "form": list("uvwxyz")})
    rng = np.random.default_rng(1)
    table = run_table(points, {"y": lambda p, z: (rng.random(len(p)) < 0.5).astype(float)}, 20)
    found = blocks(table, 1, factors=["world", "form"])
    means = found.values("y").mean(axis=1).reshape(150, 6)
    plain = (means.max(axis=1)[:, None] - means).mean()
    assert plain > 0.1
    assert abs(robustness(found, "y", ["form"])["mean_regret"].mean()) < 0.02


def test_pairs_of_choices_and_gaps() -> None:
    found = regrets(design(), "y", ["world", "governance"]).worlds
    assert list(found.columns) == list(LEVELS) and len(found) == 1
    with pytest.raises(ValueError, match="every choice"):
        regrets(design().keep(np.array([True, True, True, False])), "y", ["governance"])


def test_worlds_that_share_luck_are_not_independent() -> None:
    """40 worlds, luck common to all of them favours one choice or the other: 95 % of 300 intervals hold the truth."""
    points = full_factorial({"world": [float(k) for k in range(40)], "governance": ["bold", "safe"]})
    bold, covered, naive = (points["governance"] == "bold").to_numpy(), 0, 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        own = np.repeat(rng.normal(0, 1, 40), 2) * bold
        parts = [points.assign(run=run, y=(2.0 + own + rng.normal(0, 4)) * bold) for run in range(24)]
        found = regrets(
            blocks(pd.concat(parts, ignore_index=True), 1, factors=["world", "governance"]), "y", ["governance"]
        )
        gap, rows = found.mean("safe", "bold"), mean(found.worlds["safe"] - found.worlds["bold"])
        covered += gap.low <= 2.0 <= gap.high
        naive += rows.low <= 2.0 <= rows.high
    assert abs(covered / 300 - 0.95) < 4 * np.sqrt(0.05 * 0.95 / 300) and naive / 300 < 0.7
