"""The commands ``coopsim calibrate …``."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coopsim.texts import UserError, text

if TYPE_CHECKING:
    from rich.console import Console

SCREENING = "screening.csv"

app = typer.Typer(name="calibrate", help="calibrate", no_args_is_help=True, rich_markup_mode="rich")


def _count(option: str, key: str, least: int) -> Any:
    def parse(found: str | int) -> int:
        from coopsim.commands import whole

        return whole(option, least)(str(found))

    return typer.Option(option, help=key, parser=parse, metavar="N")


Lang = Annotated[str, typer.Option("--lang", help="lang", metavar="en|de", envvar="COOPSIM_LANG", show_envvar=False)]
Seed = Annotated[int, _count("--seed", "seed", 0)]
Runs = Annotated[int, _count("--runs", "calibrate_runs", 20)]
Workers = Annotated[int | None, _count("--workers", "calibrate_workers", 1)]
Out = Annotated[Path, typer.Option("--out", help="calibrate_out", metavar="FOLDER")]
Replace = Annotated[bool, typer.Option("--replace", help="replace")]


@app.callback()
def common(lang: Lang = "en") -> None:
    """Options before the command; the language is looked up by ``coopsim.cli``."""


@app.command(name="screen", help="calibrate_screen")
def screen(
    trajectories: Annotated[int, _count("--trajectories", "calibrate_trajectories", 2)] = 6,
    runs: Runs = 100,
    seed: Seed = 1,
    workers: Workers = None,
    out: Out = Path("results/calibration"),
    replace: Replace = False,
    lang: Lang = "en",
) -> None:
    from coopsim.calibration.batch import workers as processes
    from coopsim.calibration.screening import screen as screen_all
    from coopsim.ensemble import runner
    from coopsim.folders import Part, results_folder
    from coopsim.report.progress import shown_progress

    _needs("SALib")
    asked = {"trajectories": trajectories, "runs": runs, "seed": seed, "rules": runner().fingerprint}
    part = Part("calibration", "screening", asked, frozenset([SCREENING]))
    with results_folder(out, part, replace=replace, tell=partial(_tell, lang)) as folder:
        with processes(workers) as pool, shown_progress(lang, _errors()) as progress:
            table = screen_all(pool, trajectories, runs, seed, progress=progress)
        table.to_csv(folder / SCREENING, float_format="%.4g")
    typer.echo(table.head(30).round(2).to_string())
    _tell(lang, "written", folder=out / SCREENING)


@app.command(name="run", help="calibrate_run")
def run(
    waves: Annotated[int, _count("--waves", "calibrate_waves", 1)] = 3,
    size: Annotated[int, _count("--size", "calibrate_size", 10)] = 200,
    runs: Runs = 200,
    seed: Seed = 1,
    workers: Workers = None,
    out: Out = Path("results/calibration"),
    replace: Replace = False,
    lang: Lang = "en",
) -> None:
    from coopsim.calibration.procedure import calibrate
    from coopsim.report.progress import shown_progress

    for package in ("pyabc", "sklearn"):
        _needs(package)
    with shown_progress(lang, _errors()) as progress:
        result = calibrate(
            out,
            waves=waves,
            size=size,
            runs=runs,
            seed=seed,
            workers=workers,
            replace=replace,
            progress=progress,
            tell=partial(_tell, lang),
        )
    typer.echo(result.to_string(index=False))
    _tell(lang, "written", folder=out)


def _needs(package: str) -> None:
    """Raises UserError, saying what to install, when a package of the extra is missing."""
    from importlib.util import find_spec

    if find_spec(package) is None:
        raise UserError("calibrate_missing", package=package)


def _errors() -> Console:
    from rich.console import Console

    return Console(file=sys.stderr, highlight=False)


def _tell(lang: str, key: str, **values: object) -> None:
    room = "progress" if key in ("replaced", "kept", "written") else "calibrate"
    _errors().print(text(lang, f"{room}.{key}", **values), soft_wrap=True, highlight=False, markup=False)
