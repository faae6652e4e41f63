"""The command ``coopsim compare``: scenarios on the same runs, by governance model and approach."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from coopsim.analysis.precision import FIRST, MOST
from coopsim.cli import options
from coopsim.cli.options import Csv, Lang, Precision, Replace, ScenarioName, Seed, Threads
from coopsim.cli.progress import simulation_progress
from coopsim.cli.standard_streams import console, tell
from coopsim.texts import UserError, text
from coopsim.texts.numbers import number as plain
from coopsim.texts.quantities import duration

RUNS = 1000  #: per configuration, if nothing else is said
MaybeRuns = Annotated[int | None, options.number("--runs", "runs", 2, options.MOST_RUNS)]


def compare(
    scenario: ScenarioName,
    runs: MaybeRuns = None,
    precision: Precision = None,
    seed: Seed = 1,
    years: Annotated[int | None, options.number("--years", "years", 1, 100)] = None,
    governance: Annotated[list[str] | None, typer.Option("--governance", help="only_governance", metavar="ID")] = None,
    approach: Annotated[list[str] | None, typer.Option("--approach", help="only_approach", metavar="ID")] = None,
    parameters: Annotated[Path | None, options.place("--parameters", "parameter_sets", "CSV")] = None,
    lang: Lang = "en",
    out: Annotated[Path | None, options.place("--out", "out")] = None,
    replace: Replace = False,
    csv: Csv = "en",
    threads: Threads = None,
) -> None:
    from coopsim.analysis.comparison import compare as compare_scenarios
    from coopsim.analysis.labels import ALL_APPROACHES, NO_APPROACH, governance_by_approach
    from coopsim.cli.terminal import comparison_text
    from coopsim.folders import results_folder
    from coopsim.model.codes import APPROACHES
    from coopsim.report.results import drop_kept, kept_files, part_of, write
    from coopsim.scenario import load_scenario

    case = load_scenario(scenario)
    if years is not None:
        case = case.with_({"horizon_months": 12 * years})
    options.refuse_unknown("--governance", governance, case.governance_models)
    options.refuse_unknown("--approach", approach, (NO_APPROACH, ALL_APPROACHES, *APPROACHES))
    size = runs or (RUNS if precision is None else MOST)
    sets, drawn = None, None
    if parameters is not None:
        from coopsim.run.parameter_sets import fingerprint, read_sets

        if precision is not None:
            raise UserError("argument_precision_sets")
        sets = read_sets(parameters)
        drawn = fingerprint(sets)
    configurations: dict[Any, Any] = governance_by_approach(case, governance or None, approach or None)
    own = (case.governance, NO_APPROACH)
    target = out or Path("results") / case.id
    baseline = own if own in configurations else next(iter(configurations))
    lasting = precision is not None
    part = part_of(configurations, baseline, seed, size, drawn, precision=precision, resumable=lasting)
    with (
        results_folder(target, part, replace=replace, tell=options.teller(lang)) as folder,
        stopping(lasting, target, lang),
    ):
        about = {"configurations": len(configurations), "years": case.horizon_months // 12}
        about["runs"] = size if precision is None else min(size, FIRST)
        tell(text(lang, "progress.begin", **{name: plain(lang, value) for name, value in about.items()}))
        began = time.monotonic()
        kept = kept_files(configurations, folder) if lasting else {}
        with simulation_progress(lang) as progress:
            comparison = compare_scenarios(
                configurations,
                size,
                seed,
                baseline=baseline,
                precision=precision,
                parameter_sets=sets,
                threads=threads,
                progress=progress,
                keep=kept,
            )
        total = plain(lang, len(comparison.runs))
        tell(text(lang, "progress.finished", total=total, time=duration(lang, time.monotonic() - began)))
        tell(text(lang, "progress.writing"))
        write(comparison, folder, lang, csv)
        drop_kept(kept)
    print(comparison_text(comparison, lang, max(80, console(error=False).width)), end="")
    tell(text(lang, "progress.written", folder=target))


@contextmanager
def stopping(lasting: bool, folder: Path, lang: str) -> Iterator[None]:
    """Says, when work that lasts is stopped, that the same command goes on with it."""
    try:
        yield
    except KeyboardInterrupt:
        if not lasting:
            raise
        tell(text(lang, "experiment.interrupted", folder=folder))
        sys.exit(130)
