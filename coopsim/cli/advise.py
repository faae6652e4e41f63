"""The command ``coopsim advise``: what to do for given aims, what to watch for, what would decide it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coopsim.cli import options
from coopsim.cli.options import Csv, Lang, Replace, ScenarioName, Seed, Threads
from coopsim.cli.progress import simulation_progress
from coopsim.cli.standard_streams import console, tell
from coopsim.texts import text
from coopsim.texts.numbers import number as plain
from coopsim.texts.quantities import duration

if TYPE_CHECKING:
    from coopsim.report.document.blocks import Document

Words = list[str] | None


def advise(
    scenario: ScenarioName,
    aim: Annotated[Words, typer.Option("--aim", help="advise_aim", metavar="AIM")] = None,
    limit: Annotated[Words, typer.Option("--limit", help="advise_limit", metavar="LIMIT")] = None,
    aims: Annotated[Path | None, options.place("--aims", "advise_aims", "FILE")] = None,
    governance: Annotated[Words, typer.Option("--governance", help="advise_governance", metavar="ID")] = None,
    approach: Annotated[Words, typer.Option("--approach", help="advise_approach", metavar="ID")] = None,
    answers: Annotated[Path | None, options.place("--answers", "advise_answers", "FILE")] = None,
    parameters: Annotated[Path | None, options.place("--parameters", "advise_parameters", "CSV")] = None,
    effort: Annotated[int, options.number("--effort", "advise_effort", 1, 10_000)] = 100,
    seed: Seed = 1,
    lang: Lang = "en",
    out: Annotated[Path | None, options.place("--out", "advise_out")] = None,
    replace: Replace = False,
    csv: Csv = "en",
    threads: Threads = None,
) -> None:
    from coopsim.advice.advise import carried_out, plan_advice
    from coopsim.advice.aims import question_of, read_question
    from coopsim.advice.answers import merged, read_answers
    from coopsim.folders import results_folder
    from coopsim.report.advice import advice_document
    from coopsim.report.advice_results import SEARCH, part_of, write
    from coopsim.run.parameter_sets import POSTERIOR, read_sets
    from coopsim.scenario import load_scenario

    case = load_scenario(scenario)
    told = read_answers(answers) if answers is not None else {}
    case = merged(case, told)
    question = read_question(aims) if aims is not None else question_of(aim or None, limit or None)
    sets = read_sets(parameters or POSTERIOR)
    plan = plan_advice(case, question, governance or None, approach or None, sets, seed, effort / 100, threads, told)
    target = out or Path("results") / f"{case.id}_advice"
    with results_folder(target, part_of(plan.manifest), replace=replace, tell=options.teller(lang)) as folder:
        size = plain(lang, plan.space.size) if plan.space.size < 1e9 else f"{plan.space.size:.0e}"
        tell(text(lang, "progress.advise_begin", size=size, worlds=plain(lang, len(sets))))
        began = time.monotonic()
        with simulation_progress(lang) as progress:
            advice = carried_out(plan, progress, folder / SEARCH)
        tell(text(lang, "progress.advise_done", time=duration(lang, time.monotonic() - began)))
        write(advice, folder, lang, csv)
    _show(advice_document(advice, lang))
    tell(text(lang, "progress.written", folder=target))


def _show(document: Document) -> None:
    """The document on a terminal, without figures."""
    from coopsim.cli.listings import print_rows
    from coopsim.figures.style import wrapped
    from coopsim.report.document.blocks import Bullets, Paragraph, Table

    width = max(80, console(error=False).width)
    print(wrapped(f"{document.title} {document.subtitle}", width))
    print("\n" + wrapped(document.summary, width))
    for section in document.sections:
        print(f"\n{section.title}\n")
        for block in section.blocks:
            if isinstance(block, Paragraph):
                print(wrapped(block.text, width))
            elif isinstance(block, Bullets):
                print("\n".join(wrapped(f"- {item}", width) for item in block.items))
            elif isinstance(block, Table):
                print_rows(block.headings, block.rows, block.caption)
                print(wrapped(block.note, width) if block.note else "", end="\n" if block.note else "")
    print("\n" + wrapped(document.foot, width))
