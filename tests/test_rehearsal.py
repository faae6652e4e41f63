"""A user's own submodel is run in plain Python before it is compiled, and what is wrong with it gets a sentence."""

from __future__ import annotations

import functools
import os
import random
import subprocess
import sys

import numpy as np
import pytest
import strategies

import coopsim
from coopsim.compiler import Compiled, compile_rule
from coopsim.compiler.generated import Kernel
from coopsim.model.schedule import Schedule
from coopsim.run import rehearsal
from coopsim.run.rehearsal import SubmodelError
from coopsim.scenario.inputs import build_world, parameter_record
from coopsim.submodels.contribution import contribute
from coopsim.submodels.schedule import SCHEDULE


def beyond(month, key, p, w, s):
    s.lever[9] = 0.5


def before_the_first(month, key, p, w, s):
    s.area[-len(s.area) - 1].weight = 0.0


def beyond_later(month, key, p, w, s):
    if month >= 5:
        s.town[month].recognition += s.town[month].recognition


def no_number(month, key, p, w, s):
    s.town[1].commitment = float("nan")


def too_much(month, key, p, w, s):
    for i in range(len(s.town)):
        s.town[i].recognition += 0.2


def divides(month, key, p, w, s):
    s.town[0].crisis = 1.0 / (s.town[0].crisis - s.town[0].crisis)


def misspelt(month, key, p, w, s):
    s.town[0].truts = 0.5


def own_luck(month, key, p, w, s):
    s.town[2].identity = random.random()


def rewrites_the_world(month, key, p, w, s):
    w.town[0].population = 5.0


def rewrites_parameters(month, key, p, w, s):
    p.trust_gain *= 1.0001


WRONG = {
    beyond: r"month 0, reads or writes outside an array: index 9 .*\(line \d+ of .*test_rehearsal\.py\)",
    before_the_first: r"month 0, reads or writes outside an array",
    beyond_later: r"month 5, reads or writes outside an array",
    no_number: r"month 0, leaves town\.commitment = nan",
    too_much: r"month \d, leaves town\.recognition = 1\.\d+, which must lie between 0 and 1",
    divides: r"month 0, raises FloatingPointError|month 0, raises ZeroDivisionError",
    misspelt: r"month 0, raises AttributeError: .*truts",
    own_luck: r"month 0, gives another town\.identity when it is run again",
    rewrites_the_world: r"month 0, changes the parameters or the world",
    rewrites_parameters: r"month 0, changes the parameters or the world",
}


@pytest.fixture(scope="module")
def scenario():
    return strategies.built(strategies.three_towns() | {"parameters": strategies.LIVELY}).with_({"horizon_months": 24})


@pytest.fixture
def nothing_compiled(monkeypatch):
    def compiles(self, *_):
        raise AssertionError("compiled")

    monkeypatch.setattr(Kernel, "__init__", compiles)


@pytest.mark.parametrize("door", ["ensemble", "mesa"])
@pytest.mark.parametrize("step", WRONG, ids=lambda step: step.__name__)
def test_is_told_what_is_wrong_before_anything_is_compiled(scenario, nothing_compiled, step, door):
    schedule = SCHEDULE.replace(agenda=step)
    with pytest.raises(SubmodelError, match=rf"^The submodel 'agenda' \({step.__name__}\), ({WRONG[step]})"):
        if door == "mesa":
            coopsim.CooperationModel(scenario, rng=1, schedule=schedule)
        else:
            coopsim.simulate(scenario, 2, 1, schedule=schedule)


def test_others_are_not_blamed_for_what_was_wrong_before(scenario, nothing_compiled):
    """The built-in submodels run between the own ones; each is told of its own faults only."""
    schedule = SCHEDULE.replace(levers=SCHEDULE.steps[0][1], phases=no_number)
    with pytest.raises(SubmodelError, match="'phases'"):
        coopsim.simulate(scenario, 1, 1, schedule=schedule)


def test_one_that_is_right_is_rehearsed_once(scenario, monkeypatch):
    calls = []

    def quiet(month, key, p, w, s):
        calls.append(month)
        contribute(month, key, p, w, s)

    schedule = SCHEDULE.replace(contribution=quiet)
    parameters, world = parameter_record(scenario), build_world(scenario)
    for _ in range(2):
        rehearsal.rehearse(schedule, scenario, parameters, world, 1, 0)
    assert sorted(calls) == sorted([*range(24)] * 2)  # each month twice, from the same state


def test_indices_are_checked_in_compiled_months_too():
    """Past the months of the rehearsal."""

    def late(month, key, p, w, s):
        if month >= 30:
            s.town[month].crisis = 0.0

    schedule = Schedule((("late", late),))
    scenario = coopsim.load_scenario("harz").with_({"horizon_months": 36})
    with pytest.raises(IndexError, match=r"An own submodel \(late\) .* outside an array.*compiled=False"):
        coopsim.simulate(scenario, 1, 1, schedule=schedule)


def nameless(month, key, p, w, s):
    s.town[0].crisis = 0.25


nameless.__module__ = None


def test_one_without_a_module_runs_compiled(scenario):
    schedule = Schedule((("nameless", nameless),))
    compiled, plain = (coopsim.simulate(scenario, 2, 1, schedule=schedule, compiled=c) for c in (True, False))
    assert compiled == plain


class Odd:
    def __call__(self, month, key, p, w, s):
        s.town[0].crisis = 0.25

    def method(self, month, key, p, w, s):
        pass


def waits(month, key, p, w, s):
    yield


async def later(month, key, p, w, s):
    pass


@pytest.mark.parametrize(
    "step, words",
    [
        (lambda month, p, w, s: None, r"must take \(month, key, p, w, s\), not \(month, p, w, s\)"),
        (lambda month, key, p, w, s, more: None, "must take"),
        (lambda *, month: None, "must take"),
        (waits, "no `yield`"),
        (later, "no `async`"),
        (functools.partial(nameless, 1), "plain Python function"),
        (Odd().method, "plain Python function"),
        (np.add, "plain Python function"),
        (3, "plain Python function"),
        (None, "plain Python function"),
    ],
)
def test_what_is_no_submodel_is_refused_at_once(step, words):
    with pytest.raises(TypeError, match=f"The submodel 'trust' .*{words}"):
        SCHEDULE.replace(trust=step)


def test_what_can_be_called_like_one_is_taken(scenario):
    for step in (Odd(), compile_rule(nameless), lambda *arguments: None, lambda month, key, p, w, s, more=1: None):
        assert dict(SCHEDULE.replace(trust=step))["trust"] is step


def test_with_numba_switched_off_everything_runs_interpreted(tmp_path):
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "COOPSIM_CACHE_DIR": str(tmp_path)}
    words = ["compare", "harz", "--runs", "2", "--years", "1", "--governance", "zweckverband", "--approach", "none"]
    words += ["--out", str(tmp_path / "results")]
    for command in (["run", "harz"], words):
        run = subprocess.run(
            [sys.executable, "-m", "coopsim", *command], env=environment, capture_output=True, text=True, check=False
        )
        assert (run.returncode, "Traceback" in run.stderr) == (0, False), run.stderr
    code = (
        "import coopsim; from coopsim.compiler import compile_rule; from coopsim.model.numerics import clamp\n"
        "s = coopsim.load_scenario('harz').with_({'horizon_months': 12})\n"
        "assert compile_rule(clamp)(2.0, 0.0, 1.0) == 1.0\n"
        "assert coopsim.simulate(s, 1) == coopsim.simulate(s, 1, compiled=False)\n"
        "assert not coopsim.run.ensemble.runner().is_to_be_compiled\n"
        "assert coopsim.CooperationModel(s, rng=1).run().month == 12\n"
    )
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert not list(tmp_path.rglob("*.bin"))


def test_numba_is_on_here():
    """The test above is about another process."""
    assert isinstance(coopsim.run.ensemble.runner(), Compiled)
