"""Where alliances stand, how the same ones move, and what founding goes with, against tables to add up by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from fake_ensemble import phase_walk, run_table

from coopsim.analysis.founding import by_founding
from coopsim.analysis.standings import NAMES, STANDINGS, flows, flows_at, moments, standing, standings
from coopsim.analysis.turns import TURNS, turns
from coopsim.model import codes

BEFORE = ("stabilised", "stagnating", "dissolved", "inert", "asleep", "implementation", "merged", "finding")
AFTER = ("implementation", "stabilised", "stabilised", "stabilised", "stagnating", "dissolved", "merged", "inert")


def ending(*phases: str) -> pd.DataFrame:
    return pd.DataFrame({"run": range(len(phases)), "seed": 1, "phase_end": pd.Categorical(phases, codes.PHASES)})


def test_every_phase_stands_somewhere() -> None:
    assert sorted(phase for some in STANDINGS.values() for phase in some) == sorted(codes.PHASES)


def test_standings_of_a_year_add_up_to_one() -> None:
    rng = np.random.default_rng(3)
    runs = run_table(phase_walk(200, 240, 0.6, rng), 1, rng)
    table = standings(runs, 240)
    assert sorted(set(table["month"])) == [60, 120, 240] and set(table["standing"]) == set(NAMES)
    assert np.allclose(table.groupby("month")["share"].sum(), 1)
    last = table[table["month"] == 240].set_index("standing")["share"]
    assert last["dissolved"] == runs["dissolved"].mean() and last["merged"] == (runs["merged"] == "complete").mean()
    assert sorted(set(standings(runs, 130)["month"])) == [60, 120, 130]
    with pytest.raises(ValueError, match="5, 10, 20"):
        standing(runs, 7)


def test_flows_by_hand() -> None:
    found = flows(ending(*AFTER), ending(*BEFORE)).set_index(["origin", "target"])["share"]
    assert found.sum() == pytest.approx(1)
    assert found[("works", "works")] == found[("stagnates", "works")] == found[("works", "dissolved")] == 1 / 8
    assert found[("not_under_way", "not_under_way")] == 1 / 8
    with pytest.raises(ValueError, match="same runs"):
        flows(ending(*AFTER), ending(*BEFORE).assign(seed=2))


def test_every_flow_names_its_runs() -> None:
    table = flows(ending(*AFTER), ending(*BEFORE))
    named = {(row.origin, row.target): row.runs for row in table.itertuples()}
    assert named[("stagnates", "works")] == (1,) and named[("works", "dissolved")] == (5,)
    assert sorted(run for runs in table["runs"] for run in runs) == list(range(len(BEFORE)))
    assert [len(runs) for runs in table["runs"]] == pytest.approx(list(8 * table["share"]))


def test_flows_of_several_years_are_those_of_each() -> None:
    rng = np.random.default_rng(5)
    after, before = (run_table(phase_walk(50, 130, 0.6, rng), 1, rng) for _ in range(2))
    table = flows_at(after, before, moments(130).values(), 130)
    assert list(table["month"].unique()) == [60, 120, 130] == list(moments(130))
    at_ten = table[table["month"] == 120].drop(columns="month").reset_index(drop=True)
    pd.testing.assert_frame_equal(at_ten, flows(after, before, 10))
    assert flows_at(after, before, (20,), 130).empty and list(moments(240).values()) == [5, 10, None]


def test_turns_by_hand_agree_with_flows() -> None:
    found = turns(ending(*AFTER), ending(*BEFORE))
    assert tuple(found) == TURNS
    values = {name: round(8 * interval.value) for name, interval in found.items()}
    assert values == {"both": 1, "gained": 3, "slack": 1, "not_under_way": 1, "dissolved": 1, "given_up": 1}
    table = flows(ending(*AFTER), ending(*BEFORE))
    gained = table[(table["origin"] != "works") & (table["target"] == "works")]["share"].sum()
    assert gained == pytest.approx(found["gained"].value)


def test_founding_keeps_apart_who_founded_and_when() -> None:
    rng = np.random.default_rng(4)
    runs = run_table(phase_walk(40, 120, 0.8, rng), 1, rng)
    runs["founded"] = np.arange(40) < 20
    runs["month_form"] = pd.array([5] * 10 + [50] * 10 + [None] * 20, dtype="Int32")
    table = by_founding(runs, 120).set_index("group")
    assert table["share"].to_dict() == {"sought": 1.0, "founded": 0.5, "founded_24": 0.25}
    assert table.loc["founded_24", "cost"] == pytest.approx(runs["cost"][:10].mean())
    assert table.loc["sought", "effective"] == pytest.approx(runs["months_effective"].mean() / 120)
    none = by_founding(runs.assign(founded=False, month_form=pd.array([None] * 40, dtype="Int32")), 120)
    assert none.set_index("group").loc["founded", ["works", "cost"]].isna().all()
