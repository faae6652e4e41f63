"""What a joint service is worth (ODD 7.0): EUR per inhabitant and year at full operation."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING, Any

from coopsim.model import codes

if TYPE_CHECKING:
    from reference.entities import Municipality, Project
    from reference.model import ReferenceModel


def within(x: float, low: float = 0.0, high: float = 1.0) -> float:
    """x, kept within bounds."""
    return low if x < low else high if x > high else x


def scale_saving(p: Any, population: float) -> float:
    """Share of unit cost that a unit of this size could still save by growing."""
    if population <= p.scale_low:
        return float(p.scale_most)
    if population >= p.scale_high:
        return 0.0
    return float(p.scale_most * log(p.scale_high / population) / log(p.scale_high / p.scale_low))


def nearness(distance: float, decay: float) -> float:
    """What is left over a distance."""
    return exp(-distance / decay)


def reach(near: float, site_bound: float) -> float:
    """Share of the value that reaches residents at this nearness."""
    return 1.0 - site_bound + site_bound * near


def fitting(mismatch: float, shaping: float) -> float:
    """Share of the value left after poor fit."""
    return within(1.0 - mismatch * (1.0 - shaping))


def ramped(age: float, ramp: float) -> float:
    """Share of the full benefit at this age."""
    return within((age + 1.0) / ramp) if ramp > 0.0 else 1.0


def unit_cost(p: Any, cost: float, people: float) -> float:
    """Yearly cost per inhabitant when this many share the cost of the catchment size."""
    return float(cost * max(1.0, p.scale_high / people))


def task_size(p: Any, people: float) -> float:
    """Work of a task for this population against 100,000 inhabitants."""
    return exp(p.task_elasticity * log(people / 100_000.0))


def displacement(model: ReferenceModel, project: Project, town: Municipality, host: Municipality) -> float:
    """What a service takes from a municipality that does not host it."""
    if town is host:
        return 0.0
    p, f = model.p, project.function
    if project.kind == codes.POOL:
        return float(p.closeness_loss * project.scale * f.spending * f.poolable * f.site_bound)
    if project.kind in (codes.BUILD, codes.ADVOCATE):
        near = town.ties[host].near
        return float(p.displacement * project.value * f.site_bound * town.endowment[project.area] * near)
    return 0.0


def service_value(
    model: ReferenceModel, project: Project, town: Municipality, host: Municipality, joint: float, fit: float
) -> float:
    """What a partner gets out of the service, before what it takes and costs."""
    p, f = model.p, project.function
    if project.kind == codes.POOL:
        saving = town.room - scale_saving(p, joint)
        return float(project.scale * f.spending * f.poolable * saving * fit)
    value = project.value * town.need[project.area] * fit
    if project.kind == codes.SHARE:
        return value
    if town is host:
        return float(value + p.host_bonus * project.value * f.site_bound)
    return value * reach(town.ties[host].near, f.site_bound)


def cost_share(model: ReferenceModel, project: Project, cost: float, joint: float) -> float:
    """What a partner pays."""
    if project.kind == codes.ADVOCATE:
        return 0.0
    return unit_cost(model.p, cost, joint) if project.kind == codes.BUILD else cost


def own_gain(
    model: ReferenceModel,
    project: Project,
    town: Municipality,
    host: Municipality,
    joint: float,
    cost: float,
    fit: float | None = None,
) -> float:
    """Yearly gain of a partner for a joint population; with its own fit, unless another one is given."""
    if fit is None:
        fit = fitting(project.mismatch[town.index], project.shaping)
    return (
        service_value(model, project, town, host, joint, fit)
        - displacement(model, project, town, host)
        - cost_share(model, project, cost, joint)
    )
