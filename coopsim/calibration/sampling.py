"""Approximate Bayesian computation: a sample of parameter sets that come closest to the patterns.

Rejection from the prior within what history matching has left: of the sets that are simulated the closest are kept
(Beaumont, Zhang & Balding 2002), all with equal weight.  Parameters that no pattern informs are drawn from their prior
afresh: history matching has nothing to say of them.  The distance is that of ``targets``; runs of each set have
luck of their own, so the chance of runs counts as it should.
"""

from __future__ import annotations

from concurrent.futures import Executor
from itertools import repeat
from typing import Any, Final

import pandas as pd
from scipy.stats import qmc

from coopsim.calibration import space
from coopsim.calibration.batch import evaluate
from coopsim.calibration.targets import distance
from coopsim.run.progress import Progress

KEPT: Final = 0.2  #: share of the sets simulated that are kept


def sample(
    pool: Executor,
    left: Any,
    size: int = 200,
    runs: int = 100,
    seed: int = 1,
    progress: Progress | None = None,
    second: bool = False,
) -> tuple[pd.DataFrame, int]:
    """A sample of ``size`` parameter sets or fewer: columns of ``space.priors`` and ``distance``, closest first.

    ``left`` (N, d) are places in the prior, or in the ``second`` one, that history matching left, in no order; where
    they are fewer than are to be simulated, the sample is smaller.  Returns it and how many sets were simulated for it.
    """
    places = left[: round(size / KEPT)].copy()
    free = [k for k, prior in enumerate(space.priors().values()) if not prior.patterns]
    places[:, free] = qmc.LatinHypercube(len(free), rng=seed).random(len(places))
    points = space.table(places, second)
    distances = []
    simulated = pool.map(evaluate, points.to_dict("records"), repeat(runs), range(seed, seed + len(points)))
    for done, found in enumerate(simulated, start=1):
        distances.append(distance(found))
        if progress is not None:
            progress(done, len(points))
    kept = max(1, round(KEPT * len(points)))
    closest = points.assign(distance=distances).sort_values("distance", kind="stable").head(kept)
    return closest.reset_index(drop=True), len(points)
