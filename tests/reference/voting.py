"""Whose yes is needed (ODD 7.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel

BINDING = ("two_thirds", "simple_majority", "one_member", "imposed")


@dataclass
class Ballot:
    """What everybody thinks of a proposal; who has given notice has no vote."""

    utility: dict[Municipality, float]

    @property
    def voters(self) -> list[Municipality]:
        """Those who vote."""
        return [town for town in self.utility if town.notice < 0]

    @property
    def favourable(self) -> list[Municipality]:
        """Those who would like it, with a vote or without."""
        return [town for town, utility in self.utility.items() if utility > 0.0]

    @property
    def yes(self) -> list[Municipality]:
        """Those who vote yes."""
        return [town for town in self.voters if self.utility[town] > 0.0]

    @property
    def most_against(self) -> Municipality:
        """The voter with the lowest utility; of equals the first."""
        return min(self.voters, key=lambda town: self.utility[town])


def rule_passes(model: ReferenceModel, rule: str, by_population: bool, ballot: Ballot) -> bool:
    """Whether a proposal passes under a rule."""
    voters, yes = ballot.voters, ballot.yes
    if rule == "at_will":
        return len(yes) >= 2
    if rule == "consensus":
        return len(yes) >= 2 and all(ballot.utility[town] > -model.p.tolerance for town in voters)
    if rule == "unanimity":
        return len(yes) == len(voters) and len(yes) > 0
    if rule == "one_member":
        return model.lead in yes
    if rule == "imposed":
        return sum(ballot.utility[town] * town.population for town in voters) > 0.0
    if rule == "impossible":
        return False
    weight = {town: town.population if by_population else 1.0 for town in voters}
    share_yes, total = sum(weight[town] for town in yes), sum(weight.values())
    if rule == "two_thirds":
        return share_yes >= 2.0 / 3.0 * total - 1e-9 and 2 * len(yes) > len(voters)
    return share_yes > 0.5 * total
