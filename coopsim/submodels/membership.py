"""Membership (ODD 7.13): staying and leaving, application and entry, dissolution, and what outlives an alliance."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.events import TO_ADMIT, TO_DISSOLVE, TO_LEAVE
from coopsim.model.rules import submodel
from coopsim.model.streams import indexed_id, normal
from coopsim.submodels.contract import fear_of_exploitation, fear_of_rivals, weigh_form
from coopsim.submodels.contribution import enforced_levy
from coopsim.submodels.form_choice import land_approves, taken_up
from coopsim.submodels.gains import own_gain
from coopsim.submodels.instead import keep_word
from coopsim.submodels.log import note_vote, tell
from coopsim.submodels.partners import count_participants, count_partners, leave_all, step_back
from coopsim.submodels.voting import add_up, passes, strongest_no, voters


@submodel
def weigh_staying(i: int, p: Any, w: Any, s: Any) -> None:
    """Municipality ``i``'s wish to stay: the form in force against standing alone, experience, and what to unwind."""
    town, vote = s.town[i], s.vote[i]
    weigh_form(i, s.alliance.form, s.alliance.extent, p, w, s)
    vote.own += p.unwinding * town.bonds
    vote.trust += p.disappointment * town.satisfaction - p.thwarted_weight * town.thwarted
    vote.burden -= town.fear * p.loss_aversion * town.loss
    add_up(i, s)


@submodel
def leave(month: int, i: int, p: Any, s: Any) -> None:
    """Municipality ``i`` leaves the alliance and its projects; if only one is left, ``dissolve`` settles these."""
    alliance = s.alliance
    alliance.exits += 1
    alliance.members -= 1
    if alliance.members >= 2:
        step_back(i, p, s)
    else:
        leave_all(i, s)
    s.town[i].left = 1
    s.town[i].low = 0
    tell(month, codes.EVENT_EXIT, i, -1, s)


@submodel
def wants_out(month: int, key: Any, i: int, p: Any, w: Any, s: Any) -> bool:
    """Whether a member has wanted to leave for long and its council agrees."""
    town, vote = s.town[i], s.vote[i]
    weigh_staying(i, p, w, s)
    town.low = town.low + 1 if vote.utility < -p.exit_threshold else 0
    if town.low < p.exit_patience or town.notice >= 0:
        return False
    chance = p.council_chance * normal(key, draw.EXIT_VOTE, month, w.town[i].id)
    bond = p.contract_attitude * w.form[s.alliance.form].rung * town.council
    if -vote.utility - p.exit_threshold - bond + chance < 0.0:
        town.low = 0
        return False
    return True


@submodel
def give_notice(month: int, key: Any, i: int, p: Any, w: Any, s: Any) -> None:
    """A member that wants out gives notice, where statutes, those that give more and the authority let it go."""
    town = s.town[i]
    form = w.form[s.alliance.form]
    town.low = 0
    weigh_staying(i, p, w, s)
    for j in range(s.town.shape[0]):
        s.vote[j].utility = s.town[j].contribution - town.contribution if j != i else 1.0
    if form.exit_rule != codes.AT_WILL and not passes(form.exit_rule, form.by_population, p.tolerance, w, s):
        return
    who = indexed_id(w.town[i].id, codes.EVENT_NOTICE)
    if town.bound == 0 or land_approves(month, key, s.alliance.form, TO_LEAVE, i, who, p, w, s):
        town.notice = form.exit_notice if town.bound == 1 else 0
        note_vote(month, codes.EVENT_NOTICE, i, town.notice, i, s)


@submodel
def weigh_entry(month: int, key: Any, j: int, i: int, p: Any, w: Any, s: Any) -> None:
    """Member ``j``'s decision on the entry of municipality ``i``: its terms and utility."""
    alliance, member, vote = s.alliance, s.town[j], s.vote[j]
    form = w.form[alliance.form]
    weight = s.town[i].population / (alliance.population + s.town[i].population)
    effort = weight * member.contribution * member.capacity * p.wage / max(1.0, member.population)
    value = p.contract_hope * member.prize * member.recognition * weight * s.near[i, j]
    chance = normal(key, draw.ENTRY_VOTE, month, w.tie_id[j, i])
    vote.own = value
    vote.relative = fear_of_rivals(p.contract_rivalry, value, member.competition, s.trust[j, i], form.compensation)
    bound = enforced_levy(form.levy * alliance.extent, form.monitoring, p.pledge) / p.pledge
    vote.trust = fear_of_exploitation(p.exploitation_fear, effort, s.trust[j, i], form.monitoring, bound)
    vote.burden = -p.entry_dilution * alliance.members  # more votes to win, more partners to coordinate
    vote.attitude = p.contract_attitude * 0.5 * (s.office[j].attitude + member.council) + p.letter_chance * chance
    add_up(j, s)
    keep_word(j, False, p, s)


@submodel
def applies(month: int, key: Any, i: int, p: Any, w: Any, s: Any) -> bool:
    """Whether outsider ``i`` would gain enough by the form in force against standing alone, and takes it up."""
    town, role = s.town[i], w.town[i].role
    if town.wait < 0 or voters(s) == 0 or (role == codes.CANDIDATE and month < w.town[i].applies_from):
        return False
    form = w.form[s.alliance.form]
    reserve = p.neighbour_reserve * (1.0 - form.neighbour_exchange) if role == codes.NEIGHBOUR else 0.0
    weigh_form(i, s.alliance.form, s.alliance.extent, p, w, s)
    return s.vote[i].utility > reserve and taken_up(month, key, w.town[i].id, p, w, s)


@submodel
def consider_entry(month: int, key: Any, i: int, p: Any, w: Any, s: Any) -> None:
    """An outsider that wishes to join applies when the body meets; the members decide by their entry rule."""
    alliance, town = s.alliance, s.town[i]
    form = w.form[alliance.form]
    if alliance.meets == 0 or not applies(month, key, i, p, w, s):
        return
    for j in range(s.town.shape[0]):
        if s.town[j].member == 1:
            weigh_entry(month, key, j, i, p, w, s)
    contract = alliance.rung >= codes.COOPERATION_CONTRACT
    about = indexed_id(w.town[i].id, codes.EVENT_JOINED)
    town.wait = -int(p.pause_months)
    if not passes(form.entry_rule, form.by_population, p.tolerance, w, s):
        no = strongest_no(s)
        note_vote(month, codes.EVENT_ENTRY_REFUSED, i, no, no, s)
    elif not contract or land_approves(month, key, alliance.form, TO_ADMIT, i, about, p, w, s):
        town.talks = town.member = 1
        town.bound = 1 if contract else 0
        town.wait = 0
        alliance.entries += 1
        tell(month, codes.EVENT_JOINED, i, -1, s)
        count_participants(s)


@submodel
def outlives(k: int, p: Any, w: Any, s: Any) -> bool:
    """Whether service or site ``k`` goes on: granted, or paid by partners that gain and trust each other enough."""
    project = s.project[k]
    if project.status != codes.DELIVERED and project.status != codes.BUILDING:
        return False
    if project.kind == codes.ADVOCATE:
        return p.carry_on > 0.0
    project.cost += p.upkeep * project.work * p.wage / max(1.0, project.reach)
    for i in range(s.town.shape[0]):
        if s.partner[k, i] > 0.0:
            gain = own_gain(k, i, project.host, project.reach, project.cost, p, w, s) + s.transfer[k, i]
            s.partner[k, i] = 1.0 if gain > 0.0 and s.town[i].trust > 1.0 - p.carry_on else 0.0
    count_partners(k, s)
    return project.partners >= 2 and s.partner[k, project.host] > 0.0


@submodel
def dissolve(month: int, p: Any, w: Any, s: Any) -> None:
    """The alliance ends; if there never was a letter of intent, only the talks end."""
    alliance = s.alliance
    signed = alliance.rung >= codes.LETTER_OF_INTENT
    alliance.talks = alliance.groups = 0
    alliance.secretariat = alliance.contract_work = 0.0
    for k, project in enumerate(s.project):
        if codes.RUNNING <= project.status < codes.FAILED and not outlives(k, p, w, s):
            project.status = codes.FAILED
    for i in range(s.town.shape[0]):
        leave_all(i, s)
    if signed:
        alliance.month_end = month
        alliance.phase = codes.DISSOLVED
        tell(month, codes.EVENT_DISSOLUTION, -1, -1, s)
    count_participants(s)


@submodel
def consider_dissolution(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Where one wants out, all may end it by their own rule, but leave a loose form; the Land ends what it imposed."""
    alliance = s.alliance
    form = w.form[alliance.form]
    rule = form.dissolution_rule
    if rule == codes.AT_WILL or (rule == codes.IMPOSED and alliance.land_round == 0):
        return
    for i in range(s.town.shape[0]):
        if s.town[i].member == 1:
            weigh_staying(i, p, w, s)
            s.vote[i].utility = -s.vote[i].utility - p.exit_threshold
    if passes(rule, form.by_population, p.tolerance, w, s):
        who = indexed_id(w.scenario.catalogue_id, codes.EVENT_DISSOLUTION)
        free = alliance.rung < codes.COOPERATION_CONTRACT or rule == codes.IMPOSED
        if free or land_approves(month, key, alliance.form, TO_DISSOLVE, -1, who, p, w, s):
            dissolve(month, p, w, s)


@submodel
def change_membership(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 13: who wants out, whether all end it, exits, entries; fewer than two cannot go on."""
    alliance = s.alliance
    if alliance.month_end >= 0 or alliance.talks == 0:
        return
    moved = False
    for i in range(s.town.shape[0]):
        s.vote[i].party = 0
        if s.town[i].member == 1 and wants_out(month, key, i, p, w, s):
            s.vote[i].party = 1
            moved = True
    if moved and alliance.rung >= codes.LETTER_OF_INTENT:
        consider_dissolution(month, key, p, w, s)
    if alliance.month_end >= 0:
        return
    for i, town in enumerate(s.town):
        if town.member == 1:
            if town.notice > 0:
                town.notice -= 1
            elif s.vote[i].party == 1:
                give_notice(month, key, i, p, w, s)
            if town.notice == 0:
                leave(month, i, p, s)
        elif alliance.rung >= codes.LETTER_OF_INTENT and town.merged == 0 and town.talks == 0:
            consider_entry(month, key, i, p, w, s)
    count_participants(s)
    if alliance.members < 2:
        dissolve(month, p, w, s)
