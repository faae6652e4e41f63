"""Which lever next: every approach added to a setting, every governance model in its place, and what each changes."""

from __future__ import annotations

from typing import Any, Final, Literal, NamedTuple

from coopsim.analysis.claims import NO_FORM
from coopsim.scenario import catalogue
from coopsim.scenario.schema import Scenario
from coopsim.workshop.contrast import difference, limits, outcome
from coopsim.workshop.runs import Runs

#: What is told of each lever; the first one ranks them.
EFFECTS: Final = ("stagnating", "effective", "stagnated", "never_started", "cost", "worst_off")


class Lever(NamedTuple):
    """One thing that could be changed: an approach at full strength, or another governance model."""

    kind: Literal["approach", "governance"]
    name: str


def levers(scenario: Scenario) -> list[Lever]:
    """What a setting does not use yet: approaches below full strength from the start on, other governance models.

    No cooperation at all is no lever: whoever never starts never stagnates, so it would lead the ranking.
    """
    full = {
        name
        for name, use in scenario.approaches.items()
        if use.strength == 1.0 and use.start == 0 and use.end is None and use.trigger is None
    }
    approaches = [Lever("approach", name) for name in catalogue.approaches() if name not in full]
    forms = [
        Lever("governance", name) for name in scenario.governance_models if name not in (scenario.governance, NO_FORM)
    ]
    return approaches + forms


def pulled(scenario: Scenario, lever: Lever) -> Scenario:
    """The setting with one lever pulled, all else as it was."""
    if lever.kind == "governance":
        return scenario.with_({"governance": lever.name})
    return scenario.with_({f"approaches.{lever.name}": {"strength": 1.0}})


def effects(lever: Lever, before: Runs, after: Runs) -> dict[str, Any]:
    """What a lever changes, run by run, each with its 95 % interval; for the page."""
    return {
        "lever": lever._asdict(),
        "runs": len(after.rows),
        "effects": {name: limits(difference(outcome(name), before, after)) for name in EFFECTS},
    }
