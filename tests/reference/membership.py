"""Membership (ODD 7.13): exits first, then entries, then the question whether to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.draws import indexed_id, stable_id
from reference.form_choice import weigh_form
from reference.founding import land_approves, wish_to_talk
from reference.partners import drop_out
from reference.voting import Ballot, rule_passes

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel


def change_membership(model: ReferenceModel) -> None:
    """Exits, entries, dissolution."""
    if model.alliance.phase in (codes.MERGED, codes.DISSOLVED):
        return
    for town in model.towns:
        if town.member:
            consider_exit(model, town)
    for town in model.towns:
        consider_entry(model, town)
    model.count_members()
    alliance = model.alliance
    if not alliance.talks:
        return
    if alliance.members >= 2:
        consider_dissolution(model)
    elif alliance.month_letter >= 0:
        dissolve(model)
    else:
        alliance.talks = 0
        for town in model.towns:
            town.talks = 0
        model.count_members()


def wish_to_stay(model: ReferenceModel, town: Municipality) -> float:
    """What membership is worth to a member."""
    p, form = model.p, model.form
    return float(
        p.stay_value * town.seen
        + p.stay_hope * town.prize * town.commitment
        - p.contract_rivalry * town.competition * (1.0 - town.trust)
        + p.contract_trust * (town.trust - 0.5 + p.contract_experience * town.experience)
        - town.fear
        * (
            p.contract_control * form.control * (1.0 - p.identity_softening * town.identity)
            + p.loss_aversion * town.loss
        )
        + p.contract_attitude * town.mayor.attitude
    )


def consider_exit(model: ReferenceModel, town: Municipality) -> None:
    """A member that has wanted to leave for long asks its council, then the others."""
    p, row = model.p, model.form.row
    if town.notice > 0:
        town.notice -= 1
        if town.notice == 0:
            leave(model, town)
        return
    wish = wish_to_stay(model, town)
    town.low = town.low + 1 if wish < -p.exit_threshold else 0
    if town.low < p.exit_patience:
        return
    z = model.luck.normal(processes.EXIT_VOTE, model.month, town.id)
    leaves = -wish - p.exit_threshold - p.contract_attitude * town.council + p.council_chance * z > 0.0
    if not leaves:
        town.low = int(p.exit_relapse * p.exit_patience)
        return
    if not others_let_go(model, town) or (
        row.land_approval and not land_approves(model, indexed_id(town.id, codes.EVENT_NOTICE))
    ):
        town.low = 0
        return
    notice = row.exit_notice_months if town.bound else 0
    if notice <= 0:
        leave(model, town)
    else:
        town.notice = notice


def others_let_go(model: ReferenceModel, town: Municipality) -> bool:
    """Unless the exit rule is at will, the others vote."""
    row = model.form.row
    if row.exit_rule == "at_will":
        return True
    others = [other for other in model.members if other is not town]
    ballot = Ballot(dict.fromkeys(others, model.p.letting_go - town.contribution))
    return rule_passes(model, row.exit_rule, row.votes == "by_population", ballot)


def leave(model: ReferenceModel, town: Municipality) -> None:
    """It leaves the alliance and its projects."""
    town.talks = town.member = town.bound = 0
    town.left = 1
    town.notice = -1
    town.low = 0
    town.refusals = 0
    town.wait = -int(model.p.pause_months)
    model.alliance.exits += 1
    drop_out(model, town)


def consider_entry(model: ReferenceModel, town: Municipality) -> None:
    """A municipality may apply; every member weighs it."""
    p, alliance, row = model.p, model.alliance, model.form.row
    if alliance.month_letter < 0 or not model.members or town.talks or town.merged or town.wait < 0:
        return
    if town.role != codes.MEMBER and model.month < town.applies_from:
        return
    reserve = p.neighbour_reserve * (1.0 - row.neighbour_exchange) if town.role == codes.NEIGHBOUR else 0.0
    if (
        wish_to_talk(model, town) - reserve <= 0.0
        or weigh_form(model, town, model.forms[alliance.sought], 1.0).utility <= 0.0
    ):
        return
    if model.luck.uniform(processes.APPLICATION, model.month, town.id) >= p.application_rate:
        return
    ballot = Ballot({})
    for member in model.members:
        tie = member.ties[town]
        z = model.luck.normal(processes.ENTRY_VOTE, model.month, tie.id)
        share = town.population / (alliance.population + town.population)
        ballot.utility[member] = (
            p.entry_scale * member.prize * share * tie.near
            - p.contract_rivalry * member.competition * (1.0 - tie.trust)
            + p.contract_trust * (tie.trust - 0.5)
            - p.entry_dilution * alliance.members
            + p.contract_attitude * 0.5 * (member.mayor.attitude + member.council)
            + p.letter_chance * z
        )
    if not ballot.voters:
        return
    passed = rule_passes(model, row.entry_rule, row.votes == "by_population", ballot)
    if not passed or (row.land_approval and not land_approves(model, indexed_id(town.id, codes.EVENT_JOINED))):
        town.wait = -int(p.refused_months)
        return
    town.talks = town.member = 1
    town.bound = int(alliance.rung >= codes.COOPERATION_CONTRACT)
    alliance.entries += 1
    model.count_members()


def consider_dissolution(model: ReferenceModel) -> None:
    """Whether to go on."""
    p, alliance, row = model.p, model.alliance, model.form.row
    due = alliance.land_round if row.dissolution_rule == "imposed" else model.month % int(p.dissolution_interval) == 0
    if alliance.month_letter < 0 or alliance.months_low < p.dissolution_patience or not due:
        return
    ballot = Ballot({town: -p.dissolution_reserve - wish_to_stay(model, town) for town in model.members})
    if len(ballot.voters) < 2 or not rule_passes(model, row.dissolution_rule, row.votes == "by_population", ballot):
        return
    approved = row.land_approval and row.dissolution_rule != "imposed"  # the Land need not approve what it decides
    if approved and not land_approves(model, indexed_id(stable_id("catalogue"), codes.EVENT_DISSOLUTION)):
        return
    dissolve(model)


def dissolve(model: ReferenceModel) -> None:
    """The alliance ends."""
    alliance = model.alliance
    for town in model.towns:
        town.talks = town.member = town.bound = 0
        town.notice = -1
    alliance.month_end = model.month
    alliance.talks = alliance.groups = 0
    alliance.phase = codes.DISSOLVED
    alliance.secretariat = 0.0
    alliance.contract_work = alliance.concept_work = 0.0
    alliance.services = 0
    for project in model.projects:
        if codes.RUNNING <= project.status <= codes.DELIVERED:
            project.status = codes.FAILED
    model.count_members()
