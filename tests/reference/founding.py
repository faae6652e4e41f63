"""Founding and form (ODD 7.12): the contract ladder, one rung at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.draws import indexed_id, stable_id
from reference.form_choice import ask_on_contract, review_form, weigh_form
from reference.forms import Form
from reference.negotiation import blame
from reference.partners import drop_out
from reference.surroundings import logistic
from reference.voting import Ballot, rule_passes

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel


def work_on_form(model: ReferenceModel) -> None:
    """Talks, letter of intent, contract, mandate, review."""
    alliance = model.alliance
    if alliance.phase in (codes.MERGED, codes.DISSOLVED):
        return
    sought = model.forms[alliance.sought]
    if sought.row.id == "none":
        return
    ladder(model, sought)


def ladder(model: ReferenceModel, sought: Form) -> None:
    """One rung at a time."""
    alliance = model.alliance
    talk(model)
    model.count_members()
    if sought.imposed and alliance.form != alliance.sought and alliance.land_round and mandate(model):
        return
    if not alliance.talks:
        return
    if alliance.month_letter < 0:
        sign_letter(model)
        return
    if (alliance.form == alliance.sought or alliance.contract_try >= model.p.review_tries) and review_form(model):
        found(model, model.form)
    if alliance.form == alliance.sought or model.forms[alliance.sought].imposed:
        return
    if alliance.contract_clock == 0:
        propose_contract(model)
    else:
        negotiate_contract(model)


def wish_to_talk(model: ReferenceModel, town: Municipality) -> float:
    """A recognised problem, a willing mayor, a hoped-for prize, against a threshold."""
    p = model.p
    return float(
        town.recognition + p.talk_attitude * town.mayor.attitude + p.talk_prize * town.prize - p.talk_threshold
    )


def talk(model: ReferenceModel) -> None:
    """When two members wish it, talks begin; others follow when they wish to."""
    p, alliance = model.p, model.alliance
    for town in model.towns:
        if town.wait < 0 and not town.talks:
            town.wait += 1
    wishing = [
        town for town in model.towns
        if town.role == codes.MEMBER and not town.merged and town.wait >= 0 and wish_to_talk(model, town) > 0.0
    ]  # fmt: skip
    if alliance.talks:
        if alliance.month_letter < 0:
            for town in wishing:
                town.talks = 1
        return
    if len(wishing) < 2:
        return
    if model.luck.uniform(processes.TALKS, model.month, stable_id("catalogue")) >= p.talk_rate:
        return
    alliance.talks = 1
    alliance.talks_since = model.month
    if alliance.month_talks < 0:
        alliance.month_talks = model.month
    alliance.form = model.form_named["informal_network"].number
    for town in wishing:
        town.talks = 1


def sign_letter(model: ReferenceModel) -> None:
    """A letter of intent, if all who talk are in favour."""
    p, alliance = model.p, model.alliance
    if not alliance.meets or model.month - alliance.talks_since < p.letter_months:
        return
    sought = model.forms[alliance.sought]
    ballot = Ballot({})
    for town in model.participants:
        z = model.luck.normal(processes.CONTRACT_VOTE, model.month, town.id)
        ballot.utility[town] = weigh_form(model, town, sought, p.letter_stake).utility + p.letter_chance * z
    if len(ballot.utility) < 2 or len(ballot.yes) < len(ballot.utility):
        refused(model, ballot.most_against)
        return
    alliance.month_letter = model.month
    if alliance.month_start < 0:
        alliance.month_start = model.month
    alliance.rung = codes.LETTER_OF_INTENT
    alliance.groups = int(model.form.row.steering_group)
    for town in model.participants:
        town.member = 1
        town.refusals = 0
    if sought.rung <= codes.LETTER_OF_INTENT:
        found(model, sought)
    elif not sought.imposed:
        propose_contract(model)


def refused(model: ReferenceModel, refuser: Municipality) -> None:
    """Whoever refuses too often is left out."""
    refuser.refusals += 1
    spared = refuser.bound or (model.alliance.month_letter >= 0 and len(model.members) <= 2)
    if refuser.refusals >= model.p.max_tries and not spared:
        leave_out(model, refuser)


def leave_out(model: ReferenceModel, town: Municipality) -> None:
    """Whoever refuses too often is left out of talks and projects."""
    town.talks = 0
    town.member = 0
    town.refusals = 0
    town.wait = -int(model.p.pause_months)
    drop_out(model, town)


def propose_contract(model: ReferenceModel) -> None:
    """A proposal brings work and the form's set-up time."""
    p, alliance, sought = model.p, model.alliance, model.forms[model.alliance.sought]
    members = model.participants
    experience = sum(town.experience for town in members) / len(members)
    alliance.contract_work = (
        p.contract_work
        * sought.contract_factor
        * (1.0 + p.contract_partner * (len(members) - 2))
        * (1.0 + p.inexperience_work * (1.0 - experience))
    )
    alliance.contract_clock = sought.row.setup_months
    alliance.contract_try += 1
    alliance.contract_postponed = 0


def negotiate_contract(model: ReferenceModel) -> None:
    """When work and time are done, the members vote."""
    p, alliance = model.p, model.alliance
    if alliance.contract_clock < 0:
        alliance.contract_clock += 1
        return
    if alliance.contract_clock > 1:
        alliance.contract_clock -= 1
        return
    if alliance.contract_work > 0.0 or not alliance.meets:
        return
    if sum(town.notice < 0 for town in model.participants) < 2:
        return
    if not alliance.contract_postponed:
        who = indexed_id(stable_id("catalogue"), 1000 + alliance.contract_try)
        if model.luck.uniform(processes.POSTPONE, model.month, who) < p.postpone_chance:
            alliance.contract_postponed = 1
            alliance.contract_clock = int(p.postpone_months)
            return
    vote_on_contract(model)


def vote_on_contract(model: ReferenceModel) -> None:
    """Members, councils, county heads, the supervisory authority."""
    p, alliance, sought = model.p, model.alliance, model.forms[model.alliance.sought]
    ballot = ask_on_contract(model, sought)
    row = model.form.row if alliance.rung >= codes.COOPERATION_CONTRACT else sought.row
    rule = row.change_rule if alliance.rung >= codes.COOPERATION_CONTRACT else row.founding_rule
    if not rule_passes(model, rule, row.votes == "by_population", ballot):
        contract_refused(model, ballot)
        return
    if sought.row.land_approval and not land_approves(
        model, indexed_id(stable_id("catalogue"), 1000 + alliance.contract_try)
    ):
        alliance.contract_postponed = 0
        alliance.contract_clock = -int(p.cooling_months)
        return
    alliance.decisions += 1.0
    found(model, sought)
    for town in model.members:
        town.news += 1.0


def land_approves(model: ReferenceModel, who: int) -> bool:
    """Whether the supervisory authority approves."""
    p = model.p
    chance = logistic(p.approval_base + p.land_disposition * (model.alliance.land_support - 0.5))
    return model.luck.uniform(processes.LAND_DECISION, model.month, who) < chance


def contract_refused(model: ReferenceModel, ballot: Ballot) -> None:
    """A pause, and blame for the one with the lowest utility."""
    p, alliance = model.p, model.alliance
    alliance.vetoes += 1
    alliance.recent_blocked += p.memory_rate * (1.0 - alliance.recent_blocked)
    blame(model, ballot)
    alliance.contract_postponed = 0
    alliance.contract_clock = -int(p.cooling_months)
    refused(model, ballot.most_against)
    model.count_members()


def found(model: ReferenceModel, form: Form) -> None:
    """A form comes into force; who founds it pays."""
    alliance = model.alliance
    alliance.forms += alliance.rung >= codes.COOPERATION_CONTRACT
    alliance.form = form.number
    alliance.rung = form.rung
    alliance.month_founded = model.month
    alliance.secretariat = form.row.secretariat_fte
    alliance.groups = int(form.row.steering_group)
    alliance.contract_work = 0.0
    alliance.contract_clock = alliance.contract_try = alliance.contract_postponed = 0
    if form.rung >= codes.COOPERATION_CONTRACT and alliance.month_contract < 0:
        alliance.month_contract = model.month
    for town in model.members:
        town.bound = int(form.rung >= codes.COOPERATION_CONTRACT)
    alliance.bill += form.row.setup_cost * sum(town.population for town in model.members)


def mandate(model: ReferenceModel) -> bool:
    """A form by law comes in a planning round of the Land, whether members wish it or not."""
    p, alliance = model.p, model.alliance
    chance = logistic(p.mandate_base + p.land_disposition * (alliance.land_support - 0.5))
    who = indexed_id(stable_id("catalogue"), 2)
    if model.luck.uniform(processes.LAND_DECISION, model.month, who) >= chance:
        return False
    if alliance.month_talks < 0:
        alliance.month_talks = model.month
    if alliance.month_letter < 0:
        alliance.month_letter = model.month
    if alliance.month_start < 0:
        alliance.month_start = model.month
    alliance.talks = 1
    for town in model.towns:
        if town.role == codes.MEMBER and not town.merged:
            town.talks = town.member = 1
    found(model, model.forms[alliance.sought])
    model.count_members()
    return True
