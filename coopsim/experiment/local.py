"""Running tasks on this machine: in this process, or in several that share nothing."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice
from pathlib import Path

from coopsim.experiment.work import Done, Job, work
from coopsim.texts import UserError

MakeJob = Callable[[int], Job]

_TRIES = 3  # times that worker processes may die without a task being finished in between


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_here(numbers: Iterable[int], make_job: MakeJob, folder: Path | None = None) -> Generator[Done]:
    """Tasks one after the other in this process; ``folder`` is that of the results, see ``Job``."""
    for number in numbers:
        yield work(replace(make_job(number), folder=folder))


def run_in_processes(numbers: list[int], make_job: MakeJob, workers: int, folder: Path) -> Generator[Done]:
    """Tasks in ``workers`` processes, in the order in which they are finished.

    Processes and not threads: what a task does besides simulating would keep threads waiting for each other.  Workers
    leave files in the ``folder`` of the results, and only their names come back: whoever is killed in the middle of a
    message longer than one write would leave this process waiting for the rest of it.  A worker ends by itself when
    this process does, however that ends.  When workers die (a machine out of memory kills them), new ones take up what
    was lost; UserError when they keep dying.
    """
    left = dict.fromkeys(numbers)
    deaths = 0
    while left:
        try:
            for done in _pool(list(left), make_job, workers, folder):
                del left[done.task.number]
                deaths = 0
                yield done
        except BrokenProcessPool:
            deaths += 1
            if deaths == _TRIES:
                raise UserError("experiment_workers_died", workers=workers) from None


def _pool(numbers: list[int], make_job: MakeJob, workers: int, folder: Path) -> Generator[Done]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(workers, len(numbers)), mp_context=context, initializer=begin)
    waiting = iter(numbers)

    def handed_out(count: int) -> set[Future[Done]]:
        jobs = (replace(make_job(number), folder=folder) for number in islice(waiting, count))
        return {pool.submit(work, job) for job in jobs}

    try:
        running = handed_out(2 * workers)  # no more than it takes that no worker waits: jobs then take little memory
        while running:
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            running |= handed_out(len(finished))
            for future in finished:
                yield future.result()
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
    for process in processes:
        process.join()


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
