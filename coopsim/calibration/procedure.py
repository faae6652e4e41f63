"""The whole procedure: history matching, recovery of known parameters, a sample, what the patterns identify."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import Executor
from itertools import repeat
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from coopsim.calibration import space
from coopsim.calibration.batch import evaluate
from coopsim.calibration.batch import workers as processes
from coopsim.calibration.matching import Matched, Wave, match, walked
from coopsim.calibration.recovery import recover
from coopsim.calibration.sampling import KEPT, sample
from coopsim.calibration.targets import TARGETS, distance
from coopsim.folders import Part, Tell, results_folder
from coopsim.folders.csv_files import read_csv, write_csv
from coopsim.model.parameters import PARAMETERS
from coopsim.run.progress import Progress
from coopsim.run.provenance import commit, versions
from coopsim.run.runner import runner
from coopsim.submodels.schedule import SCHEDULE

FILES: Final = ("recovery.csv", "sample.csv", "second.csv", "identified.csv", "manifest.json")


def central(pool: Executor, points: pd.DataFrame, runs: int = 200, seed: int = 1) -> dict[str, float]:
    """The set in the middle of a sample that comes closest to the patterns.

    Every set of the sample is drawn in: a value outside the middle half of its parameter is moved to the quartile that
    it lies beyond.  Of these the closest is taken, from ``runs`` runs of each scenario with luck of their own.
    """
    places = space.shares(points)
    drawn_in = space.table(np.clip(places, *np.quantile(places, (0.25, 0.75), axis=0))).to_dict("records")
    found = pool.map(evaluate, drawn_in, repeat(runs), range(seed, seed + len(drawn_in)))
    best = int(np.argmin([distance(figures) for figures in found]))
    return {str(name): float(value) for name, value in drawn_in[best].items()}


def of_second_prior(
    pool: Executor, matched: Matched, size: int, runs: int, seed: int, progress: Progress | None = None
) -> pd.DataFrame:
    """A sample as ``sampling.sample`` makes it, from the second prior within what history matching has left."""
    places = space.shares(space.table(matched.left), second=True)
    left = walked(matched.emulators, places, round(size / KEPT), seed, second=True)
    return sample(pool, left, size, runs, seed, progress, second=True)[0]


def identified(points: pd.DataFrame, typical: Mapping[str, float]) -> pd.DataFrame:
    """What a sample says about each parameter, against its prior.

    Columns ``parameter``, ``default``, ``prior_low``, ``prior_high``, ``q05``, ``median``, ``q95`` (of the sample),
    ``central`` (the set of ``central``) and ``narrowed``: 1 − spread in the sample / spread in the prior, both as
    standard deviations of the place in the prior range.  Near 0 the patterns say nothing about a parameter, near 1 they
    pin it down; below 0 is chance.
    """
    rows = []
    for name, prior in space.priors().items():
        values = points[name].to_numpy(np.float64)
        q05, median, q95 = np.quantile(values, (0.05, 0.5, 0.95)).tolist()
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
                "narrowed": 1.0 - float(prior.share(values).std()) * np.sqrt(12.0),
            }
        )
    return pd.DataFrame(rows)


def calibrate(
    target: str | Path,
    *,
    waves: int = 3,
    size: int = 200,
    runs: int = 200,
    seed: int = 1,
    workers: int | None = None,
    replace: bool = False,
    progress: Progress | None = None,
    tell: Tell = lambda *_, **__: None,
    csv: str = "en",
) -> pd.DataFrame:
    """Calibrate and write ``wave_1.csv`` … and ``FILES``.

    ``sample.csv`` is the sample of the posterior, ``second.csv`` the one from the second prior (``space``).
    ``runs`` are those of each scenario and parameter set in matching; the sampling takes half of them.  Waves of a
    stopped calibration with the same settings, version and folder are not simulated again.  ``csv`` is the style of
    the files, see ``csv_files``.  Returns the table of ``identified``.

    Raises UserError as ``folders.results_folder`` does.
    """
    settings = {"waves": waves, "size": size, "runs": runs, "seed": seed}
    made = {"versions": versions(), "rules": runner(SCHEDULE, True).fingerprint}
    names = frozenset((*FILES, *(f"wave_{number}.csv" for number in range(1, waves + 1))))
    part = Part("calibration", "calibration", settings | made, names, resumable=True)
    with results_folder(target, part, replace=replace, tell=tell) as folder:

        def file(number: int) -> Path:
            return folder / f"wave_{number}.csv"

        def kept(number: int) -> pd.DataFrame | None:
            return read_csv(file(number))[list(TARGETS)] if file(number).exists() else None

        def wave_done(number: int, wave: Wave) -> None:
            tell("wave", number=number, before=f"{wave.left_before:.2%}", left=f"{wave.left:.2%}")
            write_csv(wave.points.join(wave.figures), file(number), csv, digits=None, replace=True)

        with processes(workers) as pool:
            tell("matching", waves=waves)
            matched = match(pool, waves, size, runs, seed, progress, wave_done, kept)
            tell("recovery")
            first = matched.waves[0]
            write_csv(recover(first.points, first.figures), folder / "recovery.csv", csv, digits=4, replace=True)
            tell("sampling", size=size)
            points, simulated = sample(pool, matched.left, size, max(20, runs // 2), seed + waves, progress)
            typical = central(pool, points, runs, seed)
            write_csv(points, folder / "sample.csv", csv, replace=True)
            tell("second_prior", size=size)
            other = of_second_prior(pool, matched, size, max(20, runs // 2), seed + waves, progress)
            write_csv(other, folder / "second.csv", csv, replace=True)
        table = identified(points, typical)
        write_csv(table, folder / "identified.csv", csv, digits=4, replace=True)
        manifest = {
            "settings": settings,
            **made,
            "commit": commit(),
            "sets_simulated": [len(wave.points) for wave in matched.waves] + [simulated],
            "sets_kept": len(points),
            "left_of_the_prior": [wave.left for wave in matched.waves],
            "distance": {"median": float(points["distance"].median()), "most": float(points["distance"].max())},
        }
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        return table
