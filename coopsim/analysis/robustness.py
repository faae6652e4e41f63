"""Robustness: which choice is rarely bad, and not only best on average, over worlds nobody can be sure of.

The regret of a choice in a world is what the best choice would have brought there beyond it (Savage 1951).  Taken
from noisy means, the best of many looks too good and every regret too large; so the best choice of a world is found
on one half of the runs and compared on the other, both ways round.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from coopsim.analysis.blocks import combinations_of
from coopsim.analysis.intervals import LEVEL, Interval, columns_of, crossed_mean

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.analysis.blocks import Blocks


class Regrets(NamedTuple):
    """Regrets in the unit of the outcome, a column per choice.

    Attributes:
        worlds: worlds × choices, mean over the runs.
        outcomes: worlds × choices, the mean outcome behind it.
        runs: pairs of runs × choices, mean over the worlds; one run of a pair chose where the other one measured.
    """

    worlds: pd.DataFrame
    outcomes: pd.DataFrame
    runs: pd.DataFrame

    def mean(self, choice: Any, against: Any = None, level: float = LEVEL) -> Interval:
        """Mean regret of a choice, or by how much it is above that of another; worlds share the luck of the runs."""
        worlds, runs = (
            table[choice].to_numpy() - (0.0 if against is None else table[against].to_numpy())
            for table in (self.worlds, self.runs)
        )
        return crossed_mean(worlds, runs, level)


def regrets(blocks: Blocks, outcome: str, choice: Sequence[str], *, larger_is_better: bool = True) -> Regrets:
    """Regret of every choice in every world.

    ``choice`` names the factors that are chosen (such as the governance model); each combination of the other factors
    is a world.  Regrets are in the unit of the outcome; noise can make one slightly negative.
    Raises ValueError when a choice was not simulated in every world, or with fewer than four runs.
    """
    import pandas as pd

    sign = 1.0 if larger_is_better else -1.0
    others = [name for name in blocks.points if name not in choice]
    choices, worlds = (combinations_of(blocks.points, names)[1] for names in (choice, others))
    cell = np.full((worlds.max() + 1, choices.max() + 1), -1)
    cell[worlds, choices] = np.arange(len(choices))
    if (cell < 0).any():
        raise ValueError("Regret needs every choice in every world.")
    halves = [sign * half.values(outcome)[cell] for half in blocks.halves()]
    first, second = (half.mean(axis=2) for half in halves)
    pairs = min(half.shape[2] for half in halves)
    found, by_run = np.zeros(cell.shape), np.zeros((pairs, cell.shape[1]))
    for choosing, measuring in ((first, halves[1]), (second, halves[0])):
        best = np.take_along_axis(measuring, choosing.argmax(axis=1)[:, None, None], axis=1)
        found += (best - measuring).mean(axis=2) / 2
        by_run += (best - measuring).mean(axis=0).T[:pairs] / 2
    levels = blocks.points.iloc[cell[0]][list(choice)]
    names = levels[choice[0]].tolist() if len(choice) == 1 else list(levels.itertuples(index=False, name=None))
    index: Any = pd.RangeIndex(1)
    if others:
        rows = blocks.points.iloc[cell[:, 0]]
        index = pd.Index(rows[others[0]]) if len(others) == 1 else pd.MultiIndex.from_frame(rows[others])
    level = sign * (first + second) / 2
    columns = pd.Index(names, tupleize_cols=False)
    tables = (pd.DataFrame(found, index, columns), pd.DataFrame(level, index, columns))
    return Regrets(*tables, pd.DataFrame(by_run, columns=columns))


def robustness(
    blocks: Blocks,
    outcome: str,
    choice: Sequence[str],
    *,
    larger_is_better: bool = True,
    tolerance: float = 0.0,
    level: float = LEVEL,
) -> pd.DataFrame:
    """One row per choice, the smallest largest regret first.

    Columns ``choice``, ``mean`` (outcome over worlds), ``worst`` (in the worst world), ``mean_regret`` with ``_low``
    and ``_high`` (over worlds and runs), ``high_regret`` (not exceeded in 90 % of the worlds), ``max_regret``,
    ``near_best`` (share of worlds in which the regret is at most ``tolerance``).
    """
    import pandas as pd

    found = regrets(blocks, outcome, choice, larger_is_better=larger_is_better)
    rows: list[dict[str, Any]] = []
    for name in found.worlds.columns:
        regret, values = found.worlds[name].to_numpy(), found.outcomes[name].to_numpy()
        rows.append(
            {
                "choice": name,
                "mean": values.mean(),
                "worst": values.min() if larger_is_better else values.max(),
                **columns_of("mean_regret", found.mean(name, level=level)),
                "high_regret": float(np.quantile(regret, 0.9)),
                "max_regret": regret.max(),
                "near_best": float((regret <= tolerance).mean()),
            }
        )
    return pd.DataFrame(rows).sort_values(["max_regret", "mean_regret"], ignore_index=True)
