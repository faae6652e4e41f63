"""What a run reports: rows of the series and of the run table (ODD 7.16; columns and units in docs/api.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coopsim.model import codes

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel

_MIDDLE = sum((month - 29.5) ** 2 for month in range(60))
_NOTHING = float("nan")


def series_row(model: ReferenceModel) -> dict[str, float]:
    """The alliance in this month."""
    alliance, present = model.alliance, model.participants
    towns = [town for town in model.towns if not town.merged]
    people = sum(town.population for town in towns)
    return {
        "phase": alliance.phase,
        "form": alliance.form,
        "rung": alliance.rung,
        "members": alliance.members,
        "activity": alliance.activity,
        "progress": alliance.pace,
        "undone": alliance.undone,
        "taken_up": alliance.taken_up,
        "joint_yield": alliance.yielded,
        "trust": _mean([town.trust for town in present]),
        "contribution": _mean([town.contribution for town in present]),
        "satisfaction": _mean([town.satisfaction for town in present]),
        "recognition": _mean([town.recognition for town in model.towns]),
        "services": alliance.services,
        "benefit": sum(town.benefit * town.population for town in towns) / people,
        "cost": alliance.running_cost,
    }


def town_row(town: Municipality) -> dict[str, float]:
    """One municipality in this month."""
    return {
        "phase": town.phase,
        "member": town.talks,
        "trust": town.trust,
        "contribution": town.contribution,
        "satisfaction": town.satisfaction,
        "recognition": town.recognition,
        "approval": town.approval,
        "benefit": town.benefit,
        "cost": town.cost,
    }


def town_run_row(model: ReferenceModel, town: Municipality) -> dict[str, Any]:
    """One municipality over the whole run."""
    months = town.contribution_months
    services = [project for project in model.projects if project.status == codes.DELIVERED]
    return {
        "added_value": town.added_value,
        "contribution": town.contribution_sum / months if months > 0.0 else _NOTHING,
        "phase_end": town.phase,
        "left": bool(town.left),
        "hosts": sum(project.host == town.index for project in services),
    }


def run_row(model: ReferenceModel) -> dict[str, Any]:
    """The whole run."""
    row: dict[str, Any] = {}
    row |= _dates(model)
    row |= _counts(model)
    row |= _goals(model)
    row |= _values(model)
    row |= _ties(model)
    return row


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _dates(model: ReferenceModel) -> dict[str, Any]:
    a = model.alliance
    months = {name: getattr(a, f"months_{name}") for name in codes.PHASES[: codes.MERGED]}
    return {
        "month_talks": a.month_talks,
        "month_start": a.month_start,
        "month_contract": a.month_contract,
        "month_implementation": a.month_implementation,
        "month_stabilised": a.month_stabilised,
        "month_first_stagnation": a.month_stagnation,
        "month_end": a.month_end,
        "started": a.month_start >= 0,
        "contracted": a.month_contract >= 0,
        "stagnated": a.month_stagnation >= 0,
        "inert": months["inert"] > 0 and a.month_rose < 0,
        "asleep": months["asleep"] > 0,
        "founded": a.month_form >= 0,
        "month_form": a.month_form,
        "merged": a.merged,
        "dissolved": a.phase == codes.DISSOLVED,
        "phase_end": a.phase,
        "phase_5": a.phase_5,
        "phase_10": a.phase_10,
        "phase_20": a.phase_20,
        "months_none": months["none"],
        "months_finding": months["finding"],
        "months_start": months["start"],
        "months_implementation": months["implementation"],
        "months_stabilised": months["stabilised"],
        "months_stagnating": months["stagnating"],
        "months_inert": months["inert"],
        "months_asleep": months["asleep"],
        "months_effective": months["implementation"] + months["stabilised"],
        "months_contract": a.months_contract,
    }


def _counts(model: ReferenceModel) -> dict[str, Any]:
    a = model.alliance
    return {
        "renewals": a.renewals,
        "exits": a.exits,
        "entries": a.entries,
        "members_end": a.members,
        "turnovers": a.turnovers,
        "elections": a.elections,
        "incumbents": a.incumbents,
        "incumbents_won": a.incumbents_won,
        "vetoes": a.vetoes,
        "agreed": a.agreed,
        "delivered": sum(project.delivered >= 0 for project in model.projects),
        "services_end": a.services,
        "form_changes": a.forms,
        "own_impulses": a.own_impulses,
    }


def _goals(model: ReferenceModel) -> dict[str, Any]:
    opened = sum(project.work for project in model.projects if project.delivered >= 0)
    goals = model.alliance.goals
    higher = [project for project in model.projects if project.function.higher_order]
    return {
        "performance": opened / sum(project.work for project in model.projects),
        "goal_attainment": opened / goals if goals > 0.0 else _NOTHING,
        "functions_joint": sum(project.status == codes.DELIVERED for project in higher),
        "functions_alone": sum(max(project.alone_gain) > 0.0 for project in higher),
    }


def _values(model: ReferenceModel) -> dict[str, Any]:
    a = model.alliance
    towns = [town for town in model.towns if not town.merged]
    people = sum(town.population for town in towns)
    added = sum(town.added_value * town.population for town in towns) / people
    spent = sum(town.spent * town.population for town in towns) / people
    benefit = sum((town.added_value + town.spent) * town.population for town in towns)
    values = [town.added_value for town in towns]
    pairs = [abs(x - y) for i, x in enumerate(values) for y in values[i + 1 :]]
    years = model.month / 12.0
    joint = [p for p in model.projects if p.status == codes.DELIVERED and p.function.provider == "municipality"]
    spending = sum(
        model.spending(area) * max(p.reach for p in joint if p.area == area) for area in {p.area for p in joint}
    )
    row = {
        "target_achievement": benefit / a.attainable if a.attainable > 0.0 else 0.0,
        "added_value": added,
        "benefit": added + spent,
        "attainable": a.attainable / a.founders,
        "worst_off": min(values),
        "inequality": _mean(pairs),
        "cost": a.sum_cost / years,
        "staff": a.sum_staff / model.month,
        "benefit_cost": (added + spent) / spent if spent > 0.0 else _NOTHING,
        "saving": sum(p.net for p in joint) / spending if spending > 0.0 else _NOTHING,
        "contribution_trend": 12.0 * a.contribution_trend / _MIDDLE if a.trend_months >= 60.0 else _NOTHING,
    }
    for number, area in enumerate(codes.AREAS):
        row[f"added_value_{area}"] = model.areas[number].added_value / people
    return row


def _ties(model: ReferenceModel) -> dict[str, Any]:
    a = model.alliance
    towns = [town for town in model.towns if not town.merged]
    ties = [tie for town in towns for tie in town.ties.values() if not tie.other.merged]
    share = model.hindrance.person_dependence
    trust = sum(tie.trust for tie in ties)
    row = {
        "trust_mean": _mean([tie.trust for tie in ties]),
        "trust_min": min((tie.trust for tie in ties), default=1.0),
        "trust_personal": share * sum(tie.personal for tie in ties) / trust if trust > 0.0 else 0.0,
    }
    for years in (5, 10, 20):
        for side in ("low", "high"):
            row[f"trust_{side}_{years}"] = getattr(a, f"trust_{side}_{years}")
    return row
