"""What is handed to a worker and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from coopsim.experiment.experiment import Experiment
from coopsim.experiment.identity import code_digest
from coopsim.experiment.own_rules import OwnRule
from coopsim.experiment.points import Points
from coopsim.experiment.schema import Outcomes
from coopsim.experiment.tasks import Task


@dataclass(frozen=True)
class Job:
    """A task with all that a worker needs for it; pickles to a few kilobytes."""

    task: Task
    points: Points
    seed: int
    outcomes: Outcomes
    submodels: tuple[OwnRule, ...]
    metadata: dict[str, str]  #: goes into every file
    code: str  #: ``code_digest`` of the one that hands it out
    strict: bool = False
    folder: Path | None = None  #: directory of the results, where files are left as drafts; None for their bytes


@dataclass(frozen=True)
class Done:
    """What a worker made: each table's file, as bytes or as the path of a draft."""

    task: Task
    files: dict[str, pa.Buffer | Path]


def job_of(experiment: Experiment, number: int, metadata: dict[str, str], strict: bool = False) -> Job:
    """The job of a task of an experiment."""
    task = experiment.tasks[number]
    part = experiment.points.part(task.first_point, task.last_point)
    return Job(task, part, experiment.seed, experiment.outcomes, experiment.submodels, metadata, code_digest(), strict)
