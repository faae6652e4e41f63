"""The commands ``coopsim experiment …``: a few lines each over the public API."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coopsim.texts import UserError, text

if TYPE_CHECKING:
    from rich.console import Console

    from coopsim.experiment.experiment import Experiment
    from coopsim.experiment.running import Backend

app = typer.Typer(name="experiment", help="experiment", no_args_is_help=True, rich_markup_mode="rich")

FileName = Annotated[str, typer.Argument(help="experiment_file", metavar="FILE")]
Lang = Annotated[str, typer.Option("--lang", help="lang", metavar="en|de", envvar="COOPSIM_LANG", show_envvar=False)]
Out = Annotated[Path | None, typer.Option("--out", help="experiment_out", metavar="FOLDER")]


def _workers(found: str | int) -> int:
    from coopsim.commands import whole

    return whole("--workers", 1)(str(found))


def shard_of(found: str) -> Any:
    """``"3/100"`` as a shard; raises UserError."""
    from coopsim.experiment.running import Shard

    match = re.fullmatch(r"\s*(\d+)\s*/\s*(\d+)\s*", found)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise UserError("experiment_shard", found=found)
    return Shard(int(match[1]), int(match[2]))


Workers = Annotated[int | None, typer.Option("--workers", help="workers", metavar="N", parser=_workers)]
ShardOption = Annotated[Any, typer.Option("--shard", help="shard", metavar="K/N", parser=shard_of)]
Dask = Annotated[str | None, typer.Option("--dask", help="dask", metavar="ADDRESS")]
SchedulerFile = Annotated[Path | None, typer.Option("--dask-scheduler-file", help="dask_file", metavar="FILE")]


@app.callback()
def common(lang: Lang = "en") -> None:
    """Options before the command; the language is looked up by ``coopsim.cli``."""


@app.command(name="plan", help="experiment_plan")
def plan(file: FileName, workers: Workers = None, lang: Lang = "en") -> None:
    from coopsim.experiment.describing import plan_text
    from coopsim.experiment.local import processors
    from coopsim.experiment.planning import plan_experiment

    experiment = _loaded(file, lang)
    _console(sys.stderr).print(text(lang, "experiment.piloting"), highlight=False)
    typer.echo(plan_text(plan_experiment(experiment, workers or processors()), experiment, lang))


@app.command(name="run", help="experiment_run")
def run(
    file: FileName,
    workers: Workers = None,
    out: Out = None,
    shard: ShardOption = None,
    dask: Dask = None,
    dask_scheduler_file: SchedulerFile = None,
    strict: Annotated[bool, typer.Option("--strict", help="strict")] = False,
    lang: Lang = "en",
) -> None:
    from coopsim.experiment.local import processors
    from coopsim.experiment.running import default_folder, run_experiment
    from coopsim.experiment.watching import span, watched

    experiment = _loaded(file, lang, tell=not strict)
    folder = out or default_folder(experiment)
    errors = _console(sys.stderr)

    def say(key: str, **values: object) -> None:
        errors.print(text(lang, f"experiment.{key}", **values), soft_wrap=True, highlight=False)

    used = workers or (1 if shard is not None else processors())
    began = time.monotonic()
    try:
        with watched(lang, errors) as progress:
            results = run_experiment(
                experiment,
                folder,
                workers=used,
                shard=shard,
                backend=_backend(dask, dask_scheduler_file),
                strict=strict,
                progress=progress,
            )
    except KeyboardInterrupt:
        say("interrupted", folder=folder)
        sys.exit(130)
    say("finished" if results.complete else "part_finished", time=span(lang, time.monotonic() - began), folder=folder)
    _problems(results, lang)


@app.command(name="status", help="experiment_status")
def status(file: FileName, out: Out = None, lang: Lang = "en") -> None:
    from coopsim.experiment.describing import status_text
    from coopsim.experiment.reading import load_experiment
    from coopsim.experiment.running import default_folder

    place = Path(file)
    folder = out or (place if place.is_dir() else default_folder(load_experiment(file)))
    typer.echo(status_text(folder, lang))


def _loaded(file: str, lang: str, tell: bool = True) -> Experiment:
    """The experiment, with a word on levels that its base scenario does not take; a strict run stops at them anyway."""
    from coopsim.experiment.reading import load_experiment

    experiment = load_experiment(file)
    errors = _console(sys.stderr)
    if not tell:
        return experiment
    for problem in experiment.doubts:
        errors.print(problem.text(lang), soft_wrap=True, highlight=False, markup=False)
    if experiment.doubts:
        errors.print(text(lang, "experiment.doubts"), soft_wrap=True, highlight=False)
    return experiment


def _backend(address: str | None, scheduler_file: Path | None) -> Backend | None:
    if address is None and scheduler_file is None:
        return None
    from coopsim.experiment.cluster import dask_backend

    return dask_backend(address, scheduler_file)


def _problems(results: Any, lang: str) -> None:
    """Say how many runs could not be simulated, and the commonest reasons."""
    from coopsim.experiment.describing import problems_text

    words = problems_text(results, lang)
    if words:
        typer.echo(words, err=True)


def _console(stream: Any) -> Console:
    from rich.console import Console

    # A job on a cluster has no terminal to ask for its width.
    return Console(file=stream, highlight=False, width=None if stream.isatty() else int(os.environ.get("COLUMNS", 100)))
