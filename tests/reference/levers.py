"""Levers (ODD 7.1): own impulses, approaches, impulses from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coopsim.model import codes, processes
from coopsim.scenario import catalogue
from reference.draws import pair_id, stable_id
from reference.office import change_of_office
from reference.surroundings import close_facility, drawn_area, renew
from reference.voting import rule_passes, voters

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel

PATIENCE = 12  # months of low activity before the members vote on a new impulse


def pull_levers(model: ReferenceModel) -> None:
    """Approaches and impulses of this month."""
    end_facilitation(model)
    decide_impulse(model)
    set_approaches(model)
    model.alliance.studies *= 1.0 - 1.0 / model.p.impulse_duration
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
    """The members vote on a facilitator whose work begins with a study, and which they then pay."""
    p, alliance = model.p, model.alliance
    if not alliance.groups or not alliance.meets or alliance.months_low < PATIENCE:
        return
    if model.month - alliance.impulse_month < p.impulse_duration + PATIENCE:
        return
    alliance.impulse_month = model.month
    cost = p.wage * p.impulse_duration / 12.0
    for town in model.participants:
        town.vote.utility = wish_for_impulse(model, town, cost / alliance.population)
    form = model.form
    if len(voters(model)) < 2 or not rule_passes(model, form.row.project_rule, form.by_population):
        return
    alliance.own_impulses += 1
    engage_facilitator(model, 1.0, int(p.impulse_duration))
    alliance.facilitation_paid = 1
    alliance.studies += 1.0
    renew(model, 1.0)


def wish_for_impulse(model: ReferenceModel, town: Municipality, cost: float) -> float:
    """Hope as far as it is committed, against what voters resent more."""
    p = model.p
    hope = p.impulse_hope * p.prize_start * town.commitment * (1.0 + town.mayor.attitude)
    return float(hope - cost * (1.0 + town.fear))


def engage_facilitator(model: ReferenceModel, strength: float, months: int) -> None:
    """Of two facilitators the larger strength and the later end count."""
    alliance = model.alliance
    alliance.facilitation = max(alliance.facilitation, strength)
    alliance.facilitation_end = max(alliance.facilitation_end, model.month + months)


def strike(model: ReferenceModel, who: int, impulse: Any) -> None:
    """An impulse from outside, at its month or by chance."""
    if impulse.month is not None:
        if model.scenario.month_of(impulse.month) != model.month:
            return
    elif model.luck.uniform(processes.IMPULSE, model.month, who) >= impulse.rate_per_year / 12.0:
        return
    give_impulse(model, who, impulse)


def give_impulse(model: ReferenceModel, who: int, impulse: Any) -> None:
    """What an impulse does; last comes a new beginning."""
    p, alliance, kind, strength = model.p, model.alliance, impulse.kind, impulse.strength
    lasting = int(p.impulse_duration) if impulse.duration_months is None else impulse.duration_months
    if kind == "new_mayor":
        change_of_office(model, struck(model, who, impulse).mayor)
        return
    if kind == "closure":  # which is a new beginning of itself
        close_facility(model, struck(model, who, impulse), closed_area(model, who, impulse), strength)
        return
    if kind == "designation":
        if alliance.designation or alliance.month_letter < 0:
            return
        alliance.designation = 1
    elif kind == "facilitator":
        engage_facilitator(model, strength, lasting)
    elif kind == "study":
        alliance.studies += strength
    elif kind == "new_area":
        set_up_group(model, impulse.area)
    elif kind == "subsidy":
        alliance.subsidy = p.subsidy_amount * strength
        alliance.subsidy_end = model.month + lasting
    elif kind == "scandal":
        cause_scandal(model, struck(model, who, impulse), strength)
    renew(model, strength)


def set_up_group(model: ReferenceModel, named: str | None) -> None:
    """A working group in the area that is named, or else where there is none and the wish for it is greatest."""
    if not model.alliance.groups:
        return
    areas = [area for area in model.areas if not area.group]
    if named is not None:
        areas = [model.areas[codes.AREAS.index(named)]]
    if areas:
        area = max(areas, key=lambda area: area.weight)
        area.group = 1
        area.since = model.month


def cause_scandal(model: ReferenceModel, town: Municipality, strength: float) -> None:
    """Approval falls, and all personal trust in its mayor."""
    town.approval = max(-1.0, town.approval - strength)
    for other in model.towns:
        if other is not town:
            other.ties[town].personal *= 1.0 - strength


def set_approaches(model: ReferenceModel) -> None:
    """Effective strength and cost of every approach."""
    p, alliance = model.p, model.alliance
    rows = catalogue.approaches()
    per_head = p.approach_scale * alliance.population
    strengths = [approach_strength(model, model.scenario.approaches.get(name)) for name in codes.APPROACHES]
    staff = money = 0.0
    for name, strength in zip(codes.APPROACHES, strengths, strict=True):
        staff += per_head * strength * rows[name].staff_fte / 100_000.0
        money += per_head * strength * rows[name].money
    share = 1.0
    if alliance.month_letter >= 0:
        share = staffed(p, staff, alliance.effort + alliance.approach_staff)
    model.lever = [strength * share for strength in strengths]
    alliance.carried_out = share if alliance.talks else 0.0
    alliance.approach_staff = staff * share
    alliance.approach_money = money * share + (p.wage if alliance.facilitation_paid else 0.0)


def staffed(p: Any, wanted: float, effort: float) -> float:
    """Share of the wanted staff that approaches get."""
    limit = p.approach_share * effort
    return 1.0 if wanted <= limit else limit / wanted


def approach_strength(model: ReferenceModel, setting: Any) -> float:
    """Strength now: inside its time span and, with a trigger, while activity is below it."""
    if setting is None or not model.alliance.talks or not model.is_open(setting.start, setting.end):
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


def closed_area(model: ReferenceModel, who: int, impulse: Any) -> int:
    """The area that is named or drawn."""
    if impulse.area is not None:
        return codes.AREAS.index(impulse.area)
    return drawn_area(model.luck.uniform(processes.CLOSURE_NIGHT, model.month, who))
