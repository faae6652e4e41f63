"""Running: what is stored is what ``simulate`` gives, and it is the same in any pieces, order and number of processes."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import SMALL, Write, plain, tables

import coopsim
from coopsim.experiment import Shard, load_experiment, open_results, run_experiment
from coopsim.experiment.store import MANIFEST, Store
from coopsim.experiment.work import Done, work
from coopsim.texts import UserError

FULL = (
    SMALL
    + """
[outcomes]
municipalities = true
series = { every = 5 }
municipality_series = { columns = ["trust", "phase"], every = 6 }
"""
)


def run_here(numbers: list[int], make_job: Any) -> Iterator[Done]:
    """A backend that does the tasks one after the other and hands over their bytes."""
    yield from (work(make_job(number)) for number in numbers)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small experiment with all its tables, run at a stretch."""
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "small.toml").write_text(FULL, encoding="utf-8")
    run_experiment(folder / "small.toml", folder / "results")
    return folder / "results"


def test_rows_are_those_of_simulate(undisturbed: Path) -> None:
    """Every table of a point, bit for bit, with the types that the tables of an ensemble have."""
    results = open_results(undisturbed)
    for point in (0, 7):
        ensemble = coopsim.simulate(results.scenario(point), 500, 3, series=True, municipality_series=True)
        runs = results.runs(where={"point": point})
        kept = [name for name in ensemble.runs.columns if name != "seed"]
        pd.testing.assert_frame_equal(runs[kept], ensemble.runs[kept], check_dtype=False)
        assert [str(kind) for kind in runs.dtypes[kept]][1:] == [str(kind) for kind in ensemble.runs.dtypes[kept]][1:]
        assert (runs["status"] == "ok").all() and runs["message"].isna().all()
        towns = results.table("municipalities", where={"point": point})
        assert plain(towns.drop(columns="point")) == plain(ensemble.municipalities)
        series = results.table("series", where={"point": point})
        months = ensemble.series[ensemble.series["month"].isin([4, 9, 11])]
        assert plain(series.drop(columns="point")) == plain(months)
        own = results.table("municipality_series", where={"point": point})
        both = ensemble.municipality_series[ensemble.municipality_series["month"].isin([5, 11])]
        assert plain(own) == plain(
            both[["run", "month", "municipality", "trust", "phase"]].assign(point=point)[own.columns]
        )


def test_points_hold_the_factors(undisturbed: Path) -> None:
    results = open_results(undisturbed)
    runs = results.runs(["point", *results.factors])
    assert results.factors == ["parameters.trust_loss_ratio", "governance"]
    joined = runs.merge(results.points, on="point", suffixes=("", "_again"))
    for name in results.factors:
        assert (joined[name].astype(object) == joined[f"{name}_again"]).all()
    for point, scenario in ((0, results.scenario(0)), (9, results.scenario(9))):
        row = results.points.loc[point]
        assert (scenario.governance, scenario.parameters["trust_loss_ratio"]) == (
            row["governance"], row["parameters.trust_loss_ratio"])  # fmt: skip


def test_every_task_has_its_file_of_enough_runs(undisturbed: Path) -> None:
    results = open_results(undisturbed)
    assert results.complete and results.manifest["tasks"] == 5
    for table in results.tables:
        assert len(list((undisturbed / table).iterdir())) == 5
    assert all(fragment.count_rows() == 1000 for fragment in results.dataset().get_fragments())
    assert results.dataset().count_rows() == 5000


def test_manifest_says_what_was_run(undisturbed: Path) -> None:
    manifest = json.loads((undisturbed / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["seed"] == 3 and manifest["points"] == 10 and manifest["runs_per_point"] == 500
    assert manifest["identity"]["version"] == coopsim.__version__
    assert manifest["versions"]["numba"] and "commit" in manifest
    assert manifest["columns"]["cost"]["unit"] == "EUR per inhabitant and year"
    from pyarrow import parquet

    metadata = parquet.read_schema(undisturbed / "runs" / "000000.parquet").metadata
    assert (
        metadata[b"coopsim.seed"] == b"3" and metadata[b"coopsim.model.rules"] == manifest["identity"]["rules"].encode()
    )


def test_processes_shards_and_any_order_give_the_same_bytes(undisturbed: Path, write: Write, tmp_path: Path) -> None:
    experiment = load_experiment(write(FULL))
    run_experiment(experiment, tmp_path / "two", workers=2)
    for shard in (Shard(3, 3), Shard(1, 3), Shard(2, 3)):
        results = run_experiment(experiment, tmp_path / "shards", shard=shard)
        assert results.complete is (shard.index == 2)
    backwards = lambda numbers, make_job: run_here(numbers[::-1], make_job)  # noqa: E731
    run_experiment(experiment, tmp_path / "backwards", backend=backwards)
    for folder in ("two", "shards", "backwards"):
        assert tables(tmp_path / folder) == tables(undisturbed)


def test_interrupted_run_goes_on_with_what_is_missing(undisturbed: Path, write: Write, tmp_path: Path) -> None:
    experiment = load_experiment(write(FULL))
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 2000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_experiment(experiment, tmp_path / "r", progress=stop)
    partly = open_results(tmp_path / "r")
    assert not partly.complete and len(partly.runs(["point"])) == 2000
    assert len(partly.table("series", ["run"])) == 2000 * 3
    made: list[int] = []

    def counted(numbers: list[int], make_job: Any) -> Iterator[Done]:
        made.extend(numbers)
        return run_here(numbers, make_job)

    run_experiment(experiment, tmp_path / "r", backend=counted, progress=lambda *row: seen.append(row))
    assert made == [2, 3, 4]
    assert seen == [(0, 5000), (1000, 5000), (2000, 5000), (2000, 5000), (3000, 5000), (4000, 5000), (5000, 5000)]
    assert tables(tmp_path / "r") == tables(undisturbed)
    run_experiment(experiment, tmp_path / "r", backend=counted)
    assert made == [2, 3, 4]  # nothing left to do


def test_a_task_without_its_run_table_is_done_again(undisturbed: Path, write: Write, tmp_path: Path) -> None:
    """A kill between the files of one task: its run table is renamed last."""
    experiment = load_experiment(write(FULL))
    run_experiment(experiment, tmp_path / "r")
    (tmp_path / "r" / "runs" / "000003.parquet").unlink()
    leftover = tmp_path / "r" / "series" / f".{7:032x}.part"
    leftover.write_bytes(b"unfinished")
    mine = [tmp_path / "r" / "series" / ".draft.part", tmp_path / "r" / f".{'a' * 31}.part"]
    for path in mine:
        path.write_bytes(b"of the user")
    assert len(open_results(tmp_path / "r").table("series", ["run"])) == 4000 * 3  # readable all the same
    run_experiment(experiment, tmp_path / "r")
    assert tables(tmp_path / "r") == tables(undisturbed)
    assert not leftover.exists() and all(path.read_bytes() == b"of the user" for path in mine)


def test_a_file_that_is_not_of_the_task_is_not_replaced(undisturbed: Path, write: Write, tmp_path: Path) -> None:
    experiment = load_experiment(write(FULL))
    run_experiment(experiment, tmp_path / "r")
    (tmp_path / "r" / "runs" / "000003.parquet").unlink()
    mine = tmp_path / "r" / "series" / "000003.parquet"
    mine.write_bytes(b"of the user")
    with pytest.raises(UserError, match=r"000003\.parquet"):
        run_experiment(experiment, tmp_path / "r")
    assert mine.read_bytes() == b"of the user" and not list(tmp_path.rglob("*.part"))
    mine.unlink()
    run_experiment(experiment, tmp_path / "r")
    assert tables(tmp_path / "r") == tables(undisturbed)


def test_new_workers_take_over_from_dead_ones(undisturbed: Path, write: Write, tmp_path: Path) -> None:
    """Workers that are killed, as by a machine out of memory."""
    import signal

    import psutil

    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        if done in (1000, 3000):
            for child in psutil.Process().children(recursive=True):
                if "spawn_main" in " ".join(child.cmdline()):
                    killed.append(child.pid)
                    os.kill(child.pid, signal.SIGKILL)

    run_experiment(load_experiment(write(FULL)), tmp_path / "r", workers=2, progress=kill)
    assert len(killed) >= 2
    assert tables(tmp_path / "r") == tables(undisturbed)


def test_workers_that_keep_dying_end_the_run(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from concurrent.futures.process import BrokenProcessPool

    def broken(*_: Any) -> Iterator[Done]:
        raise BrokenProcessPool
        yield

    monkeypatch.setattr("coopsim.run.spreading._handed_out", broken)
    with pytest.raises(UserError, match="keep dying"):
        run_experiment(write(FULL), tmp_path / "r", workers=2)


def test_no_worker_outlives_its_parent(write: Write, tmp_path: Path) -> None:
    import signal
    import subprocess
    import sys

    import psutil

    words = [sys.executable, "-m", "coopsim", "experiment", "run", str(write(SMALL.replace("500", "200000"))),
             "--workers", "2", "--out", str(tmp_path / "r")]  # fmt: skip
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as process:
        workers: list[psutil.Process] = []
        for _ in range(600):
            workers = psutil.Process(process.pid).children(recursive=True)
            if Store(tmp_path / "r").done():
                break
            time.sleep(0.1)
        process.send_signal(signal.SIGKILL)
    assert len(workers) >= 2
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert alive == []


def test_many_runs_of_one_point_are_cut(write: Write, tmp_path: Path) -> None:
    text = SMALL.replace("runs = 500", "runs = 2500\ntask_runs = 1000")
    experiment = load_experiment(write(text.replace('"zweckverband", ', "").replace("steps = 5", "steps = 2")))
    results = run_experiment(experiment, tmp_path / "r")
    runs = results.runs()
    assert results.manifest["tasks"] == 4
    assert runs["run"].tolist() == list(range(2500)) * 2
    whole = coopsim.simulate(results.scenario(1), 2500, 3).runs
    assert np.array_equal(runs["cost"][runs["point"] == 1], whole["cost"])


def test_experiment_without_factors(write: Write, tmp_path: Path) -> None:
    text = SMALL.partition("[levers]")[0].replace("runs = 500", "runs = 10")
    results = run_experiment(write(text), tmp_path / "r")
    assert results.factors == [] and len(results.points) == 1 and len(results.runs()) == 10
    assert results.scenario(0) == coopsim.load_scenario("harz").with_({"horizon_months": 12})


def test_default_folder(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_experiment(write(SMALL.replace("runs = 500", "runs = 2")))
    assert open_results("results/small").complete
