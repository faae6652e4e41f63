"""Docking: with the same draws, the reference and the package live through the same run, to rounding.

Every month all state variables of both are laid side by side, so a disagreement is found where it begins.
"""

from __future__ import annotations

from typing import Any

import pytest

import coopsim
from coopsim import CooperationModel
from coopsim.model import codes, outcomes
from coopsim.scenario import list_scenarios
from coopsim.scenario.catalogue import governance_models
from reference.disturbed import disturbed, with_own_forms
from reference.docking import differences
from reference.model import ReferenceModel
from reference.tables import run_row, series_row, town_row, town_run_row

EXACT = 1e-9  # rounding of sums in another order
LONG = 1e-7  # the same after twenty years
SINGLE = 2e-6  # tables hold four-byte numbers

APPROACHES = {f"approaches.{approach}": 0.7 for approach in codes.APPROACHES}
FORMS = list(governance_models())
TEACHING = [name for name in list_scenarios() if name.startswith("teaching/")]


def first_disagreement(name: str, changes: dict[str, Any], run: int, months: int, seed: int = 1) -> str | None:
    """Where the two part company, or None."""
    scenario = coopsim.load_scenario(name).with_(changes)
    theirs = CooperationModel(scenario, rng=seed, run=run, log=False)
    mine = ReferenceModel(scenario, seed, run)
    found = differences(mine, theirs.state, EXACT)
    for month in range(months):
        if found:
            return f"before month {month}: " + "; ".join(found[:8])
        theirs.step()
        mine.step()
        found = differences(mine, theirs.state, LONG)
    return f"after month {months - 1}: " + "; ".join(found[:8]) if found else None


@pytest.mark.parametrize("name", list_scenarios())
@pytest.mark.parametrize("run", [0, 3])
def test_initial_state(name: str, run: int) -> None:
    scenario = coopsim.load_scenario(name)
    theirs = CooperationModel(scenario, rng=7, run=run, log=False)
    assert differences(ReferenceModel(scenario, 7, run), theirs.state, EXACT) == []


@pytest.mark.parametrize("changes", [{}, APPROACHES], ids=["as it is", "approaches"])
@pytest.mark.parametrize("form", FORMS)
def test_short_runs_under_each_form(form: str, changes: dict[str, Any]) -> None:
    assert first_disagreement("harz", changes | {"governance": form}, 1, 48) is None


@pytest.mark.parametrize("name", [*TEACHING, "suedthueringen"])
def test_short_runs_of_scenarios(name: str) -> None:
    assert first_disagreement(name, {}, 2, 48) is None


@pytest.mark.parametrize("number", range(6))
def test_short_runs_of_disturbed_scenarios(number: int) -> None:
    name, changes = disturbed(number)
    assert first_disagreement(name, changes, number, 48) is None


@pytest.mark.parametrize("number", range(4))
def test_short_runs_with_own_forms(number: int) -> None:
    name, changes = with_own_forms(number)
    assert first_disagreement(name, changes, number, 60) is None


def test_many_towns() -> None:
    assert first_disagreement("harz_region", {}, 0, 48) is None


def test_docking_notices_a_difference() -> None:
    scenario = coopsim.load_scenario("harz")
    theirs = CooperationModel(scenario, rng=1, log=False)
    mine = ReferenceModel(scenario, 1)
    mine.p.recognition_rate *= 1.001
    theirs.step()
    mine.step()
    assert differences(mine, theirs.state, LONG)


@pytest.mark.slow
@pytest.mark.parametrize("changes", [{}, APPROACHES], ids=["as it is", "approaches"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("run", range(3))
def test_whole_runs_under_each_form(form: str, changes: dict[str, Any], run: int) -> None:
    assert first_disagreement("harz", changes | {"governance": form}, run, 240) is None


@pytest.mark.slow
@pytest.mark.parametrize("changes", [{}, APPROACHES], ids=["as it is", "approaches"])
@pytest.mark.parametrize("name", list_scenarios())
@pytest.mark.parametrize("run", range(2))
def test_whole_runs_of_scenarios(name: str, changes: dict[str, Any], run: int) -> None:
    assert first_disagreement(name, changes, run, 240) is None


@pytest.mark.slow
@pytest.mark.parametrize("number", range(6, 126))
def test_whole_runs_of_disturbed_scenarios(number: int) -> None:
    name, changes = disturbed(number)
    assert first_disagreement(name, changes, number, 240) is None


@pytest.mark.slow
@pytest.mark.parametrize("number", range(60))
def test_whole_runs_with_own_forms(number: int) -> None:
    name, changes = with_own_forms(number)
    assert first_disagreement(name, changes, number, 240) is None


def close(theirs: Any, mine: float) -> bool:
    """Equal to the rounding of four-byte numbers; missing is equal to missing."""
    theirs = float(theirs)
    return abs(theirs - mine) <= SINGLE * max(1.0, abs(mine)) or (theirs != theirs and mine != mine)


@pytest.mark.parametrize("changes", [{"governance": "zweckverband"}, {"governance": "none"}, APPROACHES],
                         ids=["zweckverband", "none", "approaches"])  # fmt: skip
def test_tables(changes: dict[str, Any]) -> None:
    scenario = coopsim.load_scenario("harz").with_(changes | {"horizon_months": 150})
    ensemble = coopsim.simulate(scenario, runs=1, first_run=4, seed=1, series=True, municipality_series=True)
    arrays, model = ensemble.arrays, ReferenceModel(scenario, 1, 4)
    wrong = []
    for month in range(150):
        model.step()
        row = series_row(model)
        assert list(row) == list(outcomes.SERIES)
        wrong += [(month, name) for name in row if not close(arrays.series[0, month][name], row[name])]
        for town in model.towns:
            row = town_row(town)
            theirs = arrays.town_series[0, month, town.index]
            wrong += [(month, town.index, name) for name in row if not close(theirs[name], row[name])]
    last = run_row(model)
    assert set(last) == set(outcomes.RUN)
    wrong += [name for name in last if not close(arrays.runs[0][name], last[name])]
    for town in model.towns:
        row = town_run_row(model, town)
        wrong += [(town.index, name) for name in row if not close(arrays.towns[0, town.index][name], row[name])]
    assert wrong == []
