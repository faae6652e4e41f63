"""The work of a task: its points simulated, its tables made.  The same task gives the same tables anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from coopsim.experiment.identity import code_digest
from coopsim.experiment.job import Done, Job
from coopsim.experiment.own_rules import schedule_with
from coopsim.experiment.series import Collector, collectors
from coopsim.experiment.store import RUNS, refusing
from coopsim.experiment.tables import FAILED, INVALID, RunTable, written
from coopsim.folders import unfinished
from coopsim.run.ensemble import Ensemble, simulate
from coopsim.scenario.errors import ScenarioError

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
