"""Counting votes under the rule of the governance model (ODD 7.6): whose yes is needed."""

from typing import Any

from coopsim.model.codes import AT_WILL, CONSENSUS, IMPOSED, ONE_MEMBER, SIMPLE_MAJORITY, TWO_THIRDS, UNANIMITY
from coopsim.model.rules import equation, submodel


@equation
def rule_passes(
    rule: int,
    yes: float,
    weight: float,
    members_yes: int,
    members: int,
    worst: float,
    lead: float,
    total: float,
    tolerance: float,
) -> bool:
    """Whether a proposal passes.

    ``yes`` of ``weight`` votes and ``members_yes`` of ``members`` say yes; ``worst`` is the lowest utility of any
    member, ``lead`` that of the lead member, ``total`` the mean (what the Land looks at).  Consensus: nobody
    objects strongly.  Two thirds: of votes and a majority of members (§ 14 GKG-LSA in spirit).
    """
    if rule == AT_WILL:
        return members_yes >= 2
    if rule == CONSENSUS:
        return members_yes >= 2 and worst > -tolerance
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
    """Count the utilities in ``s.vote[:, 0]`` of all participants under a rule."""
    yes, weight, total = 0.0, 0.0, 0.0
    members, members_yes = 0, 0
    worst, lead = 1e9, 0.0
    for i in range(s.town.shape[0]):
        if s.town[i].member == 0 or s.town[i].notice > 0:  # whoever is leaving has no say
            continue
        votes = s.town[i].population if by_population == 1 else 1.0
        utility = s.vote[i, 0]
        weight += votes
        total += utility * s.town[i].population
        members += 1
        worst = min(worst, utility)
        if utility > 0.0:
            yes += votes
            members_yes += 1
        if i == w.scenario.lead:
            lead = utility
    if members < 2:
        return False
    return rule_passes(rule, yes, weight, members_yes, members, worst, lead, total, tolerance)


@submodel
def voters(s: Any) -> int:
    """Members that have a say: all that have not given notice."""
    count = 0
    for i in range(s.town.shape[0]):
        count += 1 if s.town[i].member == 1 and s.town[i].notice <= 0 else 0
    return count


@submodel
def strongest_no(s: Any) -> int:
    """The participant with the lowest utility: whoever tipped a refusal."""
    tipping = -1
    worst = 1e9
    for i in range(s.town.shape[0]):
        if s.town[i].member == 1 and s.town[i].notice <= 0 and s.vote[i, 0] < worst:
            tipping = i
            worst = s.vote[i, 0]
    return tipping


@equation
def council_share(utility: float, attitude: float, lost: float, spread: float) -> float:
    """Share of councillors that say yes: members with more to lose oppose (assumption)."""
    x = (utility + attitude - lost) / spread
    return 0.5 + 0.5 * x / (1.0 + abs(x))
