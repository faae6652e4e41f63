"""The first of an event and of the two ends that compete with it, merger and dissolution, in each run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

#: Column with the month of each event whose time can be asked for.
EVENTS: Final = {"stagnation": "month_first_stagnation", "contract": "month_contract", "start": "month_start"}
#: First events that compete; a run with none of them is censored at the horizon.
CAUSES: Final = ("stagnation", "merger", "dissolution")


def causes_of(event: str) -> tuple[str, str, str]:
    """The event and the two ends that compete with it, in the order of their codes 1, 2, 3."""
    return (event, *CAUSES[1:])


def first_events(runs: pd.DataFrame, horizon: int, event: str = "stagnation") -> tuple[Any, Any]:
    """Month and cause of the first of an event and the two ends, for each run of a run table with R rows.

    An event in the month of the end comes first.  Months from ``horizon`` on count as not reached.

    Returns:
        months: (R,) month of the event, ``horizon`` where there is none.
        causes: (R,) 0 none, 1 the event, 2 merger (of all members), 3 dissolution.
    """
    happened = runs[EVENTS[event]].fillna(horizon).to_numpy(np.int64)
    end = runs["month_end"].fillna(horizon).to_numpy(np.int64)
    return competing(happened, end, runs["dissolved"].to_numpy(bool), horizon)


def competing(happened: Any, end: Any, dissolved: Any, horizon: int) -> tuple[Any, Any]:
    """``first_events`` from plain arrays (R,): months of the event and of the end, ``horizon`` where there is none."""
    months = np.minimum(np.minimum(happened, end), horizon)
    causes = np.where(happened <= end, 1, np.where(dissolved, 3, 2))
    return months, np.where(months >= horizon, 0, causes)
