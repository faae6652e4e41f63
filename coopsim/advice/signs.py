"""Early signs: what can be seen in a year's check a year or more before an alliance begins to stagnate.

In runs, once a year, an alliance that works is looked at: what the last twelve months were like, and how they differ
from the twelve before.  A sign is one such figure beyond a threshold.  The threshold is chosen on one half of the runs;
how often the sign is there before a stagnation (hits) and without one (false alarms) is measured on the other half.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from coopsim.analysis.intervals import columns_of, ratio
from coopsim.model.codes import PHASES

if TYPE_CHECKING:
    import pandas as pd

YEAR: Final = 12
LEAD: Final = 12  #: months that a sign must come before stagnation, at least
WINDOW: Final = 36  #: and at most
#: Monthly figures of the alliance that its members can know or ask for (``outcomes.SERIES``).
FIGURES: Final = (
    *("activity", "progress", "undone", "joint_yield", "services"),
    *("trust", "contribution", "satisfaction", "recognition", "members"),
)
KINDS: Final = ("level", "change")  #: mean of the last year; the same less that of the year before
THRESHOLDS: Final = 19  #: quantiles that are tried
_WORKING: Final = [PHASES.index(name) for name in ("start", "implementation", "stabilised")]
_STALLED: Final = [PHASES.index(name) for name in ("stagnating", "asleep")]


class Checks(NamedTuple):
    """Yearly checks of alliances that work.

    Attributes:
        figures: (N, F) what was seen, a column for each of ``FIGURES`` × ``KINDS``.
        comes: (N,) whether stagnation begins ``LEAD`` to ``WINDOW`` months later (else it does not within ``WINDOW``).
        run: (N,) number of the run.
    """

    figures: Any
    comes: Any
    run: Any


def columns() -> list[tuple[str, str]]:
    """Figure and kind of each column of ``Checks.figures``."""
    return [(figure, kind) for figure in FIGURES for kind in KINDS]


def checks(series: Any) -> Checks:
    """Every yearly check in ``series`` (R, T), records as in ``outcomes.SERIES``.

    Checks after which stagnation begins sooner than ``LEAD`` months are left out: there a sign would come too late.
    An alliance that merges or ends without stagnating counts as one that does not stagnate.
    """
    phase = series["phase"]
    stalled: Any = np.isin(phase, _STALLED)
    figures, comes, run = [], [], []
    for month in range(2 * YEAR, phase.shape[1] - WINDOW + 1, YEAR):
        works = np.isin(phase[:, month - 1], _WORKING)
        soon = stalled[:, month : month + LEAD].any(axis=1)
        later = stalled[:, month + LEAD : month + WINDOW].any(axis=1)
        chosen = np.flatnonzero(works & ~soon)
        parts = []
        for name in FIGURES:
            last, before = (series[name][chosen, month - back : month - back + YEAR].mean(axis=1) for back in (12, 24))
            parts += [last, last - before]
        figures.append(np.column_stack(parts))
        comes.append(later[chosen])
        run.append(chosen)
    return Checks(*(np.concatenate(part) for part in (figures, comes, run)))


def threshold(values: Any, comes: Any) -> tuple[bool, float, float]:
    """Whether a sign is below (or above) its threshold, the threshold, and hits less false alarms there (Youden 1950).

    ``values`` (N,) and ``comes`` (N,) as in ``Checks``.
    """
    best = (True, float("nan"), 0.0)
    for bound in np.unique(np.quantile(values, np.linspace(0, 1, THRESHOLDS + 2)[1:-1])):
        for below in (True, False):
            seen = values < bound if below else values > bound
            gain = float(seen[comes].mean() - seen[~comes].mean())
            if gain > best[2]:
                best = (below, float(bound), gain)
    return best


def early_signs(series: Any, unit: Any) -> pd.DataFrame:
    """Signs, the most telling first: one for each figure, its better kind, both by the half of the runs that chooses.

    ``series`` (R, T) as for ``checks``; ``unit`` (R,) numbers from 0, such as the parameter set, by which the runs are
    independent.  Runs with an even number choose, the others measure.  Columns ``figure``, ``kind``, ``below``,
    ``threshold``, ``hits`` (share of the checks before a stagnation at which the sign is there) and ``false`` (share of
    the other checks at which it is there too), both with ``_low`` and ``_high`` and as ``told`` (their difference), and
    ``before`` and ``without``, the numbers of checks behind them.  Empty where nothing ever stagnates, or all do.
    """
    import pandas as pd

    found = checks(series)
    chooses = found.run % 2 == 0
    rows = []
    enough = all(found.comes[half].any() and not found.comes[half].all() for half in (chooses, ~chooses))
    for place, (figure, kind) in enumerate(columns() if enough else ()):
        values = found.figures[:, place]
        below, bound, gain = threshold(values[chooses], found.comes[chooses])
        if gain <= 0:
            continue
        seen, comes = (values < bound if below else values > bound)[~chooses], found.comes[~chooses]
        of = np.asarray(unit)[found.run[~chooses]]
        row: dict[str, Any] = {"figure": figure, "kind": kind, "below": below, "threshold": bound, "chosen": gain}
        for name, cases in (("hits", comes), ("false", ~comes)):
            of_unit, there = np.bincount(of, cases), np.bincount(of, cases & seen)
            row |= columns_of(name, ratio(there, of_unit))
        rows.append(row | {"before": int(comes.sum()), "without": int((~comes).sum())})
    table = pd.DataFrame(rows)
    if not len(table):
        return table
    table = table.sort_values("chosen", ascending=False).drop_duplicates("figure").drop(columns="chosen")
    table.insert(table.columns.get_loc("before"), "told", table["hits"] - table["false"])
    return table.reset_index(drop=True)
