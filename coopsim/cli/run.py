"""The command ``coopsim run``: the story of one run."""

from __future__ import annotations

from typing import Annotated

import typer

from coopsim.cli.options import Lang, Run, ScenarioName, Seed
from coopsim.texts import text

Whole = Annotated[bool, typer.Option("--all", help="whole_story")]


def run(scenario: ScenarioName, seed: Seed = 1, run: Run = 0, whole: Whole = False, lang: Lang = "en") -> None:
    from coopsim.scenario import load_scenario
    from coopsim.story import tell_story

    print(tell_story(load_scenario(scenario), seed, run, lang, whole=whole))
    print(text(lang, "honest.line"))
