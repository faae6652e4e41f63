"""Where an alliance stands, from its phase: it works, stagnates, sleeps, is not under way, has merged or dissolved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim.model import codes

if TYPE_CHECKING:
    import pandas as pd

#: Where an alliance stands, and the phases that it is in there.
STANDINGS: Final = {
    "works": ("implementation", "stabilised"),
    "stagnates": ("stagnating",),
    "asleep": ("asleep",),
    "not_under_way": ("none", "finding", "start", "inert"),
    "merged": ("merged",),
    "dissolved": ("dissolved",),
}
NAMES: Final = tuple(STANDINGS)

#: Columns with the phase at the end of so many years, and at the end of the run.
YEARS: Final = {5: "phase_5", 10: "phase_10", 20: "phase_20", None: "phase_end"}

_OF_PHASE: Final = np.array([NAMES.index(name) for phase in codes.PHASES for name in NAMES if phase in STANDINGS[name]])


def standing(runs: pd.DataFrame, year: int | None = None) -> Any:
    """(R,) place in ``NAMES`` of where each run stands after 5, 10 or 20 years, or (None) at its end.

    −1 where the run is shorter.  Raises ValueError for another year.
    """
    if year not in YEARS:
        raise ValueError(f"Standings are kept after {', '.join(str(y) for y in YEARS if y)} years, not after {year!r}.")
    column = runs[YEARS[year]]
    phase = (column.cat.codes if hasattr(column, "cat") else column).to_numpy(np.int64)
    return np.where(phase < 0, -1, _OF_PHASE[phase])


def _stands(place: int, year: int | None) -> Callable[[pd.DataFrame, int], Any]:
    def stands(runs: pd.DataFrame, horizon: int) -> Any:
        found = standing(runs, year)
        return np.where(found < 0, np.nan, found == place)

    return stands


#: Outcomes by name, yes or no in each run: "works" and so on at its end, "works_5" and so on after some years.
STANDS: Final = {
    name if year is None else f"{name}_{year}": _stands(place, year)
    for year in reversed(YEARS)
    for place, name in enumerate(NAMES)
    if year is not None or name not in ("asleep", "merged", "dissolved")  # of the end, the run table says it
} | {"asleep_end": _stands(NAMES.index("asleep"), None)}
