"""Agenda (ODD 7.5): fields of cooperation are derived, working groups set up, ideas found, drafts begun."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.codes import AREA_COUNT, CO_DESIGN, INTERACTIVE_FORMATS, JOINT_PRIORITIES, NEEDS_AND_STRENGTHS
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import indexed_id, uniform
from coopsim.submodels.concept import begin_concept, clarity_with_concept, concept_in_force
from coopsim.submodels.gains import own_gain
from coopsim.submodels.log import note_value, tell


@equation
def wish(need: float, endowment: float, recognition: float) -> float:
    """How much a municipality wants joint work in an area: unmet need, as far as the problem is recognised."""
    return recognition * need * (1.0 - endowment)


@equation
def freshness(months: float, patience: float, stale: float) -> float:
    """Weight of an area by the months since its group last found something: an exhausted field loses weight."""
    return stale if months > patience else 1.0


@equation
def width(limit: float, joint: float, narrowing: float) -> int:
    """Number of things taken up at once: all that the form allows, fewer where priorities are set jointly."""
    return int(max(1.0, limit * (1.0 - narrowing * joint) + 0.5))


@equation
def priority(champion: float, pooled: float, joint: float, effort: float) -> float:
    """Worth of a draft per effort: to its champion alone or, with joint priorities, to all."""
    return ((1.0 - joint) * champion + joint * pooled) / max(1.0, effort)


@equation
def finding_chance(
    rate: float, secretariat: float, exchange: float, formats: float, studies: float, most: float
) -> float:
    """Monthly chance that a working group finds an opportunity in its area (assumption)."""
    return min(most, rate * (1.0 + secretariat + exchange + formats + studies))


@submodel
def rank_of_area(i: int, a: int, s: Any) -> int:
    """Rank of area ``a`` among the wishes of municipality ``i``, 0 for the one it wants joint work in most."""
    level = wish(s.need[i, a], s.endowment[i, a], s.town[i].recognition)
    rank = 0
    for b in range(AREA_COUNT):
        other = wish(s.need[i, b], s.endowment[i, b], s.town[i].recognition)
        if other > level or (other == level and b < a):
            rank += 1
    return rank


@submodel
def derive_fields(month: int, p: Any, w: Any, s: Any) -> None:
    """At intervals: working groups for the areas with the greatest weight, as many as the form allows."""
    alliance = s.alliance
    joint = s.lever[JOINT_PRIORITIES]
    for a in range(AREA_COUNT):
        s.area[a].weight = 0.0
        s.area[a].chosen = 0
    for i in range(s.town.shape[0]):
        if s.town[i].member == 0:
            continue
        total = 1e-9
        for a in range(AREA_COUNT):
            total += wish(s.need[i, a], s.endowment[i, a], s.town[i].recognition)
        for a in range(AREA_COUNT):
            shared = wish(s.need[i, a], s.endowment[i, a], s.town[i].recognition) / total
            alone = 1.0 / (1.0 + p.favourite_bias * rank_of_area(i, a, s))  # everybody pushes its own favourites
            s.area[a].weight += joint * shared + (1.0 - joint) * alone
    for a in range(AREA_COUNT):
        if s.area[a].group == 1:
            idle = float(month - max(s.area[a].since, s.area[a].found))
            s.area[a].weight *= freshness(idle, p.stale_months, p.stale_weight)
    places = width(w.form[alliance.form].working_groups, joint, p.priority_narrowing)
    for _ in range(places):
        best, most = -1, 0.0
        for a in range(AREA_COUNT):
            if s.area[a].chosen == 0 and s.area[a].weight > most:
                best, most = a, s.area[a].weight
        if best < 0:
            return
        s.area[best].chosen = 1
        if s.area[best].group == 0:
            s.area[best].group = 1
            s.area[best].since = month
            note_value(month, codes.EVENT_WORKING_GROUP, -1, best, most, s)


@submodel
def close_fields(month: int, p: Any, s: Any) -> None:
    """Groups that were not chosen again are dissolved, after at least one such interval of work."""
    for a in range(AREA_COUNT):
        if s.area[a].group == 1 and s.area[a].chosen == 0 and month - s.area[a].since >= p.fields_interval:
            s.area[a].group = 0


@submodel
def find_ideas(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Working groups find opportunities in their areas."""
    alliance = s.alliance
    exchange = p.finding_exchange * w.form[alliance.form].actor_exchange
    chance = finding_chance(
        p.finding_rate,
        p.finding_secretariat * (alliance.secretariat + alliance.external_staff),
        exchange,
        p.finding_formats * s.lever[INTERACTIVE_FORMATS],
        p.finding_study * alliance.studies,
        p.finding_most,
    )
    placed = concept_in_force(month, p, s)
    for k in range(s.project.shape[0]):
        project = s.project[k]
        if project.status != codes.UNKNOWN or project.appears > month or s.area[project.area].group == 0:
            continue
        who = indexed_id(w.scenario.catalogue_id, k)
        if uniform(key, draw.OPPORTUNITY_FOUND, month, who) < chance:
            project.status = codes.IDEA
            if placed:
                project.clarity = clarity_with_concept(project.clarity, p.concept_clarity)
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
    """The ``option``-th possible host of opportunity ``k`` (0, 1, 2) if it takes part, else −1."""
    project = s.project[k]
    host = project.host_a if option == 0 else (project.host_b if option == 1 else project.host_c)
    return host if host >= 0 and s.town[host].member == 1 else -1


@submodel
def draft_priority(k: int, p: Any, w: Any, s: Any) -> float:
    """Worth of drafting opportunity ``k`` next: gain of its champion, or of all, per effort."""
    project = s.project[k]
    host = possible_host(k, 0, s)
    for option in range(1, codes.HOST_COUNT):
        host = possible_host(k, option, s) if host < 0 else host
    if host < 0:
        return -1.0
    champion, pooled, population = -1e9, 0.0, 0.0
    for i in range(s.town.shape[0]):
        if s.town[i].member == 0:
            continue
        gain = perceived_gain(k, i, host, s.alliance.population, p, w, s)
        champion = max(champion, gain)
        pooled += gain * s.town[i].population
        population += s.town[i].population
    return priority(
        champion,
        pooled / max(1.0, population),
        p.priority_base + (1.0 - p.priority_base) * s.lever[JOINT_PRIORITIES],
        project.work + p.work_fixed,
    )


@submodel
def mean_experience(s: Any) -> float:
    """Mean experience of cooperation among participants."""
    total, count = 0.0, 0.0
    for i in range(s.town.shape[0]):
        total += s.town[i].experience * s.town[i].talks
        count += float(s.town[i].talks)
    return total / max(1.0, count)


@submodel
def begin_drafts(month: int, p: Any, w: Any, s: Any) -> None:
    """The most worthwhile ideas are drafted, as many at once as there are groups; easy ones go first."""
    groups, busy = 0, 0
    for a in range(AREA_COUNT):
        groups += s.area[a].group
    for k in range(s.project.shape[0]):
        if s.project[k].status == codes.DRAFT or s.project[k].status == codes.DRAFTED:
            busy += 1
    while busy < groups:
        best, most = -1, 0.0
        for k in range(s.project.shape[0]):
            if s.project[k].status != codes.IDEA or month < s.project[k].ready:
                continue
            worth = draft_priority(k, p, w, s)
            if worth > most:
                best, most = k, worth
        if best < 0:
            return
        project = s.project[best]
        project.status = codes.DRAFT
        slower = 1.0 + p.design_work * s.lever[CO_DESIGN] + p.inexperience_work * (1.0 - mean_experience(s))
        project.left = (p.draft_share * project.work + p.work_fixed) * slower
        busy += 1
        note_value(month, codes.EVENT_DRAFT, -1, best, most, s)


@submodel
def set_agenda(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 5: needs a steering group."""
    alliance = s.alliance
    if alliance.groups == 0:
        return
    groups = 0
    for a in range(AREA_COUNT):
        groups += s.area[a].group
    if groups == 0 or (month - alliance.month_letter) % int(p.fields_interval) == 0:
        derive_fields(month, p, w, s)
        close_fields(month, p, s)
    begin_concept(month, p, w, s)
    find_ideas(month, key, p, w, s)
    begin_drafts(month, p, w, s)
