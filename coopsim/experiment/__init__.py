"""Experiments: designs over scenario keys, run in pieces that nothing can spoil, on one machine or many.

Names are imported when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coopsim.experiment.experiment import Experiment as Experiment
    from coopsim.experiment.reading import ExperimentError as ExperimentError
    from coopsim.experiment.reading import list_experiments as list_experiments
    from coopsim.experiment.reading import load_experiment as load_experiment
    from coopsim.experiment.results import Results as Results
    from coopsim.experiment.results import open_results as open_results
    from coopsim.experiment.running import Shard as Shard
    from coopsim.experiment.running import run_experiment as run_experiment

_HOMES = {
    "Experiment": "experiment",
    "ExperimentError": "reading",
    "Results": "results",
    "Shard": "running",
    "list_experiments": "reading",
    "load_experiment": "reading",
    "open_results": "results",
    "run_experiment": "running",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"coopsim.experiment.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
