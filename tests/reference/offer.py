"""What is put to the vote: a project with site, partners, payments and promises (ODD 7.6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coopsim.model import codes
from reference import gains
from reference.agenda import perceived_gain
from reference.meetings import untold
from reference.voting import binds_minority, rule_passes, voters
from reference.weighing import weigh_all

if TYPE_CHECKING:
    from reference.entities import Municipality, Project
    from reference.model import ReferenceModel

SMALL_YES = 0.1  # EUR per inhabitant and year


@dataclass
class Offer:
    """A project at a site; what each member makes of it stands in its vote, payments in the project."""

    project: Project
    host: Municipality
    partners: list[Municipality]
    promises: dict[tuple[Municipality, Municipality], float] = field(default_factory=dict)


def hosts_at_hand(model: ReferenceModel, project: Project) -> list[Municipality]:
    """Possible hosts that take part and have not given notice; the greater total gain first."""
    hosts = [model.towns[host] for host in project.possible_hosts]
    hosts = [host for host in hosts if host.talks and host.notice < 0]
    return sorted(hosts, key=lambda host: -total_gain(model, project, host))


def total_gain(model: ReferenceModel, project: Project, host: Municipality) -> float:
    """Perceived gain of all members at a site, EUR a year."""
    members = model.participants
    joint = sum(town.population for town in members)
    return sum(perceived_gain(model, project, town, host, joint) * town.population for town in members)


def best_offer(model: ReferenceModel, project: Project) -> Offer | None:
    """The agreeable offer at the better site, else at the other one, if there is one."""
    hosts = hosts_at_hand(model, project)
    for host in hosts:
        offer = agreeable(model, project, host)
        if offer is not None:
            return offer
    project.host = hosts[0].index if hosts else -1
    return None


def agreeable(model: ReferenceModel, project: Project, host: Municipality) -> Offer | None:
    """An offer that all partners would sign or, where they can be left out, one to those who would."""
    binding = binds_minority(model.form.row.project_rule)
    offer = offer_to(model, project, host, voters(model))
    if goes_through(model, offer) and (binding or all(town.vote.utility > 0.0 for town in offer.partners)):
        return offer
    if binding:
        return None
    willing = [town for town in offer.partners if town.vote.utility > 0.0]
    offer = offer_to(model, project, host, willing)
    return offer if goes_through(model, offer) else None


def offer_to(model: ReferenceModel, project: Project, host: Municipality, partners: list[Municipality]) -> Offer:
    """An offer at a site: what it brings, what is said of it, who makes up for what others lack."""
    offer = Offer(project, host, partners)
    estimate(model, offer)
    hear(model, offer)
    if settle(model, offer):
        hear(model, offer)
    return offer


def estimate(model: ReferenceModel, offer: Offer) -> None:
    """What it brings to every member, and how far the others misjudge that."""
    p, project, host = model.p, offer.project, offer.host
    project.host = host.index
    project.partner = [int(town in offer.partners) for town in model.towns]
    project.transfer = [0.0] * len(model.towns)
    joint = sum(town.population for town in offer.partners)
    unsaid = untold(p.reserve, model.lever[codes.OPEN_COMMUNICATION])
    for town in model.participants:
        vote = town.vote
        vote.loss = gains.displacement(model, project, town, host)
        vote.own = -vote.loss
        if town in offer.partners:
            vote.own = perceived_gain(model, project, town, host, joint)
        vote.favour = vote.unpaid = vote.spare = 0.0
        unknown = ignorance(model, unsaid, project.voiced[town.index])
        vote.error = project.value * unknown * p.stated_error * project.stated[town.index]


def ignorance(model: ReferenceModel, unsaid: float, voiced: float) -> float:
    """Share of the error about another's needs that is left."""
    shown = model.p.inventory_effect * model.lever[codes.NEEDS_AND_STRENGTHS]
    return float(unsaid * (1.0 - shown) * (1.0 - voiced))


def hear(model: ReferenceModel, offer: Offer) -> None:
    """Everybody says what it thinks; the others misjudge it, but a yes that is taken for a no speaks up."""
    weigh_all(model, offer.project)
    for town in model.participants:
        vote = town.vote
        speaks_up = vote.utility > 0.0 and vote.utility + vote.error <= 0.0
        if not speaks_up:
            vote.utility += vote.error


def settle(model: ReferenceModel, offer: Offer) -> bool:
    """Winners make up for what losers lack, in money or by promises; whether they do."""
    project = offer.project
    votes = {town: town.vote for town in offer.partners}
    missing = {town: lacking(vote.utility, vote.slope) * town.population for town, vote in votes.items()}
    lack = sum(max(0.0, amount) for amount in missing.values())
    spare = sum(max(0.0, -amount) for amount in missing.values())
    if lack <= 0.0 or spare <= 0.0:
        return False
    covered = min(1.0, spare / lack)
    paid = covered * movable(model)
    for town in offer.partners:
        vote = town.vote
        vote.spare = max(0.0, -missing[town]) / spare
        vote.unpaid = max(0.0, missing[town]) * (covered - paid)
        transfer = (max(0.0, missing[town]) * paid - vote.spare * lack * paid) / town.population
        project.transfer[town.index] = transfer
        vote.own += transfer
    promise(model, offer)
    return True


def movable(model: ReferenceModel) -> float:
    """Share of what a yes lacks that can be paid."""
    compensation = model.form.row.compensation
    shown = model.p.inventory_effect * model.lever[codes.NEEDS_AND_STRENGTHS]
    return float(compensation + (1.0 - compensation) * shown)


def lacking(heard: float, slope: float) -> float:
    """Payment that makes a small yes of a no, negative: that leaves one."""
    return (SMALL_YES - heard) / (1.0 + slope)


def promise(model: ReferenceModel, offer: Offer) -> None:
    """What is made up and not paid is owed, as far as the losers trust the winners."""
    for loser in offer.partners:
        for winner in offer.partners:
            wanted = loser.vote.unpaid * winner.vote.spare
            if wanted <= 0.0:
                continue
            tie = loser.ties[winner]
            owed = tie.favour / loser.population
            room = credit_room(model.p.favour_credit, tie.trust, owed) * loser.population
            amount = min(wanted, room)
            offer.promises[loser, winner] = amount
            loser.vote.favour += amount / loser.population
            winner.vote.favour -= amount / winner.population


def credit_room(credit: float, trust: float, owed: float) -> float:
    """Further promise that counts; own debts can be paid off."""
    return max(0.0, credit * trust - owed)


def signers(model: ReferenceModel, offer: Offer) -> list[Municipality]:
    """Partners that say yes and, where the rule binds the minority, all others too."""
    if binds_minority(model.form.row.project_rule):
        return offer.partners
    return [town for town in offer.partners if town.vote.utility > 0.0]


def goes_through(model: ReferenceModel, offer: Offer) -> bool:
    """The rule is met, two partners at least sign and the host is among them."""
    row = model.form.row
    signed = signers(model, offer)
    if len(signed) < 2 or offer.host not in signed:
        return False
    return rule_passes(model, row.project_rule, row.votes == "by_population")
