"""Negotiation and decision (ODD 7.6): sites, costs, compensation, packages; each member's yes or no.

A member weighs five terms (EUR per inhabitant and year): its own gain, what it gains less than others (competition),
what it expects back from those it trusts, what its voters would hold against it, and its office holder's attitude.
The governance model says whose yes is needed.
"""

from typing import Any

from coopsim.model import processes as draw
from coopsim.model.codes import (
    DRAFTED,
    EVENT_AGREED,
    EVENT_BLOCKED,
    EVENT_DROPPED,
    EVENT_POSTPONED,
    FAILED,
    HOST_COUNT,
    IDEA,
    INTERACTIVE_FORMATS,
    NEEDS_AND_STRENGTHS,
    OPEN_COMMUNICATION,
    RUNNING,
)
from coopsim.model.numerics import clamp
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import indexed_id, normal, uniform
from coopsim.submodels.agenda import perceived_gain, possible_host
from coopsim.submodels.gains import cost_share, displacement
from coopsim.submodels.log import note, tell
from coopsim.submodels.partners import balance_transfers
from coopsim.submodels.trust import blame
from coopsim.submodels.voting import binds_minority, council_share, passes, strongest_no, voters

OWN, RELATIVE, RECIPROCITY, VOTERS, ATTITUDE = 1, 2, 3, 4, 5


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
    honesty = p.honesty_effect * s.lever[OPEN_COMMUNICATION]
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
                boast = p.exaggeration * (1.0 - honesty) * project.value
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
def control_lost(k: int, p: Any, w: Any, s: Any) -> float:
    """Feeling of losing control, EUR: more with delegated power, less where councils are told."""
    form = w.form[s.alliance.form]
    delegated = 1.0 if w.delegated[s.alliance.form, s.project[k].area] > 0.0 else 0.0
    return s.project[k].scale * (p.control_base + delegated) * (1.0 - p.reporting_effect * form.reporting)


@submodel
def weigh(k: int, i: int, p: Any, w: Any, s: Any) -> None:
    """The terms of municipality ``i``'s decision on ``k`` into ``s.vote[i]``; utility first."""
    town = s.town[i]
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
    joint = s.project[k]
    loss = displacement(k, i, joint.host, p, w, s) if joint.host >= 0 else 0.0
    s.vote[i, OWN] = gain
    s.vote[i, RELATIVE] = envy_and_guilt(less / count, more / count, town.competition, town.guilt)
    s.vote[i, RELATIVE] -= town.competition * loss  # losing a facility to another
    s.vote[i, RECIPROCITY] = expected_return(
        trust, others / max(1.0, weight), town.identity, p.reciprocity, p.regional_weight
    ) + risk_cost(cost_share(k, s.alliance.population, joint.estimate, p, w, s), trust, p.risk_weight)
    s.vote[i, VOTERS] = voter_cost(
        town.fear,
        loss,
        control_lost(k, p, w, s),
        town.identity,
        p.loss_aversion,
        p.control_weight,
        p.identity_softening,
    )
    s.vote[i, ATTITUDE] = p.attitude_weight * joint.scale * s.office[i].attitude
    s.vote[i, 0] = (
        s.vote[i, OWN] + s.vote[i, RELATIVE] + s.vote[i, RECIPROCITY] + s.vote[i, VOTERS] + s.vote[i, ATTITUDE]
    )


@submodel
def weigh_both(k: int, other: int, i: int, p: Any, w: Any, s: Any) -> None:
    """The terms of municipality ``i``'s decision on two projects at once: each term of both."""
    weigh(other, i, p, w, s)
    own, relative, reciprocity = s.vote[i, OWN], s.vote[i, RELATIVE], s.vote[i, RECIPROCITY]
    voter, attitude, utility = s.vote[i, VOTERS], s.vote[i, ATTITUDE], s.vote[i, 0]
    weigh(k, i, p, w, s)
    s.vote[i, OWN] += own
    s.vote[i, RELATIVE] += relative
    s.vote[i, RECIPROCITY] += reciprocity
    s.vote[i, VOTERS] += voter
    s.vote[i, ATTITUDE] += attitude
    s.vote[i, 0] += utility


@submodel
def councils_agree(month: int, key: Any, k: int, other: int, i: int, p: Any, w: Any, s: Any) -> bool:
    """Vote of the council of ``i`` on project ``k``, with ``other`` if not −1: majority, losers, chance."""
    form = w.form[s.alliance.form]
    informed = clamp(form.reporting + p.formats_councils * s.lever[INTERACTIVE_FORMATS], 0.0, 1.0)
    scale = s.project[k].scale + (s.project[other].scale if other >= 0 else 0.0)
    lost = p.council_loss * scale * (1.0 - informed) + max(0.0, -s.vote[i, OWN])
    chance = p.council_chance * normal(key, draw.COUNCIL_VOTE, month, indexed_id(w.town[i].id, k))
    share = council_share(
        s.vote[i, 0] - s.vote[i, ATTITUDE], p.attitude_weight * s.town[i].council + chance, lost, p.council_width
    )
    return share > 0.5


@submodel
def is_large(k: int, p: Any, s: Any) -> bool:
    """Whether project ``k`` is large enough for councils and county to be asked."""
    return s.project[k].value * s.alliance.population > p.large_project * 100000.0


@submodel
def worst_gain(k: int, other: int, s: Any) -> float:
    """Gain of the participant that gains least by project ``k``, with ``other`` if that is not −1."""
    worst = 1e18
    for i in range(s.town.shape[0]):
        if s.town[i].member == 1:
            worst = min(worst, s.gain[k, i] + (s.gain[other, i] if other >= 0 else 0.0))
    return worst


@submodel
def ask_members(month: int, key: Any, k: int, other: int, p: Any, w: Any, s: Any) -> None:
    """Utilities of all participants for project ``k`` (with ``other`` as a package), councils and county included."""
    form = w.form[s.alliance.form]
    large = is_large(k, p, s) or (other >= 0 and is_large(other, p, s))
    delegated = w.delegated[s.alliance.form, s.project[k].area] > 0.0
    if other >= 0:
        delegated = delegated and w.delegated[s.alliance.form, s.project[other].area] > 0.0
    councils = (form.council_all == 1 or (form.council_large == 1 and large)) and not delegated
    for i in range(s.town.shape[0]):
        if s.town[i].member == 0:
            continue
        if other >= 0:
            weigh_both(k, other, i, p, w, s)
        else:
            weigh(k, i, p, w, s)
        if councils and s.vote[i, 0] > 0.0 and not councils_agree(month, key, k, other, i, p, w, s):
            s.vote[i, 0] = -p.weak_no * p.tolerance  # a council's no; it tips unanimity, not consensus
            s.vote[i, 7] = 1.0
        else:
            s.vote[i, 7] = 0.0
        county = w.town[i].county
        if form.county_veto == 1 and county >= 0 and large:
            head = s.office[s.town.shape[0] + county]
            double = p.county_rivalry * form.secretariat + p.county_threshold
            if head.attitude < double:
                s.vote[i, 0] = min(s.vote[i, 0], -p.weak_no * p.tolerance)
                s.vote[i, 7] = 2.0


@submodel
def sign_up(month: int, k: int, rule: int, p: Any, w: Any, s: Any) -> int:
    """Partners of an agreed project: those who said yes, and where the rule binds the minority, the outvoted.

    Returns how many sign; ``partners`` of the project counts the former municipalities in them.
    """
    project = s.project[k]
    signed = 0
    project.partners = 0
    project.reach = 0.0
    for i in range(s.town.shape[0]):
        s.partner[k, i] = 0.0
        if s.town[i].member == 0 or s.town[i].notice > 0:
            continue
        if s.vote[i, 0] > 0.0 or binds_minority(rule):
            s.partner[k, i] = 1.0
            signed += 1
            project.partners += s.town[i].parts
            project.reach += s.town[i].population
    balance_transfers(k, s)
    return signed


@equation
def expectation_after_pledge(expected: float, pledge: float, trust: float, lift: float, base: float) -> float:
    """A fresh agreement renews what one expects of a partner: its pledge, as far as one trusts it."""
    return expected + lift * max(0.0, min(1.0, pledge * (base + trust)) - expected)


@submodel
def renew_expectations(k: int, p: Any, s: Any) -> None:
    """Partners of project ``k`` expect of each other what they have just pledged."""
    for i in range(s.town.shape[0]):
        if s.partner[k, i] == 0.0:
            continue
        for j in range(s.town.shape[0]):
            if j != i and s.partner[k, j] > 0.0:
                s.expected[i, j] = expectation_after_pledge(
                    s.expected[i, j], p.pledge, s.trust[i, j], p.pledge_lift, p.pledge_base
                )


@submodel
def agree(month: int, k: int, p: Any, w: Any, s: Any) -> None:
    """Project ``k`` begins."""
    alliance = s.alliance
    project = s.project[k]
    project.status = RUNNING
    project.agreed = month
    project.left = project.work
    alliance.agreed += 1
    alliance.decisions += 1.0
    alliance.goals += project.work
    renew_expectations(k, p, s)
    alliance.recent_blocked += p.memory_rate * (0.0 - alliance.recent_blocked)
    for i in range(s.town.shape[0]):
        s.town[i].news += s.partner[k, i]
    note(
        month,
        EVENT_AGREED,
        project.host,
        k,
        float(project.partners),
        float(project.package),
        project.value,
        project.estimate,
        0.0,
        0.0,
        s,
    )


@submodel
def refuse(month: int, k: int, p: Any, w: Any, s: Any) -> None:
    """Project ``k`` is blocked: it goes back to the drawing board, and after the last try is dropped."""
    alliance = s.alliance
    project = s.project[k]
    tipping = strongest_no(s)
    project.tries += 1
    alliance.vetoes += 1
    alliance.recent_blocked += p.memory_rate * (1.0 - alliance.recent_blocked)
    note(
        month,
        EVENT_BLOCKED,
        tipping,
        k,
        s.vote[tipping, OWN],
        s.vote[tipping, RELATIVE],
        s.vote[tipping, RECIPROCITY],
        s.vote[tipping, VOTERS],
        s.vote[tipping, ATTITUDE],
        s.vote[tipping, 7],
        s,
    )
    blame(tipping, p, s)
    project.host = -1
    project.package = -1
    project.postponed = 0
    if project.tries >= p.project_tries:
        project.status = FAILED
        tell(month, EVENT_DROPPED, -1, k, s)
    else:
        project.status = IDEA
        project.ready = month + int(p.cooling_months)


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


@submodel
def decide(month: int, key: Any, k: int, p: Any, w: Any, s: Any) -> None:
    """One decision of the body on drafted project ``k``."""
    project = s.project[k]
    who = indexed_id(w.scenario.catalogue_id, k)
    postpone = uniform(key, draw.POSTPONE, 0, indexed_id(who, project.tries)) < p.postpone_chance
    if project.postponed == 0 and postpone:
        project.postponed = 1
        tell(month, EVENT_POSTPONED, -1, k, s)
        return
    state_gains(month, key, k, p, w, s)
    if project.host < 0:  # no possible host takes part any more: wait for one
        project.status = IDEA
        project.ready = month + int(p.cooling_months)
        return
    other = find_package(month, key, k, p, w, s)
    ask_members(month, key, k, other, p, w, s)
    form = w.form[s.alliance.form]
    rule = form.project_rule
    enough = passes(rule, form.by_population, p.tolerance, w, s) and sign_up(month, k, rule, p, w, s) >= 2
    enough = enough and s.partner[k, project.host] > 0.0  # nothing is built in a town that takes no part
    if enough and other >= 0:
        enough = sign_up(month, other, rule, p, w, s) >= 2 and s.partner[other, s.project[other].host] > 0.0
    if enough:
        project.package = other
        agree(month, k, p, w, s)
        if other >= 0:
            s.project[other].package = k
            agree(month, other, p, w, s)
    else:
        refuse(month, k, p, w, s)


@submodel
def negotiate(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 6: what is drafted is put to the vote when the deciding body meets."""
    alliance = s.alliance
    alliance.decisions = 0.0
    if alliance.groups == 0 or alliance.meets == 0:
        return
    if voters(s) < 2:  # nobody decides with those who are leaving
        return
    left = int(p.decisions_per_meeting)
    for k in range(s.project.shape[0]):
        if left > 0 and s.project[k].status == DRAFTED and s.project[k].ready <= month:
            decide(month, key, k, p, w, s)
            left -= 1
