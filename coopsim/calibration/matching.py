"""History matching: waves of designs and emulators that rule out what cannot meet the patterns.

For every figure an emulator (a Gaussian process with a length for each parameter and a nugget for the runs' noise)
predicts its value and how sure that is.  A parameter set is ruled out when for some figure the range lies further
from the prediction than ``LIMIT`` standard deviations (emulator and noise of the runs together).  Each wave simulates
a space-filling design within what is left.  Source: Craig et al. 1997; Vernon, Goldstein & Bower 2010; three standard
deviations after Pukelsheim 1994.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.stats import qmc

from coopsim.calibration import space
from coopsim.calibration.batch import evaluate_all
from coopsim.calibration.sampling import KEPT
from coopsim.calibration.targets import AIMED, TARGETS
from coopsim.run.progress import Progress

LIMIT: Final = 3.0  #: standard deviations beyond which a parameter set is ruled out
_CANDIDATES: Final = 2**17  #: points of the prior that are asked for; what is left of them is what is left of the prior
_BLOCK: Final = 4096  #: points asked for at once, so that memory stays small
_STEPS: Final = 25  #: steps of the walk after which its places count
_FARTHER: Final = 8  #: times as many from one prior to the other


@dataclass(frozen=True)
class Wave:
    """One wave: what was simulated, and how much of the prior was left before and after it."""

    points: pd.DataFrame  #: parameter sets simulated
    figures: pd.DataFrame  #: their figures
    left_before: float  #: share of the prior not ruled out by earlier waves
    left: float  #: share not ruled out by this and earlier waves


@dataclass(frozen=True)
class Matched:
    """What history matching found."""

    waves: list[Wave]
    emulators: list[Emulator]  #: of all waves that what follows builds on
    left: Any  #: (N, d) places in the prior ranges that they do not rule out, space-filling


@dataclass(frozen=True)
class Emulator:
    """Predicts one figure from places (N, d) in the prior ranges."""

    figure: str
    process: Any
    centre: float
    spread: float

    def predict(self, places: Any) -> tuple[Any, Any]:
        """(N,) predictions, and (N,) how sure they are: standard deviations, noise of the runs included."""
        parts = [self.process.predict(places[k : k + _BLOCK], return_std=True) for k in range(0, len(places), _BLOCK)]
        mean, error = (np.concatenate(column) for column in zip(*parts, strict=True))
        return self.centre + self.spread * mean, self.spread * error

    def implausibility(self, places: Any) -> Any:
        """(N,) distance of the target range from the prediction, in standard deviations."""
        target = TARGETS[self.figure]
        value, error = self.predict(places)
        outside = np.maximum(0.0, np.maximum(target.low - value, value - target.high))
        return outside / np.maximum(error, 1e-9)


def emulator(figure: str, places: Any, values: Any, seed: int) -> Emulator | None:
    """Fit an emulator of a figure; None where it has too few known values or never changes."""
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel
    from threadpoolctl import threadpool_limits

    known = ~np.isnan(values)
    if known.sum() < 2 * places.shape[1] or np.ptp(values[known]) < 1e-9:
        return None
    centre, spread = float(values[known].mean()), float(values[known].std())
    lengths = np.full(places.shape[1], 1.0)
    kernel = ConstantKernel(1.0) * Matern(lengths, (0.1, 30.0), nu=2.5) + WhiteKernel(0.1, (1e-4, 2.0))
    process = GaussianProcessRegressor(kernel, random_state=seed)
    with warnings.catch_warnings(), threadpool_limits(1):  # several are fitted at once, one in each process
        warnings.simplefilter("ignore")  # a length at its limit: the parameter does not matter for this figure
        process.fit(places[known], (values[known] - centre) / spread)
    return Emulator(figure, process, centre, spread)


def not_ruled_out(emulators: list[Emulator], places: Any) -> Any:
    """(N,) whether no emulator rules a place out."""
    left = np.ones(len(places), bool)
    for one in emulators:
        if left.any():
            left[left] = one.implausibility(places[left]) <= LIMIT
    return left


def walked(emulators: list[Emulator], places: Any, number: int, seed: int, second: bool = False) -> Any:
    """(number, d) places spread over what is left, by random walks from ``places`` that never leave it.

    They are Metropolis walks to the uniform distribution; their steps have the spread of ``places``.  With ``second``
    all places are those in the second prior, to which the walks lead from what is left of the first.
    """
    rng = np.random.default_rng(seed)
    widths = places.std(axis=0) * 2.4 / np.sqrt(places.shape[1])
    at = places[rng.integers(len(places), size=max(1, number // 5))]
    found: list[Any] = []
    while len(found) * len(at) < number:
        for _ in range(_STEPS * (_FARTHER if second and not found else 1)):
            step = np.abs(at + widths * rng.normal(size=at.shape))
            step = np.clip(1.0 - np.abs(1.0 - step), 0.0, 1.0)  # thrown back at the ends of the ranges
            known = space.shares(space.table(step, second=True)) if second else step
            at = np.where(not_ruled_out(emulators, known)[:, None], step, at)
        found.append(at)
    return rng.permutation(np.concatenate(found)[:number])


def match(
    pool: Executor,
    waves: int = 3,
    size: int = 200,
    runs: int = 200,
    seed: int = 1,
    progress: Progress | None = None,
    report: Callable[[int, Wave], None] | None = None,
    kept: Callable[[int], pd.DataFrame | None] = lambda _: None,
) -> Matched:
    """Run the waves, twice ``size`` parameter sets in the first, ``size`` in each other one.

    ``report(number, wave)`` is called after each of them; ``kept(number)`` may give the figures of a wave that was
    simulated before, with the same settings.  Where fewer points of the design than the sampling needs are left, walks
    find others.  A wave that rules out nearly everything says that the targets cannot all be met (or that its emulators
    are too sure): it is reported, and nothing builds on it.
    """
    dimensions = len(space.priors())
    found: list[Wave] = []
    emulators: list[Emulator] = []
    candidates = qmc.Sobol(dimensions, seed=seed).random_base2(int(np.log2(_CANDIDATES)))
    before = 1.0
    for number in range(waves):
        chosen = candidates[: size if number else 2 * size]
        points = space.table(chosen)
        figures = kept(number + 1)
        if figures is None:
            figures = evaluate_all(points, pool, runs, seed + number, progress)
        values = [figures[name].to_numpy(np.float64) for name in AIMED]
        fitted = pool.map(emulator, AIMED, repeat(chosen), values, repeat(seed))
        new = [one for one in fitted if one is not None]
        remaining = candidates[not_ruled_out(new, candidates)]
        left = before * len(remaining) / len(candidates)
        found.append(Wave(points, figures, before, left))
        if report is not None:
            report(number + 1, found[-1])
        if len(remaining) < 2 * dimensions:
            break
        emulators += new
        before = left
        candidates = np.roll(remaining, -size, axis=0)  # the next wave simulates others than this one
        if len(candidates) < round(size / KEPT):
            candidates = walked(emulators, candidates, 2 * round(size / KEPT), seed + number)
    return Matched(found, emulators, candidates)
