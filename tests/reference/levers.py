"""Levers (ODD 7.1): own impulses, approaches, impulses from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coopsim.model import codes, processes
from coopsim.scenario import catalogue
from reference.draws import pair_id, stable_id
from reference.gains import within
from reference.office import change_of_office
from reference.voting import Ballot, rule_passes

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel


def pull_levers(model: ReferenceModel) -> None:
    """Approaches and impulses of this month."""
    end_facilitation(model)
    decide_impulse(model)
    set_approaches(model)
    model.alliance.studies *= 1.0 - model.p.study_fade
    for who, impulse in sorted((impulse_id(model, row), row) for row in model.scenario.impulses):
        strike(model, who, impulse)


def impulse_id(model: ReferenceModel, row: Any) -> int:
    """Id of an impulse: that of its name or of what it says."""
    month = None if row.month is None else model.scenario.month_of(row.month)
    said = (row.kind, month, row.rate_per_year, row.municipality, row.area, row.strength, row.duration_months)
    return stable_id(row.id if row.id is not None else "/".join(map(str, said)))


def end_facilitation(model: ReferenceModel) -> None:
    """A facilitator's time comes to an end."""
    alliance = model.alliance
    if model.month >= alliance.facilitation_end:
        alliance.facilitation = 0.0
        alliance.facilitation_paid = 0


def decide_impulse(model: ReferenceModel) -> None:
    """The members vote on a facilitator and a study, which they then pay."""
    p, alliance = model.p, model.alliance
    if not alliance.meets or alliance.months_low < p.impulse_patience:
        return
    if model.month - alliance.impulse_month < p.impulse_interval:
        return
    alliance.impulse_month = model.month
    cost = (p.impulse_cost + p.study_cost) / sum(town.population for town in model.participants)
    ballot = Ballot(
        {
            town: p.impulse_hope * town.prize * town.commitment * (p.impulse_openness + town.mayor.attitude)
            - cost
            - p.impulse_fear * town.fear * max(0.0, -town.satisfaction)
            for town in model.participants
        }
    )
    row = model.form.row
    if len(ballot.voters) < 2 or not rule_passes(model, row.project_rule, row.votes == "by_population", ballot):
        return
    alliance.own_impulses += 1
    alliance.facilitation = 1.0
    alliance.facilitation_paid = 1
    alliance.facilitation_end = max(alliance.facilitation_end, model.month + int(p.impulse_months))
    alliance.studies += 1.0
    alliance.bill += p.study_cost


def strike(model: ReferenceModel, who: int, impulse: Any) -> None:
    """An impulse from outside, at its month or by chance."""
    if impulse.month is not None:
        if model.scenario.month_of(impulse.month) != model.month:
            return
    else:
        luck = model.luck.uniform(processes.IMPULSE, model.month, who)
        if luck >= impulse.rate_per_year / 12.0:
            return
    give_impulse(model, who, impulse)


def give_impulse(model: ReferenceModel, who: int, impulse: Any) -> None:
    """What an impulse does."""
    p, alliance, kind = model.p, model.alliance, impulse.kind
    lasting = int(p.impulse_duration) if impulse.duration_months is None else impulse.duration_months
    if kind == "facilitator":
        alliance.facilitation = max(alliance.facilitation, impulse.strength)
        alliance.facilitation_end = max(alliance.facilitation_end, model.month + lasting)
    elif kind == "study":
        alliance.studies += impulse.strength
    elif kind == "new_area" and alliance.groups:
        free = [a for a in range(len(codes.AREAS)) if not model.areas[a].group]
        if impulse.area is not None:
            free = [codes.AREAS.index(impulse.area)]
        if free:
            area = model.areas[max(free, key=lambda a: sum(town.need[a] for town in model.participants))]
            area.group = 1
            area.since = model.month
    elif kind == "designation" and alliance.month_letter >= 0:
        alliance.designation = 1
    elif kind == "subsidy":
        alliance.subsidy = p.subsidy_amount * impulse.strength
        alliance.subsidy_end = model.month + lasting
    elif kind == "scandal":
        town = struck(model, who, impulse)
        town.approval = within(town.approval - p.scandal_approval * impulse.strength, -1.0, 1.0)
        for other in model.towns:
            if other is not town:
                other.ties[town].personal *= 1.0 - p.scandal_trust * impulse.strength
    elif kind == "new_mayor":
        change_of_office(model, struck(model, who, impulse).mayor)
    elif kind == "closure":
        town = struck(model, who, impulse)
        area = closed_area(model, who, impulse, town)
        town.endowment[area] *= 1.0 - impulse.strength
        town.need[area] = within(town.need[area] + p.closure_need * impulse.strength)


def set_approaches(model: ReferenceModel) -> None:
    """Effective strength and cost of every approach."""
    p, alliance = model.p, model.alliance
    rows = catalogue.approaches()
    per_head = p.approach_scale * alliance.population
    wanted = money = 0.0
    strengths = []
    for name in codes.APPROACHES:
        strength = approach_strength(model, model.scenario.approaches.get(name))
        strengths.append(strength)
        wanted += strength * rows[name].staff_fte * per_head / 100_000.0
    staffed = 1.0
    limit = p.approach_share * (alliance.effort + alliance.approach_staff)
    if alliance.month_letter >= 0 and alliance.approach_wanted > limit:
        staffed = limit / alliance.approach_wanted
    model.lever = [strength * staffed for strength in strengths]
    for name, lever in zip(codes.APPROACHES, model.lever, strict=True):
        money += lever * rows[name].money * per_head
    alliance.approach_wanted = wanted
    alliance.approach_staff = wanted * staffed
    alliance.approach_money = money + (p.impulse_cost if alliance.facilitation_paid else 0.0)


def approach_strength(model: ReferenceModel, setting: Any) -> float:
    """Strength now: inside its time span and, with a trigger, while activity is below it."""
    if setting is None or not model.alliance.talks:
        return 0.0
    start = model.scenario.month_of(setting.start)
    end = None if setting.end is None else model.scenario.month_of(setting.end)
    if model.month < start or (end is not None and model.month >= end):
        return 0.0
    if setting.trigger is not None and model.alliance.activity >= setting.trigger:
        return 0.0
    return float(setting.strength)


def struck(model: ReferenceModel, who: int, impulse: Any) -> Municipality:
    """The municipality that an impulse concerns: the one named or the one with the highest lot."""
    if impulse.municipality is not None:
        return next(town for town in model.towns if town.known.id == impulse.municipality)

    def lot(town: Municipality) -> float:
        return model.luck.uniform(processes.IMPULSE_TARGET, model.month, pair_id(who, town.id))

    return max((town for town in model.towns if not town.merged), key=lot)


def closed_area(model: ReferenceModel, who: int, impulse: Any, town: Municipality) -> int:
    """The area that is named or drawn."""
    if impulse.area is not None:
        return codes.AREAS.index(impulse.area)
    luck = model.luck.uniform(processes.CLOSURE_NIGHT, model.month, who)
    return int(luck * len(codes.AREAS))
