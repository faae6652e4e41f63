"""Running tasks on this machine: in this process, or in several that share nothing."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import tempfile
import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path

from coopsim.experiment.work import Done, Job, work
from coopsim.texts import UserError

MakeJob = Callable[[int], Job]

_TRIES = 3  # times that worker processes may die without a task being finished in between


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_here(numbers: Iterable[int], make_job: MakeJob) -> Generator[Done]:
    """Tasks one after the other in this process."""
    for number in numbers:
        yield work(make_job(number))


def run_in_processes(numbers: list[int], make_job: MakeJob, workers: int) -> Generator[Done]:
    """Tasks in ``workers`` processes, in the order in which they are finished.

    Processes and not threads: what a task does besides simulating would keep threads waiting for each other.  A worker
    ends by itself when this process does, however that ends.  When workers die (a machine out of memory kills
    them), new ones take up what was lost; UserError when they keep dying.
    """
    left = dict.fromkeys(numbers)
    deaths = 0
    while left:
        try:
            with tempfile.TemporaryDirectory(prefix="coopsim-") as aside:
                for done in _pool(list(left), make_job, workers, Path(aside)):
                    del left[done.task.number]
                    deaths = 0
                    yield done
        except BrokenProcessPool:
            deaths += 1
            if deaths == _TRIES:
                raise UserError("experiment_workers_died", workers=workers) from None


def _work_aside(job: Job, folder: Path) -> Path:
    """Do a task and leave the result in a file, so that what goes through the pipe to the parent fits into one write.

    A worker that is killed in the middle of a longer message would leave the parent waiting for the rest of it.
    """
    path = folder / job.task.name
    path.write_bytes(pickle.dumps(work(job)))
    return path


def _taken(path: Path) -> Done:
    done: Done = pickle.loads(path.read_bytes())
    path.unlink()
    return done


def _pool(numbers: list[int], make_job: MakeJob, workers: int, aside: Path) -> Generator[Done]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(workers, len(numbers)), mp_context=context, initializer=begin)
    waiting = iter(numbers)
    try:
        # Only so many jobs are handed out that no worker waits: jobs and results then take little memory.
        running = {pool.submit(_work_aside, make_job(number), aside) for number in islice(waiting, 2 * workers)}
        while running:
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            more = islice(waiting, len(finished))
            running |= {pool.submit(_work_aside, make_job(number), aside) for number in more}
            for future in finished:
                yield _taken(future.result())
    except BaseException:
        _stop(pool)
        raise
    pool.shutdown()


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers at once: what they have not handed over is left to the next run."""
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()


def begin() -> None:
    """In a worker: leave Ctrl-C to the parent process, and end when that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    from multiprocessing.connection import wait as wait_for

    wait_for([sentinel])
    os._exit(1)
