"""The parameter that switches a mechanism off takes it out wholly: not one bit of a run is left of it."""

import pandas as pd
import pytest

import coopsim

HARZ = coopsim.load_scenario("harz").with_({"horizon_months": 96})


def runs(**changes):
    return coopsim.simulate(HARZ.with_(changes), runs=8, seed=5).runs


@pytest.mark.parametrize("strength", [0.0, 2.0])
def test_talk(strength):
    off = {"parameters.assurance_weight": 0.0}
    other = {"parameters.promise_strength": strength}
    pd.testing.assert_frame_equal(runs(**off), runs(**off, **other))
    assert not runs().equals(runs(**other))


def test_open_communication():
    free, off = {"parameters.approach_scale": 0.0}, {"parameters.reserve": 0.0}
    on = {"approaches.open_communication": 1.0}
    pd.testing.assert_frame_equal(runs(**free, **off), runs(**free, **off, **on))
    assert not runs(**free).equals(runs(**free, **on))
