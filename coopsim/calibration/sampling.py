"""ABC-SMC: a sample of parameter sets that meet the patterns, by pyABC (Toni et al. 2009; Schälte et al. 2022).

The prior is that of ``free.toml`` within what history matching has left.  The distance is that of ``targets``; runs of
each set use their own seed, so the chance of runs counts as it should.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim.calibration import space
from coopsim.calibration.batch import evaluate
from coopsim.calibration.matching import Matched, not_ruled_out
from coopsim.calibration.targets import TARGETS, distance

if TYPE_CHECKING:
    import pandas as pd

Generation = Callable[[int, float, int], None]

CLOSE: Final = 0.1  #: distance at which the sampling ends: a tenth of the scale of one figure


def _figures(places: Any, runs: int) -> dict[str, float]:
    given = {name: float(prior.at(places[name])) for name, prior in space.priors().items()}
    seed = int(abs(hash(tuple(places.values()))) % 2**31)
    return evaluate(given, runs, seed)


def sample(
    matched: Matched,
    size: int = 200,
    generations: int = 6,
    runs: int = 100,
    seed: int = 1,
    workers: int | None = None,
    report: Generation | None = None,
) -> pd.DataFrame:
    """A sample of ``size`` parameter sets with the columns of ``space.priors``, ``weight`` and ``distance``.

    It ends after ``generations``, or when half of a generation is as close as ``CLOSE``.  ``report(generation, epsilon,
    simulated)`` is called at the end.  Processes are forked, so that rules and emulators are there at once.
    """
    import pyabc

    from coopsim.experiment.local import processors

    logging.getLogger("ABC").setLevel(logging.WARNING)
    random = np.random.default_rng(seed)

    class Left(pyabc.Distribution):  # type: ignore[misc]
        """The prior within what is not ruled out (its density is not normalised, which ABC-SMC does not need)."""

        def rvs(self, *_: Any) -> Any:
            place = matched.left[np.random.randint(len(matched.left))]
            return pyabc.Parameter(dict(zip(space.priors(), place.tolist(), strict=True)))

        def pdf(self, places: Any) -> float:
            row = np.array([[places[name] for name in space.priors()]])
            inside = bool(((row >= 0.0) & (row <= 1.0)).all())
            return float(inside and not_ruled_out(matched.emulators, row)[0])

    def model(places: Any) -> dict[str, float]:
        return _figures(places, runs)

    evaluate({}, runs=2)  # compiled before the processes are forked
    engine = pyabc.ABCSMC(
        model,
        Left(**{name: pyabc.RV("uniform", 0.0, 1.0) for name in space.priors()}),
        lambda found, _: distance(found),
        population_size=size,
        sampler=pyabc.sampler.MulticoreEvalParallelSampler(workers or processors()),
    )
    with tempfile.TemporaryDirectory() as folder:
        np.random.seed(int(random.integers(2**31)))
        engine.new(f"sqlite:///{Path(folder) / 'abc.db'}", dict.fromkeys(TARGETS, 0.0))
        history = engine.run(minimum_epsilon=CLOSE, max_nr_populations=generations)
        populations = history.get_all_populations().query("t >= 0")
        if report is not None:
            for row in populations.itertuples():
                report(int(row.t), float(row.epsilon), int(row.samples))
        places, weights = history.get_distribution()
        distances = history.get_weighted_distances()["distance"].to_numpy()
    found = space.table(places[list(space.priors())].to_numpy(np.float64))
    return found.assign(weight=np.asarray(weights), distance=distances)
