"""The runs of a comparison as they are simulated: equal numbers, or as many as a precision needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from coopsim.analysis.labels import Label, held_against
from coopsim.analysis.precision import NARROWEST, WIDEST, runs_wanted, widest_difference, widest_level
from coopsim.run.arguments import ArgumentError
from coopsim.run.progress import Progress, share_of_progress
from coopsim.scenario.errors import shown

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.run.ensemble import Ensemble
    from coopsim.scenario.schema import Scenario


class Side:
    """The runs of one scenario of a comparison, from run 0 on; more can be added."""

    def __init__(self, simulate: Callable[..., Ensemble]) -> None:
        self._simulate = simulate
        self._parts: list[Ensemble] = []

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(len(part.runs) for part in self._parts)

    def grow(self, runs: int, progress: Progress | None) -> None:
        """Add runs until there are so many."""
        more: dict[str, int] = {"first_run": self.count} if self._parts else {}
        self._parts.append(self._simulate(runs=runs - self.count, progress=progress, **more))

    @property
    def manifest(self) -> dict[str, Any]:
        """That of the first runs."""
        return self._parts[0].manifest

    @property
    def table(self) -> pd.DataFrame:
        """The run table."""
        import pandas as pd

        return pd.concat([part.runs for part in self._parts], ignore_index=True)

    @property
    def shares(self) -> pd.DataFrame:
        """Share of runs in each phase, by month."""
        import numpy as np

        from coopsim.analysis.multistate import phase_shares

        return phase_shares(np.concatenate([part.arrays.series["phase"] for part in self._parts]))


def grow(sides: Mapping[Label, Side], wanted: Mapping[Label, int], progress: Progress | None) -> None:
    """Simulate what is missing of the numbers of runs that are wanted."""
    total, done = sum(wanted.values()), sum(side.count for side in sides.values())
    for label, side in sides.items():
        missing = wanted[label] - side.count
        if missing > 0:
            side.grow(wanted[label], None if progress is None else share_of_progress(progress, done, total))
            done += missing


def sharpen(
    sides: Mapping[Label, Side],
    cases: Mapping[Label, Scenario],
    baseline: Label,
    precision: float,
    most: int,
    progress: Progress | None,
) -> int:
    """Add runs where headlines or differences are less certain than the precision; see ``analysis.precision``.

    Returns how many scenarios have not reached it with the most runs that one may have.
    """
    starts = {label: held_against(label, baseline, cases) for label in cases}
    while True:
        tables = {label: side.table for label, side in sides.items()}
        wanted: dict[Label, int] = {}
        missed = 0
        for label, start in starts.items():
            runs, horizon = tables[label], cases[label].horizon_months
            width = widest_level(runs, horizon)
            if start != label:
                base = tables[start][: len(runs)]
                width = max(width, widest_difference(runs, base, horizon, cases[start].horizon_months))
            missed += width > precision
            wanted[label] = runs_wanted(len(runs), width, precision, most)
        for label in sorted(starts, key=lambda label: starts[label] == baseline):  # forms before the baseline
            wanted[starts[label]] = max(wanted[starts[label]], wanted[label])
        if all(wanted[label] == side.count for label, side in sides.items()):
            return missed
        grow(sides, wanted, progress)


def check_precision(precision: float | None, over_sets: bool) -> None:
    """Raises ArgumentError for a precision that cannot be."""
    if precision is None:
        return
    if over_sets:
        raise ArgumentError("argument_precision_sets")
    if not isinstance(precision, int | float) or not NARROWEST <= precision <= WIDEST:
        raise ArgumentError("argument_precision", low=NARROWEST, high=WIDEST, found=shown(precision))
