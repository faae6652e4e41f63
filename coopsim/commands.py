"""The commands: each is a few lines over the public API, and heavy imports happen inside.

Help texts are keys of ``coopsim.texts``; ``coopsim.cli`` puts the words of a language in their place.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coopsim.calibration.commands import app as calibrate_app
from coopsim.experiment.commands import app as experiment_app
from coopsim.mesa_view.command import inspect
from coopsim.report.document.commands import report
from coopsim.robustness.commands import findings, sensitivity
from coopsim.texts import UserError, text
from coopsim.workshop.command import workshop

if TYPE_CHECKING:
    from rich.console import Console

    from coopsim.comparison import Comparison
    from coopsim.scenario.schema import Scenario

app = typer.Typer(name="coopsim", help="app", no_args_is_help=True, add_completion=False, rich_markup_mode="rich")
app.add_typer(calibrate_app)
app.add_typer(experiment_app)


def whole(option: str, least: int, most: int | None = None) -> Callable[[str], int]:
    """Parser of a whole number at least ``least``; raises UserError."""

    def parse(found: str | int) -> int:
        try:
            value = int(found)
        except ValueError:
            raise UserError("whole_number", option=option, found=found) from None
        if value < least:
            raise UserError("at_least", option=option, least=least, found=value)
        if most is not None and value > most:
            raise UserError("at_most", option=option, most=most, found=value)
        return value

    return parse


def _number(option: str, key: str, least: int, most: int | None = None) -> Any:
    return typer.Option(option, help=key, parser=whole(option, least, most), metavar="N")


ScenarioName = Annotated[str, typer.Argument(help="scenario", metavar="SCENARIO")]
Lang = Annotated[str, typer.Option("--lang", help="lang", metavar="en|de", envvar="COOPSIM_LANG", show_envvar=False)]
Seed = Annotated[int, _number("--seed", "seed", 0)]
Replace = Annotated[bool, typer.Option("--replace", help="replace")]
Threads = Annotated[int | None, _number("--threads", "threads", 1)]


@app.callback(invoke_without_command=True)
def common(version: Annotated[bool, typer.Option("--version", help="version", is_eager=True)] = False) -> None:
    """Options before the command."""
    if version:
        from coopsim import __version__

        typer.echo(f"coopsim {__version__}")
        raise typer.Exit


@app.command(help="compare")
def compare(
    scenario: ScenarioName,
    runs: Annotated[int, _number("--runs", "runs", 2)] = 1000,
    seed: Seed = 1,
    years: Annotated[int | None, _number("--years", "years", 1, 100)] = None,
    governance: Annotated[list[str] | None, typer.Option("--governance", help="only_governance", metavar="ID")] = None,
    approach: Annotated[list[str] | None, typer.Option("--approach", help="only_approach", metavar="ID")] = None,
    parameters: Annotated[Path | None, typer.Option("--parameters", help="parameter_sets", metavar="CSV")] = None,
    lang: Lang = "en",
    out: Annotated[Path | None, typer.Option("--out", help="out", metavar="FOLDER")] = None,
    replace: Replace = False,
    threads: Threads = None,
) -> None:
    from coopsim.codes import APPROACHES
    from coopsim.comparison import ALL_APPROACHES, NO_APPROACH, governance_by_approach
    from coopsim.folders import results_folder
    from coopsim.report.results import part_of
    from coopsim.report.terminal import comparison_text

    case = _load(scenario, years)
    _known("--governance", governance, case.governance_models)
    _known("--approach", approach, (NO_APPROACH, ALL_APPROACHES, *APPROACHES))
    sets, drawn = None, None
    if parameters is not None:
        from coopsim.parameter_sets import fingerprint, read_sets

        sets = read_sets(parameters)
        drawn = fingerprint(sets)
    configurations = governance_by_approach(case, governance or None, approach or None)
    own = (case.governance, NO_APPROACH)
    target = out or Path("results") / case.id
    baseline = own if own in configurations else next(iter(configurations))
    part = part_of(configurations, baseline, seed, runs, drawn)
    with results_folder(target, part, replace=replace, tell=partial(_tell, lang)) as folder:
        comparison = _compare_into(folder, configurations, baseline, runs, seed, sets, threads, lang)
    typer.echo(comparison_text(comparison, lang, max(80, _console(sys.stdout).width)), nl=False)
    _tell(lang, "written", folder=target)


def _compare_into(
    folder: Path,
    configurations: dict[Any, Scenario],
    baseline: Any,
    runs: int,
    seed: int,
    sets: list[dict[str, float]] | None,
    threads: int | None,
    lang: str,
) -> Comparison:
    """Simulate and write everything into a folder."""
    import time

    from coopsim.comparison import compare as compare_scenarios
    from coopsim.report.progress import duration, shown_progress
    from coopsim.report.results import write
    from coopsim.texts.numbers import number

    errors, tell = _console(sys.stderr), partial(_tell, lang)
    years = next(iter(configurations.values())).horizon_months // 12
    tell("begin", configurations=number(lang, len(configurations)), runs=number(lang, runs), years=number(lang, years))
    began = time.monotonic()
    with shown_progress(lang, errors) as progress:
        comparison = compare_scenarios(
            configurations, runs, seed, baseline=baseline, parameter_sets=sets, threads=threads, progress=progress
        )
    total = number(lang, runs * len(configurations))
    tell("finished", total=total, time=duration(lang, time.monotonic() - began))
    tell("writing")
    write(comparison, folder, lang)
    return comparison


app.command(help="report")(report)


@app.command(help="run")
def run(
    scenario: ScenarioName,
    seed: Seed = 1,
    run: Annotated[int, _number("--run", "number", 0)] = 0,
    lang: Lang = "en",
) -> None:
    from coopsim.story import tell_story

    typer.echo(tell_story(_load(scenario, None), seed, run, lang))
    _honest(lang)


@app.command(help="check")
def check(
    files: Annotated[list[str], typer.Argument(help="files", metavar="FILE...")], lang: Lang = "en"
) -> None:
    from coopsim.scenario import check_file

    faulty = False
    for file in files:
        problems = check_file(file)
        faulty |= bool(problems)
        for problem in problems:
            typer.echo(problem.text(lang), err=True)
        if not problems:
            typer.echo(text(lang, "check.good", file=file))
    if faulty:
        raise typer.Exit(2)


@app.command(help="parameters")
def parameters(
    lang: Lang = "en",
    markdown: Annotated[bool, typer.Option("--markdown", help="markdown")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="json")] = False,
) -> None:
    from coopsim.report import listings
    from coopsim.report.results import markdown_table

    if as_json:
        typer.echo(json.dumps(listings.parameters_data(), indent=2, ensure_ascii=False))
    elif markdown:
        typer.echo(markdown_table(*listings.parameters(lang)), nl=False)
    else:
        listings.print_rows(*listings.parameters_short(lang))


@app.command(help="scenarios")
def scenarios(lang: Lang = "en") -> None:
    from coopsim.report import listings

    listings.print_rows(*listings.scenarios(lang))


@app.command(help="schema")
def schema(lang: Lang = "en") -> None:
    from coopsim.scenario import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@app.command(help="patterns")
def patterns(
    runs: Annotated[int, _number("--runs", "runs", 2)] = 1000,
    seed: Seed = 1,
    lang: Lang = "en",
    markdown: Annotated[bool, typer.Option("--markdown", help="markdown")] = False,
) -> None:
    from rich.console import Console

    from coopsim.patterns import rows, simulate_patterns
    from coopsim.report import listings
    from coopsim.report.progress import shown_progress
    from coopsim.report.results import markdown_table

    with shown_progress(lang, Console(stderr=True)) as progress:
        found = simulate_patterns(runs=runs, seed=seed, progress=progress)
    if markdown:
        typer.echo(markdown_table(*rows(found, lang)), nl=False)
        return
    headings, cells = rows(found, lang)
    listings.print_rows(headings[:5], [row[:5] for row in cells])
    typer.echo(text(lang, "patterns.note"))
    _honest(lang)


@app.command(help="governance")
def governance(lang: Lang = "en") -> None:
    from coopsim.report import listings

    headings = [text(lang, "list.attribute"), ""]
    for name, title, rows in listings.governance(lang):
        listings.print_rows(headings, [list(row) for row in rows], f"{title} ({name})")


@app.command(help="schedule")
def schedule(lang: Lang = "en") -> None:
    from coopsim.schedule import SCHEDULE

    typer.echo(str(SCHEDULE))


app.command(help="findings")(findings)
app.command(help="sensitivity")(sensitivity)
app.command(help="workshop")(workshop)
app.command(help="inspect")(inspect)


def _load(name: str, years: int | None) -> Scenario:
    from coopsim.scenario import load_scenario

    case = load_scenario(name)
    return case if years is None else case.with_({"horizon_months": 12 * years})


def _known(option: str, found: list[str] | None, known: Iterable[str]) -> None:
    """Refuse unknown ids, with the nearest known one as a suggestion."""
    names = list(known)
    for name in found or ():
        if name not in names:
            from coopsim.scenario.errors import suggest

            raise UserError("unknown", option=option, found=name, known=", ".join(names), near=suggest(name, names))


def _tell(lang: str, key: str, **values: object) -> None:
    line = text(lang, f"progress.{key}", **values)
    _console(sys.stderr).print(line, soft_wrap=True, highlight=False, markup=False)


def _honest(lang: str) -> None:
    typer.echo(text(lang, "honest.line"))


def _console(stream: Any) -> Console:
    from rich.console import Console

    return Console(file=stream, highlight=False)
