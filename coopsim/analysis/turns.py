"""How many alliances change between working and not working from one setting to another, run by run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim.analysis.intervals import Interval, estimate
from coopsim.analysis.places import NAMES, standing
from coopsim.analysis.units import averaged, rows_of

if TYPE_CHECKING:
    import pandas as pd

#: Turns by name, and the standings under the baseline of those that work now: "both" work either way, "gained" only
#: now, and of these some stagnated or slept, were not under way, or had dissolved; "given_up" worked under the baseline
#: and does not now.
ORIGINS: Final = {
    "both": ("works",),
    "gained": tuple(name for name in NAMES if name != "works"),
    "slack": ("stagnates", "asleep"),
    "not_under_way": ("not_under_way",),
    "dissolved": ("dissolved",),
}
TURNS: Final = (*ORIGINS, "given_up")


def turns(runs: pd.DataFrame, baseline: pd.DataFrame, year: int | None = None, unit: Any = None) -> dict[str, Interval]:
    """Shares of all paired runs by turn (``TURNS``); arguments as ``standings.flows`` takes them."""
    before, after = standing(baseline, year), standing(runs, year)
    works = NAMES.index("works")
    found = {
        name: (after == works) & np.isin(before, [NAMES.index(origin) for origin in origins])
        for name, origins in ORIGINS.items()
    }
    found["given_up"] = (before == works) & (after != works)
    _, of = rows_of(runs, unit)
    return {name: estimate(averaged(turned, of)) for name, turned in found.items()}
