"""What is worth doing, and what could be had of it (ODD 5): the yardstick of a run, the same under all levers."""

from typing import Any

from coopsim.model.codes import ADVOCATE, MEMBER
from coopsim.model.numerics import exp
from coopsim.model.rules import each, equation, submodel
from coopsim.submodels.gains import displacement, own_gain, ramped
from coopsim.submodels.surroundings import capacity

SITES = ("host_a", "host_b")


@equation
def worth_of(surplus: float, work: float, wage: float, upkeep: float, drafting: float) -> float:
    """Yearly worth of an opportunity, EUR, at least 0: joint surplus less running it and a tenth of preparing it."""
    return max(0.0, surplus - wage * work * (upkeep + 0.1 * (1.0 + drafting) / 12.0))


@equation
def return_on_work(yearly: float, work: float, left: float, months: float, wage: float, upkeep: float) -> float:
    """What a month of one person's work brings until the end: benefit less running and preparing, EUR."""
    running = wage * upkeep * work
    return ((yearly - running) * months - wage * left) / (12.0 * max(1e-9, left))


@submodel
def joins(k: int, i: int, host: int, joint: float, p: Any, w: Any, s: Any) -> bool:
    """Whether founder ``i`` is better off in opportunity ``k`` at ``host`` than out of it."""
    if w.town[i].role != MEMBER:
        return False
    gain = own_gain(k, i, host, joint, s.project[k].cost, p, w, s) - s.alone_gain[k, i]
    return i == host or gain > -displacement(k, i, host, p, w, s)


@submodel
def joint_surplus(k: int, host: int, p: Any, w: Any, s: Any) -> float:
    """Yearly gain of all founders over standing alone, EUR, if those take part that are better off so; two at least."""
    everybody, joint, total, partners = 0.0, 0.0, 0.0, 0
    for i in range(s.town.shape[0]):
        everybody += s.town[i].population if w.town[i].role == MEMBER else 0.0
    for i in range(s.town.shape[0]):
        if joins(k, i, host, everybody, p, w, s):
            s.partner[k, i] = 1.0  # for the time being
            joint += s.town[i].population
            partners += 1
    for i in range(s.town.shape[0]):
        if w.town[i].role == MEMBER:
            gain = -displacement(k, i, host, p, w, s)
            if s.partner[k, i] > 0.0:
                gain = own_gain(k, i, host, joint, s.project[k].cost, p, w, s) - s.alone_gain[k, i]
            total += gain * s.town[i].population
        s.partner[k, i] = 0.0
    return total if partners >= 2 else 0.0


@submodel
def value_opportunity(k: int, p: Any, w: Any, s: Any) -> None:
    """Joint surplus of opportunity ``k`` at its best site and shaping, and its worth; fixed from month 0 on."""
    project = s.project[k]
    best = 0.0
    for site in each(SITES):
        if project[site] >= 0 and w.town[project[site]].role == MEMBER:
            best = max(best, joint_surplus(k, project[site], p, w, s))
    project.surplus = best * (p.grant_ideal if project.kind == ADVOCATE else 1.0)  # others may refuse
    project.worth = worth_of(project.surplus, project.work, p.wage, p.upkeep, p.draft_share)


@submodel
def next_best(month: int, p: Any, w: Any, s: Any) -> int:
    """The opportunity that has appeared and is not prepared yet whose work brings most, −1 if none is worth it."""
    best, most = -1, 0.0
    for k, project in enumerate(s.project):
        if project.left <= 0.0 or project.appears > month or project.surplus <= 0.0:
            continue
        base = project.follows
        if base >= 0 and s.project[base].surplus > 0.0 and s.project[base].left > 0.0:  # first what it follows
            continue
        months = float(w.scenario.horizon - month - project.build)
        brings = return_on_work(project.surplus, project.work, project.left, months, p.wage, p.upkeep)
        if brings > most:
            best, most = k, brings
    return best


@submodel
def attain(p: Any, w: Any, s: Any) -> None:
    """What founders could attain who agree on everything and pool their staff: month by month the best work first."""
    staff, people = 0.0, 0.0
    for i, town in enumerate(s.town):
        if w.town[i].role == MEMBER:
            staff += capacity(town.staff, town.population, 0.0, p.crisis_staff)
            people += town.population
    for project in s.project:
        project.left = project.work * (1.0 + p.draft_share)
    ramp = p.ramp_months * (p.hindrance_base + w.scenario.long_time_span)
    fades = exp(-p.discount_rate / 12.0)
    discount = 1.0 / 12.0
    benefit, upkeep = 0.0, 0.0
    at_work = -1
    for month in range(w.scenario.horizon):
        effort = max(0.0, p.attainable_effort * staff - upkeep) if month >= p.ideal_lead else 0.0
        while effort > 1e-9:
            if at_work < 0 or s.project[at_work].left <= 0.0:  # what is begun is finished
                at_work = next_best(month, p, w, s)
            if at_work < 0:
                break
            project = s.project[at_work]
            done = min(effort, project.left)
            project.left -= done
            effort -= done
            if project.left <= 1e-9:
                project.left = 0.0
                wait = int(p.sitting_interval) if project.kind == ADVOCATE else 0
                project.clock = month + project.build + wait
        upkeep = 0.0
        for project in s.project:
            if project.left == 0.0 and project.clock <= month:
                benefit += project.surplus * ramped(float(month - project.clock), ramp) * discount
                upkeep += p.upkeep * project.work
        discount *= fades
    for project in s.project:
        project.left = 0.0
        project.clock = 0
    s.alliance.founders = people
    s.alliance.attainable = benefit
