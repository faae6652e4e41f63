"""The commands: options, progress, and what is printed at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from coopsim.calibration.batch import workers as processes
from coopsim.cli.options import MOST_RUNS, Csv, Lang, Replace, number, place, teller
from coopsim.cli.progress import simulation_progress
from coopsim.cli.standard_streams import tell
from coopsim.folders import expanded, results_folder
from coopsim.run.arguments import MOST_THREADS
from coopsim.run.parameter_sets import fingerprint
from coopsim.run.progress import Progress
from coopsim.texts import UserError, text
from paper import pages, tables

app = typer.Typer(help="paper", no_args_is_help=True, add_completion=False, rich_markup_mode=None)

#: The sample of ``coopsim calibrate run`` from the second prior.
SECOND: Final = Path(__file__).resolve().parents[1] / "docs" / "tables" / "calibration" / "second.csv"

Workers = Annotated[int | None, number("--workers", "findings_workers", 1, MOST_THREADS)]
Out = Annotated[Path, place("--out", "findings_out")]


@app.command(help="findings")
def findings(
    parameters: Annotated[str, typer.Option("--parameters", help="findings_parameters", metavar="CSV")] = "posterior",
    second: Annotated[Path, typer.Option("--second", help="findings_second", metavar="CSV")] = SECOND,
    sets: Annotated[int, number("--sets", "findings_sets", 4, 100_000)] = 120,
    runs: Annotated[int | None, number("--runs", "findings_runs", 2, MOST_RUNS)] = None,
    workers: Workers = None,
    out: Out = Path("results/findings"),
    replace: Replace = False,
    csv: Csv = "en",
    lang: Lang = "en",
) -> None:
    sample, other = tables.sample(parameters, sets), tables.sample(str(second), sets)
    asked = {"parameters": fingerprint(sample), "second": fingerprint(other), "sets": len(sample), "runs": runs}
    part = tables.part_of("findings", asked)
    with results_folder(out, part, replace=replace, tell=teller(lang)) as folder:
        with processes(workers) as pool:
            made, about = tables.findings(sample, other, pool, runs, lambda key: _part(key, lang))
        tables.write(made, {"parameters": Path(parameters).name} | about, folder, "findings", csv)
    _finished(out, "findings", lang)


@app.command(help="sensitivity")
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
    if size & (size - 1):
        raise UserError("power_of_two", option="--size", found=size)
    settings: dict[str, Any] = {"runs": runs, "trajectories": trajectories, "count": count, "size": size}
    part = tables.part_of("sensitivity", settings)
    with results_folder(out, part, replace=replace, tell=teller(lang)) as folder:
        with processes(workers) as pool:
            made, about = tables.sensitivities(pool, **settings, part=lambda key: _part(key, lang))
        tables.write(made, about, folder, "sensitivity", csv)
    _finished(out, "sensitivity", lang)


@contextmanager
def _part(key: str, lang: str) -> Iterator[Progress]:
    tell(text(lang, f"findings.begin.{key}"))
    with simulation_progress(lang) as progress:
        yield progress


def _finished(out: Path, page: str, lang: str) -> None:
    """Print what came out in sentences, and where the tables are."""
    made, about = tables.read(expanded(out), page)
    for block in pages.PRINTED[page]:
        print(pages.told(page, block, made, about, lang), end="")
    print(text(lang, "honest.line"))
    tell(text(lang, "progress.written", folder=out))
