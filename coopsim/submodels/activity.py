"""Activity (ODD 7.15): how lively joint work is, which members notice and which triggers and impulses look at."""

from typing import Any

from coopsim.model.numerics import exp
from coopsim.model.rules import equation, submodel


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
    if alliance.activity > p.activity_floor and alliance.month_active < 0:
        alliance.month_active = month
    alliance.peak = max(alliance.peak, alliance.activity)
    low = alliance.peak > p.activity_floor and alliance.activity < p.stagnation_fraction * alliance.peak
    low = low or (alliance.peak <= p.activity_floor and alliance.groups == 1)
    alliance.months_low = alliance.months_low + 1 if low else 0
    alliance.months_high = 0 if low or alliance.lull == 0 else alliance.months_high + 1
    if alliance.lull == 1 and (alliance.groups == 0 or alliance.months_high >= p.renewal_months):
        alliance.lull = 0
        alliance.peak = alliance.activity if alliance.groups == 1 else alliance.peak
    elif alliance.lull == 0 and alliance.groups == 1 and alliance.months_low >= p.stagnation_months:
        alliance.lull = 1 if alliance.month_active >= 0 else 0
        alliance.months_high = 0
