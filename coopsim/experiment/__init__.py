"""Experiments: designs over scenario keys, run in pieces that nothing can spoil, on one machine or many.

Names are imported when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.lazy import names

if TYPE_CHECKING:
    from coopsim.experiment.experiment import Experiment as Experiment
    from coopsim.experiment.reading import ExperimentError as ExperimentError
    from coopsim.experiment.reading import list_experiments as list_experiments
    from coopsim.experiment.reading import load_experiment as load_experiment
    from coopsim.experiment.results import Results as Results
    from coopsim.experiment.results import open_results as open_results
    from coopsim.experiment.running import Shard as Shard
    from coopsim.experiment.running import run_experiment as run_experiment

__getattr__, __dir__, __all__ = names(__name__)
