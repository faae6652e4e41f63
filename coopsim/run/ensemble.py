"""Many runs at once, compiled: the door for batches (``run.mesa_model`` is the other door to the same rules)."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from coopsim.model import outcomes
from coopsim.model.schedule import Schedule
from coopsim.run import arguments as doors
from coopsim.run.progress import Progress
from coopsim.run.provenance import commit, versions
from coopsim.run.rehearsal import rehearse
from coopsim.run.runner import make_state, runner
from coopsim.run.spreading import in_threads
from coopsim.scenario.inputs import build_world, parameter_record
from coopsim.submodels.schedule import SCHEDULE

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.scenario.schema import Scenario

CHUNK = 250  #: runs per task of a thread; results do not depend on it


class Arrays(NamedTuple):
    """Results as structured arrays; fields as in ``coopsim.model.outcomes``."""

    runs: Any  #: (R,) one record per run
    towns: Any  #: (R, n) one record per run and municipality, in the order of ids
    series: Any  #: (R, T) one record per run and month, or (0, T)
    town_series: Any  #: (R, T, n) one record per run, month and municipality, or (0, T, n)


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Results of many runs of one scenario; tables are made when first asked for.

    Two are equal if scenario, rules, seed, numbers of runs and all results are, to the last bit.
    """

    scenario: Scenario
    seed: int
    first_run: int
    arrays: Arrays
    schedule_fingerprint: str
    _versions: dict[str, str] = field(init=False, repr=False, default_factory=lambda: versions())
    _commit: str | None = field(init=False, repr=False, default_factory=lambda: commit())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ensemble):
            return NotImplemented
        if self._identity != other._identity or self.scenario != other.scenario:
            return False
        pairs = [(a[name], b[name]) for a, b in zip(self.arrays, other.arrays, strict=True) for name in a.dtype.names]
        return all(a.tobytes() == b.tobytes() for a, b in pairs)  # field by field: what lies between fields is not set

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[Any, ...]:
        shapes = tuple(array.shape for array in self.arrays)
        return self.scenario.fingerprint, self.schedule_fingerprint, self.seed, self.first_run, shapes

    @property
    def municipality_ids(self) -> list[str]:
        """Ids of the municipalities in the order of the arrays."""
        return sorted(town.id for town in self.scenario.municipalities)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run: ``run``, ``seed`` and the columns of ``outcomes.RUN``; months that did not come are <NA>."""
        import pandas as pd

        rows = self.arrays.runs
        numbers = np.arange(self.first_run, self.first_run + len(rows))
        table: dict[str, Any] = {"run": numbers, "seed": np.full(len(rows), self.seed)}
        for name in outcomes.RUN:
            column = rows[name]
            if name.startswith("month_"):
                table[name] = pd.arrays.IntegerArray(column.astype(np.int32), column < 0)
            else:
                table[name] = _in_words(name, np.ascontiguousarray(column))
        return pd.DataFrame(table)

    @cached_property
    def municipalities(self) -> pd.DataFrame:
        """One row per run and municipality: ``run``, ``municipality`` and the columns of ``outcomes.TOWN_RUN``."""
        return self._tidy(self.arrays.towns, outcomes.TOWN_RUN, ("run", "municipality"))

    @cached_property
    def series(self) -> pd.DataFrame:
        """One row per run and month: ``run``, ``month`` and the columns of ``outcomes.SERIES``."""
        return self._tidy(self.arrays.series, outcomes.SERIES, ("run", "month"))

    @cached_property
    def municipality_series(self) -> pd.DataFrame:
        """One row per run, month and municipality with the columns of ``outcomes.TOWN_SERIES``."""
        return self._tidy(self.arrays.town_series, outcomes.TOWN_SERIES, ("run", "month", "municipality"))

    @property
    def manifest(self) -> dict[str, Any]:
        """What is needed to repeat the runs, as it was when they were made."""
        return {
            "versions": dict(self._versions),
            "commit": self._commit,
            "scenario": {"id": self.scenario.id, "fingerprint": self.scenario.fingerprint},
            "seed": self.seed,
            "first_run": self.first_run,
            "runs": len(self.arrays.runs),
            "rules": self.schedule_fingerprint,
            "parameters": {k: float(v) for k, v in self.scenario.parameters.items()},
        }

    def _tidy(self, array: Any, columns: dict[str, outcomes.Column], axes: Sequence[str]) -> pd.DataFrame:
        import pandas as pd

        labels: dict[str, Any] = {
            "run": np.arange(self.first_run, self.first_run + array.shape[0]),
            "month": np.arange(array.shape[1]) if array.ndim > 1 else None,
            "municipality": np.array(self.municipality_ids, object),
        }
        grids = np.meshgrid(*(labels[axis] for axis in axes), indexing="ij", copy=False)
        table: dict[str, Any] = {axis: grid.ravel() for axis, grid in zip(axes, grids, strict=True)}
        for name in columns:
            table[name] = _in_words(name, array[name].ravel())
        return pd.DataFrame(table)


def _in_words(name: str, column: Any) -> Any:
    """A column of codes as the words behind them, any other as it is."""
    import pandas as pd

    words = outcomes.WORDS.get(name)
    return column if words is None else pd.Categorical.from_codes(column, list(words))


def _layout(
    scenario: Scenario, runs: int, series: bool, municipality_series: bool
) -> list[tuple[tuple[int, ...], Any]]:
    """Shape and type of each of ``Arrays``."""
    n, months = len(scenario.municipalities), scenario.horizon_months
    return [
        ((runs,), outcomes.dtype(outcomes.RUN)),
        ((runs, n), outcomes.dtype(outcomes.TOWN_RUN)),
        ((runs if series else 0, months), outcomes.dtype(outcomes.SERIES)),
        ((runs if municipality_series else 0, months, n), outcomes.dtype(outcomes.TOWN_SERIES)),
    ]


def memory_needed(scenario: Scenario, runs: int, series: bool = False, municipality_series: bool = False) -> int:
    """Bytes that the results of so many runs of a scenario take at least."""
    one = _layout(scenario, 1, series, municipality_series)
    return runs * sum(math.prod(shape) * int(kind.itemsize) for shape, kind in one)


def simulate(
    scenario: Scenario | str | PathLike[str],
    runs: int = 1000,
    seed: int = 1,
    *,
    first_run: int = 0,
    series: bool = False,
    municipality_series: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
    schedule: Schedule = SCHEDULE,
    compiled: bool = True,
) -> Ensemble:
    """Simulate ``runs`` runs of a scenario, numbered from ``first_run``, on the random numbers of ``seed``.

    A scenario can be given by its shipped name or file.
    Run ``r`` of a seed has the same outside shocks in every scenario (common random numbers), and the same
    result on any number of threads.  ``series`` keeps one record per month, ``municipality_series`` one per
    month and municipality.  ``progress(done, total)`` is called as runs are finished.  ``schedule`` can hold
    the user's own submodels; ``compiled=False`` runs everything in plain Python, bit for bit the same.

    Raises:
        ArgumentError: (a ValueError and a TypeError) for numbers that cannot be, and for more runs than memory holds.
        ScenarioError: for a faulty scenario file.
    """
    scenario, seed = doors.scenario_of(scenario), doors.seed_of(seed)
    first_run = doors.run_of(first_run, "first_run")
    runs, threads = doors.runs_of(runs, first_run), doors.threads_of(threads)
    doors.check_memory(memory_needed(scenario, runs, series, municipality_series))
    world, parameters = build_world(scenario), parameter_record(scenario)
    layout = _layout(scenario, runs, series, municipality_series)
    arrays = Arrays(*(np.zeros(shape, kind).view(np.recarray) for shape, kind in layout))
    kernel = runner(schedule, compiled)
    if compiled and runs:
        rehearse(schedule, scenario, parameters, world, seed, first_run)
    states = threading.local()

    def run_chunk(start: int) -> int:
        if not hasattr(states, "state"):
            states.state = make_state(scenario, world)
        stop = min(start + CHUNK, runs)
        numbers = np.arange(first_run + start, first_run + stop, dtype=np.uint64)
        kernel.run_chunk(
            seed,
            numbers,
            scenario.horizon_months,
            parameters,
            world,
            states.state,
            *(array[start:stop] for array in arrays),
        )
        return stop - start

    done = 0
    for finished in in_threads(run_chunk, range(0, runs, CHUNK), threads if compiled else 1):
        done += finished
        if progress is not None:
            progress(done, runs)
    return Ensemble(scenario, seed, first_run, arrays, kernel.fingerprint)
