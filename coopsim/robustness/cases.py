"""Many scenarios simulated over many parameter sets, on all processors: means of each set, on each half of its runs.

A set is the unit of every interval that is made from them: it carries what chance and what unknown parameters add.  The
two halves of a set tell these two apart (see ``effects``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from coopsim.analysis.blocks import Blocks, blocks
from coopsim.analysis.measures import measure
from coopsim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int], None]
Sets = Sequence[Mapping[str, float]]

#: Outcomes that are kept of each run; the headline first.
OUTCOMES: Final = (
    "effective",
    "stagnated",
    "never_started",
    "merged",
    "dissolved",
    "added_value",
    "worst_off",
    "cost",
)


class Case(NamedTuple):
    """A scenario, and the submodels that are switched off in it."""

    scenario: Scenario
    off: tuple[str, ...] = ()


def thinned(sets: Sets, count: int) -> Sets:
    """``count`` of the sets at equal distances, or all where there are fewer."""
    count = min(count, len(sets))
    return [sets[len(sets) * k // count] for k in range(count)]


def runs_for(sets: Sets, runs: int) -> int:
    """The next number of runs that gives every set the same even number, two at least."""
    return 2 * len(sets) * max(1, round(runs / (2 * len(sets))))


def half_means(case: Case, sets: Sets, runs: int, seed: int) -> pd.DataFrame:
    """Simulate a case; a row per set and half with the mean of each outcome, 2K rows for K sets.

    ``run`` is twice the place of the set, plus 1 for the odd runs.  ``runs`` as from ``runs_for``.
    """
    import pandas as pd

    from coopsim.run.parameter_sets import simulate_over
    from coopsim.submodels.schedule import SCHEDULE

    schedule = SCHEDULE.remove(*case.off) if case.off else SCHEDULE
    found = simulate_over(case.scenario, sets, runs, seed, threads=1, schedule=schedule).runs
    columns = {}  # as shares of the horizon and of the runs
    for outcome in OUTCOMES:
        values = measure(found, outcome, case.scenario.horizon_months)
        columns[outcome] = values.reshape(len(sets), -1, 2).mean(axis=1).ravel()
    return pd.DataFrame({"run": np.arange(2 * len(sets)), **columns})


def _group(cases: Sequence[Case], sets: Sets, runs: int, seed: int) -> list[pd.DataFrame]:
    return [half_means(case, sets, runs, seed) for case in cases]


def simulated(
    groups: Iterable[Sequence[Case]],
    sets: Sets,
    runs: int,
    seed: int,
    pool: Executor,
    progress: Progress | None = None,
) -> list[pd.DataFrame]:
    """``half_means`` of all cases in order; the cases of a group are simulated by one process."""
    whole = runs_for(sets, runs)
    waiting = list(groups)
    tasks = {pool.submit(_group, group, sets, whole, seed): place for place, group in enumerate(waiting)}
    found: dict[int, list[pd.DataFrame]] = {}
    total, done = sum(len(group) for group in waiting), 0
    for task in as_completed(tasks):
        found[tasks[task]] = task.result()
        done += len(found[tasks[task]])
        if progress is not None:
            progress(done, total)
    return [table for place in range(len(waiting)) for table in found[place]]


def chunks(cases: Sequence[Case], size: int = 8) -> list[Sequence[Case]]:
    """Groups of a few cases each."""
    return [cases[start : start + size] for start in range(0, len(cases), size)]


def design_of(points: pd.DataFrame, tables: Sequence[pd.DataFrame]) -> Blocks:
    """Points (a row each, a column per factor) and their tables as blocks; the 2K "runs" are halves of sets."""
    import pandas as pd

    numbered = points.assign(point=range(len(points)))
    runs = pd.concat([table.assign(point=place) for place, table in enumerate(tables)], ignore_index=True)
    runs["months_effective"] = runs["effective"]  # of a horizon of 1, for ``analysis.measures``
    return blocks(runs, 1, points=numbered)


def halves_of(design: Blocks, outcome: str) -> Any:
    """(P, K, 2) an outcome of every point, set and half."""
    values = design.table[outcome].to_numpy(np.float64)[design.rows]
    return values.reshape(len(values), -1, 2)
