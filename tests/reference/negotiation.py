"""Negotiation and decision (ODD 7.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.draws import indexed_id
from reference.gains import within
from reference.offer import Offer, propose
from reference.partners import settle_partners
from reference.trust import trust_after
from reference.voting import BINDING, Ballot, rule_passes
from reference.weighing import ask_members

if TYPE_CHECKING:
    from reference.entities import Municipality, Project
    from reference.model import ReferenceModel


def negotiate(model: ReferenceModel) -> None:
    """What is drafted is put to the vote when the deciding body meets."""
    alliance = model.alliance
    alliance.decisions = 0.0
    if not alliance.meets or not alliance.groups:
        return
    decided = 0
    for project in model.projects:
        if decided >= int(model.p.decisions_per_meeting):
            return
        if project.status == codes.DRAFTED and project.ready <= model.month:
            decided += decide(model, project)


def decide(model: ReferenceModel, project: Project) -> int:
    """One project; 1 if it took up a place on the agenda."""
    p = model.p
    voters = [town for town in model.participants if town.notice < 0]
    if len(voters) < 2:
        return 0
    luck = model.luck.uniform(processes.POSTPONE, 0, indexed_id(project.id, project.tries))
    if not project.postponed and luck < p.postpone_chance:
        project.postponed = 1
        return 1
    if not [host for host in project.possible_hosts if model.towns[host].talks]:
        wait_for_host(model, project)
        return 1
    offer = propose(model, project)
    offers = [offer]
    if offer.worst < 0.0:
        partner = find_package(model, offer)
        if partner is not None:
            offers.append(partner)
    ballot = ask_members(model, offers)
    row = model.form.row
    if rule_passes(model, row.project_rule, row.votes == "by_population", ballot):
        partners = ballot.voters if row.project_rule in BINDING else ballot.yes
        if len(partners) >= 2 and all(take_partners(model, one, partners) for one in offers):
            for number, one in enumerate(offers):
                agree(model, one, partners, offers[1 - number].project.number if len(offers) == 2 else -1)
            return 1
    refuse(model, project)
    blame(model, ballot)
    return 1


def wait_for_host(model: ReferenceModel, project: Project) -> None:
    """Without a possible host the project goes back for a while."""
    project.status = codes.IDEA
    project.ready = model.month + int(model.p.cooling_months)
    project.gain = [0.0] * len(model.towns)
    project.transfer = [0.0] * len(model.towns)


def find_package(model: ReferenceModel, offer: Offer) -> Offer | None:
    """The drafted project of another area that leaves the worst-off best off."""
    p = model.p
    chance = p.package_skill * model.lever[codes.NEEDS_AND_STRENGTHS]
    if model.luck.uniform(processes.OPPORTUNITY_PACKAGE, 0, offer.project.id) >= chance:
        return None
    best, chosen = offer.worst, None
    for project in model.projects:
        if project is offer.project or project.status != codes.DRAFTED or project.area == offer.project.area:
            continue
        if project.ready > model.month or not [h for h in project.possible_hosts if model.towns[h].talks]:
            continue
        other = propose(model, project)
        worst = min(offer.after(town) + other.after(town) for town in offer.gain)
        if worst > best:
            best, chosen = worst, other
    return chosen


def take_partners(model: ReferenceModel, offer: Offer, partners: list[Municipality]) -> bool:
    """Who takes part; False without the host."""
    for town in model.towns:
        offer.project.partner[town.index] = int(town in partners)
    settle_partners(model, offer.project)
    return offer.host in partners


def agree(model: ReferenceModel, offer: Offer, partners: list[Municipality], package: int) -> None:
    """A project is agreed."""
    p, project, alliance = model.p, offer.project, model.alliance
    project.status = codes.RUNNING
    project.left = project.work
    project.agreed = model.month
    project.package = package
    alliance.agreed += 1
    alliance.decisions += 1.0
    alliance.goals += project.work
    alliance.recent_blocked *= 1.0 - p.memory_rate
    for town in partners:
        town.news += 1.0
        for other in partners:
            if other is not town:
                tie = town.ties[other]
                tie.expected += p.pledge_lift * max(0.0, within(p.pledge * (p.pledge_base + tie.trust)) - tie.expected)


def refuse(model: ReferenceModel, project: Project) -> None:
    """Back to the drawing board, or dropped."""
    p, alliance = model.p, model.alliance
    project.tries += 1
    project.postponed = 0
    project.host = -1
    if project.tries >= p.project_tries:
        project.status = codes.FAILED
    else:
        project.status = codes.IDEA
        project.ready = model.month + int(p.cooling_months)
    alliance.vetoes += 1
    alliance.recent_blocked += p.memory_rate * (1.0 - alliance.recent_blocked)


def blame(model: ReferenceModel, ballot: Ballot) -> None:
    """Those who wanted it trust the one with the lowest utility less."""
    p, alliance = model.p, model.alliance
    refuser = ballot.most_against
    surprise = -p.blocked_news * alliance.recent_success
    for town in ballot.favourable:
        if town is not refuser:
            tie = town.ties[refuser]
            tie.personal = trust_after(tie.personal, surprise, p.trust_decision, p.trust_decision * p.trust_loss_ratio)
    alliance.recent_success *= 1.0 - p.memory_rate
