"""A run lived through again is the run of the ensemble."""

from __future__ import annotations

import numpy as np
import pytest

import coopsim
from coopsim.analysis.single_run import live_again


def test_it_is_the_run_of_the_ensemble() -> None:
    scenario = coopsim.load_scenario("three_towns").with_({"horizon_months": 60})
    ensemble = coopsim.simulate(scenario, runs=5, seed=3, series=True, municipality_series=True)
    found = live_again(scenario, seed=3, run=4, months=[0, 12, 60])
    series = ensemble.arrays.series[4]
    assert np.array_equal(found.series["phase"], series["phase"])
    assert np.array_equal(found.series["activity"].astype("f4"), series["activity"])
    assert np.array_equal(found.town_phase, ensemble.arrays.town_series[4]["phase"])
    assert [snapshot.month for snapshot in found.snapshots] == [0, 12, 60]
    assert found.snapshots[1].trust.shape == (3, 3) and found.snapshots[2].phase == series["phase"][-1]
    assert not np.array_equal(found.snapshots[0].trust, found.snapshots[2].trust)
    assert len(found.events) and len(found.manifest_id) == 12
    assert found.manifest_id != live_again(scenario, seed=3, run=3).manifest_id


def test_a_month_outside_is_refused() -> None:
    with pytest.raises(ValueError, match="61"):
        live_again(coopsim.load_scenario("three_towns").with_({"horizon_months": 60}), months=[61])
