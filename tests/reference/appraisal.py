"""Appraisal (ODD 7.9): what each municipality gets, sees, hoped for, and concludes."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from coopsim.model import codes
from reference import gains
from reference.gains import within
from reference.problem import towards

if TYPE_CHECKING:
    from reference.entities import Municipality, Project
    from reference.model import ReferenceModel


def appraise(model: ReferenceModel) -> None:
    """Benefits, costs, identity; then what members conclude."""
    p = model.p
    discount = exp(-p.discount_rate * model.month / 12.0) / 12.0
    for town in model.towns:
        town.benefit = town.loss = town.bonds = town.cost = 0.0
    for project in model.projects:
        if project.status == codes.DELIVERED:
            add_service(model, project, discount)
    charge(model)
    for town in model.towns:
        town.added_value += (town.benefit - town.cost) * discount
        town.spent += town.cost * discount
        promoted = p.identity_effect * model.lever[codes.COMMON_IDENTITY] if town.talks else 0.0
        town.identity = within(towards(town.identity, town.identity_own + promoted, p.identity_rate))
        if town.member:
            conclude(model, town)


def add_service(model: ReferenceModel, project: Project, discount: float) -> None:
    """A service in operation: what partners get, what is taken from others."""
    host = model.towns[project.host]
    ramp = model.p.ramp_months * (model.p.hindrance_base + model.hindrance.long_time_span)
    running = gains.ramped(project.clock, ramp) * project.quality
    project.net = 0.0
    for town in model.towns:
        taken = gains.displacement(model, project, town, host) * running
        if project.partner[town.index]:
            own = gains.own_gain(model, project, town, host, project.reach, project.cost)
            alone = project.alone_gain[town.index] if model.month >= project.appears + project.build else 0.0
            net = (own + project.transfer[town.index] - alone) * running
            project.net += net * town.population
            if project.kind != codes.ADVOCATE:
                town.bonds += project.scale * project.quality
        else:
            net = -taken
        town.benefit += net
        town.loss += taken
        model.areas[project.area].added_value += net * town.population * discount


def charge(model: ReferenceModel) -> None:
    """Who pays for cooperation."""
    p, alliance = model.p, model.alliance
    wages = alliance.secretariat * p.wage + alliance.approach_money
    outside = alliance.external_money
    alliance.free_money = max(0.0, outside - wages)
    shared = max(0.0, wages - outside) + alliance.overhead * p.wage + alliance.bill * 12.0
    alliance.bill = 0.0
    joint = alliance.busy * max(0.0, alliance.effort_members - alliance.overhead)
    at_work = joint / alliance.effort_members if alliance.effort_members > 0.0 else 0.0
    alliance.running_cost = alliance.staff = 0.0
    people = alliance.population
    for town in model.participants:
        running = model.form.row.running_cost * alliance.extent if town.member else 0.0
        own_staff = town.contribution * town.capacity * at_work * p.wage / town.population
        town.cost = running + shared / people + own_staff
        alliance.running_cost += town.cost * town.population / people
    if model.participants:
        alliance.staff = alliance.overhead + alliance.secretariat + joint
    alliance.sum_cost += alliance.running_cost / 12.0
    alliance.sum_staff += alliance.staff


def conclude(model: ReferenceModel, town: Municipality) -> None:
    """What one member sees, hoped for, and concludes."""
    p, alliance = model.p, model.alliance
    visible = p.visibility * town.benefit if town.benefit > 0.0 else town.benefit
    town.seen = visible + town.milestones - town.cost
    if alliance.month_implementation >= 0 or alliance.month_contract >= 0:
        town.waited = min(town.waited + 1.0, p.expected_wait)
    gap = town.seen - hoped_for(due(town.waited, p.expected_wait), town.prize, town.cost)
    town.satisfaction = towards(town.satisfaction, squashed(gap / p.gap_scale), p.judgement_rate)
    town.commitment = commitment(town.satisfaction, p.commitment_satisfaction)
    town.prize += p.prize_learning * due(town.waited, p.expected_wait) * gap
    town.ownership *= 1.0 - p.ownership_fade


def due(waited: float, expected_wait: float) -> float:
    """Share of the results that should be there by now."""
    return min(1.0, waited / expected_wait) ** 2


def hoped_for(due: float, prize: float, cost: float) -> float:
    """What a municipality hopes to see by now: its cost at first, the prize once all results are due."""
    return due * (prize + cost) - cost


def squashed(x: float) -> float:
    """x on the open interval from -1 to 1."""
    return x / (1.0 + abs(x))


def commitment(satisfaction: float, weight: float) -> float:
    """Commitment: half of it at neutral satisfaction."""
    return within(0.5 + weight * satisfaction)
