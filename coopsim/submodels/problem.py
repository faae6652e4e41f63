"""Problem recognition (ODD 7.3): what each municipality believes the problem and the prize to be."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.codes import AREA_COUNT, COMMON_PROBLEM_UNDERSTANDING
from coopsim.model.numerics import clamp
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import normal, uniform
from coopsim.submodels.log import note, note_value


@equation
def problem_pressure(trend: float, crisis: float, gap: float, demography: float, fiscal: float) -> float:
    """Real problem pressure from shrinking (per cent a year), fiscal stress and unmet needs, 0..1 (assumption)."""
    return clamp(demography * max(0.0, -trend) + fiscal * crisis + gap, 0.0, 1.0)


@equation
def towards(own: float, others: float, weight: float) -> float:
    """Belief after hearing others, or after learning of the facts (DeGroot averaging, exponential learning)."""
    return own + weight * (others - own)


@equation
def lifted(belief: float, promised: float, lift: float) -> float:
    """A belief that is lifted towards what is promised, as far as promises are believed; never lowered (C2, C15)."""
    return belief + lift * max(0.0, promised - belief)


@submodel
def share_beliefs(p: Any, s: Any) -> None:
    """Who works on a common understanding of problem and prize moves towards the mean of all who take part."""
    mixing = p.understanding_mixing * s.lever[COMMON_PROBLEM_UNDERSTANDING]
    problem, prize, count = 0.0, 0.0, 0
    for town in s.town:
        problem += town.recognition * town.talks
        prize += town.prize * town.talks
        count += town.talks
    for i, town in enumerate(s.town):
        met = 0.0
        for j in range(s.town.shape[0]):
            met += s.contact[i, j] * s.trust[i, j]
        weight = mixing * min(1.0, met)
        town.recognition = towards(town.recognition, problem / max(1, count), weight)
        town.prize = towards(town.prize, prize / max(1, count), weight)


@submodel
def hear_of_practice(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """News of good or bad practice elsewhere; rarer where there is none, more with exchange with neighbours."""
    exchange = w.form[s.alliance.form].neighbour_exchange * s.alliance.talks
    rate = p.practice_rate * (1.0 - w.scenario.no_good_practice) * (1.0 + exchange) / 12.0
    if uniform(key, draw.PRACTICE, month, w.scenario.catalogue_id) >= rate:
        return
    value = p.prize_start + p.practice_spread * normal(key, draw.PRACTICE_VALUE, month, w.scenario.catalogue_id)
    kind = codes.EVENT_GOOD_PRACTICE if value > p.prize_start else codes.EVENT_BAD_PRACTICE
    note_value(month, kind, -1, -1, value, s)
    for town in s.town:
        town.prize = towards(town.prize, value, p.practice_weight)


@submodel
def recognise_problem(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 3: stress, studies, talks and practice elsewhere change beliefs."""
    for i, town in enumerate(s.town):
        gap = 0.0
        for a in range(AREA_COUNT):
            gap += s.need[i, a] * (1.0 - s.endowment[i, a]) / AREA_COUNT
        town.stress = problem_pressure(w.town[i].trend, town.crisis, gap, p.stress_demography, p.stress_fiscal)
        before = town.recognition
        rate = p.recognition_rate * (1.0 + s.alliance.studies + town.talks)
        town.recognition = towards(before, town.stress, min(1.0, rate))
        if before < p.recognition_threshold <= town.recognition and town.talks == 0:
            note(month, codes.EVENT_PROBLEM_RECOGNISED, i, -1, (town.recognition, town.stress), s)
    share_beliefs(p, s)
    hear_of_practice(month, key, p, w, s)
