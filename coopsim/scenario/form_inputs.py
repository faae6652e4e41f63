"""From a governance model to the row that rules read: its attributes, and quantities made of several of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from coopsim.model import codes

if TYPE_CHECKING:
    from coopsim.scenario.catalogue import GovernanceModel

#: Attributes of a governance model that the rules call otherwise; all others they call by their own name.
FORM_NAMES: Final = {
    "votes": "by_population",
    "council_large_projects": "council_large",
    "council_all_projects": "council_all",
    "meetings_per_year": "meetings",
    "informal_per_year": "informal",
    "secretariat_fte": "secretariat",
    "council_reporting": "reporting",
    "exit_notice_months": "exit_notice",
}
_WORDS: Final = ("id", "based_on", "title", "legal_basis", "description", "delegated_areas")  # not among the numbers
_CODES: Final = {"rung": codes.RUNGS, "votes": ("per_member", "by_population")}  # all other words are decision rules


def veto_points(model: GovernanceModel) -> int:
    """Number of kinds of actors that can stop a project besides the body's own rule."""
    return (
        model.council_large_projects
        + model.council_all_projects
        + model.county_veto
        + model.land_approval
        + (model.project_rule in ("unanimity", "consensus"))
    )


def control_given_up(model: GovernanceModel) -> float:
    """Share of control that members hand over, 0..1: levy, being outvoted, delegated areas (equal weights).

    Two thirds can outvote one third of the votes, a simple majority one half: two thirds of that.
    """
    outvoted = {"two_thirds": 2 / 3, "simple_majority": 1.0, "one_member": 1.0, "imposed": 1.0}
    share: float = (
        model.levy + outvoted.get(model.project_rule, 0.0) + len(model.delegated_areas) / len(codes.AREAS)
    ) / 3
    return share


def form_row(model: GovernanceModel, p: Any) -> dict[str, Any]:
    """A row of the table of governance models: attributes as numbers, and what is made of several of them."""
    row: dict[str, Any] = {}
    for name, value in model:
        if name in _WORDS:
            continue
        if isinstance(value, str):
            value = _CODES.get(name, codes.RULES).index(value)
        row[FORM_NAMES.get(name, name)] = int(value) if isinstance(value, bool) else value
    return row | {
        "veto_points": veto_points(model),
        "control": float(control_given_up(model)),
    }
