"""A researcher's own submodel, plain Python, in the place of one of coopsim's: the same results through both doors."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pytest
import strategies

import coopsim
from coopsim.compiler import Compiled
from coopsim.model.numerics import clamp
from coopsim.run.runner import runner
from coopsim.submodels.schedule import SCHEDULE, Schedule

RUNS = 3


def generous(month, key, p, w, s):
    """Everybody puts in a fixed share of its capacity, a little more in each year."""
    s.alliance.effort_members = 0.0
    for i in range(s.town.shape[0]):
        town = s.town[i]
        town.contribution = clamp(0.3 + 0.01 * (month // 12), 0.0, 1.0) * town.member
        s.alliance.effort_members += town.contribution * town.capacity
    s.alliance.effort = s.alliance.effort_members + s.alliance.secretariat


def bookish(month, key, p, w, s):
    """The same by way of text, which Numba cannot compile."""
    share = json.loads(json.dumps({"share": 0.3 + 0.01 * (month // 12)}))["share"]
    s.alliance.effort_members = 0.0
    for town in s.town:
        town.contribution = min(1.0, share) * town.member
        s.alliance.effort_members += town.contribution * town.capacity
    s.alliance.effort = s.alliance.effort_members + s.alliance.secretariat


@pytest.fixture(scope="module")
def scenario():
    return strategies.built(strategies.three_towns() | {"parameters": strategies.LIVELY}).with_({"horizon_months": 40})


def bits(e):
    return [np.ascontiguousarray(array[name]).tobytes() for array in e.arrays for name in array.dtype.names]


def through_mesa(scenario, schedule, run, **options):
    """Outcome of one run of the Mesa model, as bytes."""
    outcome = coopsim.CooperationModel(scenario, rng=5, run=run, schedule=schedule, **options).run().outcome()
    return {name: value.tobytes() for name, value in outcome.items()}


def through_ensemble(scenario, schedule, **options):
    e = coopsim.simulate(scenario, RUNS, 5, schedule=schedule, series=True, **options)
    return e, [{name: e.arrays.runs[name][run].tobytes() for name in e.arrays.runs.dtype.names} for run in range(RUNS)]


def few_steps(step) -> Schedule:
    """A short schedule with this contribution: compiled in seconds, not in a minute."""
    names = ("surroundings", "meetings", "contribution", "form")
    return Schedule(tuple((name, submodel) for name, submodel in SCHEDULE if name in names)).replace(contribution=step)


def check_one_that_compiles(scenario, schedule):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        e, rows = through_ensemble(scenario, schedule)
    assert runner(schedule, True).interpreted == ()
    assert [through_mesa(scenario, schedule, run) for run in range(RUNS)] == rows
    assert bits(through_ensemble(scenario, schedule, compiled=False)[0]) == bits(e)
    assert e.arrays.series["contribution"].max() > 0.3
    return e, rows


def check_one_that_does_not(scenario, schedule):
    with pytest.warns(RuntimeWarning, match=r"interpreted \(contribution: .*Results are the same"):
        e, rows = through_ensemble(scenario, schedule)
    assert isinstance(runner(schedule, True), Compiled) and runner(schedule, True).interpreted == ("contribution",)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [through_mesa(scenario, schedule, run) for run in range(RUNS)] == rows
    assert bits(through_ensemble(scenario, schedule, compiled=False)[0]) == bits(e)
    return e, rows


def test_one_that_compiles_joins_the_kernel(scenario):
    check_one_that_compiles(scenario, few_steps(generous))


def test_one_that_numba_cannot_compile_runs_interpreted_between_compiled_blocks(scenario):
    e, _ = check_one_that_does_not(scenario, few_steps(bookish))
    assert e.arrays.series["contribution"].max() > 0.3


@pytest.mark.slow
def test_in_the_whole_schedule_both_ways_give_the_same(scenario):
    e, rows = check_one_that_compiles(scenario, SCHEDULE.replace(contribution=generous))
    assert check_one_that_does_not(scenario, SCHEDULE.replace(contribution=bookish))[1] == rows
    usual, usual_rows = through_ensemble(scenario, SCHEDULE)
    assert rows != usual_rows
    assert e.manifest["rules"] != usual.manifest["rules"]


def test_through_the_interpreter_words_and_numbers_are_the_same(scenario):
    words, numbers = (SCHEDULE.replace(contribution=step) for step in (bookish, generous))
    assert (
        through_ensemble(scenario, words, compiled=False)[1] == through_ensemble(scenario, numbers, compiled=False)[1]
    )


def test_a_submodel_can_be_taken_out(scenario):
    schedule = SCHEDULE.without("elections")
    e, _ = through_ensemble(scenario, schedule, compiled=False)
    assert not e.runs["elections"].any() and not e.runs["turnovers"].any()


def test_an_unknown_name_is_told():
    with pytest.raises(KeyError, match="Known: levers"):
        SCHEDULE.replace(contributions=generous)
