"""Points of a design on common random numbers: each run number is a block that holds every point once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.analysis.measures import measure

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Blocks:
    """A run table seen as P points × R runs; the table itself is never copied.

    Attributes:
        points: (P, …) the level of each factor, a row per point.
        numbers: (R, 2) seed and run number of each block.
        table: the run table.
        rows: (P, R) row of the table that holds a point's run; (P, K, R) where a point is a mean over K points.
        horizon: months of a run.
    """

    points: pd.DataFrame
    numbers: Any
    table: pd.DataFrame
    rows: Any
    horizon: int

    def values(self, outcome: str) -> Any:
        """(P, R) an outcome (see ``measures``) of every point in every run, float64."""
        found = measure(self.table, outcome, self.horizon)[self.rows]
        return found if found.ndim == 2 else found.mean(axis=1)

    def where(self, **levels: Any) -> Blocks:
        """Only the points with these levels; factors with a dot in their name go into ``select``."""
        return self.select(levels)

    def select(self, levels: Mapping[str, Any]) -> Blocks:
        """Only the points whose factors have these levels.

        Raises ValueError when there is none.
        """
        chosen = np.ones(len(self.points), bool)
        for name, level in levels.items():
            chosen &= (self.points[name] == level).to_numpy()
        return self.keep(chosen, f"with {dict(levels)}")

    def keep(self, chosen: Any, what: str = "left") -> Blocks:
        """Only the points for which ``chosen`` (P,) is true."""
        if not np.any(chosen):
            raise ValueError(f"There is no point {what}.")
        points = self.points[np.asarray(chosen)].reset_index(drop=True)
        return Blocks(points, self.numbers, self.table, self.rows[chosen], self.horizon)

    def averaged(self, over: Sequence[str]) -> Blocks:
        """The combinations of all other factors, each the mean over the levels of these factors within every run.

        Raises ValueError when not every combination has the same number of points.
        """
        rest = [name for name in self.points if name not in over]
        if len(rest) == len(self.points.columns):
            return self
        which = combinations_of(self.points, rest)[1]
        order, counts = np.argsort(which, kind="stable"), np.bincount(which)
        if self.rows.ndim > 2 or len(set(counts)) > 1:
            raise ValueError(f"Not every combination of {', '.join(rest)} has all levels of {', '.join(over)}.")
        places = order.reshape(len(counts), counts[0])
        points = self.points[rest].iloc[places[:, 0]].reset_index(drop=True)
        return Blocks(points, self.numbers, self.table, self.rows[places], self.horizon)

    def halves(self) -> tuple[Blocks, Blocks]:
        """Every other run each, so that what was chosen on one half can be measured on the other without flattery.

        Raises ValueError when there are fewer than two runs a half.
        """
        if len(self.numbers) < 4:
            raise ValueError("Choosing and measuring on separate halves needs at least four runs per point.")
        first, second = (
            Blocks(self.points, self.numbers[k::2], self.table, self.rows[..., k::2], self.horizon) for k in (0, 1)
        )
        return first, second


def blocks(
    runs: pd.DataFrame,
    horizon: int,
    *,
    factors: Sequence[str] | None = None,
    points: pd.DataFrame | None = None,
    drop_incomplete: bool = False,
) -> Blocks:
    """See a run table as points × runs.

    Either ``factors`` names columns of the run table whose combinations are the points, or ``points`` is a table with
    the column ``point`` and a column per factor, and ``runs`` has a column ``point`` too (results of an experiment).
    Rows whose ``status`` is not "ok" count as missing; without a column ``seed`` all runs have the same one.  Points
    that lack runs which others have are left out with ``drop_incomplete``.

    Raises ValueError when points lack runs, a run stands twice, or both or neither of the two ways is chosen.
    """
    import pandas as pd

    if (factors is None) == (points is None):
        raise ValueError("Points are told by the columns in `factors` or by the table `points`: give one of the two.")
    if points is not None:
        levels = points.set_index("point")
        which = levels.index.get_indexer(pd.Index(runs["point"]))
        if (which < 0).any():
            raise ValueError(f"The run table has a point that `points` lacks: {runs['point'][which < 0].iloc[0]}.")
        levels = levels.reset_index(drop=True)
    else:
        levels, which = combinations_of(runs, factors or ())
    numbers, column = _numbers(runs)
    rows = np.full((len(levels), len(numbers)), -1, np.int64)
    valid = (runs["status"] == "ok").to_numpy() if "status" in runs else np.ones(len(runs), bool)
    rows[which[valid], column[valid]] = np.flatnonzero(valid)
    if (rows >= 0).sum() != valid.sum():
        again = rows[which, column] != np.arange(len(runs))  # the last of several rows stands in ``rows``
        twice = int(np.flatnonzero(valid & again)[0])
        run, point = runs["run"].iloc[twice], levels.iloc[which[twice]].to_dict()
        raise ValueError(f"Run {run} of the point {point} stands in the table twice.")
    complete = (rows >= 0).all(axis=1)
    if not complete.all() and not drop_incomplete:
        raise ValueError(
            f"{(~complete).sum()} of {len(levels)} points lack runs that others have, the first one is "
            f"{levels[~complete].iloc[0].to_dict()}; drop_incomplete=True leaves such points out."
        )
    everything = Blocks(levels, numbers, runs, rows, horizon)
    return everything if complete.all() else everything.keep(complete, "that has all runs")


def combinations_of(table: pd.DataFrame, names: Sequence[str]) -> tuple[pd.DataFrame, Any]:
    """The combinations of levels of some columns that occur, in order, and for each row of the table which one it has.

    A single combination without columns where there are no names.
    """
    which = np.zeros(len(table), np.int64)
    if names:
        which = table.groupby(list(names), sort=True, observed=True).ngroup().to_numpy()
    first = np.zeros(which.max(initial=-1) + 1, np.int64)
    first[which[::-1]] = np.arange(len(table))[::-1]
    return table[list(names)].iloc[first].reset_index(drop=True), which


def is_number(column: pd.Series[Any]) -> bool:
    """Whether a factor can be coded from its lowest to its highest level."""
    import pandas as pd

    return bool(pd.api.types.is_numeric_dtype(column)) and not pd.api.types.is_bool_dtype(column)


def _numbers(runs: pd.DataFrame) -> tuple[Any, Any]:
    """(R, 2) seeds and run numbers in order, and for each row of the table which of them it is."""
    run = runs["run"].to_numpy(np.int64)
    seed = runs["seed"].to_numpy(np.int64) if "seed" in runs else np.zeros(len(run), np.int64)
    seeds, place = np.unique(seed, return_inverse=True)
    span = int(run.max()) + 1
    keys, column = np.unique(place * span + run, return_inverse=True)
    return np.column_stack([seeds[keys // span], keys % span]), column
