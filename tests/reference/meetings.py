"""Meetings and communication (ODD 7.4)."""

from __future__ import annotations

from math import exp, floor
from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.gains import within

if TYPE_CHECKING:
    from reference.model import ReferenceModel


def meets_this_month(per_year: float, month: int) -> bool:
    """Whether a body that meets so often at even intervals meets now."""
    return floor((month + 1) * per_year / 12.0) > floor(month * per_year / 12.0)


def decides_this_month(per_year: float, month: int, interval: int) -> bool:
    """A body that never meets decides in writing at intervals."""
    return meets_this_month(per_year, month) if per_year > 0.0 else (month + 1) % interval == 0


def meet(model: ReferenceModel) -> None:
    """Meetings of the participants under the form in force."""
    p, alliance, row = model.p, model.alliance, model.form.row
    for town in model.towns:
        town.attending = 0
        for tie in town.ties.values():
            tie.contact = 0.0
    held = alliance.talks and meets_this_month(row.meetings_per_year, model.month)
    alliance.meets = int(
        alliance.talks and decides_this_month(row.meetings_per_year, model.month, int(p.written_interval))
    )
    participants = model.participants
    for town in participants:
        chance = within(
            p.attend_base
            + p.attend_attitude * town.mayor.attitude
            + p.attend_commitment * (town.commitment - 0.5)
            - p.attend_crisis * max(0.0, town.crisis),
            p.attend_least,
            p.attend_most,
        )
        town.attending = int(model.luck.uniform(processes.ATTENDANCE, model.month, town.id) < chance)
    working = (
        p.formats_contact * model.lever[codes.INTERACTIVE_FORMATS] + p.facilitation_contact * alliance.facilitation
    )
    learning = p.clarity_learning * (1.0 + p.openness_learning * model.lever[codes.OPEN_COMMUNICATION])
    informal = row.informal_per_year / 12.0
    for town in participants:
        for other in participants:
            if other is town:
                continue
            tie = town.ties[other]
            both = town.attending and other.attending
            formal = p.formal_contact if held and both else 0.0
            near = p.informal_contact * informal * (1.0 if both else p.informal_apart) * tie.meeting_near
            tie.contact = 1.0 - exp(-(formal + near + working))
    for town in model.towns:
        for tie in town.ties.values():
            tie.clarity += (
                learning * tie.contact * (1.0 - tie.clarity) - p.clarity_forgetting * (1.0 - tie.contact) * tie.clarity
            )
    for town in model.towns:
        met = talk = 0.0
        others = len(participants) - 1
        if held and town.attending and others > 0:
            met = sum(other.attending for other in participants if other is not town) / others
        if town.talks:
            talk = p.assurance_formal * met + p.assurance_informal * (informal + working)
        town.assurance += p.assurance_rate * talk * (1.0 - town.assurance) - p.assurance_fade * town.assurance
        if town.member:
            town.experience += p.experience_learning * (1.0 - town.experience)
