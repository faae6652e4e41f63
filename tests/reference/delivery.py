"""Delivery (ODD 7.8): work, building, providers' decisions, services in operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference import gains
from reference.agenda import work_in_progress
from reference.gains import within
from reference.partners import partners_of, settle_partners
from reference.surroundings import logistic
from reference.trust import safeguarded
from reference.voting import binds_minority

if TYPE_CHECKING:
    from reference.entities import Project
    from reference.model import ReferenceModel


def deliver_projects(model: ReferenceModel) -> None:
    """One month of work, of building, of decisions elsewhere."""
    share_effort(model)
    chance = money_suffices(model)
    for project in model.projects:
        stalled = model.month - project.agreed > model.p.stall_months and not ended(model)
        if project.status in (codes.RUNNING, codes.PETITION) and stalled:
            fail(model, project)
        elif project.status == codes.BUILDING:
            build_on(model, project, chance)
        elif project.status == codes.PETITION:
            provider_decides(model, project)
    model.alliance.services = sum(project.status == codes.DELIVERED for project in model.projects)


def ended(model: ReferenceModel) -> bool:
    """Whether the alliance has come to an end: whoever is left runs its services without lack of anything."""
    return model.alliance.month_end >= 0


def share_effort(model: ReferenceModel) -> None:
    """Contract first, then upkeep, then drafts, projects and working groups that search."""
    p, alliance = model.p, model.alliance
    left = alliance.effort
    contract = 0.0
    if alliance.contract_work > 0.0:
        contract = min(p.contract_effort * left, alliance.contract_work)
        alliance.contract_work -= contract
        left -= contract
    upkeep = keep_up(model, left)
    left -= upkeep

    works = [project for project in model.projects if project.status in (codes.DRAFT, codes.RUNNING)]
    groups = sum(area.group for area in model.areas)
    least = p.focus_staff * model.lever[codes.JOINT_PRIORITIES]
    searching = within(work_in_progress(left, least) - len(works), 0.0, groups) if p.finding_staff > 0.0 else 0.0
    tasks = len(works) + searching
    left *= spread_share(p.switching, tasks, left)
    search = searching * min(p.finding_staff, left / max(1e-9, tasks))
    alliance.search = (search + 1e-9) / (p.finding_staff * groups + 1e-9)
    done, used = work_on(model, works, left - search)

    gross = alliance.effort_members + alliance.secretariat + alliance.external_staff
    own = alliance.effort_members / gross if gross > 0.0 else 0.0
    capacity = sum(town.capacity for town in model.members)
    busy = contract + upkeep + search + used
    alliance.busy = busy / alliance.effort if alliance.effort > 0.0 else 0.0
    alliance.effort_used = (upkeep + search + used) * own
    alliance.progress = done * own / (capacity + 1e-9)


def keep_up(model: ReferenceModel, left: float) -> float:
    """Effort for services in operation and building sites."""
    alliance = model.alliance
    services = [project for project in model.projects if project.status == codes.DELIVERED]
    sites = [one for one in model.projects if one.status == codes.BUILDING and one.kind != codes.ADVOCATE]
    needed = sum(model.p.upkeep * project.work for project in services + sites)
    upkeep = min(left, needed)
    alliance.supplied = upkeep / needed if needed > 0.0 and not ended(model) else 1.0
    for project in services:
        project.clock += 1
        project.quality = quality_after(project.quality, alliance.supplied)
        if project.partners < 2:
            fail(model, project)
    return upkeep


def quality_after(quality: float, supplied: float) -> float:
    """Quality of a joint service follows, within about a year, the effort that is supplied for running it."""
    return quality + (supplied - quality) / 12.0


def spread_share(switching: float, tasks: float, left: float) -> float:
    """Share of effort that is left where each post has several tasks at once."""
    return 1.0 / (1.0 + switching * max(0.0, tasks / max(1e-9, left) - 1.0))


def work_on(model: ReferenceModel, works: list[Project], left: float) -> tuple[float, float]:
    """Work done on drafts and projects, and the effort that it took."""
    cost = safeguarded(model)
    done = used = 0.0
    for project in works:
        each = left / len(works)
        partners = len(model.participants)
        if project.status == codes.RUNNING:
            partners = project.partners
        work = each * coordination_share(cost, partners, model.form.veto_points)
        found = min(1.0, project.left / work) if work > 0.0 else 0.0
        done += work * found
        used += each * found
        project.left -= work
        if project.left <= 0.0:
            work_done(model, project)
    return done, used


def coordination_share(cost: float, partners: int, veto_points: int) -> float:
    """Share of effort that is left after coordination."""
    return 1.0 / (1.0 + cost * (max(0, partners - 1) + veto_points))


def work_done(model: ReferenceModel, project: Project) -> None:
    """A draft or the work of a project is finished."""
    p = model.p
    if project.status == codes.DRAFT:
        design = model.lever[codes.CO_DESIGN]
        project.status = codes.DRAFTED
        project.ready = model.month
        project.clarity = clearer(project.clarity, p.clarity_gain)
        project.shaping = max(project.shaping, p.shaping_effect * design)
        for town in model.members:
            town.ownership += p.ownership_rate * design * (1.0 - town.ownership)
        return
    if project.kind == codes.ADVOCATE:
        project.status = codes.PETITION
        return
    face_true_cost(model, project)
    if project.partners < 2 or not project.partner[project.host]:
        fail(model, project)
        return
    project.status = codes.BUILDING
    project.clock = project.build


def clearer(clarity: float, gain: float) -> float:
    """Clarity of an idea that was drafted: part of the rest is settled."""
    return clarity + gain * (1.0 - clarity)


def face_true_cost(model: ReferenceModel, project: Project) -> None:
    """Partners that would lose too much leave, unless the form binds the minority."""
    if binds_minority(model.form.row.project_rule):
        return
    host = model.towns[project.host]
    for town in partners_of(model, project):
        own = gains.own_gain(model, project, town, host, project.reach, project.cost)
        if own + project.transfer[town.index] < -model.p.tolerance:
            project.partner[town.index] = 0
    settle_partners(model, project)


def money_suffices(model: ReferenceModel) -> float:
    """Chance that money suffices for a month of all that is being built."""
    if ended(model):
        return 1.0
    building = [one for one in model.projects if one.status == codes.BUILDING and one.kind != codes.ADVOCATE]
    cost = sum(project.cost * project.reach for project in building)
    money = sum(town.contribution * max(0.0, town.fiscal) * town.population for town in model.members)
    money += model.alliance.free_money
    return min(1.0, money / cost) if cost > 0.0 else 1.0


def build_on(model: ReferenceModel, project: Project, chance: float) -> None:
    """A month of building passes with the chance that money suffices, as far as the site is kept up."""
    luck = model.luck.uniform(processes.CAPACITY, model.month, project.id)
    if project.kind == codes.ADVOCATE or luck < chance * model.alliance.supplied:
        project.clock -= 1
    if project.clock <= 0:
        deliver(model, project)


def deliver(model: ReferenceModel, project: Project) -> None:
    """A joint service opens."""
    project.status = codes.DELIVERED
    project.delivered = model.month
    project.clock = 0
    project.quality = 1.0
    for town in partners_of(model, project):
        town.news += 1.0


def fail(model: ReferenceModel, project: Project, news: bool = True) -> None:
    """A project or service comes to an end."""
    project.status = codes.FAILED
    if news:
        for town in partners_of(model, project):
            town.news -= model.p.failed_news


def provider_decides(model: ReferenceModel, project: Project) -> None:
    """At its own sitting a provider grants or refuses."""
    p, provider = model.p, project.function.provider
    sits = model.luck.uniform(processes.SITTING, model.month, project.id) < 1.0 / p.sitting_interval
    if provider == "land" and model.alliance.land_round:
        sits = True
    if not sits:
        return
    disposition = 0.0
    if provider == "county":
        county = model.towns[project.host].county
        disposition = county.head.attitude if county is not None else 0.0
    elif provider == "land":
        disposition = p.land_disposition * (model.alliance.land_support - 0.5)
    chance = grant_chance(p.grant_base, p.grant_support, backing(model, project), disposition)
    if model.luck.uniform(processes.GRANT, model.month, project.id) < chance:
        project.status = codes.BUILDING
        project.clock = project.build


def backing(model: ReferenceModel, project: Project) -> float:
    """Who stands behind it: partners among all inhabitants, the Land's state plan."""
    alliance = model.alliance
    return project.reach / (alliance.population + 1e-9) - 0.5 + (0.5 if alliance.designation else 0.0)


def grant_chance(base: float, support: float, backing: float, disposition: float) -> float:
    """Chance that a provider grants what the alliance asks for, per sitting."""
    return logistic(base + support * backing + disposition)
