"""Factors: what varies between the points of an experiment, and which values of a scenario that means.

A *cell* is what stands in a table of points: a number, a word, or the label of a level that is neither.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from coopsim.experiment.schema import FactorRow, Policy

Role = Literal["scenario", "policy", "lever", "uncertainty"]
Cell = str | bool | int | float | None

SCENARIO = "scenario"  #: name of the factor of several base scenarios
POLICY = "policy"  #: name of the factor of policies


@dataclass(frozen=True)
class Factor:
    """One factor: levels with their cells, or a range, or (both None) whatever a table of points holds."""

    key: str  #: dotted key of the scenario, or ``scenario`` or ``policy``
    role: Role
    levels: tuple[Any, ...] | None = None
    labels: tuple[Cell, ...] | None = None  #: cells of the levels; of a table of points, some of its cells
    low: float | None = None
    high: float | None = None
    log: bool = False
    whole: bool = False
    steps: int | None = None  #: number of levels that a factorial design takes from the range

    @property
    def ranged(self) -> bool:
        """Whether it has a range, not levels."""
        return self.low is not None

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Cells of its levels; of a range, the ``steps`` (two if not given) values from low to high."""
        if not self.ranged:
            return self.labels or ()
        count = self.steps or 2
        return tuple(dict.fromkeys(self._between(i / (count - 1)) for i in range(count)))

    def at(self, u: float) -> Cell:
        """The cell at a place 0..1 of its range or of its levels."""
        if self.ranged:
            return self._between(u)
        return self.cells[min(int(u * len(self.cells)), len(self.cells) - 1)]

    def overrides(self, cell: Cell) -> Mapping[str, Any]:
        """The scenario values that a cell stands for, by dotted key; nothing for None."""
        if cell is None or self.role == "scenario":
            return {}
        if self.levels is None:
            return {self.key: cell}
        value = self._by_cell[cell]
        return dict(value) if self.role == "policy" else {self.key: value}

    @cached_property
    def _by_cell(self) -> dict[Cell, Any]:
        return dict(zip(self.labels or (), self.levels or (), strict=True))

    def _between(self, u: float) -> float | int:
        assert self.low is not None and self.high is not None
        width = 1 if self.whole else 0  # every whole number has its share, the last one too
        if self.log:
            value = self.low * math.exp(u * math.log((self.high + width) / self.low))
        else:
            value = self.low + u * (self.high + width - self.low)
        value = min(max(value, self.low), self.high + width)
        return min(int(value), int(self.high)) if self.whole else float(value)


def factor_of(key: str, role: Role, row: FactorRow) -> Factor:
    """The factor of a checked row of the experiment file."""
    if row.levels is not None:
        return Factor(key, role, tuple(row.levels), row.labels or cells_of(row.levels))
    return Factor(key, role, low=row.low, high=row.high, log=row.scale == "log", whole=row.whole, steps=row.steps)


def policies_factor(policies: tuple[Policy, ...]) -> Factor:
    """The factor whose levels are the policies."""
    return Factor(POLICY, "policy", tuple(policy.set for policy in policies), tuple(policy.name for policy in policies))


def cells_of(levels: tuple[Any, ...]) -> tuple[Cell, ...]:
    """The levels themselves where all are words, all switches or all numbers; else their JSON."""
    kinds = {bool if isinstance(level, bool) else float if isinstance(level, int | float) else type(level)
             for level in levels}  # fmt: skip
    if len(kinds) == 1 and kinds <= {str, bool, float}:
        return tuple(levels)
    return tuple(json.dumps(level, ensure_ascii=False, sort_keys=True) for level in levels)
