"""The commands ``coopsim findings`` and ``coopsim sensitivity``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coopsim.texts import UserError, text

if TYPE_CHECKING:
    from rich.console import Console

    from coopsim.robustness.cases import Progress, Sets


def _count(option: str, key: str, least: int) -> Any:
    def parse(found: str | int) -> int:
        from coopsim.commands import whole

        return whole(option, least)(str(found))

    return typer.Option(option, help=key, parser=parse, metavar="N")


Lang = Annotated[str, typer.Option("--lang", help="lang", metavar="en|de", envvar="COOPSIM_LANG", show_envvar=False)]
Workers = Annotated[int | None, _count("--workers", "findings_workers", 1)]
Out = Annotated[Path, typer.Option("--out", help="findings_out", metavar="FOLDER")]
Replace = Annotated[bool, typer.Option("--replace", help="replace")]


def findings(
    parameters: Annotated[str, typer.Option("--parameters", help="findings_parameters", metavar="CSV")] = "posterior",
    sets: Annotated[int, _count("--sets", "findings_sets", 4)] = 32,
    runs: Annotated[int | None, _count("--runs", "findings_runs", 2)] = None,
    workers: Workers = None,
    out: Out = Path("results/findings"),
    replace: Replace = False,
    lang: Lang = "en",
) -> None:
    from coopsim.calibration.batch import workers as processes
    from coopsim.folders import results_folder
    from coopsim.parameter_sets import fingerprint
    from coopsim.robustness import tables

    sample = _sample(parameters, sets)
    console = _console()
    part = tables.part_of("findings", {"parameters": fingerprint(sample), "sets": len(sample), "runs": runs})
    with results_folder(out, part, replace=replace, tell=partial(_tell, lang)) as folder:
        with processes(workers) as pool:
            made, about = tables.findings(sample, pool, runs, lambda key: _part(key, lang, console))
        tables.write(made, {"parameters": Path(parameters).name} | about, folder, "findings")
    _finished(out, "findings", lang)


def sensitivity(
    runs: Annotated[int, _count("--runs", "sensitivity_runs", 4)] = 60,
    trajectories: Annotated[int, _count("--trajectories", "sensitivity_trajectories", 2)] = 8,
    count: Annotated[int, _count("--count", "sensitivity_count", 2)] = 10,
    size: Annotated[int, _count("--size", "sensitivity_size", 2)] = 128,
    workers: Workers = None,
    out: Out = Path("results/sensitivity"),
    replace: Replace = False,
    lang: Lang = "en",
) -> None:
    from coopsim.calibration.batch import workers as processes
    from coopsim.folders import results_folder
    from coopsim.robustness import tables

    if size & (size - 1):
        raise UserError("power_of_two", option="--size", found=size)
    console = _console()
    settings = {"runs": runs, "trajectories": trajectories, "count": count, "size": size}
    part = tables.part_of("sensitivity", settings)
    with results_folder(out, part, replace=replace, tell=partial(_tell, lang)) as folder:
        with processes(workers) as pool:
            made, about = tables.sensitivities(
                pool,
                runs=runs,
                trajectories=trajectories,
                count=count,
                size=size,
                part=lambda key: _part(key, lang, console),
            )
        tables.write(made, about, folder, "sensitivity")
    _finished(out, "sensitivity", lang)


def _sample(name: str, count: int) -> Sets:
    """Parameter sets of the shipped posterior or of a file, thinned."""
    from importlib.resources import files

    from coopsim.parameter_sets import read_sets
    from coopsim.robustness.cases import thinned

    path = str(files("coopsim.calibration").joinpath("posterior.csv")) if name == "posterior" else name
    found = thinned(read_sets(path), count)
    if len(found) < 4:
        raise UserError("few_sets", found=len(found))
    return found


@contextmanager
def _part(key: str, lang: str, console: Console) -> Iterator[Progress]:
    from coopsim.report.progress import shown_progress

    console.print(text(lang, f"findings.begin.{key}"), soft_wrap=True, highlight=False)
    with shown_progress(lang, console) as progress:
        yield progress


def _finished(out: Path, name: str, lang: str) -> None:
    """Print what came out in sentences, and where the tables are."""
    from coopsim.folders import expanded
    from coopsim.robustness import pages, pages_sensitivity, pages_variants, tables

    made, about = tables.read(expanded(out), name)
    parts = {
        "findings": (pages.summary, pages_variants.ablation_summary, pages_variants.fragility),
        "sensitivity": (pages_sensitivity.summary,),
    }
    for part in parts[name]:
        typer.echo(part(made, about, lang), nl=False)
    typer.echo(text(lang, "honest.line"))
    _tell(lang, "written", folder=out)


def _tell(lang: str, key: str, **values: object) -> None:
    _console().print(text(lang, f"progress.{key}", **values), soft_wrap=True, highlight=False, markup=False)


def _console() -> Console:
    from rich.console import Console

    return Console(file=sys.stderr, highlight=False)
