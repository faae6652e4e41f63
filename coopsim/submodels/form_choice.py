"""Choice of the form (ODD 7.12): with *suitable form* as an approach, the alliance reviews what it needs."""

from typing import Any

from coopsim.model.codes import DELIVERED, DRAFTED, IMPOSED, SUITABLE_FORM
from coopsim.model.numerics import clamp
from coopsim.model.rules import equation, submodel
from coopsim.submodels.appraisal import posts
from coopsim.submodels.contract import contract_cost


@equation
def form_mismatch(
    need: float, capability: float, control: float, cost: float, fear: float, cost_weight: float, idle_weight: float
) -> float:
    """How badly a form suits: coordination needed but not given, control and money given up (Provan & Kenis 2008)."""
    return max(0.0, need - capability) + idle_weight * max(0.0, capability - need) + fear * control + cost_weight * cost


@equation
def needed_coordination(
    partners: float,
    work: float,
    blocked: float,
    trust: float,
    by_partners: float,
    by_work: float,
    by_blocked: float,
    by_distrust: float,
) -> float:
    """Coordination that an alliance needs, 0..1: rises with partners, work under way, blocked decisions, distrust."""
    need = by_partners * (partners - 2.0) + by_work * work + by_blocked * blocked + by_distrust * (1.0 - trust)
    return clamp(need, 0.0, 1.0)


@submodel
def work_under_way(p: Any, s: Any) -> float:
    """Projects from drafted to petitioned, and services in operation, which need less of their partners."""
    work = 0.0
    for k in range(s.project.shape[0]):
        if DRAFTED <= s.project[k].status < DELIVERED:
            work += 1.0
        elif s.project[k].status == DELIVERED:
            work += p.service_stake
    return work


@submodel
def best_form(p: Any, w: Any, s: Any) -> int:
    """The form whose burden and capability match best what coordination needs now."""
    alliance = s.alliance
    trust, fear, count = 0.0, 0.0, 0.0
    for i in range(s.town.shape[0]):
        if s.town[i].member == 1:
            trust += s.town[i].trust
            fear += s.town[i].fear
            count += 1.0
    trust /= max(1.0, count)
    fear /= max(1.0, count)
    work = work_under_way(p, s)
    need = needed_coordination(
        count, work, alliance.recent_blocked, trust, p.need_partners, p.need_work, p.need_blocked, p.need_distrust
    )
    best, least = alliance.sought, 1e9
    for f in range(w.form.shape[0]):
        row = w.form[f]
        if f == w.scenario.none or row.founding_rule >= IMPOSED:
            continue
        office = posts(row.secretariat, alliance.population, p.office_size)
        cost = contract_cost(row.running_cost, row.setup_cost, office, p.wage, alliance.population, p.setup_years)
        mismatch = form_mismatch(
            need, row.capability, row.control, cost, fear * (1.0 - trust), p.review_cost, p.review_idle
        )
        if f == alliance.form:
            mismatch -= p.review_inertia
        if mismatch < least:
            best, least = f, mismatch
    return best


@submodel
def review_form(month: int, p: Any, w: Any, s: Any) -> None:
    """Periodic review: seek the form that suits best."""
    alliance = s.alliance
    strength = s.lever[SUITABLE_FORM]
    settled = alliance.sought == alliance.form or alliance.contract_try >= p.review_tries
    settled = settled and w.form[alliance.sought].founding_rule != IMPOSED
    if strength <= 0.0 or alliance.groups == 0 or not settled:
        return
    if month - max(alliance.review_month, alliance.month_letter) < p.review_months / strength:
        return
    alliance.review_month = month
    best = best_form(p, w, s)
    if best != alliance.sought:
        alliance.sought = best
        alliance.contract_clock = 0
        alliance.contract_work = 0.0
