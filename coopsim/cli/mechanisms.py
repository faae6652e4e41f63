"""The command ``coopsim mechanisms``: what moves when one mechanism is varied, and by what channel it should."""

from __future__ import annotations

from typing import Annotated

import typer

from coopsim.cli.listings import print_rows
from coopsim.cli.options import Lang, Runs, Seed
from coopsim.cli.progress import simulation_progress
from coopsim.texts import text
from coopsim.texts.markdown import markdown_table


def mechanisms(
    files: Annotated[list[str] | None, typer.Argument(help="probe_files", metavar="FILE...")] = None,
    runs: Runs = 400,
    seed: Seed = 1,
    lang: Lang = "en",
    markdown: Annotated[bool, typer.Option("--markdown", help="markdown")] = False,
    as_csv: Annotated[bool, typer.Option("--as-csv", help="as_csv")] = False,
) -> None:
    from coopsim.calibration.mechanisms import csv_table, load_probe, rows, run_probes, shipped_probes

    probes = [load_probe(file) for file in files or shipped_probes()]
    with simulation_progress(lang) as progress:
        moved = run_probes(probes, runs=runs, seed=seed, progress=progress)
    if as_csv:
        print(csv_table(moved), end="")
        return
    headings, cells = rows(moved, lang)
    if markdown:
        print(markdown_table(headings, cells), end="")
        return
    print_rows(headings[:7], [row[:7] for row in cells])
    print(text(lang, "mechanisms.note"))
    print(text(lang, "honest.line"))
