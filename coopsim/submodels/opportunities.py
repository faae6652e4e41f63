"""The catalogue of opportunities of one run (ODD 5): what is drawn, who could host it, what it could add at best."""

from typing import Any

from coopsim.model import processes as draw
from coopsim.model.codes import ADVOCATE, BUILD, BY_MUNICIPALITY, POOL, SHARE
from coopsim.model.numerics import exp
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import indexed_id, normal, uniform
from coopsim.submodels.gains import own_gain


@equation
def opportunity_kind(u: float, provider: int, spending: float, poolable: float, quick: float) -> int:
    """What an opportunity asks of the partners: to share something, or else by who provides the function."""
    if u < quick:
        return SHARE
    if provider != BY_MUNICIPALITY:
        return ADVOCATE
    if spending > 0.0 and u < quick + (1.0 - quick) * poolable:
        return POOL
    return BUILD


@equation
def month_of_appearance(u: float, at_start: float, span: float) -> int:
    """Month from which an opportunity can be found: some at once, the others evenly over ``span`` months."""
    return 0 if u < at_start else int(span * (u - at_start) / (1.0 - at_start))


@equation
def building_months(months: float, delay: float, long_time_span: float, spread: float, u: float) -> int:
    """Time to build, the longer the longer the time span of cooperation, by up to half the spread either way."""
    slow = 1.0 + delay * long_time_span
    luck = 1.0 - 0.5 * spread + spread * u
    return int(months * slow * luck)


@equation
def appeal_as_host(
    endowment: float, population: float, by_size: float, half_size: float, by_chance: float, z: float
) -> float:
    """How well a municipality suits as host: strength in the area, size, chance (assumption)."""
    return endowment + by_size * population / max(1.0, population + half_size) + by_chance * z


@submodel
def draw_opportunity(key: Any, k: int, p: Any, w: Any, s: Any) -> None:
    """Opportunity number ``k`` of the catalogue, the same under all levers and governance models."""
    project = s.project[k]
    who = indexed_id(w.scenario.catalogue_id, k)
    u = uniform(key, draw.OPPORTUNITY_FUNCTION, 0, who)
    f = 0
    while f < w.function.shape[0] - 1 and u > w.function[f].cumulative:
        f += 1
    function = w.function[f]
    project.function = f
    project.area = function.area
    u = uniform(key, draw.OPPORTUNITY_KIND, 0, who)
    project.kind = opportunity_kind(u, function.provider, function.spending, function.poolable, p.share_quick)
    u = uniform(key, draw.OPPORTUNITY_APPEARS, 0, who)
    project.appears = month_of_appearance(u, p.appear_start, p.appear_span)
    size = exp(p.size_spread * normal(key, draw.OPPORTUNITY_SIZE, 0, who))
    scale = p.quick_scale if project.kind == SHARE else 1.0
    project.scale = size * scale
    project.value = function.value * p.value_scale * size * scale
    if project.kind == POOL:
        project.cost = p.pool_cost * function.spending * function.poolable
    elif project.kind == SHARE:
        project.cost = p.quick_cost * project.value
    else:
        project.cost = p.capital_annuity * function.capital * size
    project.cost *= exp(p.cost_spread * normal(key, draw.OPPORTUNITY_COST, 0, who))
    error = p.estimate_spread * normal(key, draw.OPPORTUNITY_ESTIMATE, 0, who) - p.estimate_bias
    project.estimate = project.cost * exp(error)
    work = exp(p.cost_spread * normal(key, draw.OPPORTUNITY_WORK, 0, who))
    project.work = function.work * p.work_scale * scale * work
    build = 0.0 if project.kind == POOL else function.build_months * scale
    u = uniform(key, draw.OPPORTUNITY_BUILD, 0, who)
    project.build = building_months(build, p.delay_span, w.scenario.long_time_span, p.build_spread, u)
    project.agreed = project.delivered = -1
    project.host = project.package = -1


@submodel
def find_hosts(key: Any, k: int, p: Any, w: Any, s: Any) -> None:
    """Up to three possible hosts, drawn by strength in the area, size and chance."""
    project = s.project[k]
    who = indexed_id(w.scenario.catalogue_id, k)
    first, second, third = -1, -1, -1
    for i in range(s.town.shape[0]):
        tie = indexed_id(w.town[i].id, k)
        s.mismatch[k, i] = (
            p.mismatch_mean
            * 2.0
            * uniform(key, draw.OPPORTUNITY_MISMATCH, 0, tie)
            * (p.hindrance_base + w.scenario.differing_motivation)
        )
        s.misread[k, i] = normal(key, draw.OPPORTUNITY_MISREAD, 0, tie)
        z = normal(key, draw.OPPORTUNITY_APPEAL, 0, tie)
        s.appeal[k, i] = appeal_as_host(
            s.endowment[i, project.area], s.town[i].population, p.host_size, p.scale_high, p.host_chance, z
        )
        score = s.appeal[k, i]
        if first < 0 or score > s.appeal[k, first]:
            third, second, first = second, first, i
        elif second < 0 or score > s.appeal[k, second]:
            third, second = second, i
        elif third < 0 or score > s.appeal[k, third]:
            third = i
    u = uniform(key, draw.OPPORTUNITY_HOSTS, 0, who)
    project.host_a = first
    project.host_b = second if u > p.single_host else -1
    project.host_c = third if u > p.single_host + p.two_hosts * (1.0 - p.single_host) else -1


@submodel
def value_alone(k: int, p: Any, w: Any, s: Any) -> None:
    """What each municipality gains by providing the service alone, at its own cost (0 if not worth it)."""
    project = s.project[k]
    if project.kind != BUILD:
        return
    for i in range(s.town.shape[0]):
        gain = own_gain(k, i, i, s.town[i].population, project.cost, p, w, s)
        s.alone_gain[k, i] = max(0.0, gain)
