"""Approximate Bayesian computation: a sample of parameter sets that meet the patterns, by pyABC (Schälte et al. 2022).

The prior is that of ``free.toml`` within what history matching has left.  The distance is that of ``targets``; runs of
each set use their own seed, so the chance of runs counts as it should.  One generation is enough after history
matching; further ones (ABC-SMC) left samples in which a handful of sets had all the weight, because in some twenty
dimensions a normal kernel covers the corners of the prior badly.
"""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from coopsim.calibration import space
from coopsim.calibration.batch import evaluate
from coopsim.calibration.targets import TARGETS, distance
from coopsim.run.spreading import processors

CLOSE: Final = 0.5  #: distance up to which a set is taken: half of the scale of one figure


def sample(left: Any, size: int = 200, runs: int = 100, workers: int | None = None) -> tuple[pd.DataFrame, int]:
    """A sample of ``size`` parameter sets with the columns of ``space.priors`` and ``distance``, all of equal weight.

    ``left`` (N, d) are the places in the prior ranges that history matching left.  Returns the sample and how many sets
    were simulated for it.  Processes are forked, so that the compiled rules are there at once; pyABC gives each luck of
    its own, so that the sample is not the same twice.
    """
    import pyabc

    logging.getLogger("ABC").setLevel(logging.WARNING)

    class Left(pyabc.Distribution):  # type: ignore[misc]
        """The prior within what is not ruled out (its density is not normalised, which does not matter here)."""

        def rvs(self, *_: Any) -> Any:
            place = left[np.random.randint(len(left))]
            return pyabc.Parameter(dict(zip(space.priors(), place.tolist(), strict=True)))

        def pdf(self, _: Any) -> float:
            return 1.0

    def model(places: Any) -> dict[str, float]:
        given = {name: float(prior.at(places[name])) for name, prior in space.priors().items()}
        return evaluate(given, runs, seed=int(abs(hash(tuple(places.values()))) % 2**31))

    evaluate({}, runs=2)  # compiled before the processes are forked
    engine = pyabc.ABCSMC(
        model,
        Left(**{name: pyabc.RV("uniform", 0.0, 1.0) for name in space.priors()}),
        lambda found, _: distance(found),
        population_size=size,
        eps=pyabc.ListEpsilon([CLOSE]),
        sampler=pyabc.sampler.MulticoreEvalParallelSampler(workers or processors()),
    )
    with tempfile.TemporaryDirectory() as folder:
        engine.new(f"sqlite:///{Path(folder) / 'abc.db'}", dict.fromkeys(TARGETS, 0.0))
        history = engine.run(max_nr_populations=1)
        simulated = int(history.get_all_populations().query("t >= 0")["samples"].sum())
        places, _ = history.get_distribution()
        distances = history.get_weighted_distances()["distance"].to_numpy()
    found = space.table(places[list(space.priors())].to_numpy(np.float64))
    return found.assign(distance=distances), simulated
