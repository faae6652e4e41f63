"""Where alliances stand after some years, and how the same ones move from one setting to another: tables."""

from __future__ import annotations

from collections.abc import Iterable
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


def moments(horizon: int) -> dict[int, int | None]:
    """Months after which it is asked where alliances stand, and the year that each is: 5, 10, 20 or None, the end."""
    return {12 * year: year for year in YEARS if year and 12 * year < horizon} | {horizon: None}


def standings(runs: pd.DataFrame, horizon: int, unit: Any = None) -> pd.DataFrame:
    """Share of runs by standing after 5, 10 and 20 years and at the end, as far as the run lasts.

    Columns ``month`` (the months that have passed), ``standing``, ``share``, ``low``, ``high``; ``unit`` as in
    ``units``.
    """
    import pandas as pd

    rows, of = rows_of(runs, unit)
    made: list[dict[str, Any]] = []
    for month, year in moments(horizon).items():
        found = standing(rows, year)
        for place, name in enumerate(NAMES):
            held = estimate(averaged(found == place, of))
            made.append({"month": month, "standing": name} | columns_of("share", held, bare=True))
    table = pd.DataFrame(made)
    table["standing"] = pd.Categorical(table["standing"], NAMES)
    return table


def flows(runs: pd.DataFrame, baseline: pd.DataFrame, year: int | None = None, unit: Any = None) -> pd.DataFrame:
    """How paired runs move from where they stand under the baseline to where they stand under another setting.

    ``year`` is 5, 10 or 20, or None for the end.  A row per pair of standings that occurs: columns ``origin`` (under
    the baseline), ``target``, ``share`` (of all runs), ``low``, ``high``, and ``runs``, the numbers of those that move
    so.  Raises ValueError when the runs are not the same, or a run stands twice.
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
            ends = {"origin": NAMES[origin], "target": NAMES[target]}
            those = {"runs": tuple(int(run) for run in runs["run"].to_numpy()[moved])}
            made.append(ends | columns_of("share", held, bare=True) | those)
    table = pd.DataFrame(made, columns=["origin", "target", "share", "low", "high", "runs"])
    for name in ("origin", "target"):
        table[name] = pd.Categorical(table[name], NAMES)
    return table


def flows_at(
    runs: pd.DataFrame, baseline: pd.DataFrame, years: Iterable[int | None], horizon: int, unit: Any = None
) -> pd.DataFrame:
    """``flows`` after each of some years, None for the end, with the months that have passed in front, ``month``.

    A year that the runs do not reach has no rows.
    """
    import pandas as pd

    tables = []
    for year in years:
        table = flows(runs, baseline, year, unit)
        table.insert(0, "month", horizon if year is None else 12 * year)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)
