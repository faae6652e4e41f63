"""Worlds: what is not known, over which advice has to hold.

A world is a parameter set (of the posterior, if nothing else is said); in its runs, what the region does not know of
itself is drawn anew.  Every package meets the same worlds, runs and luck (common random numbers).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from coopsim.advice.packages import Package
from coopsim.model import outcomes
from coopsim.model.streams import interpreted, run_key
from coopsim.run.ensemble import Arrays, Ensemble
from coopsim.run.parameter_sets import POSTERIOR, ParameterSet, read_sets
from coopsim.run.runner import make_state, runner
from coopsim.run.spreading import in_threads
from coopsim.scenario.inputs import World, build_world, parameter_record
from coopsim.scenario.schema import Scenario


class Worlds:
    """A region under many parameter sets.

    The same numbers as ``run.parameter_sets.simulate_over`` with a multiple of ``len(self)`` runs; packages change
    only form and approaches, so that the rest of each world is built once.
    """

    def __init__(
        self,
        scenario: Scenario,
        sets: Sequence[ParameterSet] | None = None,
        threads: int = 1,
        varied: Sequence[Mapping[str, Any]] | None = None,
    ) -> None:
        """``varied`` sets keys of the scenario in each world (neither form nor approaches)."""
        self.scenario, self.threads = scenario, threads
        self.sets = read_sets(POSTERIOR) if sets is None else list(sets)
        others: Sequence[Mapping[str, Any]] = varied or [{}] * len(self.sets)
        cases = [
            scenario.with_({"parameters": {**one, **scenario.parameters}, **other})
            for one, other in zip(self.sets, others, strict=True)
        ]
        self._built = [(build_world(case), parameter_record(case)) for case in cases]
        self._kernel = runner()
        self._states = threading.local()

    def __len__(self) -> int:
        return len(self._built)

    def simulate(self, package: Package, each: int, seed: int, series: bool = False) -> Ensemble:
        """``each`` runs in every world; run ``r`` stands in world ``r // each``."""
        case = package.on(self.scenario)
        chosen, runs = build_world(case), each * len(self)
        months, towns = case.horizon_months, len(case.municipalities)
        kinds = (outcomes.RUN, outcomes.TOWN_RUN, outcomes.SERIES, outcomes.TOWN_SERIES)
        shapes = ((runs,), (runs, towns), (runs if series else 0, months), (0, months, towns))
        made = (np.zeros(shape, outcomes.dtype(kind)) for shape, kind in zip(shapes, kinds, strict=True))
        arrays = Arrays(*(table.view(np.recarray) for table in made))
        if not hasattr(self._states, "state"):
            self._states.state = make_state(self.scenario, chosen)
        for place, (world, parameters) in enumerate(self._built):
            here = _with_package(world, chosen)
            rows = slice(place * each, (place + 1) * each)
            numbers = np.arange(rows.start, rows.stop, dtype=np.uint64)
            parts = [table[rows] for table in arrays]
            self._kernel.run_chunk(seed, numbers, months, parameters, here, self._states.state, *parts)
        return Ensemble(case, seed, 0, arrays, self._kernel.fingerprint)

    def all(self, packages: Sequence[Package], each: int, seed: int, found: Callable[[Ensemble], Any]) -> list[Any]:
        """What ``found`` makes of the runs of each package, in their order; spread over threads."""
        work = partial(self._one, packages, each, seed, found)
        made = dict(in_threads(work, range(len(packages)), self.threads))
        return [made[place] for place in range(len(packages))]

    def beginnings(self, package: Package, each: int, seed: int, read: Sequence[Callable[[Any], float]]) -> Any:
        """(R, U) what functions of the state read at the beginning of the runs of ``simulate``."""
        case = package.on(self.scenario)
        chosen = build_world(case)
        state, found = make_state(self.scenario, chosen), np.zeros((each * len(self), len(read)))
        for place, (world, parameters) in enumerate(self._built):
            here = _with_package(world, chosen)
            for run in range(place * each, (place + 1) * each):
                with interpreted():
                    key = run_key(seed, run)
                self._kernel.begin(key, parameters, here, state)
                found[run] = [function(state) for function in read]
        return found

    def _one(
        self, packages: Sequence[Package], each: int, seed: int, found: Callable[[Ensemble], Any], place: int
    ) -> tuple[int, Any]:
        return place, found(self.simulate(packages[place], each, seed))


def _with_package(world: World, chosen: World) -> World:
    """A world with the form and the approaches of another one."""
    head = world.scenario.copy()
    head["sought"] = chosen.scenario["sought"]
    return world._replace(scenario=head, approach=chosen.approach)
