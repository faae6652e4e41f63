"""Problem recognition (ODD 7.3): what each municipality believes the problem and the prize to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.draws import stable_id
from reference.gains import within

if TYPE_CHECKING:
    from reference.model import ReferenceModel


def recognise_problem(model: ReferenceModel) -> None:
    """Stress, studies, talks and practice elsewhere change beliefs."""
    p, alliance = model.p, model.alliance
    for town in model.towns:
        gap = sum(need * (1.0 - has) for need, has in zip(town.need, town.endowment, strict=True)) / len(town.need)
        town.stress = within(
            p.stress_base
            + p.stress_demography * max(0.0, -town.trend)
            + p.stress_fiscal * town.crisis
            + p.stress_gap * gap
        )
        rate = min(1.0, p.recognition_rate * (1.0 + p.recognition_study * (alliance.studies + town.talks)))
        signal = town.stress + p.signal_noise * model.luck.normal(processes.SIGNAL, model.month, town.id)
        town.recognition = within(town.recognition + rate * (signal - town.recognition))
    share_beliefs(model)
    hear_of_practice(model)


def share_beliefs(model: ReferenceModel) -> None:
    """Recognition and prize move towards the mean of those met last month; all at once."""
    p = model.p
    mixing = p.belief_mixing + p.understanding_mixing * model.lever[codes.COMMON_PROBLEM_UNDERSTANDING]
    news = []
    for town in model.towns:
        weights = {tie.other: tie.contact * tie.trust for tie in town.ties.values()}
        total = sum(weights.values())
        if total <= 0.0:
            continue
        weight = mixing * min(1.0, total)
        recognition = sum(share * other.recognition for other, share in weights.items()) / total
        prize = sum(share * other.prize for other, share in weights.items()) / total
        news.append((town, weight, recognition, prize))
    for town, weight, recognition, prize in [
        (town, weight, recognition - town.recognition, prize - town.prize) for town, weight, recognition, prize in news
    ]:
        town.recognition += weight * recognition
        town.prize += weight * prize


def hear_of_practice(model: ReferenceModel) -> None:
    """News from elsewhere, good or bad."""
    p = model.p
    who = stable_id("catalogue")
    exchange = model.form.row.neighbour_exchange if model.alliance.talks else 0.0
    chance = p.practice_rate * (1.0 - model.hindrance.no_good_practice) * (1.0 + exchange) / 12.0
    if model.luck.uniform(processes.PRACTICE, model.month, who) >= chance:
        return
    value = p.practice_mean + p.practice_spread * model.luck.normal(processes.PRACTICE_VALUE, model.month, who)
    for town in model.towns:
        town.prize += p.practice_weight * (value - town.prize)
