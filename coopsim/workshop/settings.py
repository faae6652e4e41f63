"""What the page sends: a region and the settings of A and B.  It becomes scenarios, or is refused."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from coopsim.scenario import list_scenarios, load_scenario
from coopsim.scenario.contents import extended, scenario_from_node
from coopsim.scenario.errors import Problem, ScenarioError, listing, said, shown
from coopsim.scenario.lines import node_of
from coopsim.scenario.schema import Scenario
from coopsim.scenario.suggestions import suggest
from coopsim.texts import LANGUAGES
from coopsim.workshop.limits import LEAST_MONTHS, MOST_IMPULSES, MOST_TOWNS, check_size

SideName = Literal["a", "b"]
PAGE = "page"  #: stands for the file in messages


class Body(BaseModel):
    """A table of a request; it refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Side(Body):
    """The settings of one side; the values are checked as those of a scenario file are."""

    governance: str = Field(max_length=40)
    approaches: dict[str, Any] = Field(default_factory=dict, max_length=20)
    hindrances: dict[str, Any] = Field(default_factory=dict, max_length=20)
    impulses: list[dict[str, Any]] = Field(default_factory=list, max_length=MOST_IMPULSES)


class Region(Body):
    """Where it takes place: a shipped scenario or a document, and changes to its towns."""

    name: str | None = Field(default=None, max_length=80)
    document: dict[str, Any] | None = None
    towns: list[dict[str, Any]] = Field(default_factory=list, max_length=MOST_TOWNS)
    removed: list[str] = Field(default_factory=list, max_length=MOST_TOWNS)

    @model_validator(mode="after")
    def _one_source(self) -> Region:
        if (self.name is None) == (self.document is None):
            raise ValueError("a region has either a name or a document")
        return self


class Setup(Body):
    """A region, how long it is looked at, and the two sides."""

    region: Region
    months: int = Field(strict=True, ge=LEAST_MONTHS, le=1200)
    a: Side
    b: Side


@lru_cache(maxsize=32)
def shipped(name: str) -> Scenario:
    """A scenario that comes with the package; raises ScenarioError for any other name, paths included."""
    known = list_scenarios()
    if name not in known:
        near = suggest(name, known)
        raise ScenarioError([Problem(PAGE, None, "", said("no_such_scenario"), shown(name), listing(known), near)])
    return load_scenario(name)


def region_scenario(region: Region) -> Scenario:
    """The scenario of a region with its towns as the page has them.

    Raises ScenarioError for what a scenario file could not hold, UserError for what is too large.
    """
    if region.name is not None:
        scenario = shipped(region.name)
    else:
        scenario = scenario_from_node(node_of(region.document, PAGE), PAGE)
    check_size(scenario)
    if region.towns or region.removed:
        tables = {"municipalities": region.towns} if region.towns else {}
        scenario = extended(scenario, tables, region.removed, PAGE)
        check_size(scenario)
    return scenario


def side_scenario(region: Scenario, side: Side, months: int) -> Scenario:
    """The scenario of one side; raises ScenarioError, UserError.

    It keeps the name of the region, so that equal settings are one scenario on whichever side they stand.
    """
    scenario = region.with_({"horizon_months": months} | side.model_dump())
    check_size(scenario)
    return scenario


def scenarios(setup: Setup) -> tuple[Scenario, Scenario]:
    """The scenarios of A and B; raises ScenarioError, UserError."""
    region = region_scenario(setup.region)
    return side_scenario(region, setup.a, setup.months), side_scenario(region, setup.b, setup.months)


def named(scenario: Scenario, side: SideName) -> Scenario:
    """The scenario of a side under a name that says which side it was, for files."""
    title = {lang: f"{scenario.title[lang]} ({side.upper()})" for lang in LANGUAGES}
    return scenario.with_({"id": f"{scenario.id[:38]}_{side}", "title": title})


def ground(scenario: Scenario) -> str:
    """SHA-256 of what both sides share: all that a scenario holds besides its name, horizon and settings of a side."""
    named_or_set = {"id", "title", "description", "sources", "horizon_months", "governance"}
    other: dict[str, Any] = {"scenario": named_or_set, "hindrances": True, "approaches": True, "impulses": True}
    shared = scenario.model_dump(mode="json", exclude=other)
    return hashlib.sha256(json.dumps(shared, sort_keys=True).encode("utf-8")).hexdigest()


def settings_of(scenario: Scenario) -> dict[str, Any]:
    """The settings of a side that a scenario itself holds, as the page keeps them."""
    used = {name: setting for name, setting in scenario.approaches.items() if setting.strength > 0}
    return {
        "governance": scenario.governance,
        "approaches": {name: setting.model_dump(mode="json", exclude_none=True) for name, setting in used.items()},
        "hindrances": dict(scenario.hindrances),
        "impulses": scenario.to_document().get("impulses", []),
    }
