"""From a validated scenario to the arrays that rules read: parameters ``p`` and the static world ``w``.

Municipalities are sorted by id, so their order in the file changes nothing.  Unknown values are NaN and are
drawn per run.  Ids are 64-bit hashes of the names, which key all random numbers.
"""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from coopsim.model import codes
from coopsim.model.parameters import PARAMETERS
from coopsim.model.streams import interpreted, pair_id, stable_id
from coopsim.scenario import catalogue
from coopsim.scenario.form_inputs import form_row
from coopsim.scenario.open_tables import check_parameters
from coopsim.scenario.outside_inputs import (
    FUNDING,
    IMPULSE,
    INSTEAD,
    decisions,
    funding,
    impulses,
    last_month,
    rounds,
)
from coopsim.scenario.rows import ApproachSetting
from coopsim.submodels.gains import task_size

if TYPE_CHECKING:
    from coopsim.scenario.rows import Municipality
    from coopsim.scenario.schema import Scenario

#: Of municipalities and functions: quantities that the rules call by the name they have in the file.
_OF_TOWN = ("staff", "debt", "competition", "voter_pressure", "experience", "recognition", "identity")
_OF_FUNCTION = ("value", "spending", "capital", "work", "build_months", "poolable", "site_bound")
_COUNTY: dict[str, Any] = {"id": np.uint64(0), "next_election": 0, "term": 0, "attitude": 0.0}


class World(NamedTuple):
    """Everything the rules read and never change; ``n`` municipalities, ``K`` counties, ``G`` forms,
    ``A`` function areas, ``L`` approaches."""

    scenario: Any  #: record: horizon, sought form, lead, hindrance levels, calendar
    town: Any  #: (n,) records
    county: Any  #: (K,) records
    need: Any  #: (n, A) level or NaN
    endowment: Any  #: (n, A) level or NaN
    distance: Any  #: (n, n) km
    tie_id: Any  #: (n, n) uint64, ordered pairs
    trust: Any  #: (n, n) initial trust or NaN
    rivalry: Any  #: (n, n) level
    form: Any  #: (G,) records, governance models
    delegated: Any  #: (G, A) 1 where the body decides without home councils
    approach: Any  #: (L,) records
    function: Any  #: (F,) records
    area_spending: Any  #: (A,) EUR per inhabitant and year, municipal spending
    impulse: Any  #: (Q,) records
    instead: Any  #: (D,) records: decisions made otherwise than the rules would
    funding: Any  #: (U,) records
    rounds: Any  #: (R,) months in which the Land decides on its state plan


def _unknown(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _or_none(value: int | None) -> int:
    return -1 if value is None else int(value)


def _records(rows: list[dict[str, Any]], template: dict[str, Any]) -> Any:
    """Rows as a record array; the template gives the fields and their types also when there is no row."""
    kinds = {bool: np.int64, int: np.int64, float: np.float64, np.uint64: np.uint64}
    layout = np.dtype([(name, kinds[type(value)]) for name, value in template.items()], align=True)
    out = np.zeros(len(rows), layout).view(np.recarray)
    for k, row in enumerate(rows):
        for name in template:
            out[k][name] = row[name]
    return out


def tier_by_size(population: int, p: Any) -> str:
    """Central-place tier of a municipality whose tier is unknown."""
    return "middle" if population >= p.tier_middle else "basic" if population >= p.tier_basic else "none"


def _founders_task_size(scenario: Scenario, p: Any) -> float:
    people = sum(town.population for town in scenario.municipalities if town.role == "member")
    with interpreted():
        return float(task_size(people, float(p.task_elasticity)))


def _town(scenario: Scenario, town: Municipality, counties: dict[str, int], p: Any) -> dict[str, Any]:
    return {
        "id": stable_id(town.id),
        "population": float(town.population),
        "trend": 0.0 if town.population_trend is None else town.population_trend,
        "tier": codes.TIERS.index(town.tier or tier_by_size(town.population, p)),
        "county": counties.get(town.county or "", -1),
        "role": codes.ROLES.index(town.role),
        "applies_from": 0 if town.applies_from is None else scenario.month_of(town.applies_from),
        "fiscal": _unknown(town.fiscal_strength),
        **{name: _unknown(getattr(town, name)) for name in _OF_TOWN},
        "mayor_next": _or_none(scenario.first_election(town.mayor)),
        "mayor_term": town.mayor.term_months,
        "mayor_attitude": _unknown(town.mayor.attitude),
        "mayor_type": -1 if town.mayor.type is None else codes.TYPES.index(town.mayor.type),
        "runs_again": _or_none(town.mayor.runs_again),
    }


def _approach(scenario: Scenario, name: str) -> dict[str, Any]:
    row, setting = catalogue.approaches()[name], scenario.approaches.get(name) or ApproachSetting()
    return {
        "strength": float(setting.strength),
        "start": scenario.month_of(setting.start),
        "end": last_month(scenario, setting.end),
        "trigger": _unknown(setting.trigger),
        "staff": float(row.staff_fte),
        "money": float(row.money),
    }


def _functions(scenario: Scenario) -> list[dict[str, Any]]:
    rows = sorted(scenario.functions, key=lambda row: row.id)
    total = sum(row.weight for row in rows)
    return [
        {
            "area": codes.AREAS.index(row.area),
            "provider": codes.PROVIDERS.index(row.provider),
            "higher_order": int(row.higher_order),
            "cumulative": cumulative,
            **{name: float(getattr(row, name)) for name in _OF_FUNCTION},
        }
        for row, cumulative in zip(rows, accumulate(row.weight / total for row in rows), strict=True)
    ]


def parameter_record(scenario: Scenario) -> Any:
    """The registry's values, the scenario's own ones in their place, as one record (fields are symbols).

    Raises ScenarioError for a parameter that does not exist or lies out of bounds.
    """
    check_parameters(scenario.parameters)
    layout = np.dtype([(name, np.float64) for name in PARAMETERS])
    values = tuple(float(scenario.parameters.get(name, row.default)) for name, row in PARAMETERS.items())
    return np.array([values], layout).view(np.recarray)[0]


def build_world(scenario: Scenario) -> World:
    """The static arrays of a scenario."""
    towns = sorted(scenario.municipalities, key=lambda town: town.id)
    counties = sorted(scenario.counties, key=lambda county: county.id)
    order = {town.id: i for i, town in enumerate(towns)}
    forms = list(scenario.governance_models.values())
    names = [model.id for model in forms]
    head: dict[str, Any] = {name: scenario.hindrance(name) for name in codes.HINDRANCES}
    head |= {
        "horizon": scenario.horizon_months,
        "sought": names.index(scenario.governance),
        "lead": order.get(scenario.lead, -1),
        "informal": names.index("informal_network"),
        "none": names.index("none"),
        "catalogue_id": stable_id("catalogue"),
        "council_next": _or_none(scenario.first_election(scenario.council)),
        "council_term": scenario.council.term_months,
        "land_support": _unknown(scenario.land.supportive),
    }
    parameters = parameter_record(scenario)
    numbers = {county.id: k for k, county in enumerate(counties)}
    rows = [_town(scenario, town, numbers, parameters) for town in towns]
    county_rows = [
        {
            "id": stable_id("county/" + county.id),
            "next_election": _or_none(scenario.first_election(county.head)),
            "term": county.head.term_months,
            "attitude": _unknown(county.head.attitude),
        }
        for county in counties
    ]
    form_rows = [form_row(model, parameters) for model in forms]
    head["task_size"] = _founders_task_size(scenario, parameters)
    for row in form_rows:
        row["secretariat"] *= head["task_size"]
    approach_rows = [_approach(scenario, name) for name in codes.APPROACHES]
    function_rows = _functions(scenario)
    spending = np.zeros(len(codes.AREAS))
    for row in function_rows:
        spending[row["area"]] += row["spending"]
    with interpreted():
        tie_id = np.array([[pair_id(a["id"], b["id"]) for b in rows] for a in rows], np.uint64)

    def levels(which: str) -> Any:
        return np.array([[_unknown(getattr(getattr(t, which), area)) for area in codes.AREAS] for t in towns])

    return World(
        scenario=_records([head], head)[0],
        town=_records(rows, rows[0]),
        county=_records(county_rows, _COUNTY),
        need=levels("need"),
        endowment=levels("endowment"),
        distance=np.array([[a.distance_to(b) for b in towns] for a in towns]),
        tie_id=tie_id,
        trust=np.array([[_unknown(scenario.initial_trust(a.id, b.id)) for b in towns] for a in towns]),
        rivalry=np.array([[scenario.rivalry(a.id, b.id) for b in towns] for a in towns]),
        form=_records(form_rows, form_rows[0]),
        delegated=np.array([[float(area in model.delegated_areas) for area in codes.AREAS] for model in forms]),
        approach=_records(approach_rows, approach_rows[0]),
        function=_records(function_rows, function_rows[0]),
        area_spending=spending,
        impulse=_records(impulses(scenario, order, parameters), IMPULSE),
        instead=_records(decisions(scenario, order, numbers), INSTEAD),
        funding=_records(funding(scenario), FUNDING),
        rounds=np.array(rounds(scenario), np.int64),
    )
