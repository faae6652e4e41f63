"""The whole procedure: history matching, recovery of known parameters, ABC-SMC, what the patterns identify."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coopsim.calibration import space
from coopsim.calibration.batch import Progress, evaluate_all
from coopsim.calibration.batch import workers as processes
from coopsim.calibration.matching import Wave, match
from coopsim.calibration.recovery import recover
from coopsim.calibration.sampling import sample
from coopsim.parameters import PARAMETERS

if TYPE_CHECKING:
    import pandas as pd

Tell = Callable[..., None]


def central(points: pd.DataFrame) -> dict[str, float]:
    """The set of a weighted sample that stands in its middle: the closest to the patterns, then to the sample's mean.

    Distances are Euclidean between places in the prior ranges.
    """
    weight = points["weight"].to_numpy(np.float64)
    places = space.shares(points)
    away = np.sqrt(((places - np.average(places, axis=0, weights=weight)) ** 2).sum(axis=1))
    away[points["distance"].to_numpy() > points["distance"].min()] = np.inf
    row = points.iloc[int(np.argmin(away))]
    return {name: float(row[name]) for name in space.priors()}


def identified(points: pd.DataFrame) -> pd.DataFrame:
    """What a weighted sample says about each parameter, against its prior.

    Columns ``parameter``, ``default``, ``prior_low``, ``prior_high``, ``q05``, ``median``, ``q95`` (of the sample),
    ``central`` (the set of ``central``) and ``narrowed``: 1 − spread in the sample / spread in the prior, both as
    standard deviations of the place in the prior range.  Near 0 the patterns say nothing about a parameter, near 1 they
    pin it down; below 0 is chance.
    """
    import pandas as pd

    weight = points["weight"].to_numpy(np.float64)
    weight = weight / weight.sum()
    typical = central(points)
    rows = []
    for name, prior in space.priors().items():
        values = points[name].to_numpy(np.float64)
        places = prior.share(values)
        spread = float(np.sqrt(np.sum(weight * (places - np.sum(weight * places)) ** 2)))
        order = np.argsort(values)
        below = np.cumsum(weight[order])
        q05, median, q95 = (
            float(values[order][min(np.searchsorted(below, q), len(values) - 1)]) for q in (0.05, 0.5, 0.95)
        )
        rows.append(
            {
                "parameter": name,
                "default": PARAMETERS[name].default,
                "prior_low": prior.low,
                "prior_high": prior.high,
                "q05": q05,
                "median": median,
                "q95": q95,
                "central": typical[name],
                "narrowed": 1.0 - spread * np.sqrt(12.0),
            }
        )
    return pd.DataFrame(rows)


def calibrate(
    folder: Path,
    *,
    waves: int = 3,
    size: int = 200,
    generations: int = 6,
    runs: int = 200,
    seed: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
    tell: Tell = lambda *_, **__: None,
) -> pd.DataFrame:
    """Calibrate and write ``wave_1.csv`` …, ``recovery.csv``, ``sample.csv``, ``identified.csv``, ``manifest.json``.

    ``runs`` are those of each scenario and parameter set in matching and recovery; the sampling takes half of them.
    Returns the table of ``identified``.
    """
    from coopsim.ensemble import commit, versions

    def wave_done(number: int, wave: Wave) -> None:
        tell("wave", number=number, before=f"{wave.left_before:.2%}", left=f"{wave.left:.2%}")
        table = wave.points.join(wave.figures)
        table.to_csv(folder / f"wave_{number}.csv", index=False, float_format="%.6g")

    def generation_done(number: int, epsilon: float, simulated: int) -> None:
        tell("generation", number=number + 1, epsilon=f"{epsilon:.3f}", simulated=simulated)

    with processes(workers) as pool:
        tell("matching", waves=waves)
        matched = match(pool, waves, size, runs, seed, progress, wave_done)
        tell("recovery")
        true = space.table(np.random.default_rng(seed + 1000).uniform(size=(size // 2, len(space.priors()))))
        found = evaluate_all(true, pool, runs, seed + 1000, progress)
    recovered = recover(matched.waves[0].emulators, true, found, seed)
    recovered.to_csv(folder / "recovery.csv", index=False, float_format="%.6g")
    tell("sampling", generations=generations)
    points = sample(matched, size, generations, max(20, runs // 2), seed, workers, generation_done)
    points.to_csv(folder / "sample.csv", index=False, float_format="%.8g")
    table = identified(points)
    table.to_csv(folder / "identified.csv", index=False, float_format="%.6g")
    manifest = {
        "versions": versions(),
        "commit": commit(),
        "settings": {"waves": waves, "size": size, "generations": generations, "runs": runs, "seed": seed},
        "left_of_the_prior": [wave.left for wave in matched.waves],
        "distance": {"median": float(points["distance"].median()), "most": float(points["distance"].max())},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return table
