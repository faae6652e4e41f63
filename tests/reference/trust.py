"""Trust (ODD 7.10): every ordered pair, all at once."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from coopsim import codes, processes
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
    p, alliance = model.p, model.alliance
    after = []
    for town in model.towns:
        for tie in town.ties.values():
            after.append((tie, *changed(model, town, tie)))
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
    p, alliance, row, other = model.p, model.alliance, model.form.row, tie.other
    personal, institutional, expected = tie.personal, tie.institutional, tie.expected
    openness = model.lever[codes.OPEN_COMMUNICATION]
    if town.member and other.member:
        watched = 1.0 - (1.0 - tie.contact) * (1.0 - row.monitoring)
        noise = p.noise * (1.0 - tie.clarity) * (1.0 - row.monitoring) * (1.0 - p.openness_noise * openness)
        noise *= 1.0 - p.yardstick_noise * model.lever[codes.COMMON_OBJECTIVES]
        u = model.luck.uniform(processes.SEEN, model.month, tie.id)
        sighting = within(other.contribution + noise * sqrt(12.0) * (u - 0.5))
        repair = p.repair_effect * openness
        surprise = watched * (sighting + repair * other.shock - expected)
        expected += p.expectation_rate * watched * (sighting - expected)
        gain, loss = p.trust_gain, p.trust_gain * p.trust_loss_ratio
        share = p.institutional_share
        personal = trust_after(personal, surprise, gain, loss)
        institutional = trust_after(institutional, surprise, gain * share, loss * share)
    fade = p.trust_decay / 12.0 * (1.0 - tie.contact)
    personal += fade * (tie.baseline - personal)
    institutional += fade * (tie.baseline - institutional)
    rate = p.working_rate * (p.working_base + model.lever[codes.INTERACTIVE_FORMATS])
    institutional += rate * (personal - institutional)
    return personal, institutional, expected
