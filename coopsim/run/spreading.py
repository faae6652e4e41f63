"""How work is spread over processors: chunks over threads, jobs over processes that share nothing.

Threads serve where the work is compiled code that leaves the interpreter free, processes where it is not.  Nothing that
is computed depends on how it is spread.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Job = TypeVar("Job")
Made = TypeVar("Made")

_TRIES = 3  # times that worker processes may die without a job being finished in between


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_threads(work: Callable[[Item], Made], items: Sequence[Item], threads: int) -> Iterator[Made]:
    """What ``work`` makes of each item, in the order in which it is finished; with one thread in this one."""
    threads = min(threads, len(items))
    if threads <= 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(threads) as pool:
        tasks = [pool.submit(work, item) for item in items]
        try:
            for task in as_completed(tasks):
                yield task.result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


@contextmanager
def processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """Worker processes that start with nothing of this one; they are ended at once when the block ends by an error.

    A worker leaves Ctrl-C to this process, and ends by itself when this process does, however that ends.
    """
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_begin)
    try:
        yield pool
    except BaseException:
        _stop(pool)
        raise
    pool.shutdown()


def in_processes(
    work: Callable[[Job], Made], job_of: Callable[[int], Job], numbers: Sequence[int], workers: int
) -> Generator[Made]:
    """What ``work`` makes of the job of each number, in worker processes, in the order in which it is finished.

    Jobs are made when there is a worker for them.  When workers die (a machine out of memory kills them), new ones take
    up what was lost.  Raises BrokenProcessPool when they keep dying.
    """
    left = dict.fromkeys(numbers)
    deaths = 0
    while left:
        try:
            for number, made in _handed_out(work, job_of, list(left), workers):
                del left[number]
                deaths = 0
                yield made
        except BrokenProcessPool:
            deaths += 1
            if deaths == _TRIES:
                raise


def _handed_out(
    work: Callable[[Job], Made], job_of: Callable[[int], Job], numbers: list[int], workers: int
) -> Generator[tuple[int, Made]]:
    waiting = iter(numbers)
    running: dict[Future[Made], int] = {}
    with processes(min(workers, len(numbers))) as pool:

        def hand_out(count: int) -> None:
            running.update((pool.submit(work, job_of(number)), number) for number in islice(waiting, count))

        hand_out(2 * workers)  # no more than it takes that no worker waits: jobs then take little memory
        while running:
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            hand_out(len(finished))
            for future in finished:
                yield running.pop(future), future.result()


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers at once: what they have not handed over is lost."""
    workers = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join()


def _begin() -> None:
    """In a worker: leave Ctrl-C to the parent process, and end when that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    from multiprocessing.connection import wait as wait_for

    wait_for([sentinel])
    os._exit(1)
