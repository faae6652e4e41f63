"""Where alliances stand after some years, and how the same ones move from one setting to another: tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.analysis.intervals import columns_of, estimate
from coopsim.analysis.places import NAMES as NAMES
from coopsim.analysis.places import STANDINGS as STANDINGS
from coopsim.analysis.places import YEARS as YEARS
from coopsim.analysis.places import standing as standing
from coopsim.analysis.units import averaged, rows_of

if TYPE_CHECKING:
    import pandas as pd


def standings(runs: pd.DataFrame, horizon: int, unit: Any = None) -> pd.DataFrame:
    """Share of runs by standing after 5, 10 and 20 years and at the end, as far as the run lasts.

    Columns ``month`` (the months that have passed), ``standing``, ``share``, ``low``, ``high``; ``unit`` as in
    ``units``.
    """
    import pandas as pd

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
