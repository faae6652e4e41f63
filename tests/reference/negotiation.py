"""Negotiation and decision (ODD 7.6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coopsim import codes, processes
from reference import gains
from reference.agenda import perceived_gain
from reference.draws import indexed_id, pair_id
from reference.gains import within
from reference.trust import trust_after
from reference.voting import BINDING, Ballot, rule_passes

if TYPE_CHECKING:
    from reference.entities import Municipality, Project
    from reference.model import ReferenceModel


@dataclass
class Terms:
    """The five terms of a member's utility, EUR per inhabitant and year."""

    own: float
    relative: float
    reciprocity: float
    voters: float
    attitude: float

    @property
    def utility(self) -> float:
        """Their sum."""
        return self.own + self.relative + self.reciprocity + self.voters + self.attitude

    def __add__(self, other: Terms) -> Terms:
        return Terms(
            self.own + other.own,
            self.relative + other.relative,
            self.reciprocity + other.reciprocity,
            self.voters + other.voters,
            self.attitude + other.attitude,
        )


@dataclass
class Offer:
    """A project at a site, with the gains of the members and what they pay each other."""

    project: Project
    host: Municipality
    gain: dict[Municipality, float]
    transfer: dict[Municipality, float] = field(default_factory=dict)

    def after(self, town: Municipality) -> float:
        """Gain after compensation."""
        return self.gain[town] + self.transfer.get(town, 0.0)

    @property
    def worst(self) -> float:
        """Gain of the worst-off."""
        return min(self.after(town) for town in self.gain)


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
    ballot, _terms = ask_members(model, offers)
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


def propose(model: ReferenceModel, project: Project) -> Offer:
    """A site and compensation."""
    host = choose_host(model, project)
    project.host = host.index
    people = model.alliance.population
    gain = {town: perceived_gain(model, project, town, host, people) for town in model.participants}
    offer = Offer(project, host, gain)
    compensate(model, offer)
    for town in model.towns:
        project.gain[town.index] = offer.after(town) if town in gain else 0.0
        project.transfer[town.index] = offer.transfer.get(town, 0.0)
    return offer


def choose_host(model: ReferenceModel, project: Project) -> Municipality:
    """The possible host with the greatest total of stated gains."""
    p = model.p
    error = p.stated_error * (1.0 - p.inventory_effect * model.lever[codes.NEEDS_AND_STRENGTHS])
    boast = p.exaggeration * (1.0 - p.honesty_effect * model.lever[codes.OPEN_COMMUNICATION])
    people = model.alliance.population
    best, chosen = 0.0, None
    for host in (model.towns[index] for index in project.possible_hosts):
        if not host.talks:
            continue
        total = 0.0
        for town in model.participants:
            z = model.luck.normal(processes.STATED_NEED, 0, indexed_id(pair_id(town.id, host.id), project.number))
            stated = perceived_gain(model, project, town, host, people) + error * project.value * z
            if town is host:
                stated += boast * project.value * (0.5 + host.competition)
            total += stated * town.population
        if chosen is None or total > best:
            best, chosen = total, host
    assert chosen is not None
    return chosen


def compensate(model: ReferenceModel, offer: Offer) -> None:
    """Winners pay losers, as much as is missing, as far as the arrangement can move money."""
    p = model.p
    surplus = sum(max(0.0, gain) * town.population for town, gain in offer.gain.items())
    deficit = sum(max(0.0, -gain) * town.population for town, gain in offer.gain.items())
    ability = within(
        model.form.row.compensation + p.inventory_compensation * model.lever[codes.NEEDS_AND_STRENGTHS]
    )
    paid = ability * max(0.0, min(deficit, 0.8 * surplus))
    for town, gain in offer.gain.items():
        if gain > 0.0 and surplus > 0.0:
            offer.transfer[town] = -paid * gain / surplus
        elif gain < 0.0 and deficit > 0.0:
            offer.transfer[town] = paid * -gain / deficit
        else:
            offer.transfer[town] = 0.0


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


def ask_members(model: ReferenceModel, offers: list[Offer]) -> tuple[Ballot, dict[Municipality, Terms]]:
    """Utilities of the members, then councils and county heads."""
    p, row = model.p, model.form.row
    terms: dict[Municipality, Terms] = {}
    utility: dict[Municipality, float] = {}
    ask_councils = any(council_is_asked(model, offer.project) for offer in offers)
    large = any(is_large(model, offer.project) for offer in offers)
    for town in model.participants:
        parts = [weigh(model, offer, town) for offer in offers]
        terms[town] = parts[0] if len(parts) == 1 else parts[0] + parts[1]
        utility[town] = terms[town].utility
        if utility[town] > 0.0 and ask_councils and not council_agrees(model, town, terms[town], offers):
            utility[town] = -0.5 * p.tolerance
        if utility[town] > 0.0 and row.county_veto and large and town.county is not None:
            limit = p.county_threshold + p.county_rivalry * row.secretariat_fte
            if town.county.head.attitude < limit:
                utility[town] = -0.5 * p.tolerance
    return Ballot(utility), terms


def is_large(model: ReferenceModel, project: Project) -> bool:
    """Value times population above a threshold."""
    return bool(project.value * model.alliance.population / 100_000.0 > model.p.large_project)


def council_is_asked(model: ReferenceModel, project: Project) -> bool:
    """All projects or large ones, not in delegated areas."""
    row = model.form.row
    if project.area in model.form.delegated:
        return False
    return bool(row.council_all_projects or (row.council_large_projects and is_large(model, project)))


def weigh(model: ReferenceModel, offer: Offer, town: Municipality) -> Terms:
    """The utility of a member."""
    p, project, _form = model.p, offer.project, model.form
    own = offer.after(town)
    others = [other for other in model.participants if other is not town]
    count = max(1, len(others))
    less = sum(max(0.0, offer.after(other) - own) for other in others) / count
    more = sum(max(0.0, own - offer.after(other)) for other in others) / count
    people = sum(other.population for other in others)
    mean = sum(offer.after(other) * other.population for other in others) / people if others else 0.0
    returned = (p.reciprocity * town.trust + p.regional_weight * town.identity) * mean
    loss = gains.displacement(model, project, town, offer.host)
    relative = -town.competition * less - town.guilt * more - town.competition * loss
    risk = -p.risk_weight * project.estimate * (1.0 - town.trust)
    control = control_lost(model, project)
    voters = -town.fear * (p.loss_aversion * loss + p.control_weight * control) * (1.0 - 0.5 * town.identity)
    attitude = p.attitude_weight * project.scale * town.mayor.attitude
    return Terms(own, relative, returned + risk, voters, attitude)


def control_lost(model: ReferenceModel, project: Project) -> float:
    """Felt loss of control."""
    form = model.form
    delegated = 1.0 if project.area in form.delegated else 0.0
    return float(project.scale * (0.3 + delegated) * (1.0 - model.p.reporting_effect * form.row.council_reporting))


def council_agrees(model: ReferenceModel, town: Municipality, terms: Terms, offers: list[Offer]) -> bool:
    """Whether more than half of the councillors say yes."""
    p, row = model.p, model.form.row
    informed = within(row.council_reporting + p.formats_councils * model.lever[codes.INTERACTIVE_FORMATS])
    size = sum(offer.project.scale for offer in offers)
    lost = p.council_loss * size * (1.0 - informed) + max(0.0, -terms.own)
    who = indexed_id(town.id, offers[0].project.number)
    z = model.luck.normal(processes.COUNCIL_VOTE, model.month, who)
    x = terms.utility - terms.attitude + p.attitude_weight * town.council + p.council_chance * z - lost
    return x / p.council_width > 0.0


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
                tie.expected += p.pledge_lift * max(0.0, within(p.pledge * (0.5 + tie.trust)) - tie.expected)


def take_partners(model: ReferenceModel, offer: Offer, partners: list[Municipality]) -> bool:
    """Who takes part; False without the host."""
    for town in model.towns:
        offer.project.partner[town.index] = int(town in partners)
    settle_partners(model, offer.project)
    return offer.host in partners


def settle_partners(model: ReferenceModel, project: Project) -> None:
    """Number and population of the partners; what they receive is what they pay."""
    partners = [town for town in model.towns if project.partner[town.index]]
    project.partners = sum(town.parts for town in partners)
    project.reach = sum(town.population for town in partners)
    received = sum(max(0.0, project.transfer[town.index]) * town.population for town in partners)
    paid = sum(max(0.0, -project.transfer[town.index]) * town.population for town in partners)
    for town in model.towns:
        i = town.index
        if not project.partner[i] or received <= 0.0 or paid <= 0.0:
            project.transfer[i] = 0.0
        elif project.transfer[i] > 0.0:
            project.transfer[i] *= min(1.0, paid / received)
        else:
            project.transfer[i] *= min(1.0, received / paid)


def drop_out(model: ReferenceModel, town: Municipality) -> None:
    """It is no longer a partner of anything."""
    for project in model.projects:
        if project.partner[town.index] and codes.RUNNING <= project.status <= codes.DELIVERED:
            project.partner[town.index] = 0
            settle_partners(model, project)


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
