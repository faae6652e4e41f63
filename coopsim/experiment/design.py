"""Designs: how the points lie in the space of the factors (by SciPy, SALib and pyDOE), and what scenario each is."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import pyarrow as pa

from coopsim.experiment.factors import Cell, Factor
from coopsim.experiment.schema import Design
from coopsim.scenario.schema import Scenario
from coopsim.texts import UserError

Rows = list[tuple[Cell, ...]]


@dataclass(frozen=True)
class Layout:
    """Rows of cells, one per point and factor.

    A sampled design also has the places of its points in the unit cube, (N, D), and the keys of its D factors.
    """

    factors: tuple[Factor, ...]
    rows: Rows
    unit: Any = None
    sampled: tuple[str, ...] = ()


def layout(design: Design, factors: Sequence[Factor], seed: int) -> Layout:
    """The points of a design over some factors; the same design and seed give the same points.

    Raises UserError when a library that the design needs is missing, ValueError for a fraction that does not exist.
    """
    if not factors:
        return Layout((), [()])
    if design.kind in _SAMPLED:
        unit = _SAMPLED[design.kind](design, len(factors), seed if design.seed is None else design.seed)
        rows = [tuple(factor.at(float(u)) for factor, u in zip(factors, row, strict=True)) for row in unit]
        return Layout(tuple(factors), rows, unit, tuple(factor.key for factor in factors))
    return Layout(tuple(factors), _FACTORIAL[design.kind](design, factors))


def crossed(*layouts: Layout) -> Layout:
    """Every point of one layout with every point of the others, the first changing slowest.

    The sample is that of the last one, which is repeated as a whole for each point of those before.
    """
    factors = tuple(factor for part in layouts for factor in part.factors)
    rows = [tuple(itertools.chain(*parts)) for parts in itertools.product(*(part.rows for part in layouts))]
    last = layouts[-1] if layouts else Layout((), [()])
    return Layout(factors, rows, last.unit, last.sampled)


def _full(design: Design, factors: Sequence[Factor]) -> Rows:
    return list(itertools.product(*(factor.cells for factor in factors)))


def _one_at_a_time(design: Design, factors: Sequence[Factor]) -> Rows:
    """The base scenario as it is (None), then each level of each factor alone."""
    rows: Rows = [(None,) * len(factors)]
    for place, factor in enumerate(factors):
        rows += [tuple(cell if k == place else None for k in range(len(factors))) for cell in factor.cells]
    return rows


def _fractional(design: Design, factors: Sequence[Factor]) -> Rows:
    pydoe = _library("pydoe")
    counts = [len(factor.cells) for factor in factors]
    if design.resolution is not None:
        signs = pydoe.fracfact_by_res(len(factors), design.resolution)
        places = ((np.asarray(signs) + 1) // 2).astype(int)
    else:
        places = np.asarray(pydoe.gsd(counts, design.reduction)).astype(int)
    return [tuple(factor.cells[k] for factor, k in zip(factors, row, strict=True)) for row in places]


def _latin_hypercube(design: Design, dimensions: int, seed: int) -> Any:
    from scipy.stats import qmc

    return qmc.LatinHypercube(dimensions, rng=np.random.default_rng(seed)).random(design.samples)


def _sobol(design: Design, dimensions: int, seed: int) -> Any:
    sobol = _library("SALib.sample.sobol")
    return sobol.sample(unit_problem(dimensions), design.samples, calc_second_order=design.second_order, seed=seed)


def _morris(design: Design, dimensions: int, seed: int) -> Any:
    morris = _library("SALib.sample.morris")
    return morris.sample(unit_problem(dimensions), design.trajectories, num_levels=design.grid or 4, seed=seed)


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


def unit_problem(dimensions: int, names: Sequence[str] | None = None) -> dict[str, Any]:
    """A SALib problem over the unit cube, in which every kind of factor has its place."""
    labels = list(names) if names is not None else [f"x{k}" for k in range(dimensions)]
    return {"num_vars": dimensions, "names": labels, "bounds": [[0.0, 1.0]] * dimensions}


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise UserError("experiment_library", library=name.partition(".")[0]) from error


_FACTORIAL = {"full_factorial": _full, "one_at_a_time": _one_at_a_time, "fractional_factorial": _fractional}
_SAMPLED = {"latin_hypercube": _latin_hypercube, "sobol": _sobol, "morris": _morris}
