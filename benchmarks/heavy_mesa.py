"""The heaviest submodels of coopsim as one would write them in Mesa: agent objects, a dict per pair, `mesa.batch_run`.

The same equations on the same start as `heavy_rules`. Random numbers are Mesa's own; for the check that the same work
is done, a `Keyed` source gives the very numbers that the compiled rules draw.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import mesa

from coopsim.model import codes, processes
from coopsim.model.streams import indexed_id, interpreted, run_key, uniform

OUTCOMES = ("trust", "contribution", "approval", "turnovers")
_QUANTILE = NormalDist().inv_cdf


class Keyed:
    """Coopsim's keyed random numbers, for the check."""

    def __init__(self, seed: int, run: int) -> None:
        with interpreted():
            self._key = run_key(seed, run)

    def __call__(self, process: int, month: int, who: Any, index: int = -1) -> float:
        with interpreted():
            return float(uniform(self._key, process, month, who if index < 0 else indexed_id(who, index)))


@dataclass
class Parameters:
    """The parameters as plain numbers."""

    values: dict[str, float]

    def __getattr__(self, name: str) -> float:
        return self.values[name]


def clamp(x: float, low: float, high: float) -> float:
    return low if x < low else (high if x > high else x)


def logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


def meets_this_month(month: int, per_year: float) -> bool:
    return int((month + 1) * per_year / 12.0) > int(month * per_year / 12.0)


def towards(own: float, others: float, weight: float) -> float:
    return own + weight * (others - own)


def lifted(belief: float, promised: float, lift: float) -> float:
    return belief + lift * max(0.0, promised - belief)


def drawn_out(amount: float, scale: float, weight: float) -> float:
    return weight * max(0.0, amount) / (max(0.0, amount) + scale)


def trust_after(trust: float, surprise: float, gain: float, loss: float) -> float:
    if surprise >= 0.0:
        return trust + min(1.0, gain * surprise) * (1.0 - trust)
    return trust + max(-1.0, loss * surprise) * trust


class Office:
    """A mayor's or county head's office and its present holder."""

    def __init__(self, who: Any, values: dict[str, Any], runs_again: int = -1) -> None:
        self.who, self.runs_again = who, runs_again
        self.next_election, self.term, self.ordinal = values["next_election"], values["term"], values["ordinal"]
        self.attitude, self.type = values["attitude"], values["type"]
        self.slope, self.steady = values["slope"], values["steady"]

    def hold_election(self, model: AllianceModel, town: Town | None) -> None:
        p, draw, month = model.p, model.draw, model.month
        runs = draw(processes.RUNS_AGAIN, month, self.who) < p.runs_again
        if self.ordinal == 0 and self.runs_again >= 0:
            runs = self.runs_again == 1
        approval = town.approval if town else 0.0
        chance = logistic(p.incumbent_base + p.incumbent_approval * approval)
        kept = runs and draw(processes.ELECTION_NIGHT, month, self.who) < chance
        self.next_election = month + self.term
        self.ordinal += 1
        if not kept:
            self.newcomer(model)
            if town:
                town.lose_mayor()

    def newcomer(self, model: AllianceModel) -> None:
        p, draw, month = model.p, model.draw, model.month
        luck = _QUANTILE(draw(processes.OFFICE_ATTITUDE, month, self.who, 1))
        self.attitude = clamp(p.attitude_mean + p.attitude_spread * luck, -1.0, 1.0)
        u = draw(processes.OFFICE_TYPE, month, self.who, 1)
        if u < p.share_conditional:
            self.type = codes.CONDITIONAL
        else:
            self.type = codes.FREE_RIDER if u < p.share_conditional + p.share_free_rider else codes.OTHER
        self.slope = p.slope_low + (p.slope_high - p.slope_low) * draw(processes.OFFICE_SLOPE, month, self.who, 1)
        self.steady = p.steady_high * draw(processes.OFFICE_STEADY, month, self.who, 1)
        model.turnovers += 1


class CountyHead(mesa.Agent):
    """A county head, who only stands for election here."""

    def __init__(self, model: AllianceModel, office: Office) -> None:
        super().__init__(model)
        self.office = office

    def vote(self) -> None:
        if self.model.month == self.office.next_election:
            self.office.hold_election(self.model, None)


class Project:
    """A joint project under way."""

    def __init__(self, values: dict[str, Any], function: dict[str, Any], partners: list[Town]) -> None:
        self.__dict__ |= values
        self.function = function
        self.partners = partners
        self.mismatch: dict[Town, float] = {}
        self.misread: dict[Town, float] = {}
        self.transfer: dict[Town, float] = {}
        self.alone_gain: dict[Town, float] = {}

    def fit(self, town: Town) -> float:
        return clamp(1.0 - self.mismatch[town] * (1.0 - self.shaping), 0.0, 1.0)

    def service_gain(self, town: Town, p: Parameters) -> float:
        function, fit = self.function, self.fit(town)
        value = self.value * town.need[self.area] * fit
        if self.kind == codes.SHARE:
            return value
        if self.kind == codes.POOL:
            room = town.room - scale_saving(self.reach, p)
            return self.scale * function["spending"] * function["poolable"] * room * fit
        gain = value * (1.0 - function["site_bound"] + function["site_bound"] * town.near[self.host])
        if town is self.host:
            gain += p.host_bonus * self.value * function["site_bound"]
        return gain

    def displacement(self, town: Town, p: Parameters) -> float:
        function = self.function
        if town is self.host or self.kind == codes.SHARE:
            return 0.0
        if self.kind == codes.POOL:
            return p.closeness_loss * self.scale * function["spending"] * function["poolable"] * function["site_bound"]
        return p.displacement * self.value * function["site_bound"] * town.endowment[self.area] * town.near[self.host]

    def cost_share(self, p: Parameters) -> float:
        if self.kind == codes.BUILD:
            return self.estimate * max(1.0, p.scale_high / max(1.0, self.reach))
        return 0.0 if self.kind == codes.ADVOCATE else self.estimate

    def perceived_gain(self, town: Town, model: AllianceModel) -> float:
        p = model.p
        unclear = p.misperception * (1.0 - self.clarity) * (p.uncertainty_base + model.hindrances["no_good_practice"])
        unclear *= 1.0 - p.inventory_effect * model.lever[codes.NEEDS_AND_STRENGTHS]
        gain = self.service_gain(town, p) - self.displacement(town, p) - self.cost_share(p) - self.alone_gain[town]
        return gain + unclear * self.value * self.misread[town]


def scale_saving(population: float, p: Parameters) -> float:
    if population <= p.scale_low:
        return p.scale_most
    if population >= p.scale_high:
        return 0.0
    return p.scale_most * math.log(p.scale_high / population) / math.log(p.scale_high / p.scale_low)


class Town(mesa.Agent):
    """A municipality with what it knows of every other one."""

    def __init__(self, model: AllianceModel, who: Any, values: dict[str, Any], office: Office) -> None:
        super().__init__(model)
        self.who, self.mayor = who, office
        for name, value in values.items():
            setattr(self, name, value)
        self.need: list[float] = []
        self.endowment: list[float] = []
        self.tie_id: dict[Town, Any] = {}
        self.trust_in: dict[Town, float] = {}
        self.personal: dict[Town, float] = {}
        self.institutional: dict[Town, float] = {}
        self.baseline: dict[Town, float] = {}
        self.expected: dict[Town, float] = {}
        self.contact: dict[Town, float] = {}
        self.near: dict[Town, float] = {}
        self.favour: dict[Town, float] = {}

    def come(self) -> None:
        model = self.model
        comes = model.draw(processes.ATTENDANCE, model.month, self.who) < model.p.attend_base * model.habit
        self.attending = comes and self.talks == 1

    def meet(self) -> None:
        model, p, form = self.model, self.model.p, self.model.form
        present = form["face_to_face"] + p.written * (1.0 - form["face_to_face"])
        informal = p.formal_contact * p.informal_share * form["informal"] / 12.0 * model.habit
        listeners = 0
        for other in self.tie_id:
            self.contact[other] = 0.0
            if self.talks and other.talks:
                met = model.held and self.attending and other.attending
                formal = p.formal_contact * present if met else 0.0
                self.contact[other] = 1.0 - math.exp(-(formal + informal * self.near[other] + model.working))
                listeners += met
        heard = 1.0 - math.exp(-p.promise_strength * (1.0 - model.unsaid) * present * listeners)
        self.assurance += heard * (1.0 - self.assurance) - p.assurance_fade * self.assurance

    def contribute(self) -> None:
        model, p, form = self.model, self.model.p, self.model.form
        if not self.member:
            self.contribution = self.target = self.shock = 0.0
            return
        members = [other for other in self.tie_id if other.member]
        others, belief, behind = max(1, len(members)), 0.0, 0.0
        for other in members:
            belief += self.expected[other] * (1.0 - p.caution * (1.0 - self.trust_in[other]))
            behind += max(0.0, other.benefit - self.benefit)
        belief = lifted(belief / others, p.pledge, p.assurance_weight * self.assurance)
        likely = min(1.0, belief / p.pledge)
        weight = p.interest_weight * (1.0 + p.ownership_weight * self.ownership)
        interest = drawn_out(self.stake * likely, p.stake_scale, weight)
        region = drawn_out(model.regional_stake, p.stake_scale, p.region_weight * self.identity)
        mayor = self.mayor
        if mayor.type == codes.CONDITIONAL:
            slope = towards(mayor.slope, 1.0, p.yardstick * model.lever[codes.COMMON_OBJECTIVES])
            wanted = slope * belief * (1.0 - p.insult * form["monitoring"] * self.trust) + interest + region
        elif mayor.type == codes.FREE_RIDER:
            wanted = p.interest_share * interest + region
        else:
            wanted = mayor.steady + p.interest_share * interest + region
        wanted += drawn_out(behind / others, p.stake_scale, p.keeping_up * self.competition)
        wanted *= 1.0 - p.voter_restraint * self.fear
        self.target = towards(self.target, clamp(wanted * (0.5 + self.commitment), 0.0, 1.0), p.adjustment)
        given = max(self.target, form["levy"] * model.extent * form["monitoring"] * p.pledge * self.bound)
        u = model.draw(processes.CAPACITY, model.month, self.who)
        self.shock = given * p.capacity_shock * u * u
        self.contribution = given - self.shock
        model.effort_members += self.contribution * self.capacity
        if model.month_implementation >= 0 and model.month - model.month_implementation <= 60:
            self.contribution_sum += self.contribution
            self.contribution_months += 1

    def judge(self) -> None:
        model, p = self.model, self.model.p
        monitoring = model.form["monitoring"]
        noise = p.noise * model.unsaid * (1.0 - monitoring)
        share, success = model.hindrances["person_dependence"], model.recent_success
        news = p.trust_decision * self.news * ((1.0 - success) if self.news > 0.0 else success)
        self.news = 0.0
        for other, who in self.tie_id.items():
            partners = self.member and other.member
            contact, personal, institutional = self.contact[other], self.personal[other], self.institutional[other]
            if partners:
                watch = 1.0 - (1.0 - contact) * (1.0 - monitoring)
                u = model.draw(processes.SEEN, model.month, who)
                excused = (1.0 - model.unsaid) * other.shock
                seen = clamp(other.contribution + excused + noise * 3.4641016151377544 * (u - 0.5), 0.0, 1.0)
                surprise = watch * (seen - self.expected[other]) + news
                personal = trust_after(personal, surprise, p.trust_gain, p.trust_gain * p.trust_loss_ratio)
                self.expected[other] = towards(self.expected[other], seen, p.expectation_rate * watch)
            personal = towards(personal, self.baseline[other], p.trust_decay / 12.0 * (1.0 - contact))
            if partners:
                institutional = towards(institutional, personal, p.working_rate * contact)
            self.personal[other], self.institutional[other] = personal, institutional
            self.trust_in[other] = share * personal + (1.0 - share) * institutional

    def reflect(self) -> None:
        levels = [trust for other, trust in self.trust_in.items() if other.talks]
        if levels:
            self.trust = sum(levels) / len(levels)

    def please_voters(self) -> None:
        model, p, form = self.model, self.model.p, self.model.form
        self.fear = clamp(self.voter_pressure * (1.0 - (self.identity - p.voter_spread)), 0.0, 1.0)
        control = p.control_weight * form["control"] * model.extent * (1.0 - form["reporting"]) * self.bound
        results = max(0.0, self.benefit) * p.visibility + self.milestones
        x = (results - (p.loss_aversion * self.loss + control) * (1.0 - self.identity)) / p.gap_scale
        self.approval = towards(self.approval, x / (1.0 + abs(x)), p.judgement_rate)

    def vote(self) -> None:
        if self.model.month == self.mayor.next_election and not self.merged:
            self.mayor.hold_election(self.model, self)

    def lose_mayor(self) -> None:
        model = self.model
        kept = 1.0 - model.hindrances["person_dependence"]
        self.approval = 0.0
        self.ownership *= kept
        self.satisfaction *= kept
        self.assurance *= kept
        for other in self.tie_id:
            for direction, (one, two) in enumerate(((self, other), (other, self))):
                one.favour[two] *= kept
                one.get_to_know(two, model.draw(processes.NEWCOMER_TRUST, model.month, one.tie_id[two], direction))

    def get_to_know(self, other: Town, u: float) -> None:
        p = self.model.p
        promised = p.pledge * min(1.0, 0.5 + self.trust_in[other])
        self.expected[other] = lifted(self.expected[other], promised, p.impulse_renewal)
        start = p.newcomer_carry * self.institutional[other] + (1.0 - p.newcomer_carry) * p.trust_start
        self.personal[other] = clamp(start + p.trust_spread * _QUANTILE(u), 0.0, 1.0)

    def elect_council(self) -> None:
        p = self.model.p
        drawn = p.council_mean + p.council_spread * _QUANTILE(
            self.model.draw(processes.COUNCIL_ELECTION, self.model.month, self.who)
        )
        self.council = towards(self.council, clamp(drawn, -1.0, 1.0), 0.5)


class AllianceModel(mesa.Model):
    """An alliance whose municipalities meet, contribute, judge each other and hold elections.

    Args:
        start: what the model begins with, from `start_of`.
        months: length of a run.
        chance: a source of keyed random numbers for the check; None for Mesa's own.
    """

    def __init__(
        self,
        start: dict[str, Any],
        months: int = 240,
        chance: Callable[..., float] | None = None,
        rng: int | None = None,
        seed: int | None = None,
    ) -> None:
        super().__init__(seed=seed if rng is None else rng)
        self.draw = chance or self._draw
        self.months, self.month = months, 0
        self.p = Parameters(start["parameters"])
        self.hindrances, self.form, self.lever = start["scenario"], start["form"], start["lever"]
        self.month_implementation, self.council_next = start["month_implementation"], start["council_next"]
        self.habit, self.extent, self.recent_success = start["habit"], start["extent"], start["recent_success"]
        self.facilitation, self.secretariat = start["facilitation"], start["secretariat"]
        self.external_staff, self.approach_staff = start["external_staff"], start["approach_staff"]
        self.effort_members, self.effort, self.turnovers = 0.0, 0.0, 0
        self.towns = [
            Town(self, row["who"], row["town"], Office(row["who"], row["office"], row["runs_again"]))
            for row in start["towns"]
        ]
        self.heads = [CountyHead(self, Office(who, values)) for who, values in start["heads"]]
        for i, town in enumerate(self.towns):
            row = start["towns"][i]
            town.need, town.endowment = row["need"], row["endowment"]
            for name, values in row["ties"].items():
                setattr(
                    town, name, {other: values[j] for j, other in enumerate(self.towns) if name == "near" or j != i}
                )
        self.projects = [self._project(row) for row in start["projects"]]
        self.by_kind = {kind: self.agents_by_type[kind] for kind in (Town, CountyHead) if kind in self.agents_by_type}
        self.result: dict[str, float] = {}  # batch_run asks for a row per step; it is filled after the last one
        self.datacollector = mesa.DataCollector(
            {name: (lambda model, name=name: model.result.get(name)) for name in OUTCOMES}
        )

    def _draw(self, process: int, month: int, who: Any, index: int = -1) -> float:
        return self.random.random()

    def _project(self, row: dict[str, Any]) -> Project:
        project = Project(
            row["values"],
            row["function"],
            [town for town, takes_part in zip(self.towns, row["partner"], strict=True) if takes_part],
        )
        project.host = self.towns[row["values"]["host"]]
        for name in ("mismatch", "misread", "transfer", "alone_gain"):
            setattr(project, name, dict(zip(self.towns, row[name], strict=True)))
        return project

    def step(self) -> None:
        p, towns = self.p, self.by_kind[Town]
        self.working = p.working_contact * (self.lever[codes.INTERACTIVE_FORMATS] + self.facilitation)
        self.unsaid = p.reserve * (1.0 - self.lever[codes.OPEN_COMMUNICATION])
        towns.do("come")
        enough = sum(town.attending for town in self.towns) >= 2
        self.held = enough and meets_this_month(self.month, self.form["meetings"])
        towns.do("meet")
        self.regional_stake = self._stakes()
        self.effort_members = 0.0
        towns.do("contribute")
        self.effort = self._effort()
        towns.do("judge")
        towns.do("reflect")
        towns.do("please_voters")
        self.agents.do("vote")
        since = self.month - self.council_next
        if since >= 0 and since % self.hindrances["council_term"] == 0:
            towns.do("elect_council")
        self.month += 1
        if self.month == self.months:
            self.running = False
            self.result = {name: _mean(towns.get(name)) for name in OUTCOMES[:3]} | {"turnovers": float(self.turnovers)}
        self.datacollector.collect(self)

    def _stakes(self) -> float:
        visible = self.p.milestone_effect * self.lever[codes.COMMON_OBJECTIVES]
        for town in self.towns:
            town.stake = town.milestones = 0.0
        for project in self.projects:
            if not codes.RUNNING <= project.status < codes.DELIVERED:
                continue
            done = clamp(1.0 - project.left / max(1e-9, project.work), 0.0, 1.0)
            for town in project.partners:
                gain = project.perceived_gain(town, self) + project.transfer[town]
                town.stake += gain
                town.milestones += visible * done * gain
        members = [town for town in self.towns if town.member]
        population = sum(town.population for town in members)
        return sum(town.stake * town.population for town in members) / max(1.0, population)

    def _effort(self) -> float:
        p, form, members = self.p, self.form, sum(town.member for town in self.towns)
        meetings = (form["meetings"] + p.informal_share * form["informal"]) * self.habit
        watching = min(self.secretariat, p.watching_effort * form["monitoring"] * members)
        spent = self.approach_staff + p.meeting_effort * meetings / 12.0 * members + watching
        return max(0.0, self.effort_members + self.secretariat + self.external_staff - spent)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def start_of(parameters: Any, world: Any, state: Any) -> dict[str, Any]:
    """What `AllianceModel` begins with, as plain Python values, from the start of a compiled run."""
    state.memory[:] = state.start
    alliance, n = state.alliance, len(world.town)

    def plain(record: Any) -> dict[str, Any]:
        return {name: record[name].item() for name in record.dtype.names}

    same = ("personal", "institutional", "baseline", "expected", "contact", "near", "favour")
    ties = {"trust_in": "trust"} | dict(zip(same, same, strict=True))
    towns = [
        {
            "who": world.town[i].id, "runs_again": int(world.town[i].runs_again), "town": plain(state.town[i]),
            "office": plain(state.office[i]), "need": state.need[i].tolist(), "endowment": state.endowment[i].tolist(),
            "ties": {name: getattr(state, array)[i].tolist() for name, array in ties.items()}
            | {"tie_id": list(world.tie_id[i])},
        }
        for i in range(n)
    ]  # fmt: skip
    projects = [
        {
            "values": plain(state.project[k]), "function": plain(world.function[state.project[k].function]),
            "partner": [bool(x) for x in state.partner[k]],
            **{name: getattr(state, name)[k].tolist() for name in ("mismatch", "misread", "transfer", "alone_gain")},
        }
        for k in range(len(state.project))
        if state.project[k].status >= codes.RUNNING
    ]  # fmt: skip
    return {
        "parameters": plain(parameters), "scenario": plain(world.scenario), "form": plain(world.form[alliance.form]),
        "lever": state.lever.tolist(), "towns": towns, "projects": projects,
        "heads": [(world.county[k].id, plain(state.office[n + k])) for k in range(len(world.county))],
        **{name: alliance[name].item() for name in ("month_implementation", "council_next", "habit", "extent")},
        **{name: alliance[name].item() for name in ("facilitation", "secretariat", "external_staff", "approach_staff")},
        "recent_success": alliance.recent_success.item(),
    }  # fmt: skip


def run(start: dict[str, Any], months: int, runs: int) -> list[dict[str, Any]]:
    """The results of some runs under `mesa.batch_run`, in one process."""
    return mesa.batch_run(
        AllianceModel,
        {"start": [start], "months": months},
        iterations=runs,
        max_steps=months,
        number_processes=1,
        display_progress=False,
    )
