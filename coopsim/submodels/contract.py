"""What a form brings (ODD 7.12): delivered value as a member expects it, cost, fears; how a form comes into force.

Founding vote, review, staying and dissolution weigh forms by this one expectation.
"""

from typing import Any

from coopsim.model.codes import COOPERATION_CONTRACT, IMPOSSIBLE, LETTER_OF_INTENT
from coopsim.model.numerics import clamp
from coopsim.model.rules import each, equation, submodel
from coopsim.submodels.contribution import enforced_levy
from coopsim.submodels.voting import add_up, binds_minority

TERMS = ("own", "relative", "trust", "burden", "attitude")  #: of a vote, in the order of their sum


@equation
def expected_contribution(seen: float, now: float, then: float, trust: float) -> float:
    """Share of capacity expected of others if ``then`` is enforced in place of ``now``, or trusted (assumption)."""
    return max(seen, then) - (1.0 - trust) * max(0.0, min(seen, now) - then)


@equation
def expected_value(running: float, hoped: float, effort: float, upkeep: float, full: float, agreed: float) -> float:
    """Yearly value that a member expects of this effort: of services that run, and of what more is hoped for.

    Services last as far as the effort keeps them up.  What more is hoped for, if all kept their pledges (``full``),
    comes by the share that the rest of the effort is of that, as far as proposals are agreed (assumption).
    """
    kept = running * effort / upkeep if effort < upkeep and running > 0.0 else running
    more = max(0.0, hoped - max(0.0, running))
    return kept + more * agreed * max(0.0, effort - upkeep) / full


@equation
def fear_of_exploitation(weight: float, effort: float, trust: float, watching: float, levied: float) -> float:
    """Fear of giving while others do not: the less, the more these are trusted, watched and bound to give (Ostrom)."""
    return -weight * effort * (1.0 - trust) * (1.0 - watching) * (1.0 - levied)


@equation
def fear_of_rivals(weight: float, value: float, competition: float, trust: float, compensation: float) -> float:
    """Fear that rivals get the better part of the value: the less, the more they are trusted and can compensate."""
    return -weight * max(0.0, value) * competition * (1.0 - trust) * (1.0 - compensation)


@equation
def fear_of_control(fear: float, weight: float, control: float) -> float:
    """What the least willing voters would hold against the control that a form takes."""
    return -fear * weight * control


@submodel
def to_set_up(form: int, extent: float, s: Any) -> float:
    """Share of its tasks that ``form`` must still be set up for; what is in force is paid for."""
    return max(0.0, extent - s.alliance.extent) if form == s.alliance.form else extent


@submodel
def add_form(i: int, form: int, extent: float, sign: float, p: Any, w: Any, s: Any) -> None:
    """Add (``sign`` 1, or −1: take off) what ``form`` for this extent of its tasks brings to municipality ``i``."""
    alliance, town, vote = s.alliance, s.town[i], s.vote[i]
    row = w.form[form]
    present = w.form[alliance.form]
    seen, others = 0.0, 1e-9
    for j in range(s.town.shape[0]):
        if j != i and s.town[j].talks == 1:
            seen += s.expected[i, j] * s.town[j].capacity
            others += s.town[j].capacity
    seen /= others
    capacity, population = others + town.capacity, alliance.population
    staff = town.capacity * p.wage / max(1.0, town.population)
    own, running = seen, 0.0  # who is not yet a member expects to give what the others give
    if town.member == 1:
        own = town.contribution
        running = p.visibility * town.benefit if town.benefit > 0.0 else town.benefit
        running -= staff * own * alliance.busy  # hopes are net of own work, so what there is must be, too
    if town.talks == 0:
        population += town.population
    now = enforced_levy(present.levy * alliance.extent, present.monitoring, p.pledge)
    levied = enforced_levy(row.levy * extent, row.monitoring, p.pledge)
    effort = expected_contribution(seen, now, levied, town.trust) * capacity
    effort += row.secretariat * extent + alliance.external_staff
    agreed = 1.0 if binds_minority(row.project_rule) else alliance.recent_success
    hoped, full = town.prize * town.recognition, p.pledge * capacity
    value = p.contract_hope * expected_value(running, hoped, effort, alliance.upkeep, full, agreed)
    unpaid = max(0.0, row.secretariat * extent * p.wage - alliance.external_money) / max(1.0, population)
    term = w.scenario.council_term / 12.0  # a council answers for what is spent in its term
    cost = row.running_cost * extent + row.setup_cost * to_set_up(form, extent, s) / term
    cost += unpaid + staff * max(0.0, levied - own)
    given, bound = staff * max(own, levied), clamp(levied / p.pledge, 0.0, 1.0)
    rivals = fear_of_rivals(p.contract_rivalry, value, town.competition, town.trust, row.compensation)
    control = row.control * extent
    vote.own += sign * (value - cost)
    vote.relative += sign * rivals
    vote.trust += sign * fear_of_exploitation(p.exploitation_fear, given, town.trust, row.monitoring, bound)
    vote.burden += sign * fear_of_control(town.fear, p.contract_control, control)
    vote.attitude += sign * p.contract_attitude * row.rung * s.office[i].attitude


@submodel
def weigh_form(i: int, form: int, extent: float, p: Any, w: Any, s: Any) -> None:
    """What governance model ``form`` for this extent of its tasks is to municipality ``i``, against standing alone."""
    for term in each(TERMS):
        s.vote[i][term] = 0.0
    add_form(i, form, extent, 1.0, p, w, s)
    add_up(i, s)


@submodel
def weigh_offer(i: int, offered: int, extent: float, p: Any, w: Any, s: Any) -> None:
    """Municipality ``i``'s decision on another form in the place of that in force: what each term gains."""
    weigh_form(i, offered, extent, p, w, s)
    add_form(i, s.alliance.form, s.alliance.extent, -1.0, p, w, s)
    add_up(i, s)


@submodel
def found(month: int, form: int, extent: float, w: Any, s: Any) -> None:
    """Governance model ``form``, for this extent of its tasks, comes into force; all participants pay for it."""
    alliance = s.alliance
    row = w.form[form]
    alliance.bill += row.setup_cost * to_set_up(form, extent, s) * alliance.population
    alliance.form = form
    alliance.extent = extent
    alliance.rung = max(LETTER_OF_INTENT, row.rung)
    alliance.month_founded = month
    alliance.secretariat = row.secretariat * extent
    alliance.contract_clock = alliance.contract_try = 0
    alliance.contract_work = 0.0
    alliance.offered = alliance.sought
    if row.rung >= COOPERATION_CONTRACT and alliance.month_contract < 0:
        alliance.month_contract = month
    for town in s.town:
        town.bound = town.member if row.rung >= COOPERATION_CONTRACT else 0
        if row.exit_rule == IMPOSSIBLE:
            town.notice = -1
