"""Settings on the command line: a scenario, and what is set otherwise in it, in words short enough to type."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from coopsim.texts import UserError, short

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario


def setting(scenario: Scenario, words: Iterable[str] | None, option: str) -> Scenario:
    """A scenario with what some words set: the id of a form or of an approach, ``key=value``, or a scenario's name.

    An approach is set to full strength.  A scenario (a file that ends in .toml, or a shipped name) takes the place of
    the given one; what other words set is set in it.  Raises UserError, and ScenarioError for a value that cannot be.
    """
    from coopsim.model.codes import APPROACHES
    from coopsim.scenario import list_scenarios, load_scenario
    from coopsim.scenario.suggestions import suggest

    found: dict[str, Any] = {}
    for word in words or ():
        key, equals, value = word.partition("=")
        if equals and key.strip():
            found[key.strip()] = _value(value.strip())
        elif word in scenario.governance_models:
            found["governance"] = word
        elif word in APPROACHES:
            found[f"approaches.{word}"] = 1.0
        elif word.endswith(".toml") or word in list_scenarios():
            scenario = load_scenario(word)
        else:
            near = suggest(word, [*scenario.governance_models, *APPROACHES, *list_scenarios()])
            raise UserError("setting_word", option=option, found=short(word), near=near)
    return scenario.with_(found) if found else scenario


def _value(words: str) -> Any:
    """A value as it stands in a scenario file; words without quotes are words."""
    try:
        return tomllib.loads(f"value = {words}")["value"]
    except tomllib.TOMLDecodeError:
        return words
