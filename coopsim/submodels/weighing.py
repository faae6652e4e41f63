"""What a member makes of an offer (ODD 7.6): the five terms of its word, EUR per inhabitant and year.

Its own gain, how it reads what others gain, what it expects back from those it trusts, what its voters would hold
against it, and its office holder's attitude; then what its council and county head make of that.
"""

from typing import Any

from coopsim.model.codes import BUILD, INTERACTIVE_FORMATS
from coopsim.model.rules import equation, submodel
from coopsim.submodels.instead import keep_word
from coopsim.submodels.voting import add_up, ask_council, ask_county_head


@equation
def rival_weight(competition: float, softening: float, trust: float, contact: float, identity: float) -> float:
    """Weight on a rival's gain: less if trusted (Loewenstein 1989), known (Allport 1954), one of us (Gaertner 2000)."""
    return competition * (1.0 - softening * trust) * (1.0 - softening * contact) * (1.0 - softening * identity)


@equation
def unevenness(lead: float, envy: float, guilt: float) -> float:
    """Disutility of another's lead or, where it is negative, of one's own (Fehr & Schmidt 1999)."""
    return -envy * max(0.0, lead) - guilt * max(0.0, -lead)


@equation
def turned_outward(together: float, identity: float, higher_order: int) -> float:
    """Share of competition that is turned to bigger centres outside (Sherif 1966; Bornstein 2003)."""
    return together * identity * higher_order


@equation
def expected_return(trust: float, others: float, reciprocity: float) -> float:
    """Value of the others' gain to oneself: returned favours from those one trusts."""
    return reciprocity * trust * others


@equation
def voter_cost(fear: float, loss: float, aversion: float) -> float:
    """What the least willing voters would hold against it: visible losses."""
    return -fear * aversion * loss


@submodel
def weigh(k: int, i: int, p: Any, w: Any, s: Any) -> None:
    """The terms of municipality ``i``'s word on the offer of project ``k``."""
    town, vote = s.town[i], s.vote[i]
    higher_order = w.function[s.project[k].function].higher_order
    outward = turned_outward(p.standing_together, town.identity, higher_order)
    relative, slope, trusted, count, others, people = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for j in range(s.town.shape[0]):
        if j == i or s.town[j].member == 0:
            continue
        envy = rival_weight(town.competition, p.envy_softening, s.trust[i, j], s.contact[i, j], town.identity)
        envy *= 1.0 - outward
        lead = s.vote[j].own - vote.own
        relative += unevenness(lead, envy, town.guilt)
        slope += envy if lead > 0.0 else 0.0
        others += s.vote[j].own * s.town[j].population
        people += s.town[j].population
        trusted += s.trust[i, j]
        count += 1.0
    count, people = max(1.0, count), max(1.0, people)
    vote.slope = slope / count
    regional = (others + vote.own * town.population) / (people + town.population)
    vote.relative = relative / count + town.competition * outward * regional
    vote.trust = expected_return(trusted / count, others / people, p.reciprocity) + vote.favour
    vote.burden = voter_cost(town.fear, vote.loss, p.loss_aversion)
    vote.attitude = p.attitude_weight * s.project[k].scale * s.office[i].attitude
    add_up(i, s)


@submodel
def weigh_all(k: int, stated: bool, p: Any, w: Any, s: Any) -> None:
    """Members' words on an offer, with councils and county heads; if ``stated``, as the others judge them before."""
    form = w.form[s.alliance.form]
    project = s.project[k]
    built = project.kind == BUILD
    councils = form.council_all == 1 or (form.council_large == 1 and built)
    councils = councils and w.delegated[s.alliance.form, project.area] == 0.0
    unheard = p.council_loss * project.scale * (1.0 - form.reporting) * (1.0 - s.lever[INTERACTIVE_FORMATS])
    for i, town in enumerate(s.town):
        if town.member == 0:
            continue
        weigh(k, i, p, w, s)
        if councils and s.partner[k, i] > 0.0:
            ask_council(i, p.attitude_weight * project.scale * town.council, unheard, p, s)
        if built and s.partner[k, i] > 0.0:
            ask_county_head(i, s.alliance.form, p, w, s)
        if stated and not s.vote[i].utility + s.vote[i].error <= 0.0 < s.vote[i].utility:
            s.vote[i].utility += s.vote[i].error
        keep_word(i, stated, p, s)
