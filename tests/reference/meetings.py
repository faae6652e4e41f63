"""Meetings and communication (ODD 7.4)."""

from __future__ import annotations

from math import exp, floor
from typing import TYPE_CHECKING

from coopsim.model import codes, processes

if TYPE_CHECKING:
    from reference.model import ReferenceModel

IN_WRITING = 2  # decisions a year at least, where hardly anybody meets


def meets_this_month(per_year: float, month: int) -> bool:
    """Whether a body that meets so often at even intervals meets now."""
    return floor((month + 1) * per_year / 12.0) > floor(month * per_year / 12.0)


def contact_level(formal: float, informal: float, near: float, working: float) -> float:
    """Contact in a month, saturating in the number of encounters."""
    return 1.0 - exp(-(formal + informal * near + working))


def untold(reserve: float, openness: float) -> float:
    """Share of what one means, gives and cannot give that stays unsaid."""
    return reserve * (1.0 - openness)


def promise_heard(strength: float, unsaid: float, present: float, listeners: int) -> float:
    """How binding a round of promises is."""
    return 1.0 - exp(-strength * (1.0 - unsaid) * present * listeners)


def assurance_after(assurance: float, heard: float, fade: float) -> float:
    """Confidence that promises are kept: renewed by new ones, wearing off in between."""
    return assurance + heard * (1.0 - assurance) - fade * assurance


def meet(model: ReferenceModel) -> None:
    """Meetings of the participants under the form in force."""
    p, alliance, row = model.p, model.alliance, model.form.row
    participants = model.participants
    for town in model.towns:
        town.attending = 0
        for tie in town.ties.values():
            tie.contact = 0.0
    for town in participants:
        luck = model.luck.uniform(processes.ATTENDANCE, model.month, town.id)
        town.attending = int(luck < p.attend_base * alliance.habit)
    attending = sum(town.attending for town in participants)
    held = attending >= 2 and meets_this_month(row.meetings_per_year, model.month)
    decides = alliance.talks and meets_this_month(max(IN_WRITING, row.meetings_per_year), model.month)
    alliance.meets = int(decides and (attending >= 2 or row.meetings_per_year == 0.0))
    present = row.face_to_face + p.written * (1.0 - row.face_to_face)
    formal = p.formal_contact * present
    informal = p.formal_contact * p.informal_share * row.informal_per_year * alliance.habit / 12.0
    working = p.working_contact * (model.lever[codes.INTERACTIVE_FORMATS] + alliance.facilitation)
    for town in participants:
        for other in participants:
            if other is town:
                continue
            both = town.attending and other.attending
            tie = town.ties[other]
            tie.contact = contact_level(formal if held and both else 0.0, informal, tie.near, working)
    unsaid = untold(p.reserve, model.lever[codes.OPEN_COMMUNICATION])
    for town in model.towns:
        listeners = attending - 1 if held and town.attending else 0
        heard = promise_heard(p.promise_strength, unsaid, present, listeners)
        town.assurance = assurance_after(town.assurance, heard, p.assurance_fade)
