"""Delivery (ODD 7.8): work progresses, coordination costs effort, benefits and losses arrive late."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.codes import CO_DESIGN, GIVEN_UP, JOINT_PRIORITIES, OPENS
from coopsim.model.numerics import clamp, logistic
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import indexed_id, uniform
from coopsim.submodels.agenda import work_in_progress, working_groups
from coopsim.submodels.gains import own_gain
from coopsim.submodels.instead import told
from coopsim.submodels.log import note_value, tell
from coopsim.submodels.partners import count_partners
from coopsim.submodels.problem import towards
from coopsim.submodels.trust import mean_trust, safeguarded
from coopsim.submodels.voting import binds_minority


@equation
def coordination_share(partners: float, vetoes: float, cost: float) -> float:
    """Share of effort that is left after coordination: partners and veto points alike must be won over (assumption)."""
    return 1.0 / (1.0 + cost * (max(0.0, partners - 1.0) + vetoes))


@equation
def spread_share(tasks: float, staff: float, switching: float) -> float:
    """Share of effort that is left where each post has several tasks at once (rule of thumb of Weinberg 1992)."""
    return 1.0 / (1.0 + switching * max(0.0, tasks / max(1e-9, staff) - 1.0))


@equation
def grant_chance(base: float, backing: float, weight: float, disposition: float) -> float:
    """Chance that a provider grants what the alliance asks for, per sitting (assumption)."""
    return logistic(base + weight * backing + disposition)


@equation
def quality_after(quality: float, supplied: float) -> float:
    """Quality of a joint service follows, within about a year, the effort that is supplied for running it."""
    return quality + (supplied - quality) / 12.0


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
    if not binds_minority(w.form[s.alliance.form].project_rule):
        for i in range(s.town.shape[0]):
            gain = own_gain(k, i, project.host, project.reach, project.cost, p, w, s) + s.transfer[k, i]
            s.partner[k, i] = 0.0 if gain < -p.tolerance else s.partner[k, i]
        count_partners(k, s)
    return project.partners >= 2 and s.partner[k, project.host] > 0.0


@submodel
def work_done(month: int, k: int, p: Any, w: Any, s: Any) -> None:
    """The work of the present status of ``k`` is finished."""
    project = s.project[k]
    if project.status == codes.DRAFT:
        project.status = codes.DRAFTED
        project.ready = month
        project.clarity = towards(project.clarity, 1.0, p.clarity_gain)  # part of the rest is settled (assumption)
        project.shaping = max(project.shaping, p.shaping_effect * s.lever[CO_DESIGN])
        for i in range(s.town.shape[0]):
            own = p.ownership_rate * s.lever[CO_DESIGN] * float(s.town[i].member)
            s.town[i].ownership += own * (1.0 - s.town[i].ownership)
    elif project.kind == codes.ADVOCATE:
        project.status = codes.PETITION
    elif told(month, OPENS, GIVEN_UP, k, w) > 0 or face_true_cost(month, k, p, w, s):
        project.status = codes.BUILDING
        project.clock = project.build
        tell(month, codes.EVENT_BUILDING, project.host, k, s)
    else:
        fail(month, k, p, s)


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
    sits = uniform(key, draw.SITTING, month, who) < 1.0 / p.sitting_interval
    if not sits and (provider != codes.BY_LAND or alliance.land_round == 0):
        return
    backing = project.reach / max(1.0, alliance.population) - 0.5 + 0.5 * alliance.designation
    disposition = 0.0
    county = w.town[project.host].county
    if provider == codes.BY_COUNTY and county >= 0:
        disposition = s.office[s.town.shape[0] + county].attitude
    elif provider == codes.BY_LAND:
        disposition = p.land_disposition * (alliance.land_support - 0.5)
    chance = grant_chance(p.grant_base, backing, p.grant_support, disposition)
    if uniform(key, draw.GRANT, month, who) < chance:
        project.status = codes.BUILDING
        project.clock = project.build
        note_value(month, codes.EVENT_PETITION_GRANTED, project.host, k, chance, s)
    else:
        note_value(month, codes.EVENT_PETITION_REFUSED, project.host, k, chance, s)


@submodel
def run_services(effort: float, p: Any, s: Any) -> float:
    """Services in operation and building sites take their upkeep first; returns it as far as ``effort`` covers it."""
    upkeep = 0.0
    for project in s.project:
        site = project.status == codes.BUILDING and project.kind != codes.ADVOCATE
        upkeep += p.upkeep * project.work if site or project.status == codes.DELIVERED else 0.0
    covered = upkeep <= effort or s.alliance.month_end >= 0  # after the end partners run them
    s.alliance.supplied = 1.0 if covered else effort / upkeep
    for project in s.project:
        if project.status == codes.DELIVERED:
            project.quality = quality_after(project.quality, s.alliance.supplied)
    return min(effort, upkeep)


@submodel
def share_effort(month: int, p: Any, w: Any, s: Any) -> None:
    """Spread the alliance's effort over contract, services, search, drafts and projects; let work progress."""
    alliance = s.alliance
    for_contract = min(alliance.contract_work, alliance.effort * p.contract_effort)
    alliance.contract_work -= for_contract
    used = run_services(alliance.effort - for_contract, p, s)
    left = alliance.effort - for_contract - used
    works = 0.0
    for project in s.project:
        works += 1.0 if project.status == codes.RUNNING or project.status == codes.DRAFT else 0.0
    groups = working_groups(s) if p.finding_staff > 0.0 else 0.0
    most_tasks = work_in_progress(left, p.focus_staff * s.lever[JOINT_PRIORITIES])
    searching = clamp(most_tasks - works, 0.0, groups)
    left *= spread_share(works + searching, left, p.switching)
    search = searching * min(p.finding_staff, left / max(1e-9, works + searching))
    alliance.search = (search + 1e-9) / (groups * p.finding_staff + 1e-9)
    used += search
    each = (left - search) / max(1.0, works)
    cost = safeguarded(p.coordination, mean_trust(s), p.safeguards)
    progress = 0.0
    for k, project in enumerate(s.project):
        if project.status != codes.RUNNING and project.status != codes.DRAFT:
            continue
        partners = float(project.partners if project.status == codes.RUNNING else alliance.members)
        share = coordination_share(partners, float(w.form[alliance.form].veto_points), cost)
        used += min(each, project.left / share)
        progress += min(each * share, project.left)
        project.left -= each * share
        if project.left <= 0.0:
            work_done(month, k, p, w, s)
    capacity = 1e-9
    for town in s.town:
        capacity += town.capacity * float(town.member)
    others = alliance.secretariat + alliance.external_staff
    members = alliance.effort_members / max(1e-9, alliance.effort_members + others)
    alliance.effort_used = used * members
    alliance.busy = clamp((used + for_contract) / max(1e-9, alliance.effort), 0.0, 1.0)
    alliance.progress = clamp(progress / capacity * members, 0.0, 1.0)


@submodel
def money_ratio(p: Any, w: Any, s: Any) -> float:
    """Share of the yearly building cost that members' and outside money cover."""
    alliance = s.alliance
    money = alliance.free_money
    needed = 0.0
    for town in s.town:
        money += town.contribution * max(0.0, town.fiscal) * town.population
    for project in s.project:
        if project.status == codes.BUILDING and project.kind != codes.ADVOCATE:
            needed += project.cost * project.reach
    if needed <= 0.0 or alliance.month_end >= 0:  # after the end partners build on their own account
        return 1.0
    return clamp(money / needed, 0.0, 1.0)


@submodel
def deliver_projects(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 8: work, building, providers' decisions, services in operation."""
    share_effort(month, p, w, s)
    ratio = money_ratio(p, w, s) * s.alliance.supplied
    s.alliance.services = 0
    for k, project in enumerate(s.project):
        stalled = month - project.agreed > p.stall_months and s.alliance.month_end < 0
        said = told(month, OPENS, GIVEN_UP, k, w)
        given_up = said < 0 and codes.RUNNING <= project.status < codes.FAILED
        if said > 0 and codes.RUNNING <= project.status < codes.DELIVERED:
            deliver(month, k, p, s)
        elif given_up or (stalled and (project.status == codes.RUNNING or project.status == codes.PETITION)):
            fail(month, k, p, s)
        elif project.status == codes.PETITION:
            provider_decides(month, key, k, p, w, s)
        elif project.status == codes.BUILDING:
            advances = uniform(key, draw.CAPACITY, month, indexed_id(w.scenario.catalogue_id, k)) < ratio
            project.clock -= 1 if advances or project.kind == codes.ADVOCATE else 0
            if project.clock <= 0:
                deliver(month, k, p, s)
        elif project.status == codes.DELIVERED:
            project.clock += 1
            if project.partners < 2:
                fail(month, k, p, s)
        if project.status == codes.DELIVERED:
            s.alliance.services += 1
