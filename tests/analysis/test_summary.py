"""One line of the comparison against a run table small enough to add up by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from fake_ensemble import MERGED, phase_walk, run_table

from coopsim.analysis.summary import contrast, summary


@pytest.fixture
def four() -> pd.DataFrame:
    """Four runs of ten months."""
    rng = np.random.default_rng(0)
    runs = run_table(phase_walk(4, 10, 0.0, rng), 1, rng)
    runs["months_effective"] = [0, 5, 10, 5]
    runs["months_stagnating"] = [0, 2, 0, 2]
    runs["started"] = [False, True, True, True]
    runs["stagnated"] = [False, True, False, True]
    runs["month_first_stagnation"] = pd.array([None, 3, None, 7], dtype="Int32")
    runs["merged"] = pd.Categorical(["no", "complete", "partial", "no"], list(MERGED))
    runs["cost"] = np.array([0, 1, 2, 3], np.float32)
    runs["worst_off"] = np.array([0, -4, 8, 0], np.float32)
    return runs


def test_summary_by_hand(four: pd.DataFrame) -> None:
    found = summary(four, 10)
    assert found["effective"] == 0.5 and found["effective_low"] >= 0 and found["effective_high"] <= 1
    assert found["stagnation"] == 0.5 and found["stagnating"] == pytest.approx(0.1)
    assert [found[name] for name in ("never_started", "merged", "merged_partly", "dissolved")] == [0.25, 0.25, 0.25, 0]
    assert (found["median_stagnation"], found["cost"], found["worst_off"]) == (7, 1.5, 1)


def test_contrast_by_hand(four: pd.DataFrame) -> None:
    other = four.assign(months_effective=[1, 6, 10, 7], stagnated=[False, False, False, True])
    found = contrast(other, four, 10, 10)
    assert found["d_effective"] == pytest.approx(0.1) and found["d_stagnation"] == -0.25 and found["d_cost"] == 0


def test_contrast_refuses_other_runs(four: pd.DataFrame) -> None:
    for other in (four.iloc[::-1], four.assign(seed=2), four.iloc[:3]):
        with pytest.raises(ValueError, match="same runs"):
            contrast(other, four, 10, 10)
