"""ABC-SMC: a sample of parameter sets that meet the patterns, by pyABC (Toni et al. 2009; Schälte et al. 2022).

The prior is that of ``free.toml`` within what history matching has left.  The distance is that of ``targets``; runs of
each set use their own seed, so the chance of runs counts as it should.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.calibration import space
from coopsim.calibration.batch import evaluate
from coopsim.calibration.matching import Emulator, not_ruled_out
from coopsim.calibration.targets import TARGETS, distance

if TYPE_CHECKING:
    import pandas as pd

Generation = Callable[[int, float, int], None]


class _Model:
    """Figures of a parameter set for pyABC: places in the prior ranges in, figures out; can be sent to processes."""

    __name__ = "coopsim"

    def __init__(self, runs: int) -> None:
        self.runs = runs

    def __call__(self, places: Any) -> dict[str, float]:
        given = {name: float(prior.at(places[name])) for name, prior in space.priors().items()}
        seed = int(abs(hash(tuple(places.values()))) % 2**31)
        return evaluate(given, self.runs, seed)


class _Aimed:
    """Distance for pyABC, to ``observed`` figures where given, else to the target ranges."""

    def __init__(self, observed: dict[str, float] | None) -> None:
        self.observed = observed

    def __call__(self, found: Any, _: Any) -> float:
        if self.observed is None:
            return distance(found)
        gaps = [
            10.0 if np.isnan(found[name]) else (found[name] - self.observed[name]) / TARGETS[name].scale
            for name in TARGETS
            if not np.isnan(self.observed[name])
        ]
        return float(np.sqrt(np.sum(np.square(gaps))))


def sample(
    pool: Executor,
    emulators: list[Emulator],
    size: int = 200,
    generations: int = 6,
    runs: int = 200,
    seed: int = 1,
    observed: dict[str, float] | None = None,
    report: Generation | None = None,
) -> pd.DataFrame:
    """A sample of ``size`` parameter sets with the columns of ``space.priors``, ``weight`` and ``distance``.

    ``observed`` replaces the target ranges by given figures (recovery from synthetic data).  ``report(generation,
    epsilon, simulated)`` is called at the end.
    """
    import pyabc

    logging.getLogger("ABC").setLevel(logging.WARNING)
    np.random.seed(seed)

    class Left(pyabc.Distribution):  # type: ignore[misc]
        """The prior within what is not ruled out (its density is not normalised, which ABC-SMC does not need)."""

        def rvs(self, *arguments: Any) -> Any:
            while True:
                places = super().rvs(*arguments)
                if self._left(places):
                    return places

        def pdf(self, places: Any) -> float:
            return float(super().pdf(places)) if self._left(places) else 0.0

        @staticmethod
        def _left(places: Any) -> bool:
            row = np.array([[places[name] for name in space.priors()]])
            return bool(not_ruled_out(emulators, row)[0])

    prior = Left(**{name: pyabc.RV("uniform", 0.0, 1.0) for name in space.priors()})
    engine = pyabc.ABCSMC(
        _Model(runs),
        prior,
        _Aimed(observed),
        population_size=size,
        sampler=pyabc.sampler.ConcurrentFutureSampler(pool, client_max_jobs=8),
    )
    with tempfile.TemporaryDirectory() as folder:
        engine.new(f"sqlite:///{Path(folder) / 'abc.db'}", dict.fromkeys(TARGETS, 0.0))
        history = engine.run(minimum_epsilon=0.0, max_nr_populations=generations)
        populations = history.get_all_populations().query("t >= 0")
        if report is not None:
            for row in populations.itertuples():
                report(int(row.t), float(row.epsilon), int(row.samples))
        places, weights = history.get_distribution()
        distances = history.get_weighted_distances()["distance"].to_numpy()
    found = space.table(places[list(space.priors())].to_numpy(np.float64))
    return found.assign(weight=np.asarray(weights), distance=distances)
