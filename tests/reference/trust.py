"""Trust (ODD 7.10): every ordered pair, all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.gains import within
from reference.meetings import untold
from reference.office import combine_trust
from reference.problem import towards

if TYPE_CHECKING:
    from reference.entities import Municipality, Tie
    from reference.model import ReferenceModel

ROOT_12 = 3.4641016151377544  # a uniform number less a half, times this, has a standard deviation of 1


def update_trust(model: ReferenceModel) -> None:
    """Surprises, fading, handing on; then what is made of them, and the month's news are over."""
    after = [(tie, *changed(model, town, tie)) for town in model.towns for tie in town.ties.values()]
    for tie, personal, institutional, expected in after:
        tie.personal, tie.institutional, tie.expected = personal, institutional, expected
        combine_trust(model, tie)
    for town in model.towns:
        others = [other for other in model.participants if other is not town]
        if others:
            town.trust = sum(town.ties[other].trust for other in others) / len(others)
        town.news = 0.0


def changed(model: ReferenceModel, town: Municipality, tie: Tie) -> tuple[float, float, float]:
    """Personal and institutional trust, and expectation, after this month."""
    p, other = model.p, tie.other
    personal, institutional, expected = tie.personal, tie.institutional, tie.expected
    fade = p.trust_decay / 12.0 * (1.0 - tie.contact)
    if not (town.member and other.member):
        return towards(personal, tie.baseline, fade), institutional, expected
    monitoring = model.form.row.monitoring
    unsaid = untold(p.reserve, model.lever[codes.OPEN_COMMUNICATION])
    seen = watched(tie.contact, monitoring)
    u = model.luck.uniform(processes.SEEN, model.month, tie.id)
    credited = sighting(other, unsaid, observation_noise(p.noise, unsaid, monitoring), u)
    news = p.trust_decision * surprising(town.news, model.alliance.recent_success)
    surprise = seen * (credited - expected) + news
    personal = trust_after(personal, surprise, p.trust_gain, p.trust_loss_ratio)
    personal = towards(personal, tie.baseline, fade)
    institutional = towards(institutional, personal, p.working_rate * tie.contact)
    expected = towards(expected, credited, p.expectation_rate * seen)
    return personal, institutional, expected


def watched(contact: float, monitoring: float) -> float:
    """How much of the other's contribution is seen at all: in meetings or through reports."""
    return 1.0 - (1.0 - contact) * (1.0 - monitoring)


def observation_noise(noise: float, unsaid: float, monitoring: float) -> float:
    """Standard deviation of what one sees of another: less where it is told or watched."""
    return noise * unsaid * (1.0 - monitoring)


def sighting(other: Municipality, unsaid: float, noise: float, u: float) -> float:
    """Contribution as credited: what was given or is excused, plus noise."""
    excused = (1.0 - unsaid) * other.shock
    return within(other.contribution + excused + noise * ROOT_12 * (u - 0.5))


def surprising(news: float, recent_success: float) -> float:
    """News of decisions and results against what was expected of them."""
    return news * (1.0 - recent_success) if news > 0.0 else news * recent_success


def trust_after(trust: float, surprise: float, gain: float, loss_ratio: float) -> float:
    """Good surprises close part of the gap to 1, bad ones take part of what is there."""
    if surprise >= 0.0:
        return trust + min(1.0, gain * surprise) * (1.0 - trust)
    return trust + max(-1.0, gain * loss_ratio * surprise) * trust


def safeguarded(model: ReferenceModel) -> float:
    """Cost of coordination: whoever trusts less lays down, checks and negotiates more."""
    members = model.members
    trust = sum(town.trust for town in members) / len(members) if members else 0.0
    return float(model.p.coordination * (1.0 + model.p.safeguards * (1.0 - trust)))
