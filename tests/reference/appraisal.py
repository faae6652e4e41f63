"""Appraisal (ODD 7.9): what each municipality gets, sees, hoped for, and concludes."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from coopsim.model import codes
from reference import gains
from reference.agenda import perceived_gain
from reference.gains import squashed, within

if TYPE_CHECKING:
    from reference.entities import Municipality, Project
    from reference.model import ReferenceModel


def appraise(model: ReferenceModel) -> None:
    """Benefits, costs, satisfaction, commitment, identity, hope."""
    p = model.p
    for town in model.towns:
        town.benefit = town.loss = town.milestones = town.cost = 0.0
    for project in model.projects:
        if project.status == codes.DELIVERED:
            add_service(model, project)
    milestones(model)
    charge(model)
    discount = exp(-p.discount_rate * model.month / 12.0) / 12.0
    for town in model.towns:
        town.added_value += (town.benefit - town.cost) * discount
        town.spent += town.cost * discount
    for town in model.towns:
        lifted = p.identity_effect * model.lever[codes.COMMON_IDENTITY] if town.talks else 0.0
        origin = town.identity_own + lifted + p.identity_success * town.satisfaction
        town.identity = within(town.identity + p.identity_rate * (origin - town.identity))
        if town.member:
            conclude(model, town)


def add_service(model: ReferenceModel, project: Project) -> None:
    """A service in operation: what partners get, what others lose."""
    p, host = model.p, model.towns[project.host]
    age = project.clock
    ramp = p.ramp_months * (p.hindrance_base + model.hindrance.long_time_span)
    running = gains.ramped(age, ramp) * project.quality
    alone_from = project.appears + p.alone_lead + project.build
    discount = exp(-p.discount_rate * model.month / 12.0) / 12.0
    project.net = 0.0
    for town in model.towns:
        taken = gains.displacement(model, project, town, host) * running
        if project.partner[town.index]:
            own = gains.own_gain(model, project, town, host, project.reach, project.cost)
            alone = project.alone_gain[town.index] if model.month >= alone_from else 0.0
            net = (own + project.transfer[town.index] - alone) * running
            project.net += net * town.population
        else:
            net = -taken
        town.benefit += net
        town.loss += taken
        model.areas[project.area].added_value += net * town.population * discount


def milestones(model: ReferenceModel) -> None:
    """Intermediate results made visible."""
    p, lever = model.p, model.lever[codes.COMMON_OBJECTIVES]
    for project in model.projects:
        if project.status not in (codes.RUNNING, codes.BUILDING, codes.PETITION) or lever <= 0.0:
            continue
        done = share_done(project)
        host = model.towns[project.host]
        for town in model.towns:
            if project.partner[town.index]:
                gain = perceived_gain(model, project, town, host, project.reach) + project.transfer[town.index]
                town.milestones += p.milestone_effect * lever * done * gain


def share_done(project: Project) -> float:
    """Share of the work done."""
    if project.status == codes.RUNNING and project.work > 0.0:
        return within(1.0 - project.left / project.work)
    return 1.0


def charge(model: ReferenceModel) -> None:
    """Who pays for cooperation."""
    p, alliance, row = model.p, model.alliance, model.form.row
    wages = alliance.secretariat * p.wage + alliance.approach_money
    outside = alliance.external_money
    alliance.free_money = max(0.0, outside - wages)
    shared = max(0.0, wages - outside) + alliance.overhead * p.wage
    people = alliance.population
    joint = alliance.busy * max(0.0, alliance.effort_members - alliance.overhead)
    at_work = joint / alliance.effort_members if alliance.effort_members > 0.0 else 0.0
    alliance.running_cost = 0.0
    for town in model.participants:
        running = row.running_cost if town.member else 0.0
        own_staff = town.contribution * town.capacity * at_work * p.wage / town.population
        town.cost = running + (shared + alliance.bill * 12.0) / people + own_staff
        alliance.running_cost += town.cost * town.population / people
    alliance.bill = 0.0
    if not model.participants:
        alliance.staff = 0.0
        return
    alliance.staff = alliance.overhead + alliance.secretariat + joint
    alliance.sum_cost += alliance.running_cost / 12.0
    alliance.sum_staff += alliance.staff


def conclude(model: ReferenceModel, town: Municipality) -> None:
    """What one municipality concludes."""
    p = model.p
    visible = p.visibility * town.benefit if town.benefit > 0.0 else town.benefit
    town.seen = visible + town.milestones - p.cost_salience * town.cost
    alliance = model.alliance
    if alliance.month_implementation >= 0 or alliance.month_contract >= 0:
        town.wait += 1
    hoped = town.prize * within(town.wait / p.expected_wait) ** 2
    town.satisfaction += p.satisfaction_rate * (squashed((town.seen - hoped) / p.gap_scale) - town.satisfaction)
    wanted = within(
        0.5
        + p.commitment_satisfaction * town.satisfaction
        + p.commitment_ownership * town.ownership
        + p.commitment_news * town.news
    )
    town.commitment += p.commitment_rate * (wanted - town.commitment)
    town.ownership *= 1.0 - p.ownership_fade
    if town.wait > p.prize_patience:
        town.prize += p.prize_learning * (town.seen - hoped)
