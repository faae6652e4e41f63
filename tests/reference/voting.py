"""Whose yes is needed, and whose word it is (ODD 7.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reference.entities import COUNTY

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel

BINDING = ("two_thirds", "simple_majority", "one_member", "imposed")


def voters(model: ReferenceModel) -> list[Municipality]:
    """Members that have not given notice; the others have no vote."""
    return [town for town in model.participants if town.notice < 0]


def most_against(model: ReferenceModel) -> Municipality:
    """The voter with the lowest utility; of equals the first."""
    return min(voters(model), key=lambda town: town.vote.utility)


def binds_minority(rule: str) -> bool:
    """Whether the outvoted must take part."""
    return rule in BINDING


def rule_passes(model: ReferenceModel, rule: str, by_population: bool) -> bool:
    """Whether a proposal passes under a rule, by the utilities of those who vote."""
    words = {town: town.vote.utility for town in voters(model)}
    yes = [town for town in words if words[town] > 0.0]
    if len(words) < 2:
        return False
    if rule == "at_will":
        return len(yes) >= 2
    if rule == "consensus":
        return len(yes) >= 2 and all(word > -model.p.tolerance for word in words.values())
    if rule == "unanimity":
        return len(yes) == len(words) and len(yes) > 0
    if rule == "one_member":
        return model.lead in yes
    if rule == "imposed":
        return sum(words[town] * town.population for town in words) > 0.0
    if rule == "impossible":
        return False
    weight = {town: town.population if by_population else 1.0 for town in words}
    share_yes, total = sum(weight[town] for town in yes), sum(weight.values())
    if rule == "two_thirds":
        return share_yes >= 2.0 / 3.0 * total - 1e-9 and 2 * len(yes) > len(words)
    return share_yes > 0.5 * total


def council_word(utility: float, attitude: float, council: float, lost: float) -> float:
    """What a council makes of it: the mayor's sum with its own attitude, less what it fears to lose."""
    return utility - attitude + council - lost


def county_objects(secretariat: float, county_posts: float, attitude: float) -> bool:
    """Whether a county head objects to an office beside its own."""
    return secretariat > county_posts * (1.0 + attitude)


def ask_county_head(model: ReferenceModel, town: Municipality, secretariat: float) -> None:
    """The head of its county may turn a yes into a weak no."""
    if town.vote.utility <= 0.0 or town.county is None:
        return
    if county_objects(secretariat, model.p.county_posts, town.county.head.attitude):
        town.vote.utility = 0.0
        town.vote.decided_by = COUNTY
