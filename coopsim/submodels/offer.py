"""What is put to the vote (ODD 7.6): site, partners, side payments, favours owed, packages over areas.

A payment or a promise is sized on all that a partner's yes lacks, not on its own loss only.
"""

from typing import Any

from coopsim.model import processes as draw
from coopsim.model.codes import DRAFTED, HOST_COUNT, IDEA, NEEDS_AND_STRENGTHS, OPEN_COMMUNICATION
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import indexed_id, normal, uniform
from coopsim.submodels.agenda import perceived_gain, possible_host
from coopsim.submodels.gains import displacement
from coopsim.submodels.meetings import untold
from coopsim.submodels.voting import binds_minority, passes
from coopsim.submodels.weighing import weigh_all


@equation
def ignorance(inventory: float, effect: float, voiced: float) -> float:
    """Share of the error about another's needs that is left: an inventory takes part of it out, a spoken no all."""
    return (1.0 - effect * inventory) * (1.0 - voiced)


@equation
def movable(compensation: float, known: float) -> float:
    """Share of what a yes lacks that can be paid: what the form provides for, and more where needs are known."""
    return compensation + (1.0 - compensation) * known


@equation
def lacking(word: float, slope: float) -> float:
    """Payment that makes a small yes of a no, negative: that leaves one.

    To the envious a EUR counts twice, as gain and as a narrower gap.
    """
    return (0.1 - word) / (1.0 + slope)


@equation
def credit_room(credit: float, trust: float, owed: float) -> float:
    """Further promise that counts: what trust makes bankable less what is owed already; own debts can be paid off."""
    return max(0.0, credit * trust - owed)


@submodel
def estimate(key: Any, k: int, other: int, p: Any, w: Any, s: Any) -> None:
    """What an offer brings, as each sees it, and how far the others misjudge it; whoever stays out can only lose.

    The error is in what is known of needs; who hopes to host overstates its gain.
    """
    boast = p.exaggeration * untold(p.reserve, s.lever[OPEN_COMMUNICATION])
    for part in range(2 if other >= 0 else 1):
        m = k if part == 0 else other
        project, joint = s.project[m], 0.0
        for i in range(s.town.shape[0]):
            joint += s.partner[m, i] * s.town[i].population
        for i in range(s.town.shape[0]):
            vote = s.vote[i]
            if part == 0:
                vote.own = vote.loss = vote.favour = vote.error = 0.0
            s.transfer[m, i] = 0.0
            if s.town[i].member == 0:
                continue
            taken = displacement(m, i, project.host, p, w, s)
            vote.loss += taken
            vote.own += perceived_gain(m, i, project.host, joint, p, w, s) if s.partner[m, i] > 0.0 else -taken
            left = project.value * ignorance(s.lever[NEEDS_AND_STRENGTHS], p.inventory_effect, s.voiced[m, i])
            if left > 0.0:
                z = normal(key, draw.STATED_NEED, 0, indexed_id(w.tie_id[i, project.host], m))
                vote.error += left * (p.stated_error * z + (boast if i == project.host else 0.0))


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
def goes_through(k: int, other: int, p: Any, w: Any, s: Any) -> int:
    """How many sign if the words of the members let an offer pass; 0 without two partners or without every host."""
    form = w.form[s.alliance.form]
    if not passes(form.project_rule, form.by_population, p.tolerance, w, s):
        return 0
    signed, hosts = 0, 0
    for i in range(s.town.shape[0]):
        if s.partner[k, i] > 0.0 and (s.vote[i].utility > 0.0 or binds_minority(form.project_rule)):
            signed += 1
            hosts += 1 if i == s.project[k].host else 0
            hosts += 1 if other >= 0 and i == s.project[other].host else 0
    return signed if signed >= 2 and hosts == (2 if other >= 0 else 1) else 0


@submodel
def shape(key: Any, k: int, other: int, narrow: bool, p: Any, w: Any, s: Any) -> bool:
    """Make an offer of ``k`` at its site as agreeable as needs are known; whether it is expected to pass.

    At first all members that are not leaving are to take part; where ``narrow``, and if nobody can be bound, those
    that would still say no are then left out.
    """
    narrow = narrow and not binds_minority(w.form[s.alliance.form].project_rule)
    for narrower in range(2 if narrow else 1):
        asked = 0
        for i in range(s.town.shape[0]):
            takes_part = s.town[i].member == 1 and s.town[i].notice <= 0
            takes_part = takes_part and (narrower == 0 or s.vote[i].utility > 0.0)
            s.partner[k, i] = 1.0 if takes_part else 0.0
            if other >= 0:
                s.partner[other, i] = s.partner[k, i]
            asked += 1 if takes_part else 0
        if asked < 2 or s.partner[k, s.project[k].host] == 0.0:
            return False
        estimate(key, k, other, p, w, s)
        weigh_all(k, other, True, p, w, s)
        if settle(k, p, w, s):
            weigh_all(k, other, True, p, w, s)
        signed = goes_through(k, other, p, w, s)
        if signed > 0 and (signed == asked or not narrow or narrower == 1):
            return True
    return False


@submodel
def best_offer(key: Any, k: int, p: Any, w: Any, s: Any) -> int:
    """Set project ``k``'s best offer: −1 if expected to pass alone, a package's other project, or −2 if nothing helps.

    Of its sites those where it is expected to pass come first, then the greatest total gain, as stated.  Whoever knows
    needs and strengths looks for a package: the first project of another area, drafted or shelved, that makes one.
    """
    best, last, most, passing = -1, -1, -1e18, False
    for option in range(HOST_COUNT):
        s.project[k].host = possible_host(k, option, s)
        if s.project[k].host < 0 or s.town[s.project[k].host].notice > 0:
            continue
        last = s.project[k].host
        agreeable = shape(key, k, -1, True, p, w, s)
        total = 0.0
        for i in range(s.town.shape[0]):
            total += (s.vote[i].own + s.vote[i].error) * s.town[i].population * s.town[i].member
        if best < 0 or (agreeable and not passing) or (agreeable == passing and total > most):
            best, most, passing = last, total, agreeable
    s.project[k].host = best
    luck = uniform(key, draw.OPPORTUNITY_PACKAGE, 0, indexed_id(w.scenario.catalogue_id, k))
    if best >= 0 and not passing and luck < p.inventory_effect * s.lever[NEEDS_AND_STRENGTHS]:
        for m in range(s.project.shape[0]):
            drafted = s.project[m].status == DRAFTED or (s.project[m].status == IDEA and s.project[m].tries > 0)
            if drafted and s.project[m].area != s.project[k].area:
                s.project[m].host = possible_host(m, 0, s)
                if s.project[m].host >= 0 and shape(key, k, m, False, p, w, s):
                    return m
    if best >= 0 and not (passing and best == last):
        shape(key, k, -1, passing, p, w, s)
    return -1 if passing else -2
