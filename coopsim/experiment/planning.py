"""What an experiment will take and what it can show, from a short pilot and without writing anything."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coopsim.experiment.experiment import Experiment
from coopsim.experiment.factors import Factor
from coopsim.experiment.power import detectable, detectable_between
from coopsim.experiment.tasks import Task
from coopsim.experiment.work import BLOCK, Job, job_of, work
from coopsim.model import outcomes

_POINTS = 24  # points of the pilot at most
_SECONDS = 3.0  # that the pilot takes, about
_RUNS = 200  # runs per point of the pilot at most
_TRIED = 10  # runs per point that show how many there is time for


@dataclass(frozen=True)
class Pilot:
    """What a few runs took on one processor, besides what each task and each point takes once."""

    runs: int
    seconds_per_point: float
    seconds_per_run: float
    bytes_per_file: float  #: of all tables of a task together
    bytes_per_run: float
    memory: int | None  #: bytes at the peak; None where the system does not tell


@dataclass(frozen=True)
class Detectable:
    """An effect size f that the experiment can detect, of a factor or between all points (``key`` empty)."""

    key: str
    groups: int | None  #: levels compared; None for a trend over a range
    runs: int  #: runs of each
    size: float | None  #: None where there are too few runs


@dataclass(frozen=True)
class Plan:
    """What an experiment will take and what it can show."""

    points: int
    runs_per_point: int
    tasks: int
    workers: int
    pilot: Pilot
    seconds: float  #: of the whole experiment on so many workers
    disk: int  #: bytes
    memory: int | None  #: bytes of all processes together
    effects: tuple[Detectable, ...]

    @property
    def runs(self) -> int:
        """Runs of the whole experiment."""
        return self.points * self.runs_per_point


def plan_experiment(experiment: Experiment, workers: int = 1) -> Plan:
    """Count, time a pilot of a few seconds, and work out time, disk, memory and detectable effects."""
    pilot = pilot_of(experiment)
    points, runs, tasks = len(experiment.points), experiment.runs, len(experiment.tasks)
    used = min(workers, tasks)
    return Plan(
        points=points,
        runs_per_point=runs,
        tasks=tasks,
        workers=used,
        pilot=pilot,
        seconds=points * (pilot.seconds_per_point + runs * pilot.seconds_per_run) / used,
        disk=int(tasks * pilot.bytes_per_file + points * runs * pilot.bytes_per_run),
        memory=None if pilot.memory is None else _memory(experiment, pilot, used),
        effects=tuple(effects_of(experiment)),
    )


def pilot_of(experiment: Experiment) -> Pilot:
    """Simulate a few runs of points spread over the whole design."""
    count = min(len(experiment.points), _POINTS)
    _timed(experiment, 1, 1)  # compiles
    once, small = _timed(experiment, count, 1)
    if experiment.runs == 1:
        few = -(-count // 2)
        _, smaller = _timed(experiment, few, 1)
        each = (small - smaller) / (count - few) if count > few else small
        return Pilot(count, 0.0, once / count, small - count * each, each, _peak())
    tried = min(experiment.runs, _TRIED)
    some, _ = _timed(experiment, count, tried)
    per_run = max((some - once) / count / (tried - 1), 1e-6)
    runs = max(tried, min(experiment.runs, _RUNS, int(_SECONDS / per_run / count)))
    whole, large = _timed(experiment, count, runs)
    per_run = max(0.0, (whole - once) / count / (runs - 1))
    each = (large - small) / count / (runs - 1)
    return Pilot(count * runs, max(0.0, once / count - per_run), per_run, max(0.0, small - count * each), each, _peak())


def effects_of(experiment: Experiment) -> list[Detectable]:
    """Detectable effects: between all points, and of each factor over all runs that share a level of it."""
    points, runs = len(experiment.points), experiment.runs
    found = [Detectable("", points, runs, detectable_between(points, runs))] if points > 1 else []
    for place, factor in enumerate(experiment.points.factors):
        levels = _levels(factor, [row[place] for row in experiment.points.rows])
        if levels is None:
            found.append(Detectable(factor.key, None, points * runs, detectable(1, points * runs - 2, points * runs)))
        elif levels > 1:
            each = points * runs // levels
            found.append(Detectable(factor.key, levels, each, detectable_between(levels, each)))
    return found


def _levels(factor: Factor, cells: Sequence[object]) -> int | None:
    """Number of levels of a factor in the design; None where it takes any value of a range."""
    distinct = len({cell for cell in cells if cell is not None})
    return None if factor.ranged and distinct > (factor.steps or 2) else distinct


def _timed(experiment: Experiment, count: int, runs: int) -> tuple[float, int]:
    """Seconds and bytes of so many points and runs."""
    start = time.perf_counter()
    done = work(_part(experiment, count, runs))
    return time.perf_counter() - start, sum(file.size for file in done.files.values() if not isinstance(file, Path))


def _part(experiment: Experiment, count: int, runs: int) -> Job:
    """A job over ``count`` points spread over the design."""
    whole = experiment.points
    chosen = [whole.rows[(2 * k + 1) * len(whole) // (2 * count)] for k in range(count)]
    points = replace(whole, rows=chosen, unit=None, sampled=())
    return replace(job_of(experiment, 0, {}), task=Task(0, 0, count, 0, runs), points=points)


def _peak() -> int | None:
    """Most memory that this process has had, bytes."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)


def _memory(experiment: Experiment, pilot: Pilot, workers: int) -> int:
    """Memory of all processes: each as large as this one after the pilot, and a task in arrays and file."""
    assert pilot.memory is not None
    size = max(experiment.tasks[0].runs, experiment.tasks[len(experiment.tasks) - 1].runs)
    months = max(scenario.horizon_months for scenario in experiment.scenarios.values())
    towns = max(len(scenario.municipalities) for scenario in experiment.scenarios.values())
    block = 0
    if experiment.outcomes.series is not None:
        block += months * outcomes.dtype(outcomes.SERIES).itemsize
    if experiment.outcomes.municipality_series is not None:
        block += months * towns * outcomes.dtype(outcomes.TOWN_SERIES).itemsize
    arrays = 2 * size * outcomes.dtype(outcomes.RUN).itemsize + 3 * min(BLOCK, experiment.runs) * block
    each = pilot.memory + arrays + int(2 * size * pilot.bytes_per_run)
    return each if workers == 1 else (workers + 1) * each
