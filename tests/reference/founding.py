"""Founding and form (ODD 7.12): talks, letter, mandate, the contract ladder, the habit of meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.contract import found, weigh_form
from reference.draws import indexed_id, stable_id
from reference.form_choice import (
    CONTRACT,
    LETTER,
    TALKS,
    choose_offer,
    land_chance,
    negotiate_contract,
    review_form,
    stay_out,
    step,
)

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.forms import Form
    from reference.model import ReferenceModel


def work_on_form(model: ReferenceModel) -> None:
    """Pauses, needs, mandate, talks, letter, review, ladder."""
    alliance = model.alliance
    if alliance.phase in (codes.MERGED, codes.DISSOLVED):
        return
    for town in model.towns:
        if town.wait < 0 and not town.talks:
            town.wait += 1
    tend(model)
    sought = model.forms[alliance.sought]
    if sought.row.id == "none":
        return
    if sought.imposed and alliance.form != alliance.sought and alliance.land_round and mandate(model, sought):
        return
    talk(model)
    model.count_members()
    if not alliance.talks:
        return
    if alliance.month_letter < 0:
        sign_letter(model)
    if alliance.month_letter < 0:
        return
    review_form(model)
    climb(model)


def tend(model: ReferenceModel) -> None:
    """What running services need; the habit of meeting is kept up by what there is to deal with."""
    alliance = model.alliance
    services = [project for project in model.projects if project.status == codes.DELIVERED]
    alliance.upkeep = sum(model.p.upkeep * project.work for project in services)
    busy = any(codes.DRAFT <= project.status <= codes.PETITION for project in model.projects)
    if alliance.month_letter < 0 or alliance.contract_clock > 0 or busy:
        needed = 1.0
    else:
        needed = min(1.0, alliance.secretariat + alliance.external_staff + alliance.facilitation)
    alliance.habit = habit_after(alliance.habit, needed, model.p.habit_rate)


def habit_after(habit: float, needed: float, rate: float) -> float:
    """Kept up by what there is to deal with, lost while nobody needs a meeting."""
    return habit + rate * (needed - habit)


def wish_to_talk(model: ReferenceModel, town: Municipality) -> float:
    """A recognised problem, a willing mayor, a hoped-for prize, against a threshold."""
    p = model.p
    return float(
        town.recognition + p.talk_attitude * town.mayor.attitude + p.talk_prize * town.prize - p.talk_threshold
    )


def talk(model: ReferenceModel) -> None:
    """When two members wish it and somebody takes it up, talks begin; others follow when they wish to."""
    alliance = model.alliance
    wishing = [
        town for town in model.towns
        if town.role == codes.MEMBER and not town.merged and town.wait >= 0 and wish_to_talk(model, town) > 0.0
    ]  # fmt: skip
    if alliance.talks:
        if alliance.month_letter < 0:
            for town in wishing:
                town.talks = 1
        return
    if len(wishing) < 2 or not step(model, TALKS):
        return
    alliance.talks = 1
    alliance.habit = 1.0
    if alliance.month_talks < 0:
        alliance.month_talks = model.month
    alliance.form = model.form_named["informal_network"].number
    for town in wishing:
        town.talks = 1


def sign_letter(model: ReferenceModel) -> None:
    """Whoever is in favour signs, if two are."""
    alliance = model.alliance
    if not alliance.meets or len(model.participants) < 2 or not step(model, LETTER):
        return
    asked = ask_on_letter(model)
    if sum(town.vote.utility > 0.0 for town in asked) < 2:
        return
    settle_founders(model, asked)
    alliance.month_letter = model.month
    if alliance.month_start < 0:
        alliance.month_start = model.month
    alliance.rung = codes.LETTER_OF_INTENT
    alliance.groups = int(model.form.row.steering_group)
    alliance.offered = alliance.sought
    sought = model.forms[alliance.sought]
    if sought.rung <= codes.LETTER_OF_INTENT:
        found(model, sought, 1.0)


def ask_on_letter(model: ReferenceModel) -> list[Municipality]:
    """What those who may sign make of the informal network."""
    network = model.form_named["informal_network"]
    asked = [
        town for town in model.towns if town.role == codes.MEMBER and not town.merged and (town.talks or town.wait >= 0)
    ]
    for town in asked:
        weigh_form(model, town, network, 1.0)
        z = model.luck.normal(processes.CONTRACT_VOTE, model.month, town.id)
        town.vote.utility += model.p.letter_chance * z
    return asked


def settle_founders(model: ReferenceModel, asked: list[Municipality]) -> None:
    """Whoever is above 0 is a member, whoever is not stays out knowingly."""
    for town in asked:
        if town.vote.utility > 0.0:
            town.talks = town.member = 1
        else:
            stay_out(model, town)
    model.count_members()


def climb(model: ReferenceModel) -> None:
    """The contract ladder, one rung at a time."""
    alliance = model.alliance
    sought = model.forms[alliance.sought]
    if alliance.contract_clock > 0:
        negotiate_contract(model)
        return
    if sought.imposed or (alliance.form == alliance.sought and alliance.month_founded >= 0 and alliance.extent >= 1.0):
        return
    if sought.rung <= codes.LETTER_OF_INTENT and alliance.rung <= codes.LETTER_OF_INTENT:
        found(model, sought, 1.0)
        return
    if alliance.meets and step(model, CONTRACT):
        choose_offer(model)


def mandate(model: ReferenceModel, form: Form) -> bool:
    """A form by law comes whether members wish it or not."""
    alliance = model.alliance
    who = indexed_id(stable_id("catalogue"), 2)
    if model.luck.uniform(processes.LAND_DECISION, model.month, who) >= land_chance(model, model.p.mandate_base):
        return False
    for name in ("month_talks", "month_letter", "month_start"):
        if getattr(alliance, name) < 0:
            setattr(alliance, name, model.month)
    alliance.talks = 1
    for town in model.towns:
        if town.role == codes.MEMBER and not town.merged:
            town.talks = town.member = 1
    found(model, form, 1.0)
    model.count_members()
    return True
