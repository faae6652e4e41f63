"""The commands ``coopsim experiment …``: a few lines each over the public API."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coopsim.cli.options import Lang, Precision, Workers, group, place
from coopsim.cli.standard_streams import tell
from coopsim.texts import UserError, short, text
from coopsim.texts.quantities import duration

if TYPE_CHECKING:
    from coopsim.experiment.experiment import Experiment

app = group("experiment")

FileName = Annotated[str, typer.Argument(help="experiment_file", metavar="FILE")]
Out = Annotated[Path | None, place("--out", "experiment_out")]


def shard_of(found: str) -> Any:
    """``"3/100"`` as a shard; raises UserError."""
    from coopsim.experiment.running import Shard

    match = re.fullmatch(r"\s*(\d{1,9})\s*/\s*(\d{1,9})\s*", found)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise UserError("experiment_shard", found=short(found))
    return Shard(int(match[1]), int(match[2]))


ShardOption = Annotated[Any, typer.Option("--shard", help="shard", metavar="K/N", parser=shard_of)]
Dask = Annotated[str | None, typer.Option("--dask", help="dask", metavar="ADDRESS")]
SchedulerFile = Annotated[Path | None, place("--dask-scheduler-file", "dask_file", "FILE")]


@app.command(name="plan", help="experiment_plan")
def plan(file: FileName, workers: Workers = None, lang: Lang = "en") -> None:
    from coopsim.experiment.describing import plan_text
    from coopsim.experiment.planning import plan_experiment
    from coopsim.run.spreading import processors

    experiment = _loaded(file, lang)
    tell(text(lang, "experiment.piloting"))
    print(plan_text(plan_experiment(experiment, workers or processors()), experiment, lang))


@app.command(name="run", help="experiment_run")
def run(
    file: FileName,
    workers: Workers = None,
    out: Out = None,
    shard: ShardOption = None,
    dask: Dask = None,
    dask_scheduler_file: SchedulerFile = None,
    strict: Annotated[bool, typer.Option("--strict", help="strict")] = False,
    precision: Precision = None,
    lang: Lang = "en",
) -> None:
    from coopsim.analysis.precision import of_points
    from coopsim.cli.progress import experiment_progress
    from coopsim.experiment.describing import problems_text
    from coopsim.experiment.running import default_folder, run_experiment
    from coopsim.run.spreading import processors

    experiment = _loaded(file, lang, say=not strict)
    if precision is not None and shard is not None:
        raise UserError("experiment_precision_shard")
    folder = out or default_folder(experiment)
    used = workers or (1 if shard is not None else processors())
    began = time.monotonic()
    try:
        backend = None
        if dask is not None or dask_scheduler_file is not None:
            from coopsim.experiment.cluster import dask_backend

            backend = dask_backend(dask, dask_scheduler_file)
        with experiment_progress(lang) as progress:
            results = run_experiment(
                experiment,
                folder,
                workers=used,
                shard=shard,
                backend=backend,
                strict=strict,
                wanted=None if precision is None else of_points(precision),
                progress=progress,
            )
    except KeyboardInterrupt:
        tell(text(lang, "experiment.interrupted", folder=folder))
        sys.exit(130)
    ended = "finished" if results.complete else "part_finished" if precision is None else "sure"
    tell(text(lang, f"experiment.{ended}", time=duration(lang, time.monotonic() - began), folder=folder))
    if words := problems_text(results, lang):  # how many runs could not be simulated, and the commonest reasons
        tell(words)


@app.command(name="status", help="experiment_status")
def status(file: FileName, out: Out = None, lang: Lang = "en") -> None:
    from coopsim.experiment.describing import status_text
    from coopsim.experiment.reading import load_experiment
    from coopsim.experiment.running import default_folder

    place = Path(file)
    folder = out or (place if place.is_dir() else default_folder(load_experiment(file)))
    print(status_text(folder, lang))


def _loaded(file: str, lang: str, say: bool = True) -> Experiment:
    """The experiment, with a word on levels that its base scenario does not take; a strict run stops at them anyway."""
    from coopsim.experiment.reading import load_experiment

    experiment = load_experiment(file)
    if not say:
        return experiment
    for problem in experiment.doubts:
        tell(problem.text(lang))
    if experiment.doubts:
        tell(text(lang, "experiment.doubts"))
    return experiment
