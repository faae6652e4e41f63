"""What is measured in each run: columns of the run table and figures that follow from them, as plain numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim.analysis.first_events import first_events

if TYPE_CHECKING:
    import pandas as pd


def _time_lost(runs: pd.DataFrame, horizon: int) -> Any:
    months, causes = first_events(runs, horizon)
    return np.where(causes == 1, float(horizon) - months, 0.0)


#: Figures that are no column: share of months in effective cooperation and its complement, months between a stagnation
#: that came before any end and the horizon (whose mean is the restricted mean time lost), runs that never started, and
#: runs in which some municipality would have been better off alone.
DERIVED: Final[dict[str, Callable[[pd.DataFrame, int], Any]]] = {
    "effective": lambda runs, horizon: runs["months_effective"].to_numpy(np.float64) / horizon,
    "not_effective": lambda runs, horizon: 1.0 - runs["months_effective"].to_numpy(np.float64) / horizon,
    "time_lost": _time_lost,
    "never_started": lambda runs, horizon: 1.0 - runs["started"].to_numpy(np.float64),
    "losing": lambda runs, horizon: (runs["worst_off"].to_numpy(np.float64) < 0).astype(np.float64),
}
#: Outcomes that are yes or no in each run, so that their mean is a share of runs.
SHARES: Final = ("started", "contracted", "stagnated", "inert", "merged", "dissolved", "never_started", "losing")


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
