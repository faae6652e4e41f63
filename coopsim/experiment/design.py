"""Designs: how the points lie in the space of the factors.  The methods are SciPy's, SALib's and pyDOE's."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from coopsim.experiment.factors import Cell, Factor
from coopsim.experiment.schema import Design
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
