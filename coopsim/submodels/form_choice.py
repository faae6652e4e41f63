"""Choice of the form (ODD 7.12): what is put on the table, the vote on it, one rung lower, the review."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.codes import COOPERATION_CONTRACT, IMPOSED, LETTER_OF_INTENT, SUITABLE_FORM
from coopsim.model.events import TO_FOUND
from coopsim.model.numerics import logistic
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import indexed_id, normal, uniform
from coopsim.submodels.agenda import mean_experience
from coopsim.submodels.contract import found, weigh_offer
from coopsim.submodels.instead import keep_word
from coopsim.submodels.log import note_value, note_vote, tell
from coopsim.submodels.partners import count_participants, step_back
from coopsim.submodels.trust import remember
from coopsim.submodels.voting import ask_council, ask_county_head, blocked, passes, voters

TALKS, LETTER, CONTRACT = 0, 1, 2  #: steps of the ladder that somebody has to take up


@equation
def step_chance(initiative: float, push: float, occasion: float) -> float:
    """Chance that the next step is put on the table: likelier while an occasion is open (Kingdon 1984)."""
    return min(1.0, initiative * (1.0 + push * occasion))


@equation
def land_chance(base: float, support: float, disposition: float) -> float:
    """Chance that the Land does what an alliance needs, by how far it supports cooperation (assumption)."""
    return logistic(base + disposition * (support - 0.5))


@submodel
def taken_up(month: int, key: Any, step: Any, p: Any, w: Any, s: Any) -> bool:
    """Whether somebody takes the next step, likelier with outside money, a facilitator or a round of the Land."""
    occasion = s.alliance.funded == 1 or s.alliance.facilitation > 0.0
    for r in range(w.rounds.shape[0]):
        occasion = occasion or month <= w.rounds[r] < month + 12
    chance = step_chance(p.initiative, p.occasion_push, 1.0 if occasion else 0.0)
    return uniform(key, draw.INITIATIVE, month, step) < chance


@submodel
def gains(form: int, extent: float, p: Any, w: Any, s: Any) -> tuple[float, float]:
    """What the least willing member gains by ``form`` over the form in force, and all of them, over inhabitants."""
    least, total = 1e9, 0.0
    for i, town in enumerate(s.town):
        if town.member == 1 and town.notice <= 0:
            weigh_offer(i, form, extent, p, w, s)
            least = min(least, s.vote[i].utility)
            total += s.vote[i].utility * town.population
    return least, total


@submodel
def best_form(above: int, below: int, least: float, p: Any, w: Any, s: Any) -> int:
    """Of the forms between two rungs that whose least willing member gains most, above ``least``; −1 if none."""
    best, most = -1, least
    for f in range(w.form.shape[0]):
        row = w.form[f]
        other = f != w.scenario.none and f != s.alliance.form and row.founding_rule < IMPOSED
        if not other or row.rung <= above or row.rung >= below:
            continue
        gain, _ = gains(f, 1.0, p, w, s)
        if gain > most:
            best, most = f, gain
    return best


@submodel
def review_form(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """With *suitable form*: now and then it is asked which other form brings all members more; it is sought next."""
    alliance = s.alliance
    by_law = w.form[alliance.sought].founding_rule == IMPOSED
    if by_law or alliance.rung == 0 or alliance.contract_clock > 0 or alliance.meets == 0:
        return
    if uniform(key, draw.REVIEW, month, w.scenario.catalogue_id) >= s.lever[SUITABLE_FORM] * p.review_rate:
        return
    best = best_form(0, codes.LEGAL_BODY + 1, 0.0, p, w, s)
    if best >= 0 and best != alliance.sought:
        alliance.sought = alliance.offered = best
        alliance.contract_try = 0


@submodel
def choose_offer(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """The form that is sought is put on the table, or after refusals one on a lower rung; later it is sought again.

    It begins with one task if its least willing member prefers that.  Under a contract only what the members on the
    whole would gain by is worth a new vote.
    """
    alliance = s.alliance
    if alliance.meets == 0 or not taken_up(month, key, indexed_id(w.scenario.catalogue_id, CONTRACT), p, w, s):
        return
    if p.rung_tries > 0.0 and alliance.contract_try >= p.rung_tries:
        lower = best_form(max(alliance.rung, LETTER_OF_INTENT), w.form[alliance.offered].rung, -1e9, p, w, s)
        alliance.offered = lower if lower >= 0 else alliance.sought
        alliance.contract_try = 0
    form, alliance.offered_extent = alliance.offered, 1.0
    least, total = gains(form, 1.0, p, w, s)
    if p.first_task > 0.0 and form != alliance.form and w.form[form].rung >= COOPERATION_CONTRACT:
        least_first, total_first = gains(form, p.first_task, p, w, s)
        if least_first > least:
            alliance.offered_extent, total = p.first_task, total_first
    if alliance.rung >= COOPERATION_CONTRACT and total <= 0.0:
        return
    setup = max(1, w.form[form].setup_months)
    novice = 1.0 + p.inexperience_work * (1.0 - mean_experience(s))
    partners = 1.0 + p.contract_partner * max(0, alliance.members - 2)
    alliance.contract_work = p.contract_work * setup * partners * novice
    alliance.contract_clock = setup
    alliance.contract_try += 1
    tell(month, codes.EVENT_CONTRACT_PROPOSED, -1, form, s)


@submodel
def ask_on_contract(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Utilities of all members for the contract, with their councils, and the county where it has a say."""
    alliance = s.alliance
    row = w.form[alliance.offered]
    now = w.form[alliance.form]
    control = row.control * alliance.offered_extent - now.control * alliance.extent
    for i, town in enumerate(s.town):
        if town.member == 0:
            continue
        weigh_offer(i, alliance.offered, alliance.offered_extent, p, w, s)
        if row.council_founding == 1 and s.vote[i].utility > 0.0:
            chance = p.council_chance * normal(key, draw.CONTRACT_VOTE, month, indexed_id(w.town[i].id, 1))
            attitude = p.contract_attitude * (row.rung - now.rung) * town.council + chance
            ask_council(i, attitude, p.contract_control * control * (1.0 - row.reporting), p, s)
        ask_county_head(i, alliance.offered, p, w, s)
        keep_word(i, False, p, s)


@submodel
def go_without(month: int, p: Any, s: Any) -> bool:
    """At the last try those that say yes go on without the others, if they have more than half of the inhabitants."""
    if p.rung_tries <= 0.0 or s.alliance.contract_try < p.rung_tries:
        return False
    willing = 0.0
    for i, town in enumerate(s.town):
        willing += town.population if town.member == 1 and s.vote[i].utility > 0.0 else 0.0
    if 2.0 * willing <= s.alliance.population:
        return False
    for i in range(s.town.shape[0]):
        if s.town[i].member == 1 and s.vote[i].utility <= 0.0:
            note_vote(month, codes.EVENT_STAYS_OUT, i, -1, i, s)
            step_back(i, p, s)
    count_participants(s)
    return True


@submodel
def land_approves(month: int, key: Any, form: int, about: int, i: int, who: Any, p: Any, w: Any, s: Any) -> bool:
    """Whether the authority, if ``form`` asks it, approves ``about`` of ``i`` (−1: of all); ``who`` keys the draw."""
    if w.form[form].land_approval == 0:
        return True
    chance = land_chance(p.approval_base, s.alliance.land_support, p.land_disposition)
    if uniform(key, draw.LAND_DECISION, month, who) < chance:
        return True
    note_value(month, codes.EVENT_LAND_REFUSES, i, form, float(about), s)
    return False


@submodel
def vote_on_contract(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Founding vote under the founding rule; then, where the law asks for it, the supervisory authority."""
    alliance = s.alliance
    if voters(s) < 2:
        return
    form = alliance.offered
    row = w.form[form]
    first = indexed_id(w.scenario.catalogue_id, 1000 + alliance.contract_try)
    if uniform(key, draw.POSTPONE, month, first) < p.postpone_chance and alliance.contract_postponed == 0:
        alliance.contract_postponed = 1
        alliance.contract_clock = int(p.postpone_months)
        return
    alliance.contract_postponed = alliance.contract_clock = 0
    changes = alliance.rung >= COOPERATION_CONTRACT
    rule = w.form[alliance.form].change_rule if changes else row.founding_rule
    ask_on_contract(month, key, p, w, s)
    agreed = passes(rule, row.by_population, p.tolerance, w, s)
    if not agreed and not changes and go_without(month, p, s):
        ask_on_contract(month, key, p, w, s)
        agreed = passes(rule, row.by_population, p.tolerance, w, s)
    if not agreed:
        blocked(month, codes.EVENT_CONTRACT_REFUSED, form, p, s)
    elif land_approves(month, key, form, TO_FOUND, -1, first, p, w, s):
        found(month, form, alliance.offered_extent, w, s)
        alliance.decisions += 1.0
        remember(1.0, p, s)
        for town in s.town:
            town.news += float(town.member)
        alliance.forms += 1 if changes else 0
        tell(month, codes.EVENT_FORM_CHANGED if changes else codes.EVENT_CONTRACT_SIGNED, -1, form, s)
