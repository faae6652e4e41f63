"""Small designs with known effects, in the shape of run tables and of results of experiments."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pandas as pd


def full_factorial(factors: dict[str, list[Any]]) -> pd.DataFrame:
    """All combinations of levels; words become ordered categories."""
    table = pd.DataFrame(list(product(*factors.values())), columns=list(factors))
    for name, levels in factors.items():
        if isinstance(levels[0], str):
            table[name] = pd.Categorical(table[name], levels)
    return table


def run_table(points: pd.DataFrame, outcomes: dict[str, Callable[[pd.DataFrame, Any], Any]], runs: int) -> pd.DataFrame:
    """A run table of a design: each outcome is a function of the points and of the run's own luck (shared by points).

    The rows are shuffled, as parallel work would leave them.
    """
    luck = np.random.default_rng(3).normal(size=(runs, 4))
    parts = []
    for run in range(runs):
        table = points.assign(run=run, seed=1)
        for name, function in outcomes.items():
            table[name] = function(points, luck[run])
        parts.append(table)
    return pd.concat(parts, ignore_index=True).sample(frac=1, random_state=5, ignore_index=True)
