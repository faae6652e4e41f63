"""From a governance model to the row that rules read: its attributes, and quantities made of several of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coopsim.model import codes

if TYPE_CHECKING:
    from coopsim.scenario.catalogue import GovernanceModel


def veto_points(model: GovernanceModel) -> int:
    """Number of kinds of actors that can stop a project besides the body's own rule."""
    return (
        model.council_large_projects
        + model.council_all_projects
        + model.county_veto
        + model.land_approval
        + (model.project_rule in ("unanimity", "consensus"))
    )


def control_given_up(model: GovernanceModel, p: Any) -> float:
    """Share of control that members hand over, 0..1: levy, being outvoted, delegated areas (equal weights)."""
    outvoted = {"two_thirds": p.outvoted_two_thirds, "simple_majority": 1.0, "one_member": 1.0, "imposed": 1.0}
    share: float = (
        model.levy + outvoted.get(model.project_rule, 0.0) + len(model.delegated_areas) / len(codes.AREAS)
    ) / 3
    return share


def capability(model: GovernanceModel, p: Any) -> float:
    """Capability to coordinate, 0..1: staff, monitoring, decisions without unanimity, meetings (equal weights)."""
    decides = {"simple_majority": 1.0, "one_member": 1.0, "imposed": 1.0}
    decides |= {"two_thirds": p.decides_two_thirds, "consensus": p.decides_consensus}
    staff = min(1.0, model.secretariat_fte / p.capability_staff)
    meets = min(1.0, model.meetings_per_year / p.capability_meetings)
    mean: float = (staff + model.monitoring + decides.get(model.project_rule, 0.0) + meets) / 4
    return mean


def form_row(model: GovernanceModel, p: Any) -> dict[str, Any]:
    """A row of the table of governance models."""
    rules = ("founding_rule", "project_rule", "entry_rule", "exit_rule", "dissolution_rule", "change_rule")
    rung = codes.RUNGS.index(model.rung)
    return {name: codes.RULES.index(getattr(model, name)) for name in rules} | {
        "rung": rung,
        "by_population": int(model.votes == "by_population"),
        "council_founding": int(model.council_founding),
        "council_large": int(model.council_large_projects),
        "council_all": int(model.council_all_projects),
        "county_veto": int(model.county_veto),
        "land_approval": int(model.land_approval),
        "steering_group": int(model.steering_group),
        "development_concept": int(model.development_concept),
        "working_groups": model.working_groups,
        "meetings": float(model.meetings_per_year),
        "informal": float(model.informal_per_year),
        "secretariat": float(model.secretariat_fte),
        "monitoring": float(model.monitoring),
        "levy": float(model.levy),
        "reporting": float(model.council_reporting),
        "compensation": float(model.compensation),
        "setup_months": model.setup_months,
        "setup_cost": float(model.setup_cost),
        "running_cost": float(model.running_cost),
        "exit_notice": model.exit_notice_months,
        "actor_exchange": float(model.actor_exchange),
        "neighbour_exchange": float(model.neighbour_exchange),
        "veto_points": veto_points(model),
        "control": float(control_given_up(model, p)),
        "capability": float(capability(model, p)),
        "contract_factor": float(p.contract_base + p.contract_rung * rung),
    }
