"""The commands ``coopsim calibrate …``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from coopsim.cli.options import MOST_RUNS, Csv, Lang, Replace, Seed, group, number, place, teller
from coopsim.cli.standard_streams import tell
from coopsim.run.arguments import MOST_THREADS
from coopsim.texts import UserError, text

SCREENING = "screening.csv"

app = group("calibrate")

Runs = Annotated[int, number("--runs", "calibrate_runs", 20, MOST_RUNS)]
Workers = Annotated[int | None, number("--workers", "calibrate_workers", 1, MOST_THREADS)]
Out = Annotated[Path, place("--out", "calibrate_out")]


@app.command(name="screen", help="calibrate_screen")
def screen(
    trajectories: Annotated[int, number("--trajectories", "calibrate_trajectories", 2, 10_000)] = 6,
    runs: Runs = 100,
    seed: Seed = 1,
    workers: Workers = None,
    out: Out = Path("results/calibration"),
    replace: Replace = False,
    csv: Csv = "en",
    lang: Lang = "en",
) -> None:
    from coopsim.calibration.batch import workers as processes
    from coopsim.calibration.screening import screen as screen_all
    from coopsim.cli.progress import simulation_progress
    from coopsim.folders import Part, results_folder
    from coopsim.folders.csv_files import write_csv
    from coopsim.run.runner import runner

    _needs("SALib")
    asked = {"trajectories": trajectories, "runs": runs, "seed": seed, "rules": runner().fingerprint}
    part = Part("calibration", "screening", asked, frozenset([SCREENING]))
    with results_folder(out, part, replace=replace, tell=_teller(lang)) as folder:
        with processes(workers) as pool, simulation_progress(lang) as progress:
            table = screen_all(pool, trajectories, runs, seed, progress=progress)
        write_csv(table.reset_index(), folder / SCREENING, csv, digits=4)
    print(table.head(30).round(2).to_string())
    tell(text(lang, "progress.written", folder=out / SCREENING))


@app.command(name="run", help="calibrate_run")
def run(
    waves: Annotated[int, number("--waves", "calibrate_waves", 1, 100)] = 3,
    size: Annotated[int, number("--size", "calibrate_size", 10, 1_000_000)] = 200,
    runs: Runs = 200,
    seed: Seed = 1,
    workers: Workers = None,
    out: Out = Path("results/calibration"),
    replace: Replace = False,
    csv: Csv = "en",
    lang: Lang = "en",
) -> None:
    from coopsim.calibration.procedure import calibrate
    from coopsim.cli.progress import simulation_progress

    _needs("sklearn")
    with simulation_progress(lang) as progress:
        sizes = {"waves": waves, "size": size, "runs": runs, "seed": seed}
        result = calibrate(
            out, **sizes, workers=workers, replace=replace, progress=progress, tell=_teller(lang), csv=csv
        )
    print(result.to_string(index=False))
    tell(text(lang, "progress.written", folder=out))


def _needs(package: str) -> None:
    """Raises UserError, saying what to install, when a package of the extra is missing."""
    from importlib.util import find_spec

    if find_spec(package) is None:
        raise UserError("calibrate_missing", package=package)


def _teller(lang: str) -> Callable[..., None]:
    """Says what happens to the folder of results, and how far the calibration is."""
    folder, work = teller(lang), teller(lang, "calibrate")
    return lambda key, **values: (folder if key in ("replaced", "kept") else work)(key, **values)
