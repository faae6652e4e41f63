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


def own_interest(stake: float, scale: float, weight: float) -> float:
    return weight * max(0.0, stake) / (max(0.0, stake) + scale)


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
        chance = logistic(p.incumbent_base + p.incumbent_approval * model.hindrances["voter_justification"] * approval)
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
        self.steady = p.steady_low + (p.steady_high - p.steady_low) * draw(processes.OFFICE_STEADY, month, self.who, 1)
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
        if self.kind == codes.ADVOCATE:
            return 0.0
        if self.kind != codes.BUILD:
            return self.estimate
        catchment = p.catchment_higher if self.function["higher_order"] == 1 else p.scale_high
        return self.estimate * max(1.0, catchment / max(1.0, self.reach))

    def perceived_gain(self, town: Town, p: Parameters, no_good_practice: float) -> float:
        unclear = p.misperception * (1.0 - self.clarity) * (p.uncertainty_base + no_good_practice)
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
        self.clarity: dict[Town, float] = {}
        self.near: dict[Town, float] = {}
        self.meeting_near: dict[Town, float] = {}

    def come(self) -> None:
        p = self.model.p
        wish = p.attend_base + p.attend_attitude * self.mayor.attitude + p.attend_commitment * (self.commitment - 0.5)
        chance = clamp(wish - p.attend_crisis * max(0.0, self.crisis), p.attend_least, p.attend_most)
        comes = self.model.draw(processes.ATTENDANCE, self.model.month, self.who) < chance
        self.attending = comes and self.talks == 1

    def meet(self) -> None:
        model, p = self.model, self.model.p
        learning = p.clarity_learning * (1.0 + p.openness_learning * model.lever[codes.OPEN_COMMUNICATION])
        talked, others = 0, 0
        for other in self.tie_id:
            contact = 0.0
            if self.talks and other.talks:
                attend = 1.0 if self.attending and other.attending else 0.0
                formal = p.formal_contact * model.held * attend
                casual = p.informal_contact * model.informal * (p.informal_apart + (1.0 - p.informal_apart) * attend)
                contact = 1.0 - math.exp(-(formal + casual * self.meeting_near[other] + model.working))
                talked += attend
                others += 1
            self.contact[other] = contact
            clarity = self.clarity[other]
            forgotten = p.clarity_forgetting * (1.0 - contact) * clarity
            self.clarity[other] = clarity + min(1.0, learning * contact) * (1.0 - clarity) - forgotten
        formal = p.assurance_formal * model.held * talked / max(1, others)
        casual = p.assurance_informal * (model.informal + model.working) * self.talks
        self.assurance += (
            min(1.0, p.assurance_rate * (formal + casual)) * (1.0 - self.assurance) - p.assurance_fade * self.assurance
        )
        self.experience += p.experience_learning * self.member * (1.0 - self.experience)

    def contribute(self) -> None:
        model, p = self.model, self.model.p
        if not self.member:
            self.contribution = 0.0
            return
        weight, expected = 1e-9, 0.0
        for other, trust in self.trust_in.items():
            if other.member:
                weight += trust
                expected += trust * self.expected[other]
        seen = expected / weight
        belief = seen + p.assurance_weight * self.assurance * max(0.0, p.pledge - seen)
        interest = own_interest(
            self.stake, p.stake_scale, p.interest_weight * (1.0 + p.ownership_weight * self.ownership)
        )
        region = own_interest(self.regional_stake, p.stake_scale, p.region_weight * self.identity)
        mayor = self.mayor
        if mayor.type == codes.CONDITIONAL:
            slope = mayor.slope + p.yardstick_effect * model.lever[codes.COMMON_OBJECTIVES] * (1.0 - mayor.slope)
            target = slope * belief * (1.0 - p.caution * (1.0 - self.trust)) + interest + region
        elif mayor.type == codes.FREE_RIDER:
            target = p.freeride_share * interest + region
        else:
            target = mayor.steady + p.other_share * interest + region
        target += p.attitude_effort * mayor.attitude
        self.target = clamp(target * (p.commitment_base + self.commitment), 0.0, 1.0)
        u = model.draw(processes.CAPACITY, model.month, self.who)
        self.shock = min(1.0, p.capacity_shock * u * u * (1.0 + max(0.0, self.crisis)))
        moved = self.contribution + p.adjustment * (self.target - self.contribution)
        levied = model.form["levy"] * p.pledge * self.bound
        self.contribution = clamp(max(moved, levied) * (1.0 - self.shock), 0.0, 1.0)
        model.effort_members += self.contribution * self.capacity
        if model.month_implementation >= 0 and model.month - model.month_implementation <= 60:
            self.contribution_sum += self.contribution
            self.contribution_months += 1

    def judge(self) -> None:
        model, p = self.model, self.model.p
        monitoring = model.form["monitoring"]
        openness = p.openness_noise * model.lever[codes.OPEN_COMMUNICATION]
        yardstick = 1.0 - p.yardstick_noise * model.lever[codes.COMMON_OBJECTIVES]
        repair = p.repair_effect * model.lever[codes.OPEN_COMMUNICATION]
        working = p.working_rate * (p.working_base + model.lever[codes.INTERACTIVE_FORMATS])
        gain, loss = p.trust_gain, p.trust_gain * p.trust_loss_ratio
        share = model.hindrances["person_dependence"]
        fresh = self.news * ((1.0 - model.recent_success) if self.news > 0.0 else model.recent_success)
        news = p.trust_decision * fresh / p.trust_gain
        for other, who in self.tie_id.items():
            both = 1.0 if self.member and other.member else 0.0
            contact, expected = self.contact[other], self.expected[other]
            watch = both * (1.0 - (1.0 - contact) * (1.0 - monitoring))
            noise = yardstick * p.noise * (1.0 - self.clarity[other]) * (1.0 - monitoring) * (1.0 - openness)
            u = model.draw(processes.SEEN, model.month, who)
            seen = clamp(other.contribution + noise * 3.4641016151377544 * (u - 0.5), 0.0, 1.0)
            surprise = watch * (seen + repair * other.shock - expected) + both * news
            personal = trust_after(self.personal[other], surprise, gain, loss)
            institutional = trust_after(
                self.institutional[other], surprise, p.institutional_share * gain, p.institutional_share * loss
            )
            fading = p.trust_decay / 12.0 * (1.0 - contact)
            personal += fading * (self.baseline[other] - personal)
            institutional += fading * (self.baseline[other] - institutional)
            institutional += both * working * (personal - institutional)
            self.personal[other], self.institutional[other] = personal, institutional
            self.trust_in[other] = share * personal + (1.0 - share) * institutional
            self.expected[other] = expected + p.expectation_rate * watch * (seen - expected)

    def reflect(self) -> None:
        levels = [trust for other, trust in self.trust_in.items() if other.talks]
        if levels:
            self.trust = sum(levels) / len(levels)

    def please_voters(self) -> None:
        model, p, form = self.model, self.model.p, self.model.form
        near = clamp(1.0 - (self.mayor.next_election - model.month) / p.election_window, 0.0, 1.0)
        self.fear = self.voter_pressure * (1.0 + p.election_fear * near)
        control = p.control_weight * form["control"] * self.bound * (1.0 - p.reporting_effect * form["reporting"])
        seen = max(0.0, self.benefit) * p.visibility + self.milestones
        suffered = (p.loss_aversion * self.loss + control) * (1.0 - p.identity_softening * self.identity)
        x = (seen - suffered) / p.approval_scale
        self.approval = clamp(self.approval + p.approval_rate * (x / (1.0 + abs(x)) - self.approval), -1.0, 1.0)

    def vote(self) -> None:
        if self.model.month == self.mayor.next_election and not self.merged:
            self.mayor.hold_election(self.model, self)

    def lose_mayor(self) -> None:
        model, p = self.model, self.model.p
        person = model.hindrances["person_dependence"]
        self.approval = 0.0
        self.ownership *= 1.0 - person
        self.commitment = p.commitment_start + (self.commitment - p.commitment_start) * (1.0 - person)
        self.assurance *= 1.0 - person
        for other in self.tie_id:
            for direction, (one, two) in enumerate(((self, other), (other, self))):
                luck = _QUANTILE(model.draw(processes.NEWCOMER_TRUST, model.month, one.tie_id[two], direction))
                start = p.newcomer_carry * one.institutional[two] + (1.0 - p.newcomer_carry) * p.trust_start
                one.personal[two] = clamp(start + p.newcomer_spread * luck, 0.0, 1.0)

    def elect_council(self) -> None:
        p = self.model.p
        drawn = p.council_mean + p.council_spread * _QUANTILE(
            self.model.draw(processes.COUNCIL_ELECTION, self.model.month, self.who)
        )
        council = p.council_kept * self.council + (1.0 - p.council_kept) * drawn + p.council_approval * self.approval
        self.council = clamp(council, -1.0, 1.0)


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
        self.facilitation, self.secretariat = start["facilitation"], start["secretariat"]
        self.recent_success = start["recent_success"]
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
        self.held = 1.0 if meets_this_month(self.month, self.form["meetings"]) else 0.0
        self.informal = self.form["informal"] / 12.0
        self.working = (
            p.formats_contact * self.lever[codes.INTERACTIVE_FORMATS] + p.facilitation_contact * self.facilitation
        )
        towns.do("come")
        towns.do("meet")
        self._stakes()
        self.effort_members = 0.0
        towns.do("contribute")
        members = sum(town.member for town in self.towns)
        spent = p.meeting_effort * (self.form["meetings"] + p.informal_effort * self.form["informal"]) / 12.0 * members
        self.effort = max(0.0, self.effort_members + self.secretariat - spent)
        towns.do("judge")
        towns.do("reflect")
        self._remember()
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

    def _stakes(self) -> None:
        for town in self.towns:
            town.stake = 0.0
        for project in self.projects:
            if not codes.RUNNING <= project.status <= codes.DELIVERED:
                continue
            weight = self.p.service_stake if project.status == codes.DELIVERED else 1.0
            for town in project.partners:
                gain = project.perceived_gain(town, self.p, self.hindrances["no_good_practice"])
                town.stake += (gain + project.transfer[town]) * weight
        members = [town for town in self.towns if town.member]
        population = sum(town.population for town in members)
        regional = sum(town.stake * town.population for town in members) / max(1.0, population)
        for town in self.towns:
            town.regional_stake = regional

    def _remember(self) -> None:
        success = sum(town.news for town in self.towns)
        for town in self.towns:
            town.news = 0.0
        if success > 0.0:
            self.recent_success += self.p.memory_rate * (1.0 - self.recent_success)
        elif success < 0.0:
            self.recent_success -= self.p.memory_rate * self.recent_success


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def start_of(parameters: Any, world: Any, state: Any) -> dict[str, Any]:
    """What `AllianceModel` begins with, as plain Python values, from the start of a compiled run."""
    state.memory[:] = state.start
    alliance, n = state.alliance, len(world.town)

    def plain(record: Any) -> dict[str, Any]:
        return {name: record[name].item() for name in record.dtype.names}

    same = ("personal", "institutional", "baseline", "expected", "contact", "clarity", "near", "meeting_near")
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
        **{name: alliance[name].item() for name in ("month_implementation", "council_next")},
        **{name: alliance[name].item() for name in ("facilitation", "secretariat", "recent_success")},
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
