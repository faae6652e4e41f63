"""One run again, with its log: whatever run of an ensemble is asked for, its story can be had later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.model import outcomes
from coopsim.model.state import State, empty_state
from coopsim.model.streams import interpreted, run_key
from coopsim.scenario.inputs import World, build_world, parameter_record
from coopsim.submodels.schedule import SCHEDULE
from coopsim.submodels.setup import initialise
from coopsim.submodels.summary import summarise

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario

ROWS = 2000  # of the log in the first attempt


@dataclass(frozen=True)
class Replay:
    """A run that was made again."""

    world: World
    state: State  #: at the end of the run
    events: Any  #: (E, 10) the log
    outcome: Any  #: record, fields of ``outcomes.RUN``
    towns: Any  #: (n,) records, fields of ``outcomes.TOWN_RUN``


def begin(scenario: Scenario, seed: int, run: int, rows: int = 0) -> tuple[Any, Any, World, State]:
    """Random key, parameters, world and state at the start of a run, with a log of ``rows`` rows."""
    world, parameters = build_world(scenario), parameter_record(scenario)
    state = empty_state(len(world.town), len(world.county), scenario.catalogue.opportunities, rows)
    with interpreted():
        key = run_key(seed, run)
        initialise(key, parameters, world, state)
    return key, parameters, world, state


def replay(scenario: Scenario, seed: int, run: int = 0) -> Replay:
    """Make run ``run`` of ``seed`` again, with a log that holds all its events."""
    rows = ROWS
    while True:
        key, parameters, world, state = begin(scenario, seed, run, rows)
        with interpreted():
            for month in range(scenario.horizon_months):
                for _, submodel in SCHEDULE:
                    submodel(month, key, parameters, world, state)
            count = int(state.alliance.event_count)
            if count <= rows:
                break
        rows = count
    outcome = np.zeros(1, outcomes.dtype(outcomes.RUN)).view(np.recarray)[0]
    towns = np.zeros(len(world.town), outcomes.dtype(outcomes.TOWN_RUN)).view(np.recarray)
    with interpreted():
        summarise(parameters, world, state, outcome, towns)
    return Replay(world, state, state.events[:count].copy(), outcome, towns)
