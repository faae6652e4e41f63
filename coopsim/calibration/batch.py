"""Many parameter sets simulated at once, on all processors; the same numbers on any of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial

import pandas as pd

from coopsim.calibration.targets import SIMULATED, TARGETS, figures
from coopsim.run.progress import Progress
from coopsim.run.spreading import processes, processors
from coopsim.scenario import load_scenario


def evaluate(parameters: Mapping[str, float], runs: int = 200, seed: int = 1) -> dict[str, float]:
    """Figures of the patterns under a parameter set (symbol → value), from ``runs`` runs of each scenario needed.

    Raises ScenarioError for an unknown parameter or a value out of bounds.
    """
    from coopsim.calibration.patterns import simulate_patterns

    base = load_scenario("harz").with_({"parameters": {name: float(value) for name, value in parameters.items()}})
    return figures(simulate_patterns(base, runs, seed, only=SIMULATED))


@contextmanager
def workers(count: int | None = None) -> Iterator[Executor]:
    """Processes that simulate; as many as there are processors.  Rules are compiled before they start."""
    evaluate({}, runs=2)
    with processes(count or processors()) as pool:
        yield pool


def evaluate_all(
    points: pd.DataFrame,
    pool: Executor,
    runs: int = 200,
    seed: int = 1,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Figures of every row of a table of parameter sets (a column per symbol), in the same order."""
    sets: Sequence[dict[str, float]] = points.to_dict("records")
    rows = []
    for done, row in enumerate(pool.map(partial(evaluate, runs=runs, seed=seed), sets), start=1):
        rows.append(row)
        if progress is not None:
            progress(done, len(sets))
    return pd.DataFrame(rows, columns=list(TARGETS))
