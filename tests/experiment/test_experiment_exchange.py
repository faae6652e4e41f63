"""Other people's tools: SALib, the EMA Workbench, Mesa's batch_run, DuckDB."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import SMALL, Write

import coopsim
from coopsim.experiment import load_experiment, run_experiment
from coopsim.experiment.exchange import ema_model, ema_parameters, points_from_sample, salib_problem
from coopsim.texts import UserError

#: Factors of every kind, sampled.
MIXED = """
[experiment]
scenario = "harz"
runs = 4
seed = 3
horizon_months = 12

[design]
kind = "sobol"
samples = 16

[levers]
governance = ["zweckverband", "cooperation_body"]

[uncertainties]
parameters.trust_loss_ratio = { low = 1.0, high = 4.0, scale = "log" }
hindrances.competition = { low = 0.0, high = 1.0 }
catalogue.opportunities = { low = 20, high = 22, whole = true }
"""
SOBOL = 'kind = "sobol"\nsamples = 16'


def test_salib_problem_and_back(write: Write, tmp_path: Path) -> None:
    from SALib.sample import latin

    experiment = load_experiment(write(MIXED))
    problem = salib_problem(experiment)
    by_name = dict(zip(problem["names"], zip(problem["bounds"], problem["dists"], strict=True), strict=True))
    assert by_name == {
        "parameters.trust_loss_ratio": ([1.0, 4.0], "logunif"),
        "hindrances.competition": ([0.0, 1.0], "unif"),
        "catalogue.opportunities": ([20.0, 23.0], "unif"),
        "governance": ([0.0, 2.0], "unif"),
    }
    points = points_from_sample(experiment, latin.sample(problem, 60, seed=1))
    assert points["governance"].value_counts().to_dict() == {"zweckverband": 30, "cooperation_body": 30}
    assert points["catalogue.opportunities"].value_counts().to_dict() == {20: 20, 21: 20, 22: 20}
    assert points["parameters.trust_loss_ratio"].median() == pytest.approx(2.0, abs=0.1)
    points.to_csv(tmp_path / "points.csv", index=False)
    text = MIXED.replace(SOBOL, 'kind = "csv"\nfile = "points.csv"')
    again = load_experiment(write(text, "again.toml")).points
    assert len(again) == 60 and again.scenario(again.rows[0]).catalogue.opportunities in (20, 21, 22)


def test_salib_analyses_a_sobol_experiment(write: Write, tmp_path: Path) -> None:
    """An outcome that is one factor gets all of the variance."""
    from SALib.analyze import sobol

    results = run_experiment(write(MIXED), tmp_path / "r")
    problem, sample = results.salib()
    assert problem["names"] == [row["key"] for row in results.manifest["factors"]] == results.factors
    assert sample.shape == (16 * 6, 4) and len(results.points) == 96
    outcome = results.points["hindrances.competition"].to_numpy()
    found = sobol.analyze(problem, outcome, calc_second_order=False, seed=1)
    place = problem["names"].index("hindrances.competition")
    assert found["ST"][place] == pytest.approx(1.0, abs=0.3)
    assert found["ST"][[k for k in range(4) if k != place]] == pytest.approx(np.zeros(3), abs=1e-9)


def test_salib_analyses_a_morris_experiment(write: Write, tmp_path: Path) -> None:
    from SALib.analyze import morris

    results = run_experiment(write(MIXED.replace(SOBOL, 'kind = "morris"\ntrajectories = 4')), tmp_path / "r")
    problem, sample = results.salib()
    outcome = 3.0 * results.points["hindrances.competition"].to_numpy()
    found = morris.analyze(problem, sample, outcome, num_levels=4)
    assert dict(zip(found["names"], found["mu_star"], strict=True))["hindrances.competition"] == pytest.approx(3.0)
    assert sum(found["mu_star"]) == pytest.approx(3.0)


def test_no_salib_problem_for_other_designs(write: Write, tmp_path: Path) -> None:
    results = run_experiment(write(SMALL.replace("500", "2")), tmp_path / "r")
    with pytest.raises(UserError, match="not a sample"):
        results.salib()


def test_ema_workbench_drives_the_model(write: Write) -> None:
    from ema_workbench import SequentialEvaluator

    experiment = load_experiment(write(MIXED))
    uncertainties, levers = ema_parameters(experiment)
    assert [type(row).__name__ for row in (*uncertainties, *levers)] == [
        "RealParameter", "RealParameter", "IntegerParameter", "CategoricalParameter"
    ]  # fmt: skip
    model = ema_model(experiment, ["cost", "month_talks"])
    with SequentialEvaluator(model) as evaluator:
        table, found = evaluator.perform_experiments(scenarios=3, policies=2)
    assert len(table) == 6 and set(found) == {"cost", "month_talks"}
    for k in range(6):
        row = table.iloc[k]
        scenario = next(iter(experiment.scenarios.values())).with_({
            "parameters.trust_loss_ratio": float(row["parameters__trust_loss_ratio"]),
            "hindrances.competition": float(row["hindrances__competition"]),
            "catalogue.opportunities": int(row["catalogue__opportunities"]),
            "governance": str(row["governance"]),
        })  # fmt: skip
        assert found["cost"][k] == pytest.approx(coopsim.simulate(scenario, 4, 3).runs["cost"].mean(), rel=1e-6)


def test_ema_model_refuses_what_it_cannot_do(write: Write) -> None:
    with pytest.raises(KeyError, match="nonsense"):
        ema_model(load_experiment(write()), ["nonsense"])
    with pytest.raises(UserError, match="one base scenario"):
        ema_model(load_experiment(write(SMALL.replace('"harz"', '["harz", "altmark"]'))), ["cost"])


def test_mesa_batch_run() -> None:
    """Mesa's own runner gives the numbers of the ensemble, on one and on two processes."""
    import mesa

    scenario = coopsim.load_scenario("harz").with_({"horizon_months": 24})
    cases = {"scenario": [scenario, scenario.with_({"governance": "zweckverband"})], "run": range(2), "rng": [3]}
    rows = mesa.batch_run(coopsim.CooperationModel, cases, max_steps=24, display_progress=False)
    table = pd.DataFrame(rows).drop_duplicates(["RunId"])
    assert len(table) == 4 and table["month"].tolist() == [24] * 4
    for case in table.itertuples():
        series = coopsim.simulate(case.scenario, 1, 3, first_run=case.run, series=True).series
        assert np.float32(case.activity) == series["activity"].iloc[-1]


def test_duckdb_reads_while_nothing_is_imported(write: Write, tmp_path: Path) -> None:
    import duckdb

    results = run_experiment(write(), tmp_path / "r")
    found = duckdb.sql(
        f"select governance, count(*) as n, avg(cost) as cost from '{tmp_path}/r/runs/*.parquet' group by 1 order by 1"
    ).df()
    ours = results.runs().groupby("governance", observed=True)["cost"].mean()
    ours = ours.set_axis(ours.index.astype(str)).sort_index()
    assert found["n"].tolist() == [2500, 2500]
    assert found["cost"].tolist() == pytest.approx(ours.tolist(), rel=1e-5)
    assert found["governance"].tolist() == ["cooperation_body", "zweckverband"]
