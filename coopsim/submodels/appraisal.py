"""Appraisal (ODD 7.9): perceived added value against expectation, always compared with standing alone."""

from typing import Any

from coopsim.model.codes import ADVOCATE, COMMON_IDENTITY, DELIVERED
from coopsim.model.numerics import clamp, exp
from coopsim.model.rules import equation, submodel
from coopsim.submodels.gains import displacement, own_gain, ramped
from coopsim.submodels.problem import towards


@equation
def squashed(x: float) -> float:
    """x on the open interval −1..1, steepest at 0."""
    return x / (1.0 + abs(x))


@equation
def due(waited: float, expected_wait: float) -> float:
    """Share of the results that should be there by now: few at first, all after the time one reckons with."""
    done = min(1.0, waited / max(1.0, expected_wait))
    return done * done


@equation
def hoped_for(prize: float, cost: float, share: float) -> float:
    """What a municipality hopes to see by now: its cost at first, the prize once all results are due."""
    return share * (prize + cost) - cost


@equation
def commitment(satisfaction: float, weight: float) -> float:
    """Commitment: half of it at neutral satisfaction (assumption)."""
    return clamp(0.5 + weight * satisfaction, 0.0, 1.0)


@submodel
def add_service(month: int, k: int, discount: float, p: Any, w: Any, s: Any) -> None:
    """Benefits and losses of joint service ``k`` this month, net of standing alone, to every municipality."""
    project = s.project[k]
    ramp = p.ramp_months * (p.hindrance_base + w.scenario.long_time_span)
    share = ramped(float(project.clock), ramp) * project.quality
    binds = project.scale * project.quality if project.kind != ADVOCATE else 0.0  # what others run is not unwound
    project.net = 0.0
    replaces = 1.0 if month >= project.appears + project.build else 0.0  # own provision gives way as it grows
    for i in range(s.town.shape[0]):
        town = s.town[i]
        taken = displacement(k, i, project.host, p, w, s) * share
        if s.partner[k, i] > 0.0:
            net = own_gain(k, i, project.host, project.reach, project.cost, p, w, s) + s.transfer[k, i]
            net = (net - replaces * s.alone_gain[k, i]) * share
            project.net += net * town.population
            town.bonds += binds
        else:
            net = -taken
        town.loss += taken
        town.benefit += net
        s.area[project.area].added_value += net * town.population * discount


@submodel
def benefits(month: int, discount: float, p: Any, w: Any, s: Any) -> None:
    """Sum up what each municipality gains and loses this month by joint services, and what these bind."""
    for town in s.town:
        town.benefit = town.loss = town.bonds = 0.0
    for k in range(s.project.shape[0]):
        if s.project[k].status == DELIVERED:
            add_service(month, k, discount, p, w, s)


@submodel
def charge(month: int, p: Any, w: Any, s: Any) -> None:
    """What cooperation costs each participant: form, bills, staff, and office and approaches less outside money."""
    alliance = s.alliance
    own = alliance.secretariat * p.wage + alliance.approach_money
    alliance.free_money = max(0.0, alliance.external_money - own)
    shared = max(0.0, own - alliance.external_money) + alliance.overhead * alliance.talks * p.wage
    shared += 12.0 * alliance.bill  # as a yearly rate, paid within the month
    shared /= max(1.0, alliance.population)
    alliance.bill = 0.0
    productive = max(0.0, alliance.effort_members - alliance.overhead) * alliance.busy
    each = productive / max(1e-9, alliance.effort_members)
    total = 0.0
    for town in s.town:
        town.cost = 0.0
        if town.talks == 1:
            effort = town.contribution * town.capacity * each * p.wage / max(1.0, town.population)
            town.cost = w.form[alliance.form].running_cost * alliance.extent * float(town.member) + shared + effort
            total += town.cost * town.population
    alliance.running_cost = total / max(1.0, alliance.population)
    alliance.staff = (alliance.secretariat + alliance.overhead + productive) * alliance.talks
    alliance.sum_cost += alliance.running_cost / 12.0
    alliance.sum_staff += alliance.staff


@submodel
def appraise(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 9: what each participant sees, hoped for, and concludes."""
    discount = exp(-p.discount_rate * month / 12.0) / 12.0
    benefits(month, discount, p, w, s)
    charge(month, p, w, s)
    for town in s.town:
        town.added_value += (town.benefit - town.cost) * discount
        town.spent += town.cost * discount
        campaign = p.identity_effect * s.lever[COMMON_IDENTITY] * float(town.talks)
        town.identity = clamp(towards(town.identity, town.identity_own + campaign, p.identity_rate), 0.0, 1.0)
        if town.member == 0:
            continue
        visible = p.visibility * town.benefit if town.benefit > 0.0 else town.benefit
        town.seen = visible + town.milestones - town.cost
        if s.alliance.month_implementation >= 0 or s.alliance.month_contract >= 0:
            town.waited = min(town.waited + 1.0, p.expected_wait)
        share = due(town.waited, p.expected_wait)
        gap = town.seen - hoped_for(town.prize, town.cost, share)
        town.satisfaction = towards(town.satisfaction, squashed(gap / p.gap_scale), p.judgement_rate)
        town.commitment = commitment(town.satisfaction, p.commitment_satisfaction)
        town.prize += p.prize_learning * share * gap  # hopes learn from what comes, the more of it is due
        town.ownership *= 1.0 - p.ownership_fade
