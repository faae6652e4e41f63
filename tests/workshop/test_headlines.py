"""The four headlines: the numbers are those of the pictures and of the analysis, and they add up."""

from __future__ import annotations

import numpy as np
import pytest

import coopsim
from coopsim.analysis import standings
from coopsim.analysis.summary import summary
from coopsim.figures import style
from coopsim.model import codes
from coopsim.workshop.contrast import contrast, figures
from coopsim.workshop.headlines import ABSENT, GROUPS, OUTCOMES, flows, of_hundred, outcome, standing
from coopsim.workshop.limits import SEED
from coopsim.workshop.page_data import start_data
from coopsim.workshop.runs import Runs, join, simulate_block


@pytest.fixture(scope="module")
def sides() -> tuple[Runs, Runs]:
    a = coopsim.load_scenario("harz").with_({"horizon_months": 120})
    b = a.with_({"governance": "informal_network"})
    return join(a, [simulate_block(a, 0, 40)]), join(b, [simulate_block(b, 0, 40)])


def test_where_alliances_stand_is_the_last_column_of_the_picture(sides: tuple[Runs, Runs]) -> None:
    for runs in sides:
        last = dict(zip(codes.PHASES, runs.phases[-1], strict=True))
        told = of_hundred(runs)
        assert tuple(told) == (*standings.NAMES, *GROUPS)
        for name, phases in standings.STANDINGS.items():
            exact = 100 * sum(last[phase] for phase in phases) / len(runs.rows)
            assert abs(told[name] - exact) <= 0.5
            assert outcome(name).of(runs).mean() * 100 == pytest.approx(exact)


def test_whole_numbers_are_rounded() -> None:
    scenario = coopsim.load_scenario("harz")
    rows = np.zeros(7, [("phase_end", "i1")]).view(np.recarray)
    rows["phase_end"] = [codes.STABILISED] * 3 + [codes.STAGNATING] * 2 + [codes.ASLEEP, codes.DISSOLVED]
    told = of_hundred(Runs(scenario, rows, np.zeros((7, 3)), np.zeros((12, len(codes.PHASES)))))
    assert list(told.values()) == [43, 29, 14, 0, 0, 14, 43, 14]  # of seven: 3, 2, 1, 0, 0, 1; together 3 and 1
    half = Runs(scenario, rows.repeat(2)[:8], np.zeros((8, 3)), np.zeros((12, len(codes.PHASES))))
    assert of_hundred(half)["works"] == 75 and of_hundred(half)["stagnates"] == 25


def test_headlines_are_those_of_the_analysis(sides: tuple[Runs, Runs]) -> None:
    for runs in sides:
        table = coopsim.simulate(runs.scenario, runs=40, seed=SEED).runs
        reference = summary(table, 120)
        names = {"works": "works", "stagnates": "stagnates", "asleep": "asleep_end", "dissolved": "dissolved"}
        names |= {name: name for name in ("effective", "target_achievement", "added_value", "worst_off", "cost")}
        for name, column in names.items():
            assert outcome(name).of(runs).mean() == pytest.approx(reference[column], rel=1e-5)
        assert outcome("time_lost").of(runs).mean() == pytest.approx(120 * reference["lost"])
        assert (standing(runs) == standings.standing(table)).all()


def test_nothing_attainable_has_no_share() -> None:
    rows = np.zeros(3, [("benefit", "f4"), ("attainable", "f4")]).view(np.recarray)
    runs = Runs(coopsim.load_scenario("harz"), rows, np.zeros((3, 3)), np.zeros((12, len(codes.PHASES))))
    assert np.isnan(outcome("target_achievement").of(runs)).all()


def test_flows_are_those_of_the_analysis(sides: tuple[Runs, Runs]) -> None:
    a, b = sides
    before, after = (coopsim.simulate(side.scenario, runs=40, seed=SEED).runs for side in sides)
    table = standings.flows(after, before)
    reference = {(row.origin, row.target): (row.share, row.low, row.high) for row in table.itertuples()}
    found = {(origin, target): tuple(moved) for origin, target, moved in flows(a, b)}
    assert found.keys() == reference.keys()
    assert all(found[pair] == pytest.approx(reference[pair]) for pair in found)
    assert sum(moved[0] for moved in found.values()) == pytest.approx(1)
    assert [row[2].value for row in flows(a, b)] == sorted((row[2].value for row in flows(a, b)), reverse=True)
    told = contrast(a, b, figures(a), figures(b))
    assert {(row["origin"], row["target"]) for row in told["flows"]} == found.keys()
    assert told["a"]["stands"] == of_hundred(a)


def test_directions() -> None:
    better = {row.name: row.better for row in OUTCOMES}
    assert better["works"] == better["effective"] == better["added_value"] == 1
    assert better["time_lost"] == better["cost"] == -1
    assert better["stagnates"] == better["dissolved"] == better["merged"] == 0  # who dissolves no longer stagnates
    assert list(dict.fromkeys(row.headline for row in OUTCOMES)) == ["standing", "effective", "lost", "value"]
    assert ABSENT not in OUTCOMES and outcome("absent") is ABSENT


def test_every_phase_and_standing_has_a_colour_of_its_own() -> None:
    data = start_data()
    assert set(data["colours"]) == set(data["stack"]) == set(codes.PHASES)
    assert set(data["standings"]) == set(standings.NAMES)
    for colours in (style.PHASES, style.STANDINGS):
        assert len(set(colours.values())) == len(colours)
    assert data["standings"]["asleep"] == data["colours"]["asleep"]
