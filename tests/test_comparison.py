"""Comparison on common random numbers: labels, pairing, tables and files."""

from __future__ import annotations

import filecmp
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fake_ensemble import fake_simulate

from coopsim.analysis.comparison import Comparison, compare
from coopsim.analysis.intervals import paired_mean
from coopsim.analysis.labels import governance_by_approach
from coopsim.folders import HOME
from coopsim.model import codes
from coopsim.report.results import save_results
from coopsim.report.tables import comparison_table
from coopsim.scenario import ScenarioError, load_scenario
from coopsim.scenario.schema import Scenario


@pytest.fixture(scope="module")
def harz() -> Scenario:
    return load_scenario("harz").with_({"horizon_months": 60})


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random tables in place of simulated ones."""
    monkeypatch.setattr("coopsim.run.ensemble.simulate", fake_simulate)


@pytest.fixture
def comparison(harz: Scenario, fake: None) -> Comparison:
    models = ["none", "cooperation_body"]
    cases = governance_by_approach(harz, models, ["open_communication", "all"])
    return compare(cases, runs=60, seed=3, baseline=("cooperation_body", "none"))


def test_standard_comparison_has_every_configuration(harz: Scenario) -> None:
    cases = governance_by_approach(harz)
    assert len(cases) == 8 * 11
    assert set(cases) == {(g, a) for g in harz.governance_models for a in ("none", *codes.APPROACHES, "all")}
    for (model, name), case in cases.items():
        on = [key for key, setting in case.approaches.items() if setting.strength == 1]
        off = [key for key, setting in case.approaches.items() if setting.strength == 0]
        expected = {"none": 0, "all": 9}.get(name, 1)
        assert case.governance == model and len(on) == expected and len(on) + len(off) in (9, expected)
        assert name in ("none", "all") or on == [name]
        assert case.hindrances == harz.hindrances and case.horizon_months == 60


def test_own_approaches_are_replaced(harz: Scenario) -> None:
    own = harz.with_({"approaches.co_design": 0.5})
    cases = governance_by_approach(own, ["none"], ["common_identity"])
    assert [label[1] for label in cases] == ["none", "common_identity"]
    assert all(case.approaches["co_design"].strength == 0 for case in cases.values())


def test_unknown_ids_are_refused(harz: Scenario) -> None:
    with pytest.raises(ScenarioError):
        governance_by_approach(harz, ["zwekverband"])
    with pytest.raises(KeyError):
        governance_by_approach(harz, None, ["opn_communication"])


def test_same_runs_everywhere(comparison: Comparison) -> None:
    assert len(comparison.runs) == 6 * 60
    for label in comparison.scenarios:
        assert comparison.of(label)["run"].tolist() == list(range(60))


def test_phases_agree_with_the_run_table(comparison: Comparison) -> None:
    label = ("cooperation_body", "all")
    phases = comparison.phases.query("label == 'cooperation_body/all'")
    effective = phases[phases["phase"].isin(["implementation", "stabilised"])].groupby("month")["share"].sum().mean()
    assert effective == pytest.approx(comparison.of(label)["months_effective"].mean() / 60)


def test_summary_is_paired_to_the_baseline(comparison: Comparison) -> None:
    rows = comparison.summary.set_index("label")
    assert rows.loc["cooperation_body/none", ["d_effective", "d_lost"]].tolist() == [0, 0]
    for label, row in rows.iterrows():
        base = rows.loc["cooperation_body/none"]
        assert row["d_effective"] == pytest.approx(row["effective"] - base["effective"]), label
        assert row["d_lost"] == pytest.approx(row["lost"] - base["lost"]), label


def test_effects_compare_within_a_governance_model(comparison: Comparison) -> None:
    rows, effects = comparison.summary.set_index("label"), comparison.effects()
    assert effects[["governance", "approach"]].to_numpy().tolist() == [
        ["none", "open_communication"], ["none", "all"],
        ["cooperation_body", "open_communication"], ["cooperation_body", "all"],
    ]  # fmt: skip
    for row in effects.itertuples():
        base = rows.loc[f"{row.governance}/none", "effective"]
        assert row.d_effective == pytest.approx(rows.loc[row.label, "effective"] - base)


def test_words_of_both_languages(comparison: Comparison) -> None:
    english, german = comparison_table(comparison, "en"), comparison_table(comparison, "de")
    assert english.shape == german.shape == (6, 19)
    assert "Kooperationsgremium" in german.to_numpy() and "Cooperation body" in english.to_numpy()
    assert not set(english.columns) & set(german.columns)


def test_any_labels(harz: Scenario, fake: None, tmp_path: Path) -> None:
    cases = {"as it is": harz, "rivals": harz.with_({"hindrances.competition": 1.0})}
    found = compare(cases, runs=30, seed=1)
    assert found.baseline == "as it is" and list(comparison_table(found)["Scenario"]) == list(cases)
    with pytest.raises(ValueError, match="labels"):
        found.effects()
    save_results(found, tmp_path / "out")
    assert not (tmp_path / "out" / "effects.csv").exists() and (tmp_path / "out" / "figures" / "phases.svg").exists()


def test_progress_counts_all_runs(harz: Scenario, fake: None) -> None:
    seen: list[tuple[int, int]] = []
    compare({"a": harz, "b": harz}, runs=5, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(5, 10), (10, 10)]


def test_refusals(harz: Scenario, fake: None) -> None:
    with pytest.raises(ValueError, match="at least one"):
        compare({})
    with pytest.raises(KeyError, match="baseline"):
        compare({"a": harz}, runs=2, baseline="b")


def test_saved_files_hold_the_comparison_and_repeat(
    comparison: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = save_results(comparison, tmp_path / "one", "de")
    assert len(list((one / "figures").iterdir())) == 6 * 3
    shutil.rmtree(one / "figures")
    monkeypatch.setattr("coopsim.figures.save_figures", lambda *_: [])  # their bytes have a test of their own
    two = save_results(comparison, tmp_path / "two", "de")
    names = sorted(path.relative_to(one).as_posix() for path in one.rglob("*.*") if path.is_file())
    names.remove(f"{HOME}/inventory.json")  # the figures are in one of them only
    assert {"runs.parquet", "runs.csv", "table.csv", "effects.csv", "phases.csv", "manifest.json"} <= set(names)
    assert {"standings.csv", "flows.csv", "founding.csv"} <= set(names)
    assert filecmp.cmpfiles(one, two, names, shallow=False) == (names, [], [])
    assert len(names) == 10 + len(comparison.scenarios)  # one file for each case
    stored = pd.read_parquet(one / "runs.parquet")
    pd.testing.assert_frame_equal(stored, comparison.runs)
    assert len(pd.read_csv(one / "runs.csv")) == len(stored)
    table = pd.read_csv(one / "table.csv", keep_default_na=False, na_values=[""])
    assert table["label"].tolist() == comparison.summary["label"].tolist()
    manifest = json.loads((one / "manifest.json").read_text())
    assert manifest["baseline"] == "cooperation_body/none" and len(manifest["scenarios"]) == 6


def test_manifest_names_what_was_compared(harz: Scenario, fake: None) -> None:
    ids = {compare({"a": harz}, runs=3, seed=seed).manifest["id"] for seed in (1, 1, 2)} | {
        compare({"a": harz.with_({"hindrances.competition": 0.1})}, runs=3).manifest["id"]
    }
    assert len(ids) == 3


def test_real_model(harz: Scenario) -> None:
    """The real ensemble has the columns this stands on, and the same runs repeat."""
    short = harz.with_({"horizon_months": 36})
    cases = governance_by_approach(short, ["cooperation_body"], ["all"])
    first, again = compare(cases, runs=8, seed=5), compare(cases, runs=8, seed=5)
    pd.testing.assert_frame_equal(first.runs, again.runs)
    assert np.allclose(first.phases.groupby(["label", "month"], observed=True)["share"].sum(), 1)
    assert first.summary["cost"].gt(0).all()


def test_the_public_name_is_the_function_whatever_was_imported_before():
    """A module of the same name would take its place."""
    import importlib
    import pkgutil

    import coopsim

    modules = {module.name for module in pkgutil.iter_modules(coopsim.__path__)}
    importlib.import_module("coopsim.analysis.comparison")
    importlib.import_module("coopsim.cli.commands")
    assert callable(coopsim.compare)
    assert modules & {"compare", "simulate", "load_scenario", "CooperationModel"} == set()


@pytest.mark.usefixtures("fake")
def test_a_thing_compared_with_itself_differs_by_exactly_nothing(harz: Scenario) -> None:
    """The baseline, and what is the same under another name: 0 [0, 0] in every table, also for shares."""
    renamed = harz.with_({"scenario.title": "As it is", "scenario.id": "as_it_is"})
    found = compare(
        {"now": harz, "again": harz, "renamed": renamed, "other": harz.with_({"governance": "none"})}, runs=20
    )
    limits = [
        f"d_{name}{end}" for name in ("effective", "lost", "added_value", "cost") for end in ("", "_low", "_high")
    ]
    summary = found.summary.set_index("label")
    assert (summary.loc[["now", "again", "renamed"], limits] == 0).all(axis=None)
    assert (summary.loc["other", limits] != 0).any()
    for lang, shown in (("en", "0.0 [0.0 to 0.0]"), ("de", "0,0 [0,0 bis 0,0]")):
        assert (comparison_table(found, lang).iloc[:3, -5:-2] == shown).all(axis=None)
    assert found.difference("now", "renamed", "lost") == (0, 0, 0) != found.difference("other", "now", "lost")
    pairs = compare(governance_by_approach(harz, ["zweckverband"], ["open_communication"]), runs=20)
    assert pairs.difference(*[("zweckverband", "none")] * 2, "effective") == (0, 0, 0)


@pytest.mark.usefixtures("fake")
def test_runs_of_a_parameter_set_are_averaged_first(harz: Scenario) -> None:
    """Five sets of eight runs are five observations, in every table; a single set leaves each run its own."""
    found = compare({"now": harz, "other": harz.with_({"governance": "none"})}, runs=40)
    sets = replace(found, manifest=found.manifest | {"parameters": {"sets": 5}})
    one = replace(found, manifest=found.manifest | {"parameters": {"sets": 1}})
    effective = [
        sets.of(label)["months_effective"].to_numpy().reshape(5, 8).mean(axis=1) / 60 for label in ("other", "now")
    ]
    assert sets.values("now", "effective") == pytest.approx(effective[1]) and len(one.values("now", "effective")) == 40
    expected = paired_mean(*effective)
    row = sets.summary.iloc[1]
    assert (row["d_effective"], row["d_effective_low"], row["d_effective_high"]) == pytest.approx(expected)
    assert sets.difference("other", "now", "effective") == pytest.approx(expected)
    assert one.summary.equals(found.summary) and not sets.summary.equals(found.summary)
    wide, narrow = (x.incidence("now")["band_high"].iloc[0] for x in (sets, found))
    assert wide == pytest.approx(narrow * np.sqrt(8))  # both from a share of 0


@pytest.mark.usefixtures("fake")
def test_runs_that_stand_twice_are_refused(harz: Scenario) -> None:
    found = compare({"now": harz}, runs=5)
    doubled = replace(found, runs=pd.concat([found.runs, found.runs.iloc[[2]]], ignore_index=True))
    with pytest.raises(ValueError, match="Run 2 stands in the table more than once"):
        doubled.of("now")
