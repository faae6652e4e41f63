"""Delivery (ODD 7.8): work progresses, coordination costs effort, benefits and losses arrive late."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.codes import CO_DESIGN
from coopsim.model.numerics import clamp, logistic
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import indexed_id, uniform
from coopsim.submodels.agenda import mean_experience
from coopsim.submodels.concept import adopt_concept, concept_in_force
from coopsim.submodels.gains import own_gain
from coopsim.submodels.log import note_value, tell
from coopsim.submodels.partners import count_partners
from coopsim.submodels.voting import binds_minority


@equation
def coordination_share(
    partners: float, vetoes: float, cost: float, ease: float, by_vetoes: float, by_ease: float
) -> float:
    """Share of effort that is left after coordination, which grows with partners and veto points (assumption)."""
    return 1.0 / (1.0 + cost * max(0.0, partners - 1.0) * (1.0 + by_vetoes * vetoes) * (1.0 - by_ease * ease))


@equation
def spread_share(tasks: float, switching: float) -> float:
    """Share of effort that is left when it is spread over several tasks at once."""
    return 1.0 / (1.0 + switching * max(0.0, tasks - 1.0))


@equation
def grant_chance(
    base: float, support: float, designated: float, size: float, by_designation: float, by_size: float
) -> float:
    """Chance that a provider grants what the alliance asks for, per sitting (assumption)."""
    return logistic(base + support + by_designation * designated - by_size * (size - 1.0))


@equation
def quality_after(quality: float, supplied: float, rate: float) -> float:
    """Quality of a joint service follows the effort that is supplied for running it."""
    return quality + rate * (supplied - quality)


@submodel
def fail(month: int, k: int, p: Any, s: Any) -> None:
    """Project or service ``k`` ends; its partners take it as a setback."""
    s.project[k].status = codes.FAILED
    for i in range(s.town.shape[0]):
        s.town[i].news -= s.partner[k, i] * p.failed_news
    tell(month, codes.EVENT_FAILED, -1, k, s)


@submodel
def face_true_cost(month: int, k: int, p: Any, w: Any, s: Any) -> bool:
    """Once the true cost is known, partners who would now lose leave; fewer than two left end the project."""
    project = s.project[k]
    if binds_minority(w.form[s.alliance.form].project_rule):
        return project.partners >= 2 and s.partner[k, project.host] > 0.0
    for i in range(s.town.shape[0]):
        if s.partner[k, i] == 0.0:
            continue
        gain = own_gain(k, i, project.host, project.reach, project.cost, p, w, s) + s.transfer[k, i]
        if gain < -p.tolerance - p.commitment_bond * s.town[i].commitment:
            s.partner[k, i] = 0.0
    count_partners(k, s)
    return project.partners >= 2 and s.partner[k, project.host] > 0.0


@submodel
def work_done(month: int, k: int, p: Any, w: Any, s: Any) -> None:
    """The work of the present status of ``k`` is finished."""
    project = s.project[k]
    if project.status == codes.DRAFT:
        project.status = codes.DRAFTED
        project.ready = month
        project.clarity += p.draft_clarity * (1.0 - project.clarity)
        project.shaping = max(project.shaping, p.shaping_effect * s.lever[CO_DESIGN])
        for i in range(s.town.shape[0]):
            own = p.ownership_rate * s.lever[CO_DESIGN] * float(s.town[i].member)
            s.town[i].ownership += own * (1.0 - s.town[i].ownership)
        return
    if project.kind == codes.ADVOCATE:
        project.status = codes.PETITION
        return
    if not face_true_cost(month, k, p, w, s):
        fail(month, k, p, s)
        return
    project.status = codes.BUILDING
    project.clock = project.build
    tell(month, codes.EVENT_BUILDING, project.host, k, s)


@submodel
def deliver(month: int, k: int, p: Any, s: Any) -> None:
    """Project ``k`` opens as a joint service."""
    project = s.project[k]
    project.status = codes.DELIVERED
    project.delivered = month
    project.clock = 0
    project.quality = 1.0
    for i in range(s.town.shape[0]):
        s.town[i].news += s.partner[k, i]
    tell(month, codes.EVENT_DELIVERED, project.host, k, s)


@submodel
def provider_decides(month: int, key: Any, k: int, p: Any, w: Any, s: Any) -> None:
    """County, Land, federation or a private provider decides at its own sittings on what the alliance asks for."""
    project = s.project[k]
    alliance = s.alliance
    provider = w.function[project.function].provider
    who = indexed_id(w.scenario.catalogue_id, k)
    interval = p.sitting_interval * (p.sitting_county if provider == codes.BY_COUNTY else 1.0)
    sits = uniform(key, draw.SITTING, month, who) < 1.0 / interval
    if provider == codes.BY_LAND and alliance.land_round == 1:
        sits = True
    if not sits:
        return
    support = p.grant_support * (project.reach / max(1.0, alliance.population) - 0.5)
    if concept_in_force(month, p, s):
        support += p.grant_concept
    if provider == codes.BY_COUNTY:
        county = w.town[project.host].county
        if county >= 0:
            support += s.office[s.town.shape[0] + county].attitude
    elif provider == codes.BY_LAND:
        support += p.land_disposition * (alliance.land_support - 0.5)
    chance = grant_chance(
        p.grant_base, support, float(alliance.designation), project.scale, p.grant_designation, p.grant_size
    )
    if uniform(key, draw.GRANT, month, who) < chance:
        project.status = codes.BUILDING
        project.clock = project.build
        note_value(month, codes.EVENT_PETITION_GRANTED, project.host, k, chance, s)
        return
    project.petitions += 1
    note_value(month, codes.EVENT_PETITION_REFUSED, project.host, k, chance, s)
    if project.petitions >= p.petition_tries:
        fail(month, k, p, s)


@submodel
def share_effort(month: int, p: Any, w: Any, s: Any) -> None:
    """Spread the alliance's effort over contract, concept, services, projects and drafts; let work progress."""
    alliance = s.alliance
    form = w.form[alliance.form]
    left = alliance.effort
    for_contract = min(alliance.contract_work, left * p.contract_effort)
    alliance.contract_work -= for_contract
    left -= for_contract
    for_concept = min(alliance.concept_work, left * p.concept_effort)
    left -= for_concept
    if for_concept > 0.0:
        alliance.concept_work -= for_concept
        if alliance.concept_work <= 1e-9:
            adopt_concept(month, p, s)
    upkeep, tasks = 0.0, 0.0
    for k in range(s.project.shape[0]):
        project = s.project[k]
        if project.status == codes.DELIVERED:
            upkeep += p.upkeep * project.work
        elif project.status == codes.RUNNING or project.status == codes.DRAFT:
            tasks += 1.0
    supplied = 1.0 if upkeep <= left or alliance.month_end >= 0 else left / upkeep  # after the end partners run them
    used = min(left, upkeep)
    left -= used
    ease = mean_experience(s)
    each = left * spread_share(tasks, p.switching) / max(1.0, tasks)
    progress = 0.0
    for k in range(s.project.shape[0]):
        project = s.project[k]
        if project.status == codes.DELIVERED:
            project.quality = quality_after(project.quality, supplied, p.quality_rate)
        elif project.status == codes.RUNNING or project.status == codes.DRAFT:
            partners = float(project.partners if project.status == codes.RUNNING else alliance.members)
            share = coordination_share(
                partners, float(form.veto_points), p.coordination, ease, p.coordination_veto, p.coordination_ease
            )
            used += min(each, project.left / share)
            progress += min(each * share, project.left)
            project.left -= each * share
            if project.left <= 0.0:
                work_done(month, k, p, w, s)
    capacity = 1e-9
    for i in range(s.town.shape[0]):
        capacity += s.town[i].capacity * float(s.town[i].member)
    total = alliance.effort_members + alliance.secretariat + alliance.external_staff
    alliance.effort_used = used * alliance.effort_members / max(1e-9, total)
    alliance.busy = clamp((used + for_contract + for_concept) / max(1e-9, alliance.effort), 0.0, 1.0)
    alliance.progress = clamp(progress / capacity * alliance.effort_members / max(1e-9, total), 0.0, 1.0)


@submodel
def money_ratio(p: Any, w: Any, s: Any) -> float:
    """Share of the yearly building cost that members' and outside money cover."""
    alliance = s.alliance
    money = alliance.free_money
    needed = 0.0
    for i in range(s.town.shape[0]):
        money += s.town[i].contribution * max(0.0, s.town[i].fiscal) * s.town[i].population
    for k in range(s.project.shape[0]):
        if s.project[k].status == codes.BUILDING and s.project[k].kind != codes.ADVOCATE:
            needed += s.project[k].cost * s.project[k].reach
    if needed <= 0.0 or alliance.month_end >= 0:  # after the end partners build on their own account
        return 1.0
    return clamp(money / needed, 0.0, 1.0)


@submodel
def deliver_projects(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 8: work, building, providers' decisions, services in operation."""
    share_effort(month, p, w, s)
    ratio = money_ratio(p, w, s)
    s.alliance.services = 0
    for k in range(s.project.shape[0]):
        project = s.project[k]
        if project.status == codes.PETITION:
            provider_decides(month, key, k, p, w, s)
        elif project.status == codes.RUNNING and month - project.agreed > p.stall_months and s.alliance.month_end < 0:
            fail(month, k, p, s)
        elif project.status == codes.BUILDING:
            advances = uniform(key, draw.CAPACITY, month, indexed_id(w.scenario.catalogue_id, k)) < ratio
            project.clock -= 1 if advances or project.kind == codes.ADVOCATE else 0
            if project.clock <= 0:
                deliver(month, k, p, s)
        elif project.status == codes.DELIVERED:
            project.clock += 1
            if project.partners < 2 or project.quality < p.quality_floor:
                fail(month, k, p, s)
        if project.status == codes.DELIVERED:
            s.alliance.services += 1
