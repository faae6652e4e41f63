"""Contribution (ODD 7.7): the share of its capacity that each member really puts in; all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.agenda import perceived_gain
from reference.gains import within

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel

UNDER_WAY = (codes.RUNNING, codes.BUILDING, codes.PETITION)


def contribute(model: ReferenceModel) -> None:
    """Contributions of participants."""
    p, alliance, row = model.p, model.alliance, model.form.row
    members = model.members
    for town in model.towns:
        town.stake = stake_of(model, town)
    people = sum(town.population for town in members)
    regional = sum(town.stake * town.population for town in members) / people if members else 0.0
    for town in model.towns:
        town.regional_stake = regional
    wanted = {town: target(model, town) for town in members}
    for town in model.towns:
        if town not in wanted:
            town.contribution = 0.0
            continue
        u = model.luck.uniform(processes.CAPACITY, model.month, town.id)
        town.shock = min(1.0, p.capacity_shock * u * u * (1.0 + max(0.0, town.crisis)))
        town.target = wanted[town]
        levied = row.levy * p.pledge if town.bound else 0.0
        moved = max(town.contribution + p.adjustment * (town.target - town.contribution), levied)
        town.contribution = within(moved * (1.0 - town.shock))
        if alliance.month_implementation >= 0 and model.month - alliance.month_implementation <= 60:
            town.contribution_sum += town.contribution
            town.contribution_months += 1.0
    alliance.effort_members = sum(town.contribution * town.capacity for town in members)
    meetings = (
        (row.meetings_per_year + p.informal_effort * row.informal_per_year) / 12.0 * p.meeting_effort * alliance.members
    )
    alliance.overhead = meetings + alliance.approach_staff
    gross = alliance.effort_members + alliance.secretariat + alliance.external_staff
    alliance.effort = max(0.0, gross - alliance.overhead)


def stake_of(model: ReferenceModel, town: Municipality) -> float:
    """Own perceived yearly gain from what is agreed; a service counts for little."""
    total = 0.0
    for project in model.projects:
        if not project.partner[town.index]:
            continue
        if project.status in UNDER_WAY or project.status == codes.DELIVERED:
            host = model.towns[project.host]
            gain = perceived_gain(model, project, town, host, project.reach) + project.transfer[town.index]
            total += gain * (model.p.service_stake if project.status == codes.DELIVERED else 1.0)
    return total


def target(model: ReferenceModel, town: Municipality) -> float:
    """Share of capacity that it wants to put in."""
    p = model.p
    others = [town.ties[other] for other in model.members if other is not town]
    trust = sum(tie.trust for tie in others)
    seen = sum(tie.trust * tie.expected for tie in others) / (trust + 1e-9)
    belief = seen + p.assurance_weight * town.assurance * max(0.0, p.pledge - seen)
    weight = p.interest_weight * (1.0 + p.ownership_weight * town.ownership)
    interest = own_interest(town.stake, p.stake_scale, weight)
    region = own_interest(town.regional_stake, p.stake_scale, p.region_weight * town.identity)
    mayor = town.mayor
    slope = mayor.slope + p.yardstick_effect * model.lever[codes.COMMON_OBJECTIVES] * (1.0 - mayor.slope)
    if mayor.type == codes.CONDITIONAL:
        wanted = slope * belief * (1.0 - p.caution * (1.0 - town.trust)) + interest + region
    elif mayor.type == codes.FREE_RIDER:
        wanted = p.freeride_share * interest + region
    else:
        wanted = mayor.steady + p.other_share * interest + region
    return within((wanted + p.attitude_effort * mayor.attitude) * (p.commitment_base + town.commitment))


def own_interest(stake: float, scale: float, weight: float) -> float:
    """Contribution that a stake would justify, saturating."""
    return weight * max(0.0, stake) / (max(0.0, stake) + scale)
