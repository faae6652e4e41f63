"""Running an experiment: exactly the tasks that are missing, on this machine or beyond it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pyarrow.compute as pc

from coopsim.experiment.experiment import Experiment
from coopsim.experiment.identity import file_metadata, manifest_of
from coopsim.experiment.reading import load_experiment
from coopsim.experiment.results import Results
from coopsim.experiment.store import Store
from coopsim.experiment.work import Done, Job, OtherCodeError, StrictError, job_of, work
from coopsim.run.arguments import MOST_THREADS, whole
from coopsim.run.ensemble import simulate
from coopsim.run.progress import Progress
from coopsim.run.spreading import in_processes
from coopsim.texts import UserError

MakeJob = Callable[[int], Job]
#: Runs tasks somewhere and hands over what is done, in any order.
Backend = Callable[[list[int], MakeJob], Generator[Done]]
#: How many runs of each point there should be, from the results of those that there are.
Wanted = Callable[[Results], int]


@dataclass(frozen=True)
class Shard:
    """Every ``of``-th task, beginning with number ``index`` (from 1)."""

    index: int
    of: int

    @property
    def name(self) -> str:
        """For the name of its lock."""
        return f"-{self.index}-of-{self.of}"

    def has(self, number: int) -> bool:
        """Whether a task belongs to it."""
        return number % self.of == self.index - 1


def default_folder(experiment: Experiment) -> Path:
    """Where results go if nothing else is said."""
    return Path("results") / experiment.id


def run_experiment(
    experiment: Experiment | str | Path,
    folder: str | Path | None = None,
    *,
    workers: int = 1,
    shard: Shard | None = None,
    backend: Backend | None = None,
    strict: bool = False,
    wanted: Wanted | None = None,
    progress: Progress | None = None,
) -> Results:
    """Run what is missing of an experiment and return its results.

    ``folder`` is ``results/`` and the name of the experiment if not given; results that are there already are
    completed.  ``workers`` are processes of this machine (1: this one); ``shard`` takes part of the tasks;
    ``backend`` runs them elsewhere, see ``coopsim.experiment.cluster``.  Points that cannot be simulated become rows
    with a status, with ``strict`` they stop the run.  With ``wanted`` the points get their runs in stages, one task of
    each at a time, until there are as many as it says (``analysis.precision.of_points``); the runs of the experiment
    are then the most, and later calls go on from there.  ``progress(done, total)`` counts runs, those found included.

    Raises:
        ArgumentError: (a ValueError and a TypeError) for a number of workers that cannot be.
        UserError: for a directory of something else, a full disk, a second run at the same time, and when strict.
    """
    workers = whole("workers", workers, 1, MOST_THREADS)
    if isinstance(experiment, str | Path):
        experiment = load_experiment(experiment)
    store = Store(Path(folder) if folder is not None else default_folder(experiment))
    manifest = manifest_of(experiment)
    if strict and experiment.doubts:
        raise UserError("experiment_doubts", problems="\n".join(problem.text() for problem in experiment.doubts))
    store.prepare(experiment, manifest)
    make_job = partial(job_of, experiment, metadata=file_metadata(manifest), strict=strict)
    with store.locked(shard.name if shard else ""):
        somewhere = backend or _local(experiment, workers, store.folder)
        for stage in _stages(experiment, store, wanted):
            mine = [number for number in stage if shard is None or shard.has(number)]
            _finish(experiment, store, somewhere, make_job, mine, progress)
    results = Results(store.folder)
    # An earlier run that was not strict may have left rows without outcomes.
    if strict and store.done() and (bad := results.dataset().count_rows(filter=pc.field("status") != "ok")):
        raise UserError("experiment_strict_rows", runs=bad, folder=results.folder)
    return results


def _local(experiment: Experiment, workers: int, folder: Path) -> Backend:
    """In this process, or in several: threads would wait for each other in what a task does besides simulating.

    Workers leave files in the ``folder`` of the results, and only their names come back: whoever is killed in the
    middle of a message longer than one write would leave this process waiting for the rest of it.
    """

    def run(numbers: list[int], make_job: MakeJob) -> Generator[Done]:
        def job_here(number: int) -> Job:
            return replace(make_job(number), folder=folder)

        if min(workers, len(numbers)) == 1:
            yield from (work(job_here(number)) for number in numbers)
            return
        _compile(experiment)
        try:
            yield from in_processes(work, job_here, numbers, workers)
        except BrokenProcessPool:
            raise UserError("experiment_workers_died", workers=workers) from None

    return run


def _compile(experiment: Experiment) -> None:
    """Compile the rules here, so that not every worker does it."""
    scenario = next(iter(experiment.scenarios.values()))
    with suppress(Exception):  # a submodel that raises shows where it is at work
        simulate(scenario, runs=1, seed=experiment.seed, schedule=experiment.schedule())


def _stages(experiment: Experiment, store: Store, wanted: Wanted | None) -> Iterator[list[int]]:
    """Which tasks should be there, stage by stage: all at once, or the first runs of every point, then more of them."""
    tasks = experiment.tasks
    if wanted is None:
        yield list(range(len(tasks)))
        return
    runs = 1
    while True:
        yield [task.number for task in tasks if task.first_run < runs]
        there = max(tasks[number].last_run for number in store.done())
        runs = wanted(Results(store.folder))
        if runs <= there or there >= experiment.runs:
            return


def _finish(
    experiment: Experiment,
    store: Store,
    backend: Backend,
    make_job: MakeJob,
    mine: list[int],
    progress: Progress | None,
) -> None:
    """Run those of some tasks that are missing and take in what comes back."""
    there = store.done()
    left = [number for number in mine if number not in there]
    total, todo = _runs(experiment, mine), _runs(experiment, left)
    if progress is not None and total:
        progress(total - todo, total)
    if not left:
        return
    written = 0
    try:
        with closing(backend(left, make_job)) as finished:
            for count, done in enumerate(finished, 1):
                written += store.put(done.task, done.files)
                todo -= done.task.runs
                if progress is not None:
                    progress(total - todo, total)
                _enough_room(store, written, count, len(left) - count)
    except StrictError as error:
        point, reason = error.args
        raise UserError("experiment_strict", point=point, reason=reason) from None
    except OtherCodeError:
        raise UserError("experiment_other_code") from None


def _runs(experiment: Experiment, numbers: Sequence[int]) -> int:
    return sum(experiment.tasks[number].runs for number in numbers)


def _enough_room(store: Store, written: int, done: int, left: int) -> None:
    """Stop before the disk is full, by what the finished tasks took."""
    needed, free = written // done * left, store.free()
    if needed > free:
        raise UserError(
            "experiment_disk_low", folder=store.folder, needed=f"{needed / 1e9:.2f}", free=f"{free / 1e9:.2f}"
        )
