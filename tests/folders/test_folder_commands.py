"""The commands that fill folders: nothing of the user's is lost, refusals come before the work, killed they lose nothing."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fake_ensemble import fake_simulate
from folder_trees import HOME, in_child, tree, without_state

from coopsim.calibration import procedure
from coopsim.cli.main import main
from coopsim.report.stored import load_results
from coopsim.texts import LANGUAGES, UserError, text
from paper.__main__ import main as paper

SMALL = ("compare", "harz", "--runs", "4", "--years", "1", "--governance", "zweckverband", "--approach", "none")


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """Calls the command line in an empty folder with random tables, without figures; exit code and errors."""
    monkeypatch.setattr("coopsim.run.ensemble.simulate", fake_simulate)
    monkeypatch.setattr("coopsim.figures.save_figures", lambda *_: [])
    monkeypatch.delenv("COOPSIM_LANG", raising=False)
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            (paper if words[0] in ("findings", "sensitivity") else main)(words)
        return int(left.value.code or 0), capsys.readouterr().err

    return run


def thesis(place: str) -> None:
    for name, content in {"src/model.py": "x", "thesis.txt": "x", "manifest.json": "{}"}.items():
        (Path(place) / name).parent.mkdir(parents=True, exist_ok=True)
        (Path(place) / name).write_text(content)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("replace", [(), ("--replace",)])
def test_a_manifest_does_not_make_a_folder_coopsims(call: Any, lang: str, replace: tuple[str, ...]) -> None:
    thesis("p")
    before = tree(Path("p"))
    code, err = call(*SMALL, "--out", "p", "--lang", lang, *replace)
    assert (
        code == 2
        and err
        == text(lang, "error.prefix", message=UserError("foreign", folder=Path("p").resolve()).text(lang)) + "\n"
    )
    assert tree(Path("p")) == before


COMMANDS = {
    "compare": SMALL,
    "findings": ("findings",),
    "sensitivity": ("sensitivity",),
    "screen": ("calibrate", "screen"),
    "calibrate": ("calibrate", "run"),
    "experiment": ("experiment", "run", "approaches_by_governance"),
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=list(COMMANDS))
@pytest.mark.parametrize(
    "out", ["p", "p/thesis.txt", ".", "x" * 300, "p/thesis.txt/below", "/dev/full", "~of_nobody/x"]
)
def test_places_are_refused_before_the_work(
    call: Any, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], out: str
) -> None:
    for name in (
        *(
            "coopsim.analysis.comparison.compare",
            "paper.tables.findings",
            "paper.tables.sensitivities",
        ),
        *("coopsim.calibration.screening.screen", "coopsim.calibration.procedure.match"),
        *("coopsim.experiment.running._finish", "coopsim.calibration.procedure.processes"),
    ):
        monkeypatch.setattr(name, lambda *_, **__: pytest.fail("began to work"))
    thesis("p")
    before = tree(Path())
    code, err = call(*words, "--out", out)
    assert code == 2 and err.startswith("Error: ") and err.count("\n") == 1, err
    assert tree(Path()) == before


def test_home_folder(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(Path("home").resolve()))
    assert call(*SMALL, "--out", "~/x")[0] == 0
    assert sorted(os.listdir()) == ["home"] and load_results("~/x").seed == 1


def test_what_the_user_put_beside_results_stays_and_is_named(call: Any) -> None:
    assert call(*SMALL, "--out", "p")[0] == 0
    thesis("p/own")
    Path("p/table.md").rename("p/table_for_the_mayor.md")
    Path("p/scenarios/mine.toml").write_text("mine")
    mine = {
        name: content for name, content in tree(Path("p")).items() if "mine" in name or "own" in name or "mayor" in name
    }
    code, err = call(*SMALL, "--out", "p", "--lang", "de")
    assert code == 0 and "own, scenarios/mine.toml, table_for_the_mayor.md" in err
    assert {name: tree(Path("p"))[name] for name in mine} == mine
    Path("p/table.md").write_text("changed")
    code, err = call(*SMALL, "--out", "p")
    assert code == 2 and "table.md" in err and Path("p/table.md").read_text() == "changed"


@pytest.mark.parametrize(
    ("words", "change"),
    [
        (("--seed", "2"), "seed 1 → 2"),
        (("--runs", "5"), "runs 4 → 5"),
        (("--years", "2"), "scenarios"),
        (("--approach", "all"), "scenarios"),
    ],
)
def test_other_results_are_asked_for(call: Any, words: tuple[str, ...], change: str) -> None:
    assert call(*SMALL)[0] == 0 == call(*SMALL)[0]  # as make demo, twice
    before = tree(Path())
    code, err = call(*SMALL, *words)
    assert code == 2 and change in err and "--replace" in err and tree(Path()) == before
    code, err = call(*SMALL, *words, "--replace")
    assert code == 0 and change in err and tree(Path()) != before


def test_a_comparison_in_a_link(call: Any) -> None:
    Path("disk").mkdir()
    Path("p").symlink_to("disk")
    assert call(*SMALL, "--out", "p")[0] == 0
    assert Path("p").is_symlink() and load_results("disk").seed == 1


def test_too_many_runs_for_the_disk(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coopsim.folders.folder.shutil.disk_usage", lambda _: SimpleNamespace(free=10**6))
    code, err = call(*SMALL[:2], "--runs", "1000")
    assert code == 2 and "MB" in err and os.listdir() in ([], ["results"])


def test_reports_of_several_results(call: Any) -> None:
    assert call(*SMALL, "--out", "one")[0] == 0 == call(*SMALL, "--seed", "2", "--out", "two")[0]
    assert call("report", "one", "--out", "reports")[0] == 0 == call("report", "one", "--out", "reports")[0]
    code, err = call("report", "two", "--out", "reports")
    assert code == 2 and "--replace" in err
    assert call("report", "two", "--out", "reports", "--replace")[0] == 0
    assert call("report", "one")[0] == 0 == call(*SMALL, "--out", "one")[0]
    assert Path("one/report_en.pdf").exists()
    Path("one/report_en.html").write_text("commented by the mayor")
    assert call("report", "one")[0] == 2
    assert Path("one/report_en.html").read_text() == "commented by the mayor"
    thesis("p")
    assert call("report", "one", "--out", "p")[0] == 2 and "report_en.html" not in os.listdir("p")


def test_a_stopped_calibration_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Waves that were simulated are not simulated again; old results are there until the new ones are."""
    from coopsim.calibration import space
    from coopsim.calibration.matching import Matched, Wave
    from coopsim.calibration.targets import TARGETS

    simulated: list[int] = []
    stop = [True]

    def match(pool: Any, waves: int, *others: Any) -> Any:
        wave_done, kept = others[-2:]
        for number in range(1, waves + 1):
            if kept(number) is None:
                simulated.append(number)
                table = pd.DataFrame(np.zeros((3, len(TARGETS))), columns=list(TARGETS))
                wave_done(number, Wave(space.table(np.full((3, len(space.priors())), 0.5)), table, 1.0, 0.5))
            if number == 2 and stop[0]:
                raise KeyboardInterrupt
        return Matched([Wave(pd.DataFrame(), pd.DataFrame(), 1.0, 0.5)], [], np.zeros((1, 1)))

    monkeypatch.setattr(procedure, "match", match)
    monkeypatch.setattr(procedure, "recover", lambda *_: pd.DataFrame({"parameter": []}))
    monkeypatch.setattr(procedure, "sample", lambda *_: (pd.DataFrame({"distance": [0.0]}), 1))
    monkeypatch.setattr(procedure, "of_second_prior", lambda *_: pd.DataFrame({"distance": [0.0]}))
    monkeypatch.setattr(procedure, "central", lambda *_: {"trust_gain": 0.1})
    monkeypatch.setattr(procedure, "identified", lambda *_: pd.DataFrame({"parameter": ["trust_gain"]}))
    with pytest.raises(KeyboardInterrupt):
        procedure.calibrate(tmp_path / "c", waves=3, workers=1)
    with pytest.raises(UserError, match="seed 1 → 2"):
        procedure.calibrate(tmp_path / "c", waves=3, seed=2, workers=1)
    stop[0] = False
    procedure.calibrate(tmp_path / "c", waves=3, workers=1)
    assert simulated == [1, 2, 3]
    files = {"wave_1.csv", "wave_2.csv", "wave_3.csv", *procedure.FILES}
    assert set(without_state(tree(tmp_path / "c"))) == files
    assert json.loads((tmp_path / "c" / "manifest.json").read_text())["settings"]["seed"] == 1


SLOWLY = (
    "import coopsim.run.ensemble as e, sys; from fake_ensemble import fake_simulate; e.simulate = fake_simulate;"
    "from coopsim.cli.main import main; main(sys.argv[1:])"
)


@pytest.mark.parametrize("kills", [2, pytest.param(40, marks=pytest.mark.slow)])
def test_killed_at_random_moments(call: Any, tmp_path: Path, kills: int) -> None:
    """The real command, with random tables."""
    rng = random.Random(kills)
    here = str(Path(__file__).parents[1])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(here).parent), here])}
    assert call(*SMALL, "--out", "p")[0] == 0
    thesis("p/own")
    mine = {name: content for name, content in tree(Path("p")).items() if name.startswith("own")}
    begun = [sys.executable, "-c", SLOWLY, *SMALL, "--out", "p", "--replace", "--seed"]
    seeds = {1}
    for seed in range(2, kills + 2):
        with subprocess.Popen(
            [*begun, str(seed)], env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        ) as process:
            while process.poll() is None and not list(Path("p", HOME).glob("draft-*/manifest.json")):
                if rng.random() < 0.002:
                    break
                time.sleep(0.005)
            time.sleep(rng.uniform(0.0, 0.02))
            process.send_signal(signal.SIGKILL)
        comparison = load_results("p")
        assert comparison.seed in {seed, *seeds} and set(comparison.runs["seed"]) == {comparison.seed}
        seeds = {comparison.seed, seed}
        assert {name: tree(Path("p"))[name] for name in mine} == mine
    assert call(*SMALL, "--out", "p", "--seed", "99", "--replace")[0] == 0
    assert load_results("p").seed == 99 and len(os.listdir(Path("p", HOME))) == 2


@pytest.mark.slow
def test_killed_before_many_operations_of_a_comparison(call: Any, tmp_path: Path) -> None:
    """The command in a process that dies before its n-th operation on a file of the folder."""
    for moment in range(0, 400, 5):
        place = f"p{moment}"
        assert call(*SMALL, "--out", place)[0] == 0
        thesis(f"{place}/own")

        def again(place: str = place) -> None:
            sys.stdout = sys.stderr = io.StringIO()
            main([*SMALL, "--out", place, "--seed", "2", "--replace"])

        said = in_child(again, moment, Path(place).resolve())
        assert load_results(place).seed in (1, 2) and Path(place, "own", "thesis.txt").exists()
        if said != "killed":
            break
    assert load_results(place).seed == 2 and moment > 50
