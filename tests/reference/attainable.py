"""What is worth doing, and what founders who agree on everything could have of it (ODD 5)."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

from coopsim.model import codes
from reference import gains

if TYPE_CHECKING:
    from reference.entities import Municipality, Project
    from reference.model import ReferenceModel

NOTHING = 1e-9  # staff or work that counts as none


def set_yardstick(model: ReferenceModel) -> None:
    """Fixed in month 0, the same under all levers and governance models."""
    founders = [town for town in model.towns if town.role == codes.MEMBER]
    model.alliance.founders = sum(town.population for town in founders)
    for project in model.projects:
        hosts = [model.towns[host] for host in project.possible_hosts if model.towns[host] in founders]
        best = max((surplus_at(model, project, host, founders) for host in hosts), default=0.0)
        granted = model.p.grant_ideal if project.kind == codes.ADVOCATE else 1.0
        project.surplus = granted * max(0.0, best)
        project.worth = worth_of(model.p, project)
    model.alliance.attainable = attain(model, founders)


def surplus_at(model: ReferenceModel, project: Project, host: Municipality, founders: list[Municipality]) -> float:
    """Joint gain over standing alone at one site, EUR a year."""

    def gain(town: Municipality, people: float) -> float:
        own = gains.own_gain(model, project, town, host, people, project.cost, fit=1.0)
        return own - project.alone_gain[town.index]

    people = sum(town.population for town in founders)
    taken = {town: gains.displacement(model, project, town, host) for town in founders}
    joining = [town for town in founders if town is host or gain(town, people) > -taken[town]]
    if len(joining) < 2:
        return 0.0
    joint = sum(town.population for town in joining)
    return sum(town.population * (gain(town, joint) if town in joining else -taken[town]) for town in founders)


def worth_of(p: Any, project: Project) -> float:
    """Surplus less running it and a tenth of preparing it, EUR a year."""
    work = p.wage * project.work * (p.upkeep + 0.1 * (1.0 + p.draft_share) / 12.0)
    return float(max(0.0, project.surplus - work))


def return_on_work(p: Any, project: Project, left: float, months: float) -> float:
    """What a month of one person's work brings until the end, EUR."""
    net = (project.surplus - p.wage * p.upkeep * project.work) * months - p.wage * left
    return float(net / (12.0 * max(NOTHING, left)))


def attain(model: ReferenceModel, founders: list[Municipality]) -> float:
    """Benefit over the horizon, discounted, of founders who agree on everything and pool their staff."""
    p, horizon, projects = model.p, model.scenario.horizon_months, model.projects
    ramp = p.ramp_months * (p.hindrance_base + model.hindrance.long_time_span)
    staff = p.attainable_effort * sum(town.staff * town.population / 10_000.0 for town in founders)
    left = [project.work * (1.0 + p.draft_share) for project in projects]
    opens: list[int | None] = [None] * len(projects)  # of what is prepared
    begun: Project | None = None
    attained = upkeep = 0.0
    factor = 1.0 / 12.0

    def can_begin(project: Project, month: int) -> bool:
        ready = project.appears <= month and opens[project.number] is None and project.surplus > 0.0
        if project.follows < 0:
            return ready
        return ready and (projects[project.follows].surplus <= 0.0 or opens[project.follows] is not None)

    for month in range(horizon):
        effort = max(0.0, staff - upkeep) if month >= p.ideal_lead else 0.0
        while effort > NOTHING:
            if begun is None:
                offers = [
                    (return_on_work(p, project, left[project.number], horizon - month - project.build), project)
                    for project in projects
                    if can_begin(project, month)
                ]
                best = max(offers, key=lambda offer: offer[0], default=(0.0, None))
                if best[0] <= 0.0:
                    break
                begun = best[1]
            k = begun.number
            done = min(effort, left[k])
            effort -= done
            left[k] -= done
            if left[k] <= NOTHING:
                wait = int(p.sitting_interval) if begun.kind == codes.ADVOCATE else 0
                opens[k] = month + begun.build + wait
                begun = None
        upkeep = benefit = 0.0
        for project in projects:
            opened = opens[project.number]
            if opened is not None and opened <= month:
                benefit += project.surplus * gains.ramped(month - opened, ramp)
                upkeep += p.upkeep * project.work
        attained += factor * benefit
        factor *= exp(-p.discount_rate / 12.0)
    return attained
