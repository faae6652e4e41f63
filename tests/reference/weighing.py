"""How members, councils and county heads weigh an offer (ODD 7.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coopsim.model import codes, processes
from reference import gains
from reference.draws import indexed_id
from reference.gains import within
from reference.offer import Offer
from reference.voting import Ballot

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


def ask_members(model: ReferenceModel, offers: list[Offer]) -> Ballot:
    """Utilities of the members, then councils and county heads."""
    p, row = model.p, model.form.row
    utility: dict[Municipality, float] = {}
    ask_councils = any(council_is_asked(model, offer.project) for offer in offers)
    large = any(is_large(model, offer.project) for offer in offers)
    for town in model.participants:
        parts = [weigh(model, offer, town) for offer in offers]
        terms = parts[0] if len(parts) == 1 else parts[0] + parts[1]
        utility[town] = terms.utility
        if utility[town] > 0.0 and ask_councils and not council_agrees(model, town, terms, offers):
            utility[town] = -p.weak_no * p.tolerance
        if utility[town] > 0.0 and row.county_veto and large and county_objects(model, town, row):
            utility[town] = -p.weak_no * p.tolerance
    return Ballot(utility)


def county_objects(model: ReferenceModel, town: Municipality, row: Any) -> bool:
    """Whether the head of its county fears a duplicate structure."""
    limit = model.p.county_threshold + model.p.county_rivalry * row.secretariat_fte
    return town.county is not None and bool(town.county.head.attitude < limit)


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
    p, project = model.p, offer.project
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
    cost = gains.cost_share(model, project, project.estimate, model.alliance.population)
    risk = -p.risk_weight * cost * (1.0 - town.trust)
    control = control_lost(model, project)
    voters = (
        -town.fear
        * (p.loss_aversion * loss + p.control_weight * control)
        * (1.0 - p.identity_softening * town.identity)
    )
    attitude = p.attitude_weight * project.scale * town.mayor.attitude
    return Terms(own, relative, returned + risk, voters, attitude)


def control_lost(model: ReferenceModel, project: Project) -> float:
    """Felt loss of control."""
    form = model.form
    delegated = 1.0 if project.area in form.delegated else 0.0
    return float(
        project.scale
        * (model.p.control_base + delegated)
        * (1.0 - model.p.reporting_effect * form.row.council_reporting)
    )


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
