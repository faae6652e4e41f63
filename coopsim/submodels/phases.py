"""Phases (ODD 7.15): recognised from observable facts, never scheduled."""

from typing import Any

from coopsim.model import codes
from coopsim.model.numerics import exp
from coopsim.model.rules import equation, submodel
from coopsim.submodels.log import note


@equation
def activity_of(
    work: float,
    decisions: float,
    progress: float,
    services: float,
    usual_decisions: float,
    usual_services: float,
    by_work: float,
    by_decisions: float,
    by_progress: float,
    by_services: float,
) -> float:
    """Activity of a month, 0..1: weighted mean of contributed work, binding decisions, progress, joint services.

    Meetings, secretariat hours and the effort of approaches or impulses do not count.
    """
    decided = 1.0 - exp(-12.0 * decisions / usual_decisions)
    running = 1.0 - exp(-services / usual_services)
    total = by_work * min(1.0, work) + by_decisions * decided + by_progress * min(1.0, progress) + by_services * running
    return total / (by_work + by_decisions + by_progress + by_services)


@submodel
def measure_activity(month: int, p: Any, s: Any) -> None:
    """Activity of this month into the 12-month mean."""
    alliance = s.alliance
    capacity = 1e-9
    for i in range(s.town.shape[0]):
        capacity += s.town[i].capacity * float(s.town[i].member)
    if alliance.month_end >= 0 or alliance.members < 2:
        alliance.effort_used = 0.0
        alliance.progress = 0.0
        alliance.overhead = 0.0
    alliance.activity_now = activity_of(
        alliance.effort_used / capacity,
        alliance.decisions,
        alliance.progress,
        float(alliance.services),
        p.usual_decisions,
        p.usual_services,
        p.activity_work,
        p.activity_decisions,
        p.activity_progress,
        p.activity_services,
    )
    s.history[month % 12] = alliance.activity_now
    total = 0.0
    for m in range(12):
        total += s.history[m]
    alliance.activity = total / 12.0


@submodel
def follow_activity(month: int, p: Any, s: Any) -> None:
    """Peak, and how long activity has been below or above the stated fraction of it."""
    alliance = s.alliance
    if alliance.activity > p.activity_floor and alliance.month_rose < 0:
        alliance.month_rose = month
    alliance.peak = max(alliance.peak, alliance.activity)
    low = alliance.peak > p.activity_floor and alliance.activity < p.stagnation_fraction * alliance.peak
    low = low or (alliance.peak <= p.activity_floor and alliance.groups == 1)
    alliance.months_low = alliance.months_low + 1 if low else 0
    alliance.months_high = 0 if low or alliance.phase != codes.STAGNATING else alliance.months_high + 1


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
    joint, delivered = 0, alliance.services
    for k in range(s.project.shape[0]):
        if codes.RUNNING <= s.project[k].status < codes.FAILED:
            joint += 1
    risen = alliance.month_rose >= 0
    if alliance.phase == codes.STAGNATING and alliance.months_high < p.renewal_months:
        return codes.STAGNATING
    if alliance.phase != codes.STAGNATING and risen and alliance.months_low >= p.stagnation_months:
        return codes.STAGNATING
    if not risen and month - alliance.month_start >= p.inert_months:
        return codes.INERT
    if joint == 0:
        return codes.START
    since = month - alliance.month_implementation
    if alliance.month_implementation >= 0 and delivered > 0 and since >= p.stable_months:
        return codes.STABILISED
    return codes.IMPLEMENTATION


@submodel
def town_phase(i: int, p: Any, s: Any) -> int:
    """The municipality's own phase: it can lag behind, push ahead, drop out, return."""
    town = s.town[i]
    if town.merged == 1 or (s.alliance.merged == 2 and town.parts > 1 and town.left == 0):
        return codes.MERGED
    if town.member == 0:
        if town.left == 1:
            return codes.DISSOLVED
        recognised = town.talks == 1 or town.recognition >= p.recognition_threshold
        return codes.FINDING if recognised else codes.NONE
    joint, running = 0, 0
    for k in range(s.project.shape[0]):
        if s.partner[k, i] > 0.0 and codes.RUNNING <= s.project[k].status < codes.FAILED:
            joint += 1
            running += 1 if s.project[k].delivered >= 0 else 0
    risen = town.contribution_peak > p.town_floor
    if risen and town.contribution_mean < p.stagnation_fraction * town.contribution_peak:
        return codes.STAGNATING
    if joint == 0:
        return codes.INERT if town.wait >= p.inert_months and not risen else codes.START
    return codes.STABILISED if running > 0 and town.wait >= p.stable_months else codes.IMPLEMENTATION


@submodel
def count_month(phase: int, s: Any) -> None:
    """Book the month under its phase."""
    alliance = s.alliance
    if phase == codes.NONE:
        alliance.phase_months_none += 1
    elif phase == codes.FINDING:
        alliance.phase_months_finding += 1
    elif phase == codes.START:
        alliance.phase_months_start += 1
    elif phase == codes.IMPLEMENTATION:
        alliance.phase_months_implementation += 1
    elif phase == codes.STABILISED:
        alliance.phase_months_stabilised += 1
    elif phase == codes.STAGNATING:
        alliance.phase_months_stagnating += 1
    elif phase == codes.INERT:
        alliance.phase_months_inert += 1


@submodel
def recognise_phases(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 15: phase of the alliance and of every municipality."""
    alliance = s.alliance
    measure_activity(month, p, s)
    follow_activity(month, p, s)
    before = alliance.phase
    phase = recognised_phase(month, p, s)
    alliance.phase = phase
    if phase != before:
        note(month, codes.EVENT_PHASE, -1, phase, (float(before), alliance.activity, alliance.peak), s)
        if before == codes.STAGNATING and alliance.month_end < 0 and alliance.talks == 1:
            alliance.renewals += 1
            alliance.peak = alliance.activity
        if phase == codes.STAGNATING:
            alliance.months_high = 0
            if alliance.month_stagnation < 0:
                alliance.month_stagnation = month
        if phase == codes.IMPLEMENTATION and alliance.month_implementation < 0:
            alliance.month_implementation = month
        if phase == codes.STABILISED and alliance.month_stabilised < 0:
            alliance.month_stabilised = month
    count_month(phase, s)
    for i in range(s.town.shape[0]):
        town = s.town[i]
        town.contribution_mean += (town.contribution - town.contribution_mean) / 12.0
        town.contribution_peak = max(town.contribution_peak, town.contribution_mean)
        own = town_phase(i, p, s)
        if own != town.phase:
            note(month, codes.EVENT_PHASE, i, own, (float(town.phase), town.contribution_mean), s)
        town.phase = own
