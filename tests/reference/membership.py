"""Membership (ODD 7.13): who wants out, whether all end it, exits, entries; fewer than two cannot go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference import gains
from reference.contract import fear_of_exploitation, fear_of_rivals, sum_up, weigh_form
from reference.contribution import enforced_levy
from reference.draws import indexed_id, stable_id
from reference.form_choice import land_approves, taken_up
from reference.partners import drop_out, forget_favours, granted, partners_of, settle_partners
from reference.voting import rule_passes, voters

if TYPE_CHECKING:
    from reference.entities import Municipality, Project
    from reference.model import ReferenceModel


def change_membership(model: ReferenceModel) -> None:
    """Every member's wish, the question of dissolution, then town by town notices, exits and entries."""
    alliance = model.alliance
    if alliance.phase in (codes.MERGED, codes.DISSOLVED):
        return
    for town in model.towns:
        town.vote.party = int(bool(town.member) and wants_out(model, town))
    if any(town.vote.party for town in model.towns) and consider_dissolution(model):
        return
    for town in model.towns:
        if town.member:
            if town.notice > 0:
                town.notice -= 1
                if town.notice == 0:
                    leave(model, town)
            elif town.vote.party:
                give_notice(model, town)
        else:
            consider_entry(model, town)
    model.count_members()
    if not alliance.talks or alliance.members >= 2:
        return
    if alliance.month_letter >= 0:
        dissolve(model)
    else:
        alliance.talks = 0
        for town in model.towns:
            town.talks = 0
        model.count_members()


def weigh_staying(model: ReferenceModel, town: Municipality) -> None:
    """The form in force against standing alone, and what only members know."""
    p, vote = model.p, town.vote
    weigh_form(model, town, model.form, model.alliance.extent)
    vote.own += p.unwinding * town.bonds
    vote.trust += p.disappointment * town.satisfaction - p.thwarted_weight * town.thwarted
    vote.burden -= town.fear * p.loss_aversion * town.loss
    sum_up(town)


def wants_out(model: ReferenceModel, town: Municipality) -> bool:
    """Whether it has wanted to leave for long and its council agrees."""
    p = model.p
    weigh_staying(model, town)
    wish = town.vote.utility
    town.low = town.low + 1 if wish < -p.exit_threshold else 0
    if town.notice >= 0 or town.low < p.exit_patience:
        return False
    z = model.luck.normal(processes.EXIT_VOTE, model.month, town.id)
    bond = p.contract_attitude * model.form.rung * town.council
    if -wish - p.exit_threshold - bond + p.council_chance * z >= 0.0:
        return True
    town.low = 0
    return False


def consider_dissolution(model: ReferenceModel) -> bool:
    """Where one wants out, all are asked whether to end it."""
    p, alliance, row = model.p, model.alliance, model.form.row
    if row.dissolution_rule == "at_will" or len(voters(model)) < 2:
        return False
    if row.dissolution_rule == "imposed" and not alliance.land_round:
        return False
    for town in voters(model):
        town.vote.utility = -town.vote.utility - p.exit_threshold
    if not rule_passes(model, row.dissolution_rule, model.form.by_population):
        return False
    if needs_approval(model):
        who = indexed_id(stable_id("catalogue"), codes.EVENT_DISSOLUTION)
        if not land_approves(model, who):
            return False
    dissolve(model)
    return True


def needs_approval(model: ReferenceModel) -> bool:
    """Whether the supervisory authority must approve what members do under a contract."""
    return bool(model.form.row.land_approval) and model.alliance.rung >= codes.COOPERATION_CONTRACT


def give_notice(model: ReferenceModel, town: Municipality) -> None:
    """Unless the exit rule is at will, the others and the authority have a say."""
    row = model.form.row
    town.low = 0
    if row.exit_rule != "at_will":
        for other in voters(model):
            in_favour = other is town or other.contribution > town.contribution
            other.vote.utility = 1.0 if in_favour else -1.0
        if not rule_passes(model, row.exit_rule, model.form.by_population):
            return
    if needs_approval(model) and not land_approves(model, indexed_id(town.id, codes.EVENT_NOTICE)):
        return
    notice = row.exit_notice_months if town.bound else 0
    if notice <= 0:
        leave(model, town)
    else:
        town.notice = notice


def leave(model: ReferenceModel, town: Municipality) -> None:
    """It leaves the alliance, its projects and services, and may come back after a pause."""
    if len(model.members) > 2:
        drop_out(model, town)
        town.wait = -int(model.p.pause_months)
    town.talks = town.member = town.bound = 0
    town.left = 1
    town.notice = -1
    town.low = 0
    forget_favours(town)
    model.alliance.exits += 1
    model.count_members()


def consider_entry(model: ReferenceModel, town: Municipality) -> None:
    """At a meeting a municipality may apply; every member weighs it."""
    alliance, row = model.alliance, model.form.row
    if not alliance.meets or alliance.month_letter < 0 or not alliance.talks or not voters(model):
        return
    if town.talks or town.merged or town.wait < 0 or not applies(model, town):
        return
    for member in model.members:
        weigh_entry(model, member, town)
    passed = rule_passes(model, row.entry_rule, model.form.by_population)
    if not passed or (needs_approval(model) and not land_approves(model, indexed_id(town.id, codes.EVENT_JOINED))):
        town.wait = -int(model.p.pause_months)
        return
    town.talks = town.member = 1
    town.bound = int(alliance.rung >= codes.COOPERATION_CONTRACT)
    alliance.entries += 1
    model.count_members()


def applies(model: ReferenceModel, town: Municipality) -> bool:
    """Whether it would gain by the form in force, and takes it up."""
    if town.role == codes.CANDIDATE and model.month < town.applies_from:
        return False
    weigh_form(model, town, model.form, model.alliance.extent)
    least = 0.0
    if town.role == codes.NEIGHBOUR:
        least = model.p.neighbour_reserve * (1.0 - model.form.row.neighbour_exchange)
    return town.vote.utility > least and taken_up(model, town.id)


def weigh_entry(model: ReferenceModel, member: Municipality, town: Municipality) -> None:
    """What a member makes of a newcomer."""
    p, alliance, row, vote, tie = model.p, model.alliance, model.form.row, member.vote, member.ties[town]
    share = town.population / (alliance.population + town.population)
    value = p.contract_hope * member.prize * member.recognition * share * tie.near
    given = share * member.contribution * member.capacity * p.wage / max(1.0, member.population)
    vote.own = value
    vote.relative = fear_of_rivals(model, value, member.competition, tie.trust, row.compensation)
    bound = enforced_levy(row.levy * alliance.extent, row.monitoring, p.pledge) / p.pledge
    vote.trust = fear_of_exploitation(model, given, tie.trust, row.monitoring, bound)
    vote.burden = -p.entry_dilution * alliance.members
    vote.attitude = p.contract_attitude * 0.5 * (member.mayor.attitude + member.council)
    sum_up(member)
    vote.utility += p.letter_chance * model.luck.normal(processes.ENTRY_VOTE, model.month, tie.id)


def dissolve(model: ReferenceModel) -> None:
    """The alliance ends; what can be carried on without it is."""
    alliance = model.alliance
    for project in model.projects:
        if project.status in (codes.RUNNING, codes.PETITION):
            project.status = codes.FAILED
        elif project.status in (codes.BUILDING, codes.DELIVERED):
            outlive(model, project)
    for town in model.towns:
        town.talks = town.member = town.bound = 0
        town.notice = -1
        forget_favours(town)
    alliance.month_end = model.month
    alliance.talks = alliance.groups = 0
    alliance.phase = codes.DISSOLVED
    alliance.secretariat = 0.0
    alliance.contract_work = 0.0
    model.count_members()


def outlive(model: ReferenceModel, project: Project) -> None:
    """What a provider granted stays; of their own services those carry on that gain by it and trust each other."""
    p = model.p
    if granted(project):
        if p.carry_on <= 0.0:
            project.status = codes.FAILED
        return
    project.cost += p.upkeep * project.work * p.wage / max(1.0, project.reach)
    host = model.towns[project.host]
    leaving = []
    for town in partners_of(model, project):
        gain = gains.own_gain(model, project, town, host, project.reach, project.cost)
        gain += project.transfer[town.index]
        if gain <= 0.0 or town.trust <= 1.0 - p.carry_on:
            leaving.append(town)
    for town in leaving:
        project.partner[town.index] = 0
    settle_partners(model, project)
    if project.partners < 2 or not project.partner[project.host]:
        project.status = codes.FAILED
