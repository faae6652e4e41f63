"""Elections (ODD 7.11): what electorates see, and who is in office afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import processes
from reference.appraisal import squashed
from reference.gains import within
from reference.office import change_of_office, drawn_attitude
from reference.problem import towards
from reference.surroundings import logistic

if TYPE_CHECKING:
    from reference.entities import Municipality, Office
    from reference.model import ReferenceModel


def elections(model: ReferenceModel) -> None:
    """Fear and approval; elections of mayors, county heads and councils."""
    p = model.p
    for town in model.towns:
        town.fear = heeded(town.voter_pressure, town.identity, p.voter_spread)
        balance = voters_balance(model, town)
        town.approval = towards(town.approval, squashed(balance / p.gap_scale), p.judgement_rate)
    former = [town.mayor for town in model.towns if town.merged]
    for office in model.offices:
        if model.month == office.next_election and office not in former:
            hold_election(model, office)
    since = model.month - model.alliance.council_next
    if since >= 0 and since % model.scenario.council.term_months == 0:
        elect_councils(model)


def heeded(voter_pressure: float, identity: float, voter_spread: float) -> float:
    """How much an office holder heeds the least willing third of its voters."""
    return within(voter_pressure * (1.0 - (identity - voter_spread)))


def voters_balance(model: ReferenceModel, town: Municipality) -> float:
    """What voters see in their own town: results of cooperation against what it takes."""
    p, form = model.p, model.form
    control = 0.0
    if town.bound:
        control = p.control_weight * form.control * model.alliance.extent * (1.0 - form.row.council_reporting)
    results = p.visibility * max(0.0, town.benefit) + town.milestones
    losses = p.loss_aversion * town.loss + control
    return float(results - losses * (1.0 - town.identity))


def hold_election(model: ReferenceModel, office: Office) -> None:
    """The holder may run again and wins or loses."""
    p, alliance, month = model.p, model.alliance, model.month
    runs = model.luck.uniform(processes.RUNS_AGAIN, month, office.id) < p.runs_again
    if office.ordinal == 0 and office.known.runs_again is not None:
        runs = office.known.runs_again
    approval = model.towns[office.town].approval if office.town >= 0 else 0.0
    chance = incumbent_wins(p.incumbent_base, p.incumbent_approval, approval)
    kept = runs and model.luck.uniform(processes.ELECTION_NIGHT, month, office.id) < chance
    if office.town >= 0:
        alliance.elections += 1
        alliance.incumbents += runs
        alliance.incumbents_won += kept
    office.next_election = month + office.term
    if kept:
        office.ordinal += 1
    else:
        change_of_office(model, office)


def incumbent_wins(base: float, by_approval: float, approval: float) -> float:
    """Chance that an incumbent who runs is re-elected."""
    return logistic(base + by_approval * approval)


def elect_councils(model: ReferenceModel) -> None:
    """Half of the seats of each council change hands."""
    p = model.p
    for town in model.towns:
        z = model.luck.normal(processes.COUNCIL_ELECTION, model.month, town.id)
        town.council = towards(town.council, drawn_attitude(p.council_mean, p.council_spread, z), 0.5)
