"""Sensitivity of levels and differences: ranges, and what a made model with known answers gives."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import pytest

import coopsim
from coopsim.calibration.space import priors
from coopsim.model.parameters import PARAMETERS
from paper import sensitivity

HARZ = coopsim.load_scenario("harz").with_({"horizon_months": 36})
NAMES = ["trust_gain", "noise", "envy_weight", "wage"]


def made(parameters: Mapping[str, float], scenario: object, runs: int, seed: int) -> Any:
    """Level: trust_gain strongly, noise weakly; all nine: trust_gain × envy_weight; form: nothing but luck; wage: nothing."""
    at = {name: (parameters.get(name, PARAMETERS[name].default) - low) / (high - low)
          for name, (low, high) in sensitivity.ranges(NAMES).items()}  # fmt: skip
    luck = np.random.default_rng(seed).normal(0, 0.01, runs)
    level = 0.3 * at["trust_gain"] + 0.05 * at["noise"] + luck
    return np.array([level, np.zeros(runs), 0.2 * at["trust_gain"] * at["envy_weight"] + luck, luck])


def test_ranges_are_priors_or_a_part_of_the_bounds() -> None:
    found = sensitivity.ranges()
    assert set(found) == set(PARAMETERS)
    for name, (low, high) in found.items():
        known = PARAMETERS[name]
        assert known.lower <= low < high <= known.upper
        if name in priors():
            assert (low, high) == (priors()[name].low, priors()[name].high)
        else:
            assert low <= known.default <= high and high - low <= 0.3 * (known.upper - known.lower) * (1 + 1e-9)


def test_measures_are_levels_and_paired_differences() -> None:
    found = sensitivity.measured({"trust_gain": 0.2}, HARZ, 6, 3)
    case = HARZ.with_({"parameters.trust_gain": 0.2})
    share = {
        key: coopsim.simulate(case.with_(change), 6, 3).runs["months_effective"].to_numpy() / 36
        for key, change in {
            "own": {"approaches": {}},
            "all": {"approaches": dict.fromkeys(coopsim.model.codes.APPROACHES, 1.0)},
            "consulting": {"governance": "working_community"},
            "binding": {"governance": "zweckverband"},
        }.items()
    }
    assert found[0] == pytest.approx(share["own"])
    assert found[2] == pytest.approx(share["all"] - share["own"])
    assert found[3] == pytest.approx(share["binding"] - share["consulting"])


def test_one_at_a_time_finds_what_moves_and_only_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sensitivity, "measured", made)
    with ThreadPoolExecutor(1) as pool:
        found = sensitivity.one_at_a_time(HARZ, pool, 20, symbols=NAMES)
    rows = found[found["measure"] == "effective"].set_index(["parameter", "end"])
    assert rows.loc[("trust_gain", "high"), "change_low"] > 0 > rows.loc[("trust_gain", "low"), "change_high"]
    assert (rows.loc["wage", "change"] == 0).all()
    assert (found.loc[found["measure"] == "binding_form", "change"] == 0).all()


def test_screening_and_shares_find_the_made_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sensitivity, "measured", made)
    with ThreadPoolExecutor(1) as pool:
        elementary = sensitivity.screened(HARZ, pool, 6, 10, symbols=NAMES)
        table = sensitivity.by_measure(elementary, "factor", "mu_star")
        assert set(sensitivity.largest(table, 2)) == {"trust_gain", "envy_weight"}
        assert set(sensitivity.largest(table, 3)) == {"trust_gain", "envy_weight", "noise"}
        shares = sensitivity.decomposed(HARZ, pool, ["trust_gain", "noise", "envy_weight"], 256, 10)
    assert set(shares["measure"]) == {"effective", "all_approaches"}  # the others never vary
    level = shares[shares["measure"] == "effective"].set_index("factor")
    assert level.loc["trust_gain", "total"] == pytest.approx(0.09 / (0.09 + 0.0025), abs=0.05)
    both = shares[shares["measure"] == "all_approaches"].set_index("factor")
    assert both.loc["envy_weight", "total"] > both.loc["envy_weight", "first"] + 0.05  # an interaction
    assert isinstance(elementary, pd.DataFrame)
