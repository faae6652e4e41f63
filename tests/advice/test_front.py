"""The front: spread, measured on luck of its own, and what is chosen from it."""

from __future__ import annotations

from typing import Any

import numpy as np
from made_worlds import made_question, made_space, stagnation_and_cost

from coopsim.advice.front import CHOOSING, MEASURING, front_table, given_up, measured, schedule_table, spread
from coopsim.advice.packages import Package, Use


class NoisyWorlds:
    """Runs whose stagnation and cost are those of the model made by hand, with luck that hangs on the seed."""

    def __init__(self, worlds: int = 30) -> None:
        self.count, self.seeds = worlds, set[tuple[int, int]]()

    def __len__(self) -> int:
        return self.count

    def all(self, packages: Any, each: int, seed: int, found: Any) -> list[Any]:
        """(K, R, O) for each package: the two outcomes, and for measuring the headlines, which are luck alone."""
        self.seeds.add((each, seed))
        made = []
        for package in packages:
            stagnates, cost = stagnation_and_cost(package)
            rng = np.random.default_rng([seed, len(package.uses)])
            values = rng.normal(0.0, 0.02, (self.count, each, 2 if each == CHOOSING else 7))
            values[:, :, :2] += (stagnates, cost)
            made.append(values)
        return made


def test_the_front_is_chosen_and_measured_on_seeds_of_its_own() -> None:
    worlds: Any = NoisyWorlds()
    space, question = made_space(), made_question()
    codes = space.first(40, np.random.default_rng(2))
    rows = np.array([[*stagnation_and_cost(space.package(code)), 0.5] for code in codes])
    found = measured(worlds, question, space, codes, rows, seed=10)
    assert worlds.seeds == {(CHOOSING, 11), (MEASURING, 12)}
    costs = [stagnation_and_cost(package)[1] for package in found.packages]
    assert costs == sorted(costs)
    assert found.cheapest is not None
    chosen = stagnation_and_cost(found.packages[found.cheapest])
    met = [one for one in map(stagnation_and_cost, found.packages) if one[0] < 0.3]
    assert chosen[0] < 0.3 and chosen[1] == min(one[1] for one in met)
    table = front_table(found, question)
    truth = np.array([stagnation_and_cost(package)[0] for package in found.packages])
    assert np.abs(table["stagnates"] - truth).max() < 0.005
    assert ((table["stagnates_low"] <= truth) & (truth <= table["stagnates_high"])).mean() > 0.7
    assert (table["regret"] > -0.01).all() and table["regret"].idxmin() == table["stagnates"].idxmin()
    steps = given_up(found, question)
    assert np.allclose(steps["cost"], np.diff(table["cost"]), atol=1e-6)


def test_spread_keeps_the_best_in_each_column() -> None:
    values = np.array([[0.0, 9.0], [1.0, 8.9], [1.1, 8.8], [5.0, 5.0], [9.0, 0.0]])
    assert sorted(spread(values, 3)) == [0, 3, 4]
    assert spread(values, 5) == [0, 1, 2, 3, 4]


def test_when_to_begin_what() -> None:
    package = Package("zweckverband", {"co_design": Use(1.0, 24, None, 0.5), "common_identity": Use(0.5, 0, 60, None)})
    table = schedule_table([Package("zweckverband"), package])
    assert table["approach"].tolist() == ["common_identity", "co_design"] and set(table["package"]) == {"B"}
    assert table["end"].tolist()[0] == 60 and table["end"].isna().tolist() == [False, True]
