"""Cumulative incidence of stagnation, with merger and dissolution as competing events.

Every run is observed from month 0 to the horizon and an alliance that never starts stays at risk all the
time.  As no run is censored before the horizon, the estimator of Aalen and Johansen (1978) is the share of
runs with the event up to a month, and its interval is that of a share; the tests hold it against the
general estimator of statsmodels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim.analysis.intervals import wilson

if TYPE_CHECKING:
    import pandas as pd

#: First events that compete; a run with none of them is censored at the horizon.
CAUSES: Final = ("stagnation", "merger", "dissolution")


def first_events(runs: pd.DataFrame, horizon: int) -> tuple[Any, Any]:
    """Month and cause of the first event of each run of a run table with R rows.

    Returns:
        months: (R,) month of the event, ``horizon`` where there is none.
        causes: (R,) 0 none, 1 stagnation, 2 merger (of all members), 3 dissolution.
    """
    stagnation = runs["month_first_stagnation"].fillna(horizon).to_numpy(np.int64)
    end = runs["month_end"].fillna(horizon).to_numpy(np.int64)
    how = np.where(runs["dissolved"].to_numpy(bool), 3, 2)
    months = np.minimum(stagnation, end)
    causes = np.where(stagnation <= end, 1, how)
    return months, np.where(months >= horizon, 0, causes)


def cumulative_incidence(runs: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """Share of runs whose first event is of a cause, up to and with each month.

    Columns ``month`` (0 … horizon − 1), ``cause``, ``incidence``, ``low``, ``high`` (Wilson, 95 %, month by month).
    """
    import pandas as pd

    months, causes = first_events(runs, horizon)
    parts = []
    for code, name in enumerate(CAUSES, start=1):
        counts = np.cumsum(np.bincount(months[causes == code], minlength=horizon)[:horizon])
        low, high = wilson(counts, len(runs))
        parts.append(
            pd.DataFrame(
                {"month": np.arange(horizon), "cause": name, "incidence": counts / len(runs), "low": low, "high": high}
            )
        )
    return pd.concat(parts, ignore_index=True)


def median_month(runs: pd.DataFrame, horizon: int) -> float:
    """First month by which half of all runs have stagnated first of all; NaN where that is not reached."""
    months, causes = first_events(runs, horizon)
    stagnated = np.sort(months[causes == 1])
    needed = -(-len(runs) // 2)
    return float(stagnated[needed - 1]) if len(runs) and len(stagnated) >= needed else float("nan")
