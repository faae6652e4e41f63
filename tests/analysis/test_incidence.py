"""Cumulative incidence against a case solved by hand, against statsmodels, and on what must always hold."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from fake_ensemble import phase_walk, run_table

from coopsim.analysis.first_events import CAUSES, first_events
from coopsim.analysis.incidence import (
    cumulative_incidence,
    incidence_since,
    median_month,
    time_lost,
)

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
SIX = table([2, 2, None, None, None, 5], [4, None, 1, 4, None, None], [True, False, False, True, False, False])


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


def test_the_band_holds_the_whole_curve_and_the_interval_each_month() -> None:
    """Of 400 tables of 60 runs, at least 95 % of the bands hold the true curve everywhere (chance: 3 standard errors)."""
    rng = np.random.default_rng(3)
    hazard = np.full(40, 0.02)
    truth = 1 - np.cumprod(1 - hazard)
    held = 0
    for _ in range(400):
        first = rng.geometric(0.02, 60) - 1
        months = pd.array(np.where(first < 40, first, 0), dtype="Int32")
        months[first >= 40] = pd.NA
        runs = pd.DataFrame(
            {"month_first_stagnation": months, "month_end": pd.array([None] * 60, dtype="Int32"), "dissolved": False}
        )
        curve = cumulative_incidence(runs, 40).query("cause == 'stagnation'")
        held += bool(((curve["band_low"] <= truth) & (truth <= curve["band_high"])).all())
        assert (curve["band_low"] <= curve["incidence"]).all() and (curve["low"] <= curve["incidence"] + 1e-12).all()
    assert held >= 400 * (0.95 - 3 * np.sqrt(0.05 * 0.95 / 400))


def test_months_beyond_a_shorter_horizon_have_not_come() -> None:
    months, causes = first_events(SIX, 3)
    assert months.tolist() == [2, 2, 1, 3, 3, 3] and causes.tolist() == [1, 1, 2, 0, 0, 0]


def test_time_lost_is_the_mean_of_the_months() -> None:
    runs = run_table(phase_walk(500, 120, 0.8, np.random.default_rng(4)), 1, np.random.default_rng(5))
    found = time_lost(runs, 120)
    assert found.value == pytest.approx((runs["months_stagnating"] + runs["months_asleep"]).mean())
    assert 0 <= found.low < found.value < found.high <= 120


def test_contract_competes_with_the_ends() -> None:
    """Contract in 1 and end in 3; end in 2 before any contract; contract in the month of the end; nothing."""
    runs = table([None] * 4, [3, 2, 2, None], [True, True, False, False]).assign(
        month_contract=pd.array([1, None, 2, None], dtype="Int32")
    )
    months, causes = first_events(runs, HORIZON, "contract")
    assert months.tolist() == [1, 2, 2, 6] and causes.tolist() == [1, 3, 1, 0]
    last = cumulative_incidence(runs, HORIZON, "contract").groupby("cause")["incidence"].max()
    assert last.to_dict() == {"contract": 0.5, "merger": 0.0, "dissolution": 0.25}
    assert median_month(runs, HORIZON, "contract") == 2


def test_incidence_since_the_start_by_hand() -> None:
    """Ages at stagnation 1 and 3, dissolution at 2, two runs censored at ages 2 and 5, one that never starts.

    At risk at the ends of the months 1, 2, 3 of age (counted from 0): 5, 4, 2.
    """
    runs = table(
        [3, None, 4, None, None, None], [None, 4, None, None, None, None], [False, True, False, False, False, False]
    )
    runs["month_start"] = pd.array([2, 2, 1, 4, 1, None], dtype="Int32")
    found = incidence_since(runs, HORIZON)
    stagnation = found[found["cause"] == "stagnation"].set_index("month")["incidence"]
    dissolution = found[found["cause"] == "dissolution"].set_index("month")["incidence"]
    assert stagnation[1] == pytest.approx(1 / 5) and stagnation[3] == pytest.approx(1 / 5 + (4 / 5 * 2 / 3) / 2)
    assert dissolution[2] == pytest.approx(4 / 5 / 3)


def test_incidence_since_agrees_with_a_product_of_fractions() -> None:
    """An own loop over ages, with censoring; limits hold the estimate."""
    rng = np.random.default_rng(8)
    runs = run_table(phase_walk(400, 90, 0.9, rng), 1, rng)
    found = incidence_since(runs, 90)
    begun = runs[runs["month_start"].notna()]
    months, causes = first_events(begun, 90)
    age = months - begun["month_start"].to_numpy(int)
    alive, share, expected = 1.0, 0.0, {}
    for a in range(90):
        seen_to = np.where(causes > 0, age, age - 1)
        at_risk = (seen_to >= a).sum()
        hits = ((age == a) & (causes == 1)).sum()
        if at_risk:
            share += alive * hits / at_risk
            alive *= 1 - ((age == a) & (causes > 0)).sum() / at_risk
        expected[a] = share
    curve = found[found["cause"] == "stagnation"].set_index("month")
    for month, row in curve.iterrows():
        if month >= 0:
            assert row["incidence"] == pytest.approx(expected[month])
    inner = curve.dropna()
    assert len(inner) > 10 and (inner["low"] < inner["incidence"]).all() and (inner["incidence"] < inner["high"]).all()


def test_incidence_since_without_events_is_empty() -> None:
    runs = table([None, None], [None, None], [False, False]).assign(month_start=pd.array([None, 2], dtype="Int32"))
    assert incidence_since(runs, HORIZON).empty
