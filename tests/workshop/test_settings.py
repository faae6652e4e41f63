"""Requests become scenarios, and are refused as scenario files are."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

import coopsim
from coopsim.scenario.errors import ScenarioError
from coopsim.texts import UserError
from coopsim.workshop.limits import MOST_MONTHS, MOST_TOWNS
from coopsim.workshop.settings import Region, Setup, ground, named, region_scenario, scenarios, settings_of, shipped


def made(**changes: Any) -> Setup:
    own = settings_of(shipped("harz"))
    return Setup(**{"region": {"name": "harz"}, "months": 240, "a": own, "b": own} | changes)


@pytest.mark.parametrize("name", coopsim.list_scenarios())
def test_the_page_begins_with_the_scenario_as_it_is(name: str) -> None:
    scenario = coopsim.load_scenario(name)
    own = settings_of(scenario)
    a, b = scenarios(Setup(region={"name": name}, months=scenario.horizon_months, a=own, b=own))
    assert a == b == scenario and a.fingerprint == scenario.fingerprint


def test_settings_are_those_of_with() -> None:
    own = settings_of(shipped("harz"))
    changed = own | {
        "governance": "zweckverband",
        "approaches": {"co_design": {"strength": 0.5, "start": 24}},
        "hindrances": own["hindrances"] | {"competition": 0.1},
        "impulses": [{"kind": "new_mayor", "month": 60, "municipality": "quedlinburg"}],
    }
    _, b = scenarios(made(months=120, b=changed))
    changes = {
        "governance": "zweckverband",
        "horizon_months": 120,
        "approaches.co_design": {"strength": 0.5, "start": 24},
        "hindrances.competition": 0.1,
        "impulses": changed["impulses"],
    }
    assert b == shipped("harz").with_(changes)
    assert settings_of(b) == changed


def test_towns_are_changed_added_and_taken_out() -> None:
    village = {
        "id": "new_1",
        "name": "Dorf",
        "population": 900,
        "area_km2": 20,
        "lat": 51.85,
        "lon": 11.0,
        "role": "member",
    }
    changed = [{"id": "quedlinburg", "population": 20_000}, village]
    region = region_scenario(Region(name="harz", towns=changed, removed=["wernigerode"]))
    assert {town.id: town.population for town in region.municipalities} == {
        "halberstadt": 40069,
        "quedlinburg": 20000,
        "new_1": 900,
    }
    assert region.ties.rivalry == ()  # the rival is gone
    assert region.municipalities[1].mayor == shipped("harz").municipalities[2].mayor  # what is not said stays


def test_a_document_stands_for_itself() -> None:
    scenario = coopsim.load_scenario("saalebogen")
    assert region_scenario(Region(document=scenario.to_document())) == scenario


def test_files_have_names_of_their_own() -> None:
    a, _ = scenarios(made())
    assert named(a, "a").id == "harz_a" and named(a, "a").title["de"].endswith("(A)")
    assert named(a, "a").with_({"id": a.id, "title": a.title}) == a


@pytest.mark.parametrize(
    "name", ["../harz", "/etc/passwd", "harz.toml", "scenarios/harz", "free_riding", "", "harz\x00", "http://x/y"]
)
def test_only_shipped_names_are_regions(name: str) -> None:
    with pytest.raises(ScenarioError):
        region_scenario(Region(name=name))


@pytest.mark.parametrize("extends", ["../../etc/passwd", "harz.toml", "./harz", "/tmp/x.toml", ["harz"], 3])
def test_documents_extend_shipped_scenarios_only(extends: Any) -> None:
    with pytest.raises(ScenarioError):
        region_scenario(Region(document={"extends": extends, "scenario": {"title": "x"}}))


@pytest.mark.parametrize(
    "side",
    [
        {"governance": "monarchy"},
        {"approaches": {"magic": {"strength": 1.0}}},
        {"approaches": {"co_design": {"strength": 2}}},
        {"approaches": {"co_design": {"strength": "1"}}},
        {"approaches": {"co_design": {"strength": 1, "start": 500}}},
        {"hindrances": {"competition": -1}},
        {"impulses": [{"kind": "scandal"}]},
        {"impulses": [{"kind": "scandal", "month": 3, "municipality": "atlantis"}]},
    ],
)
def test_faulty_settings_are_refused(side: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError) as found:
        scenarios(made(a=settings_of(shipped("harz")) | side))
    assert found.value.problems


@pytest.mark.parametrize(
    "changes",
    [
        {"region": {}},
        {"region": {"name": "harz", "document": {}}},
        {"region": {"name": "harz", "file": "x"}},
        {"months": "240"},
        {"months": 5},
        {"runs": 10**9},
        {"a": {"governance": "none", "parameters": {}}},
        {"a": {"governance": "x" * 100}},
        {"region": {"name": "harz", "towns": [{}] * (MOST_TOWNS + 1)}},
    ],
)
def test_strange_requests_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        made(**changes)


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(UserError, match=str(MOST_MONTHS)):
        scenarios(made(months=1200))
    document = shipped("harz").to_document()
    with pytest.raises(UserError):
        region_scenario(Region(document=document | {"catalogue": {"opportunities": 120}}))
    towns = [
        {"id": f"t{k}", "name": f"T{k}", "population": 900, "area_km2": 20, "lat": 51.5 + k / 50, "lon": 11.0}
        for k in range(MOST_TOWNS)
    ]
    with pytest.raises(UserError, match=str(MOST_TOWNS + 3)):
        region_scenario(Region(name="harz", towns=towns))


def test_the_ground_is_all_but_names_and_settings() -> None:
    harz = shipped("harz")
    changed = harz.with_(
        {
            "id": "other",
            "title": {"en": "Other", "de": "Anders"},
            "horizon_months": 120,
            "governance": "zweckverband",
            "approaches.co_design": 1.0,
            "hindrances.competition": 0.9,
            "impulses": [{"kind": "new_mayor", "month": 60, "municipality": "quedlinburg"}],
        }
    )
    assert ground(changed) == ground(harz)
    for change in (
        {"parameters": {"trust_gain": 0.1}},
        {"municipalities.halberstadt.population": 50_000},
        {"start": "2022-01"},
    ):
        assert ground(harz.with_(change)) != ground(harz)
