"""Outcomes run by run."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from fake_ensemble import phase_walk, run_table

from coopsim.analysis.measures import DERIVED, measure
from coopsim.model import outcomes


@pytest.fixture(scope="module")
def runs() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    return run_table(phase_walk(200, 120, 0.8, rng), 1, rng)


def test_every_numeric_outcome_is_a_number_per_run(runs: pd.DataFrame) -> None:
    for name in [*outcomes.RUN, *DERIVED]:
        if name != "phase_end":
            found = measure(runs, name, 120)
            assert found.dtype == np.float64 and found.shape == (200,)


def test_yes_is_one_and_a_month_that_did_not_come_is_missing(runs: pd.DataFrame) -> None:
    assert measure(runs, "stagnated", 120).mean() == runs["stagnated"].mean()
    months = measure(runs, "month_start", 120)
    assert np.isnan(months).sum() == runs["month_start"].isna().sum() > 0


def test_merged_means_all_members(runs: pd.DataFrame) -> None:
    words = pd.DataFrame({"merged": pd.Categorical(["no", "partial", "complete"], ["no", "partial", "complete"])})
    assert measure(words, "merged", 1).tolist() == [0, 0, 1]
    assert measure(pd.DataFrame({"merged": [0, 1, 2]}), "merged", 1).tolist() == [0, 0, 1]


def test_time_lost_by_hand() -> None:
    """Stagnates in month 2 of 10; is dissolved in 3; stagnates in 7 after a merger in 5; never."""
    table = pd.DataFrame(
        {
            "month_first_stagnation": pd.array([2, None, 7, None], dtype="Int32"),
            "month_end": pd.array([None, 3, 5, None], dtype="Int32"),
            "dissolved": [False, True, False, False],
        }
    )
    assert measure(table, "time_lost", 10).tolist() == [8, 0, 0, 0]


def test_an_unknown_outcome_is_named(runs: pd.DataFrame) -> None:
    with pytest.raises(KeyError, match=r"stagnatd.*effective.*stagnated"):
        measure(runs, "stagnatd", 120)
