"""Initialisation (ODD 5): what is known comes from the scenario, what is unknown is drawn."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference.attainable import set_yardstick
from reference.draws import indexed_id, stable_id
from reference.gains import nearness, scale_saving, within
from reference.office import draw_office_holder, drawn_attitude
from reference.opportunities import draw_catalogue
from reference.surroundings import usual_crisis

if TYPE_CHECKING:
    from reference.entities import Municipality
    from reference.model import ReferenceModel

HALF_ROOT = 0.7071067811865476


def initialise(model: ReferenceModel) -> None:
    """Month 0."""
    for town in model.towns:
        initialise_town(model, town)
    initialise_offices(model)
    initialise_ties(model)
    alliance, land, council, luck = model.alliance, model.scenario.land, model.scenario.council, model.luck
    who = stable_id("catalogue")
    alliance.land_support = known_or(land.supportive, luck.uniform(processes.LAND_SUPPORT, 0, who))
    first = model.scenario.first_election(council)
    drawn = int(luck.uniform(processes.FIRST_ELECTION, 0, who) * council.term_months)
    alliance.council_next = drawn if first is None else first
    draw_catalogue(model)
    set_yardstick(model)


def known_or(known: float | None, drawn: float) -> float:
    """The scenario's value, or the drawn one."""
    return drawn if known is None else known


def drawn_level(mean: float, spread: float, z: float) -> float:
    """A level between 0 and 1."""
    return within(mean + spread * z)


def drawn_amount(median: float, spread: float, z: float) -> float:
    """A positive amount."""
    return median * exp(spread * z)


def initialise_town(model: ReferenceModel, town: Municipality) -> None:
    """State variables of one municipality."""
    p, h, known = model.p, model.hindrance, town.known

    def z(process: int) -> float:
        return model.luck.normal(process, 0, town.id)

    town.fiscal = known_or(known.fiscal_strength, drawn_amount(p.fiscal_median, p.fiscal_spread, z(processes.FISCAL)))
    town.staff = known_or(known.staff, drawn_amount(p.staff_median, p.staff_spread, z(processes.STAFF)))
    town.crisis = usual_crisis(p) * z(processes.INITIAL_CRISIS)
    if known.debt is not None:
        town.crisis += p.crisis_debt * (known.debt - p.mean_debt) / 1000.0
    experience = drawn_level(1.0 - h.inexperience, p.level_spread, z(processes.EXPERIENCE))
    town.experience = known_or(known.experience, experience)
    spread = p.motivation_spread * h.differing_motivation
    recognition = drawn_level(p.recognition_start, spread, z(processes.RECOGNITION))
    town.recognition = known_or(known.recognition, recognition)
    identity = drawn_level(p.identity_start, p.level_spread, z(processes.IDENTITY))
    town.identity = town.identity_own = known_or(known.identity, identity)
    envy = within(drawn_amount(h.competition, p.envy_spread, z(processes.COMPETITION)), 0.0, p.envy_most)
    town.competition = p.envy_weight * known_or(known.competition, envy)
    town.guilt = p.guilt_weight * model.luck.uniform(processes.GUILT, 0, town.id)
    pressure = drawn_level(h.voter_justification, p.level_spread, z(processes.VOTER_PRESSURE))
    town.voter_pressure = known_or(known.voter_pressure, pressure)
    town.prize = p.prize_start + p.practice_spread * (p.uncertainty_base + h.no_good_practice) * z(processes.PRIZE)
    town.council = drawn_attitude(p.council_mean, p.council_spread, z(processes.COUNCIL_ATTITUDE))
    town.commitment = 0.5
    town.room = scale_saving(p, town.population)
    town.trust = p.trust_start
    tier = tier_of(model, town)
    for a, area in enumerate(codes.AREAS):
        who = indexed_id(town.id, a)
        need = drawn_level(p.need_mean, p.need_spread + spread, model.luck.normal(processes.NEED, 0, who))
        town.need.append(known_or(getattr(known.need, area), need))
        drawn = drawn_level(p.endowment_tier * tier, p.level_spread, model.luck.normal(processes.ENDOWMENT, 0, who))
        town.endowment.append(known_or(getattr(known.endowment, area), drawn))
    endowments = [getattr(known.endowment, area) for area in codes.AREAS]
    town.unknown = int(known.fiscal_strength is None or known.staff is None or None in endowments)


def tier_of(model: ReferenceModel, town: Municipality) -> int:
    """Central-place tier; unknown, it follows from size."""
    if town.known.tier is not None:
        return codes.TIERS.index(town.known.tier)
    return 2 if town.population >= model.p.tier_middle else 1 if town.population >= model.p.tier_basic else 0


def initialise_offices(model: ReferenceModel) -> None:
    """Who is in office at the start."""
    for office in model.offices:
        draw_office_holder(model, office, 0)
        known = office.known
        office.attitude = known_or(known.attitude, office.attitude)
        if getattr(known, "type", None) is not None:
            office.type = codes.TYPES.index(known.type)
        if office.next_election is None:
            office.next_election = int(model.luck.uniform(processes.FIRST_ELECTION, 0, office.id) * office.term)


def initialise_ties(model: ReferenceModel) -> None:
    """Trust at the start."""
    p = model.p
    for town in model.towns:
        z_town = model.luck.normal(processes.INITIAL_TRUST_TOWN, 0, town.id)
        for tie in town.ties.values():
            z_tie = model.luck.normal(processes.INITIAL_TRUST, 0, tie.id)
            trust = p.trust_start + p.trust_experience * (town.experience - 0.5) - p.trust_rivalry * tie.rivalry
            trust = within(trust + HALF_ROOT * p.trust_spread * (z_town + z_tie))
            trust = known_or(model.known_trust.get((town.index, tie.other.index)), trust)
            tie.trust = tie.personal = tie.institutional = tie.baseline = trust
            tie.expected = p.pledge
            tie.near = nearness(tie.distance, p.distance_decay)
