"""Worlds: the bits of the ordinary doors, and in how many of them a package holds."""

from __future__ import annotations

import numpy as np

from coopsim.advice.aims import question_of
from coopsim.advice.evaluation import held, holding
from coopsim.advice.packages import Package, Use
from coopsim.advice.worlds import Worlds
from coopsim.run.monthly import MonthlyRun
from coopsim.run.parameter_sets import POSTERIOR, read_sets, simulate_over
from coopsim.scenario import load_scenario

PACKAGE = Package("zweckverband", {"co_design": Use(0.5, 12, 72, 0.4), "open_communication": Use(1.0, 0, None, None)})


def test_runs_are_those_of_simulate_over() -> None:
    harz, sets = load_scenario("harz"), read_sets(POSTERIOR)[:4]
    mine = Worlds(harz, sets).simulate(PACKAGE, 3, 5, series=True)
    other = simulate_over(PACKAGE.on(harz), sets, 12, 5, series=True)
    assert mine == other


def test_varied_worlds_and_beginnings_are_those_of_the_scenarios() -> None:
    harz, sets = load_scenario("harz"), read_sets(POSTERIOR)[:2]
    levels = [{"hindrances.competition": 0.1}, {"hindrances.competition": 0.9}]
    worlds = Worlds(harz, sets, varied=levels)
    read = [lambda s: float(s.town[1].competition), lambda s: float(s.trust[0, 2])]
    found = worlds.beginnings(PACKAGE, 2, 7, read)
    for run in range(4):
        case = PACKAGE.on(harz).with_({"parameters": sets[run // 2], **levels[run // 2]})
        state = MonthlyRun(case, 7, run).state
        assert found[run].tolist() == [float(state.town[1].competition), float(state.trust[0, 2])]


def test_threads_change_nothing() -> None:
    harz, sets = load_scenario("harz").with_({"horizon_months": 60}), read_sets(POSTERIOR)[:2]
    packages = [PACKAGE, Package("lead_municipality"), Package("zweckverband")]
    one, two = (Worlds(harz, sets, threads).all(packages, 2, 1, lambda e: e.runs["cost"].sum()) for threads in (1, 2))
    assert one == two and len(set(one)) == 3


def test_luck_is_not_taken_for_worlds_in_which_a_package_fails() -> None:
    question, rng = question_of(["stagnation<50"], []), np.random.default_rng(1)
    outcomes = len(question.outcomes)
    alike = np.zeros((400, 8, outcomes))
    alike[:, :, 0] = rng.random((400, 8)) < 0.3  # every world has 30 of 100, and few runs show it
    assert (alike[:, :, 0].mean(axis=1) >= 0.5).mean() > 0.15
    assert held(question, alike) > 0.95
    apart = np.zeros((400, 48, outcomes))
    apart[:, :, 0] = rng.random((400, 48)) < np.repeat([0.9, 0.3], 200)[:, None]  # half of the worlds have 90
    assert abs(held(question, apart) - 0.5) < 0.03
    assert holding(question, apart)[200:].mean() > 0.9 > 0.1 > holding(question, apart)[:200].mean()
