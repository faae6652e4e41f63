"""Levers (ODD 7.1): which approaches are at work this month and what they bind, and new impulses."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.codes import AREA_COUNT
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import pair_id, uniform
from coopsim.submodels.instead import take_words
from coopsim.submodels.log import tell
from coopsim.submodels.office import change_of_office
from coopsim.submodels.surroundings import close_facility, drawn_area, renew
from coopsim.submodels.voting import passes


@equation
def approach_strength(strength: float, month: int, start: int, end: int, trigger: float, activity: float) -> float:
    """Strength of an approach now: inside its time span and, if it has a trigger, while activity is below it."""
    return strength if start <= month < end and not trigger <= activity else 0.0  # no trigger: not a number


@equation
def staffed(effort: float, wanted: float, share: float) -> float:
    """Share of the wanted staff that approaches get: they may bind at most ``share`` of the effort there is."""
    return 1.0 if wanted <= share * effort else share * max(0.0, effort) / wanted


@equation
def wish_for_impulse(hope: float, commitment: float, attitude: float, cost: float, fear: float) -> float:
    """A member's wish to pay for a new beginning: hope as far as it is committed, against what voters resent more."""
    return hope * commitment * (1.0 + attitude) - cost * (1.0 + fear)


@submodel
def set_strengths(month: int, w: Any, s: Any) -> None:
    """Effective strength of each approach: as it is set, as far as it is carried out."""
    for a in range(codes.APPROACH_COUNT):
        row = w.approach[a]
        now = approach_strength(row.strength, month, row.start, row.end, row.trigger, s.alliance.activity)
        s.lever[a] = s.alliance.carried_out * now


@submodel
def apply_approaches(month: int, p: Any, w: Any, s: Any) -> None:
    """Approaches act once talks are held; each binds staff and money in proportion to its strength.

    Before a letter of intent the mayors' offices do the work; afterwards an approach without staff is not carried out.
    """
    alliance = s.alliance
    alliance.carried_out = float(alliance.talks)
    set_strengths(month, w, s)
    scale = p.approach_scale * alliance.population
    staff, money = 0.0, 0.0
    for a in range(codes.APPROACH_COUNT):
        staff += scale * s.lever[a] * w.approach[a].staff / 100000.0
        money += scale * s.lever[a] * w.approach[a].money
    effort = alliance.effort + alliance.approach_staff
    done = staffed(effort, staff, p.approach_share) if alliance.rung > 0 else 1.0
    alliance.carried_out *= done
    set_strengths(month, w, s)
    alliance.approach_staff = done * staff
    alliance.approach_money = done * money


@submodel
def engage(month: int, strength: float, months: int, s: Any) -> None:
    """A facilitator begins work for a time."""
    s.alliance.facilitation = max(s.alliance.facilitation, strength)
    s.alliance.facilitation_end = max(s.alliance.facilitation_end, month + months)


@submodel
def weightiest_area(s: Any) -> int:
    """Function area without a working group that has the greatest weight (ODD 7.5), −1 if none."""
    best, most = -1, -1.0
    for a in range(AREA_COUNT):
        if s.area[a].group == 0 and s.area[a].weight > most:
            best, most = a, s.area[a].weight
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
        area = impulse.area if impulse.area >= 0 else weightiest_area(s)
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
        s.town[target].approval = max(-1.0, s.town[target].approval - impulse.strength)
        for j in range(s.town.shape[0]):
            s.personal[j, target] *= 1.0 - impulse.strength
    elif impulse.kind == codes.NEW_MAYOR:
        change_of_office(month, key, target, p, w, s)
        return
    elif impulse.kind == codes.CLOSURE:
        lot = uniform(key, draw.CLOSURE_NIGHT, month, impulse.id)
        area = impulse.area if impulse.area >= 0 else drawn_area(lot)
        close_facility(month, target, area, impulse.strength, p, s)
        return
    renew(impulse.strength, p, s)


@submodel
def decide_impulse(month: int, p: Any, w: Any, s: Any) -> None:
    """Members that see activity low for a year may pay for a facilitator, under their own decision rule.

    Whether they agree or not, they ask again a year after a facilitator's time would be over.
    """
    alliance = s.alliance
    last = month - alliance.impulse_month
    if alliance.groups == 0 or alliance.meets == 0 or alliance.months_low < 12 or last < p.impulse_duration + 12:
        return
    alliance.impulse_month = month
    hope = p.impulse_hope * p.prize_start
    each = p.wage * p.impulse_duration / 12.0 / max(1.0, alliance.population)
    for i in range(s.town.shape[0]):
        town = s.town[i]
        s.vote[i].utility = wish_for_impulse(hope, town.commitment, s.office[i].attitude, each, town.fear)
    form = w.form[alliance.form]
    if passes(form.project_rule, form.by_population, p.tolerance, w, s):
        engage(month, 1.0, int(p.impulse_duration), s)
        alliance.studies += 1.0  # a facilitator studies what there is to do
        alliance.facilitation_paid = 1
        alliance.own_impulses += 1
        renew(1.0, p, s)
        tell(month, codes.EVENT_OWN_IMPULSE, -1, -1, s)


@submodel
def pull_levers(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 1: approaches and impulses of this month."""
    take_words(month, w, s)
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
