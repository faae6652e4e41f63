"""What members make of a form: the vote on it and its review (ODD 7.12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.draws import indexed_id
from reference.forms import Form
from reference.gains import within
from reference.voting import Ballot
from reference.weighing import county_objects

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel


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
    cost = row.running_cost + row.setup_cost / p.setup_years + row.secretariat_fte * p.wage / people
    return FormTerms(
        stake * (p.contract_hope * town.prize * town.recognition - cost),
        -stake * p.contract_rivalry * town.competition * (1.0 - town.trust),
        stake * p.contract_trust * (town.trust - 0.5 + p.contract_experience * town.experience),
        -stake * town.fear * p.contract_control * form.control * (1.0 - p.identity_softening * town.identity),
        p.contract_attitude * town.mayor.attitude,
    )


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
                utility = -p.weak_no * p.tolerance
        if utility > 0.0 and row.county_veto and county_objects(model, town, row):
            utility = -p.weak_no * p.tolerance
        ballot.utility[town] = utility
    return ballot


def review_form(model: ReferenceModel) -> bool:
    """The form of least mismatch is sought next; True if that is the network of the talks, not founded so far."""
    p, alliance = model.p, model.alliance
    strength = model.lever[codes.SUITABLE_FORM]
    if strength <= 0.0 or model.form.imposed or model.forms[alliance.sought].imposed:
        return False
    last = max(alliance.review_month, alliance.month_letter)
    if model.month - last < p.review_months / strength:
        return False
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
    return chosen == alliance.form and alliance.month_founded < 0


def form_mismatch(model: ReferenceModel, form: Form) -> float:
    """How badly a form suits."""
    p, alliance, members = model.p, model.alliance, model.members
    n = len(members)
    trust = sum(town.trust for town in members) / n
    fear = sum(town.fear for town in members) / n
    projects = sum(codes.DRAFTED <= project.status <= codes.PETITION for project in model.projects)
    projects += p.service_stake * sum(project.status == codes.DELIVERED for project in model.projects)
    need = within(
        p.need_partners * (n - 2)
        + p.need_work * projects
        + p.need_blocked * alliance.recent_blocked
        + p.need_distrust * (1.0 - trust)
    )
    row = form.row
    people = sum(town.population for town in members)
    cost = row.running_cost + row.setup_cost / p.setup_years + row.secretariat_fte * p.wage / people
    gap = max(0.0, need - form.capability) + p.review_idle * max(0.0, form.capability - need)
    return float(gap + fear * (1.0 - trust) * form.control + p.review_cost * cost)
