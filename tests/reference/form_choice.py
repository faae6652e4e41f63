"""What is put on the table, the vote on it, and the review of the form (ODD 7.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.contract import found, weigh_offer
from reference.draws import indexed_id, stable_id
from reference.entities import COUNCIL
from reference.negotiation import blame, move_thwarted, remember
from reference.partners import drop_out, forget_favours
from reference.surroundings import logistic
from reference.voting import ask_county_head, council_word, most_against, rule_passes, voters

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.forms import Form
    from reference.model import ReferenceModel

TALKS, LETTER, CONTRACT = range(3)  # steps that the alliance takes


def occasion(model: ReferenceModel) -> bool:
    """Whether money flows, a facilitator works, or the Land decides on its plan within a year."""
    alliance = model.alliance
    soon = any(month in model.rounds for month in range(model.month, model.month + 12))
    return bool(alliance.funded or alliance.facilitation > 0.0 or soon)


def taken_up(model: ReferenceModel, who: int) -> bool:
    """Whether somebody puts the next step on the table."""
    p = model.p
    chance = min(1.0, p.initiative * (1.0 + p.occasion_push * occasion(model)))
    return model.luck.uniform(processes.INITIATIVE, model.month, who) < chance


def step(model: ReferenceModel, number: int) -> bool:
    """The same for a step of the alliance."""
    return taken_up(model, indexed_id(stable_id("catalogue"), number))


def least_gain(model: ReferenceModel, form: Form, extent: float) -> float:
    """What its least willing member gains by a form, against the form in force."""
    for town in voters(model):
        weigh_offer(model, town, form, extent)
    return min((town.vote.utility for town in voters(model)), default=0.0)


def best_form(model: ReferenceModel, below: int, above: int) -> tuple[Form | None, float]:
    """Of the forms on rungs between the two, the one that its least willing member gains most by."""
    best, most = None, 0.0
    for form in model.forms:
        if form.imposed or form.row.id == "none" or not above < form.rung < below:
            continue
        gain = least_gain(model, form, 1.0)
        if best is None or gain > most:
            best, most = form, gain
    return best, most


def choose_offer(model: ReferenceModel) -> None:
    """What is put on the table next, and with which share of its tasks."""
    p, alliance = model.p, model.alliance
    if p.rung_tries > 0 and alliance.contract_try >= p.rung_tries:
        top = model.forms[alliance.offered].rung
        form, _ = best_form(model, top, max(codes.LETTER_OF_INTENT, alliance.rung))
        alliance.offered = alliance.sought if form is None else form.number
        alliance.contract_try = 0
    form = model.forms[alliance.offered]
    alliance.offered_extent = 1.0
    whole = least_gain(model, form, 1.0)
    in_parts = form.number != alliance.form and form.rung > codes.LETTER_OF_INTENT and p.first_task > 0.0
    if in_parts and least_gain(model, form, p.first_task) > whole:
        alliance.offered_extent = p.first_task
    if alliance.rung >= codes.COOPERATION_CONTRACT:
        least_gain(model, form, alliance.offered_extent)
        if sum(town.vote.utility * town.population for town in voters(model)) <= 0.0:
            return
    propose(model, form)


def propose(model: ReferenceModel, form: Form) -> None:
    """A proposal brings work and the form's set-up time."""
    p, alliance, members = model.p, model.alliance, model.participants
    experience = sum(town.experience for town in members) / len(members)
    alliance.contract_work = (
        p.contract_work
        * form.row.setup_months
        * (1.0 + p.contract_partner * (len(members) - 2))
        * (1.0 + p.inexperience_work * (1.0 - experience))
    )
    alliance.contract_clock = max(1, form.row.setup_months)
    alliance.contract_try += 1
    alliance.contract_postponed = 0


def negotiate_contract(model: ReferenceModel) -> None:
    """When time and work are done, the members vote at a meeting."""
    alliance = model.alliance
    if alliance.contract_clock > 1:
        alliance.contract_clock -= 1
        return
    if alliance.contract_work > 0.0 or not alliance.meets or len(voters(model)) < 2:
        return
    if not alliance.contract_postponed and postponed(model):
        alliance.contract_postponed = 1
        alliance.contract_clock = int(model.p.postpone_months)
        return
    vote_on_contract(model)


def postponed(model: ReferenceModel) -> bool:
    """Whether the vote is postponed once."""
    who = indexed_id(stable_id("catalogue"), 1000 + model.alliance.contract_try)
    return model.luck.uniform(processes.POSTPONE, model.month, who) < model.p.postpone_chance


def vote_on_contract(model: ReferenceModel) -> None:
    """Members, councils, county heads, the supervisory authority."""
    alliance = model.alliance
    form, extent = model.forms[alliance.offered], alliance.offered_extent
    ask_on_contract(model, form, extent)
    passed = contract_passes(model, form)
    if not passed and may_go_without(model):
        go_without(model)
        ask_on_contract(model, form, extent)
        passed = contract_passes(model, form)
    alliance.contract_clock = 0
    alliance.contract_work = 0.0
    alliance.contract_postponed = 0
    if not passed:
        alliance.vetoes += 1
        blame(model, most_against(model))
        remember(model, False)
        for town in model.participants:
            if town.vote.utility > 0.0:
                move_thwarted(model, town, 1.0)
        return
    if form.row.land_approval and not land_approves(
        model, indexed_id(stable_id("catalogue"), 1000 + alliance.contract_try)
    ):
        return
    alliance.decisions += 1.0
    remember(model, True)
    found(model, form, extent)
    for town in model.members:
        town.news += 1.0


def contract_passes(model: ReferenceModel, form: Form) -> bool:
    """Under the form's founding rule or, under a contract, the change rule of the form in force."""
    under = model.alliance.rung >= codes.COOPERATION_CONTRACT
    rule = model.form.row.change_rule if under else form.row.founding_rule
    return rule_passes(model, rule, (model.form if under else form).by_population)


def ask_on_contract(model: ReferenceModel, form: Form, extent: float) -> None:
    """What members, their councils and county heads make of it."""
    p, alliance, row = model.p, model.alliance, form.row
    for town in model.participants:
        weigh_offer(model, town, form, extent)
        vote = town.vote
        if row.council_founding and vote.utility > 0.0:
            z = model.luck.normal(processes.CONTRACT_VOTE, model.month, indexed_id(town.id, 1))
            own = p.contract_attitude * (form.rung - model.form.rung) * town.council + p.council_chance * z
            more = form.control * extent - model.form.control * alliance.extent
            lost = p.contract_control * more * (1.0 - row.council_reporting)
            vote.utility = min(vote.utility, council_word(vote.utility, vote.attitude, own, lost))
            if vote.utility <= 0.0:
                vote.decided_by = COUNCIL
        if row.county_veto:
            ask_county_head(model, town, form.office)


def may_go_without(model: ReferenceModel) -> bool:
    """Whether those that want it are enough to go on without the others."""
    p, alliance = model.p, model.alliance
    if alliance.rung >= codes.COOPERATION_CONTRACT or p.rung_tries <= 0 or alliance.contract_try < p.rung_tries:
        return False
    theirs = sum(town.population for town in voters(model) if town.vote.utility > 0.0)
    return 2.0 * theirs > sum(town.population for town in model.participants)


def go_without(model: ReferenceModel) -> None:
    """Those that do not want it stay out knowingly."""
    for town in model.towns:
        if town.talks and town.notice < 0 and town.vote.utility <= 0.0:
            stay_out(model, town)
    model.count_members()


def stay_out(model: ReferenceModel, town: Municipality) -> None:
    """It takes no part any more, and may think again."""
    town.talks = town.member = 0
    town.wait = -int(model.p.pause_months)
    drop_out(model, town)
    forget_favours(town)


def land_chance(model: ReferenceModel, base: float) -> float:
    """Chance that the Land does what an alliance needs."""
    return float(logistic(base + model.p.land_disposition * (model.alliance.land_support - 0.5)))


def land_approves(model: ReferenceModel, who: int) -> bool:
    """Whether the supervisory authority approves."""
    return model.luck.uniform(processes.LAND_DECISION, model.month, who) < land_chance(model, model.p.approval_base)


def review_form(model: ReferenceModel) -> None:
    """The members ask whether another form would bring all of them more."""
    p, alliance = model.p, model.alliance
    if not alliance.meets or alliance.contract_clock > 0 or model.forms[alliance.sought].imposed or model.form.imposed:
        return
    chance = model.lever[codes.SUITABLE_FORM] * p.review_rate
    if model.luck.uniform(processes.REVIEW, model.month, stable_id("catalogue")) >= chance:
        return
    best, most = None, 0.0
    for form in model.forms:
        if form.imposed or form.row.id == "none" or form.number == alliance.form:
            continue
        gain = least_gain(model, form, 1.0)
        if gain > most:
            best, most = form, gain
    if best is not None:
        if best.number != alliance.offered:
            alliance.contract_try = 0
        alliance.sought = alliance.offered = best.number
