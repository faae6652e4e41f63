"""One line of the comparison against a run table small enough to add up by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from fake_ensemble import MERGED, phase_walk, run_table

from coopsim.analysis.summary import contrast, summary
from coopsim.model import codes


@pytest.fixture
def four() -> pd.DataFrame:
    """Four runs of ten months."""
    rng = np.random.default_rng(0)
    runs = run_table(phase_walk(4, 10, 0.0, rng), 1, rng)
    runs["months_effective"] = [0, 5, 10, 5]
    runs["months_stagnating"] = [0, 2, 0, 1]
    runs["months_asleep"] = [0, 0, 0, 1]
    runs["phase_end"] = pd.Categorical(["none", "stagnating", "merged", "asleep"], list(codes.PHASES))
    runs["founded"] = [False, True, True, False]
    runs["month_form"] = pd.array([None, 3, 30, None], dtype="Int32")
    runs["benefit"], runs["attainable"] = np.array([0, 2, 4, 2], float), np.array([10, 10, 20, 0], float)
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
    assert found["stagnation"] == 0.5 and found["lost"] == pytest.approx(0.1)
    stands = ("works", "stagnates", "asleep_end", "not_under_way", "merged", "dissolved")
    assert [found[name] for name in stands] == [0, 0.25, 0.25, 0.25, 0.25, 0] and found["merged_partly"] == 0.25
    assert (found["founded"], found["founded_24"], found["target_achievement"]) == (0.5, 0.25, 0.2)
    assert 0 < found["stagnates_low"] < 0.25 < found["stagnates_high"] < 1
    assert found["target_achievement_low"] < 0.2 < found["target_achievement_high"]
    assert (found["median_stagnation"], found["cost"], found["worst_off"]) == (7, 1.5, 1)


def test_contrast_by_hand(four: pd.DataFrame) -> None:
    other = four.assign(months_effective=[1, 6, 10, 7], months_stagnating=[0, 0, 0, 1])
    found = contrast(other, four, 10, 10)
    assert (
        found["d_effective"] == pytest.approx(0.1) and found["d_lost"] == pytest.approx(-0.05) and found["d_cost"] == 0
    )


def test_contrast_refuses_other_runs(four: pd.DataFrame) -> None:
    for other in (four.iloc[::-1], four.assign(seed=2), four.iloc[:3]):
        with pytest.raises(ValueError, match="same runs"):
            contrast(other, four, 10, 10)
