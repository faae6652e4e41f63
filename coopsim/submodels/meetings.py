"""Meetings and communication (ODD 7.4): who meets whom, what is promised there, how far promises are believed."""

from typing import Any

from coopsim.model import processes as draw
from coopsim.model.codes import INTERACTIVE_FORMATS, OPEN_COMMUNICATION
from coopsim.model.numerics import exp
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import uniform


@equation
def meets_this_month(month: int, per_year: float) -> bool:
    """Whether a body that meets ``per_year`` times a year at even intervals meets in this month."""
    return int((month + 1) * per_year / 12.0) > int(month * per_year / 12.0)


@equation
def contact_level(formal: float, informal: float, working: float, near: float) -> float:
    """Contact in a month, 0..1, saturating in the number of encounters; informal ones fade with distance."""
    return 1.0 - exp(-(formal + informal * near + working))


@equation
def untold(reserve: float, openness: float) -> float:
    """Share of what one means, gives and cannot give that stays unsaid; open communication tells it (assumption)."""
    return reserve * (1.0 - openness)


@equation
def promise_heard(listeners: float, strength: float, told: float, present: float) -> float:
    """How binding a round of promises is: the more partners hear it, frankly and face to face (Balliet 2010)."""
    return 1.0 - exp(-strength * told * present * listeners)


@equation
def assurance_after(assurance: float, heard: float, fade: float) -> float:
    """Confidence that promises are kept: renewed by new ones, wearing off in between (Balliet 2010; Chaudhuri 2018)."""
    return assurance + heard * (1.0 - assurance) - fade * assurance


@submodel
def meet(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 4: meetings of the participants under the governance model in force."""
    n = s.town.shape[0]
    alliance = s.alliance
    form = w.form[alliance.form]
    held = 1.0 if meets_this_month(month, form.meetings) else 0.0
    decides = meets_this_month(month, max(2.0, form.meetings))  # in writing twice a year where a body hardly meets
    working = p.working_contact * (s.lever[INTERACTIVE_FORMATS] + alliance.facilitation)
    attending = 0
    for i in range(s.town.shape[0]):
        town = s.town[i]
        comes = uniform(key, draw.ATTENDANCE, month, w.town[i].id) < p.attend_base * alliance.habit
        town.attending = town.talks if comes else 0
        attending += town.attending
    if attending < 2:  # nobody needs the meeting
        held, decides = 0.0, decides and form.meetings <= 0.0
    alliance.meets = alliance.talks if decides else 0
    present = form.face_to_face + p.written * (1.0 - form.face_to_face)  # what is written counts less
    formal = p.formal_contact * held * present
    informal = p.formal_contact * p.informal_share * form.informal / 12.0 * alliance.habit
    told = 1.0 - untold(p.reserve, s.lever[OPEN_COMMUNICATION])
    for i in range(s.town.shape[0]):
        town = s.town[i]
        for j in range(n):
            if i == j or town.talks * s.town[j].talks == 0:
                s.contact[i, j] = 0.0
            else:
                both = float(town.attending * s.town[j].attending)
                s.contact[i, j] = contact_level(formal * both, informal, working, s.near[i, j])
        listeners = held * float(town.attending * (attending - 1))
        heard = promise_heard(listeners, p.promise_strength, told, present)
        town.assurance = assurance_after(town.assurance, heard, p.assurance_fade)
