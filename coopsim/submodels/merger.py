"""Merger (ODD 7.14): every council must say yes; a subset can merge and the rest go on."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.codes import AREA_COUNT, MERGED
from coopsim.model.rules import each, equation, submodel
from coopsim.model.streams import normal, uniform
from coopsim.submodels.gains import scale_saving
from coopsim.submodels.instead import keep_word
from coopsim.submodels.log import note, note_vote
from coopsim.submodels.partners import count_participants, leave_all
from coopsim.submodels.trust import blame
from coopsim.submodels.voting import add_up

MEANS = ("added_value", "spent", "staff", "fiscal")  #: means over inhabitants
SITES = ("host", "host_a", "host_b")


@equation
def lost_town(attachment: float, identity: float, fear: float, size_share: float) -> float:
    """What the lost town weighs in a merger: the more, the smaller its share of the merged population (assumption)."""
    return attachment * (1.0 - identity) * (1.0 + fear) * (1.0 - size_share)


@submodel
def weigh_merger(i: int, total: float, near: float, trust: float, p: Any, w: Any, s: Any) -> None:
    """Municipality ``i``'s decision on a merger into ``total`` inhabitants with others this near and trusted."""
    town, vote = s.town[i], s.vote[i]
    room = town.room - scale_saving(total, p.scale_most, p.scale_low, p.scale_high)
    vote.own = p.merger_saving * near * room * (1.0 + max(0.0, town.crisis))
    vote.relative = 0.0
    vote.trust = p.merger_trust * (trust - 0.5)
    vote.burden = -lost_town(p.merger_attachment, town.identity, town.fear, town.population / max(1.0, total))
    vote.attitude = p.contract_attitude * 0.5 * (s.office[i].attitude + town.council)
    add_up(i, s)


@submodel
def merger_vote(month: int, key: Any, i: int, total: float, p: Any, w: Any, s: Any) -> float:
    """Utility of municipality ``i`` (council, or referendum) for a merger with all that are asked with it."""
    near, trust, count = 0.0, 0.0, 0.0
    for j in range(s.town.shape[0]):
        if j != i and s.vote[j].party == 1:
            near += s.near[i, j]
            trust += s.trust[i, j]
            count += 1.0
    weigh_merger(i, total, near / count, trust / count, p, w, s)
    s.vote[i].utility += p.letter_chance * normal(key, draw.MERGER_VOTE, month, w.town[i].id)
    keep_word(i, False, p, s)
    return s.vote[i].utility


@submodel
def sounded_out(first: int, j: int, p: Any, w: Any, s: Any) -> bool:
    """Whether the mayors of ``first`` and ``j`` both see something in a merger of the two."""
    total = s.town[first].population + s.town[j].population
    weigh_merger(first, total, s.near[first, j], s.trust[first, j], p, w, s)
    wish = s.vote[first].utility
    weigh_merger(j, total, s.near[j, first], s.trust[j, first], p, w, s)
    return wish > 0.0 and s.vote[j].utility > 0.0


@submodel
def absorb(a: int, b: int, s: Any) -> None:
    """Municipality ``b`` becomes part of ``a``: its people, partnerships, endowment and trust."""
    one, other = s.town[a], s.town[b]
    total = max(1.0, one.population + other.population)
    share = other.population / total
    other_population = other.population
    for field in range(AREA_COUNT):
        s.endowment[a, field] = max(s.endowment[a, field], s.endowment[b, field])
        s.need[a, field] += share * (s.need[b, field] - s.need[a, field])
    for name in each(MEANS):
        one[name] += share * (other[name] - one[name])
    one.population = total
    other.population = 0.0
    other.merged = 1
    one.parts += other.parts
    for k, project in enumerate(s.project):
        s.transfer[k, a] += share * (s.transfer[k, b] - s.transfer[k, a])
        if s.partner[k, b] > 0.0 and s.partner[k, a] == 0.0:
            s.partner[k, a] = 1.0
            project.reach += total - other_population
        elif s.partner[k, a] > 0.0 and s.partner[k, b] == 0.0:
            project.reach += other_population
        s.partner[k, b] = 0.0  # ``partners`` goes on counting former municipalities
        s.transfer[k, b] = 0.0
        for name in each(SITES):
            project[name] = a if project[name] == b else project[name]
    leave_all(b, s)


@submodel
def propose_merger(month: int, key: Any, first: int, p: Any, w: Any, s: Any) -> None:
    """Municipality ``first`` proposes to merge with all members with which both see something in it; all must agree."""
    alliance = s.alliance
    total, count, largest = s.town[first].population, 1, first
    for j, town in enumerate(s.town):
        s.vote[j].party = 1 if j == first else 0
        if j != first and town.member == 1 and sounded_out(first, j, p, w, s):
            s.vote[j].party = 1
            total += town.population
            count += 1
            largest = j if town.population > s.town[largest].population else largest
    if count < 2:
        return
    alliance.merger_month = month
    note(month, codes.EVENT_MERGER_PROPOSED, first, count, (total,), s)
    refused = -1
    for j in range(s.town.shape[0]):
        if s.vote[j].party == 0:
            s.vote[j].utility = 0.0  # who is not asked wants nothing and blames nobody
        elif merger_vote(month, key, j, total, p, w, s) <= 0.0:
            refused = j if refused < 0 or s.vote[j].utility < s.vote[refused].utility else refused
    if refused >= 0:
        note_vote(month, codes.EVENT_MERGER_REFUSED, refused, first, refused, s)
        alliance.vetoes += 1
        blame(refused, p, s)  # whoever wanted it bears a grudge
        return
    for j in range(s.town.shape[0]):
        if s.vote[j].party == 1 and j != largest:
            absorb(largest, j, s)
    count_participants(s)
    alliance.merged = 1
    if alliance.members < 2:
        alliance.merged = 2
        alliance.month_end = month
        alliance.phase = MERGED
        alliance.secretariat = 0.0
        alliance.talks = alliance.groups = 0
        leave_all(largest, s)
    note(month, codes.EVENT_MERGER, largest, count, (total, float(alliance.merged)), s)


@submodel
def consider_merger(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 14: the idea of a merger comes up where the pressure of problems is great."""
    alliance = s.alliance
    if alliance.month_end >= 0 or alliance.rung == 0 or month - alliance.merger_month < p.pause_months:
        return
    for i, town in enumerate(s.town):
        rate = p.merger_rate / 12.0 * town.stress
        if town.member == 1 and uniform(key, draw.MERGER_IDEA, month, w.town[i].id) < rate:
            propose_merger(month, key, i, p, w, s)
            return
