"""The command ``coopsim run``: the story of one run."""

from __future__ import annotations

from coopsim.cli.options import Lang, Run, ScenarioName, Seed
from coopsim.texts import text


def run(scenario: ScenarioName, seed: Seed = 1, run: Run = 0, lang: Lang = "en") -> None:
    from coopsim.scenario import load_scenario
    from coopsim.story import tell_story

    print(tell_story(load_scenario(scenario), seed, run, lang))
    print(text(lang, "honest.line"))
