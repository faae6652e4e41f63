"""Founding and form (ODD 7.12): the contract ladder, one rung at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coopsim import codes, processes
from reference.draws import indexed_id, stable_id
from reference.forms import Form
from reference.gains import within
from reference.negotiation import blame, drop_out
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
    if alliance.form == alliance.sought or alliance.contract_try > 1:
        review_form(model)
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


@dataclass
class FormTerms:
    """What a member thinks of a form."""

    value: float
    rivalry: float
    trust: float
    control: float
    attitude: float

    @property
    def utility(self) -> float:
        """Their sum."""
        return self.value + self.rivalry + self.trust + self.control + self.attitude


def weigh_form(model: ReferenceModel, town: Municipality, form: Form, stake: float) -> FormTerms:
    """The utility of a form for a member."""
    p, row = model.p, form.row
    people = sum(other.population for other in model.participants)
    cost = row.running_cost + row.setup_cost / 5.0 + row.secretariat_fte * p.wage / people
    return FormTerms(
        stake * (p.contract_hope * town.prize * town.recognition - cost),
        -stake * p.contract_rivalry * town.competition * (1.0 - town.trust),
        stake * p.contract_trust * (town.trust - 0.5 + p.contract_experience * town.experience),
        -stake * town.fear * p.contract_control * form.control * (1.0 - 0.5 * town.identity),
        p.contract_attitude * town.mayor.attitude,
    )


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
    if sought.row.land_approval and not land_approves(model, indexed_id(stable_id("catalogue"), 1000 + alliance.contract_try)):
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


def ask_on_contract(model: ReferenceModel, sought: Form) -> Ballot:
    """What members, councils and county heads make of it."""
    p, row = model.p, sought.row
    ballot = Ballot({})
    for town in model.participants:
        terms = weigh_form(model, town, sought, 1.0)
        utility = terms.utility
        if utility > 0.0 and row.council_founding:
            z = model.luck.normal(processes.CONTRACT_VOTE, model.month, indexed_id(town.id, 1))
            lost = p.council_control * sought.control * (1.0 - row.council_reporting)
            x = utility - terms.attitude + p.contract_attitude * town.council + p.council_chance * z - lost
            if x <= 0.0:
                utility = -0.5 * p.tolerance
        asked = utility > 0.0 and row.county_veto and town.county is not None
        if asked and town.county.head.attitude < p.county_threshold + p.county_rivalry * row.secretariat_fte:
            utility = -0.5 * p.tolerance
        ballot.utility[town] = utility
    return ballot


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
    alliance.forms += alliance.month_founded >= 0
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


def review_form(model: ReferenceModel) -> None:
    """The form of least mismatch is sought next."""
    p, alliance = model.p, model.alliance
    strength = model.lever[codes.SUITABLE_FORM]
    if strength <= 0.0 or model.form.imposed or model.forms[alliance.sought].imposed:
        return
    last = max(alliance.review_month, alliance.month_letter)
    if model.month - last < p.review_months / strength:
        return
    alliance.review_month = model.month
    best = form_mismatch(model, model.form) - p.review_inertia
    chosen = alliance.form
    for form in model.forms:
        if form.imposed or form.row.id == "none" or form.number == alliance.form:
            continue
        mismatch = form_mismatch(model, form)
        if mismatch < best:
            best, chosen = mismatch, form.number
    if chosen != alliance.sought:
        alliance.sought = chosen
        alliance.contract_work = 0.0
        alliance.contract_clock = 0


def form_mismatch(model: ReferenceModel, form: Form) -> float:
    """How badly a form suits."""
    p, alliance, members = model.p, model.alliance, model.members
    n = len(members)
    trust = sum(town.trust for town in members) / n
    fear = sum(town.fear for town in members) / n
    projects = sum(codes.DRAFTED <= project.status <= codes.DELIVERED for project in model.projects)
    need = within(
        p.need_partners * (n - 2)
        + p.need_work * projects
        + p.need_blocked * alliance.recent_blocked
        + p.need_distrust * (1.0 - trust)
    )
    row = form.row
    people = sum(town.population for town in members)
    cost = row.running_cost + row.setup_cost / 5.0 + row.secretariat_fte * p.wage / people
    gap = max(0.0, need - form.capability) + 0.5 * max(0.0, form.capability - need)
    return float(gap + fear * (1.0 - trust) * form.control + p.review_cost * cost)
