"""Founding (ODD 7.12): the contract ladder from talks over the letter of intent to the contract, or a mandate."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.codes import COOPERATION_CONTRACT, IMPOSED, LETTER_OF_INTENT, MEMBER
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import indexed_id, normal, uniform
from coopsim.submodels.contract import found, land_chance, propose_contract, vote_on_contract, weigh_form
from coopsim.submodels.form_choice import review_form
from coopsim.submodels.log import note_vote, note_wish, tell
from coopsim.submodels.partners import count_participants, step_back


@equation
def wish_to_talk(
    recognition: float, attitude: float, prize: float, threshold: float, by_attitude: float, by_prize: float
) -> float:
    """Wish to hold talks: a recognised problem, a willing mayor, a hoped-for prize, against a threshold."""
    return recognition + by_attitude * attitude + by_prize * prize - threshold


@submodel
def talk(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Talks begin when at least two wish them; others that are asked follow when they wish to."""
    alliance = s.alliance
    wishing = 0
    for i in range(s.town.shape[0]):
        town = s.town[i]
        town_wish = wish_to_talk(
            town.recognition, s.office[i].attitude, town.prize, p.talk_threshold, p.talk_attitude, p.talk_prize
        )
        s.vote[i].utility = town_wish if w.town[i].role == MEMBER and town.merged == 0 and town.wait >= 0 else -1.0
        wishing += 1 if s.vote[i].utility > 0.0 else 0
    if alliance.talks == 0:
        if wishing < 2 or uniform(key, draw.TALKS, month, w.scenario.catalogue_id) >= p.talk_rate:
            return
        alliance.talks = 1
        alliance.talks_since = month
        alliance.form = w.scenario.informal
        if alliance.month_talks < 0:
            alliance.month_talks = month
        tell(month, codes.EVENT_TALKS_BEGIN, -1, -1, s)
    if alliance.rung > 0:
        return
    for i in range(s.town.shape[0]):
        if s.town[i].talks == 0 and s.vote[i].utility > 0.0:
            s.town[i].talks = 1
            note_wish(month, codes.EVENT_JOINS_TALKS, i, s)


@submodel
def sign_letter(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """All who talk sign a letter of intent and set up a steering group; lasting refusers stay outside."""
    alliance = s.alliance
    if alliance.rung > 0 or alliance.meets == 0 or alliance.members < 2:
        return
    if month - alliance.talks_since < p.letter_months:
        return
    willing = 0
    tipping, worst = -1, 1e9
    for i in range(s.town.shape[0]):
        if s.town[i].talks == 0:
            continue
        weigh_form(i, alliance.sought, p.letter_stake, p, w, s)
        s.vote[i].utility += p.letter_chance * normal(key, draw.CONTRACT_VOTE, month, w.town[i].id)
        if s.vote[i].utility > 0.0:
            willing += 1
        if s.vote[i].utility < worst:
            tipping, worst = i, s.vote[i].utility
    if willing < alliance.members:
        s.town[tipping].refusals += 1
        note_vote(month, codes.EVENT_LETTER_REFUSED, tipping, -1, tipping, s)
        if s.town[tipping].refusals >= p.max_tries:
            step_back(tipping, p, s)
        return
    alliance.rung = LETTER_OF_INTENT
    alliance.month_letter = month
    if alliance.month_start < 0:
        alliance.month_start = month
    for i in range(s.town.shape[0]):
        s.town[i].member = s.town[i].talks
        s.town[i].refusals = 0
    tell(month, codes.EVENT_LETTER_OF_INTENT, -1, -1, s)
    if w.form[alliance.sought].steering_group == 1:
        alliance.groups = 1
        tell(month, codes.EVENT_STEERING_GROUP, -1, -1, s)
    if w.form[alliance.sought].rung == LETTER_OF_INTENT:
        found(month, alliance.sought, p, w, s)


@submodel
def mandate(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """An association by law comes on the Land's calendar, whether members wish it or not."""
    alliance = s.alliance
    if alliance.land_round == 0 or alliance.form == alliance.sought:
        return
    chance = land_chance(p.mandate_base, alliance.land_support, p.land_disposition)
    if uniform(key, draw.LAND_DECISION, month, indexed_id(w.scenario.catalogue_id, 2)) >= chance:
        return
    for i in range(s.town.shape[0]):
        if w.town[i].role == MEMBER and s.town[i].merged == 0:
            s.town[i].talks = 1
            s.town[i].member = 1
    alliance.talks = 1
    alliance.groups = 1
    if alliance.month_talks < 0:
        alliance.month_talks = month
    if alliance.month_start < 0:
        alliance.month_start = month
    if alliance.month_letter < 0:
        alliance.month_letter = month
    count_participants(s)
    found(month, alliance.sought, p, w, s)
    tell(month, codes.EVENT_MANDATE, -1, alliance.sought, s)


@submodel
def work_on_form(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 12: the contract ladder, one rung at a time."""
    alliance = s.alliance
    if alliance.month_end >= 0 or alliance.sought == w.scenario.none:
        return
    count_participants(s)
    for i in range(s.town.shape[0]):
        if s.town[i].talks == 0 and s.town[i].wait < 0:
            s.town[i].wait += 1  # the pause of those that left or were left out
    row = w.form[alliance.sought]
    if row.founding_rule == IMPOSED:
        mandate(month, key, p, w, s)
    talk(month, key, p, w, s)
    count_participants(s)
    sign_letter(month, key, p, w, s)
    review_form(month, p, w, s)
    row = w.form[alliance.sought]
    if alliance.rung == 0 or row.founding_rule == IMPOSED:
        return
    if row.rung <= LETTER_OF_INTENT and alliance.rung < COOPERATION_CONTRACT:
        if alliance.form != alliance.sought or alliance.month_founded < 0:  # the talks' network becomes the chosen form
            found(month, alliance.sought, p, w, s)
        return
    if alliance.form == alliance.sought:
        return
    if alliance.contract_clock < 0:  # cooling off after a refusal
        alliance.contract_clock += 1
    elif alliance.contract_work <= 0.0 and alliance.contract_clock == 0:
        propose_contract(month, p, w, s)
    elif alliance.contract_clock > 1:
        alliance.contract_clock -= 1
    elif alliance.contract_work <= 1e-9 and alliance.meets == 1:
        vote_on_contract(month, key, p, w, s)
    count_participants(s)
