"""Runs dealt to parameter sets: the same runs, the same sets in every scenario, nothing else changed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import coopsim
from coopsim.analysis.comparison import compare
from coopsim.model.parameters import PARAMETERS
from coopsim.run.parameter_sets import blocks, fingerprint, read_sets, simulate_over
from coopsim.texts import UserError

SETS = [{"trust_gain": 0.05}, {"trust_gain": 0.2, "trust_decay": 0.1}]


@given(st.integers(0, 300), st.integers(1, 40))
def test_blocks_hold_every_run_once_and_are_alike(runs: int, sets: int) -> None:
    found = blocks(runs, sets)
    assert [run for block in found for run in block] == list(range(runs))
    assert max(map(len, found)) - min(map(len, found)) <= 1


def test_each_block_is_what_simulate_gives_with_its_set() -> None:
    scenario = coopsim.load_scenario("teaching/three_towns")
    whole = simulate_over(scenario, SETS, runs=7, seed=5, series=True)
    parts = [
        coopsim.simulate(scenario.with_({"parameters": one}), n, 5, first_run=first, series=True)
        for one, first, n in zip(SETS, (0, 3), (3, 4), strict=True)
    ]
    assert whole.runs.equals(pd.concat([part.runs for part in parts], ignore_index=True))
    assert whole.series.equals(pd.concat([part.series for part in parts], ignore_index=True))
    assert whole.runs["run"].tolist() == list(range(7))


def test_defaults_as_the_only_set_change_nothing() -> None:
    scenario = coopsim.load_scenario("teaching/three_towns")
    defaults = {name: row.default for name, row in PARAMETERS.items()}
    assert simulate_over(scenario, [defaults], 6, 2).runs.equals(coopsim.simulate(scenario, 6, 2).runs)


def test_what_a_scenario_says_itself_stays() -> None:
    scenario = coopsim.load_scenario("teaching/three_towns").with_({"parameters.trust_gain": 0.1})
    assert simulate_over(scenario, [{"trust_gain": 0.2}], 6, 2).runs.equals(coopsim.simulate(scenario, 6, 2).runs)


def test_no_set_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one parameter set"):
        simulate_over(coopsim.load_scenario("harz"), [])


def test_a_comparison_over_sets_is_paired_and_says_so() -> None:
    scenario = coopsim.load_scenario("teaching/three_towns")
    other = scenario.with_({"approaches.co_design": 1.0})
    found = compare({"a": scenario, "b": other}, runs=6, seed=1, parameter_sets=SETS)
    assert found.manifest["parameters"] == {"sets": 2, "fingerprint": fingerprint(SETS)}
    single = simulate_over(other, SETS, 6, 1)
    assert found.of("b")["trust_mean"].tolist() == single.runs["trust_mean"].tolist()


class TestSets:
    def test_a_sample_is_read_by_its_weights(self, tmp_path: Path) -> None:
        file = tmp_path / "sample.csv"
        file.write_text("trust_gain,weight,distance\n0.1,3,0\n0.2,1,0.5\n0.05,0,9\n0.15,0,9\n")
        assert read_sets(file) == [{"trust_gain": x} for x in (0.1, 0.1, 0.1, 0.2)]

    @pytest.mark.parametrize(
        "content, key",
        [
            ("trust_gian\n0.1\n", "sets_unknown"),
            ("trust_gain\n0.1\n7\n", "sets_bounds"),
            ("trust_gain\nmuch\n", "sets_bounds"),
            ("trust_gain\n", "sets_empty"),
            ("", "sets_unreadable"),
        ],
    )
    def test_faults_are_named(self, tmp_path: Path, content: str, key: str) -> None:
        file = tmp_path / "sample.csv"
        file.write_text(content)
        with pytest.raises(UserError) as refusal:
            read_sets(file)
        assert refusal.value.key == key and str(file) in refusal.value.text("de")
