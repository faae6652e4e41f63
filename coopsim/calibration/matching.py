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
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim.calibration import space
from coopsim.calibration.batch import Progress, evaluate_all
from coopsim.calibration.targets import AIMED, TARGETS

if TYPE_CHECKING:
    import pandas as pd

LIMIT: Final = 3.0  #: standard deviations beyond which a parameter set is ruled out
_CANDIDATES: Final = 20_000


@dataclass(frozen=True)
class Wave:
    """One wave: what was simulated, and how much of the prior was left before and after it."""

    points: pd.DataFrame  #: parameter sets simulated
    figures: pd.DataFrame  #: their figures
    left_before: float  #: share of the prior not ruled out by earlier waves
    left: float  #: share not ruled out by this and earlier waves


@dataclass(frozen=True)
class Emulator:
    """Predicts one figure from places (N, d) in the prior ranges."""

    figure: str
    process: Any
    centre: float
    spread: float

    def implausibility(self, places: Any) -> Any:
        """(N,) distance of the target range from the prediction, in standard deviations."""
        target = TARGETS[self.figure]
        mean, error = self.process.predict(places, return_std=True)
        value, error = self.centre + self.spread * mean, self.spread * error
        outside = np.maximum(0.0, np.maximum(target.low - value, value - target.high))
        return outside / np.maximum(error, 1e-9)


def emulator(figure: str, places: Any, values: Any, seed: int) -> Emulator | None:
    """Fit an emulator of a figure; None where it has too few known values or never changes."""
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

    known = ~np.isnan(values)
    if known.sum() < 2 * places.shape[1] or np.ptp(values[known]) < 1e-9:
        return None
    centre, spread = float(values[known].mean()), float(values[known].std())
    lengths = np.full(places.shape[1], 1.0)
    kernel = ConstantKernel(1.0) * Matern(lengths, (0.1, 30.0), nu=2.5) + WhiteKernel(0.1, (1e-4, 2.0))
    process = GaussianProcessRegressor(kernel, random_state=seed)
    with warnings.catch_warnings():
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


def match(
    pool: Executor,
    waves: int = 3,
    size: int = 200,
    runs: int = 200,
    seed: int = 1,
    progress: Progress | None = None,
    report: Callable[[int, Wave], None] | None = None,
) -> tuple[list[Wave], list[Emulator]]:
    """Run the waves, ``size`` parameter sets each; ``report(number, wave)`` is called after each of them.

    Returns the waves, and the emulators of all waves after which something was left: a wave that rules out everything
    says that the targets cannot all be met (or that its emulators are too sure), and the sampling does not build on it.
    """
    from scipy.stats import qmc

    dimensions = len(space.priors())
    found: list[Wave] = []
    emulators: list[Emulator] = []
    candidates = qmc.Sobol(dimensions, seed=seed).random_base2(int(np.ceil(np.log2(_CANDIDATES))))
    left = np.ones(len(candidates), bool)
    for number in range(waves):
        before = float(left.mean())
        chosen = candidates[left][:size]
        points = space.table(chosen)
        figures = evaluate_all(points, pool, runs, seed + number, progress)
        fitted = (emulator(name, chosen, figures[name].to_numpy(np.float64), seed) for name in AIMED)
        new = [one for one in fitted if one is not None]
        left[left] = not_ruled_out(new, candidates[left])
        found.append(Wave(points, figures, before, float(left.mean())))
        if report is not None:
            report(number + 1, found[-1])
        if left.sum() < 2 * dimensions:
            break
        emulators += new
        candidates, left = np.roll(candidates, -size, axis=0), np.roll(left, -size)
    return found, emulators
