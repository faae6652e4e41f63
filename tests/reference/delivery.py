"""Delivery (ODD 7.8): work, building, providers' decisions, services in operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference import gains
from reference.concept import concept_in_force, write_concept
from reference.partners import settle_partners
from reference.surroundings import logistic
from reference.voting import BINDING

if TYPE_CHECKING:
    from reference.entities import Municipality, Project
    from reference.model import ReferenceModel


def deliver_projects(model: ReferenceModel) -> None:
    """One month of work."""
    share_effort(model)
    for project in model.projects:
        if project.status == codes.BUILDING:
            build_on(model, project)
        elif project.status == codes.PETITION:
            provider_decides(model, project)
    for project in model.projects:
        stalled = model.month - project.agreed > model.p.stall_months and model.alliance.merged < 2
        if project.status == codes.RUNNING and stalled:
            fail(model, project)
    model.alliance.services = sum(project.status == codes.DELIVERED for project in model.projects)


def share_effort(model: ReferenceModel) -> None:
    """Contract first, then concept, then upkeep, then drafts and projects in equal parts."""
    p, alliance = model.p, model.alliance
    left = alliance.effort
    used = contract = 0.0
    if alliance.contract_work > 0.0:
        contract = min(p.contract_effort * left, alliance.contract_work)
        alliance.contract_work -= contract
        left -= contract
    concept = write_concept(model, left)
    left -= concept
    services = [project for project in model.projects if project.status == codes.DELIVERED]
    needed = sum(p.upkeep * project.work for project in services)
    supplied = min(left, needed)
    share = supplied / needed if needed > 0.0 and alliance.merged < 2 else 1.0
    left -= supplied
    used += supplied
    for project in services:
        project.clock += 1
        project.quality += p.quality_rate * (share - project.quality)
        if project.partners < 2 or project.quality < p.quality_floor:
            fail(model, project)
    tasks = [project for project in model.projects if project.status in (codes.DRAFT, codes.RUNNING)]
    done = 0.0
    if tasks:
        each = left / len(tasks) / (1.0 + p.switching * (len(tasks) - 1))
        for project in tasks:
            partners = model.alliance.members if project.status == codes.DRAFT else project.partners
            work = each * coordination_share(model, partners)
            found = min(1.0, project.left / work) if work > 0.0 else 0.0
            done += work * found
            used += each * found
            project.left -= work
            if project.left <= 0.0:
                work_done(model, project)
    gross = alliance.effort_members + alliance.secretariat + alliance.external_staff
    capacity = sum(town.capacity for town in model.members)
    own = alliance.effort_members / gross if gross > 0.0 else 0.0
    alliance.busy = (used + contract + concept) / alliance.effort if alliance.effort > 0.0 else 0.0
    alliance.effort_used = used * own
    alliance.progress = done * own / (capacity + 1e-9)


def partners_of(model: ReferenceModel, project: Project) -> list[Municipality]:
    """The partners of a project."""
    return [town for town in model.towns if project.partner[town.index]]


def coordination_share(model: ReferenceModel, partners: int) -> float:
    """Share of effort that is left after coordination."""
    p, members = model.p, model.members
    experience = sum(town.experience for town in members) / len(members) if members else 0.0
    veto = 1.0 + p.coordination_veto * model.form.veto_points
    return float(1.0 / (1.0 + p.coordination * max(0, partners - 1) * veto * (1.0 - p.coordination_ease * experience)))


def work_done(model: ReferenceModel, project: Project) -> None:
    """A draft or the work of a project is finished."""
    p = model.p
    if project.status == codes.DRAFT:
        design = model.lever[codes.CO_DESIGN]
        project.status = codes.DRAFTED
        project.ready = model.month
        project.clarity += p.draft_clarity * (1.0 - project.clarity)
        project.shaping = max(project.shaping, p.shaping_effect * design)
        for town in model.members:
            town.ownership += p.ownership_rate * design * (1.0 - town.ownership)
        return
    if project.kind == codes.ADVOCATE:
        project.status = codes.PETITION
        return
    face_true_cost(model, project)
    if project.status == codes.RUNNING:
        project.status = codes.BUILDING
        project.clock = project.build


def face_true_cost(model: ReferenceModel, project: Project) -> None:
    """Partners that would lose too much leave, unless the form binds the minority; it may then have no host."""
    p, host = model.p, model.towns[project.host]
    if model.form.row.project_rule not in BINDING:
        for town in partners_of(model, project):
            own = gains.own_gain(model, project, town, host, project.reach, project.cost)
            if own + project.transfer[town.index] < -(p.tolerance + p.commitment_bond * town.commitment):
                project.partner[town.index] = 0
        settle_partners(model, project)
    if project.partners < 2 or not project.partner[project.host]:
        fail(model, project)


def build_on(model: ReferenceModel, project: Project) -> None:
    """A month of building passes with the chance that money suffices."""
    alliance = model.alliance
    if project.clock > 0:
        building = [one for one in model.projects if one.status == codes.BUILDING and one.kind != codes.ADVOCATE]
        cost = sum(one.cost * one.reach for one in building)
        money = sum(town.contribution * max(0.0, town.fiscal) * town.population for town in model.members)
        money += alliance.free_money
        chance = (
            1.0 if project.kind == codes.ADVOCATE or cost <= 0.0 or alliance.merged == 2 else min(1.0, money / cost)
        )
        if model.luck.uniform(processes.CAPACITY, model.month, project.id) < chance:
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


def fail(model: ReferenceModel, project: Project) -> None:
    """A project or service comes to an end."""
    project.status = codes.FAILED
    for town in partners_of(model, project):
        town.news -= model.p.failed_news


def provider_decides(model: ReferenceModel, project: Project) -> None:
    """At its own sitting a provider grants or refuses."""
    p, alliance, f = model.p, model.alliance, project.function
    interval = p.sitting_interval * (p.sitting_county if f.provider == "county" else 1.0)
    sits = model.luck.uniform(processes.SITTING, model.month, project.id) < 1.0 / interval
    if f.provider == "land" and alliance.land_round:
        sits = True
    if not sits:
        return
    support = p.grant_support * (project.reach / alliance.population - 0.5)
    if f.provider == "county":
        county = model.towns[project.host].county
        support += county.head.attitude if county is not None else 0.0
    elif f.provider == "land":
        support += p.land_disposition * (alliance.land_support - 0.5)
    if concept_in_force(model):
        support += p.grant_concept
    chance = logistic(
        p.grant_base + support + p.grant_designation * alliance.designation - p.grant_size * (project.scale - 1.0)
    )
    if model.luck.uniform(processes.GRANT, model.month, project.id) < chance:
        project.status = codes.BUILDING
        project.clock = project.build
        return
    project.petitions += 1
    if project.petitions >= p.petition_tries:
        fail(model, project)
