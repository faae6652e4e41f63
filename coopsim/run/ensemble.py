"""Many runs at once, compiled: the door for batches (``run.mesa_model`` is the other door to the same rules)."""

from __future__ import annotations

import platform
import subprocess
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import metadata
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from coopsim.compiler import compile_schedule, interpret_schedule
from coopsim.model import codes, outcomes
from coopsim.model.immutable import fixed
from coopsim.model.state import State, empty_state
from coopsim.run import arguments as doors
from coopsim.run.rehearsal import rehearse
from coopsim.scenario.inputs import World, build_world, parameter_record
from coopsim.submodels.observe import record
from coopsim.submodels.schedule import SCHEDULE, Schedule
from coopsim.submodels.setup import initialise
from coopsim.submodels.summary import summarise

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.scenario.schema import Scenario

Progress = Callable[[int, int], None]

CHUNK = 250  #: runs per task of a thread; results do not depend on it

_MERGED = ("no", "partial", "complete")


class Arrays(NamedTuple):
    """Results as structured arrays; fields as in ``coopsim.model.outcomes``."""

    runs: Any  #: (R,) one record per run
    towns: Any  #: (R, n) one record per run and municipality, in the order of ids
    series: Any  #: (R, T) one record per run and month, or (0, T)
    town_series: Any  #: (R, T, n) one record per run, month and municipality, or (0, T, n)


def runner(schedule: Schedule = SCHEDULE, compiled: bool = True) -> Any:
    """The schedule ready to run, compiled or interpreted; made once."""
    return _runner(schedule, compiled)


@lru_cache(maxsize=8)
def _runner(schedule: Schedule, compiled: bool) -> Any:
    make = compile_schedule if compiled else interpret_schedule
    return make(schedule.steps, initialise, record, summarise)


def _checkout() -> str | None:
    root = Path(__file__).resolve().parent.parent
    if not (root / ".git").exists():
        return None
    words = ["git", "-C", str(root), "describe", "--always", "--exclude=*", "--abbrev=40", "--dirty=+"]
    try:
        return subprocess.run(words, capture_output=True, text=True, check=True, timeout=10).stdout.strip() or None
    except (OSError, subprocess.SubprocessError):
        return None


def _installed() -> dict[str, str]:
    from coopsim import __version__

    packages = {name: metadata.version(name) for name in ("numpy", "numba", "mesa", "pandas")}
    return {"coopsim": __version__} | packages | {"python": platform.python_version()}


# Taken when the rules are loaded: what is committed, changed or installed later is not what runs.
_COMMIT: Final = _checkout()
_VERSIONS: Final = fixed(_installed())


def commit() -> str | None:
    """Commit of the checkout that the rules were loaded from, with "+" if it was changed; None outside a checkout."""
    return _COMMIT


def versions() -> dict[str, str]:
    """Versions that results may depend on."""
    return dict(_VERSIONS)


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
    _taken: dict[str, Any] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        taken = {"versions": versions(), "commit": commit(), "rules": self.schedule_fingerprint}
        object.__setattr__(self, "_taken", taken)

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
            elif name == "merged":
                table[name] = pd.Categorical.from_codes(column, list(_MERGED))
            elif name == "phase_end":
                table[name] = pd.Categorical.from_codes(column, list(codes.PHASES))
            else:
                table[name] = np.ascontiguousarray(column)
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
            "versions": dict(self._taken["versions"]),
            "commit": self._taken["commit"],
            "scenario": {"id": self.scenario.id, "fingerprint": self.scenario.fingerprint},
            "seed": self.seed,
            "first_run": self.first_run,
            "runs": len(self.arrays.runs),
            "rules": self._taken["rules"],
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
            column = array[name].ravel()
            phase = name.startswith("phase")
            table[name] = pd.Categorical.from_codes(column, list(codes.PHASES)) if phase else column
        return pd.DataFrame(table)


def make_state(scenario: Scenario, world: World, events: int = 0) -> State:
    """A state of the right size for a scenario, with a log of ``events`` rows."""
    return empty_state(len(world.town), len(world.county), scenario.catalogue.opportunities, events)


def memory_needed(scenario: Scenario, runs: int, series: bool = False, municipality_series: bool = False) -> int:
    """Bytes that the results of so many runs of a scenario take at least."""
    n, months = len(scenario.municipalities), scenario.horizon_months
    sizes = {
        outcomes.dtype(outcomes.RUN): 1,
        outcomes.dtype(outcomes.TOWN_RUN): n,
        outcomes.dtype(outcomes.SERIES): months * series,
        outcomes.dtype(outcomes.TOWN_SERIES): months * n * municipality_series,
    }
    return runs * sum(layout.itemsize * count for layout, count in sizes.items())


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
    n, months = len(world.town), scenario.horizon_months
    arrays = Arrays(
        np.zeros(runs, outcomes.dtype(outcomes.RUN)).view(np.recarray),
        np.zeros((runs, n), outcomes.dtype(outcomes.TOWN_RUN)).view(np.recarray),
        np.zeros((runs if series else 0, months), outcomes.dtype(outcomes.SERIES)).view(np.recarray),
        np.zeros((runs if municipality_series else 0, months, n), outcomes.dtype(outcomes.TOWN_SERIES)).view(
            np.recarray
        ),
    )
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
            months,
            parameters,
            world,
            states.state,
            arrays.runs[start:stop],
            arrays.towns[start:stop],
            arrays.series[start:stop],
            arrays.town_series[start:stop],
        )
        return stop - start

    done = 0
    starts = range(0, runs, CHUNK)
    workers = 1 if not compiled else min(threads, len(starts))
    if workers <= 1:
        for start in starts:
            done += run_chunk(start)
            if progress is not None:
                progress(done, runs)
    else:
        with ThreadPoolExecutor(workers) as pool:
            tasks = [pool.submit(run_chunk, start) for start in starts]
            try:
                for task in as_completed(tasks):
                    done += task.result()
                    if progress is not None:
                        progress(done, runs)
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise
    return Ensemble(scenario, seed, first_run, arrays, kernel.fingerprint)
