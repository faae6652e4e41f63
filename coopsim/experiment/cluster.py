"""Running tasks on a Dask cluster.  Workers only compute; results come back and are written here, so that no worker
needs the folder, and a worker may die or join at any time."""

from __future__ import annotations

import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

from coopsim.experiment.running import Backend, MakeJob
from coopsim.experiment.work import Done, work
from coopsim.texts import UserError

_TIMEOUT = 30  # seconds to wait for the scheduler
_DEATHS = 10  # workers that may die over one task before it is given up
_AHEAD = 3  # tasks handed out per processor, so that none waits


def dask_backend(address: str | None = None, scheduler_file: Path | None = None, client: Any = None) -> Backend:
    """A backend for ``run_experiment`` on the scheduler of an address or file, or of a ``distributed.Client``.

    Raises UserError, when used, if dask.distributed is missing or the scheduler cannot be reached.
    """

    def run(numbers: list[int], make_job: MakeJob) -> Generator[Done]:
        own = client is None
        used = _connected(address, scheduler_file) if own else client
        try:
            yield from _tasks(used, numbers, make_job)
        finally:
            if own:
                used.close()

    return run


def _connected(address: str | None, scheduler_file: Path | None) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise UserError("experiment_cluster") from error
    where = {"address": address} if scheduler_file is None else {"scheduler_file": str(scheduler_file)}
    try:
        if scheduler_file is not None:
            _wait_for(scheduler_file)
        return Client(**where, timeout=_TIMEOUT)
    except (OSError, ValueError, TimeoutError) as error:
        raise UserError("experiment_dask", address=str(scheduler_file or address), reason=error) from error


def _wait_for(file: Path) -> None:
    """Wait for a scheduler that is just starting to write its file; distributed itself would wait for ever."""
    until = time.monotonic() + _TIMEOUT
    while not file.is_file():
        if time.monotonic() > until:
            raise FileNotFoundError(f"there is no file {file}")
        time.sleep(0.1)


def _tasks(client: Any, numbers: list[int], make_job: MakeJob) -> Generator[Done]:
    from distributed import as_completed

    waiting = iter(numbers)
    handed_out = as_completed(with_results=False)

    def hand_out() -> None:
        """Keep every processor that is there now busy, with no more jobs than that takes."""
        room = max(1, _AHEAD * sum(client.nthreads().values())) - handed_out.count()
        for _, number in zip(range(room), waiting, strict=False):
            handed_out.add(client.submit(work, make_job(number), pure=False, retries=_DEATHS))

    hand_out()
    for future in handed_out:
        done: Done = future.result()
        future.release()
        hand_out()
        yield done
