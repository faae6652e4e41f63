"""The command ``coopsim run``: the story of one run, alone or beside its twin under other settings or decisions."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Annotated, Final

import typer

from coopsim.cli import options
from coopsim.cli.options import Lang, Replace, Run, ScenarioName, Seed
from coopsim.texts import text

FILE_WIDTH: Final = 140  #: letters of a line of twins in a file
Whole = Annotated[bool, typer.Option("--all", help="whole_story")]
Words = list[str] | None


def run(
    scenario: ScenarioName,
    seed: Seed = 1,
    run: Run = 0,
    governance: Annotated[str | None, typer.Option("--governance", help="this_governance", metavar="ID")] = None,
    approach: Annotated[Words, typer.Option("--approach", help="these_approaches", metavar="ID")] = None,
    settings: Annotated[Words, typer.Option("--set", help="set_key", metavar="KEY=VALUE")] = None,
    twin: Annotated[Words, typer.Option("--twin", help="twin", metavar="WHAT")] = None,
    instead: Annotated[Words, typer.Option("--instead", help="instead", metavar="WHAT_IF")] = None,
    decisions: Annotated[bool, typer.Option("--decisions", help="decisions")] = False,
    whole: Whole = False,
    lang: Lang = "en",
    out: Annotated[Path | None, options.place("--out", "story_file", "FILE")] = None,
    replace: Replace = False,
) -> None:
    from coopsim.cli.standard_streams import console
    from coopsim.cli.variants import differing, twin_of, varied
    from coopsim.folders import put
    from coopsim.scenario import load_scenario
    from coopsim.story import decisions_text, tell_story, tell_twins, twins, what_if

    a = varied(load_scenario(scenario), governance, approach or [], settings or [])
    if decisions:
        told = decisions_text(a, seed, run, lang)
    elif twin or instead:
        b = twin_of(a, twin or [])
        b = what_if(b, instead, seed, run, lang) if instead else b
        width = console(error=False).width if out is None else FILE_WIDTH
        both = tell_twins(twins(a, b, seed, run), lang, width, whole)
        told = f"{differing(a, b, instead or [], lang)}\n\n{both}"
    else:
        told = tell_story(a, seed, run, lang, whole=whole)
    told = f"{told}\n{text(lang, 'honest.line')}"
    if out is None:
        print(told)
    else:
        put(out, (as_page(told, lang) if out.suffix == ".html" else told + "\n").encode("utf-8"), replace)


def as_page(told: str, lang: str) -> str:
    """A story as a page for browsers, with its lines as they are."""
    title = html.escape(told.strip().splitlines()[0])
    head = f'<!doctype html>\n<html lang="{lang}">\n<meta charset="utf-8">\n<title>{title}</title>\n'
    return f"{head}<pre>\n{html.escape(told)}\n</pre>\n</html>\n"
