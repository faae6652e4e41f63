"""The heaviest submodels of coopsim (meetings, contribution, trust, elections) as a schedule of their own, compiled.

Every run starts from the same working alliance: all municipalities are members of the governance model that the
scenario seeks, and the first opportunities of the catalogue, half prepared, run as joint projects of all.
Municipalities differ in what they have gained, lost and won so far. Nothing else of the model moves.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np

from coopsim.compiler import compile_schedule, interpret_schedule
from coopsim.model.codes import RUNNING
from coopsim.model.state import State
from coopsim.model.streams import interpreted, run_key
from coopsim.run.runner import make_state
from coopsim.scenario.inputs import build_world, parameter_record
from coopsim.submodels import setup
from coopsim.submodels.schedule import SCHEDULE

HEAVY = ("meetings", "contribution", "trust", "elections")
PROJECTS = 6

StartedState: Any = namedtuple("StartedState", [*State._fields, "start"])


def initialise(key: Any, p: Any, w: Any, s: Any) -> None:
    """Every run starts from the same state."""
    for x in range(s.memory.shape[0]):
        s.memory[x] = s.start[x]


def record(month: int, p: Any, w: Any, s: Any, row: Any, towns: Any) -> None:
    """No series."""


def summarise(p: Any, w: Any, s: Any, row: Any, towns: Any) -> None:
    """Mean trust, contribution and approval at the end, and the offices that changed hands."""
    n = s.town.shape[0]
    trust, contribution, approval = 0.0, 0.0, 0.0
    for i in range(n):
        trust += s.town[i].trust
        contribution += s.town[i].contribution
        approval += s.town[i].approval
    row[0] = trust / n
    row[1] = contribution / n
    row[2] = approval / n
    row[3] = float(s.alliance.turnovers)


def working_alliance(scenario: Any, seed: int = 1) -> tuple[Any, Any, Any]:
    """Parameters, world and the state that every run starts from."""
    world, parameters = build_world(scenario), parameter_record(scenario)
    state = make_state(scenario, world)
    alliance = state.alliance
    with interpreted():
        setup.initialise(run_key(seed, 0), parameters, world, state)
    form = world.form[alliance.sought]
    state.town.talks[:] = 1
    state.town.member[:] = 1
    state.town.bound[:] = 1
    alliance.talks = alliance.groups = 1
    alliance.form, alliance.rung, alliance.secretariat = alliance.sought, form.rung, form.secretariat
    alliance.members, alliance.population = len(world.town), state.town.population.sum()
    alliance.month_talks = alliance.month_letter = alliance.month_start = alliance.month_implementation = 0
    alliance.month_contract = alliance.month_founded = 0
    alliance.facilitation, alliance.external_staff, alliance.approach_staff = 0.5, 0.5, 0.2
    state.lever[:] = np.linspace(0.1, 0.5, len(state.lever))
    ahead = np.arange(len(world.town)) / len(world.town)
    state.favour[:] = ahead[:, None] - ahead
    state.town.benefit[:], state.town.loss[:], state.town.news[:] = 20.0 * ahead - 5.0, 5.0 * ahead, 1.0 - 3.0 * ahead
    state.town.ownership[:] = state.town.satisfaction[:] = state.town.assurance[:] = 0.3
    state.town.contribution[:] = state.town.target[:] = 0.4
    state.town.capacity[:] = state.town.staff * state.town.population / 10_000.0
    for k in range(PROJECTS):
        project = state.project[k]
        project.status, project.host = RUNNING, project.host_a
        project.partners, project.reach, project.left = len(world.town), alliance.population, 0.5 * project.work
        state.partner[k] = 1.0
    return parameters, world, StartedState(*state, start=state.memory.copy())


def kernel(compiled: bool = True) -> Any:
    """The schedule of the heavy submodels, compiled or interpreted."""
    steps = tuple((name, step) for name, step in SCHEDULE if name in HEAVY)
    return (compile_schedule if compiled else interpret_schedule)(steps, initialise, record, summarise)


def run(runner: Any, seed: int, runs: Any, months: int, parameters: Any, world: Any, state: Any) -> Any:
    """Run whole runs; returns (R, 4) numbers, see `summarise`."""
    n = len(world.town)
    rows, towns = np.zeros((len(runs), 4)), np.zeros((len(runs), n, 1))
    runner.run_chunk(
        seed, runs, months, parameters, world, state, rows, towns, np.zeros((0, months, 1)), np.zeros((0, months, n, 1))
    )
    return rows
