"""Trust (ODD 7.10): updated from what is seen against what was expected."""

from typing import Any

from coopsim.model import processes as draw
from coopsim.model.codes import OPEN_COMMUNICATION
from coopsim.model.numerics import clamp
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import uniform
from coopsim.submodels.meetings import untold
from coopsim.submodels.office import combined_trust
from coopsim.submodels.problem import towards


@equation
def watched(contact: float, monitoring: float) -> float:
    """How much of the other's contribution is seen at all: in meetings or through reports."""
    return 1.0 - (1.0 - contact) * (1.0 - monitoring)


@equation
def observation_noise(noise: float, unsaid: float, monitoring: float) -> float:
    """Standard deviation of what one sees of another: less where it is told or watched."""
    return noise * unsaid * (1.0 - monitoring)


@equation
def sighting(contribution: float, excused: float, noise: float, u: float) -> float:
    """Contribution as credited: what was given or is excused, plus bounded noise of that standard deviation."""
    return clamp(contribution + excused + noise * 3.4641016151377544 * (u - 0.5), 0.0, 1.0)


@equation
def trust_after(trust: float, surprise: float, gain: float, loss_ratio: float) -> float:
    """Trust after a surprise: good ones close part of the gap to 1, bad ones take part of what is there.

    Because what is expected adapts, routine brings no surprise and cannot drive trust to 1
    (loss against gain: Poortinga & Pidgeon 2004; ratio 1 allowed).
    """
    rate = gain if surprise >= 0.0 else gain * loss_ratio
    room = 1.0 - trust if surprise >= 0.0 else trust
    return trust + clamp(rate * surprise, -1.0, 1.0) * room


@equation
def safeguarded(cost: float, trust: float, safeguards: float) -> float:
    """Cost of coordination: whoever trusts less lays down, checks and negotiates more (Gulati & Singh 1998)."""
    return cost * (1.0 + safeguards * (1.0 - trust))


@equation
def surprising(news: float, success: float) -> float:
    """News of decisions and results against what was expected of them: recent success (assumption)."""
    return news * (1.0 - success) if news > 0.0 else news * success


@submodel
def mean_trust(s: Any) -> float:
    """Mean trust of the members in the others."""
    total, members = 0.0, 0.0
    for town in s.town:
        total += town.trust * float(town.member)
        members += float(town.member)
    return total / max(1.0, members)


@submodel
def update_trust(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 10: every ordered pair of members, all at once."""
    n = s.town.shape[0]
    monitoring = w.form[s.alliance.form].monitoring
    unsaid = untold(p.reserve, s.lever[OPEN_COMMUNICATION])
    noise = observation_noise(p.noise, unsaid, monitoring)
    # Named here, because the compiler does not know that nothing below changes them.
    gain, loss_ratio, decay = p.trust_gain, p.trust_loss_ratio, p.trust_decay
    working, learning, person_dependence = p.working_rate, p.expectation_rate, w.scenario.person_dependence
    for i, town in enumerate(s.town):
        news = p.trust_decision * surprising(town.news, s.alliance.recent_success)
        town.news = 0.0
        for j in range(n):
            if i == j:
                continue
            personal, contact = s.personal[i, j], s.contact[i, j]
            partners = town.member == 1 and s.town[j].member == 1
            if partners:
                watch = watched(contact, monitoring)
                u = uniform(key, draw.SEEN, month, w.tie_id[i, j])
                seen = sighting(s.town[j].contribution, (1.0 - unsaid) * s.town[j].shock, noise, u)
                surprise = watch * (seen - s.expected[i, j]) + news
                personal = trust_after(personal, surprise, gain, loss_ratio)
                s.expected[i, j] = towards(s.expected[i, j], seen, learning * watch)
            personal = towards(personal, s.baseline[i, j], decay / 12.0 * (1.0 - contact))
            institutional = s.institutional[i, j]
            if partners:
                institutional = towards(institutional, personal, working * contact)
            s.personal[i, j] = personal
            s.institutional[i, j] = institutional
            s.trust[i, j] = combined_trust(personal, institutional, person_dependence)
    for i, town in enumerate(s.town):
        total, others = 0.0, 0.0
        for j in range(n):
            if i != j and s.town[j].talks == 1:
                total += s.trust[i, j]
                others += 1.0
        town.trust = total / others if others > 0.0 else town.trust


@submodel
def remember(success: float, p: Any, s: Any) -> None:
    """A decision is remembered: 1 where it came about, 0 where it failed."""
    s.alliance.recent_success = towards(s.alliance.recent_success, success, p.memory_rate)


@submodel
def blame(tipping: int, p: Any, s: Any) -> None:
    """Those who wanted it trust the one whose no tipped it less, the more so the more they had counted on success."""
    surprise = p.trust_decision * surprising(-1.0, s.alliance.recent_success)
    for i in range(s.town.shape[0]):
        if s.town[i].member == 1 and i != tipping and s.vote[i].utility > 0.0:
            s.personal[i, tipping] = trust_after(s.personal[i, tipping], surprise, p.trust_gain, p.trust_loss_ratio)
