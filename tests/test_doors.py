"""Two doors, one set of rules: ensemble and Mesa model give the same bits, on any threads, compiled or not."""

import copy

import numpy as np
import pytest

import coopsim
from coopsim.model import outcomes
from coopsim.run import ensemble


def bytes_of(e):
    return [array.tobytes() for array in e.arrays]


@pytest.fixture(scope="module")
def short():
    return coopsim.load_scenario("harz").with_({"horizon_months": 120, "approaches.co_design": 0.7})


@pytest.fixture(scope="module")
def runs(short):
    return coopsim.simulate(short, runs=6, seed=11, series=True, municipality_series=True)


def test_the_mesa_model_is_the_same_run(short, runs):
    for run in (0, 4):
        model = coopsim.CooperationModel(short, rng=11, run=run).run()
        row = model.outcome()
        for name in outcomes.RUN:
            assert row[name].tobytes() == runs.arrays.runs[name][run].tobytes(), name


def test_interpreted_is_the_same_run(short, runs):
    plain = coopsim.simulate(short, runs=1, seed=11, series=True, municipality_series=True, compiled=False)
    for one, many in zip(plain.arrays, runs.arrays, strict=True):
        assert one[0].tobytes() == many[0].tobytes()


def test_threads_chunks_and_order_change_nothing(short, runs, monkeypatch):
    monkeypatch.setattr(ensemble, "CHUNK", 2)
    again = coopsim.simulate(short, runs=6, seed=11, series=True, municipality_series=True, threads=3)
    assert bytes_of(again) == bytes_of(runs)
    later = coopsim.simulate(short, runs=2, seed=11, first_run=4)
    assert later.arrays.runs.tobytes() == runs.arrays.runs[4:].tobytes()
    assert list(later.runs.run) == [4, 5]


def test_the_log_changes_nothing(short):
    with_log = coopsim.CooperationModel(short, rng=11, run=2).run()
    without = coopsim.CooperationModel(short, rng=11, run=2, log=False).run()
    np.testing.assert_array_equal(with_log.state.memory, without.state.memory)
    assert len(with_log.event_log) > 0 and len(without.state.events) == 0


def test_another_seed_is_another_run(short, runs):
    assert coopsim.simulate(short, runs=6, seed=12).arrays.runs.tobytes() != runs.arrays.runs.tobytes()


def test_ensembles_are_equal_if_everything_in_them_is(short, runs):
    again = coopsim.simulate(short, runs=6, seed=11, series=True, municipality_series=True)
    assert (again == runs, again != runs) == (True, False) and hash(again) == hash(runs)
    others = [
        coopsim.simulate(short, runs=6, seed=11, series=True),
        coopsim.simulate(short, runs=6, seed=12, series=True, municipality_series=True),
        coopsim.simulate(short, runs=5, seed=11, series=True, municipality_series=True),
        coopsim.simulate(
            short.with_({"hindrances.competition": 0.9}), runs=6, seed=11, series=True, municipality_series=True
        ),
    ]
    assert all((other == runs, other != runs) == (False, True) for other in others)
    assert runs != "harz" and runs in [again] and len({runs, again, *others}) == 5
    changed = copy.deepcopy(again)
    changed.arrays.runs.cost[3] += 1.0
    assert changed != runs


def test_negative_numbers_are_refused(short):
    with pytest.raises(ValueError, match="from 0 to"):
        coopsim.simulate(short, runs=1, seed=-1)
    with pytest.raises(ValueError, match="from 0 to"):
        coopsim.CooperationModel(short, rng=-1)


def test_tables_have_the_documented_columns(runs):
    assert list(runs.runs.columns) == ["run", "seed", *outcomes.RUN]
    assert list(runs.series.columns) == ["run", "month", *outcomes.SERIES]
    assert list(runs.municipality_series.columns) == ["run", "month", "municipality", *outcomes.TOWN_SERIES]
    assert list(runs.municipalities.columns) == ["run", "municipality", *outcomes.TOWN_RUN]
    assert len(runs.series) == 6 * 120 and len(runs.municipality_series) == 6 * 120 * 3
    assert runs.runs.month_contract.isna().sum() == (runs.arrays.runs["month_contract"] < 0).sum()


def test_the_manifest_says_what_is_needed_to_repeat(runs):
    manifest = runs.manifest
    assert manifest["seed"] == 11 and manifest["runs"] == 6 and manifest["scenario"]["id"] == "harz"
    assert len(manifest["rules"]) == 64 and manifest["versions"]["coopsim"] == coopsim.__version__


def test_no_field_has_the_name_of_an_attribute_of_numpy_records(short):
    """`record.size` would be the field compiled and NumPy's own attribute interpreted."""
    from coopsim.model import variables
    from coopsim.model.parameters import PARAMETERS
    from coopsim.scenario.inputs import build_world

    taken = set(dir(np.record)) | set(dir(np.recarray))
    tables = [variables.ALLIANCE, variables.TOWN, variables.OFFICE, variables.AREA, variables.PROJECT, PARAMETERS]
    tables.append(variables.VOTE)
    tables += [outcomes.RUN, outcomes.SERIES, outcomes.TOWN_SERIES, outcomes.TOWN_RUN]
    names = {name for table in tables for name in table}
    names |= {name for array in build_world(short) for name in array.dtype.names or ()}
    assert names & taken == set()
