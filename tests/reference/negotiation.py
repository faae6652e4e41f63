"""Negotiation and decision (ODD 7.6): what happens when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes
from reference.offer import Offer, best_offer, goes_through, hosts_at_hand, offer_to, signers
from reference.partners import settle_partners
from reference.problem import towards
from reference.trust import surprising, trust_after
from reference.voting import most_against, voters
from reference.weighing import weigh_all

if TYPE_CHECKING:
    from reference.entities import Municipality, Project
    from reference.model import ReferenceModel


def negotiate(model: ReferenceModel) -> None:
    """What is drafted is put to the vote when the deciding body meets; what was shelved is looked at again."""
    alliance = model.alliance
    alliance.decisions = 0.0
    if not alliance.groups or len(voters(model)) < 2:
        return
    for project in model.projects:
        if project.status == codes.DRAFTED and alliance.meets:
            decide(model, project)
        elif project.status == codes.IDEA and project.tries > 0 and project.ready == model.month + 1:
            look_again(model, project)


def look_again(model: ReferenceModel, project: Project) -> None:
    """Without an offer in sight it stays in the drawer."""
    if best_offer(model, project) is None:
        project.tries += 1
        project.ready += project.tries * int(model.p.cooling_months)


def decide(model: ReferenceModel, project: Project) -> None:
    """One drafted project."""
    alliance = model.alliance
    hosts = hosts_at_hand(model, project)
    if not hosts:
        project.host = -1
        shelve(model, project)
        return
    offer = best_offer(model, project)
    if offer is None:
        offer = offer_to(model, project, hosts[0], voters(model))
        put_off(model, project, offer)
        return
    weigh_all(model, project)
    if goes_through(model, offer):
        agree(model, offer, signers(model, offer))
        return
    alliance.vetoes += 1
    blame(model, most_against(model))
    put_off(model, project, offer)


def put_off(model: ReferenceModel, project: Project, offer: Offer) -> None:
    """Blocked or laid aside: it goes against all that wanted it, and the others know now what the others lack."""
    for town in model.participants:
        if town.vote.utility > 0.0:
            move_thwarted(model, town, 1.0)
    remember(model, agreed=False)
    for town in model.participants:
        if town.vote.utility <= 0.0:
            project.voiced[town.index] = 1
    shelve(model, project)


def shelve(model: ReferenceModel, project: Project) -> None:
    """Back to the ideas for a while."""
    project.status = codes.IDEA
    project.tries += 1
    project.ready = model.month + int(model.p.cooling_months)


def agree(model: ReferenceModel, offer: Offer, partners: list[Municipality]) -> None:
    """A project begins with those that sign."""
    alliance, project = model.alliance, offer.project
    for (loser, winner), amount in offer.promises.items():
        loser.ties[winner].favour += amount
        winner.ties[loser].favour -= amount
    for town in model.towns:
        project.partner[town.index] = int(town in partners)
    settle_partners(model, project)
    project.status = codes.RUNNING
    project.left = project.work
    project.agreed = model.month
    alliance.agreed += 1
    alliance.decisions += 1.0
    alliance.goals += project.work
    for town in partners:
        town.news += 1.0
        move_thwarted(model, town, 0.0 if town.vote.utility > 0.0 else 1.0)
    remember(model, agreed=True)


def blame(model: ReferenceModel, refuser: Municipality) -> None:
    """Those who wanted it trust the one with the lowest utility less."""
    p = model.p
    surprise = p.trust_decision * surprising(-1.0, model.alliance.recent_success)
    for town in model.participants:
        if town is not refuser and town.vote.utility > 0.0:
            tie = town.ties[refuser]
            tie.personal = trust_after(tie.personal, surprise, p.trust_gain, p.trust_loss_ratio)


def remember(model: ReferenceModel, agreed: bool) -> None:
    """What was agreed of what was decided of late."""
    alliance = model.alliance
    alliance.recent_success = towards(alliance.recent_success, float(agreed), model.p.memory_rate)


def move_thwarted(model: ReferenceModel, town: Municipality, to: float) -> None:
    """The recent share of decisions that went against it."""
    town.thwarted = towards(town.thwarted, to, model.p.memory_rate)
