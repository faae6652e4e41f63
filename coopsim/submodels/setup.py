"""Initialisation of one run (ODD 5): what is known from the scenario, what is drawn from priors, the catalogue."""

from typing import Any

from coopsim.model import processes as draw
from coopsim.model.codes import (
    ADVOCATE,
    AREA_COUNT,
    BUILD,
    BY_MUNICIPALITY,
    CONDITIONAL,
    FREE_RIDER,
    HOST_COUNT,
    OTHER,
    POOL,
    SHARE,
)
from coopsim.model.numerics import clamp, exp
from coopsim.model.rules import equation, submodel
from coopsim.model.streams import indexed_id, normal, uniform
from coopsim.submodels.gains import annuity, displacement, nearness, own_gain, scale_saving


@equation
def known_or(known: float, drawn: float) -> float:
    """The scenario's value, or the drawn one where it is unknown (NaN)."""
    return drawn if known != known else known


@equation
def behavioural_type(u: float, conditional: float, free_rider: float) -> int:
    """Type of an office holder from one uniform draw (public-goods experiments; Fischbacher & Gächter)."""
    if u < conditional:
        return CONDITIONAL
    if u < conditional + free_rider:
        return FREE_RIDER
    return OTHER


@submodel
def draw_office_holder(month: int, key: Any, o: int, who: Any, p: Any, w: Any, s: Any) -> None:
    """A (new) holder of office ``o``: attitude, behavioural type, matching slope; keyed by office and first month.

    The first holders are those of month 0 and hold no draw in common with whoever is elected in that month.
    """
    office = s.office[o]
    term = indexed_id(who, 1 if office.ordinal > 0 else 0)
    office.attitude = clamp(
        p.attitude_mean + p.attitude_spread * normal(key, draw.OFFICE_ATTITUDE, month, term), -1.0, 1.0
    )
    u = uniform(key, draw.OFFICE_TYPE, month, term)
    office.type = behavioural_type(u, p.share_conditional, p.share_free_rider)
    office.slope = p.slope_low + (p.slope_high - p.slope_low) * uniform(key, draw.OFFICE_SLOPE, month, term)
    office.steady = p.steady_low + (p.steady_high - p.steady_low) * uniform(key, draw.OFFICE_STEADY, month, term)


@submodel
def initialise_towns(key: Any, p: Any, w: Any, s: Any) -> None:
    """Municipalities: known values from the scenario, unknown ones from priors keyed by town."""
    for i in range(s.town.shape[0]):
        known = w.town[i]
        town = s.town[i]
        who = known.id
        town.population = known.population
        town.room = scale_saving(town.population, p.scale_most, p.scale_low, p.scale_high)
        town.notice = -1
        town.parts = 1
        town.fiscal = known_or(known.fiscal, p.fiscal_median * exp(p.fiscal_spread * normal(key, draw.FISCAL, 0, who)))
        town.staff = known_or(known.staff, p.staff_median * exp(p.staff_spread * normal(key, draw.STAFF, 0, who)))
        debt = known_or(known.debt, p.mean_debt)
        town.crisis = p.crisis_sd * normal(key, draw.INITIAL_CRISIS, 0, who)
        town.crisis += p.crisis_debt * (debt - p.mean_debt) / 1000.0
        town.experience = known_or(
            known.experience,
            clamp(1.0 - w.scenario.inexperience + p.level_spread * normal(key, draw.EXPERIENCE, 0, who), 0.0, 1.0),
        )
        differing = w.scenario.differing_motivation
        town.recognition = known_or(
            known.recognition,
            clamp(
                p.recognition_start + p.motivation_spread * differing * normal(key, draw.RECOGNITION, 0, who),
                0.0,
                1.0,
            ),
        )
        town.identity = known_or(
            known.identity, clamp(p.identity_start + p.level_spread * normal(key, draw.IDENTITY, 0, who), 0.0, 1.0)
        )
        town.identity_own = town.identity
        town.competition = p.envy_weight * known_or(
            known.competition,
            clamp(
                w.scenario.competition * exp(p.envy_spread * normal(key, draw.COMPETITION, 0, who)), 0.0, p.envy_most
            ),
        )
        town.guilt = p.guilt_weight * uniform(key, draw.GUILT, 0, who)
        town.voter_pressure = known_or(
            known.voter_pressure,
            clamp(w.scenario.voter_justification + p.level_spread * normal(key, draw.VOTER_PRESSURE, 0, who), 0.0, 1.0),
        )
        town.prize = p.prize_start + p.prize_spread * (p.uncertainty_base + w.scenario.no_good_practice) * normal(
            key, draw.PRIZE, 0, who
        )
        town.council = clamp(p.council_mean + p.council_spread * normal(key, draw.COUNCIL_ATTITUDE, 0, who), -1.0, 1.0)
        town.commitment = p.commitment_start
        town.trust = p.trust_start
        if known.fiscal != known.fiscal or known.staff != known.staff:
            town.unknown = 1
        for a in range(AREA_COUNT):
            area = indexed_id(who, a)
            town.unknown = 1 if w.endowment[i, a] != w.endowment[i, a] else town.unknown
            s.need[i, a] = known_or(
                w.need[i, a],
                clamp(
                    p.need_mean + (p.need_spread + p.motivation_spread * differing) * normal(key, draw.NEED, 0, area),
                    0.0,
                    1.0,
                ),
            )
            s.endowment[i, a] = known_or(
                w.endowment[i, a],
                clamp(p.endowment_tier * known.tier + p.level_spread * normal(key, draw.ENDOWMENT, 0, area), 0.0, 1.0),
            )


@submodel
def initialise_offices(key: Any, p: Any, w: Any, s: Any) -> None:
    """Mayors and county heads: first terms from the scenario, attitudes from priors where unknown."""
    n = s.town.shape[0]
    for o in range(s.office.shape[0]):
        office = s.office[o]
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
        own = p.trust_spread * normal(key, draw.INITIAL_TRUST_TOWN, 0, w.town[i].id)
        for j in range(n):
            s.near[i, j] = nearness(w.distance[i, j], p.distance_decay)
            s.meeting_near[i, j] = nearness(w.distance[i, j], p.meeting_decay)
            if i == j:
                continue
            mean = p.trust_start + p.trust_experience * (s.town[i].experience - 0.5)
            mean -= p.trust_rivalry * w.rivalry[i, j]
            special = p.trust_particular * p.trust_spread * normal(key, draw.INITIAL_TRUST, 0, w.tie_id[i, j])
            mean += p.trust_general * own + special
            trust = known_or(w.trust[i, j], clamp(mean, p.trust_margin, 1.0 - p.trust_margin))
            s.trust[i, j] = trust
            s.personal[i, j] = trust
            s.institutional[i, j] = trust
            s.baseline[i, j] = trust
            s.expected[i, j] = clamp(p.pledge * (p.pledge_base + trust), 0.0, 1.0)


@submodel
def draw_opportunity(key: Any, k: int, p: Any, w: Any, s: Any) -> None:
    """Opportunity number ``k`` of the catalogue, the same under all levers and governance models."""
    project = s.project[k]
    who = indexed_id(w.scenario.catalogue_id, k)
    u = uniform(key, draw.OPPORTUNITY_FUNCTION, 0, who)
    f = 0
    while f < w.function.shape[0] - 1 and u > w.function[f].cumulative:
        f += 1
    function = w.function[f]
    project.function = f
    project.area = function.area
    u = uniform(key, draw.OPPORTUNITY_KIND, 0, who)
    if u < p.share_quick:
        project.kind = SHARE
    elif function.provider != BY_MUNICIPALITY:
        project.kind = ADVOCATE
    elif function.spending > 0.0 and u < p.share_quick + (1.0 - p.share_quick) * function.poolable:
        project.kind = POOL
    else:
        project.kind = BUILD
    u = uniform(key, draw.OPPORTUNITY_APPEARS, 0, who)
    project.appears = 0 if u < p.appear_start else int(p.appear_span * (u - p.appear_start) / (1.0 - p.appear_start))
    size = exp(p.size_spread * normal(key, draw.OPPORTUNITY_SIZE, 0, who))
    scale = p.quick_scale if project.kind == SHARE else 1.0
    project.scale = size * scale
    project.value = function.value * p.value_scale * size * scale
    if project.kind == POOL:
        project.cost = p.pool_cost * function.spending * function.poolable
    elif project.kind == SHARE:
        project.cost = p.quick_cost * project.value
    else:
        project.cost = p.capital_annuity * function.capital * size
    project.cost *= exp(p.cost_spread * normal(key, draw.OPPORTUNITY_COST, 0, who))
    project.estimate = project.cost * exp(
        p.estimate_spread * normal(key, draw.OPPORTUNITY_ESTIMATE, 0, who) - p.estimate_bias
    )
    slow = 1.0 + p.delay_span * w.scenario.long_time_span
    project.work = (
        function.work * p.work_scale * scale * exp(p.cost_spread * normal(key, draw.OPPORTUNITY_WORK, 0, who))
    )
    build = 0.0 if project.kind == POOL else function.build_months * scale
    luck = 1.0 - 0.5 * p.build_spread + p.build_spread * uniform(key, draw.OPPORTUNITY_BUILD, 0, who)
    project.build = int(build * slow * luck)
    project.agreed = -1
    project.delivered = -1
    project.host = -1
    project.package = -1


@submodel
def find_hosts(key: Any, k: int, p: Any, w: Any, s: Any) -> None:
    """Up to three possible hosts, drawn by strength in the area, size and chance."""
    project = s.project[k]
    who = indexed_id(w.scenario.catalogue_id, k)
    first, second, third = -1, -1, -1
    for i in range(s.town.shape[0]):
        tie = indexed_id(w.town[i].id, k)
        s.mismatch[k, i] = (
            p.mismatch_mean
            * 2.0
            * uniform(key, draw.OPPORTUNITY_MISMATCH, 0, tie)
            * (p.hindrance_base + w.scenario.differing_motivation)
        )
        s.misread[k, i] = normal(key, draw.OPPORTUNITY_MISREAD, 0, tie)
        s.appeal[k, i] = (
            s.endowment[i, project.area]
            + p.host_size * s.town[i].population / (s.town[i].population + p.scale_high)
            + p.host_chance * normal(key, draw.OPPORTUNITY_APPEAL, 0, tie)
        )
        score = s.appeal[k, i]
        if first < 0 or score > s.appeal[k, first]:
            third, second, first = second, first, i
        elif second < 0 or score > s.appeal[k, second]:
            third, second = second, i
        elif third < 0 or score > s.appeal[k, third]:
            third = i
    u = uniform(key, draw.OPPORTUNITY_HOSTS, 0, who)
    project.host_a = first
    project.host_b = second if u > p.single_host else -1
    project.host_c = third if u > p.single_host + p.two_hosts * (1.0 - p.single_host) else -1


@submodel
def value_alone(k: int, p: Any, w: Any, s: Any) -> None:
    """What each municipality gains by providing the service alone, at its own cost (0 if not worth it)."""
    project = s.project[k]
    if project.kind != BUILD:
        return
    for i in range(s.town.shape[0]):
        gain = own_gain(k, i, i, s.town[i].population, project.cost, p, w, s)
        s.alone_gain[k, i] = max(0.0, gain)


@submodel
def potential(k: int, p: Any, w: Any, s: Any) -> float:
    """Most that opportunity ``k`` could add over standing alone, EUR discounted, at its best site."""
    project = s.project[k]
    total = 0.0
    for i in range(s.town.shape[0]):
        total += s.town[i].population
    best = 0.0
    for option in range(HOST_COUNT):
        host = project.host_a if option == 0 else (project.host_b if option == 1 else project.host_c)
        if host < 0:
            continue
        gain = 0.0
        for i in range(s.town.shape[0]):
            net = own_gain(k, i, host, total, project.cost, p, w, s) - s.alone_gain[k, i]
            if net < 0.0:  # it would stay out, and bear only what is taken from it
                net = -displacement(k, i, host, p, w, s)
            gain += s.town[i].population * net
        best = max(best, gain)
    start = project.appears + project.build + p.ideal_lead + 0.5 * p.ramp_months
    chance = p.grant_ideal if project.kind == ADVOCATE else 1.0
    return chance * best * annuity(start, w.scenario.horizon, p.discount_rate)


@submodel
def initialise(key: Any, p: Any, w: Any, s: Any) -> None:
    """Clear the state and set up month 0 of one run."""
    s.memory[:] = 0
    initialise_towns(key, p, w, s)
    initialise_offices(key, p, w, s)
    initialise_ties(key, p, w, s)
    population = 0.0
    for i in range(s.town.shape[0]):
        population += s.town[i].population
    alliance = s.alliance
    for k in range(s.project.shape[0]):
        draw_opportunity(key, k, p, w, s)
        find_hosts(key, k, p, w, s)
        s.project[k].shaping = 1.0  # alone, and at best, a service fits those who want it
        value_alone(k, p, w, s)
        alliance.potential += potential(k, p, w, s) / population
        s.project[k].shaping = 0.0
    alliance.sought = w.scenario.sought
    alliance.land_support = known_or(
        w.scenario.land_support, uniform(key, draw.LAND_SUPPORT, 0, w.scenario.catalogue_id)
    )
    alliance.council_next = w.scenario.council_next
    if alliance.council_next < 0:
        alliance.council_next = int(
            w.scenario.council_term * uniform(key, draw.FIRST_ELECTION, 0, w.scenario.catalogue_id)
        )
    alliance.month_talks = -1
    alliance.month_letter = -1
    alliance.month_start = -1
    alliance.month_contract = -1
    alliance.month_founded = -1
    alliance.month_concept = -1
    alliance.month_implementation = -1
    alliance.month_stagnation = -1
    alliance.month_stabilised = -1
    alliance.month_end = -1
    alliance.month_rose = -1
    alliance.recent_success = p.success_start
    unknown = float("nan")  # until the year is reached
    alliance.trust_low_5, alliance.trust_high_5 = unknown, unknown
    alliance.trust_low_10, alliance.trust_high_10 = unknown, unknown
    alliance.trust_low_20, alliance.trust_high_20 = unknown, unknown
    alliance.impulse_month = -1000
    alliance.merger_month = -1000
