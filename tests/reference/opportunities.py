"""The catalogue of opportunities (ODD 5): drawn from outside, the same under all levers."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

from coopsim.model import codes, processes
from reference import gains
from reference.draws import indexed_id, stable_id
from reference.entities import Project

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel

APART = 12  # months between an opportunity and what follows it


def draw_catalogue(model: ReferenceModel) -> None:
    """All opportunities of a run, one after the other."""
    for number in range(model.scenario.catalogue.opportunities):
        project = Project(number, indexed_id(stable_id("catalogue"), number), len(model.towns))
        draw_opportunity(model, project)
        find_hosts(model, project)
        size_opportunity(model, project)
        for town in model.towns:
            project.alone_gain[town.index] = value_alone(model, project, town)
        model.projects.append(project)


def draw_opportunity(model: ReferenceModel, project: Project) -> None:
    """What it is about, and when it appears."""
    luck = model.luck
    f = project.function = model.function_drawn(luck.uniform(processes.OPPORTUNITY_FUNCTION, 0, project.id))
    project.area = codes.AREAS.index(f.area)
    project.kind = opportunity_kind(model.p, f, luck.uniform(processes.OPPORTUNITY_KIND, 0, project.id))
    project.appears = month_of_appearance(model, luck.uniform(processes.OPPORTUNITY_APPEARS, 0, project.id))


def opportunity_kind(p: Any, f: Any, u: float) -> int:
    """What it asks of the partners."""
    if u < p.share_quick:
        return int(codes.SHARE)
    if f.provider != "municipality":
        return int(codes.ADVOCATE)
    if u < p.share_quick + (1.0 - p.share_quick) * f.poolable and f.spending > 0.0:
        return int(codes.POOL)
    return int(codes.BUILD)


def month_of_appearance(model: ReferenceModel, u: float) -> int:
    """Month from which it can be found."""
    start = model.p.appear_start
    return 0 if u < start else int(model.scenario.horizon_months * (u - start) / (1.0 - start))


def find_hosts(model: ReferenceModel, project: Project) -> None:
    """Misfit, misreadings, and the two municipalities of greatest appeal."""
    p, luck, appeals = model.p, model.luck, []
    most = 2.0 * p.mismatch_mean * (p.hindrance_base + model.hindrance.differing_motivation)
    for town in model.towns:
        i, who = town.index, indexed_id(town.id, project.number)
        project.mismatch[i] = most * luck.uniform(processes.OPPORTUNITY_MISMATCH, 0, who)
        project.misread[i] = luck.normal(processes.OPPORTUNITY_MISREAD, 0, who)
        project.stated[i] = luck.normal(processes.STATED_NEED, 0, who)
        z = luck.normal(processes.OPPORTUNITY_APPEAL, 0, who)
        appeals.append(town.endowment[project.area] + p.host_chance * z)
    ranked = sorted(range(len(appeals)), key=lambda i: -appeals[i])
    project.host_a, project.host_b = ranked[:2]


def followed(model: ReferenceModel, project: Project) -> int:
    """The last one before it that it renews or widens, or -1."""
    at_a_site = project.kind in (codes.BUILD, codes.ADVOCATE)
    for earlier in reversed(model.projects):
        same = earlier.function is project.function and earlier.kind == project.kind
        if same and (not at_a_site or earlier.host_a == project.host_a):
            return earlier.number
    return -1


def size_opportunity(model: ReferenceModel, project: Project) -> None:
    """How large it is; what follows another one is smaller."""
    p, f, kind = model.p, project.function, project.kind

    def chance(process: int) -> float:
        return exp(p.opportunity_spread * model.luck.normal(process, 0, project.id))

    part = p.quick_scale if kind == codes.SHARE else 1.0 - p.renewal_size if kind == codes.POOL else 1.0
    project.follows = followed(model, project)
    if project.follows >= 0:
        project.appears = max(project.appears, model.projects[project.follows].appears + APART)
    earlier = project.follows
    while earlier >= 0:
        part *= p.renewal_size
        earlier = model.projects[earlier].follows
    project.scale = part if kind == codes.POOL else part * chance(processes.OPPORTUNITY_SIZE)
    project.value = f.value * project.scale
    if kind == codes.POOL:
        project.cost = project.scale * (p.pool_cost * (f.spending * f.poolable))
    elif kind != codes.SHARE:
        project.cost = project.scale * (p.capital_annuity * f.capital)
    project.cost *= chance(processes.OPPORTUNITY_COST)
    project.estimate = project.cost * chance(processes.OPPORTUNITY_ESTIMATE)
    project.work = f.work * p.work_scale * part * chance(processes.OPPORTUNITY_WORK) * model.task_size
    if kind != codes.POOL:
        project.build = building_months(model, f.build_months * part, project)


def building_months(model: ReferenceModel, months: float, project: Project) -> int:
    """Time to build: by chance half of it to half more."""
    u = model.luck.uniform(processes.OPPORTUNITY_BUILD, 0, project.id)
    return int(months * (model.p.hindrance_base + model.hindrance.long_time_span) * (0.5 + u))


def value_alone(model: ReferenceModel, project: Project, town: Municipality) -> float:
    """Yearly net gain of building it alone with a perfect fit, 0 if not worth it."""
    if project.kind != codes.BUILD:
        return 0.0
    return max(0.0, gains.own_gain(model, project, town, town, town.population, project.cost, fit=1.0))
