"""Work spread over threads and processes: all of it is done once, and what goes wrong ends it."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures.process import BrokenProcessPool
from operator import neg
from pathlib import Path

import pytest

from coopsim.run.progress import share_of_progress
from coopsim.run.spreading import in_processes, in_threads, processes, processors


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_do_everything_once(threads: int) -> None:
    assert sorted(in_threads(neg, range(7), threads)) == list(range(-6, 1))


def test_one_thread_is_this_one_and_keeps_the_order() -> None:
    seen = in_threads(lambda item: (item, threading.current_thread()), range(3), 1)
    assert list(seen) == [(item, threading.current_thread()) for item in range(3)]


def test_an_error_in_a_thread_ends_the_work() -> None:
    begun: list[int] = []

    def work(item: int) -> int:
        begun.append(item)
        if item:
            time.sleep(0.01)  # else all may have begun before the error is seen
        else:
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        list(in_threads(work, range(1000), 2))
    assert len(begun) < 1000


def test_processes_do_every_job_and_are_gone_afterwards() -> None:
    jobs: list[int] = []

    def job_of(number: int) -> int:
        jobs.append(number)
        return 10 * number

    assert sorted(in_processes(neg, job_of, range(5), 2)) == [-40, -30, -20, -10, 0]
    assert jobs == list(range(5))


def _once(flag: Path) -> str:
    """Dies the first time that it is called for a file, as if it were killed."""
    if not flag.exists():
        flag.touch()
        os._exit(1)
    return flag.name


def test_what_a_dead_worker_had_is_taken_up(tmp_path: Path) -> None:
    assert list(in_processes(_once, lambda number: tmp_path / str(number), range(1), 2)) == ["0"]


def test_workers_that_keep_dying_are_not_waited_for() -> None:
    with pytest.raises(BrokenProcessPool):
        list(in_processes(os._exit, lambda number: 1, range(2), 2))


def test_processes_end_at_once_when_the_block_fails() -> None:
    with pytest.raises(KeyError), processes(1) as pool:
        worker = pool.submit(os.getpid).result()
        raise KeyError
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def test_processors() -> None:
    assert 1 <= processors() <= (os.cpu_count() or 1)


def test_progress_of_a_part() -> None:
    seen: list[tuple[int, int]] = []
    share_of_progress(lambda *given: seen.append(given), 30, 100)(5, 10)
    assert seen == [(35, 100)]
