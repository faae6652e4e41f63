"""What holds for every scenario: orders, threads and logs change no bit; levers that are off do not exist; luck stays where it is."""

from __future__ import annotations

import copy
import sys

import numpy as np
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import coopsim
from coopsim.model import codes, outcomes, processes
from coopsim.model.streams import interpreted, run_key
from coopsim.run import ensemble
from coopsim.run.runner import make_state, runner
from coopsim.scenario.inputs import build_world, parameter_record
from coopsim.submodels.schedule import SCHEDULE
from coopsim.submodels.setup import initialise

RUNS = 3
documents = strategies.documents(lively=True, horizons=(12, 60))
seeds = st.integers(0, 2**32)


def simulated(scenario, seed=1, runs=RUNS, **options):
    """All bytes of an ensemble, the form in force by name."""
    arrays = coopsim.simulate(scenario, runs, seed, series=True, municipality_series=True, **options).arrays
    return bytes_of(arrays, scenario)


def bytes_of(arrays, scenario):
    names = list(scenario.governance_models)
    forms = [names[code] for code in np.ravel(arrays.series["form"])]
    series = [arrays.series[name].tobytes() for name in outcomes.SERIES if name != "form"]
    return [*bits(arrays.runs), *bits(arrays.towns), *bits(arrays.town_series), *series, forms]


def bits(records):
    """Bytes of every field; what lies between the fields of a copied record is undefined."""
    return [np.ascontiguousarray(records[name]).tobytes() for name in records.dtype.names]


def interpreted_arrays(scenario, seed=1, runs=1, schedule=SCHEDULE):
    """As `simulate(...).arrays`, in plain Python."""
    w, p = build_world(scenario), parameter_record(scenario)
    n, months = len(w.town), scenario.horizon_months
    arrays = ensemble.Arrays(
        np.zeros(runs, outcomes.dtype(outcomes.RUN)).view(np.recarray),
        np.zeros((runs, n), outcomes.dtype(outcomes.TOWN_RUN)).view(np.recarray),
        np.zeros((runs, months), outcomes.dtype(outcomes.SERIES)).view(np.recarray),
        np.zeros((runs, months, n), outcomes.dtype(outcomes.TOWN_SERIES)).view(np.recarray),
    )
    runner(schedule, False).run_chunk(seed, np.arange(runs), months, p, w, make_state(scenario, w), *arrays)
    return arrays


def lively(seed=0, **limits):
    """One random lively scenario, always the same."""
    found = []

    @settings(max_examples=1 + seed, derandomize=True, database=None)
    @given(strategies.documents(lively=True, **limits))
    def collect(document):
        found.append(document)

    collect()
    return found[-1]


# --- order in the file -----------------------------------------------------------------------------------------------


def permuted(values, rng):
    return [values[k] for k in rng.permutation(len(values))]


@settings(max_examples=12)
@given(documents, seeds)
def test_the_order_of_rows_in_the_file_changes_no_bit(document, seed):
    rng = np.random.default_rng(seed)
    other = copy.deepcopy(document)
    order = rng.permutation(len(document["municipalities"]))
    other["municipalities"] = [document["municipalities"][k] for k in order]
    if "trust" in document["ties"]:
        matrix = document["ties"]["trust"]
        other["ties"]["trust"] = [[matrix[i][j] for j in order] for i in order]
    if "blocks" in document["ties"]:
        other["ties"]["blocks"] = [permuted(block, rng) for block in permuted(document["ties"]["blocks"], rng)]
    for table in ("counties", "governance_models", "functions", "funding", "impulses"):
        if table in document:
            other[table] = permuted(document[table], rng)
    for table in ("approaches", "hindrances", "parameters"):
        other[table] = dict(permuted(list(document[table].items()), rng))
    if "rivalry" in document["ties"]:
        a, b, level = document["ties"]["rivalry"][0]
        other["ties"]["rivalry"] = [[b, a, level]]
    assert simulated(strategies.built(other), seed) == simulated(strategies.built(document), seed)


def test_the_order_of_like_impulses_changes_no_bit(document):
    rows = [{"kind": "subsidy", "month": 5, "strength": strength, "duration_months": 40} for strength in (0.2, 1.0)]
    one, other = (
        strategies.built(document | {"impulses": order, "parameters": strategies.LIVELY})
        for order in (rows, rows[::-1])
    )
    assert simulated(one, runs=5) == simulated(other, runs=5)


# --- levers that are off ---------------------------------------------------------------------------------------------


@given(
    documents, seeds, st.sampled_from(codes.APPROACHES),
    st.fixed_dictionaries(
        {"strength": st.just(0.0)},
        optional={"start": st.integers(0, 11), "end": st.integers(12, 1200), "trigger": strategies.shares},
    ),
)  # fmt: skip
def test_an_approach_of_strength_zero_is_absent(document, seed, approach, setting):
    without = copy.deepcopy(document)
    without["approaches"].pop(approach, None)
    off = copy.deepcopy(without)
    off["approaches"][approach] = setting
    assert simulated(strategies.built(off), seed) == simulated(strategies.built(without), seed)


@given(documents, seeds, st.sampled_from(codes.APPROACHES), st.floats(0.1, 1), st.data())
def test_an_approach_changes_nothing_before_it_starts(document, seed, approach, strength, data):
    start = data.draw(st.integers(0, document["scenario"]["horizon_months"] - 1))
    document["approaches"].pop(approach, None)
    without = strategies.built(document)
    later = without.with_({f"approaches.{approach}": {"strength": strength, "start": start}})
    a, b = (coopsim.simulate(s, RUNS, seed, series=True, municipality_series=True).arrays for s in (without, later))
    assert bits(a.series[:, :start]) == bits(b.series[:, :start])
    assert bits(a.town_series[:, :start]) == bits(b.town_series[:, :start])


@pytest.mark.parametrize("approach", codes.APPROACHES)
def test_every_approach_at_full_strength_does_something(approach):
    """Otherwise the tests above would pass for a lever that is not connected."""
    scenario = coopsim.load_scenario("teaching/three_towns").with_({"horizon_months": 120})
    on = scenario.with_({f"approaches.{approach}": 1.0})
    assert simulated(on, runs=5) != simulated(scenario, runs=5)


@given(documents, seeds)
def test_towns_that_do_not_interact_have_no_levers(document, seed):
    """The null model: under `none`, approaches and what stands between towns change nothing."""
    document["scenario"]["governance"] = "none"
    document["impulses"] = []
    null = strategies.built(document)
    before = coopsim.simulate(null, RUNS, seed, series=True).arrays
    assert not before.runs.months_finding.any() and not before.runs.added_value.any() and not before.runs.cost.any()
    levers = {f"approaches.{name}": 1.0 for name in codes.APPROACHES}
    levers |= {"hindrances.competition": 0.9, "hindrances.voter_justification": 0.1}
    after = coopsim.simulate(null.with_(levers), RUNS, seed, series=True).arrays
    assert bits(before.runs) == bits(after.runs)
    assert bits(before.series) == bits(after.series)


def test_hindrances_do_something_where_towns_interact():
    scenario = coopsim.load_scenario("harz").with_({"horizon_months": 120})
    for name in codes.HINDRANCES:
        assert simulated(scenario.with_({f"hindrances.{name}": 0.1}), runs=4) != simulated(scenario, runs=4), name


# --- doors, threads, logs --------------------------------------------------------------------------------------------


@settings(max_examples=5)
@given(documents, seeds)
def test_the_same_seed_gives_the_same_bytes_and_another_one_others(document, seed):
    scenario = strategies.built(document)
    assert simulated(scenario, seed) == simulated(scenario, seed)
    assert simulated(scenario, seed) != simulated(scenario, seed + 1)


@pytest.mark.parametrize("chunk, threads", [(1, 1), (7, 2), (3, 4), (100, 2)])
def test_chunks_and_threads_change_no_bit(monkeypatch, chunk, threads):
    scenario = strategies.built(lively(2))
    usual = simulated(scenario, runs=30)
    monkeypatch.setattr(ensemble, "CHUNK", chunk)
    seen = []
    assert (
        simulated(scenario, runs=30, threads=threads, progress=lambda done, total: seen.append((done, total))) == usual
    )
    assert seen[-1] == (30, 30) and [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_the_order_of_runs_changes_no_bit():
    scenario = strategies.built(lively(2))
    whole = coopsim.simulate(scenario, 12, 5, series=True).arrays
    for first, count in ((9, 3), (0, 4), (4, 5), (11, 1)):
        part = coopsim.simulate(scenario, count, 5, first_run=first, series=True).arrays
        assert bits(part.runs) == bits(whole.runs[first : first + count])
        assert bits(part.series) == bits(whole.series[first : first + count])


@settings(max_examples=8)
@given(documents, seeds, st.integers(0, 10**6))
def test_one_run_is_the_same_through_mesa_and_through_the_ensemble(document, seed, run):
    scenario = strategies.built(document)
    arrays = coopsim.simulate(scenario, 1, seed, first_run=run, series=True, municipality_series=True).arrays
    model = coopsim.CooperationModel(scenario, rng=seed, run=run).run()
    outcome = model.outcome()
    for name in outcomes.RUN:
        assert outcome[name].tobytes() == arrays.runs[name][0].tobytes(), name
    months = model.datacollector.get_model_vars_dataframe()
    for name in ("activity", "members", "services", "rung", "form"):
        assert (months[name].to_numpy().astype(arrays.series[name].dtype) == arrays.series[name][0]).all(), name
    assert list(months["phase"]) == [codes.PHASES[code] for code in arrays.series["phase"][0]]
    towns = model.datacollector.get_agent_vars_dataframe()
    for index, agent in enumerate(model.agents):
        own = towns.xs(agent.unique_id, level="AgentID")
        for name in ("trust", "contribution", "satisfaction", "recognition", "approval", "benefit", "cost"):
            assert (
                own[name].to_numpy().astype(np.float32).tobytes()
                == np.ascontiguousarray(arrays.town_series[name][0, :, index]).tobytes()
            ), name
        assert list(own["phase"]) == [codes.PHASES[code] for code in arrays.town_series["phase"][0, :, index]]


@settings(max_examples=6)
@given(strategies.documents(lively=True, horizons=(12, 40)), seeds)
def test_interpreted_and_compiled_runs_have_the_same_bits(document, seed):
    scenario = strategies.built(document)
    assert bytes_of(interpreted_arrays(scenario, seed), scenario) == simulated(scenario, seed, runs=1)


@pytest.mark.parametrize("name, form", [("harz", "cooperation_body"), ("teaching/three_towns", "lead_municipality")])
def test_interpreted_and_compiled_runs_of_shipped_scenarios_have_the_same_bits(name, form):
    scenario = coopsim.load_scenario(name).with_(
        {"governance": form, "horizon_months": 120, "approaches.co_design": 1.0}
    )
    assert bytes_of(interpreted_arrays(scenario, runs=2), scenario) == simulated(scenario, runs=2)


def test_simulate_runs_interpreted_too():
    scenario = strategies.built(lively(1, horizons=(12, 20)))
    plain = coopsim.simulate(scenario, 1, 3, series=True, municipality_series=True, compiled=False)
    assert bytes_of(plain.arrays, scenario) == simulated(scenario, 3, runs=1)


@settings(max_examples=6)
@given(documents, seeds)
def test_logging_changes_no_bit(document, seed):
    scenario = strategies.built(document)
    told, silent = (coopsim.CooperationModel(scenario, rng=seed, log=log).run() for log in (True, False))
    assert told.state.memory.tobytes() == silent.state.memory.tobytes()
    assert len(told.event_log) == told.state.alliance.event_count and len(silent.state.events) == 0


# --- common random numbers -------------------------------------------------------------------------------------------


def elections(scenario, seed, run=0):
    """Election nights by office id and what came of them: month, kind, attitude and type of the newcomer."""
    model = coopsim.CooperationModel(scenario, rng=seed, run=run).run()
    offices = [town.town_id for town in model.agents] + sorted(county.id for county in scenario.counties)
    kinds = [codes.EVENT_ELECTION_KEPT, codes.EVENT_ELECTION_LOST, codes.EVENT_MAYOR_RETIRES]
    nights: dict[str, list[tuple[float, ...]]] = {}
    for event in model.event_log:
        if event[1] in kinds:
            nights.setdefault(offices[int(event[2])], []).append((event[0], event[1], event[3], event[6]))
    return nights


def indifferent(document):
    """Voters who do not look at cooperation, no scandals, no mergers: an election is a matter of luck alone."""
    document = copy.deepcopy(document)
    document["impulses"] = []
    document["parameters"] |= {"incumbent_approval": 0.0, "merger_rate": 0.0}
    return document


@settings(max_examples=4)
@given(strategies.documents(lively=True, horizons=(48, 60)), seeds)
def test_elections_have_the_same_luck_under_all_forms_and_approaches(document, seed):
    scenario = strategies.built(indifferent(document))
    usual = elections(scenario, seed)
    for form in strategies.FORMS:
        assert elections(scenario.with_({"governance": form}), seed) == usual, form
    assert elections(scenario.with_({f"approaches.{name}": 1.0 for name in codes.APPROACHES}), seed) == usual


@settings(max_examples=8)
@given(strategies.documents(lively=True, max_towns=5, horizons=(48, 60)), seeds)
def test_a_further_town_moves_nobodys_luck(document, seed):
    document = indifferent(document)
    document["ties"].pop("trust", None)
    wider = copy.deepcopy(document)
    newcomer = {"name": "Zorge", "role": "neighbour", "population": 900, "area_km2": 10.0, "lat": 51.6, "lon": 10.9}
    for name in ("aa", "zorge"):  # first and last by id
        wider["municipalities"] = [newcomer | {"id": name}, *document["municipalities"]]
        before, after = (elections(strategies.built(d), seed) for d in (document, wider))
        assert set(after) - set(before) <= {name}
        assert {office: nights for office, nights in after.items() if office in before} == before


@given(strategies.documents(max_towns=5, horizons=(24, 60)), seeds)
def test_a_further_town_changes_nothing_where_towns_do_not_interact(document, seed):
    document["scenario"]["governance"] = "none"
    document["impulses"] = []
    document["ties"].pop("trust", None)
    document["scenario"]["lead"] = document["municipalities"][0]["id"]
    wider = copy.deepcopy(document)
    wider["municipalities"].insert(
        0,
        {"id": "aa", "name": "Aa", "role": "neighbour", "population": 900, "area_km2": 10.0, "lat": 51.6, "lon": 10.9},
    )
    a, b = (
        coopsim.simulate(strategies.built(d), RUNS, seed, municipality_series=True).arrays for d in (document, wider)
    )
    assert bits(a.town_series) == bits(b.town_series[:, :, 1:])


def test_known_values_leave_the_other_draws_alone(document, bench_of):
    bare = copy.deepcopy(document)
    del bare["municipalities"][1]["fiscal_strength"], bare["municipalities"][1]["identity"]
    one, other = bench_of(document), bench_of(bare)
    assert other.s.town[1].fiscal != one.s.town[1].fiscal and other.s.town[1].identity != one.s.town[1].identity
    for name in ("prize", "council", "crisis", "guilt"):
        assert list(one.s.town[name]) == list(other.s.town[name])


def keys_drawn(monkeypatch, scenario, months, files):
    """Keys of all draws of some submodel files in one run: (process, month, who)."""
    keys = set()

    def watch(original):
        def watched(key, process, month, who):
            keys.add((int(process), int(month), int(who)))
            return original(key, process, month, who)

        return watched

    with monkeypatch.context() as patch:
        for file in files:
            module = sys.modules[f"coopsim.submodels.{file}"]
            for function in ("uniform", "normal"):
                if hasattr(module, function):
                    patch.setattr(module, function, watch(getattr(module, function)))
        w, p = build_world(scenario), parameter_record(scenario)
        s = make_state(scenario, w)
        with interpreted():
            key = run_key(1, 0)
            initialise(key, p, w, s)
        runner(SCHEDULE, False).run_months(0, months, key, p, w, s)
    return keys


def test_forms_and_levers_ask_for_the_same_draws_of_the_world_outside(monkeypatch):
    """Elections, shocks, signals and the catalogue: keys know nothing of governance or levers."""
    document = indifferent(lively(1, min_towns=3, horizons=(60, 60)))
    scenario = strategies.built(document)
    files = ("setup", "surroundings", "problem", "meetings", "trust", "elections")
    usual = keys_drawn(monkeypatch, scenario, 60, files)
    assert len(usual) > 1000
    own = {processes.SEEN}  # by those who work together
    own |= {processes.LAND_DECISION, processes.PRACTICE_VALUE, processes.RUNS_AGAIN, processes.ELECTION_NIGHT}

    def outside(keys):  # what is drawn only where something happened is left out
        return {key for key in keys if key[0] not in own}

    for changes in ({"governance": "none"}, {"governance": "joint_agency"}, {"approaches.open_communication": 1.0}):
        assert outside(keys_drawn(monkeypatch, scenario.with_(changes), 60, files)) == outside(usual)


# --- names -----------------------------------------------------------------------------------------------------------


def renamed(document, names):
    """The same towns under other ids."""
    other = copy.deepcopy(document)
    for town in other["municipalities"]:
        town["id"] = names[town["id"]]
    other["ties"] = {
        "blocks": [[names[town] for town in block] for block in document["ties"]["blocks"]],
        "trust_within": 0.5,
    }
    return other


def test_names_change_luck_but_no_distribution(document):
    document["scenario"]["horizon_months"] = 180
    for town in document["municipalities"]:  # alike but for size, and little known
        for key in ("recognition", "identity", "experience", "fiscal_strength"):
            del town[key]
    other = renamed(document, {"amt": "zabel", "burg": "mitte", "celle": "anfang"})
    a, b = (coopsim.simulate(strategies.built(d), 600, 1).runs for d in (document, other))
    assert not a["added_value"].equals(b["added_value"])
    for name in (
        "months_effective",
        "months_stagnating",
        "turnovers",
        "added_value",
        "cost",
        "trust_mean",
        "attainable",
        "agreed",
    ):
        assert stats.ks_2samp(a[name], b[name]).pvalue > 1e-4, name
    # and such a test would notice a difference
    poorer = strategies.built(document).with_({"hindrances.inexperience": 1.0, "hindrances.no_good_practice": 1.0})
    c = coopsim.simulate(poorer, 600, 1).runs
    assert min(stats.ks_2samp(a[name], c[name]).pvalue for name in ("months_effective", "trust_mean", "agreed")) < 1e-6
