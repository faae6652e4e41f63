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
        if not name.startswith("phase_"):
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
    """Months stagnating and months asleep, together; and their share of ten months."""
    table = pd.DataFrame({"months_stagnating": [2, 0, 7, 0], "months_asleep": [0, 0, 3, 1]})
    assert measure(table, "time_lost", 10).tolist() == [2, 0, 10, 1]
    assert measure(table, "lost", 10).tolist() == [0.2, 0, 1, 0.1]


def test_an_unknown_outcome_is_named(runs: pd.DataFrame) -> None:
    with pytest.raises(KeyError, match=r"stagnatd.*effective.*stagnated"):
        measure(runs, "stagnatd", 120)
