"""Negotiation and decision (ODD 7.6): what is drafted is put to the vote, and what follows from it.

The governance model says whose yes is needed.  What is refused comes back changed, or stays in the drawer.
"""

from typing import Any

from coopsim.model import codes
from coopsim.model.codes import DRAFTED, IDEA, RUNNING
from coopsim.model.rules import submodel
from coopsim.submodels.log import note_offer, tell
from coopsim.submodels.offer import best_offer, goes_through, offer_to, promise
from coopsim.submodels.partners import count_partners
from coopsim.submodels.problem import towards
from coopsim.submodels.trust import remember
from coopsim.submodels.voting import binds_minority, blocked, fall_through, voters
from coopsim.submodels.weighing import weigh_all


@submodel
def agree(month: int, k: int, p: Any, w: Any, s: Any) -> None:
    """Project ``k`` begins with those that were asked and said yes or, where the rule binds them, with all asked."""
    alliance, project = s.alliance, s.project[k]
    bound = binds_minority(w.form[alliance.form].project_rule)
    for i in range(s.town.shape[0]):
        yes = s.vote[i].utility > 0.0
        s.partner[k, i] *= 1.0 if bound or yes else 0.0
        if s.partner[k, i] > 0.0:
            s.town[i].thwarted = towards(s.town[i].thwarted, 0.0 if yes else 1.0, p.memory_rate)
            s.town[i].news += 1.0
    count_partners(k, s)
    project.status = RUNNING
    project.agreed = month
    project.left = project.work
    alliance.agreed += 1
    alliance.decisions += 1.0
    alliance.goals += project.work
    remember(1.0, p, s)
    note_offer(month, codes.EVENT_AGREED, k, s)


@submodel
def shelve(month: int, k: int, p: Any, s: Any) -> None:
    """Project ``k`` goes back to the ideas; from those that said no it is known now what they need."""
    project = s.project[k]
    for i in range(s.town.shape[0]):
        if project.host >= 0 and s.town[i].member == 1 and s.vote[i].utility <= 0.0:
            s.voiced[k, i] = 1.0
    project.status = IDEA
    project.tries += 1
    project.ready = month + int(p.cooling_months)


@submodel
def decide(month: int, k: int, p: Any, w: Any, s: Any) -> None:
    """One decision of the body on drafted project ``k``: vote on its best offer, if that is expected to pass."""
    if best_offer(k, p, w, s):
        weigh_all(k, False, p, w, s)
        if goes_through(k, p, w, s) > 0:
            promise(k, True, p, s)
            agree(month, k, p, w, s)
            return
        blocked(month, codes.EVENT_BLOCKED, k, p, s)
    elif s.project[k].host >= 0:  # else no possible host takes part any more
        offer_to(k, False, p, w, s)
        fall_through(month, codes.EVENT_LAID_ASIDE, k, p, s)
    shelve(month, k, p, s)


@submodel
def negotiate(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 6: what is drafted is put to the vote when the deciding body meets.

    What was shelved is drafted anew only once an offer is in sight that would pass; otherwise it stays in the drawer,
    and is looked at less and less often.
    """
    alliance = s.alliance
    alliance.decisions = 0.0
    if alliance.groups == 0 or voters(s) < 2:  # nobody decides with those who are leaving
        return
    for k, project in enumerate(s.project):
        if project.status == DRAFTED and project.ready <= month and alliance.meets == 1:
            decide(month, k, p, w, s)
        elif project.status == IDEA and project.tries > 0 and project.ready == month + 1:
            if best_offer(k, p, w, s):
                tell(month, codes.EVENT_REOPENED, project.host, k, s)
            else:
                project.tries += 1
                project.ready += project.tries * int(p.cooling_months)
