"""The strategies make what they promise: valid, small, varied scenarios, and inputs in their documented ranges."""

import math
from importlib import import_module

import pytest
import strategies
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from coopsim.model import codes
from coopsim.model.parameters import PARAMETERS
from coopsim.model.rules import equations

import_module("coopsim.submodels.schedule")  # records all rules
OWN = {name: rule for name, rule in equations().items() if name.startswith("coopsim.")}


@given(strategies.documents())
def test_documents_are_valid_and_small(document):
    scenario = strategies.built(document)
    assert 2 <= len(scenario.municipalities) <= 6
    assert len(scenario.members) >= 2
    assert 12 <= scenario.horizon_months <= 60
    assert scenario.catalogue.opportunities <= 20


@given(strategies.documents(min_towns=3, max_towns=4, horizons=(12, 13), lively=True))
def test_limits_are_kept_and_lively_parameters_lie_in_their_bounds(document):
    scenario = strategies.built(document)
    assert 3 <= len(scenario.municipalities) <= 4 and scenario.horizon_months in (12, 13)
    assert scenario.parameters == strategies.LIVELY


FEATURES = {
    "own form": lambda d: d["scenario"]["governance"].startswith("own_"),
    "mandate": lambda d: d["scenario"]["governance"] == "mandated_association",
    "trigger": lambda d: any("trigger" in row for row in d["approaches"].values() if isinstance(row, dict)),
    "start": lambda d: any("start" in row for row in d["approaches"].values() if isinstance(row, dict)),
    "two grants": lambda d: len(d["funding"]) == 2,
    "random impulse": lambda d: any("rate_per_year" in row for row in d["impulses"]),
    "candidate": lambda d: any(town["role"] == "candidate" for town in d["municipalities"]),
    "neighbour": lambda d: any(town["role"] == "neighbour" for town in d["municipalities"]),
    "trust matrix": lambda d: "trust" in d["ties"],
    "trust blocks": lambda d: "blocks" in d["ties"],
    "rivalry": lambda d: "rivalry" in d["ties"],
    "six towns": lambda d: len(d["municipalities"]) == 6,
    "a town without county": lambda d: d["counties"] and any("county" not in town for town in d["municipalities"]),
    "own functions": lambda d: "functions" in d,
}


def test_every_feature_comes_up():
    seen = set()

    @settings(max_examples=600, phases=[Phase.generate], derandomize=True)
    @given(strategies.documents())
    def collect(document):
        seen.update(name for name, feature in FEATURES.items() if feature(document))

    collect()
    assert seen == set(FEATURES)


@pytest.mark.parametrize("name", sorted(OWN))
@settings(max_examples=3)
@given(st.data())
def test_inputs_fit_their_equation(name, data):
    inputs = data.draw(strategies.inputs_of(OWN[name]))
    for value, (argument, kind) in zip(
        inputs, [(k, v) for k, v in OWN[name].__annotations__.items() if k != "return"], strict=True
    ):
        if kind is float or kind == "float":
            assert isinstance(value, float), argument


@given(st.sampled_from(sorted(PARAMETERS)), st.data())
def test_values_of_parameters_lie_in_their_bounds(symbol, data):
    value = data.draw(strategies.bounds_of(symbol))
    assert PARAMETERS[symbol].lower <= value <= PARAMETERS[symbol].upper


@given(st.tuples(strategies.shares, strategies.attitudes, strategies.money))
def test_building_blocks(values):
    share, attitude, money = values
    assert 0 <= share <= 1 and -1 <= attitude <= 1 and math.isfinite(money)


@given(strategies.scenarios())
def test_months_of_the_calendar(scenario):
    assert [scenario.month_of(strategies.calendar(month)) for month in (0, 11, 12, 59)] == [0, 11, 12, 59]
    assert set(strategies.VOLUNTARY_RULES) < set(codes.RULES)
