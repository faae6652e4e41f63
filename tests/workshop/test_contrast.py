"""Figure data against numbers worked out another way."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import coopsim
from coopsim.analysis.summary import contrast as summary_contrast
from coopsim.model import codes
from coopsim.workshop.contrast import contrast as pair
from coopsim.workshop.contrast import figures
from coopsim.workshop.headlines import difference, outcome
from coopsim.workshop.limits import SEED
from coopsim.workshop.runs import Runs, join, simulate_block


def contrast(a: Runs, b: Runs) -> dict[str, Any]:
    return pair(a, b, figures(a), figures(b))


@pytest.fixture(scope="module")
def sides() -> tuple[Runs, Runs]:
    a = coopsim.load_scenario("harz").with_({"horizon_months": 120})
    b = a.with_({"governance": "zweckverband"})
    return join(a, [simulate_block(a, 0, 40)]), join(b, [simulate_block(b, 0, 40)])


def test_means_and_paired_differences(sides: tuple[Runs, Runs]) -> None:
    a, b = sides
    found = {row["name"]: row for row in contrast(a, b)["outcomes"]}
    columns = {"added_value": "added_value", "worst_off": "worst_off", "cost": "cost", "staff": "staff"}
    for name, column in columns.items():
        one, other = a.rows[column].astype(float), b.rows[column].astype(float)
        assert found[name]["a"][0] == pytest.approx(one.mean(), rel=1e-4)
        assert found[name]["difference"][0] == pytest.approx((other - one).mean(), rel=1e-4)
        low, high = found[name]["difference"][1:]
        assert low <= found[name]["difference"][0] <= high


def test_the_same_intervals_as_the_command_line(sides: tuple[Runs, Runs]) -> None:
    a, b = sides
    tables = [coopsim.simulate(side.scenario, runs=40, seed=SEED).runs for side in (b, a)]
    reference = summary_contrast(*tables, 120, 120)
    for name in ("effective", "added_value", "cost"):
        assert difference(outcome(name), a, b) == pytest.approx(
            [reference[f"d_{name}{end}"] for end in ("", "_low", "_high")]
        )
    lost = np.array(difference(outcome("time_lost"), a, b)) / 120
    assert lost == pytest.approx([reference[f"d_lost{end}"] for end in ("", "_low", "_high")])


def test_rivers(sides: tuple[Runs, Runs]) -> None:
    data = contrast(*sides)
    for side, runs in zip("ab", sides, strict=True):
        phases = np.array(data[side]["phases"])
        assert phases.shape == (120, len(codes.PHASES)) and (phases.sum(axis=1) == 40).all()
        effective = phases[:, [3, 4]].sum() / 40
        assert effective == pytest.approx(runs.rows["months_effective"].mean())


def test_towns(sides: tuple[Runs, Runs]) -> None:
    a, b = sides
    towns = contrast(a, b)["towns"]
    assert [town["id"] for town in towns] == ["halberstadt", "quedlinburg", "wernigerode"]
    for i, town in enumerate(towns):
        assert town["a"][0] == pytest.approx(a.town_values[:, i].mean(), rel=1e-4)
        assert town["loses"]["b"][0] == pytest.approx((b.town_values[:, i] < 0).mean(), abs=1e-4)
        gap = b.town_values[:, i].astype(float) - a.town_values[:, i].astype(float)
        assert town["difference"][0] == pytest.approx(gap.mean(), rel=1e-4)


def test_all_of_it_is_plain_json(sides: tuple[Runs, Runs]) -> None:
    one = tuple(Runs(side.scenario, side.rows[:1], side.town_values[:1], side.phases) for side in sides)
    for both in (sides, one):  # a single run has no interval of the mean
        assert json.loads(json.dumps(contrast(*both), allow_nan=False))["runs"] == len(both[0].rows)


@pytest.mark.parametrize("unused", [{}, {"approaches.co_design": {"strength": 0.0, "start": 24}}])
def test_a_thing_compared_with_itself_is_exactly_0(sides: tuple[Runs, Runs], unused: dict[str, Any]) -> None:
    a = sides[0]
    b = join(a.scenario.with_(unused), [simulate_block(a.scenario.with_(unused), 0, 40)])
    assert all(
        np.array_equal(a.rows[name], b.rows[name]) for name in ("months_effective", "phase_end", "worst_off", "cost")
    )
    found = contrast(a, b)
    assert all(row["difference"] == [0, 0, 0] for row in (*found["outcomes"], *found["towns"]))
    other = contrast(*sides)
    assert next(row for row in other["outcomes"] if row["name"] == "works")["difference"][1:] != [0, 0]


def test_different_runs_cannot_be_paired(sides: tuple[Runs, Runs]) -> None:
    a, b = sides
    with pytest.raises(ValueError, match="same runs"):
        difference(outcome("cost"), a, Runs(b.scenario, b.rows[:10], b.town_values, b.phases))
