"""Many scenarios simulated over many parameter sets, on all processors: means of each set, on each half of its runs.

A set is the unit of every interval that is made from them: it carries what chance and what unknown parameters add.  The
two halves of a set tell these two apart (see ``coopsim.analysis.over_sets``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from coopsim import SCHEDULE, Scenario
from coopsim.analysis.blocks import Blocks
from coopsim.analysis.measures import measure
from coopsim.run.parameter_sets import simulate_over
from coopsim.run.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

Sets = Sequence[Mapping[str, float]]

HEADLINE: Final = "effective"
#: Outcomes that are kept of each run; the headline first.
OUTCOMES: Final = (
    *(HEADLINE, "stagnated", "never_started", "merged", "dissolved"),
    *("added_value", "worst_off", "cost"),
)


class Case(NamedTuple):
    """A scenario, and the submodels that are switched off in it."""

    scenario: Scenario
    off: Sequence[str] = ()


class Design(NamedTuple):
    """Points (a row each, a column per factor) and what came out: (outcomes, P, K, 2) for K sets and their halves."""

    points: pd.DataFrame
    values: Any

    def of(self, outcome: str) -> Any:
        """(P, K, 2) an outcome of every point, set and half."""
        return self.values[OUTCOMES.index(outcome)]

    def where(self, chosen: Any) -> Design:
        """Only the points for which ``chosen`` (P,) is true."""
        inside = np.asarray(chosen)
        return Design(self.points[inside].reset_index(drop=True), self.values[:, inside])

    def groups(self, within: Sequence[str]) -> Iterator[tuple[dict[str, Any], Design]]:
        """The points that share levels of ``within``, and these levels, in the order in which they come."""
        if not within:
            yield {}, self
            return
        which = numbered(self.points, within)
        for group in range(which.max() + 1):
            part = self.where(which == group)
            yield part.points[list(within)].iloc[0].to_dict(), part

    def blocks(self, values: Any) -> Blocks:
        """The points with ``values`` (P, R) of the headline outcome as blocks."""
        import pandas as pd

        rows = np.arange(values.size).reshape(values.shape)
        numbers = np.column_stack([np.zeros(values.shape[1], int), np.arange(values.shape[1])])
        return Blocks(self.points, numbers, pd.DataFrame({"months_effective": values.ravel()}), rows, horizon=1)


def numbered(points: pd.DataFrame, names: Sequence[str]) -> Any:
    """Number of the combination of levels of each point; a missing level is a level."""
    return points.groupby(list(names), sort=False, dropna=False).ngroup().to_numpy()


def runs_for(sets: Sets, runs: int) -> int:
    """The next number of runs that gives every set the same even number, two at least."""
    return 2 * len(sets) * max(1, round(runs / (2 * len(sets))))


def half_means(case: Case, sets: Sets, runs: int, seed: int) -> Any:
    """(outcomes, K, 2) means over the even and over the odd runs of each set; ``runs`` as from ``runs_for``."""
    schedule = SCHEDULE.remove(*case.off) if case.off else SCHEDULE
    found = simulate_over(case.scenario, sets, runs, seed, threads=1, schedule=schedule).runs
    horizon = case.scenario.horizon_months  # months as shares of it
    values = [measure(found, outcome, horizon) for outcome in OUTCOMES]
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
    cases: Sequence[Case],
    sets: Sets,
    runs: int,
    seed: int,
    pool: Executor,
    progress: Progress | None = None,
    at_once: int = 8,
) -> Any:
    """(outcomes, P, K, 2) ``half_means`` of all cases, with about so many ``runs`` each."""
    task = partial(half_means, sets=sets, runs=runs_for(sets, runs), seed=seed)
    return np.stack(mapped(task, cases, pool, progress, at_once), axis=1)
