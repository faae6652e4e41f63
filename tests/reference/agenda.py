"""Agenda (ODD 7.5): fields, ideas, drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference import gains
from reference.concept import begin_concept, clarify, concept_in_force

if TYPE_CHECKING:
    from reference.entities import Municipality, Project
    from reference.model import ReferenceModel


def set_agenda(model: ReferenceModel) -> None:
    """Needs a steering group."""
    alliance = model.alliance
    if not alliance.groups:
        return
    no_group = not any(area.group for area in model.areas)
    if no_group or (model.month - alliance.month_letter) % int(model.p.fields_interval) == 0:
        derive_fields(model)
    begin_concept(model)
    find_ideas(model)
    begin_drafts(model)


def width(model: ReferenceModel) -> int:
    """Number of things taken up at once."""
    narrowed = 1.0 - model.p.priority_narrowing * model.lever[codes.JOINT_PRIORITIES]
    return max(1, int(model.form.row.working_groups * narrowed + 0.5))


def derive_fields(model: ReferenceModel) -> None:
    """The heaviest areas get working groups; those not chosen again close after a year."""
    p, members = model.p, model.participants
    joint = model.lever[codes.JOINT_PRIORITIES]
    for area in model.areas:
        area.weight = 0.0
    for town in members:
        wishes = [town.recognition * need * (1.0 - has) for need, has in zip(town.need, town.endowment, strict=True)]
        total = sum(wishes)
        ranked = sorted(range(len(wishes)), key=lambda a: -wishes[a])
        for rank, a in enumerate(ranked):
            share = wishes[a] / (total + 1e-9)
            model.areas[a].weight += joint * share + (1.0 - joint) / (1.0 + model.p.favourite_bias * rank)
    for area in model.areas:
        if area.group and model.month - max(area.found, area.since) > p.stale_months:
            area.weight *= p.stale_weight
    chosen = sorted(range(len(model.areas)), key=lambda a: -model.areas[a].weight)[: width(model)]
    for a, area in enumerate(model.areas):
        if a in chosen:
            if not area.group:
                area.group = 1
                area.since = model.month
            area.chosen = 1
        else:
            if area.group and model.month - area.since >= model.p.fields_interval:
                area.group = 0
            area.chosen = 0


def find_ideas(model: ReferenceModel) -> None:
    """An opportunity that has appeared, in an area with a group, may be found."""
    p, alliance, row = model.p, model.alliance, model.form.row
    chance = min(
        model.p.finding_most,
        p.finding_rate
        * (
            1.0
            + p.finding_secretariat * (alliance.secretariat + alliance.external_staff)
            + p.finding_exchange * row.actor_exchange
            + p.finding_formats * model.lever[codes.INTERACTIVE_FORMATS]
            + p.finding_study * alliance.studies
        ),
    )
    for project in model.projects:
        area = model.areas[project.area]
        if project.status != codes.UNKNOWN or project.appears > model.month or not area.group:
            continue
        if model.luck.uniform(processes.OPPORTUNITY_FOUND, model.month, project.id) < chance:
            project.status = codes.IDEA
            area.found = model.month
            if concept_in_force(model):
                clarify(model, project)


def perceived_gain(
    model: ReferenceModel, project: Project, town: Municipality, host: Municipality, joint: float
) -> float:
    """Own gain at estimated cost over standing alone, misread as far as the idea is unclear."""
    own = gains.own_gain(model, project, town, host, joint, project.estimate) - project.alone_gain[town.index]
    unclear = (
        model.p.misperception * (1.0 - project.clarity) * (model.p.uncertainty_base + model.hindrance.no_good_practice)
    )
    return float(own + unclear * project.value * project.misread[town.index])


def priority(model: ReferenceModel, project: Project) -> float:
    """Worth of a draft per effort."""
    p, members = model.p, model.participants
    people = sum(town.population for town in members)
    joint = p.priority_base + (1.0 - p.priority_base) * model.lever[codes.JOINT_PRIORITIES]
    hosts = [model.towns[host] for host in project.possible_hosts if model.towns[host] in members]
    if not hosts:
        return 0.0
    host = hosts[0]
    found = [(perceived_gain(model, project, town, host, people), town.population) for town in members]
    champion = max(gain for gain, _ in found)
    pooled = sum(gain * population for gain, population in found) / people
    return float(((1.0 - joint) * champion + joint * pooled) / max(1.0, project.work + p.work_fixed))


def begin_drafts(model: ReferenceModel) -> None:
    """As many at once as there are groups; the ideas of greatest priority first."""
    p, members = model.p, model.participants
    room = sum(area.group for area in model.areas)
    room -= sum(project.status in (codes.DRAFT, codes.DRAFTED) for project in model.projects)
    ideas = [project for project in model.projects if project.status == codes.IDEA and project.ready <= model.month]
    worth = {project: priority(model, project) for project in ideas}
    experience = sum(town.experience for town in members) / len(members)
    for project in sorted(ideas, key=lambda project: -worth[project])[: max(0, room)]:
        if worth[project] <= 0.0:
            continue
        project.status = codes.DRAFT
        project.left = (
            (p.draft_share * project.work + p.work_fixed)
            * (1.0 + p.design_work * model.lever[codes.CO_DESIGN] + p.inexperience_work * (1.0 - experience))
        )  # fmt: skip
