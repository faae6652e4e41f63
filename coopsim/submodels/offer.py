"""What is put to the vote (ODD 7.6): the site of a project, compensation of the losers, packages over areas."""

from typing import Any

from coopsim.model import processes as draw
from coopsim.model.codes import DRAFTED, HOST_COUNT, NEEDS_AND_STRENGTHS, OPEN_COMMUNICATION
from coopsim.model.numerics import clamp
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import indexed_id, normal, uniform
from coopsim.submodels.agenda import perceived_gain, possible_host
from coopsim.submodels.meetings import untold


@equation
def compensation_paid(deficit: float, surplus: float, ability: float, most: float) -> float:
    """What winners pay losers, EUR a year: what is missing up to ``most`` of the gain, as far as can be moved."""
    return ability * max(0.0, min(deficit, most * surplus))


@submodel
def choose_host(month: int, key: Any, k: int, p: Any, w: Any, s: Any) -> int:
    """The site with the greatest total stated gain; gains are stated too high by those who hope to host.

    Exaggeration shrinks with open communication, error with an inventory of needs and strengths.
    """
    project = s.project[k]
    best, most = -1, -1e18
    unsaid = untold(p.reserve, s.lever[OPEN_COMMUNICATION])
    error = p.stated_error * (1.0 - p.inventory_effect * s.lever[NEEDS_AND_STRENGTHS])
    for option in range(HOST_COUNT):
        host = possible_host(k, option, s)
        if host < 0:
            continue
        total = 0.0
        for i in range(s.town.shape[0]):
            if s.town[i].member == 0:
                continue
            tie = indexed_id(w.tie_id[i, host], k)
            stated = perceived_gain(k, i, host, s.alliance.population, p, w, s)
            stated += error * project.value * normal(key, draw.STATED_NEED, 0, tie)
            if i == host:
                boast = p.exaggeration * unsaid * project.value
                stated += boast * (p.exaggeration_base + s.town[i].competition)
            total += stated * s.town[i].population
        if total > most:
            best, most = host, total
    return best


@submodel
def compensate(k: int, p: Any, w: Any, s: Any) -> None:
    """Move part of the winners' gain to the losers, as far as money can be moved and needs are known."""
    ability = clamp(
        w.form[s.alliance.form].compensation + p.inventory_compensation * s.lever[NEEDS_AND_STRENGTHS], 0.0, 1.0
    )
    deficit, surplus = 0.0, 0.0
    for i in range(s.town.shape[0]):
        s.transfer[k, i] = 0.0
        if s.town[i].member == 0:
            continue
        if s.gain[k, i] < 0.0:
            deficit -= s.gain[k, i] * s.town[i].population
        else:
            surplus += s.gain[k, i] * s.town[i].population
    paid = compensation_paid(deficit, surplus, ability, p.compensation_most)
    if paid <= 0.0:
        return
    for i in range(s.town.shape[0]):
        if s.town[i].member == 0:
            continue
        gain = s.gain[k, i]
        s.transfer[k, i] = -gain * paid / deficit if gain < 0.0 else -gain * paid / surplus
        s.gain[k, i] = gain + s.transfer[k, i]


@submodel
def state_gains(month: int, key: Any, k: int, p: Any, w: Any, s: Any) -> None:
    """Perceived own gains of all participants from opportunity ``k`` at its chosen host, after compensation."""
    project = s.project[k]
    project.host = choose_host(month, key, k, p, w, s)
    for i in range(s.town.shape[0]):
        s.gain[k, i] = 0.0
        if s.town[i].member == 1 and project.host >= 0:
            s.gain[k, i] = perceived_gain(k, i, project.host, s.alliance.population, p, w, s)
    compensate(k, p, w, s)


@submodel
def worst_gain(k: int, other: int, s: Any) -> float:
    """Gain of the participant that gains least by project ``k``, with ``other`` if that is not −1."""
    worst = 1e18
    for i in range(s.town.shape[0]):
        if s.town[i].member == 1:
            worst = min(worst, s.gain[k, i] + (s.gain[other, i] if other >= 0 else 0.0))
    return worst


@submodel
def find_package(month: int, key: Any, k: int, p: Any, w: Any, s: Any) -> int:
    """A drafted project in another area whose winners are the losers of ``k``, if needs are known well enough."""
    who = indexed_id(w.scenario.catalogue_id, k)
    if uniform(key, draw.OPPORTUNITY_PACKAGE, 0, who) >= p.package_skill * s.lever[NEEDS_AND_STRENGTHS]:
        return -1
    best, most = -1, worst_gain(k, -1, s)
    if most >= 0.0:  # nobody needs to be won over
        return -1
    for m in range(s.project.shape[0]):
        if m == k or s.project[m].status != DRAFTED or s.project[m].area == s.project[k].area:
            continue
        state_gains(month, key, m, p, w, s)
        if s.project[m].host >= 0 and worst_gain(k, m, s) > most:
            best, most = m, worst_gain(k, m, s)
    return best
