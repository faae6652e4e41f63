"""The work of a task: its points simulated, its tables made.  The same task gives the same tables anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coopsim.experiment import tables
from coopsim.experiment.identity import code_digest
from coopsim.experiment.job import Done, Job
from coopsim.experiment.own_rules import schedule_with
from coopsim.experiment.run_table import RunTable
from coopsim.experiment.series import Collector, collectors
from coopsim.experiment.store import RUNS, refusing
from coopsim.folders import unfinished
from coopsim.scenario.errors import ScenarioError

if TYPE_CHECKING:
    import pyarrow as pa

    from coopsim.run.ensemble import Ensemble
    from coopsim.scenario.schema import Scenario

BLOCK = 1000  #: runs simulated at once, which bounds the memory for series
_LONGEST = 300  # letters of a message


class OtherCodeError(RuntimeError):
    """A worker has another version of the code than the one that hands out the work."""


def work(job: Job) -> Done:
    """Simulate a task and make its files.

    Raises OtherCodeError on a worker with other code, StrictError if a point cannot be simulated and ``job.strict``,
    UserError if ``job.folder`` cannot be written.
    """
    if job.code != code_digest():
        raise OtherCodeError("The worker has another version of coopsim than the client.")
    drafts = _Drafts(job)
    kept = collectors(job.outcomes, drafts.opened)
    runs = RunTable(job)
    try:
        with refusing(job.folder or Path()):
            _simulate(job, runs, kept)
            files = {part.name: part.close() for part in kept}
            files[RUNS] = tables.written(runs.table(), job.metadata, drafts.path(RUNS))
    except BaseException:
        drafts.discard()
        raise
    return Done(job.task, files)


def _simulate(job: Job, runs: RunTable, kept: list[Collector]) -> None:
    """Fill the run table of a task and what is collected besides."""
    task, schedule = job.task, schedule_with(job.submodels)
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


class _Drafts:
    """The files of a task while they are made."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._paths: list[Path] = []

    def path(self, table: str) -> Path | None:
        """Where the file of a table is made; None in memory."""
        if self._job.folder is None:
            return None
        self._paths.append(unfinished(self._job.folder / table / RUNS))
        return self._paths[-1]

    def opened(self, table: str, schema: pa.Schema) -> tables.File:
        """A new file for a table that is collected besides the runs."""
        return tables.File(schema, self._job.metadata, self.path(table), quick=True)

    def discard(self) -> None:
        """Leave nothing behind."""
        for path in self._paths:
            path.unlink(missing_ok=True)


class _Block:
    """Blocks of runs of one point."""

    def __init__(self, job: Job, scenario: Scenario, schedule: Any, point: int, kept: list[Collector]) -> None:
        self._job, self._scenario, self._schedule, self._point, self._kept = job, scenario, schedule, point, kept
        self._series = any(collector.needs == "series" for collector in kept)
        self._towns = any(collector.needs == "town_series" for collector in kept)

    def simulate(self, start: int, stop: int, rows: Any) -> dict[int, str]:
        """Fill the rows and collect; the messages of runs that failed, by run."""
        failed: dict[int, str] = {}
        for ensemble in self._ensembles(start, stop, failed):
            first, made = ensemble.first_run - start, ensemble.arrays.runs
            rows[first : first + len(made)] = made
            for collector in self._kept:
                collector.add(self._point, ensemble)
        return failed

    def _ensembles(self, start: int, stop: int, failed: dict[int, str]) -> Iterator[Ensemble]:
        """All runs at once; where a submodel raises, one by one, to lose only those in which it does."""
        try:
            together = [self._ensemble(start, stop)]
        except Exception:
            together = []
        yield from together
        for run in range(start, stop) if not together else ():
            try:
                alone = self._ensemble(run, run + 1)
            except Exception as error:
                failed[run] = in_a_line(error)
                continue
            yield alone

    def _ensemble(self, start: int, stop: int) -> Ensemble:
        from coopsim.run.ensemble import simulate

        return simulate(
            self._scenario,
            stop - start,
            self._job.seed,
            first_run=start,
            series=self._series,
            municipality_series=self._towns,
            threads=1,
            schedule=self._schedule,
        )


def in_a_line(error: Exception) -> str:
    """What went wrong in a line that is the same in every process."""
    if isinstance(error, ScenarioError):
        faults = ((problem.key, problem.what[0], problem.found) for problem in error.problems)
        line = "; ".join(": ".join(part for part in fault if part) for fault in faults)
    else:
        line = f"{type(error).__name__}: {error}"
    line = re.sub(r" at 0x[0-9a-f]+", "", " ".join(line.split()))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
