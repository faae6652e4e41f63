"""Runs over many parameter sets instead of one: conclusions then carry how little is known about the parameters.

The sample that travels with the package (``posterior.csv``) comes from ``coopsim calibrate run``.  Runs are dealt to
the sets in blocks of equal length, the same in every scenario, so that contrasts stay paired: run ``r`` has the same
random numbers and the same parameters in each of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.ensemble import Arrays, Ensemble, Progress, simulate
from coopsim.parameters import PARAMETERS

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario

ParameterSet = Mapping[str, float]


def posterior() -> list[dict[str, float]]:
    """The shipped sample of parameter sets (symbol → value), equally weighted, in a fixed order.

    Raises ValueError when a value leaves the bounds of the registry.
    """
    import csv

    with files("coopsim").joinpath("posterior.csv").open(encoding="utf-8") as file:
        sets = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    for one in sets:
        for name, value in one.items():
            if not PARAMETERS[name].lower <= value <= PARAMETERS[name].upper:
                raise ValueError(f"The sample has {name} = {value}, which is out of bounds.")
    return sets


def blocks(runs: int, sets: int) -> list[range]:
    """Runs dealt to parameter sets: contiguous blocks whose lengths differ by one at most; some may be empty."""
    edges = [runs * k // sets for k in range(sets + 1)]
    return [range(a, b) for a, b in itertools.pairwise(edges)]


def simulate_over(
    scenario: Scenario,
    sets: Sequence[ParameterSet],
    runs: int = 1000,
    seed: int = 1,
    *,
    series: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Ensemble:
    """Simulate a scenario with ``runs`` runs dealt to parameter sets; else as ``simulate``.

    What the scenario's own ``[parameters]`` say stays.  Raises ValueError when there are no sets.
    """
    if not sets:
        raise ValueError("There must be at least one parameter set.")
    parts = []
    for one, block in zip(sets, blocks(runs, len(sets)), strict=True):
        if not len(block):
            continue
        case = scenario.with_({"parameters": {**one, **scenario.parameters}})
        parts.append(simulate(case, len(block), seed, first_run=block.start, series=series, threads=threads))
        if progress is not None:
            progress(block.stop, runs)
    arrays = Arrays(
        *(np.concatenate(tables).view(np.recarray) for tables in zip(*(x.arrays for x in parts), strict=True))
    )
    return Ensemble(scenario, seed, 0, arrays, parts[0].schedule_fingerprint)


def fingerprint(sets: Sequence[ParameterSet]) -> str:
    """Short digest of parameter sets, for manifests."""
    import hashlib

    text: Any = repr([sorted(one.items()) for one in sets])
    return hashlib.sha256(text.encode()).hexdigest()[:12]
