"""Contribution (ODD 7.7): staff and money that each participant really puts in."""

from typing import Any

from coopsim.model import processes as draw
from coopsim.model.codes import COMMON_OBJECTIVES, CONDITIONAL, DELIVERED, FREE_RIDER, RUNNING
from coopsim.model.numerics import clamp
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import uniform
from coopsim.submodels.agenda import perceived_gain


@equation
def assured_belief(seen: float, pledge: float, assurance: float, weight: float) -> float:
    """Belief about the others' contribution: what was seen, lifted towards the pledge by talking (C2)."""
    return seen + weight * assurance * max(0.0, pledge - seen)


@equation
def own_interest(stake: float, scale: float, weight: float) -> float:
    """Contribution that one's own stake in the joint agenda would justify, saturating."""
    return weight * max(0.0, stake) / (max(0.0, stake) + scale)


@equation
def yardstick_slope(slope: float, yardstick: float) -> float:
    """A yardstick that all share leaves less room for counting one's own share generously (assumption)."""
    return slope + yardstick * (1.0 - slope)


@equation
def conditional_target(
    slope: float, belief: float, trust: float, caution: float, interest: float, region: float
) -> float:
    """Conditional cooperator: matches the others imperfectly, less where trust is low (Fischbacher & Gächter)."""
    return slope * belief * (1.0 - caution * (1.0 - trust)) + interest + region


@equation
def target_by_type(
    kind: int, matched: float, interest: float, region: float, steady: float, freeride: float, other: float
) -> float:
    """What an office holder of each behavioural type wants to put in."""
    if kind == CONDITIONAL:
        return matched
    if kind == FREE_RIDER:
        return freeride * interest + region
    return steady + other * interest + region


@equation
def contribution_after(now: float, target: float, adjustment: float, levy: float, shock: float) -> float:
    """Contribution moves towards the target, not below what is levied, less what unforeseen duties take."""
    return clamp(max(now + adjustment * (target - now), levy) * (1.0 - shock), 0.0, 1.0)


@submodel
def stakes(p: Any, w: Any, s: Any) -> None:
    """Own and regional perceived gain from what is agreed, EUR per inhabitant and year.

    A service in operation needs less of its partners and counts less.
    """
    n = s.town.shape[0]
    for i in range(n):
        s.town[i].stake = 0.0
    for k in range(s.project.shape[0]):
        project = s.project[k]
        if project.status < RUNNING or project.status > DELIVERED:
            continue
        weight = p.service_stake if project.status == DELIVERED else 1.0
        for i in range(n):
            if s.partner[k, i] > 0.0:
                gain = perceived_gain(k, i, project.host, project.reach, p, w, s) + s.transfer[k, i]
                s.town[i].stake += gain * weight
    total, population = 0.0, 0.0
    for i in range(n):
        if s.town[i].member == 1:
            total += s.town[i].stake * s.town[i].population
            population += s.town[i].population
    for i in range(n):
        s.town[i].regional_stake = total / max(1.0, population)


@submodel
def contribute(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 7: contributions of participants, all at once."""
    n = s.town.shape[0]
    alliance = s.alliance
    form = w.form[alliance.form]
    stakes(p, w, s)
    levied = form.levy * alliance.extent * p.pledge
    alliance.effort_members = 0.0
    for i in range(n):
        town = s.town[i]
        if town.member == 0:
            town.contribution = 0.0
            continue
        weight, expected = 1e-9, 0.0
        for j in range(n):
            if j != i and s.town[j].member == 1:
                weight += s.trust[i, j]
                expected += s.trust[i, j] * s.expected[i, j]
        belief = assured_belief(expected / weight, p.pledge, town.assurance, p.assurance_weight)
        weight_own = p.interest_weight * (1.0 + p.ownership_weight * town.ownership)
        interest = own_interest(town.stake, p.stake_scale, weight_own)
        region = own_interest(town.regional_stake, p.stake_scale, p.region_weight * town.identity)
        office = s.office[i]
        slope = yardstick_slope(office.slope, p.yardstick_effect * s.lever[COMMON_OBJECTIVES])
        matched = conditional_target(slope, belief, town.trust, p.caution, interest, region)
        target = target_by_type(office.type, matched, interest, region, office.steady, p.freeride_share, p.other_share)
        target += p.attitude_effort * office.attitude
        town.target = clamp(target * (p.commitment_base + town.commitment), 0.0, 1.0)
        u = uniform(key, draw.CAPACITY, month, w.town[i].id)
        town.shock = min(1.0, p.capacity_shock * u * u * (1.0 + max(0.0, town.crisis)))
        town.contribution = contribution_after(
            town.contribution, town.target, p.adjustment, levied * float(town.bound), town.shock
        )
        alliance.effort_members += town.contribution * town.capacity
        joint = alliance.month_implementation
        if joint >= 0 and month - joint <= 60:  # the phase is recognised at the end of its first month
            town.contribution_sum += town.contribution
            town.contribution_months += 1.0
    meetings = (form.meetings + p.informal_effort * form.informal) * alliance.habit
    alliance.overhead = alliance.approach_staff + p.meeting_effort * meetings / 12.0 * alliance.members
    alliance.effort = max(
        0.0, alliance.effort_members + alliance.secretariat + alliance.external_staff - alliance.overhead
    )
