"""What is suggested is always right: applied, the fault is gone; German words and numbers are understood."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutations import mutated

from coopsim.model import codes
from coopsim.scenario import Problem, ScenarioError, catalogue, check_file
from coopsim.scenario.contents import scenario_from_text
from coopsim.scenario.numbers import Bounds, number_meant
from coopsim.scenario.shelf import shelves
from coopsim.scenario.suggestions import suggest

HARZ = (shelves()[0] / "harz.toml").read_text(encoding="utf-8")


def written(key: str, value: str) -> str:
    """The Harz with one more value, in a file that extends it."""
    table, _, name = key.rpartition(".")
    head = {"town": '[[municipalities]]\nid = "quedlinburg"', "form": '[[governance_models]]\nid = "zweckverband"'}.get(
        table, f"[{table}]"
    )
    return f'extends = "harz"\n{head}\n{name} = {value}\n'


def faults(text: str) -> list[Problem]:
    try:
        scenario_from_text(text)
    except ScenarioError as error:
        return list(error.problems)
    return []


NUMBERS = [
    ("town.population", "21.000", "21000"),
    ("town.population", '"21.000"', "21000"),
    ("town.population", '"19.500"', "19500"),
    ("town.population", '"1 234 567"', "1234567"),
    ("town.population", '"148,900"', "148900"),
    ("town.population", '"1.234.567"', "1234567"),
    ("town.population", "21000.0", "21000"),
    ("town.population", '"21_000"', "21000"),
    ("town.population", '"viele"', ""),
    ("town.population", "0.5", ""),
    ("town.population", '"21,5"', ""),
    ("town.area_km2", '"148,9"', "148.9"),
    ("town.area_km2", '"1.234,5"', "1234.5"),
    ("town.area_km2", '"1,234.5"', "1234.5"),
    ("town.area_km2", '"1 234,5"', "1234.5"),
    ("town.area_km2", '"1\'234.5"', "1234.5"),
    ("town.area_km2", '"19.500"', ""),  # 19500 and 19.5 both fit
    ("town.area_km2", '"120.500"', "120.5"),  # 120500 does not
    ("town.debt", '"−5"', ""),
    ("town.fiscal_strength", '"−120,5"', "-120.5"),
    ("town.lat", '"51,79"', "51.79"),
    ("hindrances.competition", '"0,8"', "0.8"),
    ("hindrances.competition", '"80 %"', "0.8"),
    ("hindrances.competition", '"80%"', "0.8"),
    ("hindrances.competition", "80", "0.8"),
    ("hindrances.competition", '"80"', "0.8"),
    ("hindrances.competition", "800", ""),
    ("approaches.co_design", '"0,5"', "0.5"),
    ("approaches.co_design", '"50 %"', "0.5"),
    ("parameters.scale_low", "9.000", "9000"),
    ("parameters.scale_low", '"9.000"', "9000"),
    ("parameters.trust_gain", '"0,1"', "0.1"),
    ("form.levy", '"12,5 %"', "0.125"),
    ("form.meetings_per_year", '"6,0"', "6"),
    ("scenario.horizon_months", "120.000", "120"),
    ("scenario.horizon_months", '"120"', "120"),
    ("catalogue.opportunities", "30.0", "30"),
]


@pytest.mark.parametrize(("key", "value", "meant"), NUMBERS)
def test_numbers_as_people_write_them(key: str, value: str, meant: str) -> None:
    (problem,) = faults(written(key, value))
    assert problem.suggestion == meant
    assert value.strip('"').replace("−", "−") in problem.found
    if meant:
        assert faults(written(key, meant)) == []


LINES = [
    ("town.population = 19,500", "population = 19500"),
    ("town.population = 20 000", "population = 20000"),
    ("town.population = 1.234.567", "population = 1234567"),
    ("town.area_km2 = 148,9", "area_km2 = 148.9"),
    ("town.area_km2 = 1.234,5", "area_km2 = 1234.5"),
    ("town.mayor = { attitude = 0,5 }", "mayor = { attitude = 0.5 }"),
    ("town.mayor = { term_months = 84, attitude = -0,5 }", "mayor = { term_months = 84, attitude = -0.5 }"),
    ("town.need = { health = 0,5, culture = 0,25 }", "need = { health = 0.5, culture = 0.25 }"),
    ("hindrances.competition = 80 %", "competition = 0.8"),
    ("hindrances.competition = 0,8", "competition = 0.8"),
    ("approaches.co_design = { strength = 0,5, start = 12 }", "co_design = { strength = 0.5, start = 12 }"),
    ("form.council_founding = True", "council_founding = true"),
    ("scenario.start = 2024-01", 'start = "2024-01"'),
    ("town.tier = basic", 'tier = "basic"'),
]


@pytest.mark.parametrize(("line", "meant"), LINES)
def test_lines_that_are_no_toml(line: str, meant: str) -> None:
    key, _, value = line.partition(" = ")
    (problem,) = faults(written(key, value))
    assert problem.suggestion == meant
    assert faults(written(key, meant.partition(" = ")[2])) == []


WORDS = [
    ("town.tier", "Mittelzentrum", "middle"), ("town.tier", "Grundzentrum", "basic"), ("town.tier", "Oberzentrum", "higher_partial"),
    ("town.tier", "middle-order centre", "middle"), ("town.role", "Nachbarin", "neighbour"), ("town.role", "kann beitreten", "candidate"),
    ("scenario.governance", "Zweckverband", "zweckverband"), ("scenario.governance", "Special-purpose association", "zweckverband"),
    ("scenario.governance", "Arbeitsgemeinschaft", "working_community"), ("form.exit_rule", "Zweidrittelmehrheit", "two_thirds"),
    ("form.project_rule", "einstimmig", "unanimity"), ("form.rung", "Kooperationsvertrag", "cooperation_contract"),
    ("form.votes", "nach Einwohnerzahl", "by_population"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "word", "meant"), WORDS)
def test_words_of_the_vocabularies_are_known_by_their_titles(key: str, word: str, meant: str) -> None:
    problem = next(
        problem for problem in faults(written(key, f'"{word}"')) if problem.key.endswith(key.rpartition(".")[2])
    )
    assert problem.suggestion == meant


def test_every_title_of_a_catalogue_leads_to_its_row() -> None:
    for table in (
        catalogue.approaches(),
        catalogue.hindrances(),
        catalogue.governance_models(),
        catalogue.areas(),
        catalogue.functions(),
    ):
        for name, row in table.items():
            assert {suggest(title, table) for title in (row.title.en, row.title.de, name.replace("_", " "))} == {name}


def test_keys_are_known_by_their_titles() -> None:
    (problem,) = faults('extends = "harz"\n[approaches]\n"Offene Kommunikation" = 1.0\n')
    assert problem.suggestion in catalogue.approaches()
    assert suggest("Mittelzentrum", codes.TIERS) == "middle"


@given(
    st.text("0123456789.,' -%", max_size=12),
    st.sampled_from([Bounds(100, 2e7, True), Bounds(0, 1), Bounds(0, 20_000, inside=True), Bounds(-10, 10), Bounds()]),
)
def test_a_number_that_is_suggested_fits(text: str, bounds: Bounds) -> None:
    meant = number_meant(text, bounds)
    assert meant == "" or bounds.fits(float(meant))
    assert not bounds.whole or meant == "" or str(int(meant)) == meant


def applied(text: str, problem: Problem) -> str | None:
    """The text with a suggestion in the place of the value that it is for; None where it is for something else."""
    if problem.line is None or not problem.suggestion or problem.found.count("\n"):
        return None
    lines = text.split("\n")
    line = lines[problem.line - 1]
    key, _, value = line.partition("=")
    if line.strip() == problem.found:
        lines[problem.line - 1] = problem.suggestion
    elif value.strip() == problem.found and "." not in key:
        new = problem.suggestion
        bare = new.startswith('"') or new.replace(".", "").replace("-", "").isdigit()
        lines[problem.line - 1] = f"{key}= {new if bare else f'{chr(34)}{new}{chr(34)}'}"
    else:
        return None
    return "\n".join(lines)


def test_applied_suggestions_make_the_complaint_go_away(tmp_path: Path) -> None:
    tried, path = 0, tmp_path / "mutated.toml"
    numbers = [
        "21.000",
        '"21.000"',
        "19,500",
        '"148,9"',
        "1.234,5",
        '"50 %"',
        "80 %",
        '"Mittelzentrum"',
        "True",
        "0,5",
        '"1 000"',
        "30.0",
        '"01/2024"',
    ]
    for number in range(300):
        text = mutated(number).decode("utf-8", "ignore")
        chance, lines = random.Random(number), text.split("\n")
        places = [place for place, line in enumerate(lines) if " = " in line]
        place = chance.choice(places)
        lines[place] = f"{lines[place].partition('=')[0]}= {chance.choice(numbers)}"
        text = "\n".join(lines)
        path.write_text(text, encoding="utf-8", newline="")
        for problem in check_file(path):
            better = applied(text, problem)
            if better is not None:
                tried += 1
                path.write_text(better, encoding="utf-8", newline="")
                again = [(other.line, other.key, other.what) for other in check_file(path)]
                assert (problem.line, problem.key, problem.what) not in again, (number, problem.text())
    assert tried > 30
