"""The commands ``coopsim calibrate …``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coopsim.options import MOST_RUNS, MOST_WORKERS, Csv, Lang, Seed, number, place
from coopsim.standard_streams import tell
from coopsim.texts import UserError, text

app = typer.Typer(name="calibrate", help="calibrate", no_args_is_help=True, rich_markup_mode=None)


Runs = Annotated[int, number("--runs", "calibrate_runs", 20, MOST_RUNS)]
Workers = Annotated[int | None, number("--workers", "calibrate_workers", 1, MOST_WORKERS)]
Out = Annotated[Path, place("--out", "calibrate_out")]


@app.callback()
def common(lang: Lang = "en") -> None:
    """Options before the command; the language is looked up by ``coopsim.cli``."""


@app.command(name="screen", help="calibrate_screen")
def screen(
    trajectories: Annotated[int, number("--trajectories", "calibrate_trajectories", 2, 10_000)] = 6,
    runs: Runs = 100,
    seed: Seed = 1,
    workers: Workers = None,
    out: Out = Path("results/calibration"),
    csv: Csv = "en",
    lang: Lang = "en",
) -> None:
    from coopsim.calibration.batch import workers as processes
    from coopsim.calibration.screening import screen as screen_all
    from coopsim.csv_files import write_csv
    from coopsim.report.progress import shown_progress

    _needs("SALib")
    target = _folder(out) / "screening.csv"
    with processes(workers) as pool, shown_progress(lang) as progress:
        table = screen_all(pool, trajectories, runs, seed, progress=progress)
    write_csv(table.reset_index(), target, csv, digits=4)
    print(table.head(30).round(2).to_string())
    tell(text(lang, "progress.written", folder=target))


@app.command(name="run", help="calibrate_run")
def run(
    waves: Annotated[int, number("--waves", "calibrate_waves", 1, 100)] = 3,
    size: Annotated[int, number("--size", "calibrate_size", 10, 1_000_000)] = 200,
    runs: Runs = 200,
    seed: Seed = 1,
    workers: Workers = None,
    out: Out = Path("results/calibration"),
    csv: Csv = "en",
    lang: Lang = "en",
) -> None:
    from coopsim.calibration.procedure import calibrate
    from coopsim.report.progress import shown_progress

    for package in ("pyabc", "sklearn"):
        _needs(package)
    folder = _folder(out)
    with shown_progress(lang) as progress:
        result = calibrate(
            folder,
            waves=waves,
            size=size,
            runs=runs,
            seed=seed,
            workers=workers,
            progress=progress,
            tell=lambda key, **values: tell(text(lang, f"calibrate.{key}", **values)),
            csv=csv,
        )
    print(result.to_string(index=False))
    tell(text(lang, "progress.written", folder=folder))


def _needs(package: str) -> None:
    """Raises UserError, saying what to install, when a package of the extra is missing."""
    from importlib.util import find_spec

    if find_spec(package) is None:
        raise UserError("calibrate_missing", package=package)


def _folder(out: Path) -> Path:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError("folder", folder=out, reason=error.strerror or error) from error
    return out

