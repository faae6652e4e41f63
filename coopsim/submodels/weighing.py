"""What a member makes of a project (ODD 7.6): the five terms of its yes or no, EUR per inhabitant and year.

Its own gain, what it gains less than others (competition), what it expects back from those it trusts, what its voters
would hold against it, and its office holder's attitude.
"""

from typing import Any

from coopsim.model.rules import equation, submodel
from coopsim.submodels.gains import cost_share, displacement
from coopsim.submodels.voting import add_up


@equation
def envy_and_guilt(less: float, more: float, envy: float, guilt: float) -> float:
    """Disutility of gaining less than others by ``less`` and more by ``more`` (Fehr & Schmidt 1999)."""
    return -envy * less - guilt * more


@equation
def expected_return(trust: float, others: float, identity: float, reciprocity: float, regional: float) -> float:
    """Value of the others' gain to oneself: returned favours from those one trusts, and regional identity."""
    return (reciprocity * trust + regional * identity) * others


@equation
def voter_cost(
    fear: float, loss: float, control: float, identity: float, aversion: float, control_weight: float, softening: float
) -> float:
    """What the electorate would hold against it: visible losses and lost control, softened by regional identity."""
    return -fear * (aversion * loss + control_weight * control) * (1.0 - softening * identity)


@equation
def risk_cost(cost: float, trust: float, weight: float) -> float:
    """Fear of being left alone with the cost by partners one does not trust."""
    return -weight * cost * (1.0 - trust)


@submodel
def control_lost(k: int, p: Any, w: Any, s: Any) -> float:
    """Feeling of losing control, EUR: more with delegated power, less where councils are told."""
    form = w.form[s.alliance.form]
    delegated = s.alliance.extent if w.delegated[s.alliance.form, s.project[k].area] > 0.0 else 0.0
    return s.project[k].scale * (p.control_base + delegated) * (1.0 - p.reporting_effect * form.reporting)


@submodel
def weigh(k: int, i: int, p: Any, w: Any, s: Any) -> None:
    """The terms of municipality ``i``'s decision on project ``k``, and its utility."""
    town, joint, vote = s.town[i], s.project[k], s.vote[i]
    gain = s.gain[k, i]
    less, more, others, weight = 0.0, 0.0, 0.0, 0.0
    trusted, count = 0.0, 0.0
    for j in range(s.town.shape[0]):
        if j == i or s.town[j].member == 0:
            continue
        difference = s.gain[k, j] - gain
        less += max(0.0, difference)
        more += max(0.0, -difference)
        others += s.gain[k, j] * s.town[j].population
        weight += s.town[j].population
        trusted += s.trust[i, j]
        count += 1.0
    count = max(1.0, count)
    trust = trusted / count
    loss = displacement(k, i, joint.host, p, w, s) if joint.host >= 0 else 0.0
    cost = cost_share(k, s.alliance.population, joint.estimate, p, w, s)
    returned = expected_return(trust, others / max(1.0, weight), town.identity, p.reciprocity, p.regional_weight)
    control = control_lost(k, p, w, s)
    vote.own = gain
    vote.relative = envy_and_guilt(less / count, more / count, town.competition, town.guilt)
    vote.relative -= town.competition * loss  # losing a facility to another
    vote.trust = returned + risk_cost(cost, trust, p.risk_weight)
    vote.burden = voter_cost(
        town.fear, loss, control, town.identity, p.loss_aversion, p.control_weight, p.identity_softening
    )
    vote.attitude = p.attitude_weight * joint.scale * s.office[i].attitude
    add_up(i, s)


@submodel
def weigh_both(k: int, other: int, i: int, p: Any, w: Any, s: Any) -> None:
    """The terms of municipality ``i``'s decision on two projects at once: each term of both."""
    vote = s.vote[i]
    weigh(other, i, p, w, s)
    own, relative, trust = vote.own, vote.relative, vote.trust
    burden, attitude, utility = vote.burden, vote.attitude, vote.utility
    weigh(k, i, p, w, s)
    vote.own += own
    vote.relative += relative
    vote.trust += trust
    vote.burden += burden
    vote.attitude += attitude
    vote.utility += utility
