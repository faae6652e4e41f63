"""Tasks: every run in exactly one of them, none too small, whole points where they must be."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopsim.experiment.tables import outcome_array
from coopsim.experiment.tasks import LEAST_RUNS, Tasks, task_size
from coopsim.model import outcomes


@given(st.integers(1, 60), st.integers(1, 6000), st.integers(1000, 5000), st.booleans())
def test_tasks_cover_every_run_once(points: int, runs: int, size: int, whole: bool) -> None:
    tasks = Tasks(points, runs, size, whole)
    seen: Counter[int] = Counter()
    for number, task in enumerate(tasks):
        assert task.number == number
        for point in range(task.first_point, task.last_point):
            seen[point] += task.last_run - task.first_run
            assert not whole or (task.first_run, task.last_run) == (0, runs)
    assert seen == dict.fromkeys(range(points), runs)
    assert sum(task.runs for task in tasks) == tasks.total
    if tasks.total >= size:
        assert all(task.runs >= size for task in tasks)


def test_pieces_of_a_point_follow_each_other() -> None:
    tasks = list(Tasks(2, 10_001, 5000))
    assert [(task.first_point, task.first_run, task.last_run) for task in tasks] == [
        (0, 0, 5000), (0, 5000, 10_001), (1, 0, 5000), (1, 5000, 10_001)
    ]  # fmt: skip
    with pytest.raises(IndexError):
        Tasks(2, 10_001, 5000)[4]


def test_task_size_follows_the_work() -> None:
    assert task_size(10**6, 10, 240, 3) == 5000
    assert task_size(10**6, 10, 240, 200) == LEAST_RUNS
    assert task_size(10**6, 10, 12, 2) == 10_000
    assert task_size(100, 100, 240, 3) == LEAST_RUNS


def test_the_phase_after_more_years_than_a_run_has_is_missing() -> None:
    codes = np.array([3, -1, 5], np.int8)
    assert outcome_array("phase_20", outcomes.RUN["phase_20"], codes).to_pylist() == [
        "implementation",
        None,
        "stagnating",
    ]
    bad = np.array([True, False, False])
    assert outcome_array("phase_20", outcomes.RUN["phase_20"], codes, bad).to_pylist() == [None, None, "stagnating"]
