"""All Hypothesis strategies of the tests of the rules: small scenarios, and inputs of equations in their documented ranges.

A scenario comes as the document that its file would hold, valid by construction; `built` turns it into a `Scenario`.
`tests/scenario` has its own strategies, which stress the reading of files; these here stress the rules.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from coopsim.model import codes
from coopsim.model.parameters import PARAMETERS
from coopsim.scenario import Scenario, catalogue
from coopsim.scenario.lines import node_of
from coopsim.scenario.validation import validate

START = "2025-01"
NAMES = ("amt", "burg", "celle", "dorf", "elze", "furt")
FORMS = tuple(catalogue.governance_models())
VOLUNTARY_RULES = tuple(rule for rule in codes.RULES if rule not in ("imposed", "impossible"))

shares = st.floats(0, 1, allow_subnormal=False)
attitudes = st.floats(-1, 1, allow_subnormal=False)
levels = st.dictionaries(st.sampled_from(codes.AREAS), shares, max_size=6)


def built(document: dict[str, Any]) -> Scenario:
    """The validated scenario of a document."""
    return validate(node_of(document, "test"), Scenario)


def partly(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    """A table in which each key may be missing, and is then unknown."""
    return st.fixed_dictionaries({}, optional=fields)


def calendar(month: int) -> str:
    """Calendar month of a month number."""
    return f"{2025 + month // 12}-{month % 12 + 1:02d}"


offices = partly(
    next_election=st.integers(0, 59).map(calendar),
    term_months=st.sampled_from([12, 24, 60, 84]),
    attitude=attitudes,
    type=st.sampled_from(codes.TYPES),
    runs_again=st.booleans(),
)


@st.composite
def municipalities(draw: st.DrawFn, name: str, role: str, counties: list[str], horizon: int) -> dict[str, Any]:
    """One town within some 60 km of the others; most of what is known of it may be missing."""
    town = draw(
        partly(
            population_trend=st.floats(-3, 2),
            tier=st.sampled_from(codes.TIERS),
            fiscal_strength=st.floats(-200, 400),
            staff=st.floats(0, 10),
            debt=st.floats(0, 5000),
            competition=shares,
            voter_pressure=shares,
            experience=shares,
            recognition=shares,
            identity=shares,
            mayor=offices,
            need=levels,
            endowment=levels,
        )
    )
    if counties and draw(st.booleans()):
        town["county"] = draw(st.sampled_from(counties))
    if role == "candidate" and draw(st.booleans()):
        town["applies_from"] = draw(st.integers(0, horizon - 1))
    return town | {
        "id": name,
        "name": name.title(),
        "role": role,
        "population": draw(st.integers(500, 150_000)),
        "area_km2": 100.0,
        "lat": draw(st.floats(51.5, 52)),
        "lon": draw(st.floats(10.8, 11.6)),
    }


@st.composite
def own_forms(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """An own governance model: one of the package's with some attributes changed, decision rules included."""
    base = draw(st.sampled_from(FORMS[1:]))
    imposed = catalogue.governance_models()[base].founding_rule == "imposed"
    rules = st.sampled_from(VOLUNTARY_RULES)
    row = draw(
        partly(
            project_rule=st.sampled_from(codes.RULES),
            entry_rule=st.sampled_from(codes.RULES),
            exit_rule=st.sampled_from(codes.RULES),
            dissolution_rule=st.sampled_from(codes.RULES),
            change_rule=rules,
            votes=st.sampled_from(["per_member", "by_population"]),
            county_veto=st.booleans(),
            land_approval=st.booleans(),
            council_founding=st.booleans(),
            council_large_projects=st.just(True),
            council_all_projects=st.booleans(),
            working_groups=st.integers(0, 6),
            meetings_per_year=st.floats(0, 52),
            informal_per_year=st.floats(0, 52),
            delegated_areas=st.lists(st.sampled_from(codes.AREAS), unique=True),
            secretariat_fte=st.floats(0, 30),
            monitoring=shares,
            levy=shares,
            council_reporting=shares,
            compensation=shares,
            setup_months=st.integers(0, 24),
            exit_notice_months=st.integers(0, 24),
            actor_exchange=shares,
        )
    )
    if row.get("council_all_projects"):
        row["council_large_projects"] = True
    if not imposed:
        row |= draw(partly(founding_rule=rules))
    return row | {"id": name, "based_on": base}


def own_functions(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """A function of the scenario's own."""
    return st.fixed_dictionaries(
        {
            "id": st.just(name), "title": st.just(name), "area": st.sampled_from(codes.AREAS),
            "provider": st.sampled_from(codes.PROVIDERS), "higher_order": st.booleans(), "weight": st.floats(0.1, 50),
            "value": st.floats(0, 50), "spending": st.floats(0, 200), "capital": st.floats(0, 500), "work": st.floats(0, 100),
            "build_months": st.integers(0, 24), "poolable": shares, "site_bound": shares,
        }
    )  # fmt: skip


def approach_settings(horizon: int) -> st.SearchStrategy[Any]:
    """The use of one approach: a strength, or a table with a time span and a trigger."""
    table = partly(strength=shares, trigger=shares, start=st.integers(0, horizon - 1), end=st.integers(horizon, 1200))
    return st.one_of(shares, table)


@st.composite
def impulse_rows(draw: st.DrawFn, names: list[str], horizon: int) -> dict[str, Any]:
    """One impulse, at a month or at random; without an id, so that its content names it."""
    row = draw(
        st.fixed_dictionaries(
            {"kind": st.sampled_from(codes.IMPULSES)},
            optional={
                "strength": shares,
                "duration_months": st.integers(1, 48),
                "municipality": st.sampled_from(names),
                "area": st.sampled_from(codes.AREAS),
            },
        )
    )
    if draw(st.booleans()):
        return row | {"month": draw(st.integers(0, horizon - 1))}
    return row | {"rate_per_year": draw(st.floats(0.05, 3))}


@st.composite
def funding_rows(draw: st.DrawFn, horizon: int) -> dict[str, Any]:
    """One funding window."""
    start = draw(st.integers(0, horizon - 1))
    row = {"start": start, "eur_per_year": draw(st.floats(0, 1e6)), "staff_fte": draw(st.floats(0, 5))}
    if draw(st.booleans()):
        row["end"] = start + draw(st.integers(1, 60))
    return row


@st.composite
def documents(
    draw: st.DrawFn, min_towns: int = 2, max_towns: int = 6, horizons: tuple[int, int] = (12, 60), lively: bool = False
) -> dict[str, Any]:
    """A small scenario; `lively` ones soon talk, sign and decide, so that a short run shows every submodel at work."""
    horizon = draw(st.integers(*horizons))
    names = list(NAMES[: draw(st.integers(min_towns, max_towns))])
    roles = ["member", "member"] + [draw(st.sampled_from(codes.ROLES)) for _ in names[2:]]
    counties = draw(st.sampled_from([[], ["west"], ["west", "east"]]))
    own = [draw(own_forms(f"own_{k}")) for k in range(draw(st.integers(0, 2)))]
    document: dict[str, Any] = {
        "scenario": {
            "id": "random",
            "title": "random",
            "start": START,
            "horizon_months": horizon,
            "governance": draw(st.one_of(st.sampled_from(FORMS), st.sampled_from([row["id"] for row in own] or FORMS))),
        },
        "catalogue": {"opportunities": draw(st.integers(6, 20))},
        "hindrances": draw(st.dictionaries(st.sampled_from(codes.HINDRANCES), shares)),
        "approaches": draw(st.dictionaries(st.sampled_from(codes.APPROACHES), approach_settings(horizon))),
        "municipalities": [
            draw(municipalities(name, role, counties, horizon)) for name, role in zip(names, roles, strict=True)
        ],
        "counties": [{"id": name, "name": name, "head": draw(offices)} for name in counties],
        "council": draw(partly(next_election=st.integers(0, 59).map(calendar), term_months=st.sampled_from([12, 60]))),
        "funding": draw(st.lists(funding_rows(horizon), max_size=2)),
        "impulses": draw(
            st.lists(impulse_rows(names, horizon), max_size=3, unique_by=lambda row: (row["kind"], row.get("month")))
        ),
        "land": draw(
            partly(
                supportive=shares,
                round_interval_months=st.integers(6, 60),
                planning_rounds=st.lists(st.integers(0, 59), unique=True, max_size=3).map(
                    lambda months: [calendar(month) for month in sorted(months)]
                ),
            )
        ),
    }
    if own:
        document["governance_models"] = own
    if draw(st.booleans()):
        document["functions"] = [draw(own_functions(name)) for name in ("ferry", "zoo")]
    ties: dict[str, Any] = {}
    if draw(st.booleans()):
        row = st.lists(st.one_of(shares, st.just("")), min_size=len(names), max_size=len(names))
        ties["trust"] = draw(st.lists(row, min_size=len(names), max_size=len(names)))
    elif draw(st.booleans()):
        ties |= {"blocks": [names[:1], names[1:]], "trust_within": draw(shares), "trust_between": draw(shares)}
    if draw(st.booleans()):
        ties["rivalry"] = [[names[0], names[1], draw(shares)]]
    document["ties"] = ties
    if lively:
        document["parameters"] = dict(LIVELY)
        for town in document["municipalities"]:
            town |= {"recognition": 0.9}
            town["mayor"] = town.get("mayor", {}) | {"attitude": 0.8}
    return document


LIVELY: dict[str, float] = {
    "talk_threshold": 0.2,
    "initiative": 1.0,
    "postpone_chance": 0.0,
    "finding_rate": 0.3,
    "appear_start": 1.0,
    "work_scale": 0.2,
    "contract_work": 1.0,
    "mandate_base": 6.0,
    "staff_median": 3.0,
    "merger_rate": 0.3,
    "merger_attachment": 0.0,
    "pause_months": 12.0,
    "exit_patience": 3.0,
    "pace_months": 6.0,
    "renewal_months": 3.0,
    "asleep_months": 6.0,
    "exit_threshold": 0.3,
    "prize_start": 25.0,
}
"""Parameters, all within their bounds, with which a short run has seen talks, contracts, projects, exits and mergers."""


def scenarios(**limits: Any) -> st.SearchStrategy[Scenario]:
    """Small random scenarios; limits as in `documents`."""
    return documents(**limits).map(built)


def three_towns() -> dict[str, Any]:
    """Three towns of which all is known, 20 km apart on a line; numbers that are easy to reckon with."""

    def town(name: str, population: int, lon: float) -> dict[str, Any]:
        return {
            "id": name,
            "name": name.title(),
            "population": population,
            "population_trend": 0.0,
            "area_km2": 100.0,
            "lat": 51.8,
            "lon": lon,
            "tier": "middle",
            "fiscal_strength": 100.0,
            "staff": 2.0,
            "debt": 1500.0,
            "competition": 0.4,
            "voter_pressure": 0.4,
            "experience": 0.5,
            "recognition": 0.6,
            "identity": 0.4,
            "county": "kreis",
            "mayor": {"next_election": "2029-03", "term_months": 84, "attitude": 0.4, "type": "conditional"},
            "need": dict.fromkeys(codes.AREAS, 0.6),
            "endowment": dict.fromkeys(codes.AREAS, 0.4),
        }

    return {
        "scenario": {
            "id": "bench",
            "title": "bench",
            "start": "2025-01",
            "horizon_months": 60,
            "governance": "cooperation_body",
        },
        "catalogue": {"opportunities": 12},
        "council": {"next_election": "2027-01", "term_months": 60},
        "counties": [{"id": "kreis", "name": "Kreis", "head": {"next_election": "2028-01", "attitude": 0.2}}],
        "land": {"supportive": 0.5, "planning_rounds": ["2026-01"], "round_interval_months": 24},
        "ties": {"blocks": [["amt", "burg", "celle"]], "trust_within": 0.5},
        "municipalities": [town("amt", 20_000, 11.0), town("burg", 30_000, 11.29), town("celle", 40_000, 11.58)],
    }


# --- inputs of equations ---------------------------------------------------------------------------------------------

money = st.floats(-500, 500, allow_subnormal=False)
counts = st.floats(0, 50, allow_subnormal=False)
keys = st.integers(0, 2**64 - 1).map(np.uint64)

ARGUMENTS: dict[str, st.SearchStrategy[Any]] = {
    # whole numbers
    "month": st.integers(0, 1199),
    "start": st.integers(0, 1199),
    "end": st.integers(0, 10**6),
    "rule": st.integers(0, len(codes.RULES) - 1),
    "kind": st.integers(0, len(codes.TYPES) - 1),
    "members": st.integers(0, 200),
    "members_yes": st.integers(0, 200),
    "interval": st.integers(1, 24),
    # people, distances, time, staff
    "population": st.floats(0, 2e6),
    "catchment": st.floats(1000, 4e5),
    "distance": st.floats(0, 1500),
    "near": shares,
    "months": st.floats(0, 1200),
    "age": st.floats(0, 1200),
    "wait": st.floats(-36, 1200),
    "months_left": st.floats(-12, 144),
    "staff": st.floats(0, 100),
    "effort": st.floats(0, 1e4),
    "tasks": st.floats(0, 120),
    "partners": st.floats(0, 200),
    "vetoes": st.integers(0, 5).map(float),
    "per_year": st.floats(0, 52),
    "limit": st.integers(0, 6).map(float),
    "decisions": counts,
    "services": counts,
    # money
    "cost": st.floats(0, 500),
    "prize": money,
    "stake": money,
    "benefit": money,
    "gap": money,
    "less": st.floats(0, 500),
    "more": st.floats(0, 500),
    "others": money,
    "loss": st.floats(0, 500),
    "saving": money,
    "running": st.floats(0, 100),
    "setup": st.floats(0, 100),
    "champion": money,
    "pooled": money,
    "deficit": st.floats(0, 1e9),
    "surplus": st.floats(0, 1e9),
    "utility": money,
    "worst": money,
    "lead": money,
    "total": money,
    "regional": shares,
    # centred on nothing
    "attitude": attitudes,
    "approval": attitudes,
    "satisfaction": attitudes,
    "council": attitudes,
    "drawn": st.floats(-3, 3),
    "crisis": st.floats(-3, 3),
    "shock": st.floats(-2, 2),
    "trend": st.floats(-10, 10),
    "base": st.floats(-4, 4),
    "support": st.floats(-6, 6),
    "news": st.floats(-20, 20),
    "surprise": st.floats(-20, 20),
    "chance": st.floats(-2, 2),
    "moment": st.floats(-1e4, 1e4),
    # denominators: the lowest value that the registry allows, or above
    "decay": st.floats(0.001, 100),
    "scale": st.floats(0.5, 30),
    "spread": st.floats(0.1, 5),
    "expected_wait": st.floats(0, 120),
    "ramp": st.floats(0, 200),
    "usual_decisions": st.floats(0.5, 12),
    "usual_services": st.floats(0.5, 20),
    "window": st.floats(3, 24),
    "years": st.floats(1, 15),
    "size": st.floats(0.05, 8),
    "aversion": st.floats(1, 4),
    # unknown or known
    "known": st.one_of(st.just(float("nan")), st.floats(-1e6, 1e6)),
    "trigger": st.one_of(st.just(float("nan")), shares),
    # random streams
    "key": keys,
    "who": keys,
    "owner": keys,
    "id_i": keys,
    "id_j": keys,
    "seed": keys,
    "run": keys,
    "process": st.integers(1, 2**32 - 1),
    "k": st.integers(0, 10**6),
}
"""Ranges by the name of the argument; everything that is not listed is a level, 0 to 1."""

_real = st.floats(-1e6, 1e6)
OWN_ARGUMENTS: dict[str, dict[str, st.SearchStrategy[Any]]] = (
    {
        "gains.scale_saving": {
            "population": st.floats(0, 2e6),
            "most": st.floats(0, 0.5),
            "low": st.floats(1000, 29_999),
            "high": st.floats(30_000, 2e5),
        },
        "agenda.freshness": {"half": st.floats(1, 240)},
        "delivery.coordination_share": {"cost": st.floats(0, 0.1)},
        "trust.trust_after": {"gain": st.floats(0, 0.25), "loss_ratio": st.floats(1, 4)},
        "offer.movable": {"known": shares},
        "contract.expected_value": {"full": st.floats(1e-9, 1e4)},
        "levers.staffed": {"wanted": st.floats(0, 1e4)},
        "numerics.clamp": {"x": _real, "low": st.floats(-1e6, 0), "high": st.floats(0, 1e6)},
        "numerics.normal_quantile": {"probability": shares},
        "streams.uniform_between": {"low": st.floats(-1e6, 0), "high": st.floats(0, 1e6)},
    }
    | {f"numerics.{name}": {"x": _real} for name in ("sqrt", "exp", "log", "logistic", "tanh")}
    | {
        "streams.mix": {"x": keys},
        "appraisal.squashed": {"x": _real},
    }
)


def short_name(function: Callable[..., Any]) -> str:
    """Name of a rule with its file: `trust.trust_after`."""
    return f"{function.__module__.rsplit('.', 1)[-1]}.{function.__name__}"


def inputs_of(equation: Callable[..., Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Random inputs of an equation, each in its documented range, in the order of its arguments."""
    own = OWN_ARGUMENTS.get(short_name(equation), {})
    parts = []
    for name, parameter in inspect.signature(equation).parameters.items():
        strategy = own.get(name, ARGUMENTS.get(name))
        if strategy is None:
            strategy = st.integers(0, 100) if parameter.annotation in (int, "int") else shares
        if parameter.annotation in (float, "float"):
            strategy = strategy.map(float)
        parts.append(strategy)
    return st.tuples(*parts)


def bounds_of(symbol: str) -> st.SearchStrategy[float]:
    """Values of a parameter within its bounds, the bounds and the default more often."""
    row = PARAMETERS[symbol]
    return st.one_of(st.sampled_from([row.lower, row.default, row.upper]), st.floats(row.lower, row.upper))
