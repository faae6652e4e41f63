"""The commands: each is a few lines over the public API, and heavy imports happen inside.

Help texts are keys of ``coopsim.texts``; ``help_page`` puts the words of a language in their place.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coopsim.cli.calibrate import app as calibrate_app
from coopsim.cli.experiment import app as experiment_app
from coopsim.cli.inspect import inspect
from coopsim.cli.moved import FORWARDED, moved
from coopsim.cli.options import (
    Csv,
    Lang,
    Replace,
    Runs,
    ScenarioName,
    Seed,
    Threads,
    number,
    place,
    refuse_unknown,
    teller,
)
from coopsim.cli.options import Run as RunNumber
from coopsim.cli.report import report
from coopsim.cli.standard_streams import console, printable, tell
from coopsim.cli.workshop import workshop
from coopsim.texts import text

if TYPE_CHECKING:
    from coopsim.analysis.comparison import Comparison
    from coopsim.scenario.schema import Scenario

app = typer.Typer(name="coopsim", help="app", no_args_is_help=True, add_completion=False, rich_markup_mode=None)
app.add_typer(calibrate_app)
app.add_typer(experiment_app)


@app.callback(invoke_without_command=True)
def common(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="version", is_eager=True)] = False,
    lang: Lang = "en",
) -> None:
    """Options before the command."""
    if version:
        from coopsim import __version__

        print(f"coopsim {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command(help="compare")
def compare(
    scenario: ScenarioName,
    runs: Runs = 1000,
    seed: Seed = 1,
    years: Annotated[int | None, number("--years", "years", 1, 100)] = None,
    governance: Annotated[list[str] | None, typer.Option("--governance", help="only_governance", metavar="ID")] = None,
    approach: Annotated[list[str] | None, typer.Option("--approach", help="only_approach", metavar="ID")] = None,
    parameters: Annotated[Path | None, place("--parameters", "parameter_sets", "CSV")] = None,
    lang: Lang = "en",
    out: Annotated[Path | None, place("--out", "out")] = None,
    replace: Replace = False,
    csv: Csv = "en",
    threads: Threads = None,
) -> None:
    from coopsim.analysis.comparison import ALL_APPROACHES, NO_APPROACH, governance_by_approach
    from coopsim.cli.terminal import comparison_text
    from coopsim.folders import results_folder
    from coopsim.model.codes import APPROACHES
    from coopsim.report.results import part_of

    case = _load(scenario, years)
    refuse_unknown("--governance", governance, case.governance_models)
    refuse_unknown("--approach", approach, (NO_APPROACH, ALL_APPROACHES, *APPROACHES))
    sets, drawn = None, None
    if parameters is not None:
        from coopsim.run.parameter_sets import fingerprint, read_sets

        sets = read_sets(parameters)
        drawn = fingerprint(sets)
    configurations = governance_by_approach(case, governance or None, approach or None)
    own = (case.governance, NO_APPROACH)
    target = out or Path("results") / case.id
    baseline = own if own in configurations else next(iter(configurations))
    part = part_of(configurations, baseline, seed, runs, drawn)
    with results_folder(target, part, replace=replace, tell=teller(lang)) as folder:
        comparison = _compare_into(folder, configurations, baseline, runs, seed, sets, threads, lang, csv)
    print(comparison_text(comparison, lang, max(80, console(error=False).width)), end="")
    tell(text(lang, "progress.written", folder=target))


def _compare_into(
    folder: Path,
    configurations: dict[Any, Scenario],
    baseline: Any,
    runs: int,
    seed: int,
    sets: list[dict[str, float]] | None,
    threads: int | None,
    lang: str,
    csv: str,
) -> Comparison:
    """Simulate and write everything into a folder."""
    import time

    from coopsim.analysis.comparison import compare as compare_scenarios
    from coopsim.report.results import write
    from coopsim.run.progress import duration, shown_progress
    from coopsim.texts.numbers import number

    years = next(iter(configurations.values())).horizon_months // 12
    sizes = {"configurations": len(configurations), "runs": runs, "years": years}
    tell(text(lang, "progress.begin", **{name: number(lang, size) for name, size in sizes.items()}))
    began = time.monotonic()
    with shown_progress(lang) as progress:
        comparison = compare_scenarios(
            configurations, runs, seed, baseline=baseline, parameter_sets=sets, threads=threads, progress=progress
        )
    total = number(lang, runs * len(configurations))
    tell(text(lang, "progress.finished", total=total, time=duration(lang, time.monotonic() - began)))
    tell(text(lang, "progress.writing"))
    write(comparison, folder, lang, csv)
    return comparison


app.command(help="report")(report)


@app.command(help="run")
def run(
    scenario: ScenarioName,
    seed: Seed = 1,
    run: RunNumber = 0,
    lang: Lang = "en",
) -> None:
    from coopsim.story import tell_story

    print(tell_story(_load(scenario, None), seed, run, lang))
    _honest(lang)


@app.command(help="check")
def check(files: Annotated[list[str], typer.Argument(help="files", metavar="FILE...")], lang: Lang = "en") -> None:
    from coopsim.scenario import check_file

    faulty = False
    for file in files:
        problems = check_file(file)
        faulty |= bool(problems)
        for problem in problems:
            tell(problem.text(lang))
        if not problems:
            print(printable(text(lang, "check.good", file=file)))
    if faulty:
        raise typer.Exit(2)


@app.command(help="parameters")
def parameters(
    lang: Lang = "en",
    markdown: Annotated[bool, typer.Option("--markdown", help="markdown")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="json")] = False,
) -> None:
    from coopsim.cli import listings
    from coopsim.report.results import markdown_table

    if as_json:
        print(json.dumps(listings.parameters_data(), indent=2))
    elif markdown:
        print(markdown_table(*listings.parameters(lang)), end="")
    else:
        listings.print_rows(*listings.parameters_short(lang))


@app.command(help="scenarios")
def scenarios(lang: Lang = "en") -> None:
    from coopsim.cli import listings

    listings.print_rows(*listings.scenarios(lang))


@app.command(help="schema")
def schema(lang: Lang = "en") -> None:
    from coopsim.scenario import json_schema

    print(json.dumps(json_schema(), indent=2))


@app.command(help="patterns")
def patterns(
    runs: Runs = 1000,
    seed: Seed = 1,
    lang: Lang = "en",
    markdown: Annotated[bool, typer.Option("--markdown", help="markdown")] = False,
) -> None:
    from coopsim.calibration.patterns import rows, simulate_patterns
    from coopsim.cli import listings
    from coopsim.report.results import markdown_table
    from coopsim.run.progress import shown_progress

    with shown_progress(lang) as progress:
        found = simulate_patterns(runs=runs, seed=seed, progress=progress)
    if markdown:
        print(markdown_table(*rows(found, lang)), end="")
        return
    headings, cells = rows(found, lang)
    listings.print_rows(headings[:5], [row[:5] for row in cells])
    print(text(lang, "patterns.note"))
    _honest(lang)


@app.command(help="governance")
def governance(lang: Lang = "en") -> None:
    from coopsim.cli import listings

    headings = [text(lang, "list.attribute"), ""]
    for name, title, rows in listings.governance(lang):
        listings.print_rows(headings, [list(row) for row in rows], f"{title} ({name})")


@app.command(help="schedule")
def schedule(lang: Lang = "en") -> None:
    from coopsim.submodels.schedule import SCHEDULE

    print(str(SCHEDULE))


app.command(name="findings", help="moved", context_settings=FORWARDED)(moved)
app.command(name="sensitivity", help="moved", context_settings=FORWARDED)(moved)
app.command(help="workshop")(workshop)
app.command(help="inspect")(inspect)


def _load(name: str, years: int | None) -> Scenario:
    from coopsim.scenario import load_scenario

    case = load_scenario(name)
    return case if years is None else case.with_({"horizon_months": 12 * years})


def _honest(lang: str) -> None:
    print(text(lang, "honest.line"))
