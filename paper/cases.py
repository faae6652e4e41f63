"""Many scenarios simulated over many parameter sets, on all processors: means of each set, on each half of its runs.

A set is the unit of every interval that is made from them: it carries what chance and what unknown parameters add.  The
two halves of a set tell these two apart (see ``coopsim.analysis.over_sets``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from coopsim import Scenario
from coopsim.analysis.measures import measure
from coopsim.analysis.places import NAMES
from coopsim.run.parameter_sets import simulate_over
from coopsim.run.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

Sets = Sequence[Mapping[str, float]]

#: The four headlines, each in one figure: of 100 alliances how many work after 20 years; share of months in effective
#: cooperation; months lost to stagnation or sleep; benefit as a share of what is attainable.
HEADLINES: Final = ("works_20", "effective", "time_lost", "attained")
VALUE: Final = ("added_value", "worst_off", "cost")
PLACES: Final = tuple(f"{name}_{year}" for year in (5, 10, 20) for name in NAMES)
FOUNDED: Final = tuple(f"{name}_founded" for name in HEADLINES)  #: the headlines where the form came into force
OUTCOMES: Final = (*HEADLINES, *VALUE, *(x for x in PLACES if x not in HEADLINES), "founded", "founded_24", *FOUNDED)
#: Ratios of two means, each a product of outcomes of a run.
RATIOS: Final = {
    "attained": (("benefit",), ("attainable",)),
    "attained_founded": (("benefit", "founded"), ("attainable", "founded")),
} | {f"{name}_founded": ((name, "founded"), ("founded",)) for name in HEADLINES[:3]}
RAW: Final = tuple(dict.fromkeys(x for name in OUTCOMES for x in RATIOS.get(name, ((name,),))))


class Design(NamedTuple):
    """Points (a row each, a column per label) and what came out: (RAW, P, K, 2) for K sets and their halves."""

    points: pd.DataFrame
    values: Any

    def of(self, outcome: str) -> Any:
        """(P, K, 2) an outcome of every point, set and half; of ratios, values whose mean over sets is the ratio."""
        above, *below = (self.values[RAW.index(part)] for part in RATIOS.get(outcome, ((outcome,),)))
        if not below:
            return above
        with np.errstate(invalid="ignore", divide="ignore"):
            centre = below[0].mean(axis=(1, 2), keepdims=True)
            ratio = above.mean(axis=(1, 2), keepdims=True) / centre
            return ratio + (above - ratio * below[0]) / centre

    def rows(self, **labels: Any) -> list[int]:
        """Numbers of the points with these labels, each a level or a collection of levels."""
        chosen = np.ones(len(self.points), bool)
        for name, level in labels.items():
            chosen &= self.points[name].isin([level] if isinstance(level, str) else level).to_numpy()
        return [int(row) for row in np.flatnonzero(chosen)]


def runs_for(sets: Sets, runs: int) -> int:
    """The next number of runs that gives every set the same even number, two at least."""
    return 2 * len(sets) * max(1, round(runs / (2 * len(sets))))


def half_means(case: Scenario, sets: Sets, runs: int, seed: int) -> Any:
    """(RAW, K, 2) means over the even and over the odd runs of each set; ``runs`` as from ``runs_for``."""
    found = simulate_over(case, sets, runs, seed, threads=1).runs
    values = [np.prod([measure(found, name, case.horizon_months) for name in names], axis=0) for names in RAW]
    return np.stack([one.reshape(len(sets), -1, 2).mean(axis=1) for one in values])


def mapped(
    task: Callable[[Any], Any], items: Sequence[Any], pool: Executor, progress: Progress | None = None, at_once: int = 4
) -> list[Any]:
    """Results of a task in the order of its items, ``at_once`` of which go to the same process."""
    found: list[Any] = []
    for row in pool.map(task, items, chunksize=at_once):
        found.append(row)
        if progress is not None:
            progress(len(found), len(items))
    return found


def simulated(
    cases: Sequence[Scenario], sets: Sets, runs: int, seed: int, pool: Executor, progress: Progress | None = None
) -> Any:
    """(RAW, P, K, 2) ``half_means`` of all cases, with about so many ``runs`` each."""
    task = partial(half_means, sets=sets, runs=runs_for(sets, runs), seed=seed)
    return np.stack(mapped(task, cases, pool, progress), axis=1)
