"""Runs in which each step follows one of two settings: the ends are plain runs, and only read differences matter."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import coopsim
from coopsim.analysis.channels import differences, reading
from coopsim.run.crossing import channels, simulate_crossed, simulate_switched
from coopsim.scenario import Scenario
from coopsim.submodels.schedule import SCHEDULE
from coopsim.texts import UserError

RUNS = 12
ALL = (1 << len(channels())) - 1
HARZ = coopsim.load_scenario("harz").with_({"horizon_months": 84})
FORMS = tuple(HARZ.governance_models)
IMPULSE = {"id": "study", "kind": "study", "month": 20, "strength": 1.0}
#: Settings that differ from HARZ in every kind of thing that can be set.
OTHERS: dict[str, dict[str, Any]] = {
    "approach": {"approaches.co_design": 1.0},
    "times": {"approaches.open_communication": {"strength": 0.6, "start": 12, "end": 60}},
    "hindrances": {"hindrances.competition": 0.9, "hindrances.no_good_practice": 0.1},
    "parameters": {"parameters.trust_start": 0.7},
    "impulse": {"impulses": [IMPULSE]},
    "instead": {"instead": [{"month": 20, "municipality": "quedlinburg", "decision": "refuses"}]},
    "form": {"governance": "zweckverband"},
    "all": {"governance": "joint_agency", "approaches.common_objectives": 1.0, "hindrances.inexperience": 0.2},
}


def same(one: Any, other: Any) -> bool:
    return all(one[name].tobytes() == other[name].tobytes() for name in one.dtype.names)


def is_plain(scenario: Scenario, rows: tuple[Any, Any]) -> bool:
    plain = coopsim.simulate(scenario, RUNS, seed=3).arrays
    return same(plain.runs, rows[0]) and same(plain.towns, rows[1])


@pytest.mark.parametrize(("one", "other"), list(zip(FORMS, FORMS[3:] + FORMS[:3], strict=True)))
def test_nothing_or_all_from_the_other_setting_gives_its_plain_runs(one: str, other: str) -> None:
    a = HARZ.with_({"governance": one, "approaches.open_communication": {"strength": 0.5, "start": 30}})
    b = HARZ.with_({"governance": other, "approaches.co_design": {"strength": 1.0, "end": 50}})
    assert is_plain(a, simulate_crossed(a, b, [0] * RUNS, seed=3))
    assert is_plain(b, simulate_crossed(a, b, [ALL] * RUNS, seed=3))


@pytest.mark.parametrize("name", OTHERS)
def test_what_no_channel_reads_changes_nothing(name: str) -> None:
    other = HARZ.with_(OTHERS[name])
    found = differences(HARZ, other)
    assert found and all(one.channels for one in found)
    acting = {channel for one in found for channel in one.channels}
    masks = np.random.default_rng(5).integers(0, ALL + 1, RUNS)
    kept = sum(1 << k for k, channel in enumerate(channels()) if channel in acting)
    crossed, bare = (simulate_crossed(HARZ, other, mask, seed=3) for mask in (masks, masks & kept))
    assert same(crossed[0], bare[0]) and same(crossed[1], bare[1])
    assert is_plain(other, simulate_crossed(HARZ, other, [kept] * RUNS, seed=3))
    every = (1 << len(found)) - 1
    assert is_plain(other, simulate_switched(HARZ, other, [one.places for one in found], [every] * RUNS, seed=3))


def test_interpreted_runs_have_the_same_bits() -> None:
    other = HARZ.with_(OTHERS["all"])
    masks = np.random.default_rng(7).integers(0, ALL + 1, 3)
    compiled, plain = (simulate_crossed(HARZ, other, masks, compiled=how) for how in (True, False))
    assert same(compiled[0], plain[0]) and same(compiled[1], plain[1])


def test_one_thread_or_two_and_any_numbers_of_runs_give_the_same() -> None:
    other = HARZ.with_(OTHERS["form"])
    masks = np.random.default_rng(9).integers(0, ALL + 1, 600)
    one, two = (simulate_crossed(HARZ, other, masks, threads=threads)[0] for threads in (1, 2))
    some = simulate_crossed(HARZ, other, masks[[300, 5]], runs=[300, 5])[0]
    assert same(one, two) and same(one[[300, 5]], some)


def mood(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    for i in range(s.town.shape[0]):
        s.town[i].recognition = min(1.0, s.town[i].recognition + p.envy_weight * 0.0 + w.scenario.competition * 0.01)


def test_an_own_step_is_a_channel_of_its_own() -> None:
    schedule = SCHEDULE.insert(after="trust", mood=mood)
    other = HARZ.with_({"hindrances.competition": 0.9})
    found = next(one for one in differences(HARZ, other, schedule) if one.setting == "hindrances.competition")
    assert "mood" in found.channels and "mood" in channels(schedule)
    masks = [0, 1 << channels(schedule).index("mood")]
    none, mine = simulate_crossed(HARZ, other, masks, runs=[0, 0], schedule=schedule)[0]
    assert none.tobytes() != mine.tobytes()


def wordy(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    s.town[0].recognition = min(1.0, s.town[0].recognition + 0.01 * len(json.dumps(month)))


def test_a_step_that_cannot_be_compiled_runs_interpreted() -> None:
    schedule, other = SCHEDULE.insert(after="trust", wordy=wordy), HARZ.with_(OTHERS["form"])
    found = [simulate_crossed(HARZ, other, [ALL >> 3], schedule=schedule, compiled=how)[0] for how in (True, False)]
    assert same(*found)


def test_what_a_step_reads_is_found_in_all_that_it_calls() -> None:
    steps = dict(SCHEDULE)
    assert "co_design".upper() in reading(steps["delivery"]).names
    assert "monitoring" in reading(steps["trust"]).names and "form" in reading(steps["trust"]).world
    assert "approach" in reading(steps["levers"]).world and "approach" not in reading(steps["delivery"]).world


@pytest.mark.parametrize(
    ("other", "differ"),
    [
        (coopsim.load_scenario("teaching/three_towns"), "town"),
        (HARZ.with_({"horizon_months": 60}), "horizon"),
        (HARZ.with_({"catalogue.opportunities": 12}), "catalogue"),
    ],
)
def test_settings_of_other_shapes_are_refused(other: Scenario, differ: str) -> None:
    with pytest.raises(UserError, match=differ) as refused:
        simulate_crossed(HARZ, other, [0])
    assert differ in refused.value.text("de")
