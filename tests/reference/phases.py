"""Phases (ODD 7.15): recognised from progress, yield and what is still worth doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes
from reference.gains import within
from reference.partners import TAKEN_UP

if TYPE_CHECKING:
    from reference.entities import Municipality, Project
    from reference.model import ReferenceModel


def recognise_phases(model: ReferenceModel) -> None:
    """Phase of the alliance and of every municipality."""
    alliance = model.alliance
    look_at_projects(model)
    measure_pace(model)
    count_months(model)
    before = alliance.phase
    alliance.phase = alliance_phase(model)
    enter_phase(model, before)
    for town in model.towns:
        town.contribution_mean += (town.contribution - town.contribution_mean) / 12.0
        town.phase = town_phase(model, town)


def look_at_projects(model: ReferenceModel) -> None:
    """Progress, yield and what is undone, over the founders' inhabitants."""
    alliance, p, now = model.alliance, model.p, model.month % 60
    if alliance.month_implementation < 0 and any(project.status in TAKEN_UP for project in model.projects):
        alliance.month_implementation = model.month
    if alliance.month_opened < 0 and any(project.status == codes.DELIVERED for project in model.projects):
        alliance.month_opened = model.month
    alliance.earned[now] = 0.0
    for town in model.towns:
        town.earned[now] = 0.0
        town.began = -1
        town.settled = 0
    yielded = undone = taken_up = 0.0
    for project in model.projects:
        fraction = fraction_done(project)
        progress = project.worth * max(0.0, fraction - project.furthest)
        project.furthest = max(project.furthest, fraction)
        alliance.earned[now] += progress / alliance.founders
        if project.status == codes.DELIVERED:
            yielded += project.worth * project.quality
        if project.status in TAKEN_UP:
            taken_up += project.worth
        elif project.appears <= model.month:
            undone += project.worth
        for town in model.towns:
            if not project.partner[town.index] or project.status not in TAKEN_UP:
                continue
            town.earned[now] += progress / alliance.founders
            if town.began < 0 or project.agreed < town.began:
                town.began = project.agreed
            town.settled += project.status == codes.DELIVERED and project.clock >= p.pace_months
    alliance.yielded = yielded / alliance.founders
    alliance.undone = undone / alliance.founders
    alliance.taken_up = taken_up / alliance.founders


def fraction_done(project: Project) -> float:
    """How far a project has come."""
    if project.status == codes.RUNNING:
        return 0.1 + 0.4 * within(1.0 - project.left / max(1e-9, project.work))
    if project.status == codes.PETITION:
        return 0.5
    if project.status == codes.BUILDING:
        return 0.5 + 0.4 * within(1.0 - project.clock / max(1, project.build))
    return 1.0 if project.status == codes.DELIVERED else 0.0


def pace_of(model: ReferenceModel, earned: list[float]) -> float:
    """Progress of the last months, a year."""
    months = int(model.p.pace_months)
    return sum(earned[(model.month - back) % 60] for back in range(months)) * 12.0 / months


def pace_called_for(model: ReferenceModel) -> float:
    """Progress a year that what is left undone calls for."""
    p = model.p
    return float(max(p.pace_floor, p.pace_share * model.alliance.undone))


def much_left(model: ReferenceModel) -> bool:
    """Whether more than a share of all that has appeared and is worth doing is not taken up."""
    alliance = model.alliance
    return bool(alliance.undone > model.p.undone_share * (alliance.undone + alliance.taken_up))


def measure_pace(model: ReferenceModel) -> None:
    """Pace and activity."""
    alliance = model.alliance
    alliance.pace = pace_of(model, alliance.earned)
    alliance.activity = alliance.pace / max(1e-9, alliance.pace + pace_called_for(model))
    if alliance.month_rose < 0 and alliance.pace >= model.p.pace_floor:
        alliance.month_rose = model.month


def count_months(model: ReferenceModel) -> None:
    """Months in a row that were too slow, were not, had no work, had no effort."""
    alliance = model.alliance
    slow = alliance.pace < pace_called_for(model) and much_left(model)
    alliance.months_low = alliance.months_low + 1 if slow and alliance.groups else 0
    alliance.months_good = 0 if slow else alliance.months_good + 1
    building = any(project.status == codes.BUILDING for project in model.projects)
    if not alliance.groups or building or alliance.progress > 0.0 or alliance.decisions > 0.0:
        alliance.months_idle = alliance.months_still = 0
        return
    alliance.months_idle += 1
    capacity = sum(town.capacity for town in model.members)
    alliance.months_still = alliance.months_still + 1 if alliance.effort_members <= 0.01 * capacity else 0


def alliance_phase(model: ReferenceModel) -> int:
    """The first that holds."""
    p, alliance = model.p, model.alliance
    if alliance.phase in (codes.MERGED, codes.DISSOLVED):
        return alliance.phase
    if not alliance.talks:
        return codes.NONE
    if not alliance.groups:
        return codes.FINDING
    if alliance.month_rose < 0:
        if alliance.months_idle >= p.pace_months:
            return codes.INERT
        return codes.START if alliance.month_implementation < 0 else codes.IMPLEMENTATION
    if alliance.months_still >= p.asleep_months:
        return codes.ASLEEP
    if alliance.phase in (codes.STAGNATING, codes.ASLEEP) and alliance.months_good < p.renewal_months:
        return codes.STAGNATING
    if alliance.months_low > 0 and model.month - alliance.month_rose >= p.pace_months:
        return codes.STAGNATING
    if alliance.services > 0 and model.month - alliance.month_opened >= p.pace_months:
        return codes.STABILISED
    return codes.IMPLEMENTATION


def enter_phase(model: ReferenceModel, before: int) -> None:
    """First months, renewals, months spent."""
    alliance, phase = model.alliance, model.alliance.phase
    if phase == codes.STAGNATING and alliance.month_stagnation < 0:
        alliance.month_stagnation = model.month
    if phase == codes.STABILISED and alliance.month_stabilised < 0:
        alliance.month_stabilised = model.month
    active = phase in (codes.IMPLEMENTATION, codes.STABILISED)
    if before in (codes.STAGNATING, codes.ASLEEP) and active:
        alliance.renewals += 1
    if phase not in (codes.MERGED, codes.DISSOLVED):
        name = f"months_{codes.PHASES[phase]}"
        setattr(alliance, name, getattr(alliance, name) + 1)


def town_phase(model: ReferenceModel, town: Municipality) -> int:
    """The municipality's own phase."""
    p, alliance = model.p, model.alliance
    if town.merged or (alliance.phase == codes.MERGED and town.parts > 1 and not town.left):
        return codes.MERGED
    if not town.member:
        if town.left:
            return codes.DISSOLVED
        recognised = town.recognition >= p.recognition_threshold
        return codes.FINDING if town.talks or recognised else codes.NONE
    if town.began < 0:
        return codes.INERT if alliance.months_idle >= p.pace_months else codes.START
    slow = pace_of(model, town.earned) < pace_called_for(model) and much_left(model)
    if slow and model.month - town.began >= p.pace_months:
        return codes.STAGNATING
    return codes.STABILISED if town.settled > 0 else codes.IMPLEMENTATION
