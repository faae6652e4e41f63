"""A folder of results is read back as what was written; one that is none, or spoilt, is refused with a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from fake_ensemble import fake_simulate

from coopsim.analysis.comparison import Comparison, compare
from coopsim.analysis.labels import governance_by_approach
from coopsim.report.results import save_results, scenario_files
from coopsim.report.stored import load_results
from coopsim.scenario import load_scenario
from coopsim.texts import UserError


@pytest.fixture(scope="module", params=["pairs", "names"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Comparison, Path]:
    harz = load_scenario("harz").with_({"horizon_months": 60, "parameters.trust_gain": 0.1})
    scenarios: dict = governance_by_approach(harz, ["zweckverband", "none"], ["co_design"])
    if request.param == "names":  # such as a reader of CSV would take for numbers or for missing
        scenarios = {
            "none": harz,
            "1": harz.with_({"governance": "zweckverband"}),
            "a/b": harz,
            "a b": harz,
            "NA": harz,
        }
        scenarios |= {"=cmd|' /C calc'!A0": harz, "-1,5": harz, "'@x": harz}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coopsim.run.ensemble.simulate", fake_simulate)
        comparison = compare(scenarios, runs=30, seed=5, baseline=list(scenarios)[1])
    folder = tmp_path_factory.mktemp("results") / request.param
    return comparison, save_results(comparison, folder, csv=style(folder))


def style(folder: Path) -> str:
    return "de" if folder.name == "names" else "en"


def test_everything_comes_back(written: tuple[Comparison, Path]) -> None:
    comparison, folder = written
    again = load_results(folder)
    assert list(again.scenarios) == list(comparison.scenarios) and again.baseline == comparison.baseline
    assert again.seed == 5 and again.manifest == json.loads(json.dumps(comparison.manifest, default=str))
    for label, scenario in comparison.scenarios.items():
        assert again.scenarios[label].fingerprint == scenario.fingerprint
    pd.testing.assert_frame_equal(again.runs, comparison.runs)
    pd.testing.assert_frame_equal(again.summary, comparison.summary)
    keys = ["label", "month", "phase"]
    shares = (x.phases.set_index(keys)["share"].sort_index() for x in (again, comparison))
    pd.testing.assert_series_equal(*shares)
    assert list(again.phases.columns) == list(comparison.phases.columns)


def test_what_is_read_can_be_written(written: tuple[Comparison, Path], tmp_path: Path) -> None:
    folder = save_results(load_results(written[1]), tmp_path / "again", csv=style(written[1]))
    for file in ("runs.csv", "table.csv", "manifest.json", "figures/phases.svg"):
        assert (folder / file).read_bytes() == (written[1] / file).read_bytes()


def test_csv_files_open_in_others_programs(written: tuple[Comparison, Path]) -> None:
    comparison, folder = written
    form = {"sep": ";", "decimal": ","} if style(folder) == "de" else {}
    runs = pd.read_csv(folder / "runs.csv", keep_default_na=False, na_values=[""], dtype={"label": str}, **form)
    assert list(runs.columns) == list(comparison.runs.columns) and len(runs) == len(comparison.runs)
    assert runs["cost"].astype("float32").tolist() == comparison.runs["cost"].tolist()
    phases = pd.read_csv(folder / "phases.csv", dtype={"label": str}, keep_default_na=False, **form)
    assert pd.api.types.is_numeric_dtype(phases["inert"]) and not any(
        label.startswith("=") for label in phases["label"]
    )
    assert pd.read_csv(folder / "table.csv", **form)["stagnation"].between(0, 1).all()


def test_files_of_scenarios_have_names_of_their_own() -> None:
    files = scenario_files(["a/b", "a b", "…", "", "größer"])
    assert list(files.values()) == [f"scenarios/{x}.toml" for x in ("a-b", "a-b-2", "scenario", "scenario-2", "größer")]


@pytest.mark.parametrize("lang", ["en", "de"])
def test_no_results(tmp_path: Path, lang: str) -> None:
    with pytest.raises(UserError) as error:
        load_results(tmp_path)
    assert str(tmp_path) in error.value.text(lang) and "coopsim compare" in error.value.text(lang)


@pytest.mark.parametrize("pattern", ["runs.parquet", "phases.csv", "scenarios/*.toml"])
def test_missing_and_spoilt_files_are_named(written: tuple[Comparison, Path], pattern: str) -> None:
    folder = written[1]
    path = next(folder.glob(pattern))
    held = path.read_bytes()
    try:
        path.write_bytes(b"\x00nonsense")
        with pytest.raises(UserError, match=path.name):
            load_results(folder)
        path.unlink()
        with pytest.raises(UserError, match=path.name):
            load_results(folder)
    finally:
        path.write_bytes(held)


def test_a_manifest_that_is_none(tmp_path: Path) -> None:
    for words in ("[]", "{", "{}", '{"scenarios": {"x": {}}}'):
        (tmp_path / "manifest.json").write_text(words, encoding="utf-8")
        with pytest.raises(UserError):
            load_results(tmp_path)
