"""Observation (ODD 7.16): sums kept during the run, the rows of the series."""

from typing import Any

from coopsim.model.codes import COOPERATION_CONTRACT
from coopsim.model.outcomes import SERIES, TOWN_SERIES
from coopsim.model.rules import each, submodel
from coopsim.model.variables import ALLIANCE, TOWN

#: Columns named as a variable; those that differ are set below.
SAME = tuple(name for name in SERIES if name in ALLIANCE)
TOWN_SAME = tuple(name for name in TOWN_SERIES if name in TOWN)


@submodel
def tie_quantile(q: float, s: Any) -> float:
    """Quantile ``q`` of trust over all ties between municipalities that exist, to 1/100, by halving."""
    n = s.town.shape[0]
    there, low, high = 0, 1, 100  # low and high in hundredths
    for town in s.town:
        there += 1 - town.merged
    while low < high:
        middle = (low + high) // 2
        below = 0
        for i in range(n):
            for j in range(n):
                if i != j and s.town[i].merged + s.town[j].merged == 0 and s.trust[i, j] <= middle / 100.0:
                    below += 1
        if below >= q * (there * (there - 1)):
            high = middle
        else:
            low = middle + 1
    return low / 100.0


@submodel
def observe(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 16: sums that the run table needs."""
    alliance = s.alliance
    if alliance.rung >= COOPERATION_CONTRACT and alliance.month_end < 0:
        alliance.months_contract += 1
    since = month - alliance.month_implementation
    if alliance.month_implementation >= 0 and since < 60 and alliance.members >= 2:
        total, count = 0.0, 0.0
        for town in s.town:
            if town.member == 1:
                total += town.contribution
                count += 1.0
        alliance.trend_months += 1.0
        alliance.contribution_trend += total / max(1.0, count) * (since - 29.5)
    if alliance.month_form < 0 and alliance.month_founded >= 0 and alliance.form == w.scenario.sought:
        alliance.month_form = month
    if month == 59:
        alliance.phase_5 = alliance.phase
        alliance.trust_low_5 = tie_quantile(0.05, s)
        alliance.trust_high_5 = tie_quantile(0.95, s)
    elif month == 119:
        alliance.phase_10 = alliance.phase
        alliance.trust_low_10 = tie_quantile(0.05, s)
        alliance.trust_high_10 = tie_quantile(0.95, s)
    elif month == 239:
        alliance.phase_20 = alliance.phase
        alliance.trust_low_20 = tie_quantile(0.05, s)
        alliance.trust_high_20 = tie_quantile(0.95, s)


@submodel
def record(month: int, p: Any, w: Any, s: Any, row: Any, towns: Any) -> None:
    """One month of the series: a row for the alliance, one per municipality."""
    alliance = s.alliance
    contribution, satisfaction, trust, count = 0.0, 0.0, 0.0, 0.0
    recognition, benefit, population = 0.0, 0.0, 0.0
    for i, town in enumerate(s.town):
        recognition += town.recognition / s.town.shape[0]
        benefit += town.benefit * town.population
        population += town.population
        if town.talks == 1:
            contribution += town.contribution
            satisfaction += town.satisfaction
            trust += town.trust
            count += 1.0
        out = towns[i]
        for name in each(TOWN_SAME):
            out[name] = town[name]
        out.member = town.talks
    count = max(1.0, count)
    for name in each(SAME):
        row[name] = alliance[name]
    row.progress = alliance.pace
    row.joint_yield = alliance.yielded
    row.trust = trust / count
    row.contribution = contribution / count
    row.satisfaction = satisfaction / count
    row.recognition = recognition
    row.benefit = benefit / max(1.0, population)
    row.cost = alliance.running_cost
