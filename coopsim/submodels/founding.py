"""Founding and form (ODD 7.12): talks, letter of intent, contract, mandate, review of the form of cooperation."""

from typing import Any

from coopsim.model import processes as draw
from coopsim.model.codes import (
    COOPERATION_CONTRACT,
    DELIVERED,
    DRAFTED,
    EVENT_CONTRACT_PROPOSED,
    EVENT_CONTRACT_REFUSED,
    EVENT_CONTRACT_SIGNED,
    EVENT_FORM_CHANGED,
    EVENT_JOINS_TALKS,
    EVENT_LAND_REFUSES,
    EVENT_LETTER_OF_INTENT,
    EVENT_LETTER_REFUSED,
    EVENT_MANDATE,
    EVENT_STEERING_GROUP,
    EVENT_TALKS_BEGIN,
    IMPOSED,
    IMPOSSIBLE,
    LETTER_OF_INTENT,
    MEMBER,
    SUITABLE_FORM,
)
from coopsim.model.numerics import clamp, logistic
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import indexed_id, normal, uniform
from coopsim.submodels.agenda import mean_experience
from coopsim.submodels.log import note, tell
from coopsim.submodels.partners import drop_all
from coopsim.submodels.trust import blame
from coopsim.submodels.voting import council_share, passes, strongest_no, voters


@equation
def wish_to_talk(
    recognition: float, attitude: float, prize: float, threshold: float, by_attitude: float, by_prize: float
) -> float:
    """Wish to hold talks: a recognised problem, a willing mayor, a hoped-for prize, against a threshold."""
    return recognition + by_attitude * attitude + by_prize * prize - threshold


@equation
def contract_cost(
    running: float, setup: float, secretariat: float, wage: float, population: float, years: float
) -> float:
    """Yearly cost per inhabitant that a form brings, its set-up spread over ``years``."""
    return running + setup / years + secretariat * wage / max(1.0, population)


@equation
def form_mismatch(
    need: float, capability: float, control: float, cost: float, fear: float, cost_weight: float, idle_weight: float
) -> float:
    """How badly a form suits: coordination needed but not given, control and money given up (Provan & Kenis 2008)."""
    return max(0.0, need - capability) + idle_weight * max(0.0, capability - need) + fear * control + cost_weight * cost


@submodel
def step_back(i: int, p: Any, s: Any) -> None:
    """Municipality ``i`` is left out after repeated refusals; it may think again after a pause."""
    leave_all(i, s)
    drop_all(i, s)
    s.town[i].refusals = 0
    s.town[i].wait = -int(p.pause_months)


@submodel
def leave_all(i: int, s: Any) -> None:
    """Municipality ``i`` takes no further part in talks, groups or contract."""
    s.town[i].talks = 0
    s.town[i].member = 0
    s.town[i].bound = 0
    s.town[i].notice = -1


@submodel
def count_participants(s: Any) -> None:
    """Recount participants and their population."""
    alliance = s.alliance
    alliance.members = 0
    alliance.population = 0.0
    for i in range(s.town.shape[0]):
        if s.town[i].talks == 1:
            alliance.members += 1
            alliance.population += s.town[i].population


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
        s.vote[i, 0] = town_wish if w.town[i].role == MEMBER and town.merged == 0 and town.wait >= 0 else -1.0
        wishing += 1 if s.vote[i, 0] > 0.0 else 0
    if alliance.talks == 0:
        if wishing < 2 or uniform(key, draw.TALKS, month, w.scenario.catalogue_id) >= p.talk_rate:
            return
        alliance.talks = 1
        alliance.talks_since = month
        alliance.form = w.scenario.informal
        if alliance.month_talks < 0:
            alliance.month_talks = month
        tell(month, EVENT_TALKS_BEGIN, -1, -1, s)
    if alliance.rung > 0:
        return
    for i in range(s.town.shape[0]):
        if s.town[i].talks == 0 and s.vote[i, 0] > 0.0:
            s.town[i].talks = 1
            note(
                month,
                EVENT_JOINS_TALKS,
                i,
                -1,
                s.town[i].recognition,
                s.office[i].attitude,
                s.town[i].prize,
                0.0,
                0.0,
                0.0,
                s,
            )


@submodel
def weigh_form(i: int, form: int, stake: float, p: Any, w: Any, s: Any) -> None:
    """Terms of municipality ``i``'s decision on binding itself to governance model ``form`` into ``s.vote[i]``.

    ``stake`` scales hope and fear: small for a letter of intent, 1 for a contract.
    """
    row = w.form[form]
    town = s.town[i]
    cost = contract_cost(
        row.running_cost, row.setup_cost, row.secretariat, p.wage, s.alliance.population, p.setup_years
    )
    s.vote[i, 1] = stake * (p.contract_hope * town.prize * town.recognition - cost)
    s.vote[i, 2] = -stake * p.contract_rivalry * town.competition * (1.0 - town.trust)
    s.vote[i, 3] = stake * p.contract_trust * (town.trust - 0.5 + p.contract_experience * town.experience)
    s.vote[i, 4] = -stake * town.fear * p.contract_control * row.control * (1.0 - p.identity_softening * town.identity)
    s.vote[i, 5] = p.contract_attitude * s.office[i].attitude
    s.vote[i, 0] = s.vote[i, 1] + s.vote[i, 2] + s.vote[i, 3] + s.vote[i, 4] + s.vote[i, 5]
    s.vote[i, 7] = 0.0


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
        s.vote[i, 0] += p.letter_chance * normal(key, draw.CONTRACT_VOTE, month, w.town[i].id)
        if s.vote[i, 0] > 0.0:
            willing += 1
        if s.vote[i, 0] < worst:
            tipping, worst = i, s.vote[i, 0]
    if willing < alliance.members:
        s.town[tipping].refusals += 1
        note(
            month,
            EVENT_LETTER_REFUSED,
            tipping,
            -1,
            s.vote[tipping, 1],
            s.vote[tipping, 2],
            s.vote[tipping, 3],
            s.vote[tipping, 4],
            s.vote[tipping, 5],
            0.0,
            s,
        )
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
    tell(month, EVENT_LETTER_OF_INTENT, -1, -1, s)
    if w.form[alliance.sought].steering_group == 1:
        alliance.groups = 1
        tell(month, EVENT_STEERING_GROUP, -1, -1, s)
    if w.form[alliance.sought].rung == LETTER_OF_INTENT:
        found(month, alliance.sought, p, w, s)


@submodel
def found(month: int, form: int, p: Any, w: Any, s: Any) -> None:
    """Governance model ``form`` comes into force for all participants, who pay for setting it up."""
    alliance = s.alliance
    row = w.form[form]
    alliance.form = form
    alliance.rung = max(LETTER_OF_INTENT, row.rung)
    alliance.month_founded = month
    alliance.secretariat = row.secretariat
    alliance.contract_clock = 0
    alliance.contract_work = 0.0
    alliance.contract_try = 0
    alliance.bill += row.setup_cost * alliance.population
    if row.rung >= COOPERATION_CONTRACT and alliance.month_contract < 0:
        alliance.month_contract = month
    for i in range(s.town.shape[0]):
        s.town[i].bound = s.town[i].member if row.rung >= COOPERATION_CONTRACT else 0
        if row.exit_rule == IMPOSSIBLE:
            s.town[i].notice = -1


@submodel
def propose_contract(month: int, p: Any, w: Any, s: Any) -> None:
    """Work on the contract for the form that is sought begins."""
    alliance = s.alliance
    row = w.form[alliance.sought]
    partners = 1.0 + p.contract_partner * max(0, alliance.members - 2)
    novice = 1.0 + p.inexperience_work * (1.0 - mean_experience(s))
    alliance.contract_work = p.contract_work * row.contract_factor * partners * novice
    alliance.contract_clock = max(1, row.setup_months)
    alliance.contract_try += 1
    tell(month, EVENT_CONTRACT_PROPOSED, -1, alliance.sought, s)


@submodel
def ask_on_contract(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Utilities of all members for the contract, with their councils, and the county where it has a say."""
    alliance = s.alliance
    row = w.form[alliance.sought]
    for i in range(s.town.shape[0]):
        if s.town[i].member == 0:
            continue
        weigh_form(i, alliance.sought, 1.0, p, w, s)
        if row.council_founding == 1 and s.vote[i, 0] > 0.0:
            chance = p.council_chance * normal(key, draw.CONTRACT_VOTE, month, indexed_id(w.town[i].id, 1))
            share = council_share(
                s.vote[i, 0] - s.vote[i, 5],
                p.contract_attitude * s.town[i].council + chance,
                p.council_control * row.control * (1.0 - row.reporting),
                p.council_width,
            )
            if share <= 0.5:
                s.vote[i, 0] = -p.weak_no * p.tolerance
                s.vote[i, 7] = 1.0
        county = w.town[i].county
        if row.county_veto == 1 and county >= 0:
            double = p.county_rivalry * row.secretariat + p.county_threshold
            if s.office[s.town.shape[0] + county].attitude < double:
                s.vote[i, 0] = min(s.vote[i, 0], -p.weak_no * p.tolerance)
                s.vote[i, 7] = 2.0


@submodel
def contract_refused(month: int, p: Any, w: Any, s: Any) -> None:
    """The contract fails; whoever has refused often enough is left out of the next proposal."""
    alliance = s.alliance
    tipping = strongest_no(s)
    alliance.vetoes += 1
    alliance.recent_blocked += p.memory_rate * (1.0 - alliance.recent_blocked)
    s.town[tipping].refusals += 1
    note(
        month,
        EVENT_CONTRACT_REFUSED,
        tipping,
        alliance.sought,
        s.vote[tipping, 1],
        s.vote[tipping, 2],
        s.vote[tipping, 3],
        s.vote[tipping, 4],
        s.vote[tipping, 5],
        s.vote[tipping, 7],
        s,
    )
    blame(tipping, p, s)
    if s.town[tipping].refusals >= p.max_tries and alliance.members > 2 and alliance.month_contract < 0:
        step_back(tipping, p, s)
    alliance.contract_clock = -int(p.cooling_months)


@submodel
def land_approves(month: int, key: Any, form: int, about: Any, p: Any, w: Any, s: Any) -> bool:
    """Whether the supervisory authority approves, where the law of ``form`` asks it; ``about`` keys its decision."""
    if w.form[form].land_approval == 0:
        return True
    chance = logistic(p.approval_base + p.land_disposition * (s.alliance.land_support - 0.5))
    return uniform(key, draw.LAND_DECISION, month, about) < chance


@submodel
def vote_on_contract(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Founding vote under the founding rule; then, where the law asks for it, the supervisory authority."""
    alliance = s.alliance
    if voters(s) < 2:
        return
    row = w.form[alliance.sought]
    first = indexed_id(w.scenario.catalogue_id, 1000 + alliance.contract_try)
    if uniform(key, draw.POSTPONE, month, first) < p.postpone_chance and alliance.contract_postponed == 0:
        alliance.contract_postponed = 1
        alliance.contract_clock = int(p.postpone_months)
        return
    alliance.contract_postponed = 0
    ask_on_contract(month, key, p, w, s)
    statutes = w.form[alliance.form]
    rule = row.founding_rule if alliance.rung < COOPERATION_CONTRACT else statutes.change_rule
    if not passes(rule, row.by_population, p.tolerance, w, s):
        contract_refused(month, p, w, s)
        return
    if not land_approves(month, key, alliance.sought, first, p, w, s):
        tell(month, EVENT_LAND_REFUSES, -1, alliance.sought, s)
        alliance.contract_clock = -int(p.cooling_months)
        return
    changed = alliance.rung >= COOPERATION_CONTRACT
    found(month, alliance.sought, p, w, s)
    alliance.decisions += 1.0
    for i in range(s.town.shape[0]):
        s.town[i].news += float(s.town[i].member)
    if changed:
        alliance.forms += 1
        tell(month, EVENT_FORM_CHANGED, -1, alliance.sought, s)
    else:
        tell(month, EVENT_CONTRACT_SIGNED, -1, alliance.sought, s)


@submodel
def mandate(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """An association by law comes on the Land's calendar, whether members wish it or not."""
    alliance = s.alliance
    if alliance.land_round == 0 or alliance.form == alliance.sought:
        return
    chance = logistic(p.mandate_base + p.land_disposition * (alliance.land_support - 0.5))
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
    tell(month, EVENT_MANDATE, -1, alliance.sought, s)


@submodel
def review_form(month: int, p: Any, w: Any, s: Any) -> None:
    """Periodic review: seek the form whose burden and capability match what coordination needs now.

    Needed coordination rises with partners, work under way and blocked decisions, and falls with trust.
    """
    alliance = s.alliance
    strength = s.lever[SUITABLE_FORM]
    settled = alliance.sought == alliance.form or alliance.contract_try >= p.review_tries
    settled = settled and w.form[alliance.sought].founding_rule != IMPOSED
    if strength <= 0.0 or alliance.groups == 0 or not settled:
        return
    interval = p.review_months / strength
    if month - max(alliance.review_month, alliance.month_letter) < interval:
        return
    alliance.review_month = month
    trust, fear, count = 0.0, 0.0, 0.0
    for i in range(s.town.shape[0]):
        if s.town[i].member == 1:
            trust += s.town[i].trust
            fear += s.town[i].fear
            count += 1.0
    trust /= max(1.0, count)
    fear /= max(1.0, count)
    running = 0.0
    for k in range(s.project.shape[0]):
        if DRAFTED <= s.project[k].status < DELIVERED:
            running += 1.0
        elif s.project[k].status == DELIVERED:
            running += p.service_stake  # a service in operation needs less of its partners
    need = clamp(
        p.need_partners * (count - 2.0)
        + p.need_work * running
        + p.need_blocked * alliance.recent_blocked
        + p.need_distrust * (1.0 - trust),
        0.0,
        1.0,
    )
    best, least = alliance.sought, 1e9
    for f in range(w.form.shape[0]):
        row = w.form[f]
        if f == w.scenario.none or row.founding_rule >= IMPOSED:
            continue
        cost = contract_cost(
            row.running_cost, row.setup_cost, row.secretariat, p.wage, alliance.population, p.setup_years
        )
        mismatch = form_mismatch(
            need, row.capability, row.control, cost, fear * (1.0 - trust), p.review_cost, p.review_idle
        )
        if f == alliance.form:
            mismatch -= p.review_inertia
        if mismatch < least:
            best, least = f, mismatch
    if best != alliance.sought:
        alliance.sought = best
        alliance.contract_clock = 0
        alliance.contract_work = 0.0


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
