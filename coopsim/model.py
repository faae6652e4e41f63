"""The Mesa model: a thin shell over the same state and submodels that ensembles use, for single runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from coopsim import codes, outcomes
from coopsim.monthly import MonthlyRun
from coopsim.schedule import SCHEDULE, Schedule
from coopsim.state import TOWN, State

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.scenario.schema import Scenario


class _Field:
    """A state variable of a municipality as an attribute: reads and writes the array of the run."""

    def __init__(self, name: str, unit: str, meaning: str) -> None:
        self.name = name
        self.__doc__ = f"{meaning} ({unit})"

    def __get__(self, agent: Municipality | None, owner: type | None = None) -> Any:
        if agent is None:
            return self
        return getattr(agent.record, self.name)

    def __set__(self, agent: Municipality, value: Any) -> None:
        setattr(agent.record, self.name, value)


class Municipality(mesa.Agent):
    """One municipality: a view on row ``index`` of the state (Gemeinde).

    Every variable of the ODD's table of municipality variables is an attribute (``trust``, ``competition``,
    ``voter_pressure``, ``satisfaction`` …); ``phase`` is the word for its own phase.
    """

    def __init__(self, model: CooperationModel, index: int, town_id: str, name: str) -> None:
        super().__init__(model)
        self.index = index
        self.town_id = town_id
        self.name = name

    @property
    def record(self) -> Any:
        """The record of this municipality in the state."""
        return self.model.state.town[self.index]

    @property
    def phase(self) -> str:
        """Its own cooperation phase."""
        return codes.PHASES[self.record.phase]

    @property
    def mayor(self) -> Any:
        """Record of its mayor's office (attitude, behavioural type, term)."""
        return self.model.state.office[self.index]

    def trust_in(self, other: Municipality) -> float:
        """Trust in another municipality, 0..1."""
        return float(self.model.state.trust[self.index, other.index])


for _name, (_, _unit, _meaning) in TOWN.items():
    if _name != "phase":
        setattr(Municipality, _name, _Field(_name, _unit, _meaning))


class CooperationModel(mesa.Model):
    """One run of a scenario as a Mesa model; run ``run`` of seed ``rng`` is the same run that ``simulate`` makes.

    ``step`` walks the schedule for one month, ``agents`` are the municipalities, ``datacollector`` keeps the
    series, ``events`` tells what happened and why.  ``log=False`` keeps no events and changes no bit.

    Raises ValueError for a negative seed or run.
    """

    def __init__(
        self,
        scenario: Scenario,
        rng: int = 1,
        run: int = 0,
        *,
        schedule: Schedule = SCHEDULE,
        compiled: bool = True,
        log: bool = True,
    ) -> None:
        if rng < 0 or run < 0:
            raise ValueError("rng (the seed) and run must not be negative.")
        super().__init__(rng=rng)
        self.scenario = scenario
        self.schedule = schedule
        self.seed_number, self.run_number = rng, run
        self._single = MonthlyRun(scenario, rng, run, schedule=schedule, compiled=compiled, log=log)
        towns = sorted(scenario.municipalities, key=lambda town: town.id)
        for index, town in enumerate(towns):
            Municipality(self, index, town.id, town.name)
        reporters = {name: (lambda model, name=name: getattr(model.state.alliance, name)) for name in _REPORTED}
        self.datacollector = mesa.DataCollector(
            model_reporters={"month": "month", "phase": "phase"} | reporters,
            agent_reporters={name: name for name in outcomes.TOWN_SERIES if name != "member"},
        )

    @property
    def state(self) -> State:
        """All variables of the run, at the end of the last month."""
        return self._single.state

    @property
    def month(self) -> int:
        """Months simulated so far."""
        return self._single.month

    @property
    def phase(self) -> str:
        """Phase of the alliance."""
        return codes.PHASES[self.state.alliance.phase]

    def step(self) -> None:
        """Simulate one month; after the last one the model no longer runs and a step does nothing."""
        if self.month >= self.scenario.horizon_months:
            self.running = False
            return
        self._single.step()
        self.running = self.month < self.scenario.horizon_months
        self.datacollector.collect(self)

    def run(self) -> CooperationModel:
        """Simulate to the horizon; returns the model."""
        while self.month < self.scenario.horizon_months:
            self.step()
        return self

    @property
    def event_log(self) -> Any:
        """The log as numbers, (E, 10): month, kind, actor, object, six terms (``codes.EVENTS``)."""
        return self._single.event_log

    @property
    def events(self) -> pd.DataFrame:
        """What happened and why, one row per event, in English; ``coopsim.story`` has other languages."""
        from coopsim.story import events_table

        return events_table(self.event_log, self.scenario, self.state)

    def outcome(self) -> dict[str, Any]:
        """The row of the run table as it stands now; complete after the last month."""
        return self._single.outcome()


_REPORTED = ("activity", "members", "services", "rung", "form", "running_cost", "staff", "effort", "agreed", "vetoes")
