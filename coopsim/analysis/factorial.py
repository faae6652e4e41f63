"""Which approaches work: main effects and two-way interactions of a factorial, with intervals.

All points of a run number share their outside shocks, so a run is a block.  Within each run the effects are computed
across the points by least squares (in a full factorial: differences of means); their mean over runs is the estimate
and their spread gives the interval.  What a run adds to all its points alike drops out, and that a run is luckier for
some points than for others widens the interval as it should.

Effects are in the unit of the outcome, from a factor's lowest to its highest level, all other factors at their mean.
An interaction is what two factors at their highest level do together beyond the sum of what each does alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from coopsim.analysis.blocks import combinations_of
from coopsim.analysis.intervals import LEVEL, means, together

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.analysis.blocks import Blocks


class RunEffects(NamedTuple):
    """Effects run by run: ``terms`` (one or two factors each) and ``values`` (groups, terms, runs)."""

    groups: pd.DataFrame
    terms: list[tuple[str, ...]]
    values: Any


def run_effects(
    blocks: Blocks, outcome: str, factors: Sequence[str], within: Sequence[str] = (), order: int = 2
) -> RunEffects:
    """Effects of the factors within each run and each combination of levels of ``within``.

    ``order`` 1 keeps main effects only.  Raises ValueError when a factor is no number or never changes, when effects
    cannot be told apart by the design, or when the outcome is missing in some run.
    """
    values = blocks.values(outcome)
    if np.isnan(values).any():
        raise ValueError(f"The outcome {outcome!r} is missing in some runs; effects need one that every run has.")
    terms: list[tuple[str, ...]] = [(name,) for name in factors]
    terms += list(combinations(factors, 2)) if order == 2 else []
    groups, which = combinations_of(blocks.points, within)
    found = []
    for group in range(len(groups)):
        inside = which == group
        found.append(_solve(_coded(blocks.points[inside], factors), values[inside], terms))
    return RunEffects(groups, terms, np.stack(found))


def effects(
    blocks: Blocks,
    outcome: str,
    factors: Sequence[str],
    by: Sequence[str] = (),
    *,
    order: int = 2,
    level: float = LEVEL,
    simultaneous: bool = False,
) -> pd.DataFrame:
    """Main effects and interactions, overall or for each combination of levels of ``by``, with intervals.

    Columns: those of ``by``, ``factor``, ``with`` (the other factor of an interaction, else missing), ``effect``,
    ``low``, ``high``, ``runs``.  Factors that are words and stand neither in ``factors`` nor in ``by`` (such as the
    governance model) count equally with all their levels.  With ``simultaneous`` the intervals of all main effects of
    a group hold together at the given level, and so do those of all its interactions (Bonferroni).

    Raises ValueError as ``run_effects`` does.
    """
    import pandas as pd

    words = [name for name in blocks.points if not pd.api.types.is_numeric_dtype(blocks.points[name])]
    within = [*by, *(name for name in words if name not in (*by, *factors))]
    found = run_effects(blocks, outcome, factors, within, order)
    groups, which = combinations_of(found.groups, by)
    rows = []
    for group, levels in enumerate(groups.to_dict("records")):
        averaged = found.values[which == group].mean(axis=0)
        for size in (1, 2)[:order]:
            chosen = [k for k, term in enumerate(found.terms) if len(term) == size]
            if not chosen:
                continue
            held = together(len(chosen), level) if simultaneous else level
            for k, value, low, high in zip(chosen, *means(averaged[chosen], held), strict=True):
                first, second = (*found.terms[k], None)[:2]
                limits = {"effect": value, "low": low, "high": high}
                rows.append({**levels, "factor": first, "with": second, **limits, "runs": averaged.shape[1]})
    table = pd.DataFrame(rows)
    for name in by:  # the order of the levels, lost in records
        table[name] = table[name].astype(blocks.points[name].dtype)
    return table


def _coded(points: pd.DataFrame, factors: Sequence[str]) -> dict[str, Any]:
    """Levels from −½ (lowest) to ½ (highest)."""
    coded = {}
    for name in factors:
        try:
            level = points[name].to_numpy(np.float64)
        except ValueError:
            raise ValueError(f"The factor {name!r} is no number; take it as `by` instead.") from None
        low, high = level.min(), level.max()
        if low == high:
            raise ValueError(f"The factor {name!r} never changes, so it has no effect to be estimated.")
        coded[name] = (level - (low + high) / 2) / (high - low)
    return coded


def _solve(coded: dict[str, Any], values: Any, terms: list[tuple[str, ...]]) -> Any:
    """(terms, R) coefficients of least squares with an intercept."""
    columns = [np.prod([coded[name] for name in term], axis=0) for term in terms]
    design = np.column_stack([np.ones(len(values)), *columns])
    found, _, rank, _ = np.linalg.lstsq(design, values, rcond=None)
    if rank < design.shape[1]:
        raise ValueError(
            f"{len(values)} points cannot tell {len(terms)} effects apart; use a fuller design or order=1."
        )
    return found[1:]
