"""A run made again with all its events, its votes and its course month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.model import outcomes
from coopsim.model.streams import interpreted
from coopsim.run.monthly import MonthlyRun
from coopsim.story.ballots import Decision, WatchedLog, decisions
from coopsim.submodels.observe import record
from coopsim.submodels.summary import summarise

if TYPE_CHECKING:
    from coopsim.model.state import State
    from coopsim.scenario.schema import Scenario


@dataclass(frozen=True)
class Replay:
    """A run that was made again."""

    state: State  #: at the end of the run
    events: Any  #: (E, 10) the log
    outcome: Any  #: record, fields of ``outcomes.RUN``
    towns: Any  #: (n,) records, fields of ``outcomes.TOWN_RUN``
    series: Any  #: (T,) records, fields of ``outcomes.SERIES``
    town_series: Any  #: (T, n) records, fields of ``outcomes.TOWN_SERIES``
    decisions: tuple[Decision, ...]  #: what was decided, and who voted how


def replay(scenario: Scenario, seed: int, run: int = 0) -> Replay:
    """Make run ``run`` of ``seed`` again, with a log that holds all its events and the votes behind its decisions."""
    single = MonthlyRun(scenario, seed, run, compiled=False)
    single.state = single.state._replace(events=WatchedLog.of(single.state))
    months, n = scenario.horizon_months, len(single.world.town)
    series, towns = _records(outcomes.SERIES, months), _records(outcomes.TOWN_SERIES, months, n)
    for month in range(months):
        single.step()
        with interpreted():
            record(month, single.parameters, single.world, single.state, series[month], towns[month])
    outcome, of_towns = _records(outcomes.RUN, 1)[0], _records(outcomes.TOWN_RUN, n)
    with interpreted():
        summarise(single.parameters, single.world, single.state, outcome, of_towns)
    count = len(single.event_log)
    decided = tuple(decisions(single.state.events, count, single.world))
    return Replay(single.state, np.array(single.event_log), outcome, of_towns, series, towns, decided)


def _records(columns: Any, *shape: int) -> Any:
    return np.zeros(shape, outcomes.dtype(columns)).view(np.recarray)
