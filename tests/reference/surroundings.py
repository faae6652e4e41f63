"""Surroundings (ODD 7.2): what happens to municipalities whatever they do; and new beginnings (7.1)."""

from __future__ import annotations

from math import exp, sqrt
from typing import TYPE_CHECKING, Any

from coopsim.model import codes, processes
from reference.draws import stable_id
from reference.gains import scale_saving
from reference.problem import lifted

if TYPE_CHECKING:
    from reference.entities import Municipality, Tie
    from reference.model import ReferenceModel


def logistic(x: float) -> float:
    """Chance from a logit."""
    return 1.0 / (1.0 + exp(-x))


def usual_crisis(p: Any) -> float:
    """Spread of fiscal stress in the long run."""
    return float(p.crisis_shock / sqrt(max(1e-6, 1.0 - p.crisis_persistence**2)))


def capacity(p: Any, staff: float, population: float, crisis: float) -> float:
    """Staff for joint work that fiscal stress leaves, FTE."""
    return staff * population / 10_000.0 * exp(-p.crisis_staff * max(0.0, crisis))


def drawn_area(u: float) -> int:
    """Function area that a uniform draw stands for."""
    return min(len(codes.AREAS) - 1, int(len(codes.AREAS) * u))


def surroundings(model: ReferenceModel) -> None:
    """Population, fiscal stress, closures, outside money, the Land."""
    p, chance = model.p, model.p.closure_rate / 12.0
    for town in model.towns:
        town.population *= 1.0 + town.trend / 1200.0
        town.room = scale_saving(p, town.population)
        shock = model.luck.normal(processes.CRISIS, model.month, town.id)
        town.crisis = p.crisis_persistence * town.crisis + p.crisis_shock * shock
        town.capacity = capacity(p, town.staff, town.population, town.crisis)
        luck = model.luck.uniform(processes.CLOSURE_NIGHT, model.month, town.id)
        if luck < chance:
            close_facility(model, town, drawn_area(luck / chance), p.closure_size)
    outside_money(model)
    designate(model)


def close_facility(model: ReferenceModel, town: Municipality, area: int, size: float) -> None:
    """An endowment shrinks, the need rises by what is lost, and all see what is at stake."""
    lost = size * town.endowment[area]
    town.endowment[area] -= lost
    town.need[area] = min(1.0, town.need[area] + lost)
    renew(model, size)


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
    funded = int(money > 0.0 or staff > 0.0)
    if funded and not alliance.funded:
        renew(model, 1.0)
    alliance.funded = funded


def designate(model: ReferenceModel) -> None:
    """The Land decides on its state plan in its planning rounds."""
    p, alliance = model.p, model.alliance
    alliance.land_round = int(model.month in model.rounds)
    if not alliance.land_round or not alliance.groups or alliance.designation:
        return
    chance = logistic(p.land_base + p.land_disposition * (alliance.land_support - 0.5) + p.land_rung * alliance.rung)
    if model.luck.uniform(processes.LAND_DECISION, model.month, stable_id("catalogue")) < chance:
        alliance.designation = 1
        renew(model, 1.0)


def believed(trust: float) -> float:
    """Share of a promise that is believed."""
    return min(1.0, 0.5 + trust)


def renew(model: ReferenceModel, strength: float) -> None:
    """A new beginning: promises are believed again, waiting for results begins anew."""
    lift = model.p.impulse_renewal * strength
    for town in model.participants:
        town.assurance = lifted(town.assurance, believed(town.trust), lift)
        town.waited *= 1.0 - lift * believed(town.trust)
        for other in model.participants:
            if other is not town:
                expect_anew(model, town.ties[other], strength)


def expect_anew(model: ReferenceModel, tie: Tie, strength: float) -> None:
    """The other is expected to keep its promise, as far as it is trusted."""
    promised = model.p.pledge * believed(tie.trust)
    tie.expected = lifted(tie.expected, promised, model.p.impulse_renewal * strength)
