"""The end of a run (ODD 7.16): the row of the run table, the rows of the municipality table."""

from typing import Any

from coopsim.model import codes
from coopsim.model.codes import AREA_COUNT, BY_MUNICIPALITY, DELIVERED, DISSOLVED
from coopsim.model.outcomes import RUN
from coopsim.model.rules import each, equation, submodel
from coopsim.model.variables import ALLIANCE

SAME = tuple(name for name in RUN if name in ALLIANCE)  #: columns named as a variable; those that differ are set below
BY_AREA = tuple(f"added_value_{area}" for area in codes.AREAS)


@equation
def trend_per_year(moment: float) -> float:
    """Least-squares slope per year of 60 monthly values from Σ value · (month − 29.5)."""
    return 12.0 * moment / 17995.0


@submodel
def sum_areas(population: float, s: Any, row: Any) -> None:
    """Added value by area, over the region's inhabitants (apart: with other loops Numba on Python 3.13 fails)."""
    area = 0
    for name in each(BY_AREA):
        row[name] = s.area[area].added_value / population
        area += 1  # noqa: SIM113 (compiled, the loop is written out)


@submodel
def sum_towns(s: Any, row: Any, towns: Any) -> None:
    """Added value of the region, its worst-off member and its inequality; rows per municipality."""
    total, population, worst, difference, pairs = 0.0, 0.0, 1e18, 0.0, 0.0
    for i, town in enumerate(s.town):
        out = towns[i]
        out.added_value = town.added_value
        months = town.contribution_months
        out.contribution = town.contribution_sum / months if months > 0.0 else float("nan")
        out.phase_end = town.phase
        out.left = town.left == 1
        out.hosts = 0
        if town.merged == 1:
            continue
        total += town.added_value * town.population
        population += town.population
        worst = min(worst, town.added_value)
        for j, other in enumerate(s.town):
            if j != i and other.merged == 0:
                difference += abs(town.added_value - other.added_value)
                pairs += 1.0
    row.added_value = total / population
    row.worst_off = worst
    row.inequality = difference / max(1.0, pairs)
    sum_areas(population, s, row)


@submodel
def sum_projects(p: Any, w: Any, s: Any, row: Any, towns: Any) -> None:
    """Work and services delivered, functions reached, savings in the scope of joint municipal services (C4)."""
    done, whole, saved, scope, opened, joint, alone = 0.0, 0.0, 0.0, 0.0, 0, 0, 0
    for k, project in enumerate(s.project):
        function = w.function[project.function]
        whole += project.work
        if project.delivered >= 0:
            done += project.work
            opened += 1
        if project.status == DELIVERED:
            towns[project.host].hosts += 1
            joint += 1 if function.higher_order == 1 else 0
        best = 0.0
        for i in range(s.town.shape[0]):
            best = max(best, s.alone_gain[k, i])
        alone += 1 if best > 0.0 and function.higher_order == 1 else 0
    for a in range(AREA_COUNT):
        covered = 0.0
        for project in s.project:
            own = w.function[project.function].provider == BY_MUNICIPALITY
            if own and project.area == a and project.status == DELIVERED:
                covered = max(covered, project.reach)
                saved += project.net
        scope += covered * w.area_spending[a]
    row.delivered = opened
    row.functions_joint = joint
    row.functions_alone = alone
    row.performance = done / whole
    row.goal_attainment = done / s.alliance.goals if s.alliance.goals > 0.0 else float("nan")
    row.saving = saved / scope if scope > 0.0 else float("nan")


@submodel
def sum_ties(p: Any, w: Any, s: Any, row: Any) -> None:
    """Trust over ties at the end: mean, minimum, personal share."""
    n = s.town.shape[0]
    total, least, count, personal = 0.0, 1.0, 0.0, 0.0
    for i in range(n):
        for j in range(n):
            if i != j and s.town[i].merged + s.town[j].merged == 0:
                total += s.trust[i, j]
                least = min(least, s.trust[i, j])
                count += 1.0
                personal += w.scenario.person_dependence * s.personal[i, j]
    row.trust_mean = total / max(1.0, count)
    row.trust_min = least
    row.trust_personal = personal / total if total > 0.0 else 0.0


@submodel
def summarise(p: Any, w: Any, s: Any, row: Any, towns: Any) -> None:
    """The row of the run table and the rows of the municipality table."""
    alliance = s.alliance
    months = float(w.scenario.horizon)
    for name in each(SAME):
        row[name] = alliance[name]
    row.month_first_stagnation = alliance.month_stagnation
    row.started = alliance.month_start >= 0
    row.contracted = alliance.month_contract >= 0
    row.founded = alliance.month_form >= 0
    row.stagnated = alliance.month_stagnation >= 0
    row.inert = alliance.months_inert > 0 and alliance.month_rose < 0
    row.asleep = alliance.months_asleep > 0
    row.dissolved = alliance.phase == DISSOLVED
    row.phase_end = alliance.phase
    row.months_effective = alliance.months_implementation + alliance.months_stabilised
    row.members_end = alliance.members
    row.services_end = alliance.services
    row.form_changes = alliance.forms
    row.cost = alliance.sum_cost * 12.0 / months
    row.staff = alliance.sum_staff / months
    row.attainable = alliance.attainable / alliance.founders
    whole = alliance.trend_months == 60.0
    row.contribution_trend = trend_per_year(alliance.contribution_trend) if whole else float("nan")
    sum_towns(s, row, towns)
    sum_projects(p, w, s, row, towns)
    sum_ties(p, w, s, row)
    spent, gained, population = 0.0, 0.0, 0.0
    for town in s.town:
        spent += town.spent * town.population
        gained += (town.added_value + town.spent) * town.population
        population += town.population
    row.benefit = gained / population
    row.target_achievement = gained / alliance.attainable if alliance.attainable > 0.0 else float("nan")
    row.benefit_cost = gained / spent if spent > 0.0 else float("nan")
