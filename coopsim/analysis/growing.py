"""The runs of a comparison as they are simulated: equal numbers, or as many as a precision needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coopsim.analysis.batches import Batch, batch_of, save, table_of
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
    """The runs of one scenario of a comparison, from run 0 on; more can be added.

    With a ``file``, finished runs are kept there.  What a stopped comparison has left in it comes again as it came
    then, batch by batch, so that the same numbers of runs are found to be enough.
    """

    def __init__(self, simulate: Callable[..., Ensemble], file: Path | None = None, kept: Sequence[Batch] = ()) -> None:
        self._simulate, self._file = simulate, file
        self._batches: list[Batch] = []
        self._kept = list(kept)

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(len(batch.runs) for batch in self._batches)

    def grow(self, runs: int, progress: Progress | None) -> None:
        """Add runs until there are so many."""
        missing = runs - self.count
        if self._kept and len(self._kept[0].runs) == missing:
            self._batches.append(self._kept.pop(0))
            return
        self._kept.clear()
        more: dict[str, int] = {"first_run": self.count} if self._batches else {}
        self._batches.append(batch_of(self._simulate(runs=missing, progress=progress, **more)))
        if self._file is not None:
            save(self._batches, self._file)

    @property
    def manifest(self) -> dict[str, Any]:
        """That of the first runs."""
        return self._batches[0].manifest

    @property
    def table(self) -> pd.DataFrame:
        """The run table."""
        return table_of(self._batches)

    @property
    def shares(self) -> pd.DataFrame:
        """Share of runs in each phase, by month."""
        from coopsim.analysis.multistate import shares_of

        return shares_of(sum(batch.phases for batch in self._batches))


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
