"""Problem recognition (ODD 7.3): what each municipality believes the problem and the prize to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.draws import stable_id
from reference.gains import within

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel


def towards(own: float, others: float, weight: float) -> float:
    """Averaging of beliefs, learning of facts."""
    return own + weight * (others - own)


def lifted(belief: float, promised: float, lift: float) -> float:
    """A belief that is lifted towards what is promised, never lowered."""
    return belief + lift * max(0.0, promised - belief)


def recognise_problem(model: ReferenceModel) -> None:
    """Stress, studies, talks and practice elsewhere change beliefs."""
    p, alliance = model.p, model.alliance
    for town in model.towns:
        town.stress = problem_pressure(model, town)
        rate = min(1.0, p.recognition_rate * (1.0 + alliance.studies + town.talks))
        town.recognition = towards(town.recognition, town.stress, rate)
    share_beliefs(model)
    hear_of_practice(model)


def problem_pressure(model: ReferenceModel, town: Municipality) -> float:
    """Real pressure: shrinking, fiscal stress, unmet needs."""
    p = model.p
    gap = sum(need * (1.0 - has) for need, has in zip(town.need, town.endowment, strict=True)) / len(town.need)
    return within(p.stress_demography * max(0.0, -town.trend) + p.stress_fiscal * town.crisis + gap)


def share_beliefs(model: ReferenceModel) -> None:
    """Recognition and prize move towards the mean of all in talks, as far as they met last month; all at once."""
    participants = model.participants
    if not participants:
        return
    mixing = model.p.understanding_mixing * model.lever[codes.COMMON_PROBLEM_UNDERSTANDING]
    recognition = sum(town.recognition for town in participants) / len(participants)
    prize = sum(town.prize for town in participants) / len(participants)
    for town in model.towns:
        weight = mixing * min(1.0, sum(tie.contact * tie.trust for tie in town.ties.values()))
        town.recognition = towards(town.recognition, recognition, weight)
        town.prize = towards(town.prize, prize, weight)


def hear_of_practice(model: ReferenceModel) -> None:
    """News from elsewhere, good or bad."""
    p, who = model.p, stable_id("catalogue")
    exchange = model.form.row.neighbour_exchange if model.alliance.talks else 0.0
    chance = p.practice_rate * (1.0 - model.hindrance.no_good_practice) * (1.0 + exchange) / 12.0
    if model.luck.uniform(processes.PRACTICE, model.month, who) >= chance:
        return
    value = p.prize_start + p.practice_spread * model.luck.normal(processes.PRACTICE_VALUE, model.month, who)
    for town in model.towns:
        town.prize = towards(town.prize, value, p.practice_weight)
