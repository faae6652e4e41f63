"""Surroundings (ODD 7.2): demography, fiscal stress, closures, outside money, the Land's calendar."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.codes import AREA_COUNT
from coopsim.model.numerics import exp, logistic, sqrt
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import normal, uniform
from coopsim.submodels.gains import scale_saving
from coopsim.submodels.log import note, note_value, tell
from coopsim.submodels.problem import lifted


@equation
def usual_crisis(persistence: float, shock: float) -> float:
    """Spread of fiscal stress in the long run, first-order autoregressive by month, from which it starts."""
    return shock / sqrt(max(1e-6, 1.0 - persistence * persistence))


@equation
def capacity(staff: float, population: float, crisis: float, weight: float) -> float:
    """Staff for joint work, FTE: what is left after fiscal stress (assumption)."""
    return staff * population / 10000.0 * exp(-weight * max(0.0, crisis))


@equation
def believed(trust: float) -> float:
    """Share of a promise that is believed: half of it from anybody, the rest from those one trusts (assumption)."""
    return min(1.0, 0.5 + trust)


@equation
def drawn_area(u: float) -> int:
    """Function area that a uniform draw stands for, each as likely."""
    return min(AREA_COUNT - 1, int(AREA_COUNT * u))


@submodel
def expect_anew(i: int, j: int, strength: float, p: Any, s: Any) -> None:
    """After a new beginning ``i`` expects of ``j`` what partners promise each other, as far as it trusts it."""
    promised = p.pledge * believed(s.trust[i, j])
    s.expected[i, j] = lifted(s.expected[i, j], promised, p.impulse_renewal * strength)


@submodel
def renew(strength: float, p: Any, s: Any) -> None:
    """A new beginning for all who talk: the more they trust, the more they believe promises, expect and wait anew."""
    for i, town in enumerate(s.town):
        if town.talks == 1:
            promised = believed(town.trust)
            town.assurance = lifted(town.assurance, promised, p.impulse_renewal * strength)
            town.waited *= 1.0 - p.impulse_renewal * strength * promised
            for j, other in enumerate(s.town):
                if j != i and other.talks == 1:
                    expect_anew(i, j, strength, p, s)


@submodel
def close_facility(month: int, i: int, area: int, size: float, p: Any, s: Any) -> None:
    """Municipality ``i`` loses a facility: what is gone is needed, and all see what is at stake."""
    lost = size * s.endowment[i, area]
    s.endowment[i, area] -= lost
    s.need[i, area] = min(1.0, s.need[i, area] + lost)
    note(month, codes.EVENT_CLOSURE, i, area, (s.endowment[i, area], s.need[i, area]), s)
    renew(size, p, s)


@submodel
def designate(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """On its own calendar the Land decides whether to designate an alliance in its state plan; it stays there."""
    alliance = s.alliance
    alliance.land_round = 0
    for r in range(w.rounds.shape[0]):
        if w.rounds[r] == month:
            alliance.land_round = 1
    if alliance.land_round == 0 or alliance.groups == 0 or alliance.designation == 1:
        return
    standing = logistic(p.land_base + p.land_disposition * (alliance.land_support - 0.5) + p.land_rung * alliance.rung)
    if uniform(key, draw.LAND_DECISION, month, w.scenario.catalogue_id) < standing:
        alliance.designation = 1
        note_value(month, codes.EVENT_DESIGNATED, -1, -1, standing, s)
        renew(1.0, p, s)
    else:
        note_value(month, codes.EVENT_DESIGNATION_REFUSED, -1, -1, standing, s)


@submodel
def outside_money(month: int, p: Any, w: Any, s: Any) -> None:
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
        renew(1.0, p, s)
    elif alliance.funded < before:
        tell(month, codes.EVENT_FUNDING_ENDS, -1, -1, s)


@submodel
def surroundings(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 2: what happens to municipalities whatever they do."""
    for i, town in enumerate(s.town):
        who = w.town[i].id
        town.population *= 1.0 + w.town[i].trend / 1200.0
        town.room = scale_saving(town.population, p.scale_most, p.scale_low, p.scale_high)
        town.crisis = p.crisis_persistence * town.crisis + p.crisis_shock * normal(key, draw.CRISIS, month, who)
        town.capacity = capacity(town.staff, town.population, town.crisis, p.crisis_staff)
        u = uniform(key, draw.CLOSURE_NIGHT, month, who)
        if u < p.closure_rate / 12.0:
            close_facility(month, i, drawn_area(u / (p.closure_rate / 12.0)), p.closure_size, p, s)
    outside_money(month, p, w, s)
    designate(month, key, p, w, s)
