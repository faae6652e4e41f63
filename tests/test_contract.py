"""Contracts that every rule keeps: all equations, all submodels, every step of the schedule under every governance model."""

from __future__ import annotations

import ast
import functools
import inspect
import math
import sys
from pathlib import Path

import numpy as np
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st

import coopsim.submodels
from coopsim.compiler import compile_rule
from coopsim.model import codes, outcomes, processes
from coopsim.model.parameters import PARAMETERS
from coopsim.model.rules import equations, submodels
from coopsim.model.schedule import nothing
from coopsim.model.state import TIES
from coopsim.model.streams import interpreted, run_key
from coopsim.model.variables import ALLIANCE, AREA, OFFICE, PROJECT, TOWN
from coopsim.run.runner import make_state, runner
from coopsim.scenario.inputs import build_world, parameter_record
from coopsim.submodels.schedule import SCHEDULE
from coopsim.submodels.setup import initialise

EQUATIONS = {name: rule for name, rule in sorted(equations().items()) if name.startswith("coopsim.")}
SUBMODELS = {name: rule for name, rule in sorted(submodels().items()) if name.startswith("coopsim.")}
FILES = sorted(
    path for path in Path(coopsim.submodels.__path__[0]).glob("*.py") if path.name not in ("__init__.py", "schedule.py")
)
compiled = functools.cache(compile_rule)


class TestEquations:
    def test_they_are_found(self):
        assert len(EQUATIONS) > 70
        assert {name.rsplit(".", 2)[-2] for name in EQUATIONS} >= {
            "numerics",
            "streams",
            "gains",
            "trust",
            "phases",
            "voting",
        }

    @pytest.mark.parametrize("name", EQUATIONS)
    def test_says_what_it_is_and_what_it_takes(self, name):
        equation = EQUATIONS[name]
        assert len((equation.__doc__ or "").strip()) > 15
        arguments = set(inspect.signature(equation).parameters)
        assert arguments | {"return"} == set(equation.__annotations__)

    @pytest.mark.parametrize("name", EQUATIONS)
    @settings(max_examples=40)
    @given(st.data())
    def test_finite_and_the_same_bits_compiled(self, name, data):
        equation = EQUATIONS[name]
        inputs = data.draw(strategies.inputs_of(equation))
        with interpreted():
            plain = equation(*inputs)
        assert math.isfinite(plain)
        fast = compiled(equation)(*inputs)
        if isinstance(plain, float):
            assert np.float64(plain).tobytes() == np.float64(fast).tobytes()
        else:
            assert int(plain) == int(fast)


class TestSubmodels:
    def test_they_are_found(self):
        assert {step for _, step in SCHEDULE} <= set(SUBMODELS.values())

    @pytest.mark.parametrize("name", SUBMODELS)
    def test_says_what_it_does(self, name):
        assert len((SUBMODELS[name].__doc__ or "").strip()) > 15

    @pytest.mark.parametrize("name", SCHEDULE.names)
    def test_steps_have_one_signature(self, name):
        step = dict(SCHEDULE)[name]
        assert list(inspect.signature(step).parameters) == ["month", "key", "p", "w", "s"]

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_rules_know_nothing_of_files_tables_mesa_or_screens(self, path):
        allowed = (
            "typing",
            "coopsim.model",
            "coopsim.submodels",
        )
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module if node.module != "coopsim" else f"coopsim.{alias.name}" for alias in node.names]
            assert all(name.startswith(allowed) for name in names), names

    def test_no_field_hides_behind_an_attribute_of_numpy_records(self):
        """Interpreted, `record.size` is NumPy's own attribute; compiled, it is the field: results would differ."""
        hidden = set(dir(np.void))
        tables = (
            ALLIANCE,
            TOWN,
            OFFICE,
            AREA,
            PROJECT,
            PARAMETERS,
            outcomes.RUN,
            outcomes.SERIES,
            outcomes.TOWN_RUN,
            outcomes.TOWN_SERIES,
        )
        fields = {name for table in tables for name in table}
        world = build_world(lively("none"))
        for array in world:
            fields |= set(array.dtype.names or ())
        assert fields & hidden == set()


def names_read(*letters: str) -> set[str]:
    """Attributes `p.name`, `draw.NAME` … that rules read of these variables."""
    found = set()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in letters:
                found.add(node.attr)
    return found


class TestRegistry:
    def test_every_parameter_is_read_by_a_rule_and_none_is_missing(self):
        read = set()
        for path in (FILES[0].parents[1] / "scenario").glob("*inputs.py"):
            nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            read |= {n.attr for n in nodes if isinstance(n, ast.Attribute) and getattr(n.value, "id", "") == "p"}
        assert names_read("p") | read == set(PARAMETERS)

    def test_defaults_lie_in_their_bounds(self):
        assert all(row.lower <= row.default <= row.upper for row in PARAMETERS.values())

    def test_every_process_is_drawn(self):
        declared = {name for name in vars(processes) if name.isupper()}
        assert names_read("draw") == declared

    def test_numbers_of_processes_are_not_used_twice(self):
        numbers = [value for name, value in vars(processes).items() if name.isupper()]
        assert len(set(numbers)) == len(numbers)

    def test_every_kind_of_event_is_told(self):
        told = {
            node.attr
            for path in FILES
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute) and node.attr.startswith("EVENT_")
        }
        assert told == {f"EVENT_{name.upper()}" for name in codes.EVENTS}


# --- the schedule, step by step --------------------------------------------------------------------------------------


def lively(form: str, horizon: int = 36):
    """Four towns, one of them a candidate, that soon do everything there is to do under a governance model."""
    areas = dict.fromkeys(codes.AREAS, 0.8)

    def town(name, population, lon, **more):
        return {
            "id": name, "name": name, "population": population, "area_km2": 50.0, "lat": 51.8, "lon": lon, "county": "kreis",
            "recognition": 0.9, "experience": 0.9, "identity": 0.8, "competition": 0.1, "voter_pressure": 0.3, "staff": 6.0,
            "need": areas, "endowment": dict.fromkeys(codes.AREAS, 0.2), "population_trend": -1.0,
            "mayor": {"attitude": 0.8, "next_election": "2025-09", "term_months": 12},
        } | more  # fmt: skip

    impulses = [
        {"kind": kind, "month": 8 + 2 * number, "strength": 1.0, "duration_months": 6}
        for number, kind in enumerate(codes.IMPULSES)
    ]
    return strategies.built(
        {
            "scenario": {"id": "lively", "title": "lively", "start": "2025-01", "horizon_months": horizon, "governance": form},
            "municipalities": [
                town("amt", 8_000, 11.0), town("burg", 9_000, 11.05), town("celle", 60_000, 11.4, competition=1.0),
                town("dorf", 3_000, 11.12, role="candidate"),
            ],
            "counties": [{"id": "kreis", "name": "Kreis", "head": {"attitude": 0.9, "next_election": "2025-07", "term_months": 12}}],
            "council": {"next_election": "2025-10", "term_months": 12},
            "land": {"supportive": 0.9, "round_interval_months": 6, "planning_rounds": ["2025-03"]},
            "ties": {"blocks": [["amt", "burg"], ["celle", "dorf"]], "trust_within": 0.9, "trust_between": 0.45},
            "catalogue": {"opportunities": 12},
            "approaches": dict.fromkeys(codes.APPROACHES, 1.0),
            "impulses": impulses,
            "funding": [{"start": 2, "end": 20, "eur_per_year": 200_000.0, "staff_fte": 2.0}],
            "parameters": strategies.LIVELY | {"approval_base": 6.0, "share_quick": 0.5, "envy_weight": 2.0},
        }
    )  # fmt: skip


#: Levels that are not bounded by 1 and why; their declared unit says "level" or "share" all the same.
UNBOUNDED = {
    ("town", "crisis"): "autoregressive around 0",
    ("town", "competition"): "a weight: level times envy_weight",
    ("town", "guilt"): "a weight",
    ("alliance", "studies"): "one for each study, fading",
    ("area", "weight"): "sum over members",
}  # fmt: skip
#: Missing until a year is reached.
MISSING = {("alliance", f"trust_{side}_{years}") for side in ("low", "high") for years in (5, 10, 20)}
LEVELS = (*(name for name in TIES if name != "favour"), "need", "endowment", "lever", "partner", "voiced")
TABLES = {"alliance": ALLIANCE, "town": TOWN, "office": OFFICE, "area": AREA, "project": PROJECT}


def violations(s) -> list[str]:
    """State variables outside their declared range, or not finite."""
    found = []
    for table, fields in TABLES.items():
        array = getattr(s, table)
        for name, (kind, unit, _) in fields.items():
            values = np.atleast_1d(array[name])
            if kind == "f" and (table, name) not in MISSING and not np.isfinite(values).all():
                found.append(f"{table}.{name} is not finite")
                continue
            low, high = -math.inf, math.inf
            if unit in ("level", "share", "0/1"):
                low, high = 0.0, 1.0
            elif unit == "-1..1":
                low = -1.0 if (table, name) != ("town", "approval") else -3.0  # a scandal; elections put it right
                high = 1.0
            elif unit == "count":
                low = -math.inf if (table, name) == ("town", "news") else 0.0
            if (table, name) in UNBOUNDED | dict.fromkeys(MISSING):
                continue
            if (values < low - 1e-12).any() or (values > high + 1e-12).any():
                found.append(f"{table}.{name} = {values} ({unit})")
    for name in s._fields[s._fields.index("lever") : s._fields.index("memory")]:
        values = getattr(s, name)
        if not np.isfinite(values).all():
            found.append(f"{name} is not finite")
        elif name in LEVELS and ((values < -1e-12) | (values > 1.0 + 1e-12)).any():
            found.append(f"{name} = {values}")
    for i, town in enumerate(s.town):
        if not 0 <= town.phase < len(codes.PHASES) or town.bound > town.member or town.member > town.talks:
            found.append(f"town {i}: phase {town.phase}, talks {town.talks}, member {town.member}, bound {town.bound}")
    for k, project in enumerate(s.project):
        if not 0 <= project.status < len(codes.PROJECT_STATUS) or project.partners < 0 or project.reach < -1e-6:
            found.append(f"project {k}: status {project.status}, partners {project.partners}, reach {project.reach}")
    return found


def everything(w, p) -> bytes:
    """All bytes of world and parameters."""
    return b"".join(np.asarray(array).tobytes() for array in w) + p.tobytes()


def prepared(scenario, seed=1):
    """World, parameters, state and key of an initialised run."""
    w, p = build_world(scenario), parameter_record(scenario)
    s = make_state(scenario, w)
    with interpreted():
        key = run_key(seed, 0)
        initialise(key, p, w, s)
    return w, p, s, key


@pytest.mark.parametrize("form", strategies.FORMS)
def test_every_step_leaves_a_sound_state_and_its_inputs_alone(form):
    w, p, s, key = prepared(lively(form))
    inputs = everything(w, p)
    assert violations(s) == []
    with interpreted():
        for month in range(36):
            for name, step in SCHEDULE:
                step(month, key, p, w, s)
                assert violations(s) == [], (month, name)
                assert everything(w, p) == inputs, (month, name)


@settings(max_examples=8)
@given(strategies.scenarios(lively=True, horizons=(12, 30)), st.integers(0, 2**32))
def test_every_step_leaves_a_sound_state_in_random_scenarios(scenario, seed):
    w, p, s, key = prepared(scenario, seed)
    inputs = everything(w, p)
    with interpreted():
        for month in range(scenario.horizon_months):
            for name, step in SCHEDULE:
                step(month, key, p, w, s)
                assert violations(s) == [], (month, name)
    assert everything(w, p) == inputs


def test_the_lively_scenario_is_lively():
    """Otherwise the test above shows little: over the forms, every step has had something to do."""
    seen = dict.fromkeys(
        ("agreed", "vetoes", "exits", "entries", "merged", "elections", "turnovers", "services", "forms", "rung"), 0
    )
    for form in strategies.FORMS:
        for seed in range(3):
            w, p, s, key = prepared(lively(form), seed)
            runner(SCHEDULE, False).run_months(0, 36, key, p, w, s)
            for name in seen:
                seen[name] = max(seen[name], int(s.alliance[name]))
    never = [name for name, most in seen.items() if most == 0]
    assert set(never) <= {"exits", "forms", "merged", "vetoes"}, seen


#: Variables that this step alone writes after initialisation.
OWNED = {
    "levers": ["lever", "alliance.approach_staff", "alliance.approach_money", "alliance.studies", "alliance.own_impulses"],
    "surroundings": ["town.crisis", "town.capacity", "alliance.land_round", "alliance.external_money", "alliance.funded"],
    "problem": ["town.stress", "town.recognition"],
    "meetings": ["contact", "town.attending", "alliance.meets"],
    "agenda": ["area.found", "area.weight"],
    "negotiation": ["alliance.agreed", "alliance.goals", "project.agreed"],
    "contribution": ["town.contribution", "town.target", "town.shock", "town.stake", "alliance.effort", "alliance.effort_members"],
    "delivery": ["project.delivered", "project.quality", "alliance.busy", "alliance.search"],
    "appraisal": ["town.benefit", "town.cost", "town.seen", "town.satisfaction", "alliance.sum_cost"],
    "trust": ["trust", "town.trust"],
    "elections": ["alliance.elections", "alliance.incumbents", "town.fear", "town.council", "office.next_election"],
    "form": ["alliance.rung", "alliance.month_talks", "alliance.month_letter", "alliance.month_founded", "alliance.contract_try"],
    "membership": ["alliance.exits", "alliance.entries", "town.left", "town.low"],
    "merger": ["alliance.merged", "town.merged", "alliance.merger_month"],
    "phases": ["alliance.pace", "alliance.activity", "alliance.month_rose", "alliance.months_finding", "earned", "project.furthest"],
    "observation": ["alliance.months_contract", "alliance.contribution_trend"],
}  # fmt: skip


def variable(s, path: str):
    """A copy of a state variable, `table.field` or the name of a matrix."""
    table, _, field = path.partition(".")
    return np.array(getattr(s, table)[field] if field else getattr(s, table))


def test_owners_are_the_steps_of_the_schedule():
    assert tuple(OWNED) == SCHEDULE.names


@pytest.mark.parametrize("form", ["cooperation_body", "mandated_association"])
@pytest.mark.parametrize("name", OWNED)
def test_switched_off_it_changes_nothing_it_owns(name, form):
    scenario = lively(form, 24)
    w, p, s, key = prepared(scenario)
    # merging and dissolving zero some of it on purpose; what is owned is looked at in an alliance that goes on
    p.merger_rate, p.exit_patience = (0.0, 120.0) if name != "merger" else (p.merger_rate, 120.0)
    before = {path: variable(s, path) for path in OWNED[name]}
    runner(SCHEDULE.remove(name), False).run_months(0, 24, key, p, w, s)
    for path, value in before.items():
        assert np.array_equal(variable(s, path), value), path
    assert [text for text in violations(s) if "finite" in text] == []


@pytest.mark.parametrize("name", sorted(set(OWNED) - {"merger", "membership", "levers"}))
def test_switched_on_it_changes_what_it_owns(name):
    w, p, s, key = prepared(lively("cooperation_body", 48), seed=2)
    p.merger_rate, p.exit_patience = 0.0, 120.0
    changed = set()
    before = {path: variable(s, path) for path in OWNED[name]}
    for month in range(48):
        runner(SCHEDULE, False).run_months(month, month + 1, key, p, w, s)
        changed |= {path for path, value in before.items() if not np.array_equal(variable(s, path), value)}
    assert changed == set(OWNED[name])


def test_nothing_is_what_it_says():
    w, p, s, key = prepared(lively("zweckverband"))
    before = s.memory.copy()
    with pytest.warns(DeprecationWarning, match="remove"):
        off = SCHEDULE.without(*SCHEDULE.names)
    assert {step for _, step in off} == {nothing}
    runner(off, False).run_months(0, 36, key, p, w, s)
    assert (s.memory == before).all()


def test_unknown_steps_are_refused_by_name():
    with pytest.raises(KeyError, match=r"No submodel is called 'elektions'\. Known: levers, surroundings"):
        SCHEDULE.remove("elektions")


def test_the_schedule_prints_as_a_list():
    lines = str(SCHEDULE).splitlines()
    assert len(lines) == len(SCHEDULE.names)
    assert lines[0].split()[:2] == ["1", "levers"] and "approaches and impulses" in lines[0]


# --- draws -----------------------------------------------------------------------------------------------------------


def drawn(monkeypatch, scenario, months):
    """Every draw of a run: (process, month, who) → the rules that made it."""
    draws: dict[tuple[int, int, int], set[str]] = {}

    def watch(original):
        def watched(key, process, month, who):
            draws.setdefault((int(process), int(month), int(who)), set()).add(sys._getframe(1).f_code.co_name)
            return original(key, process, month, who)

        return watched

    for path in FILES:
        module = sys.modules[f"coopsim.submodels.{path.stem}"]
        for function in ("uniform", "normal"):
            if hasattr(module, function):
                monkeypatch.setattr(module, function, watch(getattr(module, function)))
    w, p, s, key = prepared(scenario)
    with interpreted():
        for month in range(months):
            for _, step in SCHEDULE:
                step(month, key, p, w, s)
    return draws


@pytest.mark.parametrize("form", ["cooperation_body", "mandated_association", "joint_agency"])
def test_no_luck_is_used_for_two_purposes(monkeypatch, form):
    draws = drawn(monkeypatch, lively(form), 48)
    assert len(draws) > 1500
    assert {key: rules for key, rules in draws.items() if len(rules) > 1} == {}


def test_who_is_never_a_position(monkeypatch):
    draws = drawn(monkeypatch, lively("zweckverband"), 24)
    assert min(who for _, _, who in draws) > 10**6
    assert all(0 < process < 2**32 and 0 <= month < 36 for process, month, _ in draws)


# --- extremes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["cooperation_body", "mandated_association"])
def test_every_parameter_at_both_of_its_bounds(form):
    """Compiled, 60 months: everything stays finite and in range."""
    scenario = lively(form, 60)
    w, p, s, _ = prepared(scenario)
    kernel = runner()
    rows = np.zeros(1, outcomes.dtype(outcomes.RUN)).view(np.recarray)
    towns = np.zeros((1, len(w.town)), outcomes.dtype(outcomes.TOWN_RUN)).view(np.recarray)
    none = np.zeros((0, 60), outcomes.dtype(outcomes.SERIES)).view(np.recarray)
    none_towns = np.zeros((0, 60, len(w.town)), outcomes.dtype(outcomes.TOWN_SERIES)).view(np.recarray)
    wrong = {}
    for symbol, row in PARAMETERS.items():
        usual = float(p[symbol])
        for value in (row.lower, row.upper):
            p[symbol] = value
            kernel.run_chunk(1, np.arange(1), 60, p, w, s, rows, towns, none, none_towns)
            if found := violations(s):
                wrong[symbol, value] = found[0]
        p[symbol] = usual
    assert wrong == {}


def test_random_points_of_the_whole_space_of_parameters():
    """What a global sensitivity analysis does: all parameters at once, each anywhere within its bounds."""
    rng = np.random.default_rng(1)
    wrong = set()
    for form in ("cooperation_body", "joint_agency"):
        scenario = lively(form, 60)
        w, p, s, _ = prepared(scenario)
        rows = np.zeros(1, outcomes.dtype(outcomes.RUN)).view(np.recarray)
        towns = np.zeros((1, len(w.town)), outcomes.dtype(outcomes.TOWN_RUN)).view(np.recarray)
        none = np.zeros((0, 60), outcomes.dtype(outcomes.SERIES)).view(np.recarray)
        none_towns = np.zeros((0, 60, len(w.town)), outcomes.dtype(outcomes.TOWN_SERIES)).view(np.recarray)
        for run in range(150):
            for symbol, row in PARAMETERS.items():
                p[symbol] = row.lower + (row.upper - row.lower) * rng.random()
            runner().run_chunk(run, np.arange(1), 60, p, w, s, rows, towns, none, none_towns)
            wrong |= {text.split(" = ")[0] for text in violations(s)}
    assert wrong == set()


@pytest.mark.slow
def test_no_bound_of_a_parameter_makes_a_rule_raise():
    """Interpreted, 15 months: no division by zero, nothing invalid."""
    w, p, s, key = prepared(lively("cooperation_body", 24))
    for symbol, row in PARAMETERS.items():
        usual = float(p[symbol])
        for value in (row.lower, row.upper):
            p[symbol] = value
            with interpreted():
                initialise(key, p, w, s)
            runner(SCHEDULE, False).run_months(0, 15, key, p, w, s)
            assert [text for text in violations(s) if "finite" in text] == [], (symbol, value)
        p[symbol] = usual


@settings(max_examples=25)
@given(strategies.scenarios(lively=True), st.integers(0, 2**32))
def test_random_scenarios_stay_sound(scenario, seed):
    w, p, s, _ = prepared(scenario)
    n, months = len(w.town), scenario.horizon_months
    rows = np.zeros(1, outcomes.dtype(outcomes.RUN)).view(np.recarray)
    towns = np.zeros((1, n), outcomes.dtype(outcomes.TOWN_RUN)).view(np.recarray)
    series = np.zeros((1, months), outcomes.dtype(outcomes.SERIES)).view(np.recarray)
    none = np.zeros((0, months, n), outcomes.dtype(outcomes.TOWN_SERIES)).view(np.recarray)
    runner().run_chunk(seed, np.arange(1), months, p, w, s, rows, towns, series, none)
    assert violations(s) == []
    row = rows[0]
    booked = sum(row[f"months_{name}"] for name in codes.PHASES[: codes.MERGED])
    assert booked == months if row.month_end < 0 else booked <= months
    assert 0 <= row.performance <= 1 and row.incumbents_won <= row.incumbents <= row.elections
