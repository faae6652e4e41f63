"""A run made again with all its events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.model import outcomes
from coopsim.model.streams import interpreted
from coopsim.run.monthly import MonthlyRun
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


def replay(scenario: Scenario, seed: int, run: int = 0) -> Replay:
    """Make run ``run`` of ``seed`` again, with a log that holds all its events."""
    single = MonthlyRun(scenario, seed, run, compiled=False)
    for _ in range(scenario.horizon_months):
        single.step()
    outcome = np.zeros(1, outcomes.dtype(outcomes.RUN)).view(np.recarray)[0]
    towns = np.zeros(len(single.world.town), outcomes.dtype(outcomes.TOWN_RUN)).view(np.recarray)
    with interpreted():
        summarise(single.parameters, single.world, single.state, outcome, towns)
    return Replay(single.state, single.event_log, outcome, towns)
