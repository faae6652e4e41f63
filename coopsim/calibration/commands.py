"""The commands ``coopsim calibrate …``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coopsim.texts import UserError, text

if TYPE_CHECKING:
    from rich.console import Console

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
    lang: Lang = "en",
) -> None:
    from coopsim.calibration.batch import workers as processes
    from coopsim.calibration.screening import screen as screen_all
    from coopsim.report.progress import shown_progress

    _needs("SALib")
    target = _folder(out) / "screening.csv"
    with processes(workers) as pool, shown_progress(lang, _errors()) as progress:
        table = screen_all(pool, trajectories, runs, seed, progress=progress)
    table.to_csv(target, float_format="%.4g")
    typer.echo(table.head(30).round(2).to_string())
    _written(lang, target)


@app.command(name="run", help="calibrate_run")
def run(
    waves: Annotated[int, _count("--waves", "calibrate_waves", 1)] = 3,
    size: Annotated[int, _count("--size", "calibrate_size", 10)] = 200,
    runs: Runs = 200,
    seed: Seed = 1,
    workers: Workers = None,
    out: Out = Path("results/calibration"),
    lang: Lang = "en",
) -> None:
    from coopsim.calibration.procedure import calibrate
    from coopsim.report.progress import shown_progress

    for package in ("pyabc", "sklearn"):
        _needs(package)
    folder = _folder(out)
    errors = _errors()

    def tell(key: str, **values: object) -> None:
        errors.print(text(lang, f"calibrate.{key}", **values), soft_wrap=True, highlight=False)

    with shown_progress(lang, errors) as progress:
        result = calibrate(
            folder,
            waves=waves,
            size=size,
            runs=runs,
            seed=seed,
            workers=workers,
            progress=progress,
            tell=tell,
        )
    typer.echo(result.to_string(index=False))
    _written(lang, folder)


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


def _errors() -> Console:
    from rich.console import Console

    return Console(file=sys.stderr, highlight=False)


def _written(lang: str, target: Path) -> None:
    _errors().print(text(lang, "progress.written", folder=target), soft_wrap=True, highlight=False)
