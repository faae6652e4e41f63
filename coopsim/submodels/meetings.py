"""Meetings and communication (ODD 7.4): who meets whom, how clearly they see each other, what talk assures."""

from typing import Any

from coopsim.model import processes as draw
from coopsim.model.codes import INTERACTIVE_FORMATS, OPEN_COMMUNICATION
from coopsim.model.numerics import clamp, exp
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import uniform


@equation
def meets_this_month(month: int, per_year: float) -> bool:
    """Whether a body that meets ``per_year`` times a year at even intervals meets in this month."""
    return int((month + 1) * per_year / 12.0) > int(month * per_year / 12.0)


@equation
def decides_this_month(month: int, per_year: float, interval: int) -> bool:
    """Whether decisions can be taken: at a meeting or, where nobody ever meets, in writing at intervals."""
    if per_year <= 0.0:
        return (month + 1) % interval == 0
    return meets_this_month(month, per_year)


@equation
def attendance(
    attitude: float,
    commitment: float,
    crisis: float,
    base: float,
    by_attitude: float,
    by_commitment: float,
    by_crisis: float,
    least: float,
    most: float,
) -> float:
    """Probability that the mayor comes (assumption)."""
    wish = base + by_attitude * attitude + by_commitment * (commitment - 0.5) - by_crisis * max(0.0, crisis)
    return clamp(wish, least, most)


@equation
def contact_level(formal: float, informal: float, working: float, near: float) -> float:
    """Contact in a month, 0..1, saturating in the number of encounters; informal ones fade with distance."""
    return 1.0 - exp(-(formal + informal * near + working))


@equation
def clarity_after(clarity: float, contact: float, learning: float, forgetting: float) -> float:
    """How clearly one sees the other: contact teaches, silence forgets."""
    return clarity + min(1.0, learning * contact) * (1.0 - clarity) - forgetting * (1.0 - contact) * clarity


@equation
def observation_noise(noise: float, clarity: float, monitoring: float, openness: float) -> float:
    """Standard deviation of what one sees of the other's contribution."""
    return noise * (1.0 - clarity) * (1.0 - monitoring) * (1.0 - openness)


@equation
def assurance_after(assurance: float, formal: float, informal: float, rate: float, fade: float) -> float:
    """Confidence that others keep their word: built by talking face to face, fading in silence (Balliet 2010)."""
    return assurance + min(1.0, rate * (formal + informal)) * (1.0 - assurance) - fade * assurance


@submodel
def meet(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 4: meetings of the participants under the governance model in force."""
    n = s.town.shape[0]
    alliance = s.alliance
    form = w.form[alliance.form]
    held = 1.0 if meets_this_month(month, form.meetings) else 0.0
    decides = decides_this_month(month, form.meetings, int(p.written_interval))
    informal = form.informal / 12.0 * alliance.habit
    formats = s.lever[INTERACTIVE_FORMATS]
    working = p.formats_contact * formats + p.facilitation_contact * alliance.facilitation
    openness = p.openness_learning * s.lever[OPEN_COMMUNICATION]
    for i in range(n):
        town = s.town[i]
        chance = attendance(
            s.office[i].attitude,
            town.commitment,
            town.crisis,
            p.attend_base,
            p.attend_attitude,
            p.attend_commitment,
            p.attend_crisis,
            p.attend_least,
            p.attend_most,
        )
        comes = uniform(key, draw.ATTENDANCE, month, w.town[i].id) < chance * alliance.habit
        town.attending = 1 if comes and town.talks == 1 else 0
    attending, talking = 0, 0
    for i in range(n):
        attending += s.town[i].attending
        talking += s.town[i].talks
    if attending < 2:  # nobody needs the meeting
        held, decides = 0.0, decides and form.meetings <= 0.0
    alliance.meets = alliance.talks if decides else 0
    by_formal = p.formal_contact * held
    by_informal = p.informal_contact * informal
    learning, forgetting = p.clarity_learning * (1.0 + openness), p.clarity_forgetting
    for i in range(n):
        town = s.town[i]
        attends, talks = town.attending, town.talks
        for j in range(n):
            both = float(talks * s.town[j].talks)
            attend = float(attends * s.town[j].attending)
            near = s.meeting_near[i, j]
            casual = by_informal * (p.informal_apart + (1.0 - p.informal_apart) * attend)
            contact = both * contact_level(by_formal * attend, casual, working, near)
            contact = 0.0 if i == j else contact
            s.contact[i, j] = contact
            s.clarity[i, j] = clarity_after(s.clarity[i, j], contact, learning, forgetting)
        talked = float(attends * (attending - attends))
        others = float(talks * (talking - talks))
        share = talked / max(1.0, others)
        town.assurance = assurance_after(
            town.assurance,
            p.assurance_formal * held * share,
            p.assurance_informal * (informal + working) * float(town.talks),
            p.assurance_rate,
            p.assurance_fade,
        )
        town.experience += p.experience_learning * float(town.member) * (1.0 - town.experience)
