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
    """What each voter would vote."""

    utility: dict[Municipality, float]

    @property
    def yes(self) -> list[Municipality]:
        """Those in favour."""
        return [town for town, utility in self.utility.items() if utility > 0.0]

    @property
    def most_against(self) -> Municipality:
        """The one with the lowest utility; of equals the first."""
        return min(self.utility, key=lambda town: self.utility[town])


def rule_passes(model: ReferenceModel, rule: str, by_population: bool, ballot: Ballot) -> bool:
    """Whether a proposal passes under a rule."""
    voters, yes = list(ballot.utility), ballot.yes
    if rule == "at_will":
        return len(yes) >= 2
    if rule == "consensus":
        return len(yes) >= 2 and all(utility > -model.p.tolerance for utility in ballot.utility.values())
    if rule == "unanimity":
        return len(yes) == len(voters) and len(yes) > 0
    if rule == "one_member":
        return model.lead in yes
    if rule == "imposed":
        return sum(utility * town.population for town, utility in ballot.utility.items()) > 0.0
    if rule == "impossible":
        return False
    weight = {town: town.population if by_population else 1.0 for town in voters}
    share_yes, total = sum(weight[town] for town in yes), sum(weight.values())
    if rule == "two_thirds":
        return share_yes >= 2.0 / 3.0 * total - 1e-9 and 2 * len(yes) > len(voters)
    return share_yes > 0.5 * total
