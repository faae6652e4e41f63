"""Combinations of approaches as a portfolio: what each costs, what it prevents, which to choose, in which order.

The best of many combinations looks better than it is, because luck helped to choose it.  Where a function chooses, it
does so on one half of the runs and measures on the other (``Blocks.halves``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import factorial, isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.analysis.contrasts import point_with
from coopsim.analysis.intervals import LEVEL, NOTHING, Interval, columns_of, difference, estimate, mean

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.analysis.blocks import Blocks

RESAMPLES = 500


def not_dominated(cost: Any, risk: Any) -> Any:
    """(P,) whether no other point costs no more and risks no more, and is better in one; equal points stay together.

    Both are the smaller the better.
    """
    order = np.lexsort((risk, cost))
    keep = np.zeros(len(cost), bool)
    best, at = np.inf, np.inf
    for i in order:
        if risk[i] < best or (risk[i] == best and cost[i] == at):
            keep[i] = True
            best, at = risk[i], cost[i]
    return keep


def pareto_table(blocks: Blocks, risk: str = "lost", cost: str = "cost", level: float = LEVEL) -> pd.DataFrame:
    """Every point with mean cost and risk, their limits, and whether it lies on the Pareto front.

    Columns: the factors, ``cost``, ``risk``, each with ``_low`` and ``_high``, ``on_front``, and
    ``front_share``: in how many of 500 resamples of the runs the point lies on the front.  Sorted by cost.
    """
    costs, risks = blocks.values(cost), blocks.values(risk)
    table = blocks.points.copy()
    for name, values in (("cost", costs), ("risk", risks)):
        limits = np.array([estimate(row, level) for row in values])
        table[name], table[f"{name}_low"], table[f"{name}_high"] = limits.T
    table["on_front"] = not_dominated(table["cost"].to_numpy(), table["risk"].to_numpy())
    runs = costs.shape[1]
    weights = np.random.default_rng(1).multinomial(runs, np.full(runs, 1 / runs), RESAMPLES).T / runs
    again = [not_dominated(*pair) for pair in zip((costs @ weights).T, (risks @ weights).T, strict=True)]
    table["front_share"] = np.mean(again, axis=0)
    return table.sort_values(["cost", "risk"], ignore_index=True)


def best_at_budgets(
    blocks: Blocks,
    budgets: Sequence[float],
    risk: str = "lost",
    cost: str = "cost",
    level: float = LEVEL,
    *,
    baseline: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """The combination with the least risk that each budget (in the unit of ``cost``) pays for.

    It is chosen on one half of the runs, among those whose mean cost is within the budget there; ``cost``, ``risk``
    and ``gain`` (risk of the point with the levels ``baseline``, if not given the cheapest one, less its own, paired),
    each with limits, come from the other half.
    ``rivals`` is the number of other combinations within the budget whose risk cannot be told from the chosen one's.
    A budget that pays for nothing has no row.  Raises ValueError when not exactly one point is the baseline.
    """
    import pandas as pd

    choosing, measuring = blocks.halves()
    spent, risked = choosing.values(cost).mean(axis=1), choosing.values(risk).mean(axis=1)
    costs, risks = measuring.values(cost), measuring.values(risk)
    start = int(np.argmin(spent)) if baseline is None else point_with(blocks, baseline)
    rows = []
    for budget in budgets:
        paid = np.flatnonzero(spent <= budget)
        if not len(paid):
            continue
        best = paid[np.lexsort((spent[paid], risked[paid]))[0]]
        others = [difference(risks[i], risks[best], level) for i in paid if i != best]
        row = {"budget": budget, **blocks.points.iloc[best].to_dict()}
        row |= columns_of("cost", estimate(costs[best], level)) | columns_of("risk", estimate(risks[best], level))
        row |= columns_of("gain", difference(risks[start], risks[best], level))
        rows.append(row | {"rivals": sum(not _greater(other) for other in others)})
    return pd.DataFrame(rows)


def _greater(found: Interval) -> bool:
    """Whether a difference lies above 0, by its interval or, where all runs say the same, by its value."""
    return found.low > 0 or (isnan(found.low) and found.value > 0)


def marginal_values(
    blocks: Blocks, factors: Sequence[str], outcome: str = "lost", level: float = LEVEL
) -> pd.DataFrame:
    """What adding one approach changes: as the first one, as the last one, and on average over all orders.

    The average over all orders is the Shapley value (1953); over all factors it adds up to the difference between all
    approaches and none.  Columns ``factor``, and ``first``, ``last``, ``average``, each with ``_low`` and ``_high``.
    Raises ValueError when the points are not all combinations of two levels of the factors.
    """
    import pandas as pd

    values, size = _by_set(blocks, factors, outcome), len(factors)
    sets = np.arange(2**size)
    members = np.array([int(s).bit_count() for s in sets])
    rows = []
    for k, name in enumerate(factors):
        without = sets[(sets >> k) & 1 == 0]
        added = values[without | (1 << k)] - values[without]
        weight = np.array([factorial(m) * factorial(size - m - 1) for m in members[without]]) / factorial(size)
        row: dict[str, Any] = {"factor": name}
        row |= columns_of("first", mean(added[0], level)) | columns_of("last", mean(added[-1], level))
        rows.append(row | columns_of("average", mean(weight @ added, level)))
    return pd.DataFrame(rows)


def order_to_add(
    blocks: Blocks, factors: Sequence[str], risk: str = "lost", cost: str = "cost", level: float = LEVEL
) -> pd.DataFrame:
    """Add one approach after the other, each time the one that lowers the risk most (or raises it least).

    The order is chosen on one half of the runs; on the other half are measured, for each step, ``change`` (of the
    risk, paired), ``cost`` and ``risk`` of all approaches so far, each with limits.  The row of step 0 is no approach.
    Raises ValueError as ``marginal_values`` does.
    """
    import pandas as pd

    choosing, measuring = blocks.halves()
    guide = _by_set(choosing, factors, risk).mean(axis=1)
    risks, costs = _by_set(measuring, factors, risk), _by_set(measuring, factors, cost)
    rows, now, left = [], 0, list(range(len(factors)))
    for step in range(len(factors) + 1):
        name, change = "", NOTHING
        if step:
            k = min(left, key=lambda k: (guide[now | 1 << k], k))
            left.remove(k)
            name, change = factors[k], difference(risks[now | 1 << k], risks[now], level)
            now |= 1 << k
        row: dict[str, Any] = {"step": step, "factor": name} | columns_of("change", change)
        rows.append(
            row | columns_of("risk", estimate(risks[now], level)) | columns_of("cost", estimate(costs[now], level))
        )
    return pd.DataFrame(rows)


def _by_set(blocks: Blocks, factors: Sequence[str], outcome: str) -> Any:
    """(2^k, R) outcome by set of factors at their higher level: bit j of the row number stands for factor j."""
    levels = blocks.points[list(factors)].to_numpy(np.float64)
    high = levels > levels.min(axis=0)
    number = (high << np.arange(len(factors))).sum(axis=1)
    two = all(len(np.unique(column)) == 2 for column in levels.T)
    if not two or len(number) != 2 ** len(factors) or len(np.unique(number)) != len(number):
        raise ValueError(f"This needs each of the {2 ** len(factors)} combinations of two levels exactly once.")
    return blocks.values(outcome)[np.argsort(number)]
