"""Founding (ODD 7.12): the contract ladder from talks over the letter of intent to the contract, or a mandate."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.codes import COOPERATION_CONTRACT, IMPOSED, LETTER_OF_INTENT, MEMBER
from coopsim.model.rules import each, equation, submodel
from coopsim.model.streams import indexed_id, normal, uniform
from coopsim.submodels.contract import found, weigh_form
from coopsim.submodels.form_choice import (
    LETTER,
    TALKS,
    choose_offer,
    land_chance,
    review_form,
    taken_up,
    vote_on_contract,
)
from coopsim.submodels.instead import keep_word
from coopsim.submodels.log import note, note_vote, tell
from coopsim.submodels.partners import count_participants, step_back
from coopsim.submodels.problem import towards
from coopsim.submodels.voting import strongest_no

FIRST = ("month_talks", "month_letter", "month_start")


@equation
def wish_to_talk(
    recognition: float, attitude: float, prize: float, threshold: float, by_attitude: float, by_prize: float
) -> float:
    """Wish to hold talks: a recognised problem, a willing mayor, a hoped-for prize, against a threshold."""
    return recognition + by_attitude * attitude + by_prize * prize - threshold


@submodel
def join_talks(month: int, i: int, s: Any) -> None:
    """Municipality ``i`` joins the talks; why it wishes to is noted."""
    s.town[i].talks = 1
    why = (s.town[i].recognition, s.office[i].attitude, s.town[i].prize)
    note(month, codes.EVENT_JOINS_TALKS, i, -1, why, s)


@submodel
def talk(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Talks begin when two wish them and somebody takes it up; others that are asked follow when they wish to."""
    alliance = s.alliance
    wishing = 0
    for i, town in enumerate(s.town):
        town_wish = wish_to_talk(
            town.recognition, s.office[i].attitude, town.prize, p.talk_threshold, p.talk_attitude, p.talk_prize
        )
        s.vote[i].utility = town_wish if w.town[i].role == MEMBER and town.merged == 0 and town.wait >= 0 else -1.0
        wishing += 1 if s.vote[i].utility > 0.0 else 0
    if alliance.talks == 0:
        if wishing < 2 or not taken_up(month, key, indexed_id(w.scenario.catalogue_id, TALKS), p, w, s):
            return
        alliance.talks = 1
        alliance.form = w.scenario.informal
        alliance.habit = 1.0
        if alliance.month_talks < 0:
            alliance.month_talks = month
        tell(month, codes.EVENT_TALKS_BEGIN, -1, -1, s)
    if alliance.rung > 0:
        return
    for i, town in enumerate(s.town):
        if town.talks == 0 and s.vote[i].utility > 0.0:
            join_talks(month, i, s)


@submodel
def is_asked(i: int, w: Any, s: Any) -> bool:
    """Whether municipality ``i`` could found an alliance: it talks, or could and does not pause."""
    town = s.town[i]
    return w.town[i].role == MEMBER and town.merged == 0 and (town.talks == 1 or town.wait >= 0)


@submodel
def ask_on_letter(month: int, key: Any, p: Any, w: Any, s: Any) -> int:
    """How many of those that are asked would go on together, for the time being as a loose network."""
    willing = 0
    for i in range(s.town.shape[0]):
        if is_asked(i, w, s):
            weigh_form(i, w.scenario.informal, 1.0, p, w, s)
            s.vote[i].utility += p.letter_chance * normal(key, draw.CONTRACT_VOTE, month, w.town[i].id)
            keep_word(i, False, p, s)
            willing += 1 if s.vote[i].utility > 0.0 else 0
    return willing


@submodel
def settle_founders(month: int, p: Any, w: Any, s: Any) -> None:
    """Whoever is asked signs, also if it did not talk, or stays out knowingly and pauses."""
    for i, town in enumerate(s.town):
        if is_asked(i, w, s) and s.vote[i].utility <= 0.0:
            note_vote(month, codes.EVENT_STAYS_OUT, i, -1, i, s)
            step_back(i, p, s)
        elif is_asked(i, w, s) and town.talks == 0:
            join_talks(month, i, s)
        town.member = town.talks
    count_participants(s)


@submodel
def date(month: int, s: Any) -> None:
    """Talks, letter and start get this month where they have none."""
    for name in each(FIRST):
        if s.alliance[name] < 0:
            s.alliance[name] = month


@submodel
def sign_letter(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Those that will sign a letter of intent and set up a steering group, if they are two."""
    alliance = s.alliance
    row = w.form[alliance.sought]
    if alliance.rung > 0 or alliance.meets == 0 or alliance.members < 2:
        return
    if not taken_up(month, key, indexed_id(w.scenario.catalogue_id, LETTER), p, w, s):
        return
    if ask_on_letter(month, key, p, w, s) < 2:
        no = strongest_no(s)
        note_vote(month, codes.EVENT_LETTER_REFUSED, no, -1, no, s)
        return
    settle_founders(month, p, w, s)
    alliance.rung = LETTER_OF_INTENT
    alliance.offered = alliance.sought
    date(month, s)
    tell(month, codes.EVENT_LETTER_OF_INTENT, -1, -1, s)
    if row.steering_group == 1:
        alliance.groups = 1
        tell(month, codes.EVENT_STEERING_GROUP, -1, -1, s)
    if row.rung == LETTER_OF_INTENT:
        found(month, alliance.sought, 1.0, w, s)


@submodel
def mandate(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """An association by law comes on the Land's calendar, whether members wish it or not."""
    alliance = s.alliance
    if alliance.land_round == 0 or alliance.form == alliance.sought:
        return
    chance = land_chance(p.mandate_base, alliance.land_support, p.land_disposition)
    if uniform(key, draw.LAND_DECISION, month, indexed_id(w.scenario.catalogue_id, 2)) >= chance:
        return
    for i, town in enumerate(s.town):
        if w.town[i].role == MEMBER and town.merged == 0:
            town.talks = town.member = 1
    alliance.talks = alliance.groups = 1
    date(month, s)
    count_participants(s)
    found(month, alliance.sought, 1.0, w, s)
    tell(month, codes.EVENT_MANDATE, -1, alliance.sought, s)


@submodel
def tend(p: Any, s: Any) -> None:
    """Staff that services need, and the habit of meeting: kept up by a contract, projects, talks or an office."""
    alliance = s.alliance
    alliance.upkeep = 0.0
    needed = min(1.0, alliance.secretariat + alliance.external_staff + alliance.facilitation)
    if alliance.contract_clock > 0 or alliance.rung == 0:
        needed = 1.0
    for project in s.project:
        if project.status == codes.DELIVERED:
            alliance.upkeep += p.upkeep * project.work
        elif codes.DRAFT <= project.status < codes.DELIVERED:
            needed = 1.0
    alliance.habit = towards(alliance.habit, needed, p.habit_rate)


@submodel
def climb(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """From the letter upwards: a form that binds nobody at once, any other by proposal, preparation and vote."""
    alliance = s.alliance
    row = w.form[alliance.sought]
    if alliance.rung == 0 or row.founding_rule == IMPOSED:
        return
    if row.rung <= LETTER_OF_INTENT and alliance.rung < COOPERATION_CONTRACT:
        if alliance.form != alliance.sought or alliance.month_founded < 0:  # the talks' network becomes the chosen form
            found(month, alliance.sought, 1.0, w, s)
        return
    if alliance.contract_clock > 1:
        alliance.contract_clock -= 1
    elif alliance.contract_clock == 1:
        if alliance.contract_work <= 1e-9 and alliance.meets == 1:
            vote_on_contract(month, key, p, w, s)
    elif alliance.form != alliance.sought or alliance.extent < 1.0:
        choose_offer(month, key, p, w, s)


@submodel
def work_on_form(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 12: the contract ladder, one rung at a time."""
    alliance = s.alliance
    if alliance.month_end >= 0 or alliance.sought == w.scenario.none:
        return
    count_participants(s)
    for town in s.town:
        if town.talks == 0 and town.wait < 0:
            town.wait += 1  # the pause of those that left or were left out
    tend(p, s)
    if w.form[alliance.sought].founding_rule == IMPOSED:
        mandate(month, key, p, w, s)
    talk(month, key, p, w, s)
    count_participants(s)
    sign_letter(month, key, p, w, s)
    review_form(month, key, p, w, s)
    climb(month, key, p, w, s)
    count_participants(s)
