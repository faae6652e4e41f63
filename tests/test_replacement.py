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
from coopsim.model.schedule import Schedule
from coopsim.model.streams import uniform
from coopsim.run.runner import runner
from coopsim.submodels.schedule import SCHEDULE

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
    schedule = SCHEDULE.remove("elections")
    e, _ = through_ensemble(scenario, schedule, compiled=False)
    assert not e.runs["elections"].any() and not e.runs["turnovers"].any()


def test_a_submodel_that_is_taken_out_does_nothing(scenario):
    removed = through_ensemble(scenario, SCHEDULE.remove("elections", "merger"), compiled=False)[1]
    with pytest.warns(DeprecationWarning, match="called Schedule.remove"):
        former = SCHEDULE.without("elections", "merger")
    assert former.names == SCHEDULE.names
    assert removed == through_ensemble(scenario, former, compiled=False)[1]


def weary(month, key, p, w, s):
    """All personal trust wears off, as a theory of one's own may have it, by keyed chance of its own."""
    for i in range(s.town.shape[0]):
        for j in range(s.town.shape[0]):
            s.personal[i, j] *= 0.99 - 0.01 * uniform(key, 1001, month, w.town[i].id)


def wordily_weary(month, key, p, w, s):
    """The same by way of text, which Numba cannot compile."""
    most = json.loads(json.dumps({"most": 0.99}))["most"]
    for i in range(len(s.town)):
        for j in range(len(s.town)):
            s.personal[i, j] *= most - 0.01 * uniform(key, 1001, month, w.town[i].id)


def test_an_inserted_submodel_runs_in_its_place_through_both_doors(scenario):
    """Interpreted, in the whole schedule."""
    after, before = SCHEDULE.insert(after="trust", weary=weary), SCHEDULE.insert(before="elections", weary=weary)
    assert after.names == before.names and after.names.index("weary") == SCHEDULE.names.index("trust") + 1
    e, rows = through_ensemble(scenario, after, compiled=False)
    assert rows != through_ensemble(scenario, SCHEDULE, compiled=False)[1]
    assert rows != through_ensemble(scenario, SCHEDULE.insert(before="levers", weary=weary), compiled=False)[1]
    assert rows == through_ensemble(scenario, SCHEDULE.insert(after="trust", w=wordily_weary), compiled=False)[1]
    assert [through_mesa(scenario, after, run, compiled=False) for run in range(RUNS)] == rows
    assert e.manifest["rules"] != through_ensemble(scenario, SCHEDULE, compiled=False)[0].manifest["rules"]


@pytest.mark.slow
@pytest.mark.parametrize("step", [weary, wordily_weary])
def test_an_inserted_submodel_gives_equal_bits_compiled_or_not(scenario, step):
    schedule = few_steps(generous).insert(after="contribution", weary=step)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore" if step is wordily_weary else "error")
        e, rows = through_ensemble(scenario, schedule)
    assert runner(schedule, True).interpreted == (() if step is weary else ("weary",))
    assert bits(through_ensemble(scenario, schedule, compiled=False)[0]) == bits(e)
    assert [through_mesa(scenario, schedule, run) for run in range(RUNS)] == rows


def test_several_are_inserted_in_the_order_given():
    schedule = SCHEDULE.insert(after="trust", first=weary, second=generous).insert(before="levers", at_dawn=weary)
    place = schedule.names.index("trust")
    assert schedule.names[place : place + 3] == ("trust", "first", "second") and schedule.names[0] == "at_dawn"
    assert schedule.remove("first", "second", "at_dawn") == SCHEDULE


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: SCHEDULE.insert(after="trusd", mine=weary), KeyError, r"No submodel is called 'trusd'\. Known: levers"),
        (lambda: SCHEDULE.insert(before=3, mine=weary), KeyError, r"No submodel is called 3"),
        (lambda: SCHEDULE.insert(mine=weary), TypeError, "needs one place"),
        (lambda: SCHEDULE.insert(after="trust", before="form", mine=weary), TypeError, "needs one place"),
        (lambda: SCHEDULE.insert(after="trust"), TypeError, "needs a name and a function"),
        (lambda: SCHEDULE.insert(after="trust", form=weary), ValueError, "Two submodels are called 'form'"),
        (lambda: SCHEDULE.insert(after="trust", mine="weary"), TypeError, "'mine' must be a plain Python function"),
        (lambda: SCHEDULE.insert(after="trust", mine=lambda month: None), TypeError, "must take"),
        (lambda: SCHEDULE.remove("trusd"), KeyError, "Known: levers"),
        (lambda: Schedule((("a", weary), ("a", weary))), ValueError, "Two submodels are called 'a'"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_the_door(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_an_unknown_name_is_told():
    with pytest.raises(KeyError, match="Known: levers"):
        SCHEDULE.replace(contributions=generous)
