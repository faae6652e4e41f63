"""Where alliances stand after some years: they work, stagnate, sleep, are not under way, have merged or dissolved."""

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


def standings(runs: pd.DataFrame, horizon: int, unit: Any = None) -> pd.DataFrame:
    """Share of runs by standing after 5, 10 and 20 years and at the end, as far as the run lasts.

    Columns ``month`` (the months that have passed), ``standing``, ``share``, ``low``, ``high``; ``unit`` as in
    ``units``.
    """
    import pandas as pd

    from coopsim.analysis.intervals import columns_of, estimate
    from coopsim.analysis.units import averaged, rows_of

    rows, of = rows_of(runs, unit)
    made: list[dict[str, Any]] = []
    for month in sorted({horizon, *(12 * year for year in YEARS if year and 12 * year <= horizon)}):
        found = standing(rows, None if month == horizon else month // 12)
        for place, name in enumerate(NAMES):
            held = estimate(averaged(found == place, of))
            made.append({"month": month, "standing": name} | columns_of("share", held, bare=True))
    table = pd.DataFrame(made)
    table["standing"] = pd.Categorical(table["standing"], NAMES)
    return table


def flows(runs: pd.DataFrame, baseline: pd.DataFrame, year: int | None = None, unit: Any = None) -> pd.DataFrame:
    """How paired runs move from where they stand under the baseline to where they stand under another setting.

    ``year`` is 5, 10 or 20, or None for the end.  A row per pair of standings that occurs: columns ``origin`` (under
    the baseline), ``target``, ``share`` (of all runs), ``low``, ``high``.  Raises ValueError when the runs are not the
    same, or a run stands twice.
    """
    import pandas as pd

    from coopsim.analysis.intervals import columns_of, estimate
    from coopsim.analysis.units import averaged, rows_of

    if not np.array_equal(runs["run"], baseline["run"]) or not np.array_equal(runs["seed"], baseline["seed"]):
        raise ValueError("Flows need the same runs of the same seed on both sides.")
    _, of = rows_of(runs, unit)
    before, after = standing(baseline, year), standing(runs, year)
    made = []
    for origin, target in np.ndindex(len(NAMES), len(NAMES)):
        moved = (before == origin) & (after == target)
        if moved.any():
            held = estimate(averaged(moved, of))
            made.append({"origin": NAMES[origin], "target": NAMES[target]} | columns_of("share", held, bare=True))
    table = pd.DataFrame(made, columns=["origin", "target", "share", "low", "high"])
    for name in ("origin", "target"):
        table[name] = pd.Categorical(table[name], NAMES)
    return table
