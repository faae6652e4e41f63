"""Membership (ODD 7.13): notice and exit, application, entry and re-entry, dissolution."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.events import TO_ADMIT, TO_DISSOLVE, TO_LEAVE
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import indexed_id, normal, uniform
from coopsim.submodels.contract import faith_in_partners, fear_of_rivals, land_approves, weigh_form
from coopsim.submodels.founding import wish_to_talk
from coopsim.submodels.log import note_value, note_vote, tell
from coopsim.submodels.partners import count_participants, drop_all, leave_all
from coopsim.submodels.voting import add_up, passes, strongest_no, voters


@equation
def dilution(members: int, weight: float) -> float:
    """What one more member costs the others: more votes to win, more partners to coordinate (assumption)."""
    return weight * members


@equation
def fear_of_staying(
    fear: float, control: float, softening: float, identity: float, aversion: float, loss: float
) -> float:
    """What voters hold against a member: control given up, softened by regional identity, and losses to others."""
    return -fear * (control * (1.0 - softening * identity) + aversion * loss)


@submodel
def weigh_staying(i: int, p: Any, w: Any, s: Any) -> None:
    """Municipality ``i``'s wish to stay: its terms and utility."""
    town, vote = s.town[i], s.vote[i]
    control = p.contract_control * w.form[s.alliance.form].control
    vote.own = p.stay_value * town.seen + p.stay_hope * town.prize * town.commitment
    vote.relative = fear_of_rivals(1.0, p.contract_rivalry, town.competition, town.trust)
    vote.trust = faith_in_partners(1.0, p.contract_trust, town.trust, p.contract_experience, town.experience)
    vote.burden = fear_of_staying(town.fear, control, p.identity_softening, town.identity, p.loss_aversion, town.loss)
    vote.attitude = p.contract_attitude * s.office[i].attitude
    add_up(i, s)


@submodel
def leave(month: int, i: int, p: Any, s: Any) -> None:
    """Municipality ``i`` leaves the alliance and its projects."""
    leave_all(i, s)
    s.town[i].left = 1
    s.town[i].low = 0
    s.town[i].refusals = 0
    s.town[i].wait = -int(p.pause_months)
    s.alliance.exits += 1
    drop_all(i, s)
    tell(month, codes.EVENT_EXIT, i, -1, s)


@submodel
def others_let_go(i: int, rule: int, p: Any, w: Any, s: Any) -> bool:
    """Vote of the others on the exit of ``i`` where the statutes ask for one: its absence must not hurt them."""
    if rule == codes.IMPOSSIBLE:
        return False
    if rule == codes.AT_WILL:
        return True
    wish = s.vote[i].utility
    for j in range(s.town.shape[0]):
        if s.town[j].member == 1:
            s.vote[j].utility = p.letting_go - s.town[i].contribution if j != i else 1.0
    agreed = passes(rule, w.form[s.alliance.form].by_population, p.tolerance, w, s)
    s.vote[i].utility = wish
    return agreed


@submodel
def consider_exit(month: int, key: Any, i: int, p: Any, w: Any, s: Any) -> None:
    """A member that has wanted to leave for long asks its council and gives notice."""
    town = s.town[i]
    form = w.form[s.alliance.form]
    weigh_staying(i, p, w, s)
    town.low = town.low + 1 if s.vote[i].utility < -p.exit_threshold else 0
    if town.low < p.exit_patience or town.notice >= 0:
        return
    chance = p.council_chance * normal(key, draw.EXIT_VOTE, month, w.town[i].id)
    if -s.vote[i].utility - p.exit_threshold - p.contract_attitude * town.council + chance < 0.0:
        town.low = int(p.exit_relapse * p.exit_patience)
        return
    if not others_let_go(i, form.exit_rule, p, w, s):
        town.low = 0
        return
    binding = town.bound == 1
    about = indexed_id(w.town[i].id, codes.EVENT_NOTICE)
    if binding and not land_approves(month, key, s.alliance.form, about, p, w, s):
        town.low = 0
        note_value(month, codes.EVENT_LAND_REFUSES, i, s.alliance.form, float(TO_LEAVE), s)
        return
    town.notice = form.exit_notice if binding else 0
    note_vote(month, codes.EVENT_NOTICE, i, town.notice, i, s)


@submodel
def weigh_entry(month: int, key: Any, j: int, i: int, p: Any, w: Any, s: Any) -> None:
    """Member ``j``'s decision on the entry of municipality ``i``: its terms and utility."""
    alliance, member, vote = s.alliance, s.town[j], s.vote[j]
    weight = s.town[i].population / (alliance.population + s.town[i].population)
    chance = normal(key, draw.ENTRY_VOTE, month, w.tie_id[j, i])
    vote.own = p.entry_scale * member.prize * weight * s.near[i, j]
    vote.relative = fear_of_rivals(1.0, p.contract_rivalry, member.competition, s.trust[j, i])
    vote.trust = faith_in_partners(1.0, p.contract_trust, s.trust[j, i], 0.0, 0.0)
    vote.burden = -dilution(alliance.members, p.entry_dilution)
    vote.attitude = p.contract_attitude * 0.5 * (s.office[j].attitude + member.council) + p.letter_chance * chance
    add_up(j, s)


@submodel
def consider_entry(month: int, key: Any, i: int, p: Any, w: Any, s: Any) -> None:
    """An outsider that wishes to join applies; the members decide by their entry rule."""
    alliance = s.alliance
    town = s.town[i]
    if town.wait < 0:
        return
    role = w.town[i].role
    if role == codes.CANDIDATE and month < w.town[i].applies_from:
        return
    threshold = p.talk_threshold + (
        p.neighbour_reserve * (1.0 - w.form[alliance.form].neighbour_exchange) if role == codes.NEIGHBOUR else 0.0
    )
    if (
        wish_to_talk(town.recognition, s.office[i].attitude, town.prize, threshold, p.talk_attitude, p.talk_prize)
        <= 0.0
    ):
        return
    weigh_form(i, alliance.sought, 1.0, p, w, s)
    if s.vote[i].utility <= 0.0:  # whoever would refuse the contract does not apply
        return
    if voters(s) == 0 or uniform(key, draw.APPLICATION, month, w.town[i].id) >= p.application_rate:
        return
    form = w.form[alliance.form]
    for j in range(s.town.shape[0]):
        if s.town[j].member == 1:
            weigh_entry(month, key, j, i, p, w, s)
    if passes(form.entry_rule, form.by_population, p.tolerance, w, s):
        contract = alliance.rung >= codes.COOPERATION_CONTRACT
        about = indexed_id(w.town[i].id, codes.EVENT_JOINED)
        if contract and not land_approves(month, key, alliance.form, about, p, w, s):
            town.wait = -int(p.refused_months)
            note_value(month, codes.EVENT_LAND_REFUSES, i, alliance.form, float(TO_ADMIT), s)
            return
        town.talks = 1
        town.member = 1
        town.bound = 1 if contract else 0
        alliance.entries += 1
        tell(month, codes.EVENT_JOINED, i, -1, s)
        count_participants(s)
    else:
        no = strongest_no(s)
        town.wait = -int(p.refused_months)
        note_vote(month, codes.EVENT_ENTRY_REFUSED, i, no, no, s)


@submodel
def dissolve(month: int, s: Any) -> None:
    """The alliance ends; if there never was a letter of intent, only the talks end."""
    alliance = s.alliance
    signed = alliance.rung >= codes.LETTER_OF_INTENT
    alliance.talks = 0
    alliance.groups = 0
    alliance.secretariat = 0.0
    alliance.contract_work = alliance.concept_work = 0.0
    alliance.services = 0
    for i in range(s.town.shape[0]):
        leave_all(i, s)
    for k in range(s.project.shape[0]):
        if codes.RUNNING <= s.project[k].status < codes.FAILED:
            s.project[k].status = codes.FAILED
    if signed:
        alliance.month_end = month
        alliance.phase = codes.DISSOLVED
        tell(month, codes.EVENT_DISSOLUTION, -1, -1, s)
    count_participants(s)


@submodel
def consider_dissolution(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Members that see no use in it may dissolve it by their own rule; fewer than two cannot go on."""
    alliance = s.alliance
    if alliance.members < 2:
        dissolve(month, s)
        return
    if alliance.rung < codes.LETTER_OF_INTENT or alliance.months_low < p.dissolution_patience:
        return
    rule = w.form[alliance.form].dissolution_rule
    asked = alliance.land_round == 1 if rule == codes.IMPOSED else month % int(p.dissolution_interval) == 0
    if not asked:  # members ask at intervals; what is imposed only the Land can end, on its own calendar
        return
    for i in range(s.town.shape[0]):
        if s.town[i].member == 1:
            weigh_staying(i, p, w, s)
            s.vote[i].utility = -s.vote[i].utility - p.dissolution_reserve
    form = w.form[alliance.form]
    if not passes(rule, form.by_population, p.tolerance, w, s):
        return
    about = indexed_id(w.scenario.catalogue_id, codes.EVENT_DISSOLUTION)
    contract = alliance.rung >= codes.COOPERATION_CONTRACT and rule != codes.IMPOSED
    if contract and not land_approves(month, key, alliance.form, about, p, w, s):
        note_value(month, codes.EVENT_LAND_REFUSES, -1, alliance.form, float(TO_DISSOLVE), s)
        return
    dissolve(month, s)


@submodel
def change_membership(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Submodel 13: exits first, then entries, then the question whether to go on."""
    alliance = s.alliance
    if alliance.month_end >= 0 or alliance.talks == 0:
        return
    for i in range(s.town.shape[0]):
        town = s.town[i]
        if town.member == 1:
            if town.notice > 0:
                town.notice -= 1
            else:
                consider_exit(month, key, i, p, w, s)
            if town.notice == 0:
                leave(month, i, p, s)
        elif alliance.rung >= codes.LETTER_OF_INTENT and town.merged == 0 and town.talks == 0:
            consider_entry(month, key, i, p, w, s)
    count_participants(s)
    consider_dissolution(month, key, p, w, s)
