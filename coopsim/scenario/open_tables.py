"""The tables whose keys are data: approaches, hindrances, parameters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from coopsim.scenario import catalogue
from coopsim.scenario.errors import Problem, ScenarioError, said, shown
from coopsim.scenario.faults import Fault, unknown_keys
from coopsim.scenario.numbers import Bounds, number_meant


def unknown_names(tables: Mapping[str, Any]) -> list[Fault]:
    """A fault for each approach and hindrance that does not exist."""
    faults: list[Fault] = []
    for table, known in (("approaches", catalogue.approaches()), ("hindrances", catalogue.hindrances())):
        given = tables.get(table)
        if isinstance(given, Mapping):
            faults += unknown_keys((table,), given, known)
    return faults


def faults_of_parameters(given: Mapping[str, Any]) -> list[Fault]:
    """A fault for each parameter that does not exist, is no number, or lies out of bounds."""
    if not given:
        return []
    from coopsim.model.parameters import PARAMETERS

    faults = unknown_keys(("parameters",), given, PARAMETERS)
    for key, value in given.items():
        if key not in PARAMETERS:
            continue
        bounds = parameter_bounds(PARAMETERS[key])
        number = isinstance(value, int if bounds.whole else (int, float)) and not isinstance(value, bool)
        if not number or not bounds.fits(value):
            what = said("out_of_bounds" if number else "wrong_type")
            meant = partial(number_meant, bounds=bounds)
            faults.append(Fault(("parameters", key), what, shown(value), bounds.words(), meant))
    return faults


def check_parameters(given: Mapping[str, Any]) -> None:
    """Refuse parameters that no file could hold; raises ScenarioError.  It is the last door before a run."""
    faults = faults_of_parameters(given)
    if faults:
        raise ScenarioError(
            Problem("", None, ".".join(map(str, row.path)), row.what, row.found, row.allowed) for row in faults
        )


def parameter_bounds(parameter: Any) -> Bounds:
    """What the value of a parameter may be."""
    return Bounds(parameter.lower, parameter.upper, parameter.kind == "int")
