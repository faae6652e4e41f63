"""The work of a task: its points simulated, its tables made.  The same task gives the same tables anywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim import outcomes
from coopsim.experiment import tables
from coopsim.experiment.identity import code_digest
from coopsim.experiment.own_rules import OwnRule
from coopsim.experiment.points import Points
from coopsim.experiment.series import Collector, collectors
from coopsim.experiment.tasks import Task
from coopsim.scenario.errors import ScenarioError

if TYPE_CHECKING:
    import pyarrow as pa

    from coopsim.experiment.experiment import Experiment
    from coopsim.experiment.schema import Outcomes
    from coopsim.scenario.schema import Scenario

BLOCK = 1000  #: runs simulated at once, which bounds the memory for series
_LONGEST = 300  # letters of a message


class StrictError(Exception):
    """A point cannot be simulated, and the experiment is to stop at that: number of the point and reason."""


class OtherCodeError(RuntimeError):
    """A worker has another version of the code than the one that hands out the work."""


@dataclass(frozen=True)
class Job:
    """A task with all that a worker needs for it; pickles to a few kilobytes."""

    task: Task
    points: Points
    seed: int
    outcomes: Outcomes
    submodels: tuple[OwnRule, ...]
    metadata: dict[str, str]  #: goes into every file
    code: str  #: ``code_digest`` of the one that hands it out
    strict: bool = False


@dataclass(frozen=True)
class Done:
    """What a worker made: the bytes of each table's file, and how many runs ended in which status."""

    task: Task
    files: dict[str, pa.Buffer]
    counts: dict[str, int]


def job_of(experiment: Experiment, task: Task, metadata: dict[str, str], strict: bool = False) -> Job:
    """The job of a task of an experiment."""
    part = experiment.points.part(task.first_point, task.last_point)
    return Job(
        task, part, experiment.seed, experiment.outcomes, experiment.submodels, metadata, code_digest(), strict
    )


def work(job: Job) -> Done:
    """Simulate a task and return its files.

    Raises OtherCodeError on a worker with other code, StrictError if a point cannot be simulated and ``job.strict``.
    """
    if job.code != code_digest():
        raise OtherCodeError("The worker has another version of coopsim than the client.")
    runs, kept = simulate_task(job)
    files = {"runs": tables.encode(runs.table(), job.metadata)} | {part.name: part.close() for part in kept}
    return Done(job.task, files, runs.counts())


def simulate_task(job: Job) -> tuple[RunTable, list[Collector]]:
    """The run table of a task and what was collected besides."""
    task, schedule = job.task, _schedule(job.submodels)
    runs = RunTable(job)
    kept = collectors(job.outcomes, job.metadata)
    for place, row in enumerate(job.points.rows):
        try:
            scenario = job.points.scenario(row)
        except ScenarioError as error:
            runs.invalid(place, in_a_line(error))
            continue
        block = _Block(job, scenario, schedule, job.points.first + place, kept)
        for start in range(task.first_run, task.last_run, BLOCK):
            stop = min(start + BLOCK, task.last_run)
            for run, message in block.simulate(start, stop, runs.rows(place, start, stop)).items():
                runs.failed(place, run, message)
        for collector in kept:
            collector.finish_point(job.points.first + place)
    return runs, kept


class RunTable:
    """The run table of a task while it is filled."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._size = job.task.last_run - job.task.first_run
        self._rows = np.zeros(job.task.runs, outcomes.dtype(outcomes.RUN))
        self._status = np.zeros(job.task.runs, np.int32)
        self._said = np.full(job.task.runs, -1, np.int32)
        self._messages: dict[str, int] = {}

    def rows(self, place: int, start: int, stop: int) -> Any:
        """The rows of some runs of a point, to be filled."""
        return self._rows[self._at(place, start) : self._at(place, stop)]

    def invalid(self, place: int, message: str) -> None:
        """A point is no scenario."""
        first, last = self._job.task.first_run, self._job.task.last_run
        self._note(slice(self._at(place, first), self._at(place, last)), tables.INVALID, message, place)

    def failed(self, place: int, run: int, message: str) -> None:
        """A run raised an error."""
        at = self._at(place, run)
        self._note(slice(at, at + 1), tables.FAILED, message, place)

    def counts(self) -> dict[str, int]:
        """Number of runs by status."""
        return {name: int((self._status == code).sum()) for code, name in enumerate(tables.STATUS)}

    def table(self) -> pa.Table:
        """Point, run, factors, status, message, outcomes."""
        import pyarrow as pa

        task, points = self._job.task, self._job.points
        bad = self._status != tables.OK
        columns: dict[str, Any] = {
            "point": pa.array(np.repeat(np.arange(task.first_point, task.last_point, dtype=np.int32), self._size)),
            "run": pa.array(np.tile(np.arange(task.first_run, task.last_run, dtype=np.int32), len(points))),
        }
        columns |= {name: tables.repeated(cells, self._size) for name, cells in points.columns().items()}
        columns["status"] = tables.words_array(self._status, tables.STATUS)
        columns["message"] = tables.words_array(self._said, list(self._messages), self._said < 0)
        return pa.table(columns | tables.run_columns(self._rows, self._job.outcomes.runs, bad if bad.any() else None))

    def _at(self, place: int, run: int) -> int:
        return place * self._size + run - self._job.task.first_run

    def _note(self, where: slice, status: int, message: str, place: int) -> None:
        if self._job.strict:
            raise StrictError(self._job.points.first + place, message)
        self._status[where] = status
        self._said[where] = self._messages.setdefault(message, len(self._messages))


class _Block:
    """Blocks of runs of one point."""

    def __init__(self, job: Job, scenario: Scenario, schedule: Any, point: int, kept: list[Collector]) -> None:
        self._job, self._scenario, self._schedule, self._point, self._kept = job, scenario, schedule, point, kept
        self._series = any(collector.needs == "series" for collector in kept)
        self._towns = any(collector.needs == "town_series" for collector in kept)

    def simulate(self, start: int, stop: int, rows: Any) -> dict[int, str]:
        """Fill the rows; the messages of runs that failed, by run."""
        try:
            self._runs(start, stop, rows)
            return {}
        except Exception:  # a submodel raised: find out in which runs, and keep the others
            failed = {}
            for run in range(start, stop):
                try:
                    self._runs(run, run + 1, rows[run - start : run - start + 1])
                except Exception as error:
                    failed[run] = in_a_line(error)
            return failed

    def _runs(self, start: int, stop: int, rows: Any) -> None:
        from coopsim.ensemble import simulate

        ensemble = simulate(
            self._scenario,
            stop - start,
            self._job.seed,
            first_run=start,
            series=self._series,
            municipality_series=self._towns,
            threads=1,
            schedule=self._schedule,
        )
        rows[:] = ensemble.arrays.runs
        for collector in self._kept:
            collector.add(self._point, ensemble)


def _schedule(submodels: tuple[OwnRule, ...]) -> Any:
    from coopsim.schedule import SCHEDULE

    return SCHEDULE.replace(**{rule.name: rule.function() for rule in submodels}) if submodels else SCHEDULE


def in_a_line(error: Exception) -> str:
    """What went wrong in a line that is the same in every process."""
    if isinstance(error, ScenarioError):
        faults = ((problem.key, problem.what[0], problem.found) for problem in error.problems)
        line = "; ".join(": ".join(part for part in fault if part) for fault in faults)
    else:
        line = f"{type(error).__name__}: {error}"
    line = re.sub(r" at 0x[0-9a-f]+", "", " ".join(line.split()))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
