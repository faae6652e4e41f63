"""The commands ``coopsim findings`` and ``coopsim sensitivity``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coopsim.cli.options import MOST_RUNS, Csv, Lang, Replace, number, place, teller
from coopsim.cli.standard_streams import tell
from coopsim.run.arguments import MOST_THREADS
from coopsim.texts import UserError, text

if TYPE_CHECKING:
    from coopsim.robustness.cases import Progress, Sets


Workers = Annotated[int | None, number("--workers", "findings_workers", 1, MOST_THREADS)]
Out = Annotated[Path, place("--out", "findings_out")]


def findings(
    parameters: Annotated[str, typer.Option("--parameters", help="findings_parameters", metavar="CSV")] = "posterior",
    sets: Annotated[int, number("--sets", "findings_sets", 4, 100_000)] = 32,
    runs: Annotated[int | None, number("--runs", "findings_runs", 2, MOST_RUNS)] = None,
    workers: Workers = None,
    out: Out = Path("results/findings"),
    replace: Replace = False,
    csv: Csv = "en",
    lang: Lang = "en",
) -> None:
    from coopsim.calibration.batch import workers as processes
    from coopsim.folders import results_folder
    from coopsim.robustness import tables
    from coopsim.run.parameter_sets import fingerprint

    sample = _sample(parameters, sets)
    part = tables.part_of("findings", {"parameters": fingerprint(sample), "sets": len(sample), "runs": runs})
    with results_folder(out, part, replace=replace, tell=teller(lang)) as folder:
        with processes(workers) as pool:
            made, about = tables.findings(sample, pool, runs, lambda key: _part(key, lang))
        tables.write(made, {"parameters": Path(parameters).name} | about, folder, "findings", csv)
    _finished(out, "findings", lang)


def sensitivity(
    runs: Annotated[int, number("--runs", "sensitivity_runs", 4, MOST_RUNS)] = 60,
    trajectories: Annotated[int, number("--trajectories", "sensitivity_trajectories", 2, 10_000)] = 8,
    count: Annotated[int, number("--count", "sensitivity_count", 2, 1000)] = 10,
    size: Annotated[int, number("--size", "sensitivity_size", 2, 2**20)] = 128,
    workers: Workers = None,
    out: Out = Path("results/sensitivity"),
    replace: Replace = False,
    csv: Csv = "en",
    lang: Lang = "en",
) -> None:
    from coopsim.calibration.batch import workers as processes
    from coopsim.folders import results_folder
    from coopsim.robustness import tables

    if size & (size - 1):
        raise UserError("power_of_two", option="--size", found=size)
    settings = {"runs": runs, "trajectories": trajectories, "count": count, "size": size}
    part = tables.part_of("sensitivity", settings)
    with results_folder(out, part, replace=replace, tell=teller(lang)) as folder:
        with processes(workers) as pool:
            made, about = tables.sensitivities(
                pool,
                runs=runs,
                trajectories=trajectories,
                count=count,
                size=size,
                part=lambda key: _part(key, lang),
            )
        tables.write(made, about, folder, "sensitivity", csv)
    _finished(out, "sensitivity", lang)


def _sample(name: str, count: int) -> Sets:
    """Parameter sets of the shipped posterior or of a file, thinned."""
    from importlib.resources import files

    from coopsim.robustness.cases import thinned
    from coopsim.run.parameter_sets import read_sets

    path = str(files("coopsim.calibration").joinpath("posterior.csv")) if name == "posterior" else name
    found = thinned(read_sets(path), count)
    if len(found) < 4:
        raise UserError("few_sets", found=len(found))
    return found


@contextmanager
def _part(key: str, lang: str) -> Iterator[Progress]:
    from coopsim.cli.progress import simulation_progress

    tell(text(lang, f"findings.begin.{key}"))
    with simulation_progress(lang) as progress:
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
        print(part(made, about, lang), end="")
    print(text(lang, "honest.line"))
    tell(text(lang, "progress.written", folder=out))
