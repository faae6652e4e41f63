"""One run: the examples fit their names, and the frames are those of the same run elsewhere."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import coopsim
from coopsim.model import codes
from coopsim.run.ensemble import Arrays, Ensemble
from coopsim.story import tell_story
from coopsim.workshop.limits import SEED
from coopsim.workshop.one_run import chosen_run, run_frames
from coopsim.workshop.runs import Runs, join, simulate_block


@pytest.fixture(scope="module")
def runs() -> Runs:
    scenario = coopsim.load_scenario("harz").with_({"governance": "informal_network"})
    return join(scenario, [simulate_block(scenario, 0, 100)])


def test_examples_fit(runs: Runs) -> None:
    table = Ensemble(runs.scenario, SEED, 0, Arrays(runs.rows, None, None, None), "").runs.set_index("run")
    lost = table["months_stagnating"] + table["months_asleep"]
    assert lost[chosen_run("stagnated", 0, runs)] == lost.max()
    assert table.loc[chosen_run("succeeded", 0, runs), "months_effective"] == table["months_effective"].max()
    failed = chosen_run("failed", 0, runs)
    assert failed is None or table.loc[failed, "dissolved"] or not table.loc[failed, "started"]
    typical = table.loc[chosen_run("typical", 0, runs), "months_effective"]
    low, high = table["months_effective"].quantile([0.2, 0.8])
    assert low <= typical <= high


def test_another_example_goes_round(runs: Runs) -> None:
    found = [chosen_run("typical", k, runs) for k in range(101)]
    assert len(set(found[:100])) == 100 and found[100] == found[0]


def test_no_example(runs: Runs) -> None:
    rows = runs.rows.copy()
    rows["merged"] = 1  # only some members
    never = runs._replace(rows=rows)
    assert chosen_run("merged", 0, never) is None


@pytest.fixture(scope="module")
def frames() -> dict[str, Any]:
    return run_frames(coopsim.load_scenario("harz").with_({"horizon_months": 60}), 3)


def test_frames_are_those_of_an_ensemble(frames: dict[str, Any]) -> None:
    scenario = coopsim.load_scenario("harz").with_({"horizon_months": 60})
    whole = coopsim.simulate(scenario, runs=1, first_run=3, seed=SEED, series=True, municipality_series=True)
    series, towns = whole.arrays.series[0], whole.arrays.town_series[0]
    assert frames["alliance"]["phase"] == series["phase"].tolist()
    assert frames["alliance"]["services"] == series["services"].tolist()
    assert frames["town"]["phase"] == towns["phase"].tolist()
    assert frames["town"]["member"] == towns["member"].tolist()
    assert np.allclose(frames["alliance"]["activity"], series["activity"], atol=6e-4)
    assert [town["id"] for town in frames["towns"]] == whole.municipality_ids


def test_trust_of_every_pair(frames: dict[str, Any]) -> None:
    trust = np.array(frames["alliance"]["trust"])
    assert trust.shape == (60, 3) and trust.min() >= 0 and trust.max() <= 100
    assert len({tuple(row) for row in trust}) > 1


def test_entries_are_the_story(frames: dict[str, Any]) -> None:
    scenario = coopsim.load_scenario("harz").with_({"horizon_months": 60})
    for lang in ("en", "de"):
        story = " ".join(tell_story(scenario, SEED, 3, lang, whole=True).split())
        assert frames["entries"]
        for entry in frames["entries"]:
            assert " ".join(entry["text"][lang].split()) in story
    assert json.dumps(frames, allow_nan=False)
    assert max(map(max, frames["town"]["phase"])) < len(codes.PHASES)
