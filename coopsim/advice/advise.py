"""Advice for a region: the front of packages, what to watch for, and what would be worth finding out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.advice.aims import Question, question_of
from coopsim.advice.answers import merged
from coopsim.advice.evaluation import Evaluations
from coopsim.advice.front import Measured, front_table, given_up, letter, measured, schedule_table
from coopsim.advice.information import value_of_information
from coopsim.advice.packages import Package, Space, space_of
from coopsim.advice.search import Effort, search
from coopsim.advice.signs import early_signs
from coopsim.advice.worlds import Worlds
from coopsim.run import arguments as doors
from coopsim.run.parameter_sets import ParameterSet, fingerprint
from coopsim.run.progress import Progress
from coopsim.run.provenance import commit, versions
from coopsim.run.runner import runner

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.scenario.schema import Scenario

SIGNS, INFORMATION = 20, 24  #: runs in every world, for early signs and for what would decide it


@dataclass(frozen=True, eq=False)
class Advice:
    """What to do in a region for some aims and limits, what to watch for, and what would decide it.

    Attributes:
        scenario: the region as it is.
        question: aims and limits.
        front: its packages, and the runs that are told from.
        table: a row for each package of the front (``front.front_table``).
        steps: what each step along the front gives up (``front.given_up``).
        schedule: when to begin what (``front.schedule_table``).
        signs: what to watch for under the recommended package (``signs.early_signs``).
        information: what would decide it (``information.value_of_information``).
        manifest: what is needed to repeat it.
    """

    scenario: Scenario
    question: Question
    front: Measured
    table: pd.DataFrame
    steps: pd.DataFrame
    schedule: pd.DataFrame
    signs: pd.DataFrame
    information: pd.DataFrame
    manifest: dict[str, Any]

    @property
    def recommended(self) -> Package:
        """The cheapest package that holds in nine of ten worlds; the one that holds in most where none does."""
        return self.front.packages[self.front.recommended]

    @property
    def cheapest(self) -> str | None:
        """Letter of the cheapest package that holds in nine of ten worlds; None where none does."""
        return None if self.front.cheapest is None else letter(self.front.cheapest)

    @property
    def robust(self) -> str:
        """Letter of the package that holds in most worlds."""
        return letter(self.front.robust)

    @property
    def advised_scenario(self) -> Scenario:
        """The region with the recommended package."""
        return self.recommended.on(self.scenario)


@dataclass(frozen=True, eq=False)
class Plan:
    """All that advice is determined by: ``seed`` and ``effort`` of the search, keys of what a region has answered …"""

    worlds: Worlds
    question: Question
    space: Space
    seed: int
    effort: Effort
    answered: tuple[str, ...] = ()

    @property
    def manifest(self) -> dict[str, Any]:
        """What is needed to repeat the advice, and the versions that make it."""
        scenario, effort = self.worlds.scenario, self.effort
        return {
            "scenario": {"id": scenario.id, "fingerprint": scenario.fingerprint},
            "aims": [bound.words for bound in self.question.aims],
            "limits": [bound.words for bound in self.question.limits],
            "governance": list(self.space.forms),
            "approaches": list(self.space.approaches),
            "answered": list(self.answered),
            "worlds": len(self.worlds),
            "parameters": fingerprint(self.worlds.sets),
            "seed": self.seed,
            "effort": {"population": effort.population, "stages": [list(stage) for stage in effort.stages]},
            "rules": runner().fingerprint,
            "versions": versions(),
            "commit": commit(),
        }


def advise(
    scenario: Scenario | str | PathLike[str],
    aims: Sequence[str] | None = None,
    limits: Sequence[str] | None = None,
    *,
    governance: Sequence[str] | None = None,
    approaches: Sequence[str] | None = None,
    answers: Mapping[str, Any] | None = None,
    parameter_sets: Sequence[ParameterSet] | None = None,
    seed: int = 1,
    effort: float = 1.0,
    threads: int | None = None,
    progress: Progress | None = None,
    checkpoint: str | PathLike[str] | None = None,
) -> Advice:
    """Search the packages of form and approaches for those that serve some aims within some limits.

    ``aims`` and ``limits`` are words such as ``"stagnation<30"`` (``aims.question_of``), ``governance`` and
    ``approaches`` what is open to choice (None: every form that members can choose, every approach), ``answers`` what
    the region has found out (``answers.merged``), ``parameter_sets`` the worlds (None: the posterior).  ``effort`` is
    how long to search, as a multiple of the usual.  ``checkpoint`` is a file in which a search that was stopped is
    taken up again.  The same seed gives the same advice on any number of threads.

    Raises:
        UserError: for aims, limits, forms or approaches that cannot be, or where a library is missing.
        ScenarioError: for a faulty scenario file, or answers that it cannot hold.
    """
    case, question = merged(doors.scenario_of(scenario), answers or {}), question_of(aims, limits)
    plan = plan_advice(case, question, governance, approaches, parameter_sets, seed, effort, threads, answers or ())
    return carried_out(plan, progress, None if checkpoint is None else Path(checkpoint))


def plan_advice(
    scenario: Scenario,
    question: Question,
    governance: Sequence[str] | None = None,
    approaches: Sequence[str] | None = None,
    parameter_sets: Sequence[ParameterSet] | None = None,
    seed: int = 1,
    effort: float = 1.0,
    threads: int | None = None,
    answered: Iterable[str] = (),
) -> Plan:
    """What ``advise`` will do; arguments and errors as there.  The answers are in the scenario; here are their keys."""
    space = space_of(scenario, governance, approaches)
    worlds = Worlds(scenario, parameter_sets, doors.threads_of(threads))
    return Plan(worlds, question, space, doors.seed_of(seed), Effort().times(effort), tuple(sorted(answered)))


def carried_out(plan: Plan, progress: Progress | None = None, checkpoint: Path | None = None) -> Advice:
    """The advice of a plan; ``checkpoint`` as in ``advise``."""
    worlds, question, seed = plan.worlds, plan.question, plan.seed
    found = Evaluations(worlds, question, plan.space, seed, checkpoint)
    codes = search(found, plan.effort, progress)
    rows = found.of(codes, plan.effort.stages[-1][0])
    front = measured(worlds, question, plan.space, codes, rows, seed, progress)
    ensemble = worlds.simulate(front.packages[front.recommended], SIGNS, seed + 3, series=True)
    signs = early_signs(ensemble.arrays.series, np.arange(len(ensemble.arrays.runs)) // SIGNS)
    known = value_of_information(worlds, question, front.packages, INFORMATION, seed + 4, plan.answered)
    if len(known):
        known["choices"] = [[letter(choice) for choice in row] for row in known["choices"]]
    tables = front_table(front, question), given_up(front, question), schedule_table(front.packages)
    return Advice(worlds.scenario, question, front, *tables, signs, known, plan.manifest)
