"""The benchmarks do the work that they say they measure. No test here looks at a time."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import numpy as np
import pytest
from reference.disturbed import disturbed

import coopsim
from coopsim.submodels import agenda, surroundings

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def on_path():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield


@pytest.fixture(scope="module")
def kernel():
    import heavy_rules

    return heavy_rules.kernel()


@pytest.fixture(scope="module", params=["SCALAR", "VECTORISED"])
def library(request, tmp_path_factory):
    import heavy_c

    return heavy_c.build(getattr(heavy_c, request.param), tmp_path_factory.mktemp("heavy"))


@pytest.mark.parametrize(("n", "months"), [(3, 240), (5, 120), (14, 90)])
def test_c_agrees_with_the_compiled_rules_in_every_bit(kernel, library, n, months):
    import heavy_c
    import heavy_rules
    from bench_tools import scenario_of

    arrays = heavy_rules.working_alliance(scenario_of(n, months))
    heavy = heavy_c.HeavyC(library, *arrays)
    for run in range(3):
        rows = heavy_rules.run(kernel, 7, [run], months, *arrays)
        assert heavy.run(7, [run], months).tobytes() == rows.tobytes()
        assert heavy_c.differences(heavy, arrays[2]) == []


@pytest.mark.parametrize("number", range(14))  # together they move all
def test_all_agree_where_every_lever_and_parameter_is_moved(kernel, library, number):
    """At the defaults a number that C or Mesa objects hold in place of a parameter would not be seen."""
    import heavy_c
    import heavy_mesa
    import heavy_rules

    name, changes = disturbed(number)
    form = changes["governance"]  # every one that ships meets face to face only
    changes["governance_models"] = [{"id": form, "based_on": form, "face_to_face": 0.5}]
    changes |= {"parameters.slope_low": 0.35, "parameters.slope_high": 0.85, "parameters.steady_high": 0.3}
    arrays = heavy_rules.working_alliance(coopsim.load_scenario(name).with_(changes))
    start = heavy_mesa.start_of(*arrays)
    heavy = heavy_c.HeavyC(library, *arrays)
    rows = heavy_rules.run(kernel, 7, [number], 120, *arrays)
    assert heavy.run(7, [number], 120).tobytes() == rows.tobytes()
    assert heavy_c.differences(heavy, arrays[2]) == []
    model = heavy_mesa.AllianceModel(start, 120, chance=heavy_mesa.Keyed(7, number))
    while model.running:
        model.step()
    assert [model.result[name] for name in heavy_mesa.OUTCOMES] == pytest.approx(list(rows[0]), rel=1e-9, abs=1e-12)


def test_c_knows_every_parameter_that_the_rules_read():
    import heavy_c

    from coopsim.submodels import contribution, elections, gains, meetings, office, trust

    rules = "".join(inspect.getsource(m) for m in (meetings, contribution, trust, elections, office, gains))
    for called_elsewhere in (trust.blame, trust.remember):  # by votes
        rules = rules.replace(inspect.getsource(called_elsewhere), "")
    rules += inspect.getsource(agenda.perceived_gain) + inspect.getsource(surroundings.expect_anew)
    assert set(re.findall(r"\bp\.(\w+)", rules)) == set(heavy_c.layouts()["parameters"].names)


def test_the_c_version_covers_all_that_the_rules_change(kernel, library):
    import heavy_c
    import heavy_rules
    from bench_tools import scenario_of

    arrays = heavy_rules.working_alliance(scenario_of(3, 60))
    state = arrays[2]
    heavy = heavy_c.HeavyC(library, *arrays)
    state.memory[:] = state.start
    before = {
        name: np.array(getattr(state, name)) for name in state._fields if name not in ("memory", "start", "events")
    }
    heavy_rules.run(kernel, 1, [0], 240, *arrays)
    for name, array in before.items():
        after = np.asarray(getattr(state, name))
        fields = array.dtype.names or ("",)
        moved = [
            field
            for field in fields
            if (array[field] if field else array).tobytes() != (after[field] if field else after).tobytes()
        ]
        known = heavy.arrays[name].dtype.names or ("",) if name in heavy.arrays else ()
        assert set(moved) <= set(known), (
            f"{name}: {set(moved) - set(known)} is changed by the rules and unknown to heavy.c"
        )


def test_mesa_objects_agree_on_the_same_random_numbers(kernel):
    import heavy_mesa
    import heavy_rules
    from bench_tools import scenario_of

    arrays = heavy_rules.working_alliance(scenario_of(3, 120))
    model = heavy_mesa.AllianceModel(heavy_mesa.start_of(*arrays), 120, chance=heavy_mesa.Keyed(1, 0))
    while model.running:
        model.step()
    rows = heavy_rules.run(kernel, 1, [0], 120, *arrays)
    assert [model.result[name] for name in heavy_mesa.OUTCOMES] == pytest.approx(list(rows[0]), rel=1e-9, abs=1e-12)
    trust = [[town.trust_in.get(other, 0.0) for other in model.towns] for town in model.towns]
    assert np.allclose(trust, arrays[2].trust, rtol=1e-9, atol=1e-12)


def test_mesa_objects_agree_on_average_with_their_own_random_numbers(kernel):
    import heavy_mesa
    import heavy_rules
    from bench_tools import scenario_of

    arrays = heavy_rules.working_alliance(scenario_of(3, 60))
    found = heavy_mesa.run(heavy_mesa.start_of(*arrays), 60, 60)
    rows = heavy_rules.run(kernel, 1, range(2000), 60, *arrays)
    for k, name in enumerate(heavy_mesa.OUTCOMES):
        values = np.array([row[name] for row in found])
        assert abs(values.mean() - rows[:, k].mean()) < 5 * rows[:, k].std() / np.sqrt(len(values)), name


@pytest.mark.parametrize("n", [1, 17])
def test_synthetic_scenarios_have_the_asked_size(n):
    from bench_tools import scenario_of

    from coopsim.scenario.inputs import build_world

    assert len(build_world(scenario_of(n + 2, 24)).town) == n + 2
