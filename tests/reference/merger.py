"""Merger (ODD 7.14): the idea of a merger comes up where the pressure of problems is great."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.contract import sum_up
from reference.entities import MAYOR
from reference.gains import scale_saving
from reference.negotiation import blame

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel


def consider_merger(model: ReferenceModel) -> None:
    """The first member that has the idea looks for partners."""
    p, alliance = model.p, model.alliance
    if not alliance.talks or model.month - alliance.merger_month < p.pause_months:
        return
    for town in model.members:
        if model.luck.uniform(processes.MERGER_IDEA, model.month, town.id) >= p.merger_rate * town.stress / 12.0:
            continue
        party = [
            town,
            *(other for other in model.members if other is not town and both_see_something(model, town, other)),
        ]
        if len(party) >= 2:
            alliance.merger_month = model.month
            propose_merger(model, party, town)
        return


def both_see_something(model: ReferenceModel, town: Municipality, other: Municipality) -> bool:
    """Whether both mayors see something in a merger of the two."""
    people = town.population + other.population
    weigh_merger(model, town, [other], people)
    weigh_merger(model, other, [town], people)
    return town.vote.utility > 0.0 and other.vote.utility > 0.0


def propose_merger(model: ReferenceModel, party: list[Municipality], proposer: Municipality) -> None:
    """Every one that is asked must say yes."""
    alliance = model.alliance
    people = sum(town.population for town in sorted(party))
    for town in model.towns:
        if town not in party:
            town.vote.utility = 0.0
    for town in sorted(party):
        weigh_merger(model, town, [other for other in sorted(party) if other is not town], people)
        town.vote.utility += model.p.letter_chance * model.luck.normal(processes.MERGER_VOTE, model.month, town.id)
    refuser = min(sorted(party), key=lambda town: town.vote.utility)
    if refuser.vote.utility <= 0.0:
        alliance.vetoes += 1
        blame(model, refuser)
        return
    largest = proposer
    for town in sorted(party):
        if town.population > largest.population:
            largest = town
    members = len(model.members)
    for town in sorted(party):
        if town is not largest:
            take_in(model, largest, town)
    model.count_members()
    alliance.merged = 2 if len(party) == members else 1
    if alliance.merged == 2:
        alliance.phase = codes.MERGED
        alliance.month_end = model.month
        alliance.talks = alliance.groups = 0
        alliance.secretariat = 0.0
        largest.talks = largest.member = largest.bound = 0
        largest.notice = -1


def weigh_merger(model: ReferenceModel, town: Municipality, others: list[Municipality], people: float) -> None:
    """The utility of a merger with these, without chance."""
    p, vote, ties = model.p, town.vote, [town.ties[other] for other in others]
    nearness = sum(tie.near for tie in ties) / len(ties)
    trust = sum(tie.trust for tie in ties) / len(ties)
    saving = p.merger_saving * nearness * (scale_saving(p, town.population) - scale_saving(p, people))
    vote.own = saving * (1.0 + max(0.0, town.crisis))
    vote.relative = 0.0
    vote.trust = p.merger_trust * (trust - 0.5)
    vote.burden = -lost_town(model, town, town.population / people)
    vote.attitude = p.contract_attitude * 0.5 * (town.mayor.attitude + town.council)
    vote.decided_by = MAYOR
    sum_up(town)


def lost_town(model: ReferenceModel, town: Municipality, share: float) -> float:
    """What the lost town weighs: the more, the smaller its share of the merged population."""
    return float(model.p.merger_attachment * (1.0 - town.identity) * (1.0 + town.fear) * (1.0 - share))


def take_in(model: ReferenceModel, larger: Municipality, smaller: Municipality) -> None:
    """The larger town takes in people, partnerships, candidacies, strengths and means."""
    before, both = larger.population, larger.population + smaller.population
    share = smaller.population / both
    for name in ("fiscal", "staff", "added_value", "spent"):
        mine = getattr(larger, name)
        setattr(larger, name, mine + share * (getattr(smaller, name) - mine))
    for a in range(len(larger.endowment)):
        larger.endowment[a] = max(larger.endowment[a], smaller.endowment[a])
        larger.need[a] += share * (smaller.need[a] - larger.need[a])
    larger.population = both
    larger.parts += smaller.parts
    smaller.merged = 1
    smaller.talks = smaller.member = smaller.bound = 0
    smaller.notice = -1
    for other, tie in smaller.ties.items():
        tie.favour = 0.0
        other.ties[smaller].favour = 0.0
    i, j = larger.index, smaller.index
    for project in model.projects:
        if project.partner[i] and not project.partner[j]:
            project.reach += smaller.population
        elif project.partner[j] and not project.partner[i]:
            project.reach += before
        project.transfer[i] += share * (project.transfer[j] - project.transfer[i])
        project.transfer[j] = 0.0
        project.partner[i] = int(project.partner[i] or project.partner[j])
        project.partner[j] = 0
        for name in ("host", "host_a", "host_b"):
            if getattr(project, name) == j:
                setattr(project, name, i)
    smaller.population = 0.0
