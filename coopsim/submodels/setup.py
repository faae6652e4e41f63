"""Initialisation of one run (ODD 5): what is known from the scenario, what is drawn from priors, month 0."""

from typing import Any

from coopsim.model import processes as draw
from coopsim.model.codes import AREA_COUNT
from coopsim.model.numerics import clamp, exp
from coopsim.model.rules import each, equation, submodel
from coopsim.model.streams import indexed_id, normal, uniform
from coopsim.model.variables import ALLIANCE
from coopsim.submodels.attainable import attain, value_opportunity
from coopsim.submodels.gains import nearness, scale_saving
from coopsim.submodels.office import draw_office_holder, drawn_attitude
from coopsim.submodels.opportunities import draw_opportunity, find_hosts, size_opportunity, value_alone
from coopsim.submodels.surroundings import usual_crisis

NOT_YET = tuple(name for name in ALLIANCE if name.startswith(("month_", "phase_")))
TRUST_LATER = tuple(name for name in ALLIANCE if name.startswith("trust_"))  #: until the year is reached


@equation
def known_or(known: float, drawn: float) -> float:
    """The scenario's value, or the drawn one where it is unknown (NaN)."""
    return drawn if known != known else known


@equation
def drawn_amount(median: float, spread: float, z: float) -> float:
    """A positive amount from a normal draw: log-normal around its median."""
    return median * exp(spread * z)


@equation
def initial_trust(
    start: float, by_experience: float, experience: float, rivalry: float, spread: float, own: float, tie: float
) -> float:
    """Trust before all cooperation: experience, old rivalry, how trusting one is, and what is special to the tie."""
    mean = start + by_experience * (experience - 0.5) - rivalry
    return clamp(mean + 0.7071067811865476 * spread * (own + tie), 0.0, 1.0)  # half of the variance each


@submodel
def drawn_level(key: Any, process: int, who: Any, known: float, mean: float, spread: float) -> float:
    """A level as it is known or, unknown, from a normal draw, kept within 0..1."""
    return known if known == known else clamp(mean + spread * normal(key, process, 0, who), 0.0, 1.0)


@submodel
def initialise_towns(key: Any, p: Any, w: Any, s: Any) -> None:
    """Municipalities: known values from the scenario, unknown ones from priors keyed by town."""
    differing = w.scenario.differing_motivation
    for i in range(s.town.shape[0]):
        known, town = w.town[i], s.town[i]
        who = known.id
        town.population = known.population
        town.room = scale_saving(town.population, p.scale_most, p.scale_low, p.scale_high)
        town.notice = -1
        town.parts = 1
        z = normal(key, draw.FISCAL, 0, who)
        town.fiscal = known_or(known.fiscal, drawn_amount(p.fiscal_median, p.fiscal_spread, z))
        z = normal(key, draw.STAFF, 0, who)
        town.staff = known_or(known.staff, drawn_amount(p.staff_median, p.staff_spread, z))
        debt = known_or(known.debt, p.mean_debt)
        town.crisis = usual_crisis(p.crisis_persistence, p.crisis_shock) * normal(key, draw.INITIAL_CRISIS, 0, who)
        town.crisis += p.crisis_debt * (debt - p.mean_debt) / 1000.0
        used_to = 1.0 - w.scenario.inexperience
        town.experience = drawn_level(key, draw.EXPERIENCE, who, known.experience, used_to, p.level_spread)
        spread = p.motivation_spread * differing
        town.recognition = drawn_level(key, draw.RECOGNITION, who, known.recognition, p.recognition_start, spread)
        town.identity = drawn_level(key, draw.IDENTITY, who, known.identity, p.identity_start, p.level_spread)
        town.identity_own = town.identity
        z = normal(key, draw.COMPETITION, 0, who)
        drawn = clamp(drawn_amount(w.scenario.competition, p.envy_spread, z), 0.0, p.envy_most)
        town.competition = p.envy_weight * known_or(known.competition, drawn)
        town.guilt = p.guilt_weight * uniform(key, draw.GUILT, 0, who)
        asked = w.scenario.voter_justification
        town.voter_pressure = drawn_level(key, draw.VOTER_PRESSURE, who, known.voter_pressure, asked, p.level_spread)
        vague = p.practice_spread * (p.uncertainty_base + w.scenario.no_good_practice)
        town.prize = p.prize_start + vague * normal(key, draw.PRIZE, 0, who)
        town.council = drawn_attitude(p.council_mean, p.council_spread, normal(key, draw.COUNCIL_ATTITUDE, 0, who))
        town.commitment = 0.5
        town.trust = p.trust_start
        if known.fiscal != known.fiscal or known.staff != known.staff:
            town.unknown = 1
        for a in range(AREA_COUNT):
            area = indexed_id(who, a)
            town.unknown = 1 if w.endowment[i, a] != w.endowment[i, a] else town.unknown
            s.need[i, a] = drawn_level(key, draw.NEED, area, w.need[i, a], p.need_mean, p.need_spread + spread)
            usual = p.endowment_tier * known.tier
            s.endowment[i, a] = drawn_level(key, draw.ENDOWMENT, area, w.endowment[i, a], usual, p.level_spread)


@submodel
def initialise_offices(key: Any, p: Any, w: Any, s: Any) -> None:
    """Mayors and county heads: first terms from the scenario, attitudes from priors where unknown."""
    n = s.town.shape[0]
    for o, office in enumerate(s.office):
        if o < n:
            who = w.town[o].id
            office.town = o
            office.county = w.town[o].county
            office.next_election = w.town[o].mayor_next
            office.term = w.town[o].mayor_term
        else:
            who = w.county[o - n].id
            office.town = -1
            office.county = o - n
            office.next_election = w.county[o - n].next_election
            office.term = w.county[o - n].term
        if office.next_election < 0:  # unknown
            office.next_election = int(office.term * uniform(key, draw.FIRST_ELECTION, 0, who))
        draw_office_holder(0, key, o, who, p, w, s)
        if o < n:
            office.attitude = known_or(w.town[o].mayor_attitude, office.attitude)
            if w.town[o].mayor_type >= 0:
                office.type = w.town[o].mayor_type
        else:
            office.attitude = known_or(w.county[o - n].attitude, office.attitude)


@submodel
def initialise_ties(key: Any, p: Any, w: Any, s: Any) -> None:
    """Ties: trust from the scenario's matrix or blocks, else from experience, rivalry and chance."""
    n = s.town.shape[0]
    for i in range(n):
        experience = s.town[i].experience
        own = normal(key, draw.INITIAL_TRUST_TOWN, 0, w.town[i].id)
        for j in range(n):
            s.near[i, j] = nearness(w.distance[i, j], p.distance_decay)
            if i == j:
                continue
            rivalry = p.trust_rivalry * w.rivalry[i, j]
            tie = normal(key, draw.INITIAL_TRUST, 0, w.tie_id[i, j])
            drawn = initial_trust(p.trust_start, p.trust_experience, experience, rivalry, p.trust_spread, own, tie)
            trust = known_or(w.trust[i, j], drawn)
            s.trust[i, j] = s.personal[i, j] = s.institutional[i, j] = s.baseline[i, j] = trust
            s.expected[i, j] = p.pledge


@submodel
def initialise(key: Any, p: Any, w: Any, s: Any) -> None:
    """Clear the state and set up month 0 of one run."""
    s.memory[:] = 0
    initialise_towns(key, p, w, s)
    initialise_offices(key, p, w, s)
    initialise_ties(key, p, w, s)
    for k, project in enumerate(s.project):
        draw_opportunity(key, k, p, w, s)
        find_hosts(key, k, p, w, s)
        size_opportunity(key, k, p, w, s)
        project.shaping = 1.0  # alone, and at best, a service fits those who want it
        value_alone(k, p, w, s)
        value_opportunity(k, p, w, s)
        project.shaping = 0.0
    attain(p, w, s)
    alliance = s.alliance
    alliance.sought = alliance.offered = w.scenario.sought
    alliance.habit = alliance.extent = alliance.offered_extent = 1.0
    catalogue = w.scenario.catalogue_id
    alliance.land_support = known_or(w.scenario.land_support, uniform(key, draw.LAND_SUPPORT, 0, catalogue))
    alliance.council_next = w.scenario.council_next
    if alliance.council_next < 0:
        alliance.council_next = int(w.scenario.council_term * uniform(key, draw.FIRST_ELECTION, 0, catalogue))
    for name in each(NOT_YET):
        alliance[name] = -1
    for name in each(TRUST_LATER):
        alliance[name] = float("nan")
    alliance.recent_success = p.success_start
    alliance.impulse_month = alliance.merger_month = -1000
