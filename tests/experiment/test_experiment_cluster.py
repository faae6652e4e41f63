"""A real Dask cluster on this machine: a scheduler and workers as processes of their own; workers die, one joins."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import SMALL, Write, tables

from coopsim.experiment import load_experiment, run_experiment
from coopsim.experiment.cluster import dask_backend
from coopsim.texts import UserError

LONG = SMALL.replace("runs = 500", "runs = 4000\ntask_runs = 1000")


class Cluster:
    """A scheduler, and workers that come and go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.workers: list[subprocess.Popen[bytes]] = []
        words = ["scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(self.file)]
        self.scheduler = self._start(*words)

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *words], cwd=Path(__file__).parents[2], stdout=quiet, stderr=quiet
        )

    @property
    def address(self) -> str:
        """Of the scheduler, once it runs."""
        for _ in range(300):
            if self.file.exists() and self.file.read_text(encoding="utf-8"):
                return str(json.loads(self.file.read_text(encoding="utf-8"))["address"])
            time.sleep(0.1)
        raise TimeoutError

    def add_worker(self) -> None:
        """One more, without a nanny that would bring it back."""
        place = ["--local-directory", str(self.folder), "--scheduler-file", str(self.file)]
        self.workers.append(self._start("worker", "--no-nanny", "--nthreads", "1", "--no-dashboard", *place))

    def kill_worker(self) -> None:
        """SIGKILL for the oldest one."""
        worker = self.workers.pop(0)
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    def close(self) -> None:
        """End everything."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    yield made
    made.close()


@pytest.mark.slow
def test_workers_die_and_join_and_results_are_those_of_one_machine(
    write: Write, tmp_path: Path, cluster: Cluster
) -> None:
    experiment = load_experiment(write(LONG))
    for _ in range(3):
        cluster.add_worker()
    happened: list[str] = []

    def disturb(done: int, total: int) -> None:
        if done in (3000, 12_000, 20_000):
            cluster.kill_worker()
            happened.append("killed")
        if done == 8000:
            cluster.add_worker()
            happened.append("added")

    run_experiment(experiment, tmp_path / "dask", backend=dask_backend(cluster.address), progress=disturb)
    assert happened == ["killed", "added", "killed", "killed"]
    run_experiment(experiment, tmp_path / "local")
    assert tables(tmp_path / "dask") == tables(tmp_path / "local")


@pytest.mark.slow
def test_command_with_a_scheduler_file_and_a_killed_client(write: Write, tmp_path: Path, cluster: Cluster) -> None:
    file = write(LONG)
    for _ in range(2):
        cluster.add_worker()
    assert cluster.address
    words = [sys.executable, "-m", "coopsim", "experiment", "run", str(file), "--out", str(tmp_path / "r"),
             "--dask-scheduler-file", str(cluster.file)]  # fmt: skip
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as client:
        while not list((tmp_path / "r").glob("runs/0*.parquet")) and client.poll() is None:
            time.sleep(0.05)
        client.send_signal(signal.SIGKILL)
    subprocess.run(words, check=True, stderr=subprocess.DEVNULL)
    run_experiment(load_experiment(file), tmp_path / "local")
    assert tables(tmp_path / "r") == tables(tmp_path / "local")


def test_invalid_points_and_strict_reach_the_client(write: Write, tmp_path: Path) -> None:
    from distributed import Client

    text = SMALL.replace("500", "20").replace(
        "[levers]", "[levers.approaches.co_design]\nstart = [0, 8]\nend = [4, 12]\n[levers]"
    )
    experiment = load_experiment(write(text))
    with Client(processes=False, n_workers=1, threads_per_worker=1, dashboard_address=None) as client:
        results = run_experiment(experiment, tmp_path / "r", backend=dask_backend(client=client))
        with pytest.raises(UserError, match="cannot be simulated"):
            run_experiment(experiment, tmp_path / "strict", backend=dask_backend(client=client), strict=True)
    assert (results.runs()["status"] == "invalid").sum() == 200


def test_worker_with_other_code_is_refused(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import Client

    experiment = load_experiment(write(SMALL.replace("500", "5")))
    with Client(processes=False, n_workers=1, threads_per_worker=1, dashboard_address=None) as client:
        monkeypatch.setattr("coopsim.experiment.work.code_digest", iter(["mine", *["other"] * 20]).__next__)
        with pytest.raises(UserError, match="another version"):
            run_experiment(experiment, tmp_path / "r", backend=dask_backend(client=client))


def test_unreachable_scheduler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coopsim.experiment.cluster._TIMEOUT", 0.5)
    with pytest.raises(UserError, match=r"tcp://127.0.0.1:9 cannot be reached"):
        list(dask_backend("tcp://127.0.0.1:9")([0], lambda number: None))  # type: ignore[arg-type, return-value]
    with pytest.raises(UserError, match="cannot be reached"):
        list(dask_backend(scheduler_file=tmp_path / "none.json")([0], lambda number: None))  # type: ignore[arg-type, return-value]
