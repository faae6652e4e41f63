"""What the functions of the package are called with, checked in one place: numbers, names of scenarios, memory."""

from __future__ import annotations

import math
import operator
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from coopsim.scenario.errors import shown
from coopsim.texts import UserError

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario

MOST_SEED: Final = 2**64 - 1
MOST_WHOLE: Final = 2**63 - 1  #: what a column of whole numbers holds
MOST_RUNS: Final = MOST_WHOLE  #: runs, and number of the last run
MOST_THREADS: Final = 1024  #: or processes: more than any one machine has
_LITTLE: Final = 100_000_000  # bytes that nobody needs to be asked about


class ArgumentError(UserError, ValueError, TypeError):
    """A function was called with what it cannot take; the message says what it was and what it can take."""


def whole(name: str, value: Any, least: int, most: int) -> int:
    """A whole number between two bounds, NumPy's included; raises ArgumentError naming the argument."""
    try:
        number = operator.index(value)
        fits = least <= number <= most and not isinstance(value, bool)
    except TypeError:
        fits = False
    if not fits:
        raise ArgumentError("argument_whole", name=name, least=least, most=most, found=shown(value))
    return number


def seed_of(value: Any, name: str = "seed") -> int:
    """The seed of all random numbers, 0 … 2⁶⁴ − 1; raises ArgumentError."""
    return whole(name, value, 0, MOST_SEED)


def run_of(value: Any, name: str = "run") -> int:
    """The number of a run, 0 … 2⁶³ − 1; raises ArgumentError."""
    return whole(name, value, 0, MOST_RUNS)


def runs_of(value: Any, first_run: int = 0, least: int = 0) -> int:
    """How many runs; raises ArgumentError."""
    return whole("runs", value, least, MOST_RUNS - first_run)


def threads_of(value: Any) -> int:
    """How many threads; as many as there are processors for None.  Raises ArgumentError."""
    from coopsim.run.spreading import processors

    return processors() if value is None else whole("threads", value, 1, MOST_THREADS)


def scenario_of(value: Any) -> Scenario:
    """The scenario itself, or that of a shipped name or a file; raises ArgumentError or ScenarioError."""
    from coopsim.scenario import Scenario, load_scenario

    if isinstance(value, Scenario):
        return value
    if isinstance(value, str | os.PathLike):
        return load_scenario(value)
    raise ArgumentError("argument_scenario", found=shown(value))


def scenarios_of(value: Any) -> dict[Any, Scenario]:
    """Scenarios by label, each as for ``scenario_of``; raises ArgumentError or ScenarioError."""
    if not isinstance(value, Mapping) or not value:
        raise ArgumentError("argument_scenarios", found=shown(value))
    return {label: scenario_of(scenario) for label, scenario in value.items()}


def check_memory(needed: int) -> None:
    """Refuse what takes more memory, in bytes, than is free; raises ArgumentError."""
    if needed < _LITTLE:
        return
    import psutil  # type: ignore[import-untyped]

    free = psutil.virtual_memory().available
    if needed > free:
        raise ArgumentError("argument_memory", needed=math.ceil(needed / 1e9), free=math.floor(free / 1e9))
