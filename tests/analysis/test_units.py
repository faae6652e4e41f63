"""Rows that share luck or parameters count once: duplicated runs are refused, points are averaged within each run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from designs import full_factorial
from fake_ensemble import phase_walk
from fake_ensemble import run_table as runs_of

from coopsim.analysis.blocks import Blocks, blocks
from coopsim.analysis.incidence import cumulative_incidence, incidence_curve, incidence_since, median_month, time_lost
from coopsim.analysis.intervals import mean
from coopsim.analysis.summary import contrast, summary
from coopsim.analysis.units import averaged, observations, rows_of

HORIZON = 240


def table(runs: int, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return runs_of(phase_walk(runs, HORIZON, 0.8, rng), seed, rng)


def pooled(one: pd.DataFrame, copies: int) -> Blocks:
    """The same runs at several points: luck is shared altogether."""
    parts = [one.assign(point=point) for point in range(copies)]
    return blocks(
        pd.concat(parts, ignore_index=True), HORIZON, points=pd.DataFrame({"point": range(copies), "a": range(copies)})
    )


#: Everything that makes an interval or a rank of runs from a run table.
READERS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "cumulative_incidence": lambda runs: cumulative_incidence(runs, HORIZON),
    "incidence_since": lambda runs: incidence_since(runs, HORIZON),
    "time_lost": lambda runs: time_lost(runs, HORIZON),
    "median_month": lambda runs: median_month(runs, HORIZON),
    "summary": lambda runs: summary(runs, HORIZON),
    "contrast": lambda runs: contrast(runs, runs, HORIZON, HORIZON),
    "observations": lambda runs: observations(runs, "effective", HORIZON),
}


@pytest.mark.parametrize("name", READERS)
def test_a_run_that_stands_twice_is_refused(name: str) -> None:
    one = table(20)
    READERS[name](one)
    for twice in (pd.concat([one, one]), pd.concat([one, one.iloc[[3]]]), one.assign(run=0)):
        with pytest.raises(ValueError, match=r"Run \d+ stands in the table more than once.*blocks"):
            READERS[name](twice)
    READERS[name](pd.concat([one, one.assign(seed=one["seed"] + 1)], ignore_index=True))  # another seed is other luck


def test_a_point_that_has_a_run_twice_is_refused_by_name() -> None:
    """As results of shards that were put together twice would have it."""
    points = full_factorial({"a": [0.0, 1.0]})
    rows = pd.concat([points.assign(run=run) for run in range(4)], ignore_index=True)
    with pytest.raises(ValueError, match=r"Run 2 of the point \{'a': 1.0\} stands in the table twice"):
        blocks(pd.concat([rows, rows[(rows["run"] == 2) & (rows["a"] == 1.0)]], ignore_index=True), 1, factors=["a"])


def test_points_with_the_same_luck_tell_no_more_than_one_of_them() -> None:
    """Ten copies of the same runs: the limits are (nearly) those of one; counted as rows they would be √10 narrower."""
    one = table(200)
    many = pooled(one, 10)
    curve, alone = (cumulative_incidence(x, HORIZON).query("cause == 'stagnation'") for x in (many, one))
    assert curve["incidence"].to_numpy() == pytest.approx(alone["incidence"].to_numpy())
    late = alone["incidence"].to_numpy() > 0.1
    width, single = ((x["high"] - x["low"]).to_numpy()[late] for x in (curve, alone))
    assert late.sum() > 20 and width == pytest.approx(single, rel=0.02)
    assert (curve["band_high"] - curve["band_low"]).tolist() == pytest.approx(
        (alone["band_high"] - alone["band_low"]).tolist()
    )
    assert time_lost(many, HORIZON) == pytest.approx(time_lost(one, HORIZON))


def test_points_with_luck_of_their_own_tell_more() -> None:
    """Independent points narrow the limits as many runs would."""
    parts = [table(200, seed).assign(seed=1, point=seed) for seed in range(9)]
    found = blocks(
        pd.concat(parts, ignore_index=True), HORIZON, points=pd.DataFrame({"point": range(9), "a": range(9)})
    )
    wide = cumulative_incidence(parts[0], HORIZON).query("cause == 'stagnation'").iloc[-1]
    narrow = cumulative_incidence(found, HORIZON).query("cause == 'stagnation'").iloc[-1]
    assert (narrow["high"] - narrow["low"]) / (wide["high"] - wide["low"]) == pytest.approx(1 / 3, rel=0.15)


def test_pooled_limits_hold() -> None:
    """Two points of 150 runs with most of their luck in common: 95 % of 1,000 intervals hold the truth, else far fewer."""
    rng = np.random.default_rng(6)
    truth, covered, naive = 0.3, 0, 0
    months, unit = np.zeros(300, np.int64), np.tile(np.arange(150), 2)
    for _ in range(1000):
        shared, own, luck = rng.random(150) < 0.8, rng.random((2, 150)) < truth, rng.random(150) < truth
        hits = np.where(shared, luck, own).ravel()
        (_, low, high), (_, low_rows, high_rows) = (incidence_curve(months, hits, 1, unit=by) for by in (unit, None))
        covered += bool(low[0] <= truth <= high[0])
        naive += bool(low_rows[0] <= truth <= high_rows[0])
    error = np.sqrt(0.05 * 0.95 / 1000)
    assert abs(covered / 1000 - 0.95) < 4 * error and naive / 1000 < 0.95 - 4 * error


def test_units_are_averaged() -> None:
    one = table(6)
    rows, unit = rows_of(one, ["x", "x", "y", "y", "y", "z"])
    assert rows is one and unit.tolist() == [0, 0, 1, 1, 1, 2]
    assert averaged([1, 3, 2, 2, 5, 7], unit).tolist() == [2, 3, 7]
    values = observations(pooled(one, 3), "effective", HORIZON)
    assert mean(values) == pytest.approx(mean(observations(one, "effective", HORIZON)))
