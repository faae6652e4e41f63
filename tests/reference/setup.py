"""Initialisation (ODD 5): what is known comes from the scenario, what is unknown is drawn."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from coopsim.model import codes, processes
from reference import gains
from reference.draws import indexed_id, stable_id
from reference.entities import Municipality, Office, Project
from reference.gains import within

if TYPE_CHECKING:
    from reference.model import ReferenceModel


def initialise(model: ReferenceModel) -> None:
    """Month 0."""
    for town in model.towns:
        initialise_town(model, town)
    for office in model.offices:
        draw_office_holder(model, office, 0)
        if office.next_election is None:
            office.next_election = int(model.luck.uniform(processes.FIRST_ELECTION, 0, office.id) * office.term)
    initialise_ties(model)
    alliance, land, council = model.alliance, model.scenario.land, model.scenario.council
    alliance.land_support = (
        model.luck.uniform(processes.LAND_SUPPORT, 0, stable_id("catalogue"))
        if land.supportive is None
        else land.supportive
    )
    first = model.scenario.first_election(council)
    if first is None:
        first = int(model.luck.uniform(processes.FIRST_ELECTION, 0, stable_id("catalogue")) * council.term_months)
    alliance.council_next = first
    catalogue = stable_id("catalogue")
    for number in range(model.scenario.catalogue.opportunities):
        project = Project(number, indexed_id(catalogue, number), len(model.towns))
        draw_opportunity(model, project)
        find_hosts(model, project)
        for town in model.towns:
            project.alone_gain[town.index] = value_alone(model, project, town)
        model.projects.append(project)
        alliance.potential += potential_of(model, project)


def initialise_town(model: ReferenceModel, town: Municipality) -> None:
    """State variables of one municipality."""
    p, h, known = model.p, model.hindrance, town.known

    def z(process: int) -> float:
        return model.luck.normal(process, 0, town.id)

    if known.fiscal_strength is None:
        town.fiscal = p.fiscal_median * exp(p.fiscal_spread * z(processes.FISCAL))
    else:
        town.fiscal = known.fiscal_strength
    town.staff = p.staff_median * exp(p.staff_spread * z(processes.STAFF)) if known.staff is None else known.staff
    town.crisis = p.crisis_sd * z(processes.INITIAL_CRISIS)
    if known.debt is not None:
        town.crisis += p.crisis_debt * (known.debt - p.mean_debt) / 1000.0
    town.experience = _known_or(
        known.experience, within(1.0 - h.inexperience + p.level_spread * z(processes.EXPERIENCE))
    )
    town.recognition = _known_or(
        known.recognition,
        within(p.recognition_start + p.motivation_spread * h.differing_motivation * z(processes.RECOGNITION)),
    )
    town.identity = town.identity_own = _known_or(
        known.identity, within(p.identity_start + p.level_spread * z(processes.IDENTITY))
    )
    envy = within(h.competition * exp(p.envy_spread * z(processes.COMPETITION)), 0.0, p.envy_most)
    town.competition = p.envy_weight * _known_or(known.competition, envy)
    town.guilt = p.guilt_weight * model.luck.uniform(processes.GUILT, 0, town.id)
    town.voter_pressure = _known_or(
        known.voter_pressure, within(h.voter_justification + p.level_spread * z(processes.VOTER_PRESSURE))
    )
    town.prize = p.prize_start + p.prize_spread * (p.uncertainty_base + h.no_good_practice) * z(processes.PRIZE)
    town.council = within(p.council_mean + p.council_spread * z(processes.COUNCIL_ATTITUDE), -1.0, 1.0)
    town.room = gains.scale_saving(p, town.population)
    town.trust = p.trust_start
    spread = p.need_spread + p.motivation_spread * h.differing_motivation
    tier = _tier(model, town)
    for a, area in enumerate(codes.AREAS):
        who = indexed_id(town.id, a)
        drawn = within(p.need_mean + spread * model.luck.normal(processes.NEED, 0, who))
        town.need.append(_known_or(getattr(known.need, area), drawn))
        drawn = within(p.endowment_tier * tier + p.level_spread * model.luck.normal(processes.ENDOWMENT, 0, who))
        town.endowment.append(_known_or(getattr(known.endowment, area), drawn))
    endowments = [getattr(known.endowment, area) for area in codes.AREAS]
    town.unknown = int(known.fiscal_strength is None or known.staff is None or None in endowments)


def _known_or(known: float | None, drawn: float) -> float:
    return drawn if known is None else known


def _tier(model: ReferenceModel, town: Municipality) -> int:
    if town.known.tier is not None:
        return codes.TIERS.index(town.known.tier)
    return 2 if town.population >= model.p.tier_middle else 1 if town.population >= model.p.tier_basic else 0


def draw_office_holder(model: ReferenceModel, office: Office, month: int) -> None:
    """Whoever comes into office in this month."""
    p = model.p
    who = indexed_id(office.id, min(1, office.ordinal))
    known = office.known if office.ordinal == 0 else None
    attitude = p.attitude_mean + p.attitude_spread * model.luck.normal(processes.OFFICE_ATTITUDE, month, who)
    office.attitude = within(attitude, -1.0, 1.0)
    u = model.luck.uniform(processes.OFFICE_TYPE, month, who)
    if u < p.share_conditional:
        office.type = codes.CONDITIONAL
    elif u < p.share_conditional + p.share_free_rider:
        office.type = codes.FREE_RIDER
    else:
        office.type = codes.OTHER
    office.slope = p.slope_low + (p.slope_high - p.slope_low) * model.luck.uniform(processes.OFFICE_SLOPE, month, who)
    u = model.luck.uniform(processes.OFFICE_STEADY, month, who)
    office.steady = p.steady_low + (p.steady_high - p.steady_low) * u
    if known is not None:
        if known.attitude is not None:
            office.attitude = known.attitude
        if getattr(known, "type", None) is not None:
            office.type = codes.TYPES.index(known.type)


def initialise_ties(model: ReferenceModel) -> None:
    """Trust at the start."""
    p = model.p
    for town in model.towns:
        for tie in town.ties.values():
            z_town = model.luck.normal(processes.INITIAL_TRUST_TOWN, 0, town.id)
            z_tie = model.luck.normal(processes.INITIAL_TRUST, 0, tie.id)
            trust = p.trust_start + p.trust_experience * (town.experience - 0.5) - p.trust_rivalry * tie.rivalry
            trust = within(
                trust + p.trust_spread * (p.trust_general * z_town + p.trust_particular * z_tie),
                p.trust_margin,
                1.0 - p.trust_margin,
            )
            known = model.known_trust.get((town.index, tie.other.index))
            if known is not None:
                trust = known
            tie.trust = tie.personal = tie.institutional = tie.baseline = trust
            tie.expected = within(p.pledge * (p.pledge_base + trust))
            tie.near = gains.nearness(tie.distance, p.distance_decay)
            tie.meeting_near = gains.nearness(tie.distance, p.meeting_decay)


def draw_opportunity(model: ReferenceModel, project: Project) -> None:
    """One opportunity of the catalogue."""
    p, h = model.p, model.hindrance

    def u(process: int) -> float:
        return model.luck.uniform(process, 0, project.id)

    def z(process: int) -> float:
        return model.luck.normal(process, 0, project.id)

    f = project.function = model.function_drawn(u(processes.OPPORTUNITY_FUNCTION))
    project.area = codes.AREAS.index(f.area)
    luck = u(processes.OPPORTUNITY_KIND)
    if luck < p.share_quick:
        project.kind = codes.SHARE
    elif f.provider != "municipality":
        project.kind = codes.ADVOCATE
    elif (luck - p.share_quick) / (1.0 - p.share_quick) < f.poolable and f.spending > 0.0:
        project.kind = codes.POOL
    else:
        project.kind = codes.BUILD
    luck = u(processes.OPPORTUNITY_APPEARS)
    if luck >= p.appear_start:
        project.appears = int((luck - p.appear_start) / (1.0 - p.appear_start) * p.appear_span)
    quick = p.quick_scale if project.kind == codes.SHARE else 1.0
    project.scale = exp(p.size_spread * z(processes.OPPORTUNITY_SIZE)) * quick
    project.value = f.value * p.value_scale * project.scale
    if project.kind == codes.POOL:
        cost = p.pool_cost * f.spending * f.poolable
    elif project.kind == codes.SHARE:
        cost = p.quick_cost * project.value
    else:
        cost = p.capital_annuity * f.capital * project.scale
    project.cost = cost * exp(p.cost_spread * z(processes.OPPORTUNITY_COST))
    project.estimate = project.cost * exp(p.estimate_spread * z(processes.OPPORTUNITY_ESTIMATE) - p.estimate_bias)
    project.work = p.work_scale * f.work * quick * exp(p.cost_spread * z(processes.OPPORTUNITY_WORK))
    if project.kind != codes.POOL:
        months = f.build_months * quick * (1.0 + p.delay_span * h.long_time_span)
        project.build = int(months * (1.0 - 0.5 * p.build_spread + p.build_spread * u(processes.OPPORTUNITY_BUILD)))


def find_hosts(model: ReferenceModel, project: Project) -> None:
    """Misfit, misreading, appeal; and who could host it."""
    p, h = model.p, model.hindrance
    for town in model.towns:
        i, who = town.index, indexed_id(town.id, project.number)
        u = model.luck.uniform(processes.OPPORTUNITY_MISMATCH, 0, who)
        project.mismatch[i] = 2.0 * p.mismatch_mean * u * (p.hindrance_base + h.differing_motivation)
        project.misread[i] = model.luck.normal(processes.OPPORTUNITY_MISREAD, 0, who)
        size = p.host_size * town.population / (town.population + p.scale_high)
        z = model.luck.normal(processes.OPPORTUNITY_APPEAL, 0, who)
        project.appeal[i] = town.endowment[project.area] + size + p.host_chance * z
    u = model.luck.uniform(processes.OPPORTUNITY_HOSTS, 0, project.id)
    number = 1 if u < p.single_host else 2 if u < p.single_host + p.two_hosts * (1.0 - p.single_host) else 3
    ranked = sorted(range(len(model.towns)), key=lambda i: -project.appeal[i])
    hosts = [*ranked[:number], -1, -1][:3]
    project.host_a, project.host_b, project.host_c = hosts


def value_alone(model: ReferenceModel, project: Project, town: Municipality) -> float:
    """Yearly net gain of providing it alone with a perfect fit, 0 if not worth it."""
    p, f = model.p, project.function
    if project.kind != codes.BUILD:
        return 0.0
    value = project.value * town.need[project.area]
    value += p.host_bonus * project.value * f.site_bound
    return max(0.0, value - gains.cost_share(model, project, project.cost, town.population))


def potential_of(model: ReferenceModel, project: Project) -> float:
    """The most that it could add over standing alone, EUR per inhabitant, discounted."""
    p, horizon = model.p, model.scenario.horizon_months
    start = project.appears + p.ideal_lead + project.build + p.ramp_months / 2.0
    if start >= horizon:
        return 0.0
    people = sum(town.population for town in model.towns)
    misfit, project.mismatch = project.mismatch, [0.0] * len(model.towns)
    best = 0.0
    for host in (model.towns[index] for index in project.possible_hosts):
        total = 0.0
        for town in model.towns:
            gain = gains.own_gain(model, project, town, host, people, project.cost) - project.alone_gain[town.index]
            if gain <= 0.0:
                gain = -gains.displacement(model, project, town, host)
            total += town.population * gain
        best = max(best, total / people)
    project.mismatch = misfit
    granted = p.grant_ideal if project.kind == codes.ADVOCATE else 1.0
    return float(best * granted * gains.annuity(p.discount_rate, start, horizon))
