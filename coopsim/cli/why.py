"""The command ``coopsim why``: what the difference of two settings is made of."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from coopsim.analysis.measures import DERIVED
from coopsim.cli import options
from coopsim.cli.options import Csv, Lang, Replace, ScenarioName, Seed, Threads
from coopsim.cli.progress import simulation_progress
from coopsim.cli.standard_streams import console, tell
from coopsim.model import outcomes as columns
from coopsim.texts import text

RUNS = 400  #: if nothing else is said
Words = Annotated[list[str] | None, typer.Option("--a", help="why_a", metavar="SETTING")]
OtherWords = Annotated[list[str] | None, typer.Option("--b", help="why_b", metavar="SETTING")]
_KINDS = ("channels", "settings")
By = Annotated[
    str, typer.Option("--by", help="why_by", metavar="|".join(_KINDS), parser=options.one_of("--by", _KINDS))
]
Outcome = Annotated[list[str] | None, typer.Option("--outcome", help="why_outcome", metavar="ID")]


def why(
    scenario: ScenarioName,
    a: Words = None,
    b: OtherWords = None,
    by: By = "channels",
    outcome: Outcome = None,
    runs: Annotated[int, options.number("--runs", "why_runs", 2, options.MOST_RUNS)] = RUNS,
    seed: Seed = 1,
    lang: Lang = "en",
    out: Annotated[Path | None, options.place("--out", "why_out")] = None,
    replace: Replace = False,
    csv: Csv = "en",
    threads: Threads = None,
) -> None:
    from coopsim.analysis.why import OUTCOMES
    from coopsim.analysis.why import why as explain
    from coopsim.cli.variants import twin_of
    from coopsim.figures.style import wrapped
    from coopsim.folders import results_folder
    from coopsim.report.differences import differences
    from coopsim.report.why import document, note_of_text, part_of, sentences, write
    from coopsim.report.writing import write_document
    from coopsim.scenario import load_scenario

    options.refuse_unknown("--outcome", outcome, (*DERIVED, *columns.RUN))
    case = load_scenario(scenario)
    one, other = (twin_of(case, words or []) for words in (a, b))
    asked = tuple(outcome or OUTCOMES)
    part = part_of(by, one.fingerprint, other.fingerprint, runs, seed, asked)
    keeping = results_folder(out, part, replace=replace, tell=options.teller(lang)) if out else nullcontext()
    with keeping as folder:
        with simulation_progress(lang) as progress:
            kind: Any = by
            found = explain(one, other, runs, seed, outcomes=asked, by=kind, threads=threads, progress=progress)
        if folder is not None:
            write(found, folder, lang, csv)
    width = max(80, console(error=False).width)
    changes = "; ".join(change.text[lang] for change in differences(one, other))
    print(wrapped(changes, width) if changes else text(lang, "why.alike"))
    for name in found.parts if found.players else ():
        print()
        print(wrapped(" ".join(sentences(found, name, lang)), width))
    print()
    print(wrapped(note_of_text(found, lang), width))
    print(text(lang, "honest.line"))
    if out is not None:
        write_document(document(found, lang), out, replace=replace)
        tell(text(lang, "progress.written", folder=out))
