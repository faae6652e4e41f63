"""The whole procedure: history matching, ABC-SMC, what the patterns identify, and recovery from synthetic data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coopsim.calibration import space
from coopsim.calibration.batch import Progress, evaluate
from coopsim.calibration.batch import workers as processes
from coopsim.calibration.matching import Emulator, Wave, match
from coopsim.calibration.sampling import sample
from coopsim.parameters import PARAMETERS

if TYPE_CHECKING:
    import pandas as pd

Tell = Callable[..., None]


def identified(points: pd.DataFrame) -> pd.DataFrame:
    """What a weighted sample says about each parameter, against its prior.

    Columns ``parameter``, ``default``, ``prior_low``, ``prior_high``, ``q05``, ``median``, ``q95`` (of the sample) and
    ``narrowed``: 1 − spread in the sample / spread in the prior, both as standard deviations of the place in the prior
    range.  Near 0 the patterns say nothing about a parameter, near 1 they pin it down; below 0 is chance.
    """
    import pandas as pd

    weight = points["weight"].to_numpy(np.float64)
    weight = weight / weight.sum()
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
    recover: bool = False,
    progress: Progress | None = None,
    tell: Tell = lambda *_, **__: None,
) -> pd.DataFrame:
    """Calibrate and write ``waves.csv``, ``sample.csv``, ``identified.csv`` and ``manifest.json`` into a folder.

    Returns the table of ``identified``.  With ``recover`` the figures of one known parameter set (a draw from the
    prior) are aimed at instead of the patterns, and the table has a column ``true``.
    """
    import pandas as pd

    from coopsim.ensemble import commit, versions

    known: dict[str, float] | None = None
    observed: dict[str, float] | None = None
    if recover:
        place = np.random.default_rng(seed).uniform(0.2, 0.8, (1, len(space.priors())))
        known = space.table(place).iloc[0].to_dict()
        observed = evaluate(known, runs, seed + 1000)
    with processes(workers) as pool:
        found: list[Wave] = []
        emulators: list[Emulator] = []
        if not recover:
            tell("matching", waves=waves)

            def wave_done(number: int, wave: Wave) -> None:
                tell("wave", number=number, before=f"{wave.left_before:.2%}", left=f"{wave.left:.2%}")
                table = wave.points.join(wave.figures)
                table.to_csv(folder / f"wave_{number}.csv", index=False, float_format="%.6g")

            found, emulators = match(pool, waves, size, runs, seed, progress, wave_done)
        tell("sampling", generations=generations)

        def generation_done(number: int, epsilon: float, simulated: int) -> None:
            tell("generation", number=number + 1, epsilon=f"{epsilon:.3f}", simulated=simulated)

        points = sample(pool, emulators, size, generations, runs, seed, observed, generation_done)
    points.to_csv(folder / "sample.csv", index=False, float_format="%.8g")
    table = identified(points)
    if known is not None:
        table["true"] = [known[name] for name in table["parameter"]]
        table["inside"] = (table["q05"] <= table["true"]) & (table["true"] <= table["q95"])
    table.to_csv(folder / "identified.csv", index=False, float_format="%.6g")
    manifest = {
        "versions": versions(),
        "commit": commit(),
        "settings": {"waves": waves, "size": size, "generations": generations, "runs": runs, "seed": seed},
        "left_of_the_prior": [wave.left for wave in found],
        "distance": {"median": float(points["distance"].median()), "least": float(points["distance"].min())},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    assert isinstance(table, pd.DataFrame)
    return table
