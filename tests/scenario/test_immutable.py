"""Nothing that a run depends on can be changed after it was checked, and nothing gets in unchecked."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import coopsim
from coopsim.model.parameters import PARAMETERS
from coopsim.run.parameter_sets import read_sets, simulate_over
from coopsim.scenario import Scenario, ScenarioError, catalogue, list_scenarios, load_scenario
from coopsim.scenario.contents import extended, scenario_from_text
from coopsim.scenario.inputs import build_world, parameter_record
from coopsim.texts import UserError

CATALOGUES = (
    catalogue.governance_models,
    catalogue.functions,
    catalogue.areas,
    catalogue.approaches,
    catalogue.hindrances,
)


def changeable(value: Any, place: str) -> list[str]:
    """Places below a value that can be changed: dicts, lists, sets, and rows whose fields can be set."""
    if isinstance(value, str | int | float | bool | type(None)):
        return []
    if isinstance(value, tuple):
        return [found for i, part in enumerate(value) for found in changeable(part, f"{place}[{i}]")]
    if isinstance(value, Mapping) and not hasattr(value, "__setitem__"):
        return [found for key, part in value.items() for found in changeable(part, f"{place}.{key}")]
    if isinstance(value, BaseModel) and value.model_config.get("frozen"):
        names = [
            *type(value).model_fields,
            *(name for name, member in vars(type(value)).items() if hasattr(member, "attrname")),
        ]
        return [found for name in names for found in changeable(getattr(value, name), f"{place}.{name}")]
    return [place]


@pytest.mark.parametrize("name", list_scenarios())
def test_nothing_below_a_scenario_can_be_changed(name: str) -> None:
    assert changeable(load_scenario(name), name) == []


def test_nor_can_the_catalogues_and_the_registry() -> None:
    for table in CATALOGUES:
        assert changeable(table(), table.__name__) == []
    for symbol, row in PARAMETERS.items():
        assert changeable(row.title, symbol) == []
        with pytest.raises(AttributeError):
            row.default = 1.0  # type: ignore[misc]


@pytest.mark.parametrize("table", ["parameters", "hindrances", "approaches", "governance_models"])
@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.update(x=1),
        lambda t: t.__setitem__("trust_gain", 99.0),
        lambda t: t.pop("none"),
        lambda t: t.clear(),
    ],
)
def test_mappings_refuse_every_change(table: str, change: Callable[[Any], Any]) -> None:
    scenario = load_scenario("harz").with_({"parameters.trust_gain": 0.1})
    before = scenario.fingerprint
    with pytest.raises((TypeError, AttributeError)):
        change(getattr(scenario, table))
    assert Scenario.model_validate(scenario.model_dump(by_alias=True)).fingerprint == before


def test_documents_are_copies() -> None:
    scenario = load_scenario("harz")
    document = scenario.to_document()
    document["hindrances"]["competition"] = 99.0
    document["municipalities"][0]["population"] = 1
    assert scenario.to_document() == load_scenario("harz").to_document()


def test_copies_and_other_processes_get_the_same() -> None:
    scenario = load_scenario("harz").with_({"parameters.trust_gain": 0.1})
    for other in (
        pickle.loads(pickle.dumps(scenario)),
        copy.deepcopy(scenario),
        copy.copy(scenario),
        scenario.model_copy(deep=True),
    ):
        assert other == scenario and hash(other) == hash(scenario) and other.fingerprint == scenario.fingerprint
        assert changeable(other, "copy") == []
    assert pickle.loads(pickle.dumps(PARAMETERS)) == PARAMETERS


BAD = [("trust_gain", 99.0), ("trust_gain", -1.0), ("trust_gain", float("nan")), ("trust_gain", float("inf")), ("trust_gain", "0.1"), ("trust_gain", True), ("trust_gian", 0.1)]  # fmt: skip


def fields() -> dict[str, Any]:
    scenario = load_scenario("harz")
    return {name: getattr(scenario, name) for name in Scenario.model_fields}


def from_file(name: str, value: Any) -> Any:
    return scenario_from_text(
        f'extends = "harz"\n[parameters]\n{name} = {str(value).lower() if not isinstance(value, str) else repr(value)}\n'
    )


def through_csv(name: str, value: Any, folder: Path) -> Any:
    (folder / "sets.csv").write_text(
        f"{name}\n{'' if value is True else value + 'x' if isinstance(value, str) else value}\n", encoding="utf-8"
    )
    return read_sets(folder / "sets.csv")


def forged(name: str, value: Any) -> Any:
    """Past every check of pydantic: the record of parameters is the last door before a run."""
    scenario = load_scenario("harz").with_({"horizon_months": 60})
    object.__setattr__(scenario, "parameters", {name: value})
    return parameter_record(scenario)


DOORS: dict[str, Callable[[str, Any], Any]] = {
    "file": from_file,
    "with_ one": lambda name, value: load_scenario("harz").with_({f"parameters.{name}": value}),
    "with_ table": lambda name, value: load_scenario("harz").with_({"parameters": {name: value}}),
    "extended": lambda name, value: extended(load_scenario("harz"), {"parameters": {name: value}}),
    "model_copy": lambda name, value: load_scenario("harz").model_copy(update={"parameters": {name: value}}),
    "constructor": lambda name, value: Scenario(**fields() | {"parameters": {name: value}}),
    "model_construct": lambda name, value: Scenario.model_construct(**fields() | {"parameters": {name: value}}),
    "sets": lambda name, value: simulate_over(
        load_scenario("harz"), [{"trust_gain": 0.1}] * 50 + [{name: value}], runs=2
    ),
    "forged": forged,
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("name", "value"), BAD, ids=str)
def test_no_door_lets_a_bad_parameter_in(door: str, name: str, value: Any) -> None:
    with pytest.raises(ValueError) as refusal:
        DOORS[door](name, value)
    assert name in str(refusal.value)


@pytest.mark.parametrize(("name", "value"), BAD, ids=str)
def test_nor_does_a_table_of_sets(name: str, value: Any, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        through_csv(name, value, tmp_path)


@pytest.mark.parametrize(("name", "value"), [("trust_gain", 99.0), ("trust_gain", float("nan")), ("trust_gian", 0.1)])
def test_nor_does_calibration(name: str, value: float) -> None:
    from coopsim.calibration.batch import evaluate

    with pytest.raises(ScenarioError, match=name):
        evaluate({name: value}, runs=2)


@pytest.mark.parametrize("weights", ["-1\n1", "nan\n1", "inf\n1", "x\n1", "0\n0"])
def test_weights_are_weights(weights: str, tmp_path: Path) -> None:
    rows = "\n".join(f"0.1,{weight}" for weight in weights.split("\n"))
    (tmp_path / "sets.csv").write_text(f"trust_gain,weight\n{rows}\n", encoding="utf-8")
    with pytest.raises(UserError) as refusal:
        read_sets(tmp_path / "sets.csv")
    assert refusal.value.key == "sets_weight"


@pytest.mark.parametrize(
    "update",
    [
        {"hindrances": {"competition": 7.0}},
        {"hindrances": {"nobody": 0.5}},
        {"approaches": {"nobody": 1.0}},
        {"municipalities": ()},
        {"goverance": "none"},
    ],
)
def test_copies_are_checked_like_files(update: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        load_scenario("harz").model_copy(update=update)


def test_a_changed_copy_has_its_own_fingerprint() -> None:
    scenario = load_scenario("harz")
    changed = scenario.model_copy(update={"parameters": {"trust_gain": 0.2}})
    assert changed.fingerprint != scenario.fingerprint
    assert changed == scenario.with_({"parameters.trust_gain": 0.2})


def test_an_experiment_has_no_point_out_of_bounds(tmp_path: Path) -> None:
    file = tmp_path / "wide.toml"
    file.write_text(
        '[experiment]\nscenario = "harz"\nruns = 2\n[design]\nkind = "full_factorial"\n[uncertainties]\n"parameters.trust_gain" = [99.0]\n',
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError, match="trust_gain"):
        coopsim.load_experiment(file)


def test_worlds_of_many_towns_are_the_same_as_pair_by_pair() -> None:
    scenario = load_scenario("teaching/town_leaves")
    world, towns = build_world(scenario), sorted(town.id for town in scenario.municipalities)
    for i, a in enumerate(towns):
        for j, b in enumerate(towns):
            known = scenario.initial_trust(a, b)
            assert world.trust[i, j] == known or (known is None and world.trust[i, j] != world.trust[i, j])
            assert world.rivalry[i, j] == scenario.rivalry(b, a)
