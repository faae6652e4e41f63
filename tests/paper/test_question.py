"""Designs of the user's question, and tables from made outcomes in which the truth is known."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import coopsim
from coopsim.experiment import load_experiment
from coopsim.model import codes
from paper import cases, question, tables
from paper.cases import Design

SETS = [{"trust_gain": 0.05}, {"trust_gain": 0.12}, {"trust_gain": 0.2}]
FORMS = ("none", "working_community", "cooperation_body", "zweckverband")
POLICIES = ("none", *codes.APPROACHES, "all", *(f"without_{name}" for name in codes.APPROACHES))
SIZE = dict.fromkeys(codes.APPROACHES, 0.0) | {"co_design": 0.08, "common_identity": -0.05}


def made(levels: pd.DataFrame, value: np.ndarray, sets: int = 20, noise: float = 0.004) -> Design:
    """A design in which every point has a value in every outcome, and a little noise."""
    rng = np.random.default_rng(1)
    chance = rng.standard_normal((len(value), len(cases.OUTCOMES), sets, 2)).swapaxes(0, 1)
    return Design(levels, value[:, None, None] + noise * chance)


def worth(policy: str) -> float:
    """Value of a set of approaches where each has its size and nothing interacts."""
    if policy in ("none", "all"):
        return sum(SIZE.values()) * (policy == "all")
    if policy.startswith("without_"):
        return worth("all") - SIZE[policy.removeprefix("without_")]
    return SIZE[policy]


@pytest.fixture(scope="module")
def forms() -> Design:
    points = pd.DataFrame(list(product(POLICIES, FORMS)), columns=["policy", "governance"])
    lift = points["governance"].map(
        {"none": -0.3, "working_community": 0.1, "cooperation_body": 0.2, "zweckverband": 0.2}
    )
    return made(points, (0.5 + lift + points["policy"].map(worth)).to_numpy())


class TestDesigns:
    @pytest.mark.parametrize("name, points", [("forms", 160), ("hindrances", 1320), ("alliances", 616), ("pairs", 128)])
    def test_every_experiment_can_be_read_and_has_its_points(self, name: str, points: int) -> None:
        experiment = load_experiment(f"stagnation_{name}")
        assert len(experiment.points) == points and not experiment.doubts

    def test_all_approaches_forms_and_ends_of_hindrances_are_in_them(self) -> None:
        experiment = load_experiment("stagnation_hindrances")
        table = question.points_of(experiment)
        assert set(table["policy"]) == {"none", "all", *codes.APPROACHES}
        assert set(table["governance"]) == set(coopsim.load_scenario("harz").governance_models)
        ends = {(h, level) for h in codes.HINDRANCES for level in (0.0, 1.0)}
        assert {
            pair for pair in zip(table["hindrance"], table["level"], strict=True) if pair[0] in codes.HINDRANCES
        } == ends

    def test_a_policy_sets_what_its_name_says(self) -> None:
        points = load_experiment("stagnation_forms").points
        for row in points.rows:
            policy, strengths = (
                row[0],
                {k: a.strength for k, a in points.scenario(row).approaches.items() if a.strength},
            )
            expected = {"none": set(), "all": set(codes.APPROACHES)}.get(
                policy, set(codes.APPROACHES) - {policy[8:]} if policy.startswith("without_") else {policy}
            )
            assert set(strengths) == expected and set(strengths.values()) <= {1.0}


class TestCases:
    def test_halves_are_the_means_of_even_and_odd_runs_of_each_set(self) -> None:
        scenario = coopsim.load_scenario("teaching/three_towns").with_({"horizon_months": 60})
        found = cases.half_means(cases.Case(scenario), SETS, 12, 7)
        from coopsim.run.parameter_sets import simulate_over

        runs = simulate_over(scenario, SETS, 12, 7).runs
        for k, half in product(range(3), range(2)):
            part = runs.iloc[4 * k + half : 4 * k + 4 : 2]
            row = dict(zip(cases.OUTCOMES, found[:, k, half], strict=True))
            assert row["effective"] == pytest.approx(part["months_effective"].mean() / 60)
            assert row["cost"] == pytest.approx(part["cost"].mean())
            assert row["merged"] == (part["merged"] == "complete").mean()

    def test_order_and_grouping_change_nothing(self) -> None:
        base = coopsim.load_scenario("teaching/three_towns").with_({"horizon_months": 36})
        every = [cases.Case(base.with_({"governance": name})) for name in FORMS]
        with ThreadPoolExecutor(2) as pool:
            one = cases.simulated(every, SETS, 6, 1, pool, at_once=4)
            four = cases.simulated(every[::-1], SETS, 6, 1, pool, at_once=1)
        assert np.array_equal(one, four[:, ::-1])

    def test_runs_are_even_in_every_set(self) -> None:
        assert [cases.runs_for(SETS, runs) for runs in (1, 6, 16, 100)] == [6, 6, 18, 102]

    def test_a_sample_is_taken_at_equal_distances(self, tmp_path: Path) -> None:
        every = [{"trust_gain": k / 100} for k in range(11, 21)]
        file = tmp_path / "sets.csv"
        file.write_text("trust_gain\n" + "".join(f"{one['trust_gain']}\n" for one in every))
        assert tables.sample(str(file), 4) == [every[k] for k in (0, 2, 5, 7)] and tables.sample(str(file), 19) == every


class TestTables:
    def test_effects_of_approaches_alone_and_last(self, forms: Design) -> None:
        found = question.policy_effects(forms, [], ["effective"]).set_index(["place", "approach"])
        for place, name in product(("alone", "last"), codes.APPROACHES):
            row = found.loc[(place, name)]
            assert row["value"] == pytest.approx(SIZE[name], abs=0.003)
            assert (row["low"] > 0) == (SIZE[name] > 0) and (row["high"] < 0) == (SIZE[name] < 0)
        assert found.loc[("alone", "all"), "value"] == pytest.approx(0.03, abs=0.003)
        assert found.loc[("alone", "co_design"), "among_best"] == 1.0
        assert found.loc[("alone", "common_identity"), "among_best"] == 0.0

    def test_isolated_towns_are_left_out_of_means(self, forms: Design) -> None:
        by_form = question.policy_effects(forms, ["governance"], ["effective"])
        assert set(by_form["governance"]) == set(FORMS) - {"none"}

    def test_forms_against_a_reference(self, forms: Design) -> None:
        found = question.form_effects(forms, "cooperation_body", [])
        found = found[found["outcome"] == "effective"].set_index("governance")
        assert found.loc["working_community", "value"] == pytest.approx(-0.1, abs=0.005)
        assert found.loc["working_community", "high"] < 0
        assert found.loc["zweckverband", "low"] < 0 < found.loc["zweckverband", "high"]

    def test_levels_keep_every_point(self, forms: Design) -> None:
        table = question.levels(forms)
        assert len(table) == len(POLICIES) * len(FORMS)
        assert (table["effective_low"] < table["effective"]).all() and (
            table["effective"] < table["effective_high"]
        ).all()

    def test_a_hindrance_and_what_it_does_to_an_approach(self) -> None:
        rows = [(p, f, h, level) for p, f in product(("none", *codes.APPROACHES), FORMS[1:])
                for h, level in [("as_it_is", np.nan), *product(("competition", "inexperience"), (0.0, 1.0))]]  # fmt: skip
        points = pd.DataFrame(rows, columns=["policy", "governance", "hindrance", "level"])
        raised = (points["hindrance"] == "competition") & (points["level"] == 1)
        value = 0.5 - 0.2 * raised + 0.1 * (raised & (points["policy"] == "co_design"))
        found = question.hindrance_effects(made(points, value.to_numpy())).set_index(["hindrance", "approach"])
        assert found.loc[("competition", "none"), "value"] == pytest.approx(-0.2, abs=0.005)
        assert found.loc[("competition", "co_design"), "value"] == pytest.approx(0.1, abs=0.005)
        quiet = found.drop(index=[("competition", "none"), ("competition", "co_design")])
        assert ((quiet["low"] < 0) & (quiet["high"] > 0)).all()

    def test_the_safe_form_is_the_one_that_is_never_far_from_the_best(self) -> None:
        rows = list(product(["none"], FORMS, ["a", "b"]))
        points = pd.DataFrame(rows, columns=["policy", "governance", "scenario"])
        value = {("working_community", "a"): 0.9, ("working_community", "b"): 0.2, ("zweckverband", "a"): 0.2,
                 ("zweckverband", "b"): 0.9, ("cooperation_body", "a"): 0.8, ("cooperation_body", "b"): 0.8}  # fmt: skip
        design = made(points, np.array([value.get((f, s), 0.0) for _, f, s in rows]))
        found = question.safe_forms(design)
        assert found["choice"].iloc[0] == "cooperation_body" and "none" not in set(found["choice"])
        assert found["max_regret"].iloc[0] == pytest.approx(0.1, abs=0.01)

    def test_pairs_find_a_made_interaction(self) -> None:
        experiment = load_experiment("stagnation_pairs")
        points = question.points_of(experiment)
        a, b = (points[f"approaches.{name}"] for name in ("co_design", "common_objectives"))
        found = question.pair_effects(made(points, (0.5 + 0.1 * a * b).to_numpy(np.float64)))
        both = found[found["with"].notna()].set_index(["factor", "with"])
        row = both.loc[("co_design", "common_objectives")]
        assert row["effect"] == pytest.approx(0.1, abs=0.004) and row["low"] > 0
        rest = both.drop(index=[("co_design", "common_objectives")])
        assert len(rest) == 35 and (rest["effect"].abs() < 0.01).all()
