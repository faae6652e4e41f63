"""Tasks: the pieces that an experiment is run in, one file each; always the same for the same experiment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LEAST_RUNS = 1000  #: a task has at least as many runs, where the experiment has
MOST_RUNS = 10_000
#: Runs of a usual task, times months, times municipalities: a few seconds of work.
_USUAL_WORK = 5000 * 240 * 3
#: A small experiment is cut into about so many tasks, so that many workers find work.
_MANY = 64


@dataclass(frozen=True)
class Task:
    """Runs ``first_run`` … ``last_run − 1`` of the points ``first_point`` … ``last_point − 1``."""

    number: int
    first_point: int
    last_point: int
    first_run: int
    last_run: int

    @property
    def runs(self) -> int:
        """Number of rows in its run table."""
        return (self.last_point - self.first_point) * (self.last_run - self.first_run)

    @property
    def name(self) -> str:
        """Name of its files, without the ending."""
        return f"{self.number:06d}"


@dataclass(frozen=True)
class Tasks:
    """All tasks of an experiment, made when asked for."""

    points: int
    runs: int  #: per point
    size: int  #: runs that a task has about
    whole_points: bool = False  #: no point is cut into several tasks

    @property
    def _pieces(self) -> int:
        """Tasks per point, where a point has enough runs."""
        return 1 if self.whole_points else max(1, self.runs // self.size)

    def __len__(self) -> int:
        if self.runs >= self.size:
            return self.points * self._pieces
        return max(1, self.points // -(-self.size // self.runs))

    def __getitem__(self, number: int) -> Task:
        if not 0 <= number < len(self):
            raise IndexError(number)
        if self.runs >= self.size:
            point, piece = divmod(number, self._pieces)
            first_run, last_run = (self.runs * k // self._pieces for k in (piece, piece + 1))
            return Task(number, point, point + 1, first_run, last_run)
        first_point, last_point = (self.points * k // len(self) for k in (number, number + 1))
        return Task(number, first_point, last_point, 0, self.runs)

    def __iter__(self) -> Iterator[Task]:
        return (self[number] for number in range(len(self)))

    @property
    def total(self) -> int:
        """Runs of the whole experiment."""
        return self.points * self.runs


def task_size(points: int, runs: int, months: int, municipalities: int) -> int:
    """Runs of a task: a few seconds of work, fewer in a small experiment, never below ``LEAST_RUNS``."""
    usual = _USUAL_WORK // (months * municipalities)
    return max(LEAST_RUNS, min(usual, MOST_RUNS, points * runs // _MANY))
