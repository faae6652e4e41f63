"""Votes (ODD 7.6): what councils and county heads make of a mayor's yes, and whose yes the governance model needs."""

from typing import Any

from coopsim.model.codes import AT_WILL, CONSENSUS, IMPOSED, ONE_MEMBER, SIMPLE_MAJORITY, TWO_THIRDS, UNANIMITY
from coopsim.model.events import BY_COUNCIL, BY_COUNTY_HEAD, BY_MAYOR
from coopsim.model.rules import equation, submodel
from coopsim.submodels.log import note_vote
from coopsim.submodels.problem import towards
from coopsim.submodels.trust import blame, remember


@equation
def rule_passes(
    rule: int, yes: float, weight: float, members_yes: int, members: int, worst: float, lead: float, total: float
) -> bool:
    """Whether a proposal passes to which ``yes`` of ``weight`` votes, ``members_yes`` of ``members`` say yes.

    ``worst`` is the lowest utility of any member beyond what is tolerated, ``lead`` that of the lead member, ``total``
    the sum (what the Land looks at).  Two thirds: of votes and a majority of members (§ 14 GKG-LSA in spirit).
    """
    if rule == AT_WILL:
        return members_yes >= 2
    if rule == CONSENSUS:
        return members_yes >= 2 and worst > 0.0
    if rule == UNANIMITY:
        return members_yes == members and members >= 2
    if rule == TWO_THIRDS:
        return 3.0 * yes >= 2.0 * weight and 2 * members_yes > members
    if rule == SIMPLE_MAJORITY:
        return 2.0 * yes > weight
    if rule == ONE_MEMBER:
        return lead > 0.0
    if rule == IMPOSED:
        return total > 0.0
    return False  # impossible


@equation
def binds_minority(rule: int) -> bool:
    """Whether the outvoted must take part: under majority rules, a lead member or a mandate."""
    return rule >= TWO_THIRDS


@submodel
def passes(rule: int, by_population: int, tolerance: float, w: Any, s: Any) -> bool:
    """Count the utilities in ``s.vote`` of all participants under a rule."""
    yes, weight, total, worst, lead = 0.0, 0.0, 0.0, 1e9, 0.0
    members, members_yes = 0, 0
    for i, town in enumerate(s.town):
        if town.member == 0 or town.notice > 0:  # whoever is leaving has no say
            continue
        votes = town.population if by_population == 1 else 1.0
        utility = s.vote[i].utility
        weight += votes
        total += utility * town.population
        members += 1
        worst = min(worst, utility)
        if utility > 0.0:
            yes += votes
            members_yes += 1
        if i == w.scenario.lead:
            lead = utility
    if members < 2:
        return False
    return rule_passes(rule, yes, weight, members_yes, members, worst + tolerance, lead, total)


@submodel
def voters(s: Any) -> int:
    """Members that have a say: all that have not given notice."""
    count = 0
    for town in s.town:
        count += 1 if town.member == 1 and town.notice <= 0 else 0
    return count


@submodel
def strongest_no(s: Any) -> int:
    """The participant with the lowest utility: whoever tipped a refusal."""
    tipping, worst = -1, 1e9
    for i, town in enumerate(s.town):
        if town.talks == 1 and town.notice <= 0 and s.vote[i].utility < worst:
            tipping, worst = i, s.vote[i].utility
    return tipping


@equation
def council_word(utility: float, mayor: float, council: float, lost: float) -> float:
    """What the council makes of it: the mayor's sum with its own attitude, less what it fears to lose (assumption)."""
    return utility - mayor + council - lost


@equation
def county_objects(attitude: float, secretariat: float, posts: float) -> bool:
    """Whether a county head objects to an office beside its own: the better disposed, the more posts it bears."""
    return secretariat > posts * (1.0 + attitude)


@submodel
def add_up(i: int, s: Any) -> None:
    """The utility of municipality ``i`` is the sum of its terms: the word of its mayor."""
    vote = s.vote[i]
    vote.utility = vote.own + vote.relative + vote.trust + vote.burden + vote.attitude
    vote.decided_by = BY_MAYOR


@submodel
def ask_council(i: int, attitude: float, lost: float, p: Any, s: Any) -> None:
    """The word of ``i`` is that of its council, where that likes it less than the mayor."""
    vote = s.vote[i]
    word = council_word(vote.utility, vote.attitude, attitude, lost)
    if word <= 0.0 < vote.utility:
        vote.decided_by = BY_COUNCIL
    vote.utility = min(vote.utility, word)


@submodel
def ask_county_head(i: int, form: int, p: Any, w: Any, s: Any) -> None:
    """The county head of ``i``, where form ``form`` gives it a veto, may turn a yes into a no that does not object."""
    row = w.form[form]
    county = w.town[i].county
    if row.county_veto == 0 or county < 0 or s.vote[i].utility <= 0.0:
        return
    if county_objects(s.office[s.town.shape[0] + county].attitude, row.secretariat, p.county_posts):
        s.vote[i].utility = 0.0
        s.vote[i].decided_by = BY_COUNTY_HEAD


@submodel
def fall_through(month: int, kind: int, thing: int, p: Any, s: Any) -> None:
    """What fails goes against all who wanted it; whoever says no most strongly is noted."""
    tipping = strongest_no(s)
    remember(0.0, p, s)
    note_vote(month, kind, tipping, thing, tipping, s)
    for i, town in enumerate(s.town):
        if town.member == 1 and s.vote[i].utility > 0.0:
            town.thwarted = towards(town.thwarted, 1.0, p.memory_rate)


@submodel
def blocked(month: int, kind: int, thing: int, p: Any, s: Any) -> None:
    """A proposal fails in the vote: whoever said no most strongly is blamed."""
    s.alliance.vetoes += 1
    blame(strongest_no(s), p, s)
    fall_through(month, kind, thing, p, s)
