"""The run table of a task: what every run came to, and which could not be simulated and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.experiment import tables
from coopsim.model import outcomes

if TYPE_CHECKING:
    import pyarrow as pa

    from coopsim.experiment.job import Job


class StrictError(Exception):
    """A point cannot be simulated, and the experiment is to stop at that: number of the point and reason."""


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
