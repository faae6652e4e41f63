"""Runs over many parameter sets instead of one: conclusions then carry how little is known about the parameters.

Sets come from ``coopsim calibrate run`` or from anywhere else.  Runs are dealt to the sets in blocks of equal length,
the same in every scenario, so that contrasts stay paired: run ``r`` has the same random numbers and the same parameters
in each of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from coopsim.model.parameters import PARAMETERS
from coopsim.model.schedule import Schedule
from coopsim.run import arguments as doors
from coopsim.run.ensemble import Arrays, Ensemble, memory_needed, simulate
from coopsim.run.progress import Progress
from coopsim.scenario.open_tables import check_parameters
from coopsim.submodels.schedule import SCHEDULE
from coopsim.texts import UserError

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario

ParameterSet = Mapping[str, float]

POSTERIOR: Final = "posterior"  #: in place of a file: the sample of the calibration that travels with the package


def read_sets(path: str | Path) -> list[dict[str, float]]:
    """Parameter sets from a CSV file with a column per symbol, such as the ``sample.csv`` of ``coopsim calibrate``.

    ``"posterior"`` in place of a file is the sample that travels with the package.

    Its columns ``weight`` and ``distance`` are no parameters; with weights, each set stands as often as its weight
    says (systematic resampling, always the same).  Raises UserError naming the file, and the column or line; for the
    sample of the package, where it was made for other rules and names parameters that are gone.
    """
    import pandas as pd

    from coopsim.folders.csv_files import read_csv

    shipped = str(path) == POSTERIOR
    if shipped:
        path = Path(str(files("coopsim.calibration").joinpath("posterior.csv")))
    try:
        table = read_csv(path)
    except (OSError, ValueError) as error:
        raise UserError("sets_unreadable", file=path, reason=getattr(error, "strerror", None) or error) from error
    weight = pd.to_numeric(table.pop("weight"), errors="coerce").to_numpy(np.float64) if "weight" in table else None
    table = table.drop(columns="distance", errors="ignore")
    gone = [str(name) for name in table if name not in PARAMETERS]
    if shipped and gone:
        raise UserError("sets_outdated", columns=", ".join(gone))
    for name in table:
        if name not in PARAMETERS:
            from coopsim.scenario.suggestions import suggest

            near = suggest(str(name), list(PARAMETERS))
            raise UserError("sets_unknown", file=path, column=name, near=near)
        known, column = PARAMETERS[str(name)], pd.to_numeric(table[name], errors="coerce").to_numpy(np.float64)
        wrong = np.flatnonzero(~((column >= known.lower) & (column <= known.upper)))
        if len(wrong):
            found, line = table[name].iloc[wrong[0]], int(wrong[0]) + 2
            raise UserError(
                "sets_bounds", file=path, column=name, line=line, found=found, low=known.lower, high=known.upper
            )
    if not len(table):
        raise UserError("sets_empty", file=path)
    if weight is not None:
        wrong = np.flatnonzero(~((weight >= 0) & (weight < np.inf)))
        if len(wrong) or not weight.sum() > 0:
            raise UserError("sets_weight", file=path, line=int(wrong[0]) + 2 if len(wrong) else 2)
        steps = (np.arange(len(table)) + 0.5) / len(table)
        table = table.iloc[np.searchsorted(np.cumsum(weight) / weight.sum(), steps)]
    return [{str(name): float(value) for name, value in row.items()} for row in table.to_dict("records")]


def blocks(runs: int, sets: int) -> list[range]:
    """Runs dealt to parameter sets: contiguous blocks whose lengths differ by one at most; some may be empty."""
    edges = [runs * k // sets for k in range(sets + 1)]
    return [range(a, b) for a, b in itertools.pairwise(edges)]


def simulate_over(
    scenario: Scenario | str | PathLike[str],
    sets: Sequence[ParameterSet],
    runs: int = 1000,
    seed: int = 1,
    *,
    series: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
    schedule: Schedule = SCHEDULE,
) -> Ensemble:
    """Simulate a scenario with ``runs`` runs dealt to parameter sets; else as ``simulate``.

    What the scenario's own ``[parameters]`` say stays.  Raises ValueError when there are no sets, ScenarioError for a
    set with a parameter that does not exist or lies out of bounds, ArgumentError as ``simulate`` does.
    """
    if not sets:
        raise ValueError("There must be at least one parameter set.")
    scenario, runs = doors.scenario_of(scenario), doors.runs_of(runs, least=1)
    for one in sets:
        check_parameters(one)
    doors.check_memory(2 * memory_needed(scenario, runs, series))  # the parts, and the whole made of them
    simulated = partial(simulate, seed=seed, series=series, threads=threads, schedule=schedule)
    parts = []
    for one, block in zip(sets, blocks(runs, len(sets)), strict=True):
        if not len(block):
            continue
        case = scenario.with_({"parameters": {**one, **scenario.parameters}})
        parts.append(simulated(case, len(block), first_run=block.start))
        if progress is not None:
            progress(block.stop, runs)
    arrays = Arrays(
        *(np.concatenate(tables).view(np.recarray) for tables in zip(*(x.arrays for x in parts), strict=True))
    )
    return Ensemble(scenario, doors.seed_of(seed), 0, arrays, parts[0].schedule_fingerprint)


def fingerprint(sets: Sequence[ParameterSet]) -> str:
    """Short digest of parameter sets, for manifests."""
    import hashlib

    text = repr([sorted(one.items()) for one in sets])
    return hashlib.sha256(text.encode()).hexdigest()[:12]
