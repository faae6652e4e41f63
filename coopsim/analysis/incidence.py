"""Time to stagnation or to a contract, with merger and dissolution as competing events.

Every run is observed from month 0 to the horizon and an alliance that never starts stays at risk all the time.  As no
run is censored before the horizon, the estimator of Aalen and Johansen (1978) is the share of runs with the event up
to a month, its interval is that of a share, and the inequality of Dvoretzky, Kiefer and Wolfowitz with the constant
of Massart (1990) gives a band that holds the whole curve.  Counted from a month of the run (``incidence_since``),
runs are censored at different ages and the general estimator is needed; it comes from statsmodels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.analysis.first_events import EVENTS, causes_of, first_events
from coopsim.analysis.intervals import LEVEL, Interval, mean, wilson
from coopsim.analysis.units import alone, observations, rows_of

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.analysis.blocks import Blocks


def cumulative_incidence(
    runs: pd.DataFrame | Blocks, horizon: int, event: str = "stagnation", level: float = LEVEL, *, unit: Any = None
) -> pd.DataFrame:
    """Share of runs whose first event is of a cause, up to and with each month.

    ``runs`` is a run table with each run once, or several points as ``Blocks``, which are averaged within each run;
    ``unit`` tells what other rows belong together (see ``units``).  Columns ``month`` (0 … horizon − 1), ``cause``,
    ``incidence``, ``low``, ``high`` (month by month), ``band_low``, ``band_high`` (hold the whole curve at once).
    Raises ValueError for a table in which a run stands twice.
    """
    import pandas as pd

    rows, of = rows_of(runs, unit)
    months, causes = first_events(rows, horizon, event)
    reach = np.sqrt(np.log(2 / (1 - level)) / (2 * (of.max() + 1)))
    parts = []
    for code, name in enumerate(causes_of(event), start=1):
        share, low, high = incidence_curve(months, causes == code, horizon, level, unit=of)
        columns = {"month": np.arange(horizon), "cause": name, "incidence": share, "low": low, "high": high}
        band = {"band_low": np.maximum(share - reach, 0.0), "band_high": np.minimum(share + reach, 1.0)}
        parts.append(pd.DataFrame(columns | band))
    return pd.concat(parts, ignore_index=True)


def incidence_curve(
    months: Any, of_cause: Any, horizon: int, level: float = LEVEL, *, unit: Any = None
) -> tuple[Any, Any, Any]:
    """Share of runs with an event of one cause up to and with each month, and its limits; three arrays (T,).

    Wilson's limits, where rows belong together with the effective number of observations: as many independent ones as
    would make the share vary as it does between the units (Kott & Carr 1997; Dean & Pagano 2015, Journal of Survey
    Statistics and Methodology 3: 484–503).
    """
    n = len(months)
    if unit is None or unit.max() + 1 == n:
        counts = np.cumsum(np.bincount(months[of_cause], minlength=horizon)[:horizon])
        return counts / n, *wilson(counts, n, level)
    units = int(unit.max()) + 1
    cells = unit[of_cause] * horizon + np.minimum(months[of_cause], horizon - 1)
    weights = (months < horizon)[of_cause].astype(np.float64)
    size = np.bincount(unit)[:, None]
    found = np.cumsum(np.bincount(cells, weights, units * horizon).reshape(units, horizon), axis=1) / size
    share, variance = found.mean(axis=0), found.var(axis=0, ddof=1) / units if units > 1 else np.full(horizon, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = np.clip(share * (1 - share) / variance, 1, n)
    effective = np.where(np.isfinite(effective), effective, units)
    return share, *wilson(share * effective, effective, level)


def incidence_since(
    runs: pd.DataFrame, horizon: int, origin: str = "start", event: str = "stagnation", level: float = LEVEL
) -> pd.DataFrame:
    """Cumulative incidence by months since an earlier event, of the runs in which that came first (Aalen–Johansen).

    A run is censored when it reaches the horizon.  Columns ``month`` (since the origin; a row per month in which
    something happened), ``cause``, ``incidence``, ``low``, ``high``; limits on the complementary log-log scale.
    Empty when nothing happened after the origin.  Raises ValueError for a table in which a run stands twice.
    """
    import pandas as pd
    from scipy import stats
    from statsmodels.duration.survfunc import CumIncidenceRight

    alone(runs)
    names = ["month", "cause", "incidence", "low", "high"]
    begun = runs[runs[EVENTS[origin]].notna()]
    months, causes = first_events(begun, horizon, event)
    age = months - begun[EVENTS[origin]].to_numpy(np.int64)
    later = age >= 0
    age, causes = age[later], causes[later]
    if not causes.any():
        return pd.DataFrame({name: [] for name in names})
    # What happens in a month happens at its end; a run that reaches the horizon is seen to the end of the month before.
    curves = CumIncidenceRight(age + (causes > 0), causes)
    z = float(stats.norm.ppf(0.5 + level / 2))
    parts = []
    for code in np.unique(causes[causes > 0]):
        share = curves.cinc[code - 1]
        low, high = _log_log(share, curves.cinc_se[code - 1], z)
        rows = {"month": curves.times.astype(int) - 1, "cause": causes_of(event)[code - 1]}
        parts.append(pd.DataFrame(rows | {"incidence": share, "low": low, "high": high}))
    return pd.concat(parts, ignore_index=True)


def _log_log(share: Any, error: Any, z: float) -> tuple[Any, Any]:
    """Limits within 0 and 1 from the interval of log(−log(1 − share)); NaN where the share is 0 or 1."""
    inside = (share > 0) & (share < 1) & np.isfinite(error)
    rest = np.where(inside, 1 - share, 0.5)
    width = z * np.where(inside, error, 0.0) / (rest * -np.log(rest))
    limits = (1 - rest ** np.exp(sign * width) for sign in (-1, 1))
    low, high = (np.where(inside, limit, np.nan) for limit in limits)
    return low, high


def time_lost(runs: pd.DataFrame | Blocks, horizon: int, level: float = LEVEL, *, unit: Any = None) -> Interval:
    """Months lost to stagnation or sleep, mean over runs, its limits kept within 0 and the horizon.

    Arguments and errors as for ``cumulative_incidence``.
    """
    found = mean(observations(runs, "time_lost", horizon, unit), level)
    ends = np.clip(found[1:], 0.0, float(horizon))
    return Interval(found.value, float(ends[0]), float(ends[1]))


def median_month(runs: pd.DataFrame, horizon: int, event: str = "stagnation") -> float:
    """First month by which the event came first of all in half of all runs; NaN where that is not reached."""
    alone(runs)
    months, causes = first_events(runs, horizon, event)
    happened = np.sort(months[causes == 1])
    needed = -(-len(runs) // 2)
    return float(happened[needed - 1]) if len(runs) and len(happened) >= needed else float("nan")
