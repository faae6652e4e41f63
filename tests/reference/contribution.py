"""Contribution (ODD 7.7): the share of its capacity that each member really puts in; all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.agenda import perceived_gain
from reference.gains import within
from reference.problem import lifted, towards

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel

UNDER_WAY = (codes.RUNNING, codes.PETITION, codes.BUILDING)


def contribute(model: ReferenceModel) -> None:
    """Contributions of members, and the effort that the alliance has."""
    alliance, members = model.alliance, model.members
    stakes(model)
    people = sum(town.population for town in members)
    regional = sum(town.stake * town.population for town in members) / people if members else 0.0
    targets = {town: target(model, town, regional) for town in members}
    for town in model.towns:
        if town not in targets:
            town.contribution = town.target = town.shock = 0.0
            continue
        town.target = targets[town]
        give(model, town)
        if alliance.month_implementation >= 0 and 0 < model.month - alliance.month_implementation <= 60:
            town.contribution_sum += town.contribution
            town.contribution_months += 1.0
    alliance.effort_members = sum(town.contribution * town.capacity for town in members)
    alliance.overhead = overhead(model)
    gross = alliance.effort_members + alliance.secretariat + alliance.external_staff
    alliance.effort = max(0.0, gross - alliance.overhead)


def stakes(model: ReferenceModel) -> None:
    """Own perceived yearly gain from what is agreed and not yet open, and what milestones show of it."""
    shown = model.p.milestone_effect * model.lever[codes.COMMON_OBJECTIVES]
    for town in model.towns:
        town.stake = town.milestones = 0.0
        for project in model.projects:
            if not project.partner[town.index] or project.status not in UNDER_WAY:
                continue
            host = model.towns[project.host]
            gain = perceived_gain(model, project, town, host, project.reach) + project.transfer[town.index]
            town.stake += gain
            done = within(1.0 - project.left / max(1e-9, project.work))
            town.milestones += shown * done * gain


def target(model: ReferenceModel, town: Municipality, regional: float) -> float:
    """Share of capacity that it means to put in."""
    p, mayor = model.p, town.mayor
    others = [other for other in model.members if other is not town]
    count = max(1, len(others))
    belief = sum(counted_on(p.caution, town.ties[other].expected, town.ties[other].trust) for other in others) / count
    belief = lifted(belief, p.pledge, p.assurance_weight * town.assurance)
    likely = min(1.0, belief / p.pledge)
    weight = p.interest_weight * (1.0 + p.ownership_weight * town.ownership)
    interest = drawn_out(town.stake * likely, p.stake_scale, weight)
    region = drawn_out(regional, p.stake_scale, p.region_weight * town.identity)
    behind = sum(max(0.0, other.benefit - town.benefit) for other in others) / count
    keeping_up = drawn_out(behind, p.stake_scale, p.keeping_up * town.competition)
    slope = towards(mayor.slope, 1.0, p.yardstick * model.lever[codes.COMMON_OBJECTIVES])
    matched = slope * belief * uninsulted(p.insult, model.form.row.monitoring, town.trust)
    wanted = target_by_type(mayor.type, matched, interest, region, mayor.steady, p.interest_share)
    wanted = held_back(wanted + keeping_up, p.voter_restraint, town.fear)
    return target_after(town.target, wanted, town.commitment, p.adjustment)


def counted_on(caution: float, expected: float, trust: float) -> float:
    """Contribution of another that one counts on."""
    return expected * (1.0 - caution * (1.0 - trust))


def drawn_out(amount: float, scale: float, weight: float) -> float:
    """Contribution that an amount of money draws out, saturating."""
    return weight * max(0.0, amount) / (max(0.0, amount) + scale)


def uninsulted(insult: float, monitoring: float, trust: float) -> float:
    """Share of free matching left where one is watched although one trusts."""
    return 1.0 - insult * monitoring * trust


def target_by_type(
    kind: int, matched: float, interest: float, region: float, steady: float, interest_share: float
) -> float:
    """What an office holder of each behavioural type wants to put in."""
    if kind == codes.CONDITIONAL:
        return matched + interest + region
    if kind == codes.FREE_RIDER:
        return interest_share * interest + region
    return steady + interest_share * interest + region


def held_back(wanted: float, voter_restraint: float, fear: float) -> float:
    """What an office holder puts in of what it wants to, as far as the least willing voters are heeded."""
    return wanted * (1.0 - voter_restraint * fear)


def target_after(before: float, wanted: float, commitment: float, adjustment: float) -> float:
    """What one means to put in follows slowly what one wants, the more fully the more one is committed."""
    return before + adjustment * (within(wanted * (0.5 + commitment)) - before)


def give(model: ReferenceModel, town: Municipality) -> None:
    """What it puts in this month: its target or the levy, less what unforeseen duties take."""
    p = model.p
    given = town.target
    if town.bound:
        row = model.form.row
        given = max(given, enforced_levy(row.levy * model.alliance.extent, row.monitoring, p.pledge))
    u = model.luck.uniform(processes.CAPACITY, model.month, town.id)
    town.shock = given * p.capacity_shock * u * u
    town.contribution = given - town.shock


def enforced_levy(levy: float, monitoring: float, pledge: float) -> float:
    """A levy is paid as far as it is watched."""
    return levy * monitoring * pledge


def overhead(model: ReferenceModel) -> float:
    """Staff bound by approaches, meetings and watching."""
    p, alliance, row = model.p, model.alliance, model.form.row
    meetings = (row.meetings_per_year + p.informal_share * row.informal_per_year) * alliance.habit
    watching = min(alliance.secretariat, p.watching_effort * row.monitoring * alliance.members)
    return float(alliance.approach_staff + p.meeting_effort * meetings / 12.0 * alliance.members + watching)
