"""What a form brings (ODD 7.12): one expectation for letter, founding, review, staying and application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes
from reference.contribution import enforced_levy
from reference.entities import MAYOR
from reference.voting import binds_minority

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.forms import Form
    from reference.model import ReferenceModel


def weigh_form(model: ReferenceModel, town: Municipality, form: Form, extent: float) -> None:
    """A form with this share of its tasks, against standing alone."""
    vote = town.vote
    vote.own = vote.relative = vote.trust = vote.burden = vote.attitude = 0.0
    vote.decided_by = MAYOR
    add_form(model, town, form, extent, 1.0)
    sum_up(town)


def weigh_offer(model: ReferenceModel, town: Municipality, form: Form, extent: float) -> None:
    """A form with this share of its tasks, against the form in force."""
    vote = town.vote
    vote.own = vote.relative = vote.trust = vote.burden = vote.attitude = 0.0
    vote.decided_by = MAYOR
    add_form(model, town, form, extent, 1.0)
    add_form(model, town, model.form, model.alliance.extent, -1.0)
    sum_up(town)


def sum_up(town: Municipality) -> None:
    """The five terms together."""
    vote = town.vote
    vote.utility = vote.own + vote.relative + vote.trust + vote.burden + vote.attitude


def add_form(model: ReferenceModel, town: Municipality, form: Form, extent: float, sign: float) -> None:
    """Adds what a form is worth to the terms at hand, or takes it off again."""
    p, alliance, row, vote = model.p, model.alliance, form.row, town.vote
    others = [other for other in model.participants if other is not town]
    capacity = sum(other.capacity for other in others) + 1e-9
    seen = sum(town.ties[other].expected * other.capacity for other in others) / capacity
    capacity += town.capacity
    now = enforced_levy(model.form.row.levy * alliance.extent, model.form.row.monitoring, p.pledge)
    then = enforced_levy(row.levy * extent, row.monitoring, p.pledge)
    office = form.office * extent
    effort = expected_contribution(seen, now, then, town.trust) * capacity + office + alliance.external_staff
    agreed = 1.0 if binds_minority(row.project_rule) else alliance.recent_success
    staff = town.capacity * p.wage / max(1.0, town.population)
    own = town.contribution if town.member else seen
    running = 0.0
    if town.member:
        benefit = p.visibility * town.benefit if town.benefit > 0.0 else town.benefit
        running = benefit - staff * own * alliance.busy
    value = expected_value(model, town, running, agreed, effort, capacity)
    people = sum(other.population for other in others) + town.population
    unpaid = max(0.0, office * p.wage - alliance.external_money) / max(1.0, people)
    set_up = to_set_up(model, form, extent)
    cost = (row.running_cost * extent + row.setup_cost * set_up / (model.scenario.council.term_months / 12.0)) + (
        unpaid + staff * max(0.0, then - own)
    )
    given = staff * max(own, then)
    vote.own += sign * (value - cost)
    vote.relative += sign * fear_of_rivals(model, value, town.competition, town.trust, row.compensation)
    vote.trust += sign * fear_of_exploitation(model, given, town.trust, row.monitoring, min(1.0, then / p.pledge))
    vote.burden += sign * fear_of_control(model, town, form, extent)
    vote.attitude += sign * (p.contract_attitude * form.rung * town.mayor.attitude)


def to_set_up(model: ReferenceModel, form: Form, extent: float) -> float:
    """Share of a form's tasks that is still to be set up."""
    return max(0.0, extent - model.alliance.extent) if form.number == model.alliance.form else extent


def expected_contribution(seen: float, now: float, then: float, trust: float) -> float:
    """Share of capacity that the others would put in under a form that enforces `then` where `now` is enforced."""
    return max(seen, then) - (1.0 - trust) * max(0.0, min(seen, now) - then)


def expected_value(
    model: ReferenceModel, town: Municipality, running: float, agreed: float, effort: float, capacity: float
) -> float:
    """Yearly value of services that run, and of what more is hoped for."""
    p, upkeep = model.p, model.alliance.upkeep
    kept = running * effort / upkeep if effort < upkeep and running > 0.0 else running
    more = max(0.0, town.prize * town.recognition - max(0.0, running))
    return float(p.contract_hope * (kept + more * agreed * max(0.0, effort - upkeep) / (p.pledge * capacity)))


def fear_of_rivals(model: ReferenceModel, value: float, competition: float, trust: float, compensation: float) -> float:
    """Rivals may get the better part."""
    return float(-model.p.contract_rivalry * max(0.0, value) * competition * (1.0 - trust) * (1.0 - compensation))


def fear_of_exploitation(model: ReferenceModel, given: float, trust: float, monitoring: float, levy: float) -> float:
    """One may give while the others do not."""
    return float(-model.p.exploitation_fear * given * (1.0 - trust) * (1.0 - monitoring) * (1.0 - levy))


def fear_of_control(model: ReferenceModel, town: Municipality, form: Form, extent: float) -> float:
    """What the least willing voters would hold against it."""
    return float(-town.fear * model.p.contract_control * form.control * extent)


def found(model: ReferenceModel, form: Form, extent: float) -> None:
    """A form comes into force; who founds it pays for what is to set up."""
    alliance, row = model.alliance, form.row
    alliance.bill += row.setup_cost * to_set_up(model, form, extent) * sum(town.population for town in model.members)
    alliance.forms += alliance.rung >= codes.COOPERATION_CONTRACT
    alliance.form = form.number
    alliance.extent = extent
    alliance.rung = form.rung
    alliance.month_founded = model.month
    alliance.secretariat = form.office * extent
    alliance.groups = int(row.steering_group)
    alliance.contract_work = 0.0
    alliance.contract_clock = alliance.contract_try = alliance.contract_postponed = 0
    alliance.offered = alliance.sought
    if form.rung >= codes.COOPERATION_CONTRACT and alliance.month_contract < 0:
        alliance.month_contract = model.month
    for town in model.members:
        town.bound = int(form.rung >= codes.COOPERATION_CONTRACT)
        if row.exit_rule == "impossible":
            town.notice = -1
