"""How members, councils and county heads weigh an offer (ODD 7.6): EUR per inhabitant and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes
from reference.entities import COUNCIL, MAYOR
from reference.voting import ask_county_head, council_word

if TYPE_CHECKING:
    from reference.entities import Municipality, Project, Tie
    from reference.model import ReferenceModel


def weigh_all(model: ReferenceModel, project: Project) -> None:
    """All members say what they think of the offer at hand; partners also for council and county head."""
    row = model.form.row
    built = project.kind == codes.BUILD
    council = row.council_all_projects or (row.council_large_projects and built)
    for town in model.participants:
        weigh(model, project, town)
        if not project.partner[town.index]:
            continue
        if council and project.area not in model.form.delegated:
            ask_council(model, project, town)
        if row.county_veto and built:
            ask_county_head(model, town, model.form.office)


def weigh(model: ReferenceModel, project: Project, town: Municipality) -> None:
    """The word of a member; its own gain, its loss and promises stand in its vote already."""
    p, vote = model.p, town.vote
    members = model.participants
    others = [other for other in members if other is not town]
    outward = 0.0
    if project.function.higher_order:
        outward = turned_outward(p.standing_together, town.identity)
    uneven = vote.slope = 0.0
    for other in others:
        lead = other.vote.own - vote.own
        envy = rival_weight(model, town.ties[other]) * (1.0 - outward)
        uneven += unevenness(lead, envy, town.guilt)
        if lead > 0.0:
            vote.slope += envy
    count = max(1, len(others))
    vote.slope /= count
    regional = mean_gain(members)
    vote.relative = uneven / count + town.competition * outward * regional
    trust = sum(town.ties[other].trust for other in others) / count
    vote.trust = expected_return(p.reciprocity, trust, mean_gain(others)) + vote.favour
    vote.burden = voter_cost(town.fear, p.loss_aversion, vote.loss)
    vote.attitude = p.attitude_weight * project.scale * town.mayor.attitude
    vote.utility = vote.own + vote.relative + vote.trust + vote.burden + vote.attitude
    vote.decided_by = MAYOR


def mean_gain(towns: list[Municipality]) -> float:
    """Mean gain over the inhabitants of these towns."""
    people = sum(town.population for town in towns)
    return sum(town.vote.own * town.population for town in towns) / people if towns else 0.0


def rival_weight(model: ReferenceModel, tie: Tie) -> float:
    """Weight on a rival's greater gain: less where it is trusted and well known, and where one feels as one region."""
    softening = model.p.envy_softening
    town = tie.town
    return float(
        town.competition
        * (1.0 - softening * tie.trust)
        * (1.0 - softening * tie.contact)
        * (1.0 - softening * town.identity)
    )


def unevenness(lead: float, envy: float, guilt: float) -> float:
    """Disutility of another's lead or, where it is negative, of one's own."""
    return -envy * max(0.0, lead) - guilt * max(0.0, -lead)


def turned_outward(standing_together: float, identity: float) -> float:
    """Share of competition that is turned to bigger centres outside."""
    return standing_together * identity


def expected_return(reciprocity: float, trust: float, gain: float) -> float:
    """Value of the others' gain to oneself."""
    return reciprocity * trust * gain


def voter_cost(fear: float, loss_aversion: float, loss: float) -> float:
    """What the least willing voters would hold against it."""
    return -fear * loss_aversion * loss


def ask_council(model: ReferenceModel, project: Project, town: Municipality) -> None:
    """The council's word counts where it is lower; it decides where it makes a no of a yes."""
    p, vote = model.p, town.vote
    size = project.scale
    informed = (1.0 - model.form.row.council_reporting) * (1.0 - model.lever[codes.INTERACTIVE_FORMATS])
    lost = p.council_loss * size * informed
    word = council_word(vote.utility, vote.attitude, p.attitude_weight * size * town.council, lost)
    if word <= 0.0 < vote.utility:
        vote.decided_by = COUNCIL
    vote.utility = min(vote.utility, word)
