"""What is measured in each run: columns of the run table and figures that follow from them, as plain numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim.analysis.places import STANDS

if TYPE_CHECKING:
    import pandas as pd


def _lost(runs: pd.DataFrame) -> Any:
    """(R,) months stagnating or asleep."""
    return runs["months_stagnating"].to_numpy(np.float64) + runs["months_asleep"].to_numpy(np.float64)


def _founded_in(months: int) -> Any:
    return lambda runs, horizon: (runs["month_form"].fillna(months).to_numpy(np.int64) < months).astype(np.float64)


#: Figures that are no column: share of months in effective cooperation and its complement; months, and share of months,
#: lost to stagnation or sleep; runs that never started, in which the form that was sought came into force within two
#: years, and in which some municipality would have been better off alone; and where alliances stand (``places``).
DERIVED: Final[dict[str, Callable[[pd.DataFrame, int], Any]]] = {
    "effective": lambda runs, horizon: runs["months_effective"].to_numpy(np.float64) / horizon,
    "not_effective": lambda runs, horizon: 1.0 - runs["months_effective"].to_numpy(np.float64) / horizon,
    "time_lost": lambda runs, horizon: _lost(runs),
    "lost": lambda runs, horizon: _lost(runs) / horizon,
    "never_started": lambda runs, horizon: 1.0 - runs["started"].to_numpy(np.float64),
    "founded_24": _founded_in(24),
    "losing": lambda runs, horizon: (runs["worst_off"].to_numpy(np.float64) < 0).astype(np.float64),
    **STANDS,
}
#: Outcomes that are yes or no in each run, so that their mean is a share of runs.
SHARES: Final = (
    *("started", "contracted", "stagnated", "inert", "asleep", "founded", "merged", "dissolved"),
    *("never_started", "founded_24", "losing", *STANDS),
)


def measure(runs: pd.DataFrame, outcome: str, horizon: int) -> Any:
    """One number per run, (R,) float64: yes is 1, a month that did not come is NaN, merged is 1 for all members.

    ``outcome`` is a column of the run table or a key of ``DERIVED``; ``horizon`` is the length of a run in months.
    Raises KeyError for anything else.
    """
    if outcome in DERIVED:
        return DERIVED[outcome](runs, horizon)
    if outcome not in runs:
        known = [*DERIVED, *(name for name in runs.columns if name not in ("point", "run", "seed"))]
        raise KeyError(f"No outcome is called {outcome!r}. Known: {', '.join(map(str, known))}.")
    column = runs[outcome]
    if outcome == "merged":
        codes = column.cat.codes if hasattr(column, "cat") else column
        return (codes.to_numpy() == 2).astype(np.float64)
    return column.to_numpy(np.float64, na_value=np.nan)
