"""Merger (ODD 7.14): the idea of a merger comes up under fiscal stress."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.gains import scale_saving

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel


def consider_merger(model: ReferenceModel) -> None:
    """The idea comes up in a member."""
    p, alliance = model.p, model.alliance
    if not alliance.talks or model.month - alliance.merger_month < p.merger_interval:
        return
    for town in model.members:
        chance = p.merger_rate * (p.merger_base + max(0.0, town.crisis)) / 12.0
        if model.luck.uniform(processes.MERGER_IDEA, model.month, town.id) >= chance:
            continue
        party = [town]
        for other in model.members:
            if other is town:
                continue
            mutual = min(town.ties[other].trust, other.ties[town].trust)
            if mutual * exp(-town.ties[other].distance / p.merger_decay) > p.merger_threshold:
                party.append(other)
        if len(party) >= 2:
            alliance.merger_month = model.month
            propose_merger(model, party)
        return


def propose_merger(model: ReferenceModel, party: list[Municipality]) -> None:
    """Every one must say yes."""
    p, alliance = model.p, model.alliance
    people = sum(town.population for town in party)
    vote = {town: merger_vote(model, town, people) for town in party}
    if min(vote.values()) <= 0.0:
        refuser = min(party, key=lambda town: vote[town])
        for town in party:
            if town is not refuser:
                tie = town.ties[refuser]
                tie.personal *= 1.0 - p.merger_grudge
                tie.institutional *= 1.0 - p.merger_grudge
        alliance.vetoes += 1
        return
    largest = max(party, key=lambda town: town.population)
    for town in party:
        if town is not largest:
            take_in(model, largest, town)
    alliance.merged = 2 if len(party) == len(model.members) + len(party) - 1 else 1
    if alliance.merged == 2:
        alliance.phase = codes.MERGED
        alliance.month_end = model.month
        alliance.talks = alliance.groups = 0
        alliance.secretariat = 0.0
    model.count_members()
    if alliance.merged == 2:
        largest.talks = largest.member = largest.bound = 0
        largest.notice = -1


def merger_vote(model: ReferenceModel, town: Municipality, people: float) -> float:
    """The utility of a merger."""
    p = model.p
    z = model.luck.normal(processes.MERGER_VOTE, model.month, town.id)
    saving = p.merger_saving * (town.room - scale_saving(p, people)) * (1.0 + max(0.0, town.crisis))
    lost = (1.0 - town.identity) * (1.0 + town.fear) * (p.merger_smallness - town.population / people)
    return float(
        saving
        + p.merger_trust * (town.trust - 0.5)
        + p.merger_identity * town.identity
        - p.merger_attachment * lost
        + p.merger_attitude * 0.5 * (town.mayor.attitude + town.council)
        + p.merger_chance * z
    )


def take_in(model: ReferenceModel, larger: Municipality, smaller: Municipality) -> None:
    """The larger town takes in people, partnerships, strengths and means."""
    before, both = larger.population, larger.population + smaller.population
    share = smaller.population / both
    larger.fiscal += share * (smaller.fiscal - larger.fiscal)
    larger.staff += share * (smaller.staff - larger.staff)
    for a in range(len(larger.endowment)):
        larger.endowment[a] = max(larger.endowment[a], smaller.endowment[a])
        larger.need[a] += share * (smaller.need[a] - larger.need[a])
    larger.population = both
    larger.parts += smaller.parts
    larger.added_value += share * (smaller.added_value - larger.added_value)
    larger.spent += share * (smaller.spent - larger.spent)
    smaller.merged = 1
    smaller.talks = smaller.member = smaller.bound = 0
    smaller.notice = -1
    for project in model.projects:
        i, j = larger.index, smaller.index
        if project.partner[i] and not project.partner[j]:
            project.reach += smaller.population
        elif project.partner[j] and not project.partner[i]:
            project.reach += before
        project.partner[i] = int(project.partner[i] or project.partner[j])
        project.partner[j] = 0
        project.transfer[i] += share * (project.transfer[j] - project.transfer[i])
        project.transfer[j] = 0.0
        for name in ("host", "host_a", "host_b", "host_c"):
            if getattr(project, name) == smaller.index:
                setattr(project, name, larger.index)
    smaller.population = 0.0
