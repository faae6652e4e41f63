"""A scenario under other settings, as words of the command line say them, and what two of them differ in."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coopsim.analysis.labels import ALL_APPROACHES, NO_APPROACH
from coopsim.cli.options import refuse_unknown
from coopsim.model.codes import APPROACHES
from coopsim.report.differences import differences
from coopsim.scenario import Scenario, list_scenarios, load_scenario
from coopsim.story.words import words_in
from coopsim.texts import UserError, nearest, short


def varied(base: Scenario, governance: str | None, approaches: Sequence[str], settings: Sequence[str]) -> Scenario:
    """The scenario with a governance model, approaches instead of its own ones, and values of keys (``KEY=VALUE``).

    Raises UserError for an unknown name or what is no pair, ScenarioError for a value that cannot be.
    """
    refuse_unknown("--governance", [governance] if governance else [], base.governance_models)
    refuse_unknown("--approach", list(approaches), (NO_APPROACH, ALL_APPROACHES, *APPROACHES))
    pairs = [word.partition("=") for word in settings]
    for key, equals, _ in pairs:
        if not equals:
            raise UserError("no_pair", option="--set", found=short(key))
    changes: dict[str, Any] = {key.strip(): _value(value.strip()) for key, _, value in pairs}
    if governance:
        changes["governance"] = governance
    if approaches:
        changes["approaches"] = {name: 1.0 for word in approaches for name in _approaches(word)}
    return base.with_(changes) if changes else base


def twin_of(base: Scenario, words: Sequence[str]) -> Scenario:
    """The scenario of a twin: each word is a governance model, an approach, ``KEY=VALUE`` or, first, another scenario.

    Raises UserError for a word that is none of these, else as ``varied``.
    """
    if words and (words[0] in list_scenarios() or Path(words[0]).suffix == ".toml"):
        base, words = load_scenario(words[0]), words[1:]
    forms = [word for word in words if word in base.governance_models]
    approaches = [word for word in words if word in (ALL_APPROACHES, *APPROACHES)]
    settings = [word for word in words if "=" in word]
    for word in words:
        if word not in (*forms, *approaches, *settings):
            known = [*base.governance_models, *APPROACHES, *list_scenarios()]
            raise UserError("variant", found=short(word), near=nearest(word, known))
    return varied(base, forms[-1] if forms else None, approaches, settings)


def _approaches(word: str) -> tuple[str, ...]:
    return {ALL_APPROACHES: APPROACHES, NO_APPROACH: ()}.get(word, (word,))


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
