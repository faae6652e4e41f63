"""The schedule ready to run, and a state for it to run on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from coopsim.compiler import compile_schedule, interpret_schedule
from coopsim.compiler.interpreted import Ends
from coopsim.model import outcomes
from coopsim.model.schedule import Schedule
from coopsim.model.state import State, empty_state
from coopsim.submodels.levers import set_strengths
from coopsim.submodels.observe import record
from coopsim.submodels.schedule import SCHEDULE
from coopsim.submodels.setup import initialise
from coopsim.submodels.summary import summarise

if TYPE_CHECKING:
    from coopsim.scenario.inputs import World
    from coopsim.scenario.schema import Scenario

#: What the rules do around the months of a run, and where a step follows another setting than the one before it.
ENDS: Final = Ends(initialise, record, summarise, set_strengths)
#: Tables that a schedule fills: of runs and municipalities, then their series.
RESULTS: Final = (outcomes.RUN, outcomes.TOWN_RUN, outcomes.SERIES, outcomes.TOWN_SERIES)


def runner(schedule: Schedule = SCHEDULE, compiled: bool = True) -> Any:
    """The schedule ready to run, compiled or interpreted; made once."""
    return _runner(schedule, compiled)


@lru_cache(maxsize=8)
def _runner(schedule: Schedule, compiled: bool) -> Any:
    if not compiled:
        return interpret_schedule(schedule.steps, **ENDS._asdict())
    results = [outcomes.dtype(columns) for columns in RESULTS]
    return compile_schedule(schedule.steps, **ENDS._asdict(), results=results)


def make_state(scenario: Scenario, world: World, events: int = 0) -> State:
    """A state of the right size for a scenario, with a log of ``events`` rows."""
    return empty_state(len(world.town), len(world.county), scenario.catalogue.opportunities, events)
