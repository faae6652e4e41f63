"""Names, extension, overrides, and what a scenario answers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from coopsim.scenario import ScenarioError, check_file, list_scenarios, load_scenario


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_names_and_paths_load_the_same(tmp_path: Path) -> None:
    scenario = load_scenario("harz")
    assert load_scenario("teaching/free_riding") == load_scenario("free_riding")
    assert load_scenario(str(scenario_path("harz"))) == scenario
    assert list_scenarios()[0] == "altmark"


def scenario_path(name: str) -> Path:
    from coopsim.scenario.shelf import shelves

    return shelves()[0] / f"{name}.toml"


def test_extending_file_changes_single_values(tmp_path: Path) -> None:
    child = write(
        tmp_path,
        "child",
        'extends = "harz"\n[scenario]\ngovernance = "zweckverband"\n[hindrances]\ncompetition = 0.1\n'
        '[[municipalities]]\nid = "quedlinburg"\npopulation = 1000\nmayor = { attitude = 0.5 }\n',
    )
    base, changed = load_scenario("harz"), load_scenario(child)
    assert changed.id == "child"
    assert changed.title == base.title
    assert changed.hindrances == base.hindrances | {"competition": 0.1}
    assert [town.id for town in changed.municipalities] == [town.id for town in base.municipalities]
    town, before = changed.municipalities[2], base.municipalities[2]
    assert (town.population, town.mayor.attitude) == (1000, 0.5)
    assert (town.lat, town.mayor.next_election) == (before.lat, before.mayor.next_election)


OVERRIDES = [
    ({"governance": "zweckverband"}, '[scenario]\ngovernance = "zweckverband"'),
    ({"horizon_months": 60}, "[scenario]\nhorizon_months = 60"),
    ({"approaches.open_communication": 1.0}, "[approaches]\nopen_communication = 1.0"),
    ({"approaches.co_design.start": 12}, "[approaches]\nco_design = { start = 12 }"),
    ({"hindrances.competition": 0.8}, "[hindrances]\ncompetition = 0.8"),
    ({"parameters.trust_gain": 0.2}, "[parameters]\ntrust_gain = 0.2"),
    ({"municipalities.halberstadt.population": 99}, None),
    ({"municipalities.halberstadt.need.health": 0.9}, '[[municipalities]]\nid = "halberstadt"\nneed = { health = 0.9 }'),
    ({"funding": []}, "funding = []"),
    ({"funding.impuls.staff_fte": 2.0}, '[[funding]]\nid = "impuls"\nstaff_fte = 2.0'),
    ({"catalogue.opportunities": 60}, "[catalogue]\nopportunities = 60"),
    ({"ties.rivalry": []}, "[ties]\nrivalry = []"),
    (
        {"governance_models.zweckverband.secretariat_fte": 9.0},
        '[[governance_models]]\nid = "zweckverband"\nsecretariat_fte = 9.0',
    ),
]  # fmt: skip


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(("overrides", "text"), [pair for pair in OVERRIDES if pair[1]])
def test_override_equals_extending_file(overrides: dict[str, object], text: str, tmp_path: Path) -> None:
    top = text if text.startswith("funding") else ""
    tables = "" if top else text
    if "[scenario]" not in tables:
        tables = f'[scenario]\nid = "harz"\n{tables}'
    else:
        tables = tables.replace("[scenario]", '[scenario]\nid = "harz"')
    child = write(tmp_path, "child", f'extends = "harz"\n{top}\n{tables}\n')
    base = load_scenario("harz")
    assert base.with_(overrides) == load_scenario(child)
    assert base.with_(overrides) != base


def test_override_leaves_the_scenario_as_it_was() -> None:
    base = load_scenario("harz")
    print_before = base.fingerprint
    base.with_({"hindrances.competition": 0.0})
    assert load_scenario("harz").fingerprint == print_before == base.fingerprint


def test_none_takes_a_value_away() -> None:
    base = load_scenario("harz")
    assert base.with_({"municipalities.halberstadt.tier": None}).municipalities[0].tier is None
    two = base.with_({"municipalities.quedlinburg": None})
    assert [town.id for town in two.members] == ["halberstadt", "wernigerode"]


def test_numpy_numbers_are_taken() -> None:
    import numpy

    changed = load_scenario("harz").with_(
        {"hindrances.competition": numpy.float64(0.25), "horizon_months": numpy.int64(60)}
    )
    assert (changed.hindrances["competition"], changed.horizon_months) == (0.25, 60)


def test_removed_towns_leave_no_trace(tmp_path: Path) -> None:
    base = write(
        tmp_path,
        "base",
        'extends = "harz"\n[scenario]\nlead = "wernigerode"\n[ties]\n'
        'trust = [["", 0.1, 0.2], [0.3, "", 0.4], [0.5, 0.6, ""]]\n'
        '[[impulses]]\nkind = "closure"\nmonth = 5\nmunicipality = "wernigerode"\n',
    )
    child = write(tmp_path, "child", 'extends = "base"\nremove = ["wernigerode"]\n')
    scenario = load_scenario(child)
    assert [town.id for town in scenario.municipalities] == ["halberstadt", "quedlinburg"]
    assert scenario.initial_trust("halberstadt", "quedlinburg") == 0.2
    assert scenario.initial_trust("quedlinburg", "halberstadt") == 0.5
    assert scenario.ties.rivalry == () and scenario.impulses == ()
    assert scenario.lead == "halberstadt"
    assert load_scenario(base).lead == "wernigerode"


def test_removing_an_unknown_town(tmp_path: Path) -> None:
    (problem,) = check_file(write(tmp_path, "child", 'extends = "harz"\n\nremove = ["wernigrode"]\n'))
    assert (problem.line, problem.key, problem.suggestion) == (3, "remove", "wernigerode")


def test_fault_in_the_extended_file_names_that_file(tmp_path: Path) -> None:
    base = write(tmp_path, "base", 'extends = "harz"\n[hindrances]\n\ncompetition = 7\n')
    child = write(tmp_path, "child", 'extends = "base"\n[catalogue]\nopportunities = 3\n')
    assert [(problem.file, problem.line) for problem in check_file(child)] == [(str(base), 4), (str(child), 3)]


def test_extends_loop_and_missing_base(tmp_path: Path) -> None:
    write(tmp_path, "one", 'extends = "two"\n')
    write(tmp_path, "two", '# loop\nextends = "one.toml"\n')
    (problem,) = check_file(tmp_path / "one.toml")
    assert "loop" in problem.text() and problem.line == 2 and "two.toml" in problem.found
    write(tmp_path, "self", 'extends = "self"\n')
    assert "loop" in check_file(tmp_path / "self.toml")[0].text()
    (problem,) = check_file(write(tmp_path, "three", 'extends = "hartz"\n'))
    assert (problem.line, problem.key, problem.suggestion) == (1, "extends", "harz")
    (problem,) = check_file(write(tmp_path, "four", "extends = 3\n"))
    assert problem.key == "extends" and problem.line == 1


def test_own_file_with_a_shipped_name_may_extend_it(tmp_path: Path) -> None:
    path = write(tmp_path, "harz", 'extends = "harz"\n[hindrances]\ncompetition = 0.0\n')
    assert load_scenario(path).hindrances["competition"] == 0.0


def test_town_twice_in_an_extending_file(tmp_path: Path) -> None:
    rows = '[[municipalities]]\nid = "quedlinburg"\npopulation = 1000\n' * 2
    keys = {problem.key for problem in check_file(write(tmp_path, "child", f'extends = "harz"\n{rows}'))}
    assert "municipalities.quedlinburg.name" in keys


def test_own_governance_model_takes_over_the_rest(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "own",
        'extends = "harz"\n[scenario]\ngovernance = "strong_body"\n[[governance_models]]\nid = "strong_body"\n'
        'based_on = "cooperation_body"\ntitle = "Strong body"\nsecretariat_fte = 5.0\n',
    )
    scenario = load_scenario(path)
    model, base = scenario.governance_model, scenario.governance_models["cooperation_body"]
    changed = {key for key, value in model if value != getattr(base, key)}
    assert changed == {"id", "based_on", "title", "secretariat_fte"}
    assert len(scenario.governance_models) == 9


def test_own_function_adds_or_changes_a_row() -> None:
    base = load_scenario("harz")
    count = len(base.functions)
    assert len(base.with_({"functions.hospital.weight": 0.0}).functions) == count
    row = base.functions[0].model_dump() | {"id": "planetarium"}
    assert len(base.with_({"functions": [row]}).functions) == count + 1


def test_months_and_elections() -> None:
    scenario = load_scenario("harz")
    assert (scenario.month_of("2021-08"), scenario.month_of("2024-01"), scenario.month_of(7)) == (0, 29, 7)
    assert scenario.first_election(scenario.municipalities[0].mayor) == 71
    assert scenario.first_election(scenario.council) == 34
    later = scenario.with_({"start": "2024-07"})
    assert later.first_election(later.council) == 59
    assert load_scenario("saalebogen").first_election(load_scenario("saalebogen").council) is None


def test_trust_and_rivalry_by_id() -> None:
    scenario = load_scenario("teaching/town_leaves")
    assert scenario.initial_trust("a_stadt", "b_stadt") == 0.6
    assert scenario.initial_trust("c_stadt", "b_stadt") == 0.2
    assert scenario.rivalry("c_stadt", "a_stadt") == 0.8
    assert load_scenario("harz").initial_trust("halberstadt", "wernigerode") is None
    assert load_scenario("harz").rivalry("quedlinburg", "halberstadt") == 0.0


def test_lead_is_the_largest_member_unless_named() -> None:
    assert load_scenario("suedthueringen").lead == "suhl"
    assert load_scenario("harz").with_({"lead": "quedlinburg"}).lead == "quedlinburg"
    assert load_scenario("harz").with_({"municipalities.halberstadt.population": 20000}).lead == "wernigerode"


def test_fingerprint_tells_scenarios_apart() -> None:
    prints = {load_scenario(name).fingerprint for name in list_scenarios()}
    assert len(prints) == len(list_scenarios())
    assert len({load_scenario("harz"), load_scenario("harz")}) == 1


def test_windows_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "child.toml"
    path.write_bytes('extends = "harz"\n[hindrances]\ncompetition = 7\n'.replace("\n", "\r\n").encode("utf-8-sig"))
    assert [problem.line for problem in check_file(path)] == [3]


def test_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_scenario("harz").scenario.start = "2000-01"  # type: ignore[misc]
    assert not issubclass(KeyError, ScenarioError)


def test_listing_does_not_import_pydantic() -> None:
    code = "import sys, coopsim.scenario as s; s.list_scenarios(); sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
