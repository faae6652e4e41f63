"""Answers of a region to what it was asked: keys of the scenario, merged into it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coopsim.scenario.schema import Scenario
from coopsim.texts import UserError

TRUST = "ties.trust."


def read_answers(path: str | Path) -> dict[str, Any]:
    """Dotted keys and values from a TOML file, as ``questionnaire.toml`` asks for them; left out is not known.

    Raises UserError, naming the file, for what cannot be read.
    """
    try:
        return _flat(tomllib.loads(Path(path).read_text(encoding="utf-8")), "")
    except (OSError, ValueError) as error:
        raise UserError("advise_file", file=path, reason=getattr(error, "strerror", None) or error) from error


def merged(scenario: Scenario, answers: Mapping[str, Any]) -> Scenario:
    """The scenario with answers in place; ``ties.trust.a.b`` is the trust of municipality a in b.

    Raises ScenarioError for a key that there is not, or a value that cannot be.
    """
    trust = {key: value for key, value in answers.items() if key.startswith(TRUST)}
    overrides = {key: value for key, value in answers.items() if key not in trust}
    if trust:
        overrides["ties.trust"] = _matrix(scenario, trust)
    return scenario.with_(overrides) if overrides else scenario


def _matrix(scenario: Scenario, trust: Mapping[str, Any]) -> list[list[Any]]:
    """Trust of every municipality in every one, in file order; "" is unknown."""
    ids = [town.id for town in scenario.municipalities]
    known = [[scenario.initial_trust(i, j) for j in ids] for i in ids]
    rows: list[list[Any]] = [["" if level is None else level for level in row] for row in known]
    for key, level in trust.items():
        pair = key.removeprefix(TRUST).split(".")
        if len(pair) != 2 or pair[0] == pair[1] or not set(pair) <= set(ids):
            raise UserError("advise_trust", found=key, known=", ".join(ids))
        rows[ids.index(pair[0])][ids.index(pair[1])] = level
    return rows


def _flat(table: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in table.items():
        found |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
    return found
