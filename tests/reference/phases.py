"""Phases (ODD 7.15): recognised from facts."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from coopsim.model import codes

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel


def recognise_phases(model: ReferenceModel) -> None:
    """Phase of the alliance and of every municipality."""
    measure_activity(model)
    follow_activity(model)
    alliance = model.alliance
    alliance.phase = alliance_phase(model)
    alliance.phase_months[codes.PHASES[alliance.phase]] += 1
    for town in model.towns:
        town.contribution_mean += (town.contribution - town.contribution_mean) / 12.0
        town.contribution_peak = max(town.contribution_peak, town.contribution_mean)
        town.phase = town_phase(model, town)


def measure_activity(model: ReferenceModel) -> None:
    """Activity of this month and its 12-month mean."""
    p, alliance = model.p, model.alliance
    if not alliance.talks:
        alliance.overhead = alliance.effort_used = alliance.progress = 0.0
    capacity = sum(town.capacity for town in model.members)
    work = min(1.0, alliance.effort_used / (capacity + 1e-9))
    decisions = 1.0 - exp(-12.0 * alliance.decisions / p.usual_decisions)
    services = 1.0 - exp(-alliance.services / p.usual_services)
    parts = (work, decisions, min(1.0, alliance.progress), services)
    weights = (p.activity_work, p.activity_decisions, p.activity_progress, p.activity_services)
    alliance.activity_now = sum(weight * part for weight, part in zip(weights, parts, strict=True)) / sum(weights)
    alliance.history[model.month % 12] = alliance.activity_now
    alliance.activity = sum(alliance.history) / 12.0


def follow_activity(model: ReferenceModel) -> None:
    """Peak, low and risen months."""
    p, alliance = model.p, model.alliance
    if alliance.month_letter < 0:
        return
    if alliance.month_rose < 0 and alliance.activity > p.activity_floor:
        alliance.month_rose = model.month
    stagnating = alliance.phase == codes.STAGNATING
    alliance.peak = max(alliance.peak, alliance.activity)
    if not alliance.talks and alliance.peak <= p.activity_floor:
        alliance.months_low = 0
        return
    above = alliance.activity >= p.stagnation_fraction * alliance.peak and alliance.peak > p.activity_floor
    alliance.months_low = 0 if above else alliance.months_low + 1
    alliance.months_high = alliance.months_high + 1 if above and stagnating else 0
    alliance.renewed = alliance.months_high >= p.renewal_months
    if alliance.renewed:
        alliance.renewals += 1
        alliance.peak = alliance.activity
        alliance.months_low = 0


def alliance_phase(model: ReferenceModel) -> int:
    """The phase that the facts of the month show."""
    p, alliance = model.p, model.alliance
    if alliance.phase in (codes.MERGED, codes.DISSOLVED):
        return alliance.phase
    if not alliance.talks:
        return codes.NONE
    if not alliance.groups:
        return codes.FINDING
    at_work = any(codes.RUNNING <= project.status <= codes.DELIVERED for project in model.projects)
    still = alliance.phase == codes.STAGNATING and not alliance.renewed
    if alliance.month_rose >= 0 and (alliance.months_low >= p.stagnation_months or still):
        if alliance.month_stagnation < 0:
            alliance.month_stagnation = model.month
        return codes.STAGNATING
    if alliance.month_rose < 0 and model.month - alliance.month_start >= p.inert_months:
        return codes.INERT
    if not at_work:
        return codes.START
    if alliance.month_implementation < 0:
        alliance.month_implementation = model.month
    long = model.month - alliance.month_implementation >= p.stable_months
    if long and alliance.services > 0:
        if alliance.month_stabilised < 0:
            alliance.month_stabilised = model.month
        return codes.STABILISED
    return codes.IMPLEMENTATION


def town_phase(model: ReferenceModel, town: Municipality) -> int:
    """The municipality's own phase, alike."""
    p = model.p
    grown = town.parts > 1 and not town.left
    if town.merged or (model.alliance.phase == codes.MERGED and grown):
        return codes.MERGED
    if town.left and not town.talks:
        return codes.DISSOLVED
    if not town.talks:
        return codes.FINDING if town.recognition >= p.recognition_threshold else codes.NONE
    if not town.member:
        return codes.FINDING
    mine = [project for project in model.projects if project.partner[town.index]]
    at_work = any(codes.RUNNING <= project.status <= codes.DELIVERED for project in mine)
    low = town.contribution_mean < p.stagnation_fraction * town.contribution_peak
    active = town.contribution_peak > p.town_floor
    if active and low:
        return codes.STAGNATING
    if not at_work:
        return codes.INERT if town.wait >= p.inert_months and not active else codes.START
    if town.wait >= p.stable_months and any(project.status == codes.DELIVERED for project in mine):
        return codes.STABILISED
    return codes.IMPLEMENTATION
