"""Cumulative incidence against a case solved by hand, against statsmodels, and on what must always hold."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from fake_ensemble import phase_walk, run_table

from coopsim.analysis.incidence import CAUSES, cumulative_incidence, first_events, median_month

HORIZON = 6


def table(stagnation: list[int | None], end: list[int | None], dissolved: list[bool]) -> pd.DataFrame:
    """A run table with the columns that the incidence needs."""
    return pd.DataFrame(
        {
            "month_first_stagnation": pd.array(stagnation, dtype="Int32"),
            "month_end": pd.array(end, dtype="Int32"),
            "dissolved": dissolved,
        }
    )


#: Stagnates in 2 and is dissolved later; stagnates in 2; merges in 1; dissolved in 4; never starts; stagnates in 5.
SIX = table(
    [2, 2, None, None, None, 5], [4, None, 1, 4, None, None], [True, False, False, True, False, False]
)


def test_first_events_by_hand() -> None:
    months, causes = first_events(SIX, HORIZON)
    assert months.tolist() == [2, 2, 1, 4, 6, 5]
    assert causes.tolist() == [1, 1, 2, 3, 0, 1]


def test_incidence_by_hand() -> None:
    found = cumulative_incidence(SIX, HORIZON).pivot(index="month", columns="cause", values="incidence")
    assert (found["stagnation"] * 6).round().tolist() == [0, 0, 2, 2, 2, 3]
    assert (found["merger"] * 6).round().tolist() == [0, 1, 1, 1, 1, 1]
    assert (found["dissolution"] * 6).round().tolist() == [0, 0, 0, 0, 1, 1]


def test_never_started_stays_at_risk() -> None:
    """Leaving out the run that never starts would raise the incidence from 3/6 to 3/5."""
    last = cumulative_incidence(SIX, HORIZON).query("cause == 'stagnation'")["incidence"].iloc[-1]
    assert last == pytest.approx(0.5)


@pytest.mark.parametrize("seed", range(3))
def test_equals_aalen_johansen(seed: int) -> None:
    """The general estimator of statsmodels, with many ties on the monthly grid, gives the same numbers."""
    from statsmodels.duration.survfunc import CumIncidenceRight

    rng = np.random.default_rng(seed)
    runs = run_table(phase_walk(400, 240, 0.8, rng), seed, rng)
    months, causes = first_events(runs, 240)
    assert set(causes) == {0, 1, 2, 3}
    general = CumIncidenceRight(months + 1, causes)
    found = cumulative_incidence(runs, 240).set_index(["cause", "month"])["incidence"]
    for code, cause in enumerate(CAUSES):
        inside = general.times <= 240
        mine = found[cause].reindex(general.times[inside].astype(int) - 1).to_numpy()
        assert mine == pytest.approx(general.cinc[code][inside], abs=1e-12)


def test_incidences_rise_and_never_exceed_one() -> None:
    rng = np.random.default_rng(5)
    found = cumulative_incidence(run_table(phase_walk(200, 120, 1.5, rng), 1, rng), 120)
    wide = found.pivot(index="month", columns="cause", values="incidence")
    assert (wide.diff().dropna() >= 0).all().all() and (wide.sum(axis=1) <= 1 + 1e-12).all()
    assert ((found["low"] <= found["incidence"] + 1e-12) & (found["incidence"] <= found["high"] + 1e-12)).all()


def test_median_month_by_hand() -> None:
    assert median_month(SIX, HORIZON) == 5
    assert median_month(SIX.iloc[[0, 2, 3]], HORIZON) != median_month(SIX.iloc[[0, 1, 3]], HORIZON)
    assert median_month(SIX.iloc[[0, 1, 3]], HORIZON) == 2
    assert math.isnan(median_month(SIX.iloc[[2, 3, 4, 5]], HORIZON))
    assert math.isnan(median_month(SIX.iloc[:0], HORIZON))
