"""Appraisal (ODD 7.9): perceived added value against expectation, always compared with standing alone."""

from typing import Any

from coopsim.model.codes import COMMON_IDENTITY, COMMON_OBJECTIVES, DELIVERED, RUNNING
from coopsim.model.numerics import clamp, exp
from coopsim.model.rules import equation, submodel
from coopsim.submodels.agenda import perceived_gain
from coopsim.submodels.gains import displacement, own_gain, ramped


@equation
def squashed(x: float) -> float:
    """x on the open interval −1..1, steepest at 0."""
    return x / (1.0 + abs(x))


@equation
def hoped_for(prize: float, wait: float, expected_wait: float) -> float:
    """What a municipality expects to see by now: nothing at first, the whole prize after the time it reckons with."""
    done = clamp(wait / max(1.0, expected_wait), 0.0, 1.0)
    return prize * done * done


@equation
def satisfaction_after(satisfaction: float, gap: float, scale: float, rate: float) -> float:
    """Satisfaction follows the squashed gap between what is seen and what was hoped for."""
    return satisfaction + rate * (squashed(gap / scale) - satisfaction)


@equation
def commitment_after(
    commitment: float,
    satisfaction: float,
    ownership: float,
    news: float,
    rate: float,
    by_satisfaction: float,
    by_ownership: float,
    by_news: float,
) -> float:
    """Commitment follows satisfaction, lifted by ownership of the projects and by fresh results."""
    target = clamp(0.5 + by_satisfaction * satisfaction + by_ownership * ownership + by_news * news, 0.0, 1.0)
    return commitment + rate * (target - commitment)


@equation
def identity_after(
    identity: float, own: float, campaign: float, satisfaction: float, rate: float, by_success: float
) -> float:
    """Identification with the region drifts towards its origin, lifted by common identity work and by success."""
    return clamp(identity + rate * (own + campaign + by_success * satisfaction - identity), 0.0, 1.0)


@submodel
def add_service(month: int, k: int, p: Any, w: Any, s: Any) -> None:
    """Benefits and losses of joint service ``k`` this month, net of standing alone, to every municipality."""
    project = s.project[k]
    ramp = p.ramp_months * (p.hindrance_base + w.scenario.long_time_span)
    share = ramped(float(project.clock), ramp) * project.quality
    discount = exp(-p.discount_rate * month / 12.0) / 12.0
    project.net = 0.0
    alone_open = project.appears + project.build + p.alone_lead
    replaces = 1.0 if month >= alone_open else 0.0  # own provision gives way as the joint service grows
    for i in range(s.town.shape[0]):
        town = s.town[i]
        taken = displacement(k, i, project.host, p, w, s) * share
        if s.partner[k, i] > 0.0:
            net = own_gain(k, i, project.host, project.reach, project.cost, p, w, s) + s.transfer[k, i]
            net = (net - replaces * s.alone_gain[k, i]) * share
            project.net += net * town.population
        else:
            net = -taken
        town.loss += taken
        town.benefit += net
        s.area[project.area].added_value += net * town.population * discount


@submodel
def benefits(month: int, p: Any, w: Any, s: Any) -> None:
    """Sum up what each municipality gains and loses this month by joint services."""
    for i in range(s.town.shape[0]):
        s.town[i].benefit = 0.0
        s.town[i].loss = 0.0
    for k in range(s.project.shape[0]):
        if s.project[k].status == DELIVERED:
            add_service(month, k, p, w, s)


@submodel
def milestones(p: Any, w: Any, s: Any) -> None:
    """Intermediate results made visible by common objectives: part of the gain of projects under way."""
    for i in range(s.town.shape[0]):
        s.town[i].milestones = 0.0
    visible = p.milestone_effect * s.lever[COMMON_OBJECTIVES]
    if visible <= 0.0:
        return
    for k in range(s.project.shape[0]):
        project = s.project[k]
        if project.status < RUNNING or project.status >= DELIVERED:
            continue
        done = clamp(1.0 - project.left / max(1e-9, project.work), 0.0, 1.0)
        for i in range(s.town.shape[0]):
            if s.partner[k, i] > 0.0:
                gain = perceived_gain(k, i, project.host, project.reach, p, w, s) + s.transfer[k, i]
                s.town[i].milestones += visible * done * gain


@submodel
def charge(month: int, p: Any, w: Any, s: Any) -> None:
    """What cooperation costs each participant this month.

    The form's running cost and one-off bills, secretariat and approaches as far as outside money does not pay
    them, and the staff time of members: meetings and approaches whether or not there is joint work, the rest only
    as far as it finds work.
    """
    alliance = s.alliance
    form = w.form[alliance.form]
    own = alliance.secretariat * p.wage + alliance.approach_money
    alliance.free_money = max(0.0, alliance.external_money - own)
    shared = (max(0.0, own - alliance.external_money) + alliance.overhead * alliance.talks * p.wage) / max(
        1.0, alliance.population
    )
    shared += 12.0 * alliance.bill / max(1.0, alliance.population)  # as a yearly rate, paid within the month
    alliance.bill = 0.0
    productive = max(0.0, alliance.effort_members - alliance.overhead) * alliance.busy
    each = productive / max(1e-9, alliance.effort_members)
    total = 0.0
    for i in range(s.town.shape[0]):
        town = s.town[i]
        town.cost = 0.0
        if town.talks == 0:
            continue
        effort = town.contribution * town.capacity * each
        town.cost = (
            form.running_cost * alliance.extent * float(town.member)
            + shared
            + effort * p.wage / max(1.0, town.population)
        )
        total += town.cost * town.population
    alliance.running_cost = total / max(1.0, alliance.population)
    alliance.staff = (alliance.secretariat + alliance.overhead + productive) * alliance.talks
    alliance.sum_cost += alliance.running_cost / 12.0
    alliance.sum_staff += alliance.staff


@submodel
def appraise(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 9: what each participant sees, hoped for, and concludes."""
    benefits(month, p, w, s)
    milestones(p, w, s)
    charge(month, p, w, s)
    discount = exp(-p.discount_rate * month / 12.0) / 12.0
    for i in range(s.town.shape[0]):
        town = s.town[i]
        town.added_value += (town.benefit - town.cost) * discount
        town.spent += town.cost * discount
        town.identity = identity_after(
            town.identity,
            town.identity_own,
            p.identity_effect * s.lever[COMMON_IDENTITY] * float(town.talks),
            town.satisfaction,
            p.identity_rate,
            p.identity_success,
        )
        if town.member == 0:
            continue
        visible = p.visibility * town.benefit if town.benefit > 0.0 else town.benefit
        town.seen = visible + s.town[i].milestones - p.cost_salience * town.cost
        if s.alliance.month_implementation >= 0 or s.alliance.month_contract >= 0:
            town.wait += 1
        hoped = hoped_for(town.prize, float(town.wait), p.expected_wait)
        gap = town.seen - hoped
        town.satisfaction = satisfaction_after(town.satisfaction, gap, p.gap_scale, p.satisfaction_rate)
        town.commitment = commitment_after(
            town.commitment,
            town.satisfaction,
            town.ownership,
            town.news,
            p.commitment_rate,
            p.commitment_satisfaction,
            p.commitment_ownership,
            p.commitment_news,
        )
        if town.wait > p.prize_patience:
            town.prize += p.prize_learning * gap
        town.ownership *= 1.0 - p.ownership_fade
