"""What is one observation: rows that share luck or parameters are averaged before anything is made of their spread.

Run r has the same luck at every point of an experiment, and the runs of a parameter set share its parameters; taken for
independent rows they would make every interval too narrow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.analysis.blocks import Blocks
from coopsim.analysis.measures import measure

if TYPE_CHECKING:
    import pandas as pd


def rows_of(runs: pd.DataFrame | Blocks, unit: Any = None) -> tuple[pd.DataFrame, Any]:
    """The rows of a run table or of several points, and for each the number (0 …) of the unit that it belongs to.

    The unit is the run.  ``unit`` says another one by row, such as the parameter set.  Raises ValueError where a run
    stands in a table more than once: several points are given as ``blocks``, which know them apart.
    """
    if isinstance(runs, Blocks):
        place = np.broadcast_to(np.arange(len(runs.numbers)), runs.rows.shape).ravel()
        return runs.table.iloc[runs.rows.ravel()], place if unit is None else np.asarray(unit)[place]
    alone(runs)
    return runs, np.arange(len(runs)) if unit is None else np.unique(np.asarray(unit), return_inverse=True)[1]


def alone(runs: pd.DataFrame) -> None:
    """Raise ValueError, saying which, where a run of a seed stands in a run table more than once."""
    if "run" not in runs:
        return
    keys = [name for name in ("seed", "run") if name in runs]
    twice = runs.duplicated(keys).to_numpy()
    if twice.any():
        raise ValueError(
            f"Run {runs['run'].iloc[int(np.flatnonzero(twice)[0])]} stands in the table more than once. Runs with the "
            "same number share their luck and must not be counted as independent: give one point at a time, or several "
            "of them as analysis.blocks.blocks(…), which are averaged within each run."
        )


def averaged(values: Any, unit: Any) -> Any:
    """Means of ``values`` (N,) over the rows of each unit (U,)."""
    return np.bincount(unit, np.asarray(values, np.float64)) / np.bincount(unit)


def observations(runs: pd.DataFrame | Blocks, outcome: str, horizon: int, unit: Any = None) -> Any:
    """(U,) an outcome (see ``measures``) of every unit; arguments and errors as ``rows_of`` and ``measure``."""
    rows, of = rows_of(runs, unit)
    return averaged(measure(rows, outcome, horizon), of)
