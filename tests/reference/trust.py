"""Trust (ODD 7.10): every ordered pair, all at once."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.gains import within
from reference.office import combine_trust

if TYPE_CHECKING:
    from reference.entities import Municipality, Tie
    from reference.model import ReferenceModel


def trust_after(trust: float, surprise: float, gain: float, loss: float) -> float:
    """Good surprises close part of the gap to 1, bad ones take part of what is there."""
    if surprise >= 0.0:
        return trust + min(1.0, gain * surprise) * (1.0 - trust)
    return trust + max(-1.0, loss * surprise) * trust


def update_trust(model: ReferenceModel) -> None:
    """Surprises, fading, handing on."""
    after = []
    for town in model.towns:
        for tie in town.ties.values():
            after.append((tie, *changed(model, town, tie)))
    for tie, personal, institutional, expected in after:
        tie.personal, tie.institutional, tie.expected = personal, institutional, expected
        combine_trust(model, tie)
    remember_news(model)
    for town in model.towns:
        others = [other for other in model.participants if other is not town]
        if others:
            town.trust = sum(town.ties[other].trust for other in others) / len(others)
        town.news = 0.0


def news_beyond_expectation(model: ReferenceModel, town: Municipality) -> float:
    """Own decisions and results, less what was expected of them, in units of a surprise."""
    p, success = model.p, model.alliance.recent_success
    unexpected = 1.0 - success if town.news > 0.0 else success
    return float(town.news * unexpected * p.trust_decision / p.trust_gain)


def remember_news(model: ReferenceModel) -> None:
    """What comes to be expected of decisions."""
    alliance, total = model.alliance, sum(town.news for town in model.towns)
    if total > 0.0:
        alliance.recent_success += model.p.memory_rate * (1.0 - alliance.recent_success)
    elif total < 0.0:
        alliance.recent_success -= model.p.memory_rate * alliance.recent_success


def changed(model: ReferenceModel, town: Municipality, tie: Tie) -> tuple[float, float, float]:
    """Personal and institutional trust, and expectation, after this month."""
    p, row, other = model.p, model.form.row, tie.other
    personal, institutional, expected = tie.personal, tie.institutional, tie.expected
    openness = model.lever[codes.OPEN_COMMUNICATION]
    if town.member and other.member:
        monitoring = row.monitoring if model.alliance.month_founded >= 0 else 0.0
        watched = 1.0 - (1.0 - tie.contact) * (1.0 - monitoring)
        noise = p.noise * (1.0 - tie.clarity) * (1.0 - monitoring) * (1.0 - p.openness_noise * openness)
        noise *= 1.0 - p.yardstick_noise * model.lever[codes.COMMON_OBJECTIVES]
        u = model.luck.uniform(processes.SEEN, model.month, tie.id)
        sighting = within(other.contribution + noise * sqrt(12.0) * (u - 0.5))
        repair = p.repair_effect * openness
        surprise = watched * (sighting + repair * other.shock - expected) + news_beyond_expectation(model, town)
        expected += p.expectation_rate * watched * (sighting - expected)
        gain, loss = p.trust_gain, p.trust_gain * p.trust_loss_ratio
        share = p.institutional_share
        personal = trust_after(personal, surprise, gain, loss)
        institutional = trust_after(institutional, surprise, gain * share, loss * share)
    fade = p.trust_decay / 12.0 * (1.0 - tie.contact)
    personal += fade * (tie.baseline - personal)
    institutional += fade * (tie.baseline - institutional)
    if town.member and other.member:
        rate = p.working_rate * (p.working_base + model.lever[codes.INTERACTIVE_FORMATS])
        institutional += rate * (personal - institutional)
    return personal, institutional, expected
