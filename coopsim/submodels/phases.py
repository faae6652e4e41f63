"""Phases (ODD 7.15): recognised from observable facts, never scheduled.

Two things are told apart: progress, new results brought about, and yield, what joint services in operation are worth.
Both are measured against what is still worth doing, never against the alliance's own past.
"""

from typing import Any

from coopsim.model import codes
from coopsim.model.codes import BUILDING, DELIVERED, FAILED, PETITION, RUNNING
from coopsim.model.rules import each, equation, submodel
from coopsim.model.variables import ALLIANCE
from coopsim.submodels.log import note

#: Months are counted in each phase, but not after the end.
MONTHS_IN = tuple(f"months_{phase}" for phase in codes.PHASES if f"months_{phase}" in ALLIANCE)


@equation
def fraction_done(status: int, work_left: float, months_left: float) -> float:
    """How far a project is, 0..1: agreed 0.1, prepared 0.5, built 0.9 (assumption: decisions bind, work counts)."""
    if status == RUNNING:
        return 0.1 + 0.4 * (1.0 - work_left)
    if status == PETITION:
        return 0.5
    if status == BUILDING:
        return 0.5 + 0.4 * (1.0 - months_left)
    return 1.0 if status == DELIVERED else 0.0


@equation
def pace_called_for(undone: float, floor: float, share: float) -> float:
    """Progress a year that what is left undone calls for: a share of it, not less than a floor (assumption)."""
    return max(floor, share * undone)


@equation
def activity_of(pace: float, called_for: float) -> float:
    """Activity, 0..1: progress against the progress called for; a half where both are equal."""
    return pace / max(1e-9, pace + called_for)


@equation
def much_left(undone: float, taken_up: float, share: float) -> bool:
    """Whether more than a share of all that has appeared and is worth doing is not taken up."""
    return undone > share * (undone + taken_up)


@submodel
def earn(month: int, p: Any, s: Any) -> bool:
    """Progress, yield, undone and taken-up worth, when joint work began; returns whether anything is built."""
    alliance = s.alliance
    now = month % s.earned.shape[1]
    s.earned[0, now] = 0.0
    for i, town in enumerate(s.town):
        s.earned[1 + i, now] = 0.0
        town.began = -1
        town.settled = 0
    undone, taken, yielded, building = 0.0, 0.0, 0.0, False
    for k, project in enumerate(s.project):
        status = project.status
        if status < RUNNING or status >= FAILED:
            undone += project.worth if project.appears <= month else 0.0  # failed and dropped ones included
            continue
        taken += project.worth
        building = building or status == BUILDING
        yielded += project.worth * project.quality if status == DELIVERED else 0.0
        if alliance.month_implementation < 0:
            alliance.month_implementation = month
        if status == DELIVERED and alliance.month_opened < 0:
            alliance.month_opened = month
        work_left = project.left / project.work
        months_left = float(project.clock) / max(1.0, float(project.build))
        done = max(project.furthest, fraction_done(status, work_left, months_left))
        gained = project.worth * (done - project.furthest) / alliance.founders
        project.furthest = done
        s.earned[0, now] += gained
        for i, town in enumerate(s.town):
            if s.partner[k, i] > 0.0:
                s.earned[1 + i, now] += gained
                town.began = project.agreed if town.began < 0 else min(town.began, project.agreed)
                town.settled += 1 if status == DELIVERED and month - project.delivered >= p.pace_months else 0
    alliance.undone = undone / alliance.founders
    alliance.taken_up = taken / alliance.founders
    alliance.yielded = yielded / alliance.founders
    return building


@submodel
def pace_of(row: int, month: int, p: Any, s: Any) -> float:
    """Progress over the last ``pace_months`` months, EUR per inhabitant and year, per year."""
    months = int(p.pace_months)
    total, at = 0.0, month % s.earned.shape[1]
    for _ in range(min(months, month + 1)):
        total += s.earned[row, at]
        at = at - 1 if at > 0 else s.earned.shape[1] - 1
    return 12.0 * total / months


@submodel
def follow_progress(month: int, p: Any, s: Any) -> None:
    """Pace, whether it is too slow, and for how long nothing at all has happened."""
    alliance = s.alliance
    building = earn(month, p, s)
    alliance.pace = pace_of(0, month, p, s)
    if alliance.month_rose < 0 and alliance.pace >= p.pace_floor:
        alliance.month_rose = month
    called_for = pace_called_for(alliance.undone, p.pace_floor, p.pace_share)
    alliance.activity = activity_of(alliance.pace, called_for)
    slow = alliance.pace < called_for and much_left(alliance.undone, alliance.taken_up, p.undone_share)
    alliance.months_low = alliance.months_low + 1 if slow and alliance.groups == 1 else 0
    alliance.months_good = 0 if slow else alliance.months_good + 1
    moves = building or alliance.groups == 0 or alliance.decisions > 0.0 or alliance.progress > 0.0
    capacity = 0.0
    for town in s.town:
        capacity += town.capacity * float(town.member)
    alliance.months_idle = 0 if moves else alliance.months_idle + 1
    alliance.months_still = 0 if moves or alliance.effort_members > 0.01 * capacity else alliance.months_still + 1


@submodel
def recognised_phase(month: int, p: Any, s: Any) -> int:
    """Phase of the alliance from observable facts and its present phase."""
    alliance = s.alliance
    if alliance.month_end >= 0:
        return alliance.phase
    if alliance.talks == 0:
        return codes.NONE
    if alliance.groups == 0:
        return codes.FINDING
    if alliance.month_rose < 0:  # it has never got going
        if alliance.months_idle >= p.pace_months:
            return codes.INERT
        return codes.START if alliance.month_implementation < 0 else codes.IMPLEMENTATION
    if alliance.months_still >= p.asleep_months:
        return codes.ASLEEP
    slack = alliance.phase == codes.STAGNATING or alliance.phase == codes.ASLEEP
    if slack and alliance.months_good < p.renewal_months:
        return codes.STAGNATING
    if alliance.months_low > 0 and month - alliance.month_rose >= p.pace_months:
        return codes.STAGNATING
    if alliance.services > 0 and month - alliance.month_opened >= p.pace_months:
        return codes.STABILISED
    return codes.IMPLEMENTATION


@submodel
def town_phase(i: int, month: int, p: Any, s: Any) -> int:
    """The municipality's own phase: it can lag behind, push ahead, drop out, return."""
    town, alliance = s.town[i], s.alliance
    if town.merged == 1 or (alliance.merged == 2 and town.parts > 1 and town.left == 0):
        return codes.MERGED
    if town.member == 0:
        if town.left == 1:
            return codes.DISSOLVED
        recognised = town.talks == 1 or town.recognition >= p.recognition_threshold
        return codes.FINDING if recognised else codes.NONE
    if town.began < 0:
        return codes.INERT if alliance.months_idle >= p.pace_months else codes.START
    if month - town.began >= p.pace_months and much_left(alliance.undone, alliance.taken_up, p.undone_share):
        called_for = pace_called_for(alliance.undone, p.pace_floor, p.pace_share)
        if pace_of(1 + i, month, p, s) < called_for:
            return codes.STAGNATING
    return codes.STABILISED if town.settled > 0 else codes.IMPLEMENTATION


@submodel
def count_month(phase: int, s: Any) -> None:
    """Book the month under its phase."""
    code = 0
    for name in each(MONTHS_IN):
        s.alliance[name] += 1 if code == phase else 0
        code += 1  # noqa: SIM113 (compiled, the loop is written out)


@submodel
def enter_phase(month: int, before: int, phase: int, s: Any) -> None:
    """What is noted when the alliance changes its phase."""
    alliance = s.alliance
    note(month, codes.EVENT_PHASE, -1, phase, (float(before), alliance.pace, alliance.undone), s)
    slack = before == codes.STAGNATING or before == codes.ASLEEP
    if slack and (phase == codes.IMPLEMENTATION or phase == codes.STABILISED):
        alliance.renewals += 1
    if phase == codes.STAGNATING and alliance.month_stagnation < 0:
        alliance.month_stagnation = month
    if phase == codes.STABILISED and alliance.month_stabilised < 0:
        alliance.month_stabilised = month


@submodel
def recognise_phases(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 15: phase of the alliance and of every municipality."""
    follow_progress(month, p, s)
    before, phase = s.alliance.phase, recognised_phase(month, p, s)
    s.alliance.phase = phase
    if phase != before:
        enter_phase(month, before, phase, s)
    count_month(phase, s)
    for i, town in enumerate(s.town):
        town.contribution_mean += (town.contribution - town.contribution_mean) / 12.0
        own = town_phase(i, month, p, s)
        if own != town.phase:
            note(month, codes.EVENT_PHASE, i, own, (float(town.phase), town.contribution_mean), s)
        town.phase = own
