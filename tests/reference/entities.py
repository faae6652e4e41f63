"""The entities of the ODD (section 2): their state variables have the names that they have there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from coopsim.model import codes
from reference.draws import pair_id, stable_id

if TYPE_CHECKING:
    from reference.model import ReferenceModel

EARNED_MONTHS = 60  # months of progress that are remembered

MAYOR, COUNCIL, COUNTY = range(3)  # whose word a vote is


class Office:
    """The mayor of a municipality or the head of a county."""

    def __init__(self, owner: int, next_election: int | None, known: Any, town: int = -1, county: int = -1) -> None:
        self.id = owner
        self.known = known
        self.town = town
        self.county = county
        self.next_election = next_election
        self.term = known.term_months
        self.ordinal = 0
        self.attitude = 0.0
        self.type = codes.CONDITIONAL
        self.loss = self.error = 0.0
        self.slope = 0.0
        self.steady = 0.0


class Tie:
    """What one municipality thinks of another."""

    def __init__(self, town: Municipality, other: Municipality, rivalry: float) -> None:
        self.town = town
        self.other = other
        self.id = pair_id(town.id, other.id)
        self.rivalry = rivalry
        self.distance = 0.0
        self.trust = self.personal = self.institutional = self.baseline = 0.0
        self.expected = 0.0
        self.contact = 0.0
        self.near = 1.0
        self.favour = 0.0


class Vote:
    """The decision at hand, as one municipality sees it."""

    def __init__(self) -> None:
        self.utility = 0.0
        self.own = self.relative = self.trust = self.burden = self.attitude = 0.0
        self.decided_by = MAYOR
        self.favour = 0.0
        self.loss = self.error = 0.0
        self.slope = 0.0
        self.unpaid = self.spare = 0.0
        self.party = 0


class Municipality(mesa.Agent):
    """One municipality; the agent of the model."""

    def __init__(self, model: ReferenceModel, index: int, known: Any, mayor: Office) -> None:
        super().__init__(model)
        self.index = index
        self.known = known
        self.id = stable_id(known.id)
        self.trend = 0.0 if known.population_trend is None else known.population_trend
        self.role = codes.ROLES.index(known.role)
        self.applies_from = 0 if known.applies_from is None else model.scenario.month_of(known.applies_from)
        self.mayor = mayor
        self.county: County | None = None
        self.ties: dict[Municipality, Tie] = {}
        self.vote = Vote()
        self.need: list[float] = []
        self.endowment: list[float] = []
        self.earned = [0.0] * EARNED_MONTHS
        self.population = float(known.population)
        self.room = self.fiscal = self.staff = self.crisis = self.capacity = 0.0
        self.talks = self.member = self.bound = self.left = 0
        self.notice = -1
        self.merged = 0
        self.parts = 1
        self.stress = self.recognition = self.prize = 0.0
        self.identity = self.identity_own = 0.0
        self.competition = self.guilt = self.voter_pressure = self.fear = 0.0
        self.experience = 0.0
        self.trust = 0.0
        self.assurance = 0.0
        self.commitment = 0.0
        self.ownership = self.satisfaction = 0.0
        self.contribution = self.target = self.shock = 0.0
        self.contribution_mean = 0.0
        self.stake = self.benefit = self.seen = self.loss = self.bonds = self.cost = 0.0
        self.wait = 0
        self.waited = 0.0
        self.news = 0.0
        self.attending = 0
        self.low = 0
        self.thwarted = 0.0
        self.approval = self.council = 0.0
        self.phase = codes.NONE
        self.began = self.settled = 0
        self.added_value = self.spent = self.milestones = 0.0
        self.contribution_sum = self.contribution_months = 0.0
        self.unknown = 0

    def __lt__(self, other: Municipality) -> bool:
        return self.index < other.index


class County:
    """A county with an elected head."""

    def __init__(self, id_: str, head: Office) -> None:
        self.name = id_
        self.id = stable_id(f"county/{id_}")
        self.head = head


class Area:
    """A function area with, sometimes, a working group."""

    def __init__(self) -> None:
        self.group = 0
        self.since = 0
        self.found = 0
        self.weight = 0.0
        self.added_value = 0.0


class Project:
    """An opportunity; once found an idea, a draft, a project, a joint service."""

    def __init__(self, number: int, who: int, towns: int) -> None:
        self.number = number
        self.id = who
        self.function: Any = None
        self.area = 0
        self.kind = codes.SHARE
        self.status = codes.UNKNOWN
        self.appears = 0
        self.follows = -1
        self.scale = self.value = self.cost = self.estimate = self.work = 0.0
        self.surplus = self.worth = 0.0
        self.furthest = 0.0
        self.left = 0.0
        self.build = 0
        self.clock = 0
        self.host = self.host_a = self.host_b = -1
        self.clarity = self.shaping = 0.0
        self.tries = self.ready = 0
        self.agreed = self.delivered = -1
        self.quality = 0.0
        self.partners = 0
        self.reach = 0.0
        self.net = 0.0
        self.mismatch = [0.0] * towns
        self.misread = [0.0] * towns
        self.stated = [0.0] * towns
        self.voiced = [0] * towns
        self.partner = [0] * towns
        self.transfer = [0.0] * towns
        self.alone_gain = [0.0] * towns

    @property
    def possible_hosts(self) -> list[int]:
        """Indices of the municipalities that could host it."""
        return [host for host in (self.host_a, self.host_b) if host >= 0]


class Alliance:
    """The alliance; one per run."""

    def __init__(self, sought: int, success: float) -> None:
        self.phase = codes.NONE
        self.form = 0
        self.sought = self.offered = sought
        self.extent = self.offered_extent = 1.0
        self.rung = 0
        self.talks = self.groups = 0
        self.month_talks = self.month_letter = self.month_start = self.month_contract = -1
        self.month_founded = self.month_implementation = self.month_stagnation = -1
        self.month_stabilised = self.month_end = self.month_rose = -1
        self.month_opened = self.month_form = -1
        self.contract_work = 0.0
        self.contract_clock = self.contract_try = self.contract_postponed = 0
        self.habit = 1.0
        self.bill = self.free_money = self.overhead = 0.0
        self.facilitation_paid = 0
        self.members = 0
        self.population = 0.0
        self.founders = self.attainable = 0.0
        self.effort = self.effort_used = self.effort_members = self.busy = 0.0
        self.upkeep = self.supplied = self.search = 0.0
        self.external_staff = self.external_money = self.secretariat = 0.0
        self.studies = self.facilitation = 0.0
        self.facilitation_end = 0
        self.subsidy = 0.0
        self.subsidy_end = 0
        self.approach_staff = self.approach_money = self.carried_out = 0.0
        self.designation = 0
        self.land_support = 0.0
        self.funded = self.land_round = self.meets = 0
        self.council_next = 0
        self.progress = self.decisions = 0.0
        self.services = 0
        self.undone = self.taken_up = self.yielded = self.pace = self.activity = 0.0
        self.earned = [0.0] * EARNED_MONTHS
        self.months_low = self.months_good = self.months_idle = self.months_still = 0
        self.impulse_month = self.merger_month = -1000
        self.merged = self.vetoes = self.agreed = 0
        self.turnovers = self.elections = self.incumbents = self.incumbents_won = 0
        self.exits = self.entries = self.renewals = self.forms = self.own_impulses = 0
        self.recent_success = success
        self.running_cost = self.staff = 0.0
        self.event_count = 0
        self.sum_cost = self.sum_staff = 0.0
        self.months_none = self.months_finding = self.months_start = self.months_implementation = 0
        self.months_stabilised = self.months_stagnating = self.months_inert = self.months_asleep = 0
        self.phase_5 = self.phase_10 = self.phase_20 = -1
        self.goals = 0.0
        self.contribution_trend = self.trend_months = 0.0
        self.trust_low_5 = self.trust_high_5 = float("nan")
        self.trust_low_10 = self.trust_high_10 = float("nan")
        self.trust_low_20 = self.trust_high_20 = float("nan")
        self.months_contract = 0
