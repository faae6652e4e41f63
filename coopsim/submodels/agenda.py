"""Agenda (ODD 7.5): fields of cooperation are derived, working groups set up, ideas found, drafts begun."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.codes import CO_DESIGN, INTERACTIVE_FORMATS, JOINT_PRIORITIES, NEEDS_AND_STRENGTHS
from coopsim.model.numerics import exp
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import indexed_id, uniform
from coopsim.submodels.gains import own_gain
from coopsim.submodels.log import note_value, tell


@equation
def wish(need: float, endowment: float, recognition: float) -> float:
    """How much a municipality wants joint work in an area: unmet need, as far as it recognises the problem."""
    return recognition * need * (1.0 - endowment)


@equation
def freshness(months: float, half: float) -> float:
    """Weight of an area whose group has found nothing for so many months; after a year it falls (assumption)."""
    return half / (half + max(0.0, months - 12.0))


@equation
def weighted(champion: float, pooled: float, joint: float) -> float:
    """Weight of a field or draft: what its champion gives it or, as far as priorities are joint, all together."""
    return (1.0 - joint) * champion + joint * pooled


@equation
def finding_chance(rate: float, search: float, outside: float) -> float:
    """Monthly chance that a working group finds an opportunity: by the staff it has for searching (assumption)."""
    return 1.0 - exp(-rate * search * outside)


@equation
def work_in_progress(staff: float, least: float) -> float:
    """Most tasks at once if each is to have ``least`` posts, one at least; fewer are done sooner (Little 1961)."""
    return max(1.0, staff / least) if least > 0.0 else 1e9


@submodel
def working_groups(s: Any) -> float:
    """Number of working groups."""
    groups = 0
    for area in s.area:
        groups += area.group
    return float(groups)


@submodel
def weigh_fields(month: int, p: Any, s: Any) -> None:
    """Weight of each area: by what one municipality, or all together, want, less where a group finds nothing."""
    members = max(1.0, float(s.alliance.members))
    for a, area in enumerate(s.area):
        champion, pooled = 0.0, 0.0
        for i, town in enumerate(s.town):
            wanted = wish(s.need[i, a], s.endowment[i, a], town.recognition) * float(town.member)
            champion = max(champion, wanted)
            pooled += wanted / members
        s.area[a].weight = weighted(champion, pooled, s.lever[JOINT_PRIORITIES])
        if area.group == 1:
            area.weight *= freshness(float(month - max(area.since, area.found)), p.stale_months)


@submodel
def derive_fields(month: int, p: Any, w: Any, s: Any) -> None:
    """Once a year: groups for the weightiest areas, as many as the form allows; others close after a year of work."""
    weigh_fields(month, p, s)
    places = max(1, w.form[s.alliance.form].working_groups)
    for a, area in enumerate(s.area):
        ahead = 0
        for b, other in enumerate(s.area):
            if other.weight > area.weight or (other.weight == area.weight and b < a):
                ahead += 1
        if area.weight > 0.0 and ahead < places:
            if area.group == 0:
                area.group = 1
                area.since = month
                note_value(month, codes.EVENT_WORKING_GROUP, -1, a, area.weight, s)
        elif area.group == 1 and month - area.since >= 12:
            area.group = 0


@submodel
def is_open(month: int, k: int, s: Any) -> bool:
    """Whether opportunity ``k`` can be found: it has appeared, and what it follows has run for a year or failed."""
    project = s.project[k]
    if project.status != codes.UNKNOWN or project.appears > month:
        return False
    if project.follows < 0:
        return True
    before = s.project[project.follows]
    return before.status == codes.FAILED or (before.status == codes.DELIVERED and before.clock >= 12)


@submodel
def find_ideas(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Working groups find opportunities in their areas, by the staff that they had for it last month."""
    outside = w.form[s.alliance.form].actor_exchange + s.lever[INTERACTIVE_FORMATS] + s.alliance.studies
    chance = finding_chance(p.finding_rate, s.alliance.search, 1.0 + p.finding_help * outside)
    for k, project in enumerate(s.project):
        if not is_open(month, k, s) or s.area[project.area].group == 0:
            continue
        if uniform(key, draw.OPPORTUNITY_FOUND, month, indexed_id(w.scenario.catalogue_id, k)) < chance:
            project.status = codes.IDEA
            if project.follows >= 0 and s.project[project.follows].status == codes.DELIVERED:
                project.host_a = s.project[project.follows].host  # a running service is renewed where it stands
                project.host_b = -1
            s.area[project.area].found = month
            tell(month, codes.EVENT_IDEA, -1, k, s)


@submodel
def perceived_gain(k: int, i: int, host: int, joint: float, p: Any, w: Any, s: Any) -> float:
    """Own gain of ``i`` over standing alone as it sees it: at estimated cost, misread as far as the idea is unclear."""
    project = s.project[k]
    unclear = p.misperception * (1.0 - project.clarity) * (p.uncertainty_base + w.scenario.no_good_practice)
    unclear *= 1.0 - p.inventory_effect * s.lever[NEEDS_AND_STRENGTHS]  # it shows a town its own needs too
    gain = own_gain(k, i, host, joint, project.estimate, p, w, s) - s.alone_gain[k, i]
    return gain + unclear * project.value * s.misread[k, i]


@submodel
def possible_host(k: int, option: int, s: Any) -> int:
    """The first or second possible host of opportunity ``k`` if it takes part and is not leaving, else −1."""
    host = s.project[k].host_a if option == 0 else s.project[k].host_b
    return host if host >= 0 and s.town[host].member == 1 and s.town[host].notice <= 0 else -1


@submodel
def draft_priority(k: int, p: Any, w: Any, s: Any) -> float:
    """Worth of drafting ``k`` next: gain of its champion, or of all, per FTE-month; 0 or less if it is not drafted."""
    host = possible_host(k, 0, s)
    host = possible_host(k, 1, s) if host < 0 else host
    if host < 0:
        return 0.0
    champion, pooled, population = 0.0, 0.0, 1e-9
    for i, town in enumerate(s.town):
        if town.member == 1:
            gain = perceived_gain(k, i, host, s.alliance.population, p, w, s)
            champion = max(champion, gain)
            pooled += gain * town.population
            population += town.population
    worth = weighted(champion, pooled / population, s.lever[JOINT_PRIORITIES]) / max(1e-9, s.project[k].work)
    return worth


@submodel
def mean_experience(s: Any) -> float:
    """Mean experience of cooperation among participants."""
    total, count = 0.0, 0.0
    for town in s.town:
        total += town.experience * town.talks
        count += float(town.talks)
    return total / max(1.0, count)


@submodel
def begin_drafts(month: int, p: Any, w: Any, s: Any) -> None:
    """The best ideas are drafted, as many as there are groups; where priorities are joint, as there is staff for."""
    waiting, tasks = 0, 1  # with the next one
    for k in range(s.project.shape[0]):
        status = s.project[k].status
        waiting += 1 if status == codes.DRAFT or status == codes.DRAFTED else 0
        tasks += 1 if status == codes.DRAFT or status == codes.RUNNING else 0
    groups = working_groups(s)
    most_tasks = work_in_progress(s.alliance.effort, p.focus_staff * s.lever[JOINT_PRIORITIES])
    while waiting < groups and tasks <= most_tasks:
        best, most = -1, 0.0
        for k in range(s.project.shape[0]):
            if s.project[k].status == codes.IDEA and month >= s.project[k].ready:
                worth = draft_priority(k, p, w, s)
                if worth > most:
                    best, most = k, worth
        if best < 0:
            return
        project = s.project[best]
        project.status = codes.DRAFT
        slower = 1.0 + p.design_work * s.lever[CO_DESIGN] + p.inexperience_work * (1.0 - mean_experience(s))
        project.left = p.draft_share * project.work * slower
        waiting += 1
        tasks += 1
        note_value(month, codes.EVENT_DRAFT, -1, best, most, s)


@submodel
def set_agenda(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 5: needs a steering group."""
    if s.alliance.groups == 0:
        return
    if working_groups(s) == 0.0 or (month - s.alliance.month_letter) % 12 == 0:
        derive_fields(month, p, w, s)
    find_ideas(month, key, p, w, s)
    begin_drafts(month, p, w, s)
