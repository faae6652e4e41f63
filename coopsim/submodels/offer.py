"""What is put to the vote (ODD 7.6): site, partners, side payments, favours owed.

A payment or a promise is sized on all that a partner's yes lacks, not on its own loss only.
"""

from typing import Any

from coopsim.model.codes import NEEDS_AND_STRENGTHS, OPEN_COMMUNICATION
from coopsim.model.rules import equation, submodel
from coopsim.submodels.agenda import perceived_gain, possible_host
from coopsim.submodels.gains import displacement
from coopsim.submodels.meetings import untold
from coopsim.submodels.voting import binds_minority, passes, voters
from coopsim.submodels.weighing import weigh_all


@equation
def ignorance(unsaid: float, inventory: float, effect: float, voiced: float) -> float:
    """Share of the error about another's needs that is left: open talk and an inventory reduce it, a no ends it."""
    return unsaid * (1.0 - effect * inventory) * (1.0 - voiced)


@equation
def movable(compensation: float, known: float) -> float:
    """Share of what a yes lacks that can be paid: what the form provides for, and more where needs are known."""
    return compensation + (1.0 - compensation) * known


@equation
def lacking(word: float, slope: float) -> float:
    """Payment that leaves a small yes; to the envious a EUR counts twice, as gain and as a narrower gap."""
    return (0.1 - word) / (1.0 + slope)


@equation
def credit_room(credit: float, trust: float, owed: float) -> float:
    """Further promise that counts: what trust makes bankable less what is owed already; own debts can be paid off."""
    return max(0.0, credit * trust - owed)


@submodel
def estimate(k: int, p: Any, w: Any, s: Any) -> None:
    """What an offer brings, as each sees it, and how far the others misjudge it; whoever stays out can only lose."""
    project, joint = s.project[k], 0.0
    unsaid = untold(p.reserve, s.lever[OPEN_COMMUNICATION])
    for i in range(s.town.shape[0]):
        joint += s.partner[k, i] * s.town[i].population
    for i in range(s.town.shape[0]):
        vote = s.vote[i]
        s.transfer[k, i] = vote.favour = 0.0
        if s.town[i].member == 1:
            vote.loss = displacement(k, i, project.host, p, w, s)
            takes_part = s.partner[k, i] > 0.0
            vote.own = perceived_gain(k, i, project.host, joint, p, w, s) if takes_part else -vote.loss
            left = ignorance(unsaid, s.lever[NEEDS_AND_STRENGTHS], p.inventory_effect, s.voiced[k, i])
            vote.error = project.value * left * p.stated_error * s.stated[k, i]


@submodel
def promise(k: int, book: bool, p: Any, s: Any) -> None:
    """You now, we next: winners owe losers what is not paid, as far as trusted; the ledger holds EUR a year."""
    for i in range(s.town.shape[0]):
        people = max(1.0, s.town[i].population)
        for j in range(s.town.shape[0]):
            if s.partner[k, i] * s.vote[i].unpaid > 0.0 and s.partner[k, j] * s.vote[j].spare > 0.0:
                room = people * credit_room(p.favour_credit, s.trust[i, j], s.favour[i, j] / people)
                owed = min(s.vote[i].unpaid * s.vote[j].spare, room)
                if book:
                    s.favour[i, j] += owed
                    s.favour[j, i] -= owed
                else:
                    s.vote[i].favour += owed / people
                    s.vote[j].favour -= owed / s.town[j].population


@submodel
def settle(k: int, p: Any, w: Any, s: Any) -> bool:
    """Winners make up for what the losers' yes lacks, by what they can spare; whether anything is paid or promised."""
    lack, spare = 0.0, 0.0
    for i in range(s.town.shape[0]):
        vote = s.vote[i]
        missing = s.partner[k, i] * lacking(vote.utility, vote.slope) * s.town[i].population
        vote.unpaid, vote.spare = max(0.0, missing), max(0.0, -missing)
        lack += vote.unpaid
        spare += vote.spare
    if lack <= 0.0 or spare <= 0.0:
        return False
    covered = min(1.0, spare / lack)
    known = p.inventory_effect * s.lever[NEEDS_AND_STRENGTHS]
    paid = covered * movable(w.form[s.alliance.form].compensation, known)
    for i in range(s.town.shape[0]):
        vote = s.vote[i]
        vote.spare /= spare  # its share of what is made up
        if s.partner[k, i] > 0.0:
            s.transfer[k, i] = paid * (vote.unpaid - vote.spare * lack) / s.town[i].population
            vote.own += s.transfer[k, i]
        vote.unpaid *= covered - paid
    promise(k, False, p, s)
    return True


@submodel
def goes_through(k: int, p: Any, w: Any, s: Any) -> int:
    """How many sign if the words of the members let an offer pass; 0 without two partners or without the host."""
    form = w.form[s.alliance.form]
    if not passes(form.project_rule, form.by_population, p.tolerance, w, s):
        return 0
    signed, host_signs = 0, False
    for i in range(s.town.shape[0]):
        if s.partner[k, i] > 0.0 and (s.vote[i].utility > 0.0 or binds_minority(form.project_rule)):
            signed += 1
            host_signs = host_signs or i == s.project[k].host
    return signed if signed >= 2 and host_signs else 0


@submodel
def offer_to(k: int, willing: bool, p: Any, w: Any, s: Any) -> int:
    """Offer ``k`` to all that stay or to the ``willing``, whose last word was yes; how many sign, 0 if it fails."""
    for i, town in enumerate(s.town):
        asked = town.member == 1 and town.notice <= 0 and (not willing or s.vote[i].utility > 0.0)
        s.partner[k, i] = 1.0 if asked else 0.0
    estimate(k, p, w, s)
    weigh_all(k, True, p, w, s)
    if settle(k, p, w, s):
        weigh_all(k, True, p, w, s)
    return goes_through(k, p, w, s)


@submodel
def agreeable(k: int, p: Any, w: Any, s: Any) -> bool:
    """Whether an offer at the site of ``k`` is expected to pass: to all or, if nobody can be bound, to the willing."""
    signed = offer_to(k, False, p, w, s)
    if signed == voters(s) or binds_minority(w.form[s.alliance.form].project_rule):
        return signed > 0
    return offer_to(k, True, p, w, s) > 0


@submodel
def total_gain(k: int, host: int, p: Any, w: Any, s: Any) -> float:
    """What all members together would gain from opportunity ``k`` at ``host``, as each sees it, EUR a year."""
    total = 0.0
    for i, town in enumerate(s.town):
        if town.member == 1:
            total += perceived_gain(k, i, host, s.alliance.population, p, w, s) * town.population
    return total


@submodel
def best_offer(k: int, p: Any, w: Any, s: Any) -> bool:
    """Set the best offer of ``k``, where all gain more or else at the other site; whether it is expected to pass."""
    first, second = possible_host(k, 0, s), possible_host(k, 1, s)
    if first < 0 or (second >= 0 and total_gain(k, second, p, w, s) > total_gain(k, first, p, w, s)):
        first, second = second, first
    s.project[k].host = first
    if first >= 0 and agreeable(k, p, w, s):
        return True
    if second >= 0:
        s.project[k].host = second
        if agreeable(k, p, w, s):
            return True
    s.project[k].host = first
    return False
