"""What a joint service is worth to one municipality (ODD 7.0): shared by agenda, votes, delivery, appraisal.

All amounts are EUR per inhabitant of the municipality and year at full operation, net of standing alone only where a
name says so.
"""

from typing import Any

from coopsim.model.codes import ADVOCATE, BUILD, POOL, SHARE
from coopsim.model.numerics import clamp, exp, log
from coopsim.model.rules import equation, submodel


@equation
def scale_saving(population: float, most: float, low: float, high: float) -> float:
    """Share of unit cost still to be saved: ``most`` up to ``low``, 0 from ``high`` inhabitants (C5; TU Delft)."""
    if population <= low:
        return most
    if population >= high:
        return 0.0
    return most * log(high / population) / log(high / low)


@equation
def nearness(distance: float, decay: float) -> float:
    """What is left of a benefit or contact over ``distance`` km: 1/e at ``decay`` km (assumption)."""
    return exp(-distance / decay)


@equation
def reach(near: float, site_bound: float) -> float:
    """Share of a service's value that reaches residents whose nearness to its site is ``near`` (assumption)."""
    return 1.0 - site_bound + site_bound * near


@equation
def unit_cost(cost: float, population: float, catchment: float) -> float:
    """Yearly cost per inhabitant when partners of this population share the fixed cost of the catchment size."""
    return cost * max(1.0, catchment / max(1.0, population))


@equation
def fitting(mismatch: float, shaping: float) -> float:
    """Share of the service value left after poor fit, of which shaping removes a part (assumption)."""
    return clamp(1.0 - mismatch * (1.0 - shaping), 0.0, 1.0)


@equation
def ramped(age: float, ramp: float) -> float:
    """Share of the full benefit ``age`` months after opening (C4: rises over about six years)."""
    return clamp((age + 1.0) / max(1.0, ramp), 0.0, 1.0)


@equation
def task_size(population: float, elasticity: float) -> float:
    """Work of a task for this population against 100,000 inhabitants (the six-tenths rule; Williams 1947)."""
    return exp(elasticity * log(population / 100000.0))


@submodel
def service_gain(k: int, i: int, host: int, joint: float, p: Any, w: Any, s: Any) -> float:
    """True yearly gain of ``i`` from the service of opportunity ``k`` at ``host`` for ``joint`` inhabitants."""
    project = s.project[k]
    function = w.function[project.function]
    fit = fitting(s.mismatch[k, i], project.shaping)
    value = project.value * s.need[i, project.area] * fit
    if project.kind == SHARE:
        return value
    if project.kind == POOL:
        room = s.town[i].room - scale_saving(joint, p.scale_most, p.scale_low, p.scale_high)
        return project.scale * function.spending * function.poolable * room * fit
    gain = value * reach(s.near[i, host], function.site_bound)
    if i == host:
        gain += p.host_bonus * project.value * function.site_bound
    return gain


@submodel
def displacement(k: int, i: int, host: int, p: Any, w: Any, s: Any) -> float:
    """Yearly loss of ``i``, partner or not, because the service of ``k`` stands at ``host`` and not with it."""
    project = s.project[k]
    function = w.function[project.function]
    if i == host or project.kind == SHARE:
        return 0.0
    if project.kind == POOL:
        return p.closeness_loss * project.scale * function.spending * function.poolable * function.site_bound
    return p.displacement * project.value * function.site_bound * s.endowment[i, project.area] * s.near[i, host]


@submodel
def cost_share(k: int, joint: float, cost: float, p: Any, s: Any) -> float:
    """Yearly cost per inhabitant for each partner; the provider pays for functions that are not municipal."""
    if s.project[k].kind == BUILD:
        return unit_cost(cost, joint, p.scale_high)
    return 0.0 if s.project[k].kind == ADVOCATE else cost


@submodel
def own_gain(k: int, i: int, host: int, joint: float, cost: float, p: Any, w: Any, s: Any) -> float:
    """Yearly net gain of partner ``i``: service value minus what is taken from it minus its cost share."""
    return (
        service_gain(k, i, host, joint, p, w, s) - displacement(k, i, host, p, w, s) - cost_share(k, joint, cost, p, s)
    )
