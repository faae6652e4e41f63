"""Surroundings (ODD 7.2): demography, fiscal stress, closures, outside money, the Land's calendar."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.codes import AREA_COUNT
from coopsim.model.numerics import clamp, logistic
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import normal, uniform
from coopsim.submodels.concept import concept_in_force
from coopsim.submodels.gains import scale_saving
from coopsim.submodels.log import note_supply, note_value, tell


@equation
def crisis_after(crisis: float, persistence: float, shock: float) -> float:
    """Fiscal stress of a municipality, first-order autoregressive by month (assumption)."""
    return persistence * crisis + shock


@equation
def capacity(staff: float, population: float, crisis: float, weight: float, least: float) -> float:
    """Staff for joint work, FTE: what is left after fiscal stress (assumption)."""
    return staff * population / 10000.0 * clamp(1.0 - weight * max(0.0, crisis), least, 1.0)


@submodel
def designate(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """On its own calendar the Land designates an alliance in its state plan, keeps or withdraws it."""
    alliance = s.alliance
    alliance.land_round = 0
    rounds = w.rounds.shape[0]
    for r in range(rounds):
        if w.rounds[r] == month:
            alliance.land_round = 1
    if alliance.land_round == 0 or alliance.groups == 0:
        return
    standing = logistic(
        p.land_base
        + p.land_disposition * (alliance.land_support - 0.5)
        + p.land_rung * alliance.rung
        + p.land_activity * alliance.activity
        + p.land_inertia * alliance.designation
        + (p.land_concept if concept_in_force(month, p, s) else 0.0)
    )
    yes = uniform(key, draw.LAND_DECISION, month, w.scenario.catalogue_id) < standing
    if yes and alliance.designation == 0:
        alliance.designation = 1
        note_value(month, codes.EVENT_DESIGNATED, -1, -1, standing, s)
    elif not yes:
        alliance.designation = 0
        note_value(month, codes.EVENT_DESIGNATION_REFUSED, -1, -1, standing, s)


@submodel
def outside_money(month: int, w: Any, s: Any) -> None:
    """Outside money and staff that are promised for this month, and when they begin and end."""
    alliance = s.alliance
    before = alliance.funded
    alliance.external_money = alliance.subsidy if month < alliance.subsidy_end else 0.0
    alliance.external_staff = 0.0
    for f in range(w.funding.shape[0]):
        if w.funding[f].start <= month < w.funding[f].end:
            alliance.external_money += w.funding[f].money
            alliance.external_staff += w.funding[f].staff
    alliance.funded = 1 if alliance.external_money + alliance.external_staff > 0.0 else 0
    if alliance.funded > before:
        tell(month, codes.EVENT_FUNDING_BEGINS, -1, -1, s)
    elif alliance.funded < before:
        tell(month, codes.EVENT_FUNDING_ENDS, -1, -1, s)


@submodel
def surroundings(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 2: what happens to municipalities whatever they do."""
    for i in range(s.town.shape[0]):
        town = s.town[i]
        who = w.town[i].id
        town.population *= 1.0 + w.town[i].trend / 1200.0
        town.room = scale_saving(town.population, p.scale_most, p.scale_low, p.scale_high)
        town.crisis = crisis_after(
            town.crisis, p.crisis_persistence, p.crisis_shock * normal(key, draw.CRISIS, month, who)
        )
        town.capacity = capacity(town.staff, town.population, town.crisis, p.crisis_staff, p.capacity_least)
        u = uniform(key, draw.CLOSURE_NIGHT, month, who)
        if u < p.closure_rate / 12.0:
            area = min(AREA_COUNT - 1, int(AREA_COUNT * u / (p.closure_rate / 12.0)))
            s.endowment[i, area] *= 1.0 - p.closure_size
            s.need[i, area] = min(1.0, s.need[i, area] + p.closure_need * p.closure_size)
            note_supply(month, codes.EVENT_CLOSURE, i, area, s)
    outside_money(month, w, s)
    designate(month, key, p, w, s)
