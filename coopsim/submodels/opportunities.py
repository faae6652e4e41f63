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
def month_of_appearance(u: float, at_start: float, horizon: int) -> int:
    """Month from which an opportunity can be found: some at once, the others all through the run (assumption)."""
    return 0 if u < at_start else int(horizon * (u - at_start) / (1.0 - at_start))


@equation
def building_months(months: float, long_time_span: float, base: float, u: float) -> int:
    """Time to build, the longer the longer the time span of cooperation; by chance half of it to half more."""
    return int(months * (base + long_time_span) * (0.5 + u))


@submodel
def draw_opportunity(key: Any, k: int, p: Any, w: Any, s: Any) -> None:
    """What opportunity number ``k`` of the catalogue is about, the same under all levers and governance models."""
    project = s.project[k]
    who = indexed_id(w.scenario.catalogue_id, k)
    u = uniform(key, draw.OPPORTUNITY_FUNCTION, 0, who)
    f = 0
    while f < w.function.shape[0] - 1 and u > w.function[f].cumulative:
        f += 1
    project.function = f
    project.area = w.function[f].area
    u = uniform(key, draw.OPPORTUNITY_KIND, 0, who)
    function = w.function[f]
    project.kind = opportunity_kind(u, function.provider, function.spending, function.poolable, p.share_quick)
    u = uniform(key, draw.OPPORTUNITY_APPEARS, 0, who)
    project.appears = month_of_appearance(u, p.appear_start, w.scenario.horizon)
    project.agreed = project.delivered = -1
    project.host = -1


@submodel
def find_hosts(key: Any, k: int, p: Any, w: Any, s: Any) -> None:
    """Two possible hosts, drawn by strength in the area and chance; what each town and others misread of its gain."""
    project = s.project[k]
    project.host_a = project.host_b = -1
    most, next_most = -1e9, -1e9
    misfit = 2.0 * p.mismatch_mean * (p.hindrance_base + w.scenario.differing_motivation)
    for i in range(s.town.shape[0]):
        tie = indexed_id(w.town[i].id, k)
        s.mismatch[k, i] = misfit * uniform(key, draw.OPPORTUNITY_MISMATCH, 0, tie)
        s.misread[k, i] = normal(key, draw.OPPORTUNITY_MISREAD, 0, tie)
        s.stated[k, i] = normal(key, draw.STATED_NEED, 0, tie)
        appeal = s.endowment[i, project.area] + p.host_chance * normal(key, draw.OPPORTUNITY_APPEAL, 0, tie)
        if appeal > most:
            project.host_b, next_most = project.host_a, most
            project.host_a, most = i, appeal
        elif appeal > next_most:
            project.host_b, next_most = i, appeal


@submodel
def followed(k: int, s: Any) -> int:
    """The last earlier opportunity of the same function and kind, at the same place if it needs a site; −1 if none."""
    project = s.project[k]
    sited = project.kind == BUILD or project.kind == ADVOCATE
    last = -1
    for j in range(k):
        other = s.project[j]
        if other.function == project.function and other.kind == project.kind:
            last = j if other.host_a == project.host_a or not sited else last
    return last


@submodel
def size_opportunity(key: Any, k: int, p: Any, w: Any, s: Any) -> None:
    """Size, cost, work and building time of ``k``: what follows an earlier one appears later and is smaller."""
    project = s.project[k]
    function = w.function[project.function]
    who = indexed_id(w.scenario.catalogue_id, k)
    project.follows = before = followed(k, s)
    pooled, spending = project.kind == POOL, function.spending * function.poolable
    part = 1.0 - p.renewal_size if pooled else 1.0  # all poolings together take up the spending at most once
    part = p.quick_scale if project.kind == SHARE else part
    if before >= 0:
        project.appears = max(project.appears, s.project[before].appears + 12)
    while before >= 0:
        part *= p.renewal_size
        before = s.project[before].follows
    size = exp(p.opportunity_spread * normal(key, draw.OPPORTUNITY_SIZE, 0, who))
    project.scale = part if pooled else part * size
    project.value = function.value * project.scale
    project.cost = 0.0 if project.kind == SHARE else project.scale  # what is light takes staff only
    project.cost *= p.pool_cost * spending if pooled else p.capital_annuity * function.capital
    project.cost *= exp(p.opportunity_spread * normal(key, draw.OPPORTUNITY_COST, 0, who))
    project.estimate = project.cost * exp(p.opportunity_spread * normal(key, draw.OPPORTUNITY_ESTIMATE, 0, who))
    work = exp(p.opportunity_spread * normal(key, draw.OPPORTUNITY_WORK, 0, who))
    project.work = function.work * p.work_scale * part * work * w.scenario.task_size
    build = 0.0 if pooled else function.build_months * part
    u = uniform(key, draw.OPPORTUNITY_BUILD, 0, who)
    project.build = building_months(build, w.scenario.long_time_span, p.hindrance_base, u)


@submodel
def value_alone(k: int, p: Any, w: Any, s: Any) -> None:
    """What each municipality gains by providing the service alone, at its own cost (0 if not worth it)."""
    project = s.project[k]
    if project.kind != BUILD:
        return
    for i in range(s.town.shape[0]):
        gain = own_gain(k, i, i, s.town[i].population, project.cost, p, w, s)
        s.alone_gain[k, i] = max(0.0, gain)
