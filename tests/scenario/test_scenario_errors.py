"""Every fault of a scenario file gets one message with file, line, key, what was found, what is allowed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from coopsim.scenario import Problem, ScenarioError, check_file, load_scenario

GOOD = """[scenario]
title = "Two towns"
start = "2024-01"
horizon_months = 120
governance = "zweckverband"
lead = "astadt"

[hindrances]
competition = 0.5

[approaches]
co_design = 0.5
joint_priorities = { strength = 1.0, start = 3, end = 9 }

[parameters]
trust_gain = 0.1
delay = 6

[council]
next_election = "2024-06"

[land]
planning_rounds = ["2025-01", "2030-01"]

[ties]
trust = [["", 0.5], [0.4, ""]]
rivalry = [["astadt", "bstadt", 0.5]]

[[funding]]
start = 0
end = "2026-01"
eur_per_year = 1000

[[impulses]]
kind = "study"
month = 12
municipality = "bstadt"

[[counties]]
id = "kreis"
name = "Kreis"

[[municipalities]]
id = "astadt"
name = "A-Stadt"
population = 20000
area_km2 = 50.0
lat = 51.5
lon = 11.5
tier = "middle"
county = "kreis"
mayor = { next_election = "2027-07", term_months = 84 }
need = { education = 0.5 }

[[municipalities]]
id = "bstadt"
name = "B-Stadt"
population = 10000
area_km2 = 50.0
lat = 51.6
lon = 11.6
"""


@dataclass(frozen=True)
class Case:
    name: str
    old: str
    new: str
    key: str
    found: str
    allowed: str
    suggestion: str = ""
    mark: str = ""  # text of the line the message must point to; the changed text if empty


CASES = [
    Case("unknown table", "[hindrances]", "[hinderances]", "hinderances", "competition", "hindrances", "hindrances"),
    Case("unknown key", "horizon_months =", "horizon_month =", "scenario.horizon_month", "120", "start", "horizon_months"),
    Case("key of another table", "[scenario]", "goverance = 1\n[scenario]", "goverance", "1", "scenario", "[scenario] governance", "goverance"),
    Case("unknown inner key", "term_months = 84 }", "term_month = 84 }", "municipalities.astadt.mayor.term_month", "84", "next_election", "term_months"),
    Case("unknown area", "need = { education", "need = { eduction", "municipalities.astadt.need.eduction", "0.5", "health", "education"),
    Case("unknown hindrance", "competition = 0.5", "competiton = 0.5", "hindrances.competiton", "0.5", "voter_justification", "competition"),
    Case("unknown approach", "co_design = 0.5", "codesign = 0.5", "approaches.codesign", "0.5", "common_identity", "co_design"),
    Case("unknown parameter", "trust_gain = 0.1", "trustgain = 0.1", "parameters.trustgain", "0.1", "delay", "trust_gain"),
    Case("parameter out of bounds", "trust_gain = 0.1", "trust_gain = 0.9", "parameters.trust_gain", "0.9", "from 0.02 to 0.25"),
    Case("parameter not a number", "trust_gain = 0.1", 'trust_gain = "0,1"', "parameters.trust_gain", '"0,1"', "a number", "0.1"),
    Case("parameter nan", "trust_gain = 0.1", "trust_gain = nan", "parameters.trust_gain", "nan", "0.02"),
    Case("parameter not whole", "delay = 6", "delay = 6.5", "parameters.delay", "6.5", "a whole number from 0 to 60"),
    Case("parameter boolean", "delay = 6", "delay = true", "parameters.delay", "true", "a whole number"),
    Case("share above 1", "competition = 0.5", "competition = 50", "hindrances.competition", "50", "from 0 to 1", "0.5"),
    Case("share below 0", "competition = 0.5", "competition = -0.1", "hindrances.competition", "-0.1", "from 0 to 1"),
    Case("share infinite", "competition = 0.5", "competition = inf", "hindrances.competition", "inf", "from 0 to 1"),
    Case("number as text", "population = 20000", 'population = "20000"', "municipalities.astadt.population", '"20000"', "a whole number", "20000"),
    Case("boolean as number", "population = 20000", "population = true", "municipalities.astadt.population", "true", "a whole number"),
    Case("not whole", "horizon_months = 120", "horizon_months = 120.0", "scenario.horizon_months", "120.0", "from 12 to 1200", "120"),
    Case("horizon too short", "horizon_months = 120", "horizon_months = 6", "scenario.horizon_months", "6", "from 12 to 1200"),
    Case("date swapped", 'start = "2024-01"', 'start = "01/2024"', "scenario.start", '"01/2024"', "YYYY-MM", '"2024-01"'),
    Case("date with day", 'start = "2024-01"', "start = 2024-01-31", "scenario.start", "2024-01-31", "YYYY-MM", '"2024-01"'),
    Case("month 13", 'next_election = "2024-06"', 'next_election = "2024-13"', "council.next_election", '"2024-13"', "YYYY-MM"),
    Case("tier", 'tier = "middle"', 'tier = "midle"', "municipalities.astadt.tier", '"midle"', "higher_partial", "middle"),
    Case("role", 'tier = "middle"', 'role = "membr"', "municipalities.astadt.role", '"membr"', "candidate", "member"),
    Case("id", 'id = "bstadt"', 'id = "Bad Büren"', "municipalities.Bad Büren.id", '"Bad Büren"', "lower-case", "bad_bueren"),
    Case("empty name", 'name = "B-Stadt"', 'name = ""', "municipalities.bstadt.name", '""', "not empty"),
    Case("latitude", "lat = 51.6", "lat = 11.6", "municipalities.bstadt.lat", "11.6", "from 34 to 72"),
    Case("too far", "lat = 51.6", "lat = 56.1", "municipalities.bstadt.lat", "56.1", "250 km"),
    Case("missing", "population = 10000\n", "", "municipalities.bstadt.population", "", "a whole number", mark='[[municipalities]]\nid = "bstadt"'),
    Case("town twice", 'id = "bstadt"', 'id = "astadt"', "municipalities.astadt.id", '"astadt"', "once", mark='id = "astadt"\nname = "B'),
    Case("name twice", 'name = "B-Stadt"', 'name = "A-Stadt"', "municipalities.bstadt.name", '"A-Stadt"', "once", mark='name = "A-Stadt"\npopulation = 1'),
    Case("one member", 'id = "bstadt"', 'role = "neighbour"\nid = "bstadt"', "municipalities", "1", 'role = "member"', mark='[[municipalities]]\nid = "astadt"'),
    Case("lead", 'lead = "astadt"', 'lead = "astat"', "scenario.lead", '"astat"', "astadt, bstadt", "astadt"),
    Case("governance", 'governance = "zweckverband"', 'governance = "zweckverbund"', "scenario.governance", '"zweckverbund"', "working_community", "zweckverband"),
    Case("governance not a text", 'governance = "zweckverband"', "governance = 3", "scenario.governance", "3", "a text"),
    Case("county", 'county = "kreis"', 'county = "kries"', "municipalities.astadt.county", '"kries"', "kreis", "kreis"),
    Case("applies_from", 'tier = "middle"', "applies_from = 3", "municipalities.astadt.applies_from", '"member"', "candidate"),
    Case("matrix rows", '[["", 0.5], [0.4, ""]]', '[["", 0.5]]', "ties.trust", "1 rows", "2 rows of 2"),
    Case("matrix columns", '[["", 0.5], [0.4, ""]]', '[["", 0.5], [0.4]]', "ties.trust[2]", "1 numbers in row 2", "2 rows of 2"),
    Case("trust outside", '[["", 0.5]', '[["", 1.5]', "ties.trust[1][2]", "1.5", "from 0 to 1"),
    Case("trust as text", '[["", 0.5]', '[["", "high"]', "ties.trust[1][2]", '"high"', "unknown"),
    Case("matrix and blocks", "rivalry =", 'blocks = [["astadt", "bstadt"]]\nrivalry =', "ties.blocks", "trust, blocks", "one of both"),
    Case("level without blocks", "rivalry =", "trust_within = 0.5\nrivalry =", "ties.trust_within", "0.5", "blocks"),
    Case("block twice", 'trust = [["", 0.5], [0.4, ""]]', 'blocks = [["astadt", "bstadt"], ["astadt"]]', "ties.blocks[2][1]", '"astadt"', "once"),
    Case("block unknown", 'trust = [["", 0.5], [0.4, ""]]', 'blocks = [["astadt", "bstat"]]', "ties.blocks[1][2]", '"bstat"', "astadt, bstadt", "bstadt"),
    Case("rival unknown", 'rivalry = [["astadt", "bstadt"', 'rivalry = [["astadt", "bstat"', "ties.rivalry[1][2]", '"bstat"', "astadt, bstadt", "bstadt"),
    Case("rival of itself", 'rivalry = [["astadt", "bstadt"', 'rivalry = [["astadt", "astadt"', "ties.rivalry[1]", '"astadt"', "different"),
    Case("rival form", 'rivalry = [["astadt", "bstadt", 0.5]]', 'rivalry = [["astadt"]]', "ties.rivalry[1]", "astadt", "two ids"),
    Case("rivals twice", '"bstadt", 0.5]]', '"bstadt", 0.5], ["bstadt", "astadt"]]', "ties.rivalry[2]", "bstadt, astadt", "once"),
    Case("funding end", 'end = "2026-01"', 'end = "2024-01"', "funding[1].end", '"2024-01"', "after 0"),
    Case("funding beyond", "start = 0\nend = \"2026-01\"", "start = 120", "funding[1].start", "120", "0 to 119"),
    Case("month negative", "start = 0\n", "start = -1\n", "funding[1].start", "-1", "0 to 1200", mark="start = -1"),
    Case("approach end", "start = 3, end = 9", "start = 9, end = 9", "approaches.joint_priorities.end", "9", "after 9"),
    Case("approach strength", "co_design = 0.5", 'co_design = "strong"', "approaches.co_design", '"strong"', "strength"),
    Case("approach key", "start = 3, end", "begin = 3, end", "approaches.joint_priorities.begin", "3", "trigger"),
    Case("impulse beyond", "month = 12", "month = 500", "impulses[1].month", "500", "0 to 119"),
    Case("impulse before the start", "month = 12", 'month = "2023-12"', "impulses[1].month", '"2023-12"', "from 2024-01 on"),
    Case("impulse kind", 'kind = "study"', 'kind = "studie"', "impulses[1].kind", '"studie"', "facilitator", "study"),
    Case("impulse both", "month = 12", "rate_per_year = 1.0\nmonth = 12", "impulses[1]", "both", "month or rate_per_year", mark="[[impulses]]"),
    Case("impulse neither", "month = 12\n", "", "impulses[1]", "neither", "month or rate_per_year", mark="[[impulses]]"),
    Case("impulse town", 'municipality = "bstadt"', 'municipality = "bstad"', "impulses[1].municipality", '"bstad"', "astadt, bstadt", "bstadt"),
    Case("rounds order", '["2025-01", "2030-01"]', '["2030-01", "2025-01"]', "land.planning_rounds[2]", '"2025-01"', "after 2030-01"),
    Case("subsidy without amount", "planning_rounds", "subsidy_start = 3\nplanning_rounds", "land.subsidy_start", "3", "subsidy_eur_per_year"),
    Case("date far away", 'next_election = "2024-06"', 'next_election = "2199-06"', "council.next_election", '"2199-06"', "100 years"),
    Case("model base", "[council]", '[[governance_models]]\nid = "own"\nbased_on = "zweckverein"\n[council]', "governance_models.own.based_on", '"zweckverein"', "joint_agency", "zweckverband", 'based_on'),
    Case("model rule", "[council]", '[[governance_models]]\nid = "own"\nbased_on = "none"\nexit_rule = "unanimous"\n[council]', "governance_models.own.exit_rule", '"unanimous"', "two_thirds", "unanimity", "exit_rule"),
    Case("model area", "[council]", '[[governance_models]]\nid = "own"\nbased_on = "none"\ndelegated_areas = ["cultur"]\n[council]', "governance_models.own.delegated_areas[1]", '"cultur"', "culture", "culture", "delegated"),
    Case("function provider", "[council]", '[[functions]]\nid = "hospital"\nprovider = "contry"\n[council]', "functions.hospital.provider", '"contry"', "county", "county", "provider"),
    Case("remove alone", "[scenario]", 'remove = ["astadt"]\n[scenario]', "remove", "astadt", "", mark="remove"),
]  # fmt: skip


def line_of(text: str, mark: str) -> int:
    return text[: text.index(mark)].count("\n") + 1


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_message(case: Case, tmp_path: Path) -> None:
    assert case.old in GOOD
    text = GOOD.replace(case.old, case.new, 1)
    path = tmp_path / "faulty.toml"
    path.write_text(text, encoding="utf-8")
    problems = [problem for problem in check_file(path) if problem.key == case.key]
    assert len(problems) == 1, check_file(path)
    (problem,) = problems
    assert problem.file == str(path)
    assert problem.line == line_of(text, case.mark or case.new)
    assert case.found in problem.found
    assert case.allowed in problem.allowed[0]
    assert problem.suggestion == case.suggestion
    for lang in ("en", "de"):
        message = problem.text(lang)
        assert message.startswith(f"{path}:{problem.line}: {case.key}: ")
        assert case.suggestion in message
    assert problem.text("en") != problem.text("de")


@pytest.mark.usefixtures("registry")
def test_one_fault_gives_one_message(tmp_path: Path) -> None:
    path = tmp_path / "faulty.toml"
    path.write_text(GOOD.replace("competition = 0.5", "competition = 5"), encoding="utf-8")
    assert len(check_file(path)) == 1


@pytest.mark.usefixtures("registry")
def test_good_file_has_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "good.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert check_file(path) == ()
    path.write_text(GOOD.replace("[hindrances]\ncompetition = 0.5", ""), encoding="utf-8")
    assert load_scenario(path).hindrances["competition"] == 0.5


@pytest.mark.usefixtures("registry")
def test_all_faults_of_a_file_are_listed_in_its_order(tmp_path: Path) -> None:
    text = GOOD.replace('lead = "astadt"', 'lead = "astat"').replace("competition = 0.5", "competition = 5")
    text = text.replace("trust_gain", "trust_gian").replace('"middle"', '"mittel"').replace("month = 12", "month = 999")
    path = tmp_path / "faulty.toml"
    path.write_text(text, encoding="utf-8")
    keys = [problem.key for problem in check_file(path)]
    assert keys == [
        "scenario.lead",
        "hindrances.competition",
        "parameters.trust_gian",
        "impulses[1].month",
        "municipalities.astadt.tier",
    ]
    with pytest.raises(ScenarioError, match=r"^5 problems\n"):
        load_scenario(path)


SYNTAX = [
    ("start = 2024-01", 'start = "2024-01"'),
    ("start = kick off", 'start = "kick off"'),
    ("start = 0,5", "start = 0.5"),
    ("start = True", "start = true"),
    ("start = 20 000", "start = 20000"),
    ('start = "open', ""),
]


@pytest.mark.parametrize(("line", "meant"), SYNTAX)
def test_invalid_toml_names_the_line_and_the_likely_meaning(line: str, meant: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(f"[scenario]\n# comment\n{line}\n", encoding="utf-8")
    (problem,) = check_file(path)
    assert problem.line == 3
    assert line in problem.found
    assert problem.suggestion == meant


def test_key_twice(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text('[scenario]\nlead = "a"\nlead = "b"\n', encoding="utf-8")
    (problem,) = check_file(path)
    assert problem.line == 3
    assert "twice" in problem.text("en") and "zweimal" in problem.text("de")


def test_unreadable_files(tmp_path: Path) -> None:
    (tmp_path / "harz.toml").write_bytes(b'[scenario]\ntitle = "\xfc"\n')
    (problem,) = check_file(tmp_path / "harz.toml")
    assert problem.line == 2 and "UTF-8" in problem.text()
    (problem,) = check_file(tmp_path / "hartz.toml")
    assert "no such file" in problem.text() and problem.suggestion == "harz.toml"
    (tmp_path / "folder.toml").mkdir()
    (problem,) = check_file(tmp_path / "folder.toml")
    assert "cannot be read" in problem.text()


def test_unknown_name_lists_the_known_ones() -> None:
    (problem,) = check_file("hartz")
    assert problem.suggestion == "harz"
    assert "suedthueringen" in problem.allowed[0]
    (problem,) = check_file("free_ridding")
    assert problem.suggestion == "teaching/free_riding"


def test_error_survives_pickling() -> None:
    import pickle

    error = ScenarioError([Problem("f", 1, "k", ("bad", "schlecht"))])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


OVERRIDES = [
    ("governence", "zweckverband", "governence", "governance"),
    ("governance", "zweckverbund", "scenario.governance", "zweckverband"),
    ("hindrances.competiton", 0.5, "hindrances.competiton", "competition"),
    ("approaches.open_comunication", 1.0, "approaches.open_comunication", "open_communication"),
    ("municipalities.halberstatt.population", 5000, "municipalities.halberstatt", "halberstadt"),
    ("municipalities.halberstadt.popultion", 5000, "municipalities.halberstadt.popultion", "population"),
    ("municipalities.halberstadt.population", 5, "municipalities.halberstadt.population", ""),
    ("start.year", 2024, "scenario.start", ""),
    ("parameters.trust_gian", 0.1, "parameters.trust_gian", "trust_gain"),
    ("governance_models.zweckverbnd.levy", 0.1, "governance_models.zweckverbnd", "zweckverband"),
    ("funding.1.end", 3, "funding.1", ""),
    ("municipalities", [], "municipalities", ""),
]


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(("key", "value", "named", "suggestion"), OVERRIDES)
def test_overrides_get_the_same_messages(key: str, value: object, named: str, suggestion: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario("harz").with_({key: value})
    problem = next(problem for problem in caught.value.problems if problem.key == named)
    assert problem.file == "override"
    assert problem.line is None
    assert problem.suggestion == suggestion
