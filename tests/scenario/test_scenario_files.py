"""The shipped scenarios and catalogues hold what they promise."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from coopsim.model import codes
from coopsim.model.data_files import rows
from coopsim.scenario import catalogue, check_file, json_schema, list_scenarios, load_scenario, write_json_schema
from coopsim.scenario.rows import AreaLevels
from coopsim.scenario.shelf import shelves

NAMES = {
    "altmark",
    "bautzen_goerlitz_hoyerswerda",
    "harz",
    "harz_region",
    "saalebogen",
    "suedthueringen",
    "teaching/failed_merger",
    "teaching/free_riding",
    "teaching/funding_cliff",
    "teaching/mayors_fall",
    "teaching/three_towns",
    "teaching/town_leaves",
}
GOVERNANCE = [
    "none",
    "informal_network",
    "working_community",
    "cooperation_body",
    "lead_municipality",
    "zweckverband",
    "joint_agency",
    "mandated_association",
]
APPROACHES = [
    "open_communication",
    "joint_priorities",
    "suitable_form",
    "common_problem_understanding",
    "interactive_formats",
    "co_design",
    "common_objectives",
    "common_identity",
    "needs_and_strengths",
]
HINDRANCES = [
    "inexperience",
    "person_dependence",
    "competition",
    "differing_motivation",
    "long_time_span",
    "no_good_practice",
    "voter_justification",
]


def test_list() -> None:
    assert NAMES.issubset(list_scenarios())


@pytest.mark.parametrize("name", list_scenarios())
def test_shipped_scenario(name: str) -> None:
    assert check_file(name) == ()
    scenario = load_scenario(name)
    assert scenario.id == name.rsplit("/", 1)[-1]
    assert scenario.title.en != scenario.title.de or name == "harz"
    assert scenario.description.en and scenario.description.de
    assert scenario.sources
    assert not scenario.parameters, "scenarios differ in documented inputs, never in calibrated parameters"
    assert not any(setting.strength for setting in scenario.approaches.values())
    if not name.startswith("teaching/"):
        assert all(town.source for town in scenario.municipalities)


def test_harz() -> None:
    scenario = load_scenario("harz")
    assert scenario.governance == "cooperation_body"
    assert [town.population for town in scenario.members] == [40069, 31943, 23277]
    (grant,) = scenario.funding
    months = scenario.month_of(grant.end or 0) - scenario.month_of(grant.start)
    assert grant.eur_per_year * months / 12 == pytest.approx(944_982, abs=5)


def test_harz_region_and_candidates() -> None:
    assert len(load_scenario("harz_region").members) == 14
    south = load_scenario("suedthueringen")
    assert len(south.members) == 4
    candidates = [town for town in south.municipalities if town.role == "candidate"]
    assert [town.id for town in candidates] == ["meiningen", "schmalkalden"]


def test_population_trends_follow_from_the_figures_beside_them() -> None:
    checked = 0
    for name in ("harz", "harz_region"):
        text = (shelves()[0] / f"{name}.toml").read_text(encoding="utf-8")
        found = re.findall(r"population = (\d+)\npopulation_trend = (\S+)  # ([\d,]+) in 2013", text)
        for now, trend, before in found:
            expected = ((int(now) / int(before.replace(",", ""))) ** 0.1 - 1) * 100
            assert float(trend) == pytest.approx(expected, abs=0.0006)
        checked += len(found)
    assert checked == 14


def test_catalogues_have_the_fixed_ids() -> None:
    for found, fixed in (
        (catalogue.governance_models(), GOVERNANCE),
        (catalogue.approaches(), APPROACHES),
        (catalogue.hindrances(), HINDRANCES),
    ):
        assert list(found)[: len(fixed)] == fixed  # the place is the code; what is new comes behind
    assert list(catalogue.areas()) == list(AreaLevels.model_fields)
    assert sum(len(catalogue.hindrances()[name].challenges) for name in HINDRANCES) == 8


@pytest.mark.parametrize("file", ["governance", "functions", "approaches", "hindrances"])
def test_catalogue_rows_are_told_apart_in_both_languages(file: str) -> None:
    for table in rows(file).values():
        assert len({row["id"] for row in table}) == len(table)
        for row in table:
            assert row["title"]["en"] and row["title"]["de"]


def test_no_governance_model_is_free_but_none() -> None:
    models = catalogue.governance_models()
    for name, row in models.items():
        cost = row.running_cost + row.setup_cost
        assert (cost > 0) == (name != "none")
        assert (row.exit_rule == "impossible") == (row.founding_rule == "imposed")
    by_staff = sorted(models.values(), key=lambda row: row.secretariat_fte)
    costs = [row.running_cost for row in by_staff if row.secretariat_fte]
    assert costs == sorted(costs)


def test_approaches_cost_something_and_not_all_the_same() -> None:
    rows = catalogue.approaches().values()
    assert all(0.2 <= row.staff_fte <= 1.0 and 0.05 <= row.money <= 0.8 for row in rows)
    assert len({(row.staff_fte, row.money) for row in rows}) == len(rows)


def test_functions() -> None:
    rows = catalogue.functions().values()
    assert {row.area for row in rows} == set(catalogue.areas())
    assert 150 <= sum(row.spending for row in rows) <= 350
    for row in rows:
        assert (row.spending > 0) == (row.provider == "municipality")


@pytest.mark.usefixtures("registry")
def test_json_schema(tmp_path: Path) -> None:
    schema = json_schema()
    properties = schema["properties"]
    assert list(properties["approaches"]["properties"]) == list(codes.APPROACHES)
    assert list(properties["hindrances"]["properties"]) == list(codes.HINDRANCES)
    assert properties["parameters"]["properties"]["delay"] == {
        "type": "integer",
        "minimum": 0,
        "maximum": 60,
        "default": 12,
        "description": "a stub (month)",
    }
    assert {"extends", "remove", "governance_models", "functions"} <= set(properties)
    assert schema["$defs"]["Municipality"]["required"] == ["id"]
    assert schema["$defs"]["Municipality"]["additionalProperties"] is False
    undescribed = [
        f"{name}.{key}"
        for name, definition in schema["$defs"].items()
        for key, field in definition.get("properties", {}).items()
        if "description" not in field and name != "AreaLevels"
    ]
    assert undescribed == []
    write_json_schema(tmp_path / "schema.json")
    assert json.loads((tmp_path / "schema.json").read_text(encoding="utf-8")) == schema
