"""Surroundings (ODD 7.2): what happens to municipalities whatever they do."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.concept import concept_in_force
from reference.draws import stable_id
from reference.gains import scale_saving, within

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel


def logistic(x: float) -> float:
    """Chance from a logit."""
    return 1.0 / (1.0 + exp(-x))


def surroundings(model: ReferenceModel) -> None:
    """Population, fiscal stress, closures, outside money, the Land."""
    p = model.p
    for town in model.towns:
        town.population *= 1.0 + town.trend / 1200.0
        town.room = scale_saving(p, town.population)
        shock = model.luck.normal(processes.CRISIS, model.month, town.id)
        town.crisis = p.crisis_persistence * town.crisis + p.crisis_shock * shock
        kept = max(p.capacity_least, 1.0 - p.crisis_staff * max(0.0, town.crisis))
        town.capacity = town.staff * town.population / 10_000.0 * kept
        luck = model.luck.uniform(processes.CLOSURE_NIGHT, model.month, town.id)
        chance = p.closure_rate / 12.0
        if luck < chance:
            close_facility(model, town, int(luck / chance * len(codes.AREAS)), 1.0)
    outside_money(model)
    designate(model)


def close_facility(model: ReferenceModel, town: Municipality, area: int, strength: float) -> None:
    """An endowment shrinks and the need rises."""
    p = model.p
    town.endowment[area] *= 1.0 - p.closure_size * strength
    town.need[area] = within(town.need[area] + p.closure_need * p.closure_size * strength)


def outside_money(model: ReferenceModel) -> None:
    """The sum of the funding windows that are open."""
    alliance, scenario = model.alliance, model.scenario
    money = staff = 0.0
    for window in scenario.funding:
        if model.is_open(window.start, window.end):
            money += window.eur_per_year
            staff += window.staff_fte
    land = scenario.land
    if land.subsidy_eur_per_year is not None and model.is_open(land.subsidy_start, land.subsidy_end):
        money += land.subsidy_eur_per_year
    if model.month < alliance.subsidy_end:
        money += alliance.subsidy
    alliance.external_money = money
    alliance.external_staff = staff
    alliance.funded = int(money > 0.0)


def designate(model: ReferenceModel) -> None:
    """The Land decides on its state plan in its planning rounds."""
    p, alliance = model.p, model.alliance
    alliance.land_round = int(model.month in model.rounds)
    if not alliance.land_round or not alliance.groups:
        return
    chance = logistic(
        p.land_base
        + p.land_disposition * (alliance.land_support - 0.5)
        + p.land_rung * alliance.rung
        + p.land_activity * alliance.activity
        + p.land_inertia * alliance.designation
        + p.land_concept * concept_in_force(model)
    )
    luck = model.luck.uniform(processes.LAND_DECISION, model.month, stable_id("catalogue"))
    alliance.designation = int(luck < chance)
