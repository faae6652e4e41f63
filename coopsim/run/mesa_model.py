"""The Mesa model: a thin shell over the same state and submodels that ensembles use, for single runs."""

from __future__ import annotations

import copy
import secrets
import sys
import warnings
from inspect import signature
from operator import attrgetter
from os import PathLike
from types import FrameType
from typing import TYPE_CHECKING, Any

import mesa
from mesa.batchrunner import batch_run

from coopsim.model import codes, outcomes
from coopsim.model.face import public
from coopsim.model.schedule import Schedule
from coopsim.model.state import State, read_only, shown
from coopsim.model.variables import TOWN
from coopsim.run import arguments as doors
from coopsim.run.monthly import MonthlyRun
from coopsim.run.setting import change
from coopsim.scenario.inputs import World
from coopsim.submodels.schedule import SCHEDULE

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.scenario.schema import Scenario


class Row:
    """One record of the state: its variables are attributes, and those that can be set take effect next month."""

    def __init__(self, model: CooperationModel, table: str, *where: int) -> None:
        vars(self).update(_model=model, _table=table, _where=where)

    @property
    def record(self) -> Any:
        """The record itself, which cannot be written to."""
        table = getattr(self._model.state, self._table)
        return table[self._where[0]] if self._where else table

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # also while it is being unpickled
            raise AttributeError(name)
        return getattr(self.record, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._model.set(f"{self._table}.{name}", value, *self._where)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.record.dtype.names]


def _variable(name: str, unit: str, meaning: str) -> property:
    """A state variable of a municipality as an attribute: reads the state of the run, sets what can be set."""

    def put(agent: Municipality, value: Any) -> None:
        agent.model.set(f"town.{name}", value, agent)

    return property(attrgetter(f"record.{name}"), put, doc=f"{meaning} ({unit})")


class Municipality(mesa.Agent):
    """One municipality: a view on row ``index`` of the state (Gemeinde).

    Every variable of the ODD's table of municipality variables is an attribute (``trust``, ``competition``,
    ``voter_pressure``, ``satisfaction`` …); ``phase`` is the word for its own phase.  Those that are carried from
    month to month can be set, the others say what to set instead (``coopsim.run.setting``).
    """

    def __init__(self, model: CooperationModel, index: int, town_id: str, name: str) -> None:
        super().__init__(model)
        self.index = index
        self.town_id = town_id
        self.name = name

    @property
    def record(self) -> Any:
        """The record of this municipality in the state; it cannot be written to."""
        return self.model.state.town[self.index]

    @property
    def phase(self) -> str:
        """Its own cooperation phase."""
        return codes.PHASES[int(self.record.phase)]

    @property
    def mayor(self) -> Row:
        """Its mayor's office (attitude, behavioural type, term)."""
        return Row(self.model, "office", self.index)

    def trust_in(self, other: Municipality) -> float:
        """Trust in another municipality, 0..1."""
        return float(self.model.state.trust[self.index, other.index])

    def set_trust_in(self, other: Municipality, value: float) -> None:
        """Set personal and institutional trust in another municipality, 0..1; the trust of both follows."""
        self.model.set_trust(self, other, value)


for _name, (_, _unit, _meaning) in TOWN.items():
    if _name != "phase":
        setattr(Municipality, _name, _variable(_name, _unit, _meaning))


class CooperationModel(mesa.Model):
    """One run of a scenario as a Mesa model; run ``run`` of seed ``rng`` is the same run that ``simulate`` makes.

    ``step`` walks the schedule for one month, ``agents`` are the municipalities, ``datacollector`` keeps the
    series, ``events`` tells what happened and why.  Without ``rng`` a seed is drawn, as Mesa does; ``seed_number``
    keeps it.  ``seed`` is another name for ``rng``, for Mesa's ``batch_run``, which overrides one of the two.
    ``log=False`` keeps no events and changes no bit.  A model can be copied and pickled at any month; the
    copy goes on as the model would.

    Raises ArgumentError for a seed or run that is none, ScenarioError for the name of a scenario that is none.
    """

    def __init__(
        self,
        scenario: Scenario | str | PathLike[str],
        rng: int | None = None,
        run: int = 0,
        *,
        schedule: Schedule = SCHEDULE,
        compiled: bool = True,
        log: bool = True,
        seed: int | None = None,
    ) -> None:
        if rng is None:
            rng = seed
        elif seed is not None:
            raise doors.ArgumentError("argument_rng_and_seed")
        if rng is not None:
            _warn_of_repetition()
        case, number = doors.scenario_of(scenario), doors.run_of(run)
        used = secrets.randbits(32) if rng is None else doors.seed_of(rng, "rng")
        self._single = MonthlyRun(case, used, number, schedule=schedule, compiled=compiled, log=log)
        self._shown: tuple[State, State] | None = None
        super().__init__(rng=used)
        self.schedule = schedule
        self.seed_number, self.run_number = used, number
        towns = sorted(case.municipalities, key=lambda town: town.id)
        for index, town in enumerate(towns):
            Municipality(self, index, town.id, town.name)
        reporters: dict[str, Any] = {name: [_reported, [self, name]] for name in _REPORTED}  # these can be pickled
        self.datacollector = mesa.DataCollector(
            model_reporters={"month": "month", "seed": "seed_number", "phase": "phase"} | reporters,
            agent_reporters={name: attrgetter(name) for name in outcomes.TOWN_SERIES if name != "member"},
        )

    def __getstate__(self) -> dict[str, Any]:
        """What a copy needs: the state shown is made anew."""
        return vars(self) | {"_shown": None}

    def __copy__(self) -> CooperationModel:
        """As ``copy.deepcopy``: a shallow copy would share its future with the model."""
        return copy.deepcopy(self)

    @property
    def scenario(self) -> Scenario:
        """The scenario of the run."""
        return self._single.scenario

    @scenario.setter
    def scenario(self, scenario: Any) -> None:
        # Mesa 3.5 gives each model a scenario of Mesa's own kind, which only holds the seed
        if not type(scenario).__module__.startswith("mesa."):
            raise AttributeError("The scenario of a run cannot be changed: make another model.")

    @property
    def state(self) -> State:
        """All variables of the run, at the end of the last month.  To be read; ``set`` changes them."""
        single = self._single.state
        if self._shown is None or self._shown[0] is not single:
            self._shown = single, shown(single)
        return self._shown[1]

    @property
    def world(self) -> World:
        """What the rules read and never change, as arrays.  To be read only."""
        return World(*(read_only(array) for array in self._single.world))

    @property
    def alliance(self) -> Row:
        """The alliance's variables."""
        return Row(self, "alliance")

    @property
    def month(self) -> int:
        """Months simulated so far."""
        return self._single.month

    @property
    def phase(self) -> str:
        """Phase of the alliance."""
        return codes.PHASES[int(self.state.alliance.phase)]

    def set(self, name: str, value: Any, *where: Any) -> None:
        """Set a variable of the state between two months, all of it or one element; it acts from the next month on.

        ``name`` is the ODD's, ``town.recognition`` or ``need``; ``where`` are municipalities, indices or slices, one
        per axis.  Which variables can be set: ``coopsim.run.setting``.

        Raises:
            AttributeError: if there is no such variable or it cannot be set; says what to set instead.
            ValueError: if the value is out of bounds or would have no effect.
            IndexError: if ``where`` is outside.
        """
        change(self._single, name, value, tuple(w.index if isinstance(w, Municipality) else w for w in where))

    def set_trust(self, one: Municipality, other: Municipality, value: float) -> None:
        """Set personal and institutional trust of one municipality in another, 0..1.

        Raises ValueError as ``set`` does.
        """
        for name in ("personal", "institutional"):
            self.set(name, value, one, other)

    def step(self) -> None:
        """Simulate one month; after the last one the model no longer runs and a step does nothing."""
        if self.month >= self._single.scenario.horizon_months:
            self.running = False
            return
        self._single.step()
        self.running = self.month < self._single.scenario.horizon_months
        self.datacollector.collect(self)

    def run(self) -> CooperationModel:
        """Simulate to the horizon; returns the model."""
        while self.month < self._single.scenario.horizon_months:
            self.step()
        return self

    @property
    def event_log(self) -> Any:
        """The log as numbers, (E, 10): month, kind, actor, object, six terms (``codes.EVENTS``)."""
        return self._single.event_log

    @property
    def events(self) -> pd.DataFrame:
        """What happened and why, one row per event, in English; ``coopsim.story`` has other languages."""
        table: pd.DataFrame = public("events_table")(self.event_log, self._single.scenario, self.state)
        return table

    def outcome(self) -> dict[str, Any]:
        """The row of the run table as it stands now; complete after the last month."""
        return self._single.outcome()


_REPORTED = ("activity", "members", "services", "rung", "form", "running_cost", "staff", "effort", "agreed", "vetoes")


def _reported(model: CooperationModel, name: str) -> Any:
    return getattr(model.state.alliance, name)


def _warn_of_repetition() -> None:
    """Say why replicates are equal: before Mesa 3.5 ``batch_run`` gives all iterations the seed that it was given."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_globals.get("__name__") != batch_run.__module__:
        frame = frame.f_back
    if frame is not None and frame.f_locals.get("iteration") and "rng" not in signature(batch_run).parameters:
        warnings.warn(
            "This iteration of batch_run repeats the one before: same rng (seed), same run. "
            "Leave rng out, or give run=range(…) in place of iterations.",
            stacklevel=3,
        )
