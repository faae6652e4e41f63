"""Levers (ODD 7.1): which approaches are at work this month and what they bind, and new impulses."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.codes import AREA_COUNT
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import pair_id, uniform
from coopsim.submodels.log import tell
from coopsim.submodels.office import change_of_office
from coopsim.submodels.surroundings import close_facility, renew
from coopsim.submodels.voting import passes


@equation
def approach_strength(strength: float, month: int, start: int, end: int, trigger: float, activity: float) -> float:
    """Strength of an approach now: inside its time span and, if it has a trigger, while activity is below it."""
    if month < start or month >= end:
        return 0.0
    if trigger == trigger and activity >= trigger:
        return 0.0
    return strength


@equation
def staffed(effort: float, wanted: float, share: float) -> float:
    """Share of the wanted staff that approaches get: they may bind at most ``share`` of the effort there is."""
    if wanted <= share * effort:
        return 1.0
    return share * max(0.0, effort) / wanted


@equation
def wish_for_impulse(hope: float, commitment: float, attitude: float, cost: float, fear: float) -> float:
    """A member's wish to pay for a new beginning: hope as far as it is committed, against what voters resent more."""
    return hope * commitment * (1.0 + attitude) - cost * (1.0 + fear)


@submodel
def apply_approaches(month: int, p: Any, w: Any, s: Any) -> None:
    """Approaches act once talks are held; each binds staff and money in proportion to its strength.

    Before a letter of intent the mayors' offices do the work; afterwards an approach without staff is not carried out.
    """
    alliance = s.alliance
    resourced = 1.0
    if alliance.rung > 0:
        resourced = staffed(alliance.effort + alliance.approach_staff, alliance.approach_wanted, p.approach_share)
    alliance.approach_staff = alliance.approach_money = alliance.approach_wanted = 0.0
    scale = p.approach_scale * alliance.population
    for a in range(codes.APPROACH_COUNT):
        row = w.approach[a]
        now = approach_strength(row.strength, month, row.start, row.end, row.trigger, alliance.activity)
        s.lever[a] = alliance.talks * now * resourced
        alliance.approach_wanted += scale * alliance.talks * now * row.staff / 100000.0
        alliance.approach_staff += scale * s.lever[a] * row.staff / 100000.0
        alliance.approach_money += scale * s.lever[a] * row.money


@submodel
def engage(month: int, strength: float, months: int, s: Any) -> None:
    """A facilitator begins work for a time."""
    s.alliance.facilitation = max(s.alliance.facilitation, strength)
    s.alliance.facilitation_end = max(s.alliance.facilitation_end, month + months)


@submodel
def neediest_area(s: Any) -> int:
    """Function area without a working group in which the participants' need is greatest, −1 if none."""
    best, most = -1, -1.0
    for a in range(AREA_COUNT):
        if s.area[a].group == 1:
            continue
        need = 0.0
        for i in range(s.town.shape[0]):
            need += s.need[i, a] * s.town[i].talks
        if need > most:
            best, most = a, need
    return best


@submodel
def drawn_town(month: int, key: Any, impulse: Any, s: Any, w: Any) -> int:
    """The municipality that an impulse without a named one strikes: each draws a lot, merged ones take none."""
    target, most = 0, -1.0
    for i in range(s.town.shape[0]):
        lot = uniform(key, draw.IMPULSE_TARGET, month, pair_id(impulse, w.town[i].id))
        if s.town[i].merged == 0 and lot > most:
            target, most = i, lot
    return target


@submodel
def give_impulse(month: int, key: Any, q: int, p: Any, w: Any, s: Any) -> None:
    """One impulse from outside: a new beginning, and what it brings; never activity itself."""
    impulse = w.impulse[q]
    alliance = s.alliance
    target = impulse.town if impulse.town >= 0 else drawn_town(month, key, impulse.id, s, w)
    tell(month, codes.EVENT_IMPULSE, target, impulse.kind, s)
    if impulse.kind == codes.FACILITATOR:
        engage(month, impulse.strength, impulse.duration, s)
    elif impulse.kind == codes.STUDY:
        alliance.studies += impulse.strength
    elif impulse.kind == codes.NEW_AREA:
        area = impulse.area if impulse.area >= 0 else neediest_area(s)
        if area >= 0 and alliance.groups == 1:
            s.area[area].group = 1
            s.area[area].since = month
    elif impulse.kind == codes.DESIGNATION:
        if alliance.rung == 0 or alliance.designation == 1:
            return
        alliance.designation = 1
        tell(month, codes.EVENT_DESIGNATED, -1, -1, s)
    elif impulse.kind == codes.SUBSIDY:
        alliance.subsidy = impulse.strength * p.subsidy_amount
        alliance.subsidy_end = month + impulse.duration
    elif impulse.kind == codes.SCANDAL:
        s.town[target].approval = max(-1.0, s.town[target].approval - p.outrage * impulse.strength)
        for j in range(s.town.shape[0]):
            s.personal[j, target] *= 1.0 - p.outrage * impulse.strength
    elif impulse.kind == codes.NEW_MAYOR:
        change_of_office(month, key, target, p, w, s)
        return
    elif impulse.kind == codes.CLOSURE:
        area = impulse.area
        if area < 0:
            area = min(AREA_COUNT - 1, int(AREA_COUNT * uniform(key, draw.CLOSURE_NIGHT, month, impulse.id)))
        close_facility(month, target, area, impulse.strength, p, s)
        return
    renew(impulse.strength, p, s)


@submodel
def decide_impulse(month: int, p: Any, w: Any, s: Any) -> None:
    """Members that see activity low may pay for a facilitator and a study, under their own decision rule."""
    alliance = s.alliance
    if alliance.groups == 0 or alliance.meets == 0 or alliance.months_low < p.impulse_patience:
        return
    if month - alliance.impulse_month < p.impulse_duration + p.impulse_patience:  # the last one has had its time
        return
    alliance.impulse_month = month
    cost = p.wage * p.impulse_duration / 12.0 + p.study_cost
    hope = p.impulse_hope * p.prize_start
    for i in range(s.town.shape[0]):
        town, attitude = s.town[i], s.office[i].attitude
        each = cost / max(1.0, alliance.population)
        s.vote[i].utility = wish_for_impulse(hope, town.commitment, attitude, each, town.fear)
    form = w.form[alliance.form]
    if passes(form.project_rule, form.by_population, p.tolerance, w, s):
        engage(month, 1.0, int(p.impulse_duration), s)
        alliance.studies += 1.0
        alliance.bill += p.study_cost
        alliance.facilitation_paid = 1
        alliance.own_impulses += 1
        renew(1.0, p, s)
        tell(month, codes.EVENT_OWN_IMPULSE, -1, -1, s)


@submodel
def pull_levers(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 1: approaches and impulses of this month."""
    alliance = s.alliance
    if month >= alliance.facilitation_end:
        alliance.facilitation = 0.0
        alliance.facilitation_paid = 0
    decide_impulse(month, p, w, s)
    apply_approaches(month, p, w, s)
    alliance.approach_money += p.wage * alliance.facilitation_paid
    alliance.studies *= 1.0 - 1.0 / p.impulse_duration  # remembered for about that time
    for q in range(w.impulse.shape[0]):
        impulse = w.impulse[q]
        random = uniform(key, draw.IMPULSE, month, impulse.id) < impulse.rate / 12.0
        if month == impulse.month or random:
            give_impulse(month, key, q, p, w, s)
