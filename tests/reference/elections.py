"""Elections (ODD 7.11): what electorates see, and who is in office afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import processes
from reference.gains import squashed, within
from reference.office import change_of_office
from reference.surroundings import logistic

if TYPE_CHECKING:
    from reference.entities import Municipality, Office
    from reference.model import ReferenceModel


def elections(model: ReferenceModel) -> None:
    """Approval, fear, elections of mayors, county heads and councils."""
    p = model.p
    for town in model.towns:
        approve(model, town)
        near = within(1.0 - (town.mayor.next_election - model.month) / p.election_window)
        town.fear = town.voter_pressure * (1.0 + p.election_fear * near)
    merged = [town.mayor for town in model.towns if town.merged]
    for office in model.offices:
        if model.month == office.next_election and office not in merged:
            hold_election(model, office)
    since = model.month - model.alliance.council_next
    if since >= 0 and since % model.scenario.council.term_months == 0:
        for town in model.towns:
            z = model.luck.normal(processes.COUNCIL_ELECTION, model.month, town.id)
            drawn = p.council_mean + p.council_spread * z
            after = p.council_kept * town.council + (1.0 - p.council_kept) * drawn + p.council_approval * town.approval
            town.council = within(after, -1.0, 1.0)


def approve(model: ReferenceModel, town: Municipality) -> None:
    """The electorate reacts to what it sees and to lost control."""
    p, form = model.p, model.form
    control = 0.0
    if town.bound:
        control = p.control_weight * form.control * (1.0 - p.reporting_effect * form.row.council_reporting)
    visible = p.visibility * max(0.0, town.benefit) + town.milestones
    felt = visible - (p.loss_aversion * town.loss + control) * (1.0 - p.identity_softening * town.identity)
    town.approval += p.approval_rate * (squashed(felt / p.approval_scale) - town.approval)


def hold_election(model: ReferenceModel, office: Office) -> None:
    """The holder may run again and wins or loses."""
    p, alliance = model.p, model.alliance
    town = next((town for town in model.towns if town.mayor is office), None)
    month = model.month
    first = office.ordinal == 0
    runs = model.luck.uniform(processes.RUNS_AGAIN, month, office.id) < p.runs_again
    if first and office.known.runs_again is not None:
        runs = office.known.runs_again
    approval = town.approval if town is not None else 0.0
    chance = logistic(p.incumbent_base + p.incumbent_approval * model.hindrance.voter_justification * approval)
    kept = runs and model.luck.uniform(processes.ELECTION_NIGHT, month, office.id) < chance
    if town is not None:
        alliance.elections += 1
        alliance.incumbents += runs
        alliance.incumbents_won += kept
    office.next_election = month + office.term
    if kept:
        office.ordinal += 1
    else:
        change_of_office(model, office)
