"""Trust (ODD 7.10): updated from what is seen against what was expected."""

from typing import Any

from coopsim.model import processes as draw
from coopsim.model.codes import COMMON_OBJECTIVES, OPEN_COMMUNICATION
from coopsim.model.numerics import clamp
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import uniform
from coopsim.submodels.meetings import untold
from coopsim.submodels.office import combined_trust


@equation
def watched(contact: float, monitoring: float) -> float:
    """How much of the other's contribution is seen at all: in meetings or through reports."""
    return 1.0 - (1.0 - contact) * (1.0 - monitoring)


@equation
def observation_noise(noise: float, unsaid: float, monitoring: float, yardstick: float) -> float:
    """Standard deviation of what one sees of another: less where it is told, watched, or measured by one yardstick."""
    return noise * unsaid * (1.0 - monitoring) * (1.0 - yardstick)


@equation
def sighting(contribution: float, excused: float, noise: float, u: float) -> float:
    """Contribution as credited: what was given or is excused, plus bounded noise of that standard deviation."""
    return clamp(contribution + excused + noise * 3.4641016151377544 * (u - 0.5), 0.0, 1.0)


@equation
def trust_after(trust: float, surprise: float, gain: float, loss: float) -> float:
    """Trust after a surprise: good ones close part of the gap to 1, bad ones take part of what is there.

    Because what is expected adapts, routine brings no surprise and cannot drive trust to 1
    (loss against gain: Poortinga & Pidgeon 2004; ratio 1 allowed).
    """
    if surprise >= 0.0:
        return trust + min(1.0, gain * surprise) * (1.0 - trust)
    return trust + max(-1.0, loss * surprise) * trust


@equation
def learned(before: float, seen: float, rate: float) -> float:
    """Exponential learning: expectation follows what is seen, institutions' trust that of persons (assumption)."""
    return before + rate * (seen - before)


@equation
def faded(trust: float, origin: float, contact: float, decay: float) -> float:
    """Without contact trust drifts back to where it came from, ``decay`` a year."""
    return trust + decay / 12.0 * (1.0 - contact) * (origin - trust)


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
    for i in range(s.town.shape[0]):
        total += s.town[i].trust * float(s.town[i].member)
        members += float(s.town[i].member)
    return total / max(1.0, members)


@submodel
def update_trust(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 10: every ordered pair of members, all at once."""
    n = s.town.shape[0]
    form = w.form[s.alliance.form]
    monitoring = form.monitoring if s.alliance.month_founded >= 0 else 0.0
    unsaid = untold(p.reserve, s.lever[OPEN_COMMUNICATION])
    noise = observation_noise(p.noise, unsaid, monitoring, p.yardstick * s.lever[COMMON_OBJECTIVES])
    gain = p.trust_gain
    loss = p.trust_gain * p.trust_loss_ratio
    share = w.scenario.person_dependence
    decay, learning, working = p.trust_decay, p.expectation_rate, p.working_rate
    for i in range(n):
        news = p.trust_decision * surprising(s.town[i].news, s.alliance.recent_success) / p.trust_gain
        member = float(s.town[i].member)
        for j in range(n):
            if i == j:
                continue
            both = member * float(s.town[j].member)
            contact = s.contact[i, j]
            watch = both * watched(contact, monitoring)
            u = uniform(key, draw.SEEN, month, w.tie_id[i, j])
            seen = sighting(s.town[j].contribution, (1.0 - unsaid) * s.town[j].shock, noise, u)
            surprise = watch * (seen - s.expected[i, j]) + both * news
            personal = trust_after(s.personal[i, j], surprise, gain, loss)
            personal = faded(personal, s.baseline[i, j], contact, decay)
            institutional = learned(s.institutional[i, j], personal, both * working * contact)
            s.personal[i, j] = personal
            s.institutional[i, j] = institutional
            s.trust[i, j] = combined_trust(personal, institutional, share)
            s.expected[i, j] = learned(s.expected[i, j], seen, learning * watch)
    success = 0.0
    for i in range(n):
        total, count = 0.0, 0.0
        for j in range(n):
            if i != j and s.town[j].talks == 1:
                total += s.trust[i, j]
                count += 1.0
        if count > 0.0:
            s.town[i].trust = total / count
        success += s.town[i].news
        s.town[i].news = 0.0
    if success != 0.0:
        s.alliance.recent_success = learned(s.alliance.recent_success, 1.0 if success > 0.0 else 0.0, p.memory_rate)


@submodel
def blame(tipping: int, p: Any, s: Any) -> None:
    """Those who wanted it trust the one whose no tipped it less, the more so the more they had counted on success."""
    alliance = s.alliance
    surprise = -p.blocked_news * p.trust_decision / p.trust_gain * alliance.recent_success
    loss = p.trust_gain * p.trust_loss_ratio
    for i in range(s.town.shape[0]):
        if s.town[i].member == 1 and i != tipping and s.vote[i].utility > 0.0:
            s.personal[i, tipping] = trust_after(s.personal[i, tipping], surprise, p.trust_gain, loss)
    alliance.recent_success += p.memory_rate * (0.0 - alliance.recent_success)
