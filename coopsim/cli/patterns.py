"""The command ``coopsim patterns``: the patterns that the defaults must reproduce."""

from __future__ import annotations

from typing import Annotated

import typer

from coopsim.cli.listings import print_rows
from coopsim.cli.options import Lang, Runs, Seed
from coopsim.cli.progress import simulation_progress
from coopsim.texts import text
from coopsim.texts.markdown import markdown_table


def patterns(
    runs: Runs = 1000,
    seed: Seed = 1,
    lang: Lang = "en",
    markdown: Annotated[bool, typer.Option("--markdown", help="markdown")] = False,
) -> None:
    from coopsim.calibration.patterns import rows, simulate_patterns

    with simulation_progress(lang) as progress:
        found = simulate_patterns(runs=runs, seed=seed, progress=progress)
    if markdown:
        print(markdown_table(*rows(found, lang)), end="")
        return
    headings, cells = rows(found, lang)
    print_rows(headings[:5], [row[:5] for row in cells])
    print(text(lang, "patterns.note"))
    print(text(lang, "honest.line"))
