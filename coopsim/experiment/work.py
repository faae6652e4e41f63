"""The work of a task: what is handed to a worker, its points simulated, its tables made.

The same task gives the same tables anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from coopsim.experiment.design import Points
from coopsim.experiment.experiment import Experiment, OwnRule, schedule_with
from coopsim.experiment.identity import code_digest
from coopsim.experiment.schema import Outcomes
from coopsim.experiment.series import Collector, collectors
from coopsim.experiment.store import RUNS, refusing
from coopsim.experiment.tables import outcome_array, repeated, words_array, written
from coopsim.experiment.tasks import Task
from coopsim.folders import unfinished
from coopsim.model import outcomes
from coopsim.run.ensemble import Ensemble
from coopsim.scenario.errors import ScenarioError

BLOCK = 1000  #: runs simulated at once, which bounds the memory for series
STATUS = ("ok", "invalid", "failed")  #: of a run: simulated; its scenario is invalid; a submodel raised an error
OK, INVALID, FAILED = range(3)
_LONGEST = 300  # letters of a message


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
    folder: Path | None = None  #: directory of the results, where files are left as drafts; None for their bytes


@dataclass(frozen=True)
class Done:
    """What a worker made: each table's file, as bytes or as the path of a draft."""

    task: Task
    files: dict[str, pa.Buffer | Path]


def job_of(experiment: Experiment, number: int, metadata: dict[str, str], strict: bool = False) -> Job:
    """The job of a task of an experiment."""
    task = experiment.tasks[number]
    part = experiment.points.part(task.first_point, task.last_point)
    return Job(task, part, experiment.seed, experiment.outcomes, experiment.submodels, metadata, code_digest(), strict)


class RunTable:
    """The run table of a task while it is filled: what every run came to, or why it could not be simulated."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._size = job.task.last_run - job.task.first_run
        self._rows = np.zeros(job.task.runs, outcomes.dtype(outcomes.RUN))
        self._status = np.zeros(job.task.runs, np.int32)
        self._said = np.full(job.task.runs, -1, np.int32)
        self._messages: dict[str, int] = {}

    def take(self, place: int, ensemble: Ensemble) -> None:
        """Outcomes of some runs of the point at a place of the task."""
        rows = ensemble.arrays.runs
        self._rows[self._part(place, ensemble.first_run, ensemble.first_run + len(rows))] = rows

    def refuse(self, place: int, status: int, message: str, start: int, stop: int) -> None:
        """Some runs of a point cannot be simulated."""
        if self._job.strict:
            raise StrictError(self._job.points.first + place, message)
        where = self._part(place, start, stop)
        self._status[where] = status
        self._said[where] = self._messages.setdefault(message, len(self._messages))

    def table(self) -> pa.Table:
        """Point, run, factors, status, message, outcomes."""
        task, points = self._job.task, self._job.points
        bad = self._status != OK
        missing = bad if bad.any() else None
        columns: dict[str, Any] = {
            "point": pa.array(np.repeat(np.arange(task.first_point, task.last_point, dtype=np.int32), self._size)),
            "run": pa.array(np.tile(np.arange(task.first_run, task.last_run, dtype=np.int32), len(points))),
        }
        columns |= {name: repeated(cells, self._size) for name, cells in points.columns().items()}
        columns["status"] = words_array(self._status, STATUS)
        columns["message"] = words_array(self._said, list(self._messages), self._said < 0)
        for name in self._job.outcomes.runs:
            columns[name] = outcome_array(name, outcomes.RUN[name], self._rows[name], missing)
        return pa.table(columns)

    def _part(self, place: int, start: int, stop: int) -> slice:
        first = place * self._size - self._job.task.first_run
        return slice(first + start, first + stop)


class StrictError(Exception):
    """A point cannot be simulated, and the experiment is to stop at that: number of the point and reason."""


class OtherCodeError(RuntimeError):
    """A worker has another version of the code than the one that hands out the work."""


def work(job: Job) -> Done:
    """Simulate a task and make its files.

    Raises OtherCodeError on a worker with other code, StrictError if a point cannot be simulated and ``job.strict``,
    UserError if ``job.folder`` cannot be written.
    """
    if job.code != code_digest():
        raise OtherCodeError("The worker has another version of coopsim than the client.")
    tables = (RUNS, *job.outcomes.tables)
    drafts = {name: unfinished(job.folder / name / RUNS) for name in tables} if job.folder is not None else {}
    kept = collectors(job.outcomes, job.metadata, drafts)
    runs = RunTable(job)
    try:
        with refusing(job.folder or Path()):
            _simulate(job, runs, kept)
            files = {part.name: part.close() for part in kept}
            files[RUNS] = written(runs.table(), job.metadata, drafts.get(RUNS))
    except BaseException:
        for path in drafts.values():
            path.unlink(missing_ok=True)
        raise
    return Done(job.task, files)


def _simulate(job: Job, runs: RunTable, kept: list[Collector]) -> None:
    """Fill the run table of a task and what is collected besides."""
    from coopsim.run.ensemble import simulate

    task, needed = job.task, {collector.needs for collector in kept}
    kinds = {"series": "series" in needed, "municipality_series": "town_series" in needed}
    given = {"seed": job.seed, "threads": 1, "schedule": schedule_with(job.submodels), **kinds}
    for place, row in enumerate(job.points.rows):
        try:
            scenario = job.points.scenario(row)
        except ScenarioError as error:
            runs.refuse(place, INVALID, in_a_line(error), task.first_run, task.last_run)
            continue
        simulated = partial(simulate, scenario, **given)
        refuse = partial(runs.refuse, place)
        for start in range(task.first_run, task.last_run, BLOCK):
            for ensemble in _ensembles(simulated, start, min(start + BLOCK, task.last_run), refuse):
                runs.take(place, ensemble)
                for collector in kept:
                    collector.add(job.points.first + place, ensemble)
        for collector in kept:
            collector.finish_point(job.points.first + place)


def _ensembles(
    simulated: Callable[..., Ensemble], start: int, stop: int, refuse: Callable[..., None]
) -> Iterator[Ensemble]:
    """All runs at once; where a submodel raises, one by one, to lose only those in which it does."""
    try:
        together = [simulated(runs=stop - start, first_run=start)]
    except Exception:
        together = []
    yield from together
    for run in range(start, stop) if not together else ():
        try:
            alone = simulated(runs=1, first_run=run)
        except Exception as error:
            refuse(FAILED, in_a_line(error), run, run + 1)
            continue
        yield alone


def in_a_line(error: Exception) -> str:
    """What went wrong in a line that is the same in every process."""
    if isinstance(error, ScenarioError):
        faults = ((problem.key, problem.what[0], problem.found) for problem in error.problems)
        line = "; ".join(": ".join(part for part in fault if part) for fault in faults)
    else:
        line = f"{type(error).__name__}: {error}"
    line = re.sub(r" at 0x[0-9a-f]+", "", " ".join(line.split()))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
