"""One run, month by month, with its log: what the Mesa model and the workshop page step through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.model import outcomes
from coopsim.model.schedule import Schedule
from coopsim.model.streams import interpreted, run_key
from coopsim.run.rehearsal import rehearse
from coopsim.run.runner import make_state, runner
from coopsim.scenario.inputs import build_world, parameter_record
from coopsim.submodels.schedule import SCHEDULE
from coopsim.submodels.summary import summarise

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario

_FREE_ROWS = 512  # log rows kept free for one month


class MonthlyRun:
    """Run ``run`` of ``seed``, the same that ``simulate`` makes; ``log=False`` keeps no events and changes no bit.

    ``month`` counts the months simulated so far, ``state`` holds all variables at the end of the last one.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        run: int,
        *,
        schedule: Schedule = SCHEDULE,
        compiled: bool = True,
        log: bool = True,
    ) -> None:
        self.scenario, self.month = scenario, 0
        self._schedule, self._compiled, self._log = schedule, compiled, log
        self._prepare()
        if compiled:
            rehearse(schedule, scenario, self.parameters, self.world, seed, run)
        self.state = make_state(scenario, self.world, _FREE_ROWS if log else 0)
        with interpreted():
            self.key = run_key(seed, run)
        self._runner.begin(self.key, self.parameters, self.world, self.state)

    def _prepare(self) -> None:
        self.world, self.parameters = build_world(self.scenario), parameter_record(self.scenario)
        self._runner = runner(self._schedule, self._compiled)

    def __getstate__(self) -> dict[str, Any]:
        """What a copy needs, also in another process: all arrays of the state are views on its memory."""
        made_anew = {"world", "parameters", "_runner", "state"}
        kept = {name: value for name, value in vars(self).items() if name not in made_anew}
        return kept | {"_memory": self.state.memory, "_events": self.state.events}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        memory, events = kept.pop("_memory"), kept.pop("_events")
        vars(self).update(kept)
        self._prepare()
        state = make_state(self.scenario, self.world)
        state.memory[:] = memory
        self.state = state._replace(events=events)

    def step(self) -> None:
        """Simulate one month; if its events do not fit the log, the month is run again with a larger one."""
        before = self.state.memory.copy()
        needed = int(self.state.alliance.event_count) + _FREE_ROWS
        while True:
            if self._log and needed > len(self.state.events):
                events = np.zeros_like(self.state.events, shape=(2 * needed, self.state.events.shape[1]))
                events[: len(self.state.events)] = self.state.events
                self.state = self.state._replace(events=events)
            self._runner.run_months(self.month, self.month + 1, self.key, self.parameters, self.world, self.state)
            needed = int(self.state.alliance.event_count)
            if not self._log or needed <= len(self.state.events):
                break
            self.state.memory[:] = before
        self.month += 1

    @property
    def event_log(self) -> Any:
        """The log as numbers, (E, 10): month, kind, actor, object, six terms (``codes.EVENTS``)."""
        return self.state.events[: int(self.state.alliance.event_count)]

    def outcome(self) -> dict[str, Any]:
        """The row of the run table as it stands now; complete after the last month."""
        row = np.zeros(1, outcomes.dtype(outcomes.RUN)).view(np.recarray)
        towns = np.zeros(len(self.world.town), outcomes.dtype(outcomes.TOWN_RUN)).view(np.recarray)
        memory = self.state.memory.copy()
        with interpreted():
            summarise(self.parameters, self.world, self.state, row[0], towns)
        self.state.memory[:] = memory
        return {name: row[name][0] for name in outcomes.RUN}
