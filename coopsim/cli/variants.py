"""A scenario under other settings, as words of the command line say them, and what two of them differ in."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coopsim.analysis.labels import ALL_APPROACHES, NO_APPROACH
from coopsim.model.codes import APPROACHES
from coopsim.report.differences import differences
from coopsim.scenario import Scenario, list_scenarios, load_scenario
from coopsim.story.words import words_in
from coopsim.texts import UserError, nearest, short


def varied(base: Scenario, words: Sequence[str], *, also_scenarios: bool = False) -> Scenario:
    """The scenario with all changes that words name: a governance model, approaches, values of keys (``KEY=VALUE``).

    Approaches take the place of those of the scenario.  With ``also_scenarios`` the first word can be a scenario, on
    which the others then act.  Raises UserError for a word that is none of these, ScenarioError for what cannot be.
    """
    changes: dict[str, Any] = {}
    used: dict[str, float] | None = None
    for place, word in enumerate(words):
        key, equals, value = word.partition("=")
        if word in base.governance_models:
            changes["governance"] = word
        elif word in (*APPROACHES, ALL_APPROACHES, NO_APPROACH):
            names = {ALL_APPROACHES: APPROACHES, NO_APPROACH: ()}.get(word, (word,))
            used = (used or {}) | dict.fromkeys(names, 1.0)
        elif equals and not word.endswith(".toml"):
            changes[key.strip()] = _value(value.strip())
        elif also_scenarios and place == 0 and (word in list_scenarios() or Path(word).suffix == ".toml"):
            base = load_scenario(word)
        else:
            known = [*base.governance_models, *APPROACHES, *(list_scenarios() if also_scenarios else ())]
            raise UserError("variant", found=short(word), near=nearest(word, known))
    return base.with_(changes | ({} if used is None else {"approaches": used})) if words else base


def _value(words: str) -> Any:
    """A value as TOML writes it, or a text."""
    try:
        return tomllib.loads(f"value = {words}")["value"]
    except tomllib.TOMLDecodeError:
        return words


def differing(a: Scenario, b: Scenario, instead: Sequence[str], lang: str) -> str:
    """A sentence on what B differs in from A."""
    words = words_in(lang)
    items = [*(difference.text[lang] for difference in differences(a, b)), *instead]
    return words.sentence("twins.differs", items="; ".join(items) or words.phrase("twins.differs_otherwise"))
