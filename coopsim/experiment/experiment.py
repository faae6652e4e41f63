"""An experiment: base scenarios, factors, design, own submodels, runs, and what is kept of them."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import ModuleType
from typing import Any

from coopsim.experiment.design import Layout, Points, crossed, layout, points_of
from coopsim.experiment.factors import POLICY, SCENARIO, Factor, policies_factor
from coopsim.experiment.schema import Designs, Document, Outcomes
from coopsim.experiment.tasks import Tasks, task_size
from coopsim.scenario.errors import Problem
from coopsim.scenario.schema import Scenario
from coopsim.scenario.types import LocalText
from coopsim.submodels.schedule import SCHEDULE


@dataclass(frozen=True)
class OwnRule:
    """A function of a Python file in the place of a submodel."""

    name: str  #: of the submodel in the schedule
    file: str  #: for messages
    attribute: str  #: name of the function in the file
    source: str

    def function(self) -> Callable[..., Any]:
        """The function; raises what its file raises, and AttributeError if the file has none of this name."""
        found: Callable[..., Any] = getattr(_module(self.file, self.source), self.attribute)
        return found


def schedule_with(rules: Sequence[OwnRule]) -> Any:
    """The schedule with one's own submodels in their places."""
    return SCHEDULE.replace(**{rule.name: rule.function() for rule in rules}) if rules else SCHEDULE


@lru_cache(maxsize=32)
def _module(file: str, source: str) -> ModuleType:
    module = ModuleType("own_rules")
    module.__file__ = file
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    exec(compile(source, file, "exec"), module.__dict__)
    return module


@dataclass(frozen=True)
class Experiment:
    """A checked experiment; made by ``load_experiment``, never changed."""

    document: Document
    scenarios: Mapping[str, Scenario]  #: base scenarios by id
    factors: tuple[Factor, ...]  #: levers and uncertainties, in the order of the file
    table: Layout | None = None  #: points that were made elsewhere
    submodels: tuple[OwnRule, ...] = ()
    doubts: tuple[Problem, ...] = field(default=())  #: levels that do not fit the base scenario

    @property
    def id(self) -> str:
        """Name of the experiment."""
        return self.document.experiment.id

    @property
    def title(self) -> LocalText:
        """Name for readers."""
        return self.document.experiment.title

    @property
    def runs(self) -> int:
        """Runs per point."""
        return self.document.experiment.runs

    @property
    def seed(self) -> int:
        """Seed of all random numbers: common to all points, so that run r meets the same luck everywhere."""
        return self.document.experiment.seed

    @property
    def outcomes(self) -> Outcomes:
        """What is kept of a run."""
        return self.document.outcomes

    @property
    def design(self) -> Designs:
        """How points are laid out."""
        return self.document.design

    @cached_property
    def points(self) -> Points:
        """All points: scenarios × policies × design, the first changing slowest."""
        return points_of(crossed(*self._around(), *self._designed()), self.scenarios)

    @cached_property
    def tasks(self) -> Tasks:
        """The pieces it is run in."""
        count, runs = len(self.points), self.runs
        months = max(scenario.horizon_months for scenario in self.scenarios.values())
        towns = max(len(scenario.municipalities) for scenario in self.scenarios.values())
        size = self.document.experiment.task_runs or task_size(count, runs, months, towns)
        series = self.outcomes.series
        return Tasks(count, runs, size, whole_points=series is not None and series.summary)

    def schedule(self) -> Any:
        """The schedule with the experiment's own submodels in their places."""
        return schedule_with(self.submodels)

    def _around(self) -> list[Layout]:
        """Scenarios and policies, unless a table of points names them itself."""
        given = {factor.key for factor in self.table.factors} if self.table else set()
        around = []
        if len(self.scenarios) > 1 and SCENARIO not in given:
            names = tuple(self.scenarios)
            around.append(Layout((Factor(SCENARIO, "scenario", names, names),), [(name,) for name in names]))
        if self.document.policies and POLICY not in given:
            factor = policies_factor(self.document.policies)
            around.append(Layout((factor,), [(cell,) for cell in factor.cells]))
        return around

    def _designed(self) -> list[Layout]:
        design, seed = self.design, self.seed
        if self.table is not None:
            return [self.table]
        if design.levers is None:
            return [layout(design, self.factors, seed)]
        levers = [factor for factor in self.factors if factor.role == "lever"]
        rest = [factor for factor in self.factors if factor.role != "lever"]
        return [layout(design.levers, levers, seed), layout(design, rest, seed)]
