"""The catalogues that travel with the package as data: governance models, approaches, hindrances, areas, functions.

Nothing here is a coefficient on an outcome. A governance model is a row of structural attributes, an approach has a
cost, a function has a provider and a size; what follows from them is for the submodels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal, TypeVar

from pydantic import Field

from coopsim.model import codes
from coopsim.model.data_files import rows
from coopsim.model.immutable import fixed
from coopsim.scenario.types import Amount, Area, Id, LocalText, Provider, Row, Rule, Rung, Share, Switch

Challenge = Literal["trust", "added_value", "win_win"]


class GovernanceModel(Row):
    """One form of cooperation as a row of structural attributes."""

    id: Id = Field(description="name of the governance model")
    based_on: Id | None = Field(
        default=None, description="the governance model whose attributes hold where none is given"
    )
    title: LocalText = Field(description="name for readers")
    legal_basis: LocalText = Field(description="the law or agreement it rests on")
    description: LocalText = Field(description="what it is, in a sentence or two")
    rung: Rung = Field(description="step of the contract ladder it stands on once founded")
    founding_rule: Rule = Field(description="whose yes founds it")
    project_rule: Rule = Field(description="whose yes starts a project")
    entry_rule: Rule = Field(description="whose yes admits a new member")
    exit_rule: Rule = Field(description="whose yes lets a member go")
    dissolution_rule: Rule = Field(description="whose yes ends it")
    change_rule: Rule = Field(description="whose yes changes the form")
    votes: Literal["per_member", "by_population"] = Field(description="weight of a member's vote")
    council_founding: Switch = Field(description="the home councils must agree to the founding")
    council_large_projects: Switch = Field(description="the home councils must agree to large projects")
    council_all_projects: Switch = Field(description="the home councils must agree to every project")
    county_veto: Switch = Field(description="the county head can stop a decision")
    land_approval: Switch = Field(
        description="founding, change, entry, exit and dissolution need the approval of the supervisory authority"
    )
    steering_group: Switch = Field(description="office holders meet in a steering group")
    working_groups: int = Field(strict=True, ge=0, le=codes.AREA_COUNT, description="largest number of working groups")
    meetings_per_year: float = Field(strict=True, ge=0, le=52, description="formal meetings, 1/year")
    informal_per_year: float = Field(strict=True, ge=0, le=52, description="informal meetings, 1/year")
    delegated_areas: tuple[Area, ...] = Field(description="areas decided without the home councils")
    secretariat_fte: float = Field(
        strict=True, ge=0, le=30, description="staff of the office, FTE for 100,000 inhabitants"
    )
    monitoring: Share = Field(description="how well contributions are seen, 0 to 1")
    levy: Share = Field(description="share of the agreed contribution that is obligatory")
    council_reporting: Share = Field(description="how much the councils are told, 0 to 1")
    compensation: Share = Field(description="ability to move money between members, 0 to 1")
    setup_months: int = Field(
        strict=True, ge=0, le=120, description="months of preparing the founding before the vote on it"
    )
    setup_cost: float = Field(strict=True, ge=0, le=100, description="cost of founding, EUR/inhabitant, once")
    running_cost: float = Field(
        strict=True, ge=0, le=100, description="cost besides the secretariat, EUR/inhabitant/year"
    )
    exit_notice_months: int = Field(strict=True, ge=0, le=120, description="notice, month")
    actor_exchange: Share = Field(description="exchange with regional actors, 0 to 1")
    neighbour_exchange: Share = Field(description="exchange with neighbouring municipalities, 0 to 1")
    face_to_face: Share = Field(default=1.0, description="share of the meetings held face to face, the rest in writing")


class FunctionRow(Row):
    """One function of services of general interest that opportunities can concern."""

    id: Id = Field(description="name of the function")
    title: LocalText = Field(description="name for readers")
    area: Area = Field(description="function area, and so working group")
    provider: Provider = Field(description="who decides on it and runs it")
    higher_order: Switch = Field(description="belongs to a higher-order centre")
    weight: float = Field(strict=True, ge=0, le=100, description="how often opportunities concern it, relative")
    value: float = Field(strict=True, ge=0, le=100, description="benefit at full need, EUR/inhabitant/year")
    spending: float = Field(strict=True, ge=0, le=2000, description="municipal spending in scope, EUR/inhabitant/year")
    capital: float = Field(strict=True, ge=0, le=2000, description="cost of building, EUR/inhabitant, once")
    work: float = Field(strict=True, ge=0, le=600, description="work to prepare it, FTE-month")
    build_months: int = Field(strict=True, ge=0, le=240, description="months of building, month")
    poolable: Share = Field(description="how far scale economies apply, 0 to 1")
    site_bound: Share = Field(description="how far the benefit stays with the host, 0 to 1")


class AreaRow(Row):
    """One of the function areas."""

    id: Area
    title: LocalText


class ApproachRow(Row):
    """One solution approach: what it is called, which challenge it answers, what it costs at strength 1."""

    id: Id
    title: LocalText
    challenge: Challenge
    description: LocalText
    staff_fte: Amount = Field(description="staff at strength 1, FTE/100,000 inhabitants")
    money: Amount = Field(description="money at strength 1, EUR/inhabitant/year")


class HindranceRow(Row):
    """One hindrance and the challenges it stands in."""

    id: Id
    title: LocalText
    challenges: tuple[Challenge, ...]
    description: LocalText
    unknown: Share = Field(default=0.5, description="level where a scenario says nothing")


R = TypeVar("R", bound=Row)


def _by_id(table: list[dict[str, Any]], kind: Callable[..., R], order: Iterable[str] = ()) -> Mapping[str, R]:
    """Rows by id, in the order of their vocabulary where they have one; raises KeyError for a word without a row."""
    given = {row["id"]: kind(**row) for row in table}
    return fixed({name: given[name] for name in order} or given)


@lru_cache(maxsize=1)
def governance_models() -> Mapping[str, GovernanceModel]:
    """The governance models that travel with the package, by id."""
    given: dict[str, dict[str, Any]] = {}
    for row in rows("governance")["governance_models"]:
        given[row["id"]] = given.get(row.get("based_on", ""), {}) | row
    return _by_id(list(given.values()), GovernanceModel)


@lru_cache(maxsize=1)
def functions() -> Mapping[str, FunctionRow]:
    """The functions that travel with the package, by id."""
    return _by_id(rows("functions")["functions"], FunctionRow)


@lru_cache(maxsize=1)
def areas() -> Mapping[str, AreaRow]:
    """The function areas, by id."""
    return _by_id(rows("functions")["areas"], AreaRow, codes.AREAS)


@lru_cache(maxsize=1)
def approaches() -> Mapping[str, ApproachRow]:
    """The solution approaches, by id."""
    return _by_id(rows("approaches")["approaches"], ApproachRow)


@lru_cache(maxsize=1)
def hindrances() -> Mapping[str, HindranceRow]:
    """The hindrances, by id."""
    return _by_id(rows("hindrances")["hindrances"], HindranceRow)
