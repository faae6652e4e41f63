"""As many runs as a precision needs: each setting gets more of them until its headlines are as sure as was asked for.

Fixed-width sequential sampling: runs are added until the ordinary 95 % interval reaches no farther than the precision
to either side (Chow & Robbins 1965, Annals of Mathematical Statistics 36: 457–462; for simulations Glynn & Whitt 1992,
Annals of Applied Probability 2: 180–198).  Looking again and again costs coverage only while there are few runs, so
nobody stops before ``FIRST``, and there are few looks.  ``benchmarks/precision.py`` measures how often they hold.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from coopsim.analysis.intervals import Interval, difference
from coopsim.analysis.measures import measure
from coopsim.analysis.summary import attained, told
from coopsim.texts import UserError

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.experiment.results import Results

FIRST: Final = 500  #: runs before which nothing is looked at
STEP: Final = 250  #: numbers of runs are multiples of it
MOST: Final = 100_000  #: runs of a setting, if nothing else is said
NARROWEST, WIDEST = 0.0005, 0.2  #: precisions that can be asked for: half a tenth of a point, twenty points

LEVELS: Final = ("works", "effective", "lost")  #: headlines, beside what is attained of what could be
DIFFERENCES: Final = ("works", "effective", "lost")  #: from what a setting is held against, run by run

#: Columns of the run table that the headlines are made of.
KEPT: Final = ("phase_end", "months_effective", "months_stagnating", "months_asleep", "benefit", "attainable")


def half_width(interval: Interval) -> float:
    """How far an interval reaches to its wider side; 0 where all runs say the same."""
    reach = max(interval.high - interval.value, interval.value - interval.low)
    return 0.0 if math.isnan(reach) else float(reach)


def widest_level(runs: pd.DataFrame, horizon: int) -> float:
    """Half-width of the least certain headline of a setting, as a share."""
    found = [told(measure(runs, name, horizon), name) for name in LEVELS]
    found.append(attained(*(measure(runs, name, horizon) for name in ("benefit", "attainable"))))
    return max(map(half_width, found))


def widest_difference(runs: pd.DataFrame, base: pd.DataFrame, horizon: int, base_horizon: int) -> float:
    """Half-width of the least certain paired difference between two settings on the same runs, as a share."""
    sides = ((runs, horizon), (base, base_horizon))
    found = [difference(*(measure(side, name, months) for side, months in sides)) for name in DIFFERENCES]
    return max(map(half_width, found))


def runs_wanted(runs: int, width: float, precision: float, most: int) -> int:
    """How many runs there should be next: as many as there are where they are enough, else about what is lacking.

    Not more than four times as many at once, because the first runs may mislead about how much chance there is.
    """
    if width <= precision or runs >= most:
        return runs
    about = math.ceil(runs * (width / precision) ** 2 / STEP) * STEP
    return min(max(about, runs + STEP), 4 * runs, most)


def of_points(precision: float) -> Callable[[Results], int]:
    """For ``run_experiment(wanted=…)``: how many runs every point needs so that all of its headlines are that sure.

    Raises UserError, when asked, for results that do not keep what the headlines are made of.
    """

    def wanted(results: Results) -> int:
        found = 0
        for point in results.points["point"]:
            runs = results.runs(where={"point": int(point), "status": "ok"})
            missing = [name for name in KEPT if name not in runs]
            if missing:
                raise UserError("experiment_precision_columns", columns=", ".join(missing))
            if len(runs) > 1:
                width = widest_level(runs, results.scenario(int(point)).horizon_months)
                found = max(found, runs_wanted(len(runs), width, precision, MOST))
        return found

    return wanted
