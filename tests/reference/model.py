"""The model: entities of one scenario, and the schedule of a month (ODD 2 and 3)."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from types import SimpleNamespace
from typing import Any

import mesa

from coopsim.model import codes
from coopsim.model.parameters import PARAMETERS
from reference.agenda import set_agenda
from reference.appraisal import appraise
from reference.contribution import contribute
from reference.delivery import deliver_projects
from reference.draws import Luck, stable_id
from reference.elections import elections
from reference.entities import Alliance, Area, County, Municipality, Office, Project, Tie
from reference.forms import Form
from reference.founding import work_on_form
from reference.gains import task_size
from reference.levers import pull_levers
from reference.meetings import meet
from reference.membership import change_membership
from reference.merger import consider_merger
from reference.negotiation import negotiate
from reference.observation import observe
from reference.phases import recognise_phases
from reference.problem import recognise_problem
from reference.setup import initialise
from reference.surroundings import surroundings
from reference.trust import update_trust

EARTH_KM = 6371.0088

SCHEDULE = {
    "levers": pull_levers,
    "surroundings": surroundings,
    "problem": recognise_problem,
    "meetings": meet,
    "agenda": set_agenda,
    "negotiation": negotiate,
    "contribution": contribute,
    "delivery": deliver_projects,
    "appraisal": appraise,
    "trust": update_trust,
    "elections": elections,
    "form": work_on_form,
    "membership": change_membership,
    "merger": consider_merger,
    "phases": recognise_phases,
    "observation": observe,
}


class ReferenceModel(mesa.Model):
    """One run of a scenario."""

    def __init__(self, scenario: Any, seed: int = 1, run: int = 0) -> None:
        super().__init__(rng=seed)
        self.scenario = scenario
        self.luck = Luck(seed, run)
        values = {symbol: parameter.default for symbol, parameter in PARAMETERS.items()}
        self.p = SimpleNamespace(**values | scenario.parameters)
        self.hindrance = SimpleNamespace(**{name: scenario.hindrances.get(name, 0.5) for name in codes.HINDRANCES})
        self.month = 0
        founding = sum(row.population for row in scenario.municipalities if row.role == "member")
        self.task_size = task_size(self.p, founding)
        self.forms = [Form(k, row, self.task_size) for k, row in enumerate(scenario.governance_models.values())]
        self.form_named = {form.row.id: form for form in self.forms}
        self.functions = sorted(scenario.functions, key=lambda row: row.id)
        self.towns: list[Municipality] = []
        self.counties: list[County] = []
        self.offices: list[Office] = []
        self._settle()
        self.lead = next(town for town in self.towns if town.known.id == scenario.lead)
        self.sought_at_first = self.form_named[scenario.governance]
        self.alliance = Alliance(self.sought_at_first.number, self.p.success_start)
        self.areas = [Area() for _ in codes.AREAS]
        self.projects: list[Project] = []
        self.rounds = self._planning_rounds()
        self.lever = [0.0] * len(codes.APPROACHES)
        initialise(self)

    def step(self) -> None:
        """One month."""
        for submodel in SCHEDULE.values():
            submodel(self)
        self.month += 1

    def run(self) -> ReferenceModel:
        """To the horizon."""
        while self.month < self.scenario.horizon_months:
            self.step()
        return self

    def _settle(self) -> None:
        scenario = self.scenario
        for index, row in enumerate(sorted(scenario.counties, key=lambda row: row.id)):
            head = Office(stable_id(f"county/{row.id}"), scenario.first_election(row.head), row.head, county=index)
            self.counties.append(County(row.id, head))
        for index, row in enumerate(sorted(scenario.municipalities, key=lambda row: row.id)):
            mayor = Office(stable_id(row.id), scenario.first_election(row.mayor), row.mayor, town=index)
            town = Municipality(self, index, row, mayor)
            town.county = next((county for county in self.counties if county.name == row.county), None)
            if town.county is not None:
                mayor.county = self.counties.index(town.county)
            self.towns.append(town)
        self.offices = [town.mayor for town in self.towns] + [county.head for county in self.counties]
        self.known_trust = {}
        for town in self.towns:
            for other in self.towns:
                if other is not town:
                    tie = Tie(town, other, scenario.rivalry(town.known.id, other.known.id))
                    tie.distance = _distance(town.known, other.known)
                    town.ties[other] = tie
                    known = scenario.initial_trust(town.known.id, other.known.id)
                    self.known_trust[town.index, other.index] = known

    def function_drawn(self, u: float) -> Any:
        """The function that a uniform number falls on, by weight."""
        total = sum(row.weight for row in self.functions)
        passed = 0.0
        for row in self.functions:
            passed += row.weight
            if u < passed / total:
                return row
        return self.functions[-1]

    def _planning_rounds(self) -> set[int]:
        """Months in which the Land decides: those of the calendar, then at its interval."""
        land, horizon = self.scenario.land, self.scenario.horizon_months
        rounds = [self.scenario.month_of(month) for month in land.planning_rounds]
        following = max(rounds) + land.round_interval_months if rounds else land.round_interval_months // 2
        rounds += range(following, horizon, land.round_interval_months)
        return {month for month in rounds if month >= 0}

    def is_open(self, start: int | str | None, end: int | str | None) -> bool:
        """Whether this month lies between a first month and the first month after."""
        begun = start is None or self.month >= self.scenario.month_of(start)
        return begun and (end is None or self.month < self.scenario.month_of(end))

    @property
    def participants(self) -> list[Municipality]:
        """Members and, before a letter of intent, those who talk."""
        return [town for town in self.towns if town.talks]

    @property
    def members(self) -> list[Municipality]:
        """Members of the alliance."""
        return [town for town in self.towns if town.member]

    def count_members(self) -> None:
        """Members, or participants in talks, and their inhabitants."""
        self.alliance.members = len(self.participants)
        self.alliance.population = sum(town.population for town in self.participants)

    def spending(self, area: int) -> float:
        """Municipal spending in scope of an area's functions, EUR per inhabitant and year."""
        rows = [row for row in self.functions if codes.AREAS.index(row.area) == area]
        return float(sum(row.spending for row in rows if row.provider == "municipality"))

    @property
    def form(self) -> Form:
        """The form in force."""
        return self.forms[self.alliance.form]


def _distance(a: Any, b: Any) -> float:
    """Great-circle distance in km (haversine)."""
    half = sin(radians(b.lat - a.lat) / 2) ** 2
    half += cos(radians(a.lat)) * cos(radians(b.lat)) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2.0 * EARTH_KM * asin(sqrt(half))
