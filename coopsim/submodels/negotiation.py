"""Negotiation and decision (ODD 7.6): what is drafted is put to the vote, and what follows from it.

The governance model says whose yes is needed.
"""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.codes import DRAFTED, FAILED, IDEA, INTERACTIVE_FORMATS, RUNNING
from coopsim.model.numerics import clamp
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import indexed_id, normal, uniform
from coopsim.submodels.log import note_offer, tell
from coopsim.submodels.offer import find_package, state_gains
from coopsim.submodels.partners import count_partners
from coopsim.submodels.voting import (
    ask_council,
    ask_county_head,
    binds_minority,
    blocked,
    experience_vote,
    passes,
    voters,
)
from coopsim.submodels.weighing import weigh, weigh_both


@equation
def expectation_after_pledge(expected: float, pledge: float, trust: float, lift: float, base: float) -> float:
    """A fresh agreement renews what one expects of a partner: its pledge, as far as one trusts it."""
    return expected + lift * max(0.0, min(1.0, pledge * (base + trust)) - expected)


@submodel
def is_large(k: int, p: Any, s: Any) -> bool:
    """Whether project ``k`` is large enough for councils and county to be asked."""
    return s.project[k].value * s.alliance.population > p.large_project * 100000.0


@submodel
def ask_members(month: int, key: Any, k: int, other: int, p: Any, w: Any, s: Any) -> None:
    """Utilities of all participants for project ``k`` (with ``other`` as a package), councils and county included."""
    form = w.form[s.alliance.form]
    large = is_large(k, p, s) or (other >= 0 and is_large(other, p, s))
    delegated = w.delegated[s.alliance.form, s.project[k].area] > 0.0
    scale = s.project[k].scale
    if other >= 0:
        delegated = delegated and w.delegated[s.alliance.form, s.project[other].area] > 0.0
        scale += s.project[other].scale
    councils = (form.council_all == 1 or (form.council_large == 1 and large)) and not delegated
    informed = clamp(form.reporting + p.formats_councils * s.lever[INTERACTIVE_FORMATS], 0.0, 1.0)
    for i in range(s.town.shape[0]):
        if s.town[i].member == 0:
            continue
        if other >= 0:
            weigh_both(k, other, i, p, w, s)
        else:
            weigh(k, i, p, w, s)
        if councils and s.vote[i].utility > 0.0:
            chance = p.council_chance * normal(key, draw.COUNCIL_VOTE, month, indexed_id(w.town[i].id, k))
            lost = p.council_loss * scale * (1.0 - informed) + max(0.0, -s.vote[i].own)
            ask_council(i, p.attitude_weight * s.town[i].council + chance, lost, p, s)
        if large:
            ask_county_head(i, s.alliance.form, p, w, s)


@submodel
def sign_up(month: int, k: int, rule: int, p: Any, w: Any, s: Any) -> int:
    """Partners of an agreed project: who said yes and, where the rule binds them, the outvoted; returns how many."""
    signed = 0
    for i in range(s.town.shape[0]):
        s.partner[k, i] = 0.0
        if s.town[i].member == 0 or s.town[i].notice > 0:
            continue
        if s.vote[i].utility > 0.0 or binds_minority(rule):
            experience_vote(i, 0.0 if s.vote[i].utility > 0.0 else 1.0, p, s)
            s.partner[k, i] = 1.0
            signed += 1
    count_partners(k, s)
    return signed


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
    note_offer(month, codes.EVENT_AGREED, k, s)


@submodel
def refuse(month: int, k: int, p: Any, w: Any, s: Any) -> None:
    """Project ``k`` is blocked: it goes back to the drawing board, and after the last try is dropped."""
    project = s.project[k]
    blocked(month, codes.EVENT_BLOCKED, k, p, s)
    project.tries += 1
    project.host = -1
    project.package = -1
    project.postponed = 0
    if project.tries >= p.project_tries:
        project.status = FAILED
        tell(month, codes.EVENT_DROPPED, -1, k, s)
    else:
        project.status = IDEA
        project.ready = month + int(p.cooling_months)


@submodel
def decide(month: int, key: Any, k: int, p: Any, w: Any, s: Any) -> None:
    """One decision of the body on drafted project ``k``."""
    project = s.project[k]
    who = indexed_id(w.scenario.catalogue_id, k)
    postpone = uniform(key, draw.POSTPONE, 0, indexed_id(who, project.tries)) < p.postpone_chance
    if project.postponed == 0 and postpone:
        project.postponed = 1
        tell(month, codes.EVENT_POSTPONED, -1, k, s)
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
