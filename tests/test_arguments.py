"""What functions are called with: names load scenarios, anything that cannot be meant is answered in one sentence."""

from __future__ import annotations

import copy
import math
import pickle
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import coopsim
from coopsim.cli.main import refusal
from coopsim.run import arguments as doors
from coopsim.run import ensemble
from coopsim.run.arguments import ArgumentError
from coopsim.run.parameter_sets import simulate_over
from coopsim.texts import UserError

SHORT = coopsim.load_scenario("teaching/three_towns").with_({"horizon_months": 12})
SETS = [{"trust_gain": 0.1}]

NO_NUMBERS = ["3", 2.5, 3.0, None, True, False, math.nan, math.inf, [3], {}, b"3", "x" * 10_000, Fraction(3), np.float64(2), np.array([1, 2]), object()]  # fmt: skip
WRONG: list[tuple[str, Any]] = [
    *(("runs", value) for value in [*NO_NUMBERS, -1, 2**63, -(10**5000), 10**5000]),
    *(("seed", value) for value in [*NO_NUMBERS, -1, 2**64, 99999999999999999999, 10**5000]),
    *(("first_run", value) for value in [*NO_NUMBERS, -1, 2**63, 10**5000]),
    *(("threads", value) for value in [value for value in NO_NUMBERS if value is not None] + [0, -1, 10**9]),
]  # fmt: skip


def said(call: Callable[[], Any]) -> str:
    """The one sentence of a refusal, the same class at every door, in both languages, as the command line tells it."""
    with pytest.raises(ArgumentError) as caught:
        call()
    error = caught.value
    assert isinstance(error, UserError) and isinstance(error, ValueError) and isinstance(error, TypeError)
    assert pickle.loads(pickle.dumps(error)).text("de") == error.text("de")
    for lang in ("en", "de"):
        words = refusal(error, lang)
        assert words and "\n" not in words and len(words) < 400 and words.endswith(".")
    return str(error)


@pytest.mark.parametrize(
    ("name", "value"),
    WRONG,
    ids=lambda value: (
        repr(value)[:20] if not isinstance(value, int) else str(value)[:20] if abs(value) < 10**30 else "huge"
    ),
)
def test_numbers_that_cannot_be(name: str, value: Any) -> None:
    assert said(lambda: coopsim.simulate(SHORT, **{"runs": 1} | {name: value})).startswith(
        f"{name} must be a whole number from "
    )
    if name in ("runs", "seed"):
        said(lambda: simulate_over(SHORT, SETS, **{"runs": 1} | {name: value}))
        said(lambda: coopsim.compare({"a": SHORT}, **{"runs": 1} | {name: value}))


@pytest.mark.parametrize("value", [3, None, 2.5, object(), {"a": 1}, True, b"harz"])
def test_what_is_no_scenario(value: Any) -> None:
    for call in (
        lambda: coopsim.simulate(value),
        lambda: simulate_over(value, SETS),
        lambda: coopsim.compare({"a": value}),
    ):
        assert "scenario" in said(call)


@pytest.mark.parametrize("value", ["harz", None, [], {}, 3, SHORT])
def test_what_are_no_scenarios_by_label(value: Any) -> None:
    said(lambda: coopsim.compare(value))


def test_names_and_files_are_loaded(tmp_path: Path) -> None:
    SHORT.to_toml(tmp_path / "short.toml")
    for name in (tmp_path / "short.toml", str(tmp_path / "short.toml")):
        assert coopsim.simulate(name, runs=1).scenario == SHORT
    assert coopsim.simulate("harz", runs=0).scenario == coopsim.load_scenario("harz")
    assert list(coopsim.compare({"a": tmp_path / "short.toml"}, runs=2).scenarios.values()) == [SHORT]
    for faulty in (
        lambda: coopsim.simulate("hartz"),
        lambda: simulate_over("hartz", SETS),
        lambda: coopsim.compare({"a": "hartz"}),
    ):
        with pytest.raises(coopsim.ScenarioError, match="harz"):
            faulty()


def test_numpy_numbers_and_the_largest_ones_are_taken() -> None:
    found = coopsim.simulate(
        SHORT, runs=np.int64(2), seed=np.uint64(2**64 - 1), first_run=2**63 - 3, threads=np.int8(1)
    )
    assert found.runs["run"].tolist() == [2**63 - 3, 2**63 - 2]
    assert doors.seed_of(2**64 - 1) == 2**64 - 1 and doors.run_of(0) == 0


@pytest.mark.parametrize("runs", [999_999_999_999, 2**62])
def test_more_than_memory_holds_is_refused_before_it_is_asked_for(runs: int) -> None:
    needed = math.ceil(ensemble.memory_needed(SHORT, runs) / 1e9)
    words = said(lambda: coopsim.simulate(SHORT, runs=runs))
    assert f"{needed} GB" in words and "free" in words
    said(lambda: coopsim.simulate("harz", runs=runs // 1000, series=True, municipality_series=True))
    said(lambda: simulate_over(SHORT, SETS, runs=runs))
    said(lambda: coopsim.compare({"a": SHORT}, runs=runs))


def test_memory_needed_is_what_the_arrays_take() -> None:
    found = coopsim.simulate(SHORT, runs=3, series=True, municipality_series=True)
    assert ensemble.memory_needed(SHORT, 3, True, True) == sum(table.nbytes for table in found.arrays)


class TestEnsembles:
    def test_the_manifest_is_that_of_the_run(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = coopsim.simulate(SHORT, runs=1)
        before = found.manifest
        monkeypatch.setattr(ensemble, "commit", lambda: "another")
        monkeypatch.setattr(ensemble, "versions", lambda: {"coopsim": "9"})
        monkeypatch.setattr("coopsim.run.provenance.VERSION", "9")
        assert found.manifest == before and before["versions"]["coopsim"] != "9"
        assert coopsim.simulate(SHORT, runs=1).manifest["commit"] == "another"
        found.manifest["versions"]["coopsim"] = "8"
        found.manifest["parameters"]["trust_gain"] = 99.0
        assert found.manifest == before

    def test_the_same_runs_are_equal_and_others_are_not(self) -> None:
        found = coopsim.simulate(SHORT, runs=2, series=True)
        assert found == coopsim.simulate(SHORT, runs=2, series=True, threads=2) == copy.deepcopy(found)
        assert pickle.loads(pickle.dumps(found)) == found and hash(copy.deepcopy(found)) == hash(found)
        assert found != coopsim.simulate(SHORT, runs=2) and found != coopsim.simulate(SHORT, runs=3, series=True)
        assert found != coopsim.simulate(SHORT, runs=2, seed=2, series=True) and found != 3


def test_no_run_over_sets_is_no_traceback() -> None:
    said(lambda: simulate_over(SHORT, SETS, runs=0))
