"""The four headlines by which A and B are compared: where alliances stand at the end, months effective, lost, value."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from coopsim.analysis.intervals import Interval, paired_mean, paired_share, share
from coopsim.analysis.standings import NAMES, STANDINGS
from coopsim.model import codes
from coopsim.workshop.runs import Runs


class Outcome(NamedTuple):
    """One figure by which A and B are compared: a share of runs, or a mean over runs."""

    name: str
    headline: str  #: "standing", "effective", "lost" or "value"
    unit: str  #: "runs" for a share of runs; else "share_months", "months", "money", "share", "money_year", "staff"
    better: int  #: 1 more is better, −1 less is better, 0 neither
    of: Callable[[Runs], Any]  #: a number for each run


#: Place in ``standings.NAMES`` of each phase.
_OF_PHASE: Final = np.array([[phase in phases for phases in STANDINGS.values()].index(True) for phase in codes.PHASES])


def standing(runs: Runs) -> Any:
    """(R,) place in ``standings.NAMES`` of where each alliance stands in the last month."""
    return _OF_PHASE[runs.rows["phase_end"]]


def _stands(*names: str) -> Callable[[Runs], Any]:
    return lambda runs: np.isin(standing(runs), [NAMES.index(name) for name in names])


def _column(name: str) -> Callable[[Runs], Any]:
    return lambda runs: runs.rows[name].astype(np.float64)


def _effective(runs: Runs) -> Any:
    return _column("months_effective")(runs) / len(runs.phases)


def months_lost(rows: Any) -> Any:
    """(R,) months stagnating or asleep, from records of ``outcomes.RUN``."""
    return rows["months_stagnating"].astype(np.float64) + rows["months_asleep"]


def _attained(runs: Runs) -> Any:
    """Benefit over what is attainable; linearised, so that the mean is the ratio of the means and varies as it does."""
    benefit, attainable = (_column(name)(runs) for name in ("benefit", "attainable"))
    if not attainable.mean() > 0:
        return np.full(len(benefit), np.nan)
    value = benefit.mean() / attainable.mean()
    return value + (benefit - value * attainable) / attainable.mean()


#: The figures that are compared, headline by headline, in the order of the page.  That fewer alliances stagnate is not
#: better by itself: those that dissolve no longer do.
OUTCOMES: Final = (
    *(Outcome(name, "standing", "runs", int(name == "works"), _stands(name)) for name in NAMES),
    Outcome("effective", "effective", "share_months", 1, _effective),
    Outcome("time_lost", "lost", "months", -1, lambda runs: months_lost(runs.rows)),
    Outcome("added_value", "value", "money", 1, _column("added_value")),
    Outcome("target_achievement", "value", "share", 1, _attained),
    Outcome("worst_off", "value", "money", 1, _column("worst_off")),
    Outcome("cost", "value", "money_year", -1, _column("cost")),
    Outcome("staff", "value", "staff", -1, _column("staff")),
)

#: Standings that are told as one number besides those that work.
GROUPS: Final = {"slack": ("stagnates", "asleep"), "rest": ("not_under_way", "merged", "dissolved")}

#: Alliances that lose no time because there is none: not under way or dissolved at the end.
ABSENT: Final = Outcome("absent", "standing", "runs", 0, _stands("not_under_way", "dissolved"))


def outcome(name: str) -> Outcome:
    """An outcome by its name; raises KeyError for an unknown one."""
    return {row.name: row for row in (*OUTCOMES, ABSENT)}[name]


def difference(row: Outcome, a: Runs, b: Runs) -> Interval:
    """B minus A of an outcome, run by run, with its 95 % interval.

    Raises ValueError when the runs are not the same.
    """
    paired = paired_share if row.unit == "runs" else paired_mean
    return paired(row.of(b), row.of(a))


def of_hundred(runs: Runs) -> dict[str, int]:
    """Of 100 alliances, how many stand where in the last month, rounded, by the names of standings and ``GROUPS``."""
    counts = dict(zip(NAMES, np.bincount(standing(runs), minlength=len(NAMES)).tolist(), strict=True))
    counts |= {group: sum(counts[name] for name in names) for group, names in GROUPS.items()}
    return {name: math.floor(100 * count / len(runs.rows) + 0.5) for name, count in counts.items()}


def flows(a: Runs, b: Runs) -> list[tuple[str, str, Interval]]:
    """How the same runs move from where they stand in A to where they stand in B, and their share; largest first."""
    before, after = standing(a), standing(b)
    pairs = [(origin, target, (before == i) & (after == k)) for i, origin in enumerate(NAMES)
             for k, target in enumerate(NAMES)]  # fmt: skip
    found = [(origin, target, share(moved)) for origin, target, moved in pairs if moved.any()]
    return sorted(found, key=lambda row: -row[2].value)
