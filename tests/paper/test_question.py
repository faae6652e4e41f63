"""Designs of the user's question, and tables from made outcomes in which the truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import coopsim
from coopsim.experiment import load_experiment
from coopsim.model import codes
from coopsim.run.parameter_sets import simulate_over
from paper import cases, question, tables
from paper.cases import RAW, Design

SETS = [{"trust_gain": 0.05}, {"trust_gain": 0.12}, {"trust_gain": 0.2}]
FORMS = ("working_community", "cooperation_body", "zweckverband")


class TestDesigns:
    @pytest.mark.parametrize("name, points", [("forms", 160), ("hindrances", 1320), ("alliances", 616), ("pairs", 128)])
    def test_every_experiment_can_be_read_and_has_its_points(self, name: str, points: int) -> None:
        experiment = load_experiment(f"stagnation_{name}")
        assert len(experiment.points) == points and not experiment.doubts

    def test_later_beginnings_are_those_of_the_deck(self) -> None:
        found = question.later()
        assert len(found) == 2 * 9 + 2
        starts = {order: {name: row["start"] for name, row in found[order].items()} for order in question.ORDERS}
        assert starts["deck"]["open_communication"] == 0 and starts["deck"]["needs_and_strengths"] == 84
        assert all(starts["deck"][name] + starts["reverse"][name] in (72, 84) for name in codes.APPROACHES)
        assert found["co_design@36"] == {"co_design": {"strength": 1.0, "start": 36}}
        harz = coopsim.load_scenario("harz")
        assert all(harz.with_({"approaches": setting}).approaches for setting in found.values())


class TestCases:
    def test_halves_are_the_means_of_even_and_odd_runs_of_each_set(self) -> None:
        scenario = coopsim.load_scenario("teaching/three_towns").with_({"horizon_months": 60})
        found = cases.half_means(scenario, SETS, 12, 7)
        runs = simulate_over(scenario, SETS, 12, 7).runs
        for k, half in product(range(3), range(2)):
            part = runs.iloc[4 * k + half : 4 * k + 4 : 2]
            row = dict(zip(RAW, found[:, k, half], strict=True))
            assert row["effective",] == pytest.approx(part["months_effective"].mean() / 60)
            assert row["cost",] == pytest.approx(part["cost"].mean())
            assert row["benefit", "founded"] == pytest.approx((part["benefit"] * part["founded"]).mean())

    def test_runs_are_even_in_every_set(self) -> None:
        assert [cases.runs_for(SETS, runs) for runs in (1, 6, 16, 100)] == [6, 6, 18, 102]

    def test_a_sample_is_taken_at_equal_distances(self, tmp_path: Path) -> None:
        every = [{"trust_gain": k / 100} for k in range(11, 21)]
        file = tmp_path / "sets.csv"
        file.write_text("trust_gain\n" + "".join(f"{one['trust_gain']}\n" for one in every))
        assert tables.sample(str(file), 4) == [every[k] for k in (0, 2, 5, 7)] and tables.sample(str(file), 19) == every


def design(values: dict[tuple[str, str], Any], sets: int = 30) -> Design:
    """A design of the region in which a point (form, policy) has a value (a number, or one for each set) in all outcomes."""
    rng = np.random.default_rng(1)
    points = pd.DataFrame([("harz", *key) for key in values], columns=["scenario", "governance", "policy"])
    means = np.array([np.broadcast_to(value, sets) for value in values.values()])[None, :, :, None]
    return Design(points, means + 0.004 * rng.standard_normal((len(RAW), len(values), sets, 2)))


def test_a_ratio_is_that_of_means_and_not_the_mean_of_ratios() -> None:
    points = pd.DataFrame([("harz", "x", "none")], columns=["scenario", "governance", "policy"])
    values = np.ones((len(RAW), 1, 2, 2))
    values[RAW.index(("benefit",)), 0] = [[1, 1], [9, 9]]
    values[RAW.index(("attainable",)), 0] = [[10, 10], [30, 30]]
    assert Design(points, values).of("attained").mean() == pytest.approx(10 / 40)


def test_contrasts_find_what_was_put_in_and_only_that() -> None:
    put = {(form, name): 0.5 + 0.1 * (name == "co_design") for form in FORMS for name in ("none", "co_design", "all")}
    made = design(put)
    pairs = question.against_none(made, ("co_design", "all"), scenario="harz", governance=list(FORMS))
    found = question.contrasts(made, "mean", pairs, ("effective",)).set_index("policy")
    assert found.loc["co_design", "low"] > 0.05 and found.loc["all", "low"] < 0 < found.loc["all", "high"]
    assert found.loc["co_design", "value"] == pytest.approx(0.1, abs=0.01)


def test_the_parameter_that_decides_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question, "forms", lambda scenario: list(FORMS))
    places = np.random.default_rng(2).uniform(size=(60, 2))
    sets = [{"envy_weight": a, "safeguards": 4 * b} for a, b in places]
    effect = 0.2 * (places[:, 0] - 0.5)
    every = ("none", *question.EVERY, "best")
    made = design({(form, name): 0.5 + effect * (name == "co_design") for form in FORMS for name in every}, 60)
    found = question.decisive(made, sets)
    row = found[(found["policy"] == "co_design") & (found["outcome"] == "effective")].set_index("parameter")
    assert row.loc["envy_weight", "lower"] < 0 < row.loc["envy_weight", "upper"] and row.loc["envy_weight", "low"] > 0
    assert row.loc["safeguards", "low"] < 0 < row.loc["safeguards", "high"]


def test_effects_stand_side_by_side_over_both_priors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question, "forms", lambda scenario: list(FORMS))
    every = ("none", *question.EVERY, "best")
    made = [
        design({(form, name): 0.5 + lift * (name == "co_design") for form in FORMS for name in every}, sets)
        for lift, sets in ((0.1, 30), (-0.2, 24))
    ]
    found = question.over_priors(*made).set_index(["policy", "governance", "outcome"])
    assert len(found) == (len(every) - 1 + len(FORMS) - 1) * len(cases.HEADLINES)
    row = found.loc["co_design", "", "effective"]
    assert row["low"] > 0 > row["high_second"] and row["value_second"] == pytest.approx(-0.2, abs=0.01)
    calm = found.loc["", "zweckverband", "effective"]
    assert calm["low"] < 0 < calm["high"] and calm["low_second"] < 0 < calm["high_second"]


def test_the_best_package_is_found_on_a_part_of_all_combinations(monkeypatch: pytest.MonkeyPatch) -> None:
    worth = dict.fromkeys(codes.APPROACHES, -0.01) | {"co_design": 0.08, "common_identity": 0.05}

    def simulated(scenarios: Sequence[Any], sets: Any, *rest: Any) -> Any:
        level = [0.5 + sum(worth[name] * row.strength for name, row in one.approaches.items()) for one in scenarios]
        return np.broadcast_to(np.array(level)[None, :, None, None], (len(RAW), len(level), len(sets), 2))

    monkeypatch.setattr(question, "simulated", simulated)
    monkeypatch.setattr(question, "forms", lambda scenario: ["cooperation_body"])
    with ThreadPoolExecutor(1) as pool:
        found = question.packages(SETS, pool, 6, None)
    assert found["approaches"].tolist() == ["co_design common_identity"]
    assert found["predicted"].iloc[0] == pytest.approx(0.63)
