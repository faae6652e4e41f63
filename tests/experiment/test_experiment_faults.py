"""What goes wrong costs nothing: kills, second runs, full disks, foreign folders, invalid points, failing submodels."""

from __future__ import annotations

import errno
import random
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import SMALL, Write, contents, tables

import coopsim.run.ensemble
from coopsim.experiment import load_experiment, open_results, run_experiment
from coopsim.experiment import tables as tables_module
from coopsim.experiment.store import MANIFEST, Store
from coopsim.texts import UserError

STEP = """
def {name}(month, key, p, w, s):
    \"\"\"Fails in a run in which the first mayor's attitude is high enough.\"\"\"
    {body}
"""


def command(file: Path, folder: Path, workers: int = 2) -> list[str]:
    return [sys.executable, "-m", "coopsim", "experiment", "run", str(file), "--out", str(folder),
            "--workers", str(workers)]  # fmt: skip


def killed_again_and_again(file: Path, folder: Path, kills: int, seed: int) -> int:
    """Start the command and kill it at a random moment, until it has been killed so often; number of kills before it
    had made its first file."""
    rng = random.Random(seed)
    early = 0
    for number in range(kills):
        before = len(Store(folder).done())
        with subprocess.Popen(command(file, folder, 1 + number % 2), stderr=subprocess.DEVNULL) as process:
            if number % 4 == 0:
                time.sleep(rng.uniform(0.0, 4.0))  # also while starting and preparing the folder
            else:
                while len(Store(folder).done()) <= before and process.poll() is None:
                    time.sleep(0.01)
                time.sleep(rng.uniform(0.0, 0.4))
            assert process.poll() is None, "the experiment was finished before it could be killed"
            process.send_signal(signal.SIGKILL)
        early += len(Store(folder).done()) == before
        if (folder / MANIFEST).exists():  # readable at every moment
            results, done = open_results(folder), len(Store(folder).done())
            if done:
                assert len(results.runs(["run"])) == 1000 * done
            else:
                with pytest.raises(UserError, match="finished yet"):
                    results.runs()
    return early


def undisturbed_and_killed(write: Write, tmp_path: Path, kills: int, tasks: int) -> None:
    text = SMALL.replace("runs = 500", f"runs = {100 * tasks}\ntask_runs = 1000")
    text += "[outcomes]\nseries = { every = 6 }\nmunicipalities = true\n"
    file = write(text)
    folder = tmp_path / "killed"
    early = killed_again_and_again(file, folder, kills, seed=kills)
    assert early < kills
    assert len(Store(folder).done()) < tasks
    subprocess.run(command(file, folder), check=True, stderr=subprocess.DEVNULL)
    run_experiment(file, tmp_path / "undisturbed")
    assert contents(folder) == contents(tmp_path / "undisturbed")
    assert len(tables(folder)) == 3 * tasks + 1
    assert not list(folder.rglob("*.part"))


def test_killed_three_times(write: Write, tmp_path: Path) -> None:
    undisturbed_and_killed(write, tmp_path, kills=3, tasks=60)


@pytest.mark.slow
def test_killed_twenty_times(write: Write, tmp_path: Path) -> None:
    """As in the everyday test, with so many kills that they meet every part of the work."""
    undisturbed_and_killed(write, tmp_path, kills=20, tasks=500)


def test_ctrl_c_says_how_to_go_on(write: Write, tmp_path: Path) -> None:
    file = write(SMALL.replace("runs = 500", "runs = 200000"))
    heard = partial(signal.signal, signal.SIGINT, signal.default_int_handler)  # a background job is deaf to it
    starting = {"stderr": subprocess.PIPE, "text": True, "preexec_fn": heard}
    with subprocess.Popen(command(file, tmp_path / "r"), **starting) as process:
        while not Store(tmp_path / "r").done() and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "the same command goes on from there" in errors and "Traceback" not in errors
    assert Store(tmp_path / "r").done()


def test_second_run_on_the_same_folder_is_refused(write: Write, tmp_path: Path) -> None:
    experiment = load_experiment(write())
    refused: list[str] = []

    def second(done: int, total: int) -> None:
        if done == 1000:
            with pytest.raises(UserError) as error:
                run_experiment(experiment, tmp_path / "r")
            refused.append(error.value.key)
            again = subprocess.run(command(tmp_path / "small.toml", tmp_path / "r"), capture_output=True, text=True)
            assert again.returncode == 2 and "Another run is working" in again.stderr
            assert Store(tmp_path / "r").held()

    run_experiment(experiment, tmp_path / "r", progress=second)
    assert refused == ["locked"]
    assert not Store(tmp_path / "r").held()
    run_experiment(experiment, tmp_path / "alone")
    assert tables(tmp_path / "r") == tables(tmp_path / "alone")


def test_two_runs_without_locks_do_not_spoil_each_other(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system that knows no locks: the work is done twice, the results are whole."""
    import filelock

    def no_locks(*_: Any, **__: Any) -> None:
        raise NotImplementedError

    monkeypatch.setattr(filelock.FileLock, "_acquire", no_locks)
    experiment = load_experiment(write())
    inside: list[bool] = []

    def second(done: int, total: int) -> None:
        if done == 2000 and not inside:
            inside.append(True)
            assert run_experiment(experiment, tmp_path / "r").complete

    run_experiment(experiment, tmp_path / "r", progress=second)
    monkeypatch.undo()
    run_experiment(experiment, tmp_path / "alone")
    assert inside and tables(tmp_path / "r") == tables(tmp_path / "alone")


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("seed = 3", "seed = 4", "seed"),
        ("runs = 500", "runs = 501", "runs"),
        ("high = 4.0", "high = 3.0", "points"),
        ("horizon_months = 12", "horizon_months = 13", "scenarios"),
        ("[levers]", '[outcomes]\nruns = ["cost"]\n[levers]', "outcomes"),
        ("[levers]", '[submodels]\ntrust = "rule.py:step"\n[levers]', "submodels"),
    ],
)
def test_results_of_another_experiment_are_left_alone(
    write: Write, tmp_path: Path, old: str, new: str, part: str
) -> None:
    (tmp_path / "rule.py").write_text(STEP.format(name="step", body="pass"), encoding="utf-8")
    run_experiment(write(SMALL.replace("runs = 500", "runs = 5")), tmp_path / "first")
    changed = SMALL.replace("runs = 500", "runs = 5") if part != "runs" else SMALL
    run = tmp_path / "first"
    before = contents(run)
    with pytest.raises(UserError, match="another experiment or version") as refused:
        run_experiment(write(changed.replace(old, new, 1)), run)
    assert part in str(refused.value.values["parts"]).split(", ")
    assert contents(run) == before


def test_results_of_another_version_are_left_alone(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(SMALL.replace("runs = 500", "runs = 5"))
    run_experiment(file, tmp_path / "r")
    with monkeypatch.context() as changed:
        changed.setattr("coopsim.experiment.identity.VERSION", "99.0")
        with pytest.raises(UserError, match="different: version"):
            run_experiment(file, tmp_path / "r")
    monkeypatch.setattr("coopsim.experiment.identity.code_digest", lambda: "edited")
    with pytest.raises(UserError, match="different: code"):
        run_experiment(file, tmp_path / "r")


def test_code_digest_follows_what_results_depend_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import coopsim.experiment.identity as identity

    package = Path(coopsim.__file__).parent
    copy = tmp_path / "coopsim"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(identity, "__file__", str(copy / "experiment" / "identity.py"))
    identity.code_digest.cache_clear()
    try:
        digests = [identity.code_digest()]
        for name in (
            "texts/en/main.toml",
            "experiment/store.py",
            "scenario/inputs.py",
            "model/data/parameters.toml",
            "scenario/checks.py",
        ):
            (copy / name).write_text((copy / name).read_text(encoding="utf-8") + "\n", encoding="utf-8")
            identity.code_digest.cache_clear()
            digests.append(identity.code_digest())
    finally:
        monkeypatch.undo()
        identity.code_digest.cache_clear()
    assert digests[0] == digests[1] == digests[2] == identity.code_digest()
    assert len({*digests[2:]}) == 4


@pytest.mark.parametrize("kind", ["notes", "comparison", "file"])
def test_foreign_folder_is_left_alone(write: Write, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "r"
    if kind == "file":
        folder.write_text("mine", encoding="utf-8")
    else:
        folder.mkdir()
        (folder / ("manifest.json" if kind == "comparison" else "notes.txt")).write_text("{}", encoding="utf-8")
    with pytest.raises(UserError, match="something other"):
        run_experiment(write(), folder)
    assert kind == "file" or len(list(folder.iterdir())) == 1


def test_comparison_leaves_an_experiment_alone(write: Write, tmp_path: Path) -> None:
    """The other command that fills folders does not take results of an experiment for its own."""
    from coopsim.folders import Part, results_folder

    run_experiment(write(SMALL.replace("runs = 500", "runs = 5")), tmp_path / "r")
    before = contents(tmp_path / "r")
    part = Part("comparison", "comparison", {}, frozenset(["runs.parquet"]))
    with (
        pytest.raises(UserError, match=r"another kind \(experiment\)"),
        results_folder(tmp_path / "r", part, replace=True),
    ):
        pass
    assert open_results(tmp_path / "r").complete and contents(tmp_path / "r") == before


def test_broken_manifest_is_refused(write: Write, tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be read"):
        run_experiment(write(), tmp_path / "r")
    with pytest.raises(UserError, match="no results"):
        open_results(tmp_path)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_full_disk_keeps_what_is_finished(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    experiment = load_experiment(write(SMALL + "[outcomes]\nmunicipalities = true\n"))
    closed: list[tables_module.File] = []
    whole = tables_module.File.close

    def fails(file: tables_module.File) -> Any:
        closed.append(file)
        if len(closed) == 7:  # the points, two tables of each of two tasks, the municipalities of the third
            raise OSError(code, "no more")
        return whole(file)

    run_experiment(experiment, tmp_path / "alone")
    monkeypatch.setattr(tables_module.File, "close", fails)
    with pytest.raises(UserError) as refused:
        run_experiment(experiment, tmp_path / "r")
    assert refused.value.key == ("folder" if code == errno.EIO else "experiment_disk_full")
    monkeypatch.undo()
    assert Store(tmp_path / "r").done() == {0, 1}
    assert not list(tmp_path.rglob("*.part"))
    run_experiment(experiment, tmp_path / "r")
    assert tables(tmp_path / "r") == tables(tmp_path / "alone")


def test_disk_that_will_be_full_stops_early(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "free", lambda store: 1000)
    with pytest.raises(UserError, match="too small"):
        run_experiment(write(), tmp_path / "r")
    assert Store(tmp_path / "r").done() == {0}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_really_full_disk(write: Write, tmp_path: Path, workers: int) -> None:
    """A file system of 300 kB in memory, where the machine lets us mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("this machine forbids mounting a file system")
    try:
        file = write(SMALL.replace("runs = 500", "runs = 5000\ntask_runs = 1000"))
        done = subprocess.run(command(file, disk / "r", workers), capture_output=True, text=True)
        assert done.returncode == 2
        assert "Finished tasks are kept" in done.stderr and "Traceback" not in done.stderr
        assert not list(disk.rglob("*.part"))
        shutil.copytree(
            disk / "r", tmp_path / "r"
        )  # read there: Arrow closes files a little later, and the disk is busy
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    finished = len(Store(tmp_path / "r").done())
    assert 0 < finished < 50
    assert len(open_results(tmp_path / "r").runs(["run"])) == 1000 * finished
    run_experiment(file, tmp_path / "r")
    run_experiment(file, tmp_path / "alone")
    assert tables(tmp_path / "r") == tables(tmp_path / "alone")


def test_unwritable_place_is_refused_at_once(write: Write, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        run_experiment(write(), Path("/proc/coopsim/results"))


def test_unwritable_results_are_refused_at_once(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(SMALL.replace("runs = 500", "runs = 5"))
    run_experiment(file, tmp_path / "r")

    def refuse(*_: Any) -> None:
        raise PermissionError(errno.EACCES, "read-only")

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UserError, match="Permission denied"):
        Store(tmp_path / "r")._try_writing()


INVALID = SMALL.replace('"cooperation_body"]', '"cooperation_bodi"]')


def test_invalid_points_become_rows(write: Write, tmp_path: Path) -> None:
    results = run_experiment(write(INVALID), tmp_path / "r")
    runs = results.runs()
    assert results.complete and len(runs) == 5000
    bad = runs["governance"] == "cooperation_bodi"
    assert (runs["status"] == "invalid").tolist() == bad.tolist()
    assert runs.loc[bad, "message"].unique().tolist() == [
        'scenario.governance: unknown governance model: "cooperation_bodi"'
    ]
    outcomes = runs.columns[runs.columns.get_loc("message") + 1 :]
    assert runs.loc[bad, outcomes].isna().all(axis=None)
    good = run_experiment(write(SMALL.replace(', "cooperation_body"]', "]")), tmp_path / "good").runs()
    assert runs.loc[~bad, "cost"].tolist() == good["cost"].tolist()


def test_strict_stops_before_anything_runs(write: Write, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="did you mean cooperation_body"):
        run_experiment(write(INVALID), tmp_path / "r", strict=True)
    assert not (tmp_path / "r").exists()


def test_strict_sees_what_an_earlier_run_left(write: Write, tmp_path: Path) -> None:
    text = SMALL.replace("[levers]", "[levers.approaches.co_design]\nstart = [0, 8]\nend = [4, 12]\n[levers]")
    experiment = load_experiment(write(text.replace("runs = 500", "runs = 5")))
    run_experiment(experiment, tmp_path / "r")
    with pytest.raises(UserError, match=r"50 runs in .* could not be simulated in an earlier run"):
        run_experiment(experiment, tmp_path / "r", strict=True)


def test_many_shards_may_make_the_folder_at_once(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another shard makes the directory between a shard's look at it and its own renaming."""
    experiment = load_experiment(write(SMALL.replace("runs = 500", "runs = 5")))
    make, looked = Store._make, []

    def late(store: Store, *arguments: Any) -> None:
        looked.append(store.folder.exists())
        if len(looked) == 1:
            run_experiment(experiment, store.folder)
        make(store, *arguments)

    monkeypatch.setattr(Store, "_make", late)
    assert run_experiment(experiment, tmp_path / "r").complete
    assert looked == [False, False]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_combinations_that_are_invalid(write: Write, tmp_path: Path) -> None:
    """Each level fits the base scenario, but an approach cannot end before it begins."""
    times = "[levers.approaches.co_design]\nstart = [0, 8]\nend = [4, 12]\n\n[levers]"
    experiment = load_experiment(write(SMALL.replace("[levers]", times).replace("runs = 500", "runs = 50")))
    assert experiment.doubts == ()
    runs = run_experiment(experiment, tmp_path / "r").runs()
    bad = (runs["approaches.co_design.start"] == 8) & (runs["approaches.co_design.end"] == 4)
    assert bad.sum() == 500 and (runs["status"] == "invalid").tolist() == bad.tolist()
    with pytest.raises(
        UserError, match=r"Point \d+ cannot be simulated: approaches.co_design.end: the end does not lie"
    ):
        run_experiment(experiment, tmp_path / "strict", strict=True)
    assert open_results(tmp_path / "strict").manifest["points"] == 40


def test_failing_runs_cost_only_themselves(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A submodel that raises in runs 7 and 420, as the ensemble hands it on."""
    whole = coopsim.run.ensemble.simulate

    def fails(scenario: Any, runs: int, seed: int, *, first_run: int = 0, **options: Any) -> Any:
        for run in (7, 420):
            if first_run <= run < first_run + runs and scenario.governance == "zweckverband":
                raise ValueError(f"run {run} at {object()!r}")
        return whole(scenario, runs, seed, first_run=first_run, **options)

    file = write(SMALL + "[outcomes]\nmunicipalities = true\n")
    with monkeypatch.context() as patched:
        patched.setattr(coopsim.run.ensemble, "simulate", fails)
        results = run_experiment(file, tmp_path / "r")
    good = run_experiment(file, tmp_path / "good")
    ours, theirs = results.runs(), good.runs()
    failed = ours["run"].isin([7, 420]) & (ours["governance"] == "zweckverband")
    assert (ours["status"] == "failed").tolist() == failed.tolist()
    assert set(ours.loc[failed, "message"]) == {f"ValueError: run {run} at <object object>" for run in (7, 420)}
    assert ours.loc[failed, "cost"].isna().all()
    assert ours.loc[~failed, "cost"].tolist() == theirs.loc[~failed, "cost"].tolist()
    assert len(results.table("municipalities")) == 3 * (~failed).sum()


RULES = SMALL.replace("[levers]", '[submodels]\ntrust = "rule.py:step"\n\n[levers]').replace("runs = 500", "runs = 60")
FAILING = "if month == 3 and s.office[0].attitude > 0.6:\n        raise ValueError('attitude too high')"


@pytest.mark.slow  # compiles a schedule of its own
@pytest.mark.parametrize(
    "body",
    [FAILING, "notes = {}\n    notes[month] = str(month)\n    " + FAILING],
    ids=["compiled", "interpreted"],
)
def test_failing_submodel_costs_only_the_runs_in_which_it_fails(write: Write, tmp_path: Path, body: str) -> None:
    (tmp_path / "rule.py").write_text(STEP.format(name="step", body=body), encoding="utf-8")
    text = RULES + "[outcomes]\nmunicipalities = true\n"
    experiment = load_experiment(write(text))
    results = run_experiment(experiment, tmp_path / "r")
    runs = results.runs()
    failed = runs["status"] == "failed"
    assert 0 < failed.sum() < len(runs)
    assert runs.loc[failed, "message"].unique().tolist() == ["ValueError: attitude too high"]
    assert runs.loc[failed, "cost"].isna().all() and runs.loc[~failed, "cost"].notna().all()
    towns = results.table("municipalities")
    assert len(towns) == 3 * (~failed).sum()
    with pytest.raises(UserError, match=r"Point 0 cannot be simulated: ValueError: attitude too high"):
        run_experiment(experiment, tmp_path / "strict", strict=True)
    assert Store(tmp_path / "strict").done() == set()


@pytest.mark.slow  # compiles a schedule of its own
def test_own_submodel_reaches_the_workers(write: Write, tmp_path: Path) -> None:
    """The file of the submodel is read once; processes get its text."""
    body = "for i in range(s.town.shape[0]):\n        s.town[i].trust = 0.25"
    (tmp_path / "rule.py").write_text(STEP.format(name="step", body=body), encoding="utf-8")
    experiment = load_experiment(write(RULES.replace("runs = 60", "runs = 300")))
    (tmp_path / "rule.py").unlink()
    results = run_experiment(experiment, tmp_path / "r", workers=2)
    schedule = experiment.schedule()
    direct = coopsim.simulate(results.scenario(4), 300, 3, schedule=schedule).runs
    assert results.runs(where={"point": 4})["cost"].tolist() == direct["cost"].tolist()
    plain = run_experiment(write(SMALL.replace("runs = 500", "runs = 300")), tmp_path / "plain")
    assert results.manifest["identity"]["rules"] != plain.manifest["identity"]["rules"]
