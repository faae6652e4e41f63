"""Agenda (ODD 7.5): fields, ideas, drafts."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference import gains

if TYPE_CHECKING:
    from reference.entities import Municipality, Project
    from reference.model import ReferenceModel

YEAR = 12


def set_agenda(model: ReferenceModel) -> None:
    """Needs a steering group."""
    alliance = model.alliance
    if not alliance.groups:
        return
    no_group = not any(area.group for area in model.areas)
    if no_group or (model.month - alliance.month_letter) % YEAR == 0:
        derive_fields(model)
    find_ideas(model)
    begin_drafts(model)


def wish(recognition: float, need: float, endowment: float) -> float:
    """How much a municipality wants joint work in an area."""
    return recognition * need * (1.0 - endowment)


def freshness(stale_months: float, months: int) -> float:
    """Weight of an area whose group has found nothing for so many months."""
    return stale_months / (stale_months + max(0, months - YEAR))


def weighted(joint: float, champion: float, pooled: float) -> float:
    """What the champion gives it or, as far as priorities are joint, all together."""
    return (1.0 - joint) * champion + joint * pooled


def work_in_progress(staff: float, least: float) -> float:
    """Most tasks at once."""
    return 1e9 if least == 0.0 else max(1.0, staff / least)


def derive_fields(model: ReferenceModel) -> None:
    """The heaviest areas get working groups; those not chosen close after a year."""
    weigh_fields(model)
    number = max(1, model.form.row.working_groups)
    ranked = sorted(model.areas, key=lambda area: -area.weight)
    chosen = [area for area in ranked[:number] if area.weight > 0.0]
    for area in model.areas:
        if area in chosen:
            if not area.group:
                area.group = 1
                area.since = model.month
        elif area.group and model.month - area.since >= YEAR:
            area.group = 0


def weigh_fields(model: ReferenceModel) -> None:
    """How heavy each area is."""
    members, joint = model.participants, model.lever[codes.JOINT_PRIORITIES]
    for a, area in enumerate(model.areas):
        wishes = [wish(town.recognition, town.need[a], town.endowment[a]) for town in members]
        area.weight = weighted(joint, max(wishes), sum(each / len(members) for each in wishes))
        if area.group:
            area.weight *= freshness(model.p.stale_months, model.month - max(area.since, area.found))


def find_ideas(model: ReferenceModel) -> None:
    """An open opportunity in an area with a group may be found."""
    chance = finding_chance(model)
    for project in model.projects:
        area = model.areas[project.area]
        if not area.group or not is_open(model, project):
            continue
        if model.luck.uniform(processes.OPPORTUNITY_FOUND, model.month, project.id) < chance:
            project.status = codes.IDEA
            stay_at_site(model, project)
            area.found = model.month


def stay_at_site(model: ReferenceModel, project: Project) -> None:
    """What renews a service in operation has its host as the only possible one."""
    if project.follows >= 0 and model.projects[project.follows].status == codes.DELIVERED:
        project.host_a, project.host_b = model.projects[project.follows].host, -1


def finding_chance(model: ReferenceModel) -> float:
    """Monthly chance that a working group finds an opportunity."""
    p, alliance = model.p, model.alliance
    help_ = model.form.row.actor_exchange + model.lever[codes.INTERACTIVE_FORMATS] + alliance.studies
    return 1.0 - exp(-p.finding_rate * alliance.search * (1.0 + p.finding_help * help_))


def is_open(model: ReferenceModel, project: Project) -> bool:
    """Whether it can be found: what follows another one, when that one has failed or has run for a year."""
    if project.status != codes.UNKNOWN or project.appears > model.month:
        return False
    if project.follows < 0:
        return True
    earlier = model.projects[project.follows]
    return earlier.status == codes.FAILED or (earlier.status == codes.DELIVERED and earlier.clock >= YEAR)


def perceived_gain(
    model: ReferenceModel, project: Project, town: Municipality, host: Municipality, joint: float
) -> float:
    """Own gain at estimated cost over standing alone, misread as far as the idea is unclear."""
    p = model.p
    own = gains.own_gain(model, project, town, host, joint, project.estimate) - project.alone_gain[town.index]
    unclear = p.misperception * (1.0 - project.clarity) * (p.uncertainty_base + model.hindrance.no_good_practice)
    unclear *= 1.0 - p.inventory_effect * model.lever[codes.NEEDS_AND_STRENGTHS]
    return float(own + unclear * project.value * project.misread[town.index])


def begin_drafts(model: ReferenceModel) -> None:
    """As many at once as there are groups and, where priorities are joint, staff; the idea of greatest worth first."""
    p, members = model.p, model.participants
    groups = sum(area.group for area in model.areas)
    most = work_in_progress(model.alliance.effort, p.focus_staff * model.lever[codes.JOINT_PRIORITIES])
    experience = sum(town.experience for town in members) / len(members)
    extra = 1.0 + p.design_work * model.lever[codes.CO_DESIGN] + p.inexperience_work * (1.0 - experience)
    for project in ideas_by_worth(model):
        status = [project.status for project in model.projects]
        drafts, waiting, works = (status.count(code) for code in (codes.DRAFT, codes.DRAFTED, codes.RUNNING))
        if drafts + waiting >= groups or drafts + works + 1 > most:
            return
        project.status = codes.DRAFT
        project.left = p.draft_share * project.work * extra


def ideas_by_worth(model: ReferenceModel) -> list[Project]:
    """Ideas in which some member sees a gain, the one of greatest worth first."""
    worth = {}
    for project in model.projects:
        if project.status == codes.IDEA and project.ready <= model.month:
            worth[project] = draft_priority(model, project)
    wanted = [project for project, each in worth.items() if each is not None]
    return sorted(wanted, key=lambda project: -worth[project])


def draft_priority(model: ReferenceModel, project: Project) -> float | None:
    """Worth of a draft per work; none without a host that takes part, or where that worth is not above 0."""
    members = model.participants
    hosts = [model.towns[host] for host in project.possible_hosts]
    hosts = [host for host in hosts if host.talks and host.notice < 0]
    if not hosts:
        return None
    people = model.alliance.population
    gained = {town: perceived_gain(model, project, town, hosts[0], people) for town in members}
    champion = max(gained.values())
    inhabitants = sum(town.population for town in members)
    pooled = sum(gain * town.population for town, gain in gained.items()) / (1e-9 + inhabitants)
    worth = weighted(model.lever[codes.JOINT_PRIORITIES], champion, pooled) / project.work
    return worth if worth > 0.0 else None
