"""The search finds known optima: of a model made by hand, and of the real one where all packages can be tried."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_worlds import made_evaluations, stagnation_and_cost

from coopsim.advice.aims import question_of
from coopsim.advice.evaluation import Evaluations, objectives, undominated
from coopsim.advice.packages import Space
from coopsim.advice.search import Effort, front_of, search
from coopsim.advice.worlds import Worlds
from coopsim.analysis.portfolio import not_dominated
from coopsim.scenario import load_scenario

QUICK = Effort(population=30, stages=((2, 6), (4, 6)))


def every_code(space: Space) -> Any:
    """All codes of a small space, one a package."""
    codes = space.plain(list(product(*(range(most + 1) for most in space.most))))
    return np.unique(codes, axis=0)


@pytest.mark.parametrize("limits", [(), ("cost<=1.6",)])
def test_the_front_of_the_model_made_by_hand_is_found_exactly(limits: tuple[str, ...]) -> None:
    found = made_evaluations(limits)
    codes = every_code(found.space)
    stagnates, cost = np.array([stagnation_and_cost(found.space.package(code)) for code in codes]).T
    kept = cost <= 1.6 + 1e-12 if limits else np.ones(len(cost), bool)
    best = {tuple(code) for code in codes[kept][not_dominated(cost[kept], stagnates[kept])]}
    assert len(best) > 5
    assert {tuple(code) for code in search(found, QUICK)} == best
    assert len(found.worlds.simulated) < 2 * len(codes)


def test_the_front_of_the_real_model_is_that_of_trying_all() -> None:
    scenario = load_scenario("teaching/three_towns").with_({"horizon_months": 36})
    names = ("joint_priorities", "common_objectives")
    space = Space(("working_community", "zweckverband"), names, (0.0, 0.5, 1.0), (0, 24), (None,), (None, 0.5))
    question = question_of(["effective>10"], ["cost<=3"])
    found = Evaluations(Worlds(scenario, [{}, {"trust_start": 0.5}]), question, space, 1)
    codes = every_code(space)
    assert len(codes) == 162
    front = {tuple(code) for code in search(found, Effort(population=30, stages=((2, 8),)))}
    assert len(found) < len(codes)
    whole = Evaluations(found.worlds, question, space, 1)
    whole.of(codes, 2)
    values = {tuple(np.round(objectives(question, whole.of([code], 2))[0][0], 12)) for code in front_of(whole, 2)}
    assert {tuple(np.round(objectives(question, found.of([code], 2))[0][0], 12)) for code in front} == values


def test_a_stopped_search_goes_on_and_ends_alike(tmp_path: Path) -> None:
    whole = made_evaluations(strengths=(0.0, 0.25, 0.5, 0.75, 1.0))
    expected = search(whole, QUICK)

    def stop(done: int, total: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    kept = tmp_path / "search.npy"
    first = made_evaluations(strengths=(0.0, 0.25, 0.5, 0.75, 1.0), file=kept)
    with pytest.raises(KeyboardInterrupt):
        search(first, QUICK, stop)
    second = made_evaluations(strengths=(0.0, 0.25, 0.5, 0.75, 1.0), file=kept)
    assert np.array_equal(search(second, QUICK), expected)
    assert len(first.worlds.simulated) + len(second.worlds.simulated) == len(whole.worlds.simulated)
    assert min(len(first.worlds.simulated), len(second.worlds.simulated)) > 0


def test_where_no_package_keeps_the_limits_those_that_exceed_them_least_are_left() -> None:
    found = made_evaluations(("cost<=0.2",))
    front = search(found, QUICK)
    assert [found.space.package(code).uses for code in front] == [{}]
    assert found.space.package(front[0]).governance == "working_community"


def test_random_numbers_of_others_are_left_alone() -> None:
    import random

    random.seed(3)
    expected = random.random()
    random.seed(3)
    search(made_evaluations(), Effort(20, ((2, 2),)))
    assert random.random() == expected


@given(st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=25))
def test_undominated_by_brute_force(rows: list[tuple[int, ...]]) -> None:
    values = np.array(rows, float)
    expected = [
        place
        for place, one in enumerate(values)
        if not any((other <= one).all() and (other < one).any() for other in values)
    ]
    assert sorted(undominated(values, range(len(values)))) == expected
