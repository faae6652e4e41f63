"""What a form does apart from whether it comes about: all runs that seek it, and those in which it is founded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim.analysis.intervals import UNKNOWN, columns_of, estimate
from coopsim.analysis.measures import measure
from coopsim.analysis.summary import told
from coopsim.analysis.units import observations

if TYPE_CHECKING:
    import pandas as pd

#: Runs that seek the form (all), in which it came into force, and in which it did so within two years.
GROUPS: Final = ("sought", "founded", "founded_24")
OUTCOMES: Final = ("works", "effective", "lost", "added_value", "cost")


def by_founding(runs: pd.DataFrame, horizon: int, unit: Any = None) -> pd.DataFrame:
    """A row per group of ``GROUPS``: its ``share`` of the runs, and ``OUTCOMES``, each with ``_low`` and ``_high``.

    The groups are other runs, with other luck: differences between them are not what founding does.  Outcomes of a
    group without runs are NaN.  ``unit`` as in ``units``.
    """
    import pandas as pd

    made = []
    for group in GROUPS:
        inside = np.ones(len(runs), bool) if group == "sought" else measure(runs, group, horizon) == 1
        share = observations(runs.assign(inside=inside), "inside", horizon, unit)
        row: dict[str, Any] = {"group": group} | columns_of("share", estimate(share))
        some = None if unit is None else np.asarray(unit)[inside]
        for name in OUTCOMES:
            found = told(observations(runs[inside], name, horizon, some), name) if inside.any() else UNKNOWN
            row |= columns_of(name, found)
        made.append(row)
    return pd.DataFrame(made)
