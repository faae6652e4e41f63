"""Points: one row of the design each, and the scenario that it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from coopsim.experiment.design import Layout
from coopsim.experiment.factors import Cell, Factor
from coopsim.scenario.schema import Scenario


@dataclass(frozen=True)
class Points:
    """Points in order; a slice of them is a ``Points`` too, and small enough to be sent to a worker."""

    factors: tuple[Factor, ...]
    rows: Sequence[tuple[Cell, ...]]
    types: tuple[str, ...]  #: Arrow type of each factor's column, the same in every slice
    scenarios: Mapping[str, Scenario]
    unit: Any = None  #: places of a sampled design in the unit cube, (N, D), else None; see ``design.Layout``
    sampled: tuple[str, ...] = ()  #: keys of its D factors
    first: int = 0  #: number of the first point

    def __len__(self) -> int:
        return len(self.rows)

    def part(self, start: int, stop: int) -> Points:
        """The points ``start`` … ``stop − 1``, counted from the first one here."""
        return Points(self.factors, self.rows[start:stop], self.types, self.scenarios, first=self.first + start)

    def scenario(self, row: tuple[Cell, ...]) -> Scenario:
        """The scenario of a row: its base with the values it sets; raises ScenarioError where there can be none."""
        base, overrides = next(iter(self.scenarios.values())), dict[str, Any]()
        for factor, cell in zip(self.factors, row, strict=True):
            if factor.role == "scenario":
                base = self.scenarios[str(cell)]
            overrides |= factor.overrides(cell)
        return base.with_(overrides) if overrides else base

    def columns(self) -> dict[str, pa.Array]:
        """The cells of each factor as an Arrow array: words, switches, whole numbers or numbers."""
        return {
            factor.key: pa.array([row[place] for row in self.rows], kind)
            for place, (factor, kind) in enumerate(zip(self.factors, self.types, strict=True))
        }


def points_of(layout: Layout, scenarios: Mapping[str, Scenario]) -> Points:
    """The points of a layout; the types of their columns are read off the cells."""
    types = tuple(_type([row[place] for row in layout.rows]) for place in range(len(layout.factors)))
    return Points(layout.factors, layout.rows, types, scenarios, layout.unit, layout.sampled)


def _type(cells: Sequence[Cell]) -> str:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return "bool"
    if kinds == {int}:
        return "int64"
    return "double" if kinds and kinds <= {int, float} else "string"
