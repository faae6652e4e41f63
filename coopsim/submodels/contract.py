"""The contract (ODD 7.12): what a form costs and means to each member, councils, county and Land, the founding vote."""

from typing import Any

from coopsim.model import codes
from coopsim.model import processes as draw
from coopsim.model.codes import COOPERATION_CONTRACT, IMPOSSIBLE, LETTER_OF_INTENT
from coopsim.model.events import TO_FOUND
from coopsim.model.numerics import logistic
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import indexed_id, normal, uniform
from coopsim.submodels.agenda import mean_experience
from coopsim.submodels.log import note_value, tell
from coopsim.submodels.partners import step_back
from coopsim.submodels.voting import add_up, ask_council, ask_county_head, blocked, passes, voters


@equation
def contract_cost(
    running: float, setup: float, secretariat: float, wage: float, population: float, years: float
) -> float:
    """Yearly cost per inhabitant that a form brings, its set-up spread over ``years``."""
    return running + setup / years + secretariat * wage / max(1.0, population)


@equation
def fear_of_rivals(stake: float, weight: float, competition: float, trust: float) -> float:
    """What rivalry takes from the wish to be bound to others: the less, the more they are trusted."""
    return -stake * weight * competition * (1.0 - trust)


@equation
def faith_in_partners(stake: float, weight: float, trust: float, by_experience: float, experience: float) -> float:
    """What trust and experience of cooperation add to the wish to be bound to others."""
    return stake * weight * (trust - 0.5 + by_experience * experience)


@equation
def fear_of_control(
    stake: float, fear: float, weight: float, control: float, softening: float, identity: float
) -> float:
    """What voters would hold against the control that a form takes, softened by regional identity."""
    return -stake * fear * weight * control * (1.0 - softening * identity)


@submodel
def weigh_form(i: int, form: int, stake: float, p: Any, w: Any, s: Any) -> None:
    """Municipality ``i``'s decision on binding itself to governance model ``form``: its terms and utility.

    ``stake`` scales hope and fear: small for a letter of intent, 1 for a contract.
    """
    row = w.form[form]
    town, vote = s.town[i], s.vote[i]
    cost = contract_cost(
        row.running_cost,
        row.setup_cost,
        row.secretariat,
        p.wage,
        s.alliance.population,
        p.setup_years,
    )
    vote.own = stake * (p.contract_hope * town.prize * town.recognition - cost)
    vote.relative = fear_of_rivals(stake, p.contract_rivalry, town.competition, town.trust)
    vote.trust = faith_in_partners(stake, p.contract_trust, town.trust, p.contract_experience, town.experience)
    vote.burden = fear_of_control(
        stake, town.fear, p.contract_control, row.control, p.identity_softening, town.identity
    )
    vote.attitude = p.contract_attitude * s.office[i].attitude
    add_up(i, s)


@submodel
def found(month: int, form: int, p: Any, w: Any, s: Any) -> None:
    """Governance model ``form`` comes into force for all participants, who pay for setting it up."""
    alliance = s.alliance
    row = w.form[form]
    alliance.form = form
    alliance.rung = max(LETTER_OF_INTENT, row.rung)
    alliance.month_founded = month
    alliance.secretariat = row.secretariat
    alliance.contract_clock = 0
    alliance.contract_work = 0.0
    alliance.contract_try = 0
    alliance.bill += row.setup_cost * alliance.population
    if row.rung >= COOPERATION_CONTRACT and alliance.month_contract < 0:
        alliance.month_contract = month
    for i in range(s.town.shape[0]):
        s.town[i].bound = s.town[i].member if row.rung >= COOPERATION_CONTRACT else 0
        if row.exit_rule == IMPOSSIBLE:
            s.town[i].notice = -1


@submodel
def propose_contract(month: int, p: Any, w: Any, s: Any) -> None:
    """Work on the contract for the form that is sought begins."""
    alliance = s.alliance
    row = w.form[alliance.sought]
    partners = 1.0 + p.contract_partner * max(0, alliance.members - 2)
    novice = 1.0 + p.inexperience_work * (1.0 - mean_experience(s))
    alliance.contract_work = p.contract_work * row.contract_factor * partners * novice
    alliance.contract_clock = max(1, row.setup_months)
    alliance.contract_try += 1
    tell(month, codes.EVENT_CONTRACT_PROPOSED, -1, alliance.sought, s)


@submodel
def ask_on_contract(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Utilities of all members for the contract, with their councils, and the county where it has a say."""
    form = s.alliance.sought
    row = w.form[form]
    for i in range(s.town.shape[0]):
        if s.town[i].member == 0:
            continue
        weigh_form(i, form, 1.0, p, w, s)
        if row.council_founding == 1 and s.vote[i].utility > 0.0:
            chance = p.council_chance * normal(key, draw.CONTRACT_VOTE, month, indexed_id(w.town[i].id, 1))
            lost = p.council_control * row.control * (1.0 - row.reporting)
            ask_council(i, p.contract_attitude * s.town[i].council + chance, lost, p, s)
        ask_county_head(i, form, p, w, s)


@submodel
def contract_refused(month: int, p: Any, w: Any, s: Any) -> None:
    """The contract fails; whoever has refused often enough is left out of the next proposal."""
    alliance = s.alliance
    tipping = blocked(month, codes.EVENT_CONTRACT_REFUSED, alliance.sought, p, s)
    s.town[tipping].refusals += 1
    if s.town[tipping].refusals >= p.max_tries and alliance.members > 2 and alliance.month_contract < 0:
        step_back(tipping, p, s)
    alliance.contract_clock = -int(p.cooling_months)


@equation
def land_chance(base: float, support: float, disposition: float) -> float:
    """Chance that the Land does what an alliance needs, by how far it supports cooperation (assumption)."""
    return logistic(base + disposition * (support - 0.5))


@submodel
def land_approves(month: int, key: Any, form: int, about: Any, p: Any, w: Any, s: Any) -> bool:
    """Whether the supervisory authority approves, where the law of ``form`` asks it; ``about`` keys its decision."""
    if w.form[form].land_approval == 0:
        return True
    chance = land_chance(p.approval_base, s.alliance.land_support, p.land_disposition)
    return uniform(key, draw.LAND_DECISION, month, about) < chance


@submodel
def vote_on_contract(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
    """Founding vote under the founding rule; then, where the law asks for it, the supervisory authority."""
    alliance = s.alliance
    if voters(s) < 2:
        return
    row = w.form[alliance.sought]
    first = indexed_id(w.scenario.catalogue_id, 1000 + alliance.contract_try)
    if uniform(key, draw.POSTPONE, month, first) < p.postpone_chance and alliance.contract_postponed == 0:
        alliance.contract_postponed = 1
        alliance.contract_clock = int(p.postpone_months)
        return
    alliance.contract_postponed = 0
    ask_on_contract(month, key, p, w, s)
    statutes = w.form[alliance.form]
    rule = row.founding_rule if alliance.rung < COOPERATION_CONTRACT else statutes.change_rule
    if not passes(rule, row.by_population, p.tolerance, w, s):
        contract_refused(month, p, w, s)
        return
    if not land_approves(month, key, alliance.sought, first, p, w, s):
        note_value(month, codes.EVENT_LAND_REFUSES, -1, alliance.sought, float(TO_FOUND), s)
        alliance.contract_clock = -int(p.cooling_months)
        return
    changed = alliance.rung >= COOPERATION_CONTRACT
    found(month, alliance.sought, p, w, s)
    alliance.decisions += 1.0
    for i in range(s.town.shape[0]):
        s.town[i].news += float(s.town[i].member)
    if changed:
        alliance.forms += 1
        tell(month, codes.EVENT_FORM_CHANGED, -1, alliance.sought, s)
    else:
        tell(month, codes.EVENT_CONTRACT_SIGNED, -1, alliance.sought, s)
