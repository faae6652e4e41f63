"""Contribution (ODD 7.7): staff and money that each participant really puts in."""

from typing import Any

from coopsim.model import processes as draw
from coopsim.model.codes import COMMON_OBJECTIVES, CONDITIONAL, DELIVERED, FREE_RIDER, RUNNING
from coopsim.model.numerics import clamp
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import uniform
from coopsim.submodels.agenda import perceived_gain
from coopsim.submodels.problem import lifted, towards


@equation
def counted_on(expected: float, trust: float, caution: float) -> float:
    """Contribution of another that one counts on: what is expected of it, less where it is not trusted (assumption)."""
    return expected * (1.0 - caution * (1.0 - trust))


@equation
def drawn_out(amount: float, scale: float, weight: float) -> float:
    """Contribution that a stake, or others' greater gain (Besley & Case 1995), draws out, saturating (assumption)."""
    return weight * max(0.0, amount) / (max(0.0, amount) + scale)


@equation
def uninsulted(monitoring: float, trust: float, insult: float) -> float:
    """Share of free matching left where one is watched although one trusts (Falk & Kosfeld 2006; size assumed)."""
    return 1.0 - insult * monitoring * trust


@equation
def target_by_type(
    kind: int, matched: float, interest: float, region: float, steady: float, interest_share: float
) -> float:
    """What an office holder of each behavioural type wants to put in (Fischbacher & Gächter)."""
    if kind == CONDITIONAL:
        return matched + interest + region
    if kind == FREE_RIDER:
        return interest_share * interest + region
    return steady + interest_share * interest + region


@equation
def held_back(target: float, fear: float, weight: float) -> float:
    """What an office holder puts in of what it wants to, as far as the least willing voters are heeded (C18)."""
    return target * (1.0 - weight * fear)


@equation
def target_after(now: float, wanted: float, commitment: float, adjustment: float) -> float:
    """What one means to put in follows slowly what one wants, the more fully the more one is committed (assumption)."""
    return now + adjustment * (clamp(wanted * (0.5 + commitment), 0.0, 1.0) - now)


@equation
def enforced_levy(levy: float, monitoring: float, pledge: float) -> float:
    """A levy is paid as far as it is watched: whoever is seen to fall short makes it good (Ostrom 1990)."""
    return levy * monitoring * pledge


@submodel
def stakes(p: Any, w: Any, s: Any) -> float:
    """Perceived gain from what is agreed and not yet open, and what milestones show of it; returns the region's."""
    visible = p.milestone_effect * s.lever[COMMON_OBJECTIVES]
    for i in range(s.town.shape[0]):
        town = s.town[i]
        town.stake = town.milestones = 0.0
    for k in range(s.project.shape[0]):
        project = s.project[k]
        if project.status < RUNNING or project.status >= DELIVERED:
            continue
        done = clamp(1.0 - project.left / max(1e-9, project.work), 0.0, 1.0)
        for i in range(s.town.shape[0]):
            town = s.town[i]
            if s.partner[k, i] > 0.0:
                gain = perceived_gain(k, i, project.host, project.reach, p, w, s) + s.transfer[k, i]
                town.stake += gain
                town.milestones += visible * done * gain
    total, population = 0.0, 0.0
    for i in range(s.town.shape[0]):
        town = s.town[i]
        if town.member == 1:
            total += town.stake * town.population
            population += town.population
    return total / max(1.0, population)


@submodel
def contribute(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 7: contributions of participants, all at once."""
    n = s.town.shape[0]
    alliance = s.alliance
    form = w.form[alliance.form]
    regional_stake = stakes(p, w, s)
    levied = enforced_levy(form.levy * alliance.extent, form.monitoring, p.pledge)
    alliance.effort_members = 0.0
    for i in range(s.town.shape[0]):
        town = s.town[i]
        if town.member == 0:
            town.contribution = town.target = town.shock = 0.0
            continue
        others, belief, behind = 0.0, 0.0, 0.0
        for j in range(n):
            if j != i and s.town[j].member == 1:
                others += 1.0
                behind += max(0.0, s.town[j].benefit - town.benefit)
                belief += counted_on(s.expected[i, j], s.trust[i, j], p.caution)
        belief = lifted(belief / max(1.0, others), p.pledge, p.assurance_weight * town.assurance)
        likely = min(1.0, belief / p.pledge)  # without the others' part nothing comes of it
        weight = p.interest_weight * (1.0 + p.ownership_weight * town.ownership)
        interest = drawn_out(town.stake * likely, p.stake_scale, weight)
        region = drawn_out(regional_stake, p.stake_scale, p.region_weight * town.identity)
        office = s.office[i]
        slope = towards(office.slope, 1.0, p.yardstick * s.lever[COMMON_OBJECTIVES])  # one's own share is counted less
        matched = slope * belief * uninsulted(form.monitoring, town.trust, p.insult)
        wanted = target_by_type(office.type, matched, interest, region, office.steady, p.interest_share)
        wanted += drawn_out(behind / max(1.0, others), p.stake_scale, p.keeping_up * town.competition)
        wanted = held_back(wanted, town.fear, p.voter_restraint)
        town.target = target_after(town.target, wanted, town.commitment, p.adjustment)
        given = max(town.target, levied * float(town.bound))
        u = uniform(key, draw.CAPACITY, month, w.town[i].id)
        town.shock = given * p.capacity_shock * u * u
        town.contribution = given - town.shock
        alliance.effort_members += town.contribution * town.capacity
        joint = alliance.month_implementation
        if joint >= 0 and month - joint <= 60:  # the phase is recognised at the end of its first month
            town.contribution_sum += town.contribution
            town.contribution_months += 1.0
    meetings = (form.meetings + p.informal_share * form.informal) * alliance.habit
    watching = min(alliance.secretariat, p.watching_effort * form.monitoring * alliance.members)
    alliance.overhead = alliance.approach_staff + p.meeting_effort * meetings / 12.0 * alliance.members + watching
    staff = alliance.effort_members + alliance.secretariat + alliance.external_staff
    alliance.effort = max(0.0, staff - alliance.overhead)
