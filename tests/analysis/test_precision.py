"""As many runs as a precision needs: by hand, on known chance, and through the comparison."""

import itertools
import json
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import coopsim
from coopsim.analysis.batches import batch_of, load, save
from coopsim.analysis.intervals import Interval, share
from coopsim.analysis.labels import governance_by_approach
from coopsim.analysis.precision import FIRST, STEP, half_width, of_points, runs_wanted, widest_difference, widest_level
from coopsim.cli.main import main
from coopsim.experiment.results import Results
from coopsim.experiment.running import run_experiment
from coopsim.report.results import save_results
from coopsim.report.stored import load_results
from coopsim.texts import UserError

FORMS = ["working_community", "zweckverband"]


@pytest.fixture(scope="module")
def sharp() -> coopsim.Comparison:
    scenario = coopsim.load_scenario("harz").with_({"horizon_months": 60})
    made = governance_by_approach(scenario, FORMS, ["co_design"])
    return coopsim.compare(made, 6000, 3, precision=0.02)


def test_by_hand() -> None:
    assert runs_wanted(500, 0.01, 0.01, 9000) == 500  # enough
    assert runs_wanted(500, 0.02, 0.01, 9000) == 2000  # half the width, four times the runs
    assert runs_wanted(500, 0.05, 0.01, 9000) == 2000  # never more than four times as many at once
    assert runs_wanted(500, 0.0101, 0.01, 9000) == 750  # in whole steps
    assert runs_wanted(2000, 0.02, 0.01, 3000) == 3000  # no more than is allowed
    assert runs_wanted(3000, 0.02, 0.01, 3000) == 3000
    assert half_width(Interval(0.5, 0.4, 0.7)) == pytest.approx(0.2)
    assert half_width(Interval(0.5, np.nan, np.nan)) == 0.0


@given(st.integers(1, 400), st.floats(1e-4, 0.5), st.floats(5e-4, 0.2), st.integers(500, 100_000))
def test_runs_are_only_added(steps: int, width: float, precision: float, most: int) -> None:
    runs = min(STEP * steps, most)
    wanted = runs_wanted(runs, width, precision, most)
    assert runs <= wanted <= max(most, runs) and wanted <= 4 * runs
    assert (wanted == runs) == (width <= precision or runs == most)


def test_all_are_as_sure_as_was_asked_for(sharp: coopsim.Comparison) -> None:
    months = 60
    assert sharp.manifest["precision"] == 0.02 and sharp.manifest["precision_missed"] == 0
    least, most = sharp.run_counts
    assert FIRST <= least <= most < 6000
    for label in sharp.scenarios:
        runs = sharp.of(label)
        assert widest_level(runs, months) <= 0.02
        base = (label[0], "none")
        if label != base:
            common = len(runs)
            assert len(sharp.of(base)) >= common
            assert widest_difference(runs, sharp.of(base)[:common], months, months) <= 0.02
            found = sharp.difference(label, base, "effective")
            assert half_width(found) <= 0.02
            assert sharp.flows(label, base)["share"].sum() == pytest.approx(1.0)


def test_runs_are_those_of_a_comparison_of_equal_numbers(sharp: coopsim.Comparison) -> None:
    plain = coopsim.compare(sharp.scenarios, sharp.run_counts[1], 3)
    for label in sharp.scenarios:
        mine = sharp.of(label)
        pd.testing.assert_frame_equal(mine, plain.of(label)[: len(mine)])


def test_no_more_than_is_allowed() -> None:
    scenario = coopsim.load_scenario("harz").with_({"horizon_months": 36})
    found = coopsim.compare({"a": scenario, "b": scenario.with_({"governance": "zweckverband"})}, 700, precision=0.001)
    assert found.run_counts == (700, 700) and found.manifest["precision_missed"] == 2


@pytest.mark.parametrize("wrong", [0, 0.0001, 0.3, "1pt", float("nan")])
def test_precisions_that_cannot_be(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"0\.01 is one point"):
        coopsim.compare({"a": "harz"}, precision=wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="parameter sets"):
        coopsim.compare({"a": "harz"}, precision=0.1, parameter_sets=[{}])


def test_it_is_kept_and_told(sharp: coopsim.Comparison, tmp_path: Path) -> None:
    save_results(sharp, tmp_path / "r")
    again = load_results(tmp_path / "r")
    assert again.run_counts == sharp.run_counts
    assert json.loads((tmp_path / "r" / "manifest.json").read_text())["precision"] == 0.02
    assert "within 2 percentage points" in (tmp_path / "r" / "table.md").read_text()
    assert again.summary["d_effective"].tolist() == sharp.summary["d_effective"].tolist()


COMPARE = ("compare", "harz", "--precision", "2pt", "--runs", "3000", "--years", "4", "--out", "r")
CHOSEN = ("--governance", "working_community", "--governance", "zweckverband", "--approach", "co_design")


class Stopped:
    """`simulate`, stopped by Ctrl-C at a call; ``runs`` counts those that were simulated."""

    def __init__(self) -> None:
        self.simulate, self.left, self.runs = coopsim.simulate, -1, 0

    def __call__(self, *args: Any, runs: int, **options: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt
        self.runs += runs
        return self.simulate(*args, runs=runs, **options)


def test_a_stopped_comparison_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped at any call: the same command comes to the same bytes, and nothing is simulated twice."""
    made = Stopped()
    monkeypatch.setattr("coopsim.run.ensemble.simulate", made)
    monkeypatch.setattr("coopsim.figures.save_figures", lambda *_: [])

    def compared(place: Path, *more: str) -> int:
        place.mkdir(exist_ok=True)
        monkeypatch.chdir(place)
        with pytest.raises(SystemExit) as left:
            main((*COMPARE, *CHOSEN, *more))
        return int(left.value.code or 0)

    def found(place: Path) -> dict[str, bytes]:
        files = [path for path in (place / "r").rglob("*") if path.is_file() and path.name != "inventory.json"]
        return {path.relative_to(place).as_posix(): path.read_bytes() for path in files}

    assert compared(tmp_path / "whole") == 0
    whole, runs, calls = found(tmp_path / "whole"), made.runs, -1 - made.left
    assert calls > 6  # some settings were looked at again
    for stop in (1, calls // 2, calls):
        made.left, made.runs = stop, 0
        assert compared(tmp_path / f"{stop}") == 130
        assert compared(tmp_path / f"{stop}", "--precision", "3pt") == 2  # stopped work is not thrown away unasked
        assert compared(tmp_path / f"{stop}") == 0
        assert found(tmp_path / f"{stop}") == whole and made.runs == runs
    with monkeypatch.context() as patch:
        patch.setattr("coopsim.figures.save_figures", Mock(side_effect=KeyboardInterrupt))  # while files are written
        assert compared(tmp_path / "late") == 130
    assert compared(tmp_path / "late") == 0 and found(tmp_path / "late") == whole


def test_only_runs_of_the_same_are_taken_up(tmp_path: Path) -> None:
    scenario = coopsim.load_scenario("harz").with_({"horizon_months": 24})
    file = tmp_path / "kept" / "0.arrow"
    batches = [
        batch_of(coopsim.simulate(scenario, n, 3, first_run=first, series=True)) for first, n in ((0, 30), (30, 20))
    ]
    save(batches, file)
    again = load(file, scenario.fingerprint, 3)
    assert [batch.manifest for batch in again] == [batch.manifest for batch in batches]
    for one, other in zip(again, batches, strict=True):
        pd.testing.assert_frame_equal(one.runs, other.runs)
        assert (one.phases == other.phases).all()
    assert load(file, scenario.fingerprint, 4) == [] and load(file, "other", 3) == []
    save([batch._replace(manifest=batch.manifest | {"rules": "older"}) for batch in batches], file)
    assert load(file, scenario.fingerprint, 3) == []
    save(batches, file)
    file.write_bytes(file.read_bytes()[:-50])
    assert load(file, scenario.fingerprint, 3) == [] and load(tmp_path / "none.arrow", "", 3) == []


def test_stopping_early_keeps_the_coverage_of_shares() -> None:
    """Chance by chance: of a thousand samples that stop where they are sure enough, 95 % hold the truth."""
    rng = np.random.default_rng(7)
    for truth, precision in itertools.product((0.05, 0.3, 0.5), (0.02, 0.04)):
        held = 0
        for _ in range(1000):
            yes = int(rng.binomial(FIRST, truth))
            n = FIRST
            while True:
                found = share(np.arange(n) < yes)
                wanted = runs_wanted(n, half_width(found), precision, 100_000)
                if wanted == n:
                    break
                yes += int(rng.binomial(wanted - n, truth))
                n = wanted
            held += found.low <= truth <= found.high
        assert held >= 930, (truth, precision, held)


EXPERIMENT = """
[experiment]
scenario = "harz"
runs = 6000
task_runs = 1000
horizon_months = 36

[design]
kind = "full_factorial"

[levers]
governance = ["working_community", "zweckverband"]
"""


def test_an_experiment_stops_when_its_points_are_sure_and_goes_on_from_there(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_text(EXPERIMENT)
    stages: list[int] = []

    def noted(results: Results) -> int:
        stages.append(of_points(0.02)(results))
        return stages[-1]

    results = run_experiment(file, tmp_path / "r", wanted=noted)
    runs = results.runs()
    sizes = runs.groupby("point").size()
    assert sizes.nunique() == 1 and 1000 <= sizes.iloc[0] < 6000 and not results.complete
    assert stages[-1] <= sizes.iloc[0] and all(stage > 1000 for stage in stages[:-1])
    assert max(widest_level(part, 36) for _, part in runs.groupby("point")) <= 0.02
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "r" / "runs").iterdir()}
    run_experiment(file, tmp_path / "r", wanted=of_points(0.02))  # nothing is lacking
    finer = run_experiment(file, tmp_path / "r", wanted=of_points(0.012))
    after = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "r" / "runs").iterdir()}
    assert len(finer.runs()) > len(runs) and before.items() <= after.items()


def test_an_experiment_has_no_more_runs_than_it_says(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_text(EXPERIMENT.replace("6000", "2000"))
    assert run_experiment(file, tmp_path / "r", wanted=of_points(0.001)).complete


def test_results_that_lack_a_headline(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_text(EXPERIMENT + '[outcomes]\nruns = ["phase_end", "cost"]\n')
    with pytest.raises(UserError, match="months_effective, months_stagnating"):
        run_experiment(file, tmp_path / "r", wanted=of_points(0.02))
