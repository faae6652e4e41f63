"""The commands plan, run and status, in both languages: what they say, and the exit codes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from conftest import SMALL, Write, tables

from coopsim.cli.main import main
from coopsim.cli.progress import EXPERIMENT, Pace
from coopsim.experiment import load_experiment, open_results, run_experiment
from coopsim.experiment.describing import plan_text
from coopsim.experiment.planning import plan_experiment
from coopsim.texts import LANGUAGES
from coopsim.texts.quantities import duration, size_text

Output = tuple[int, str, str]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """Calls ``coopsim experiment`` in an empty folder; exit code, output, errors."""
    monkeypatch.delenv("COOPSIM_LANG", raising=False)
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Output:
        with pytest.raises(SystemExit) as left:
            main(["experiment", *words])
        shown = capsys.readouterr()
        return int(left.value.code or 0), shown.out, shown.err

    return run


@pytest.mark.parametrize("lang", LANGUAGES)
def test_run_and_status(call: Any, write: Write, lang: str) -> None:
    file = str(write())
    code, out, err = call("run", file, "--workers", "1", "--lang", lang)
    assert code == 0 and out == ""
    assert {"en": "5,000 of 5,000 runs (100%)", "de": "5.000 von 5.000 Läufen"}[lang] in err
    assert "runs/s" in err or "Läufe/s" in err
    assert str(Path("results") / "small") in err
    code, out, err = call("status", file, "--lang", lang)
    assert code == 0 and err == ""
    assert out.splitlines()[:2] == {
        "en": ["Small", "Tasks: 5 of 5 done"], "de": ["Klein", "Aufgaben: 5 von 5 fertig"]
    }[lang]  # fmt: skip
    assert call("status", "results/small", "--lang", lang)[1] == out


def test_shards_status_and_resumption(call: Any, write: Write, tmp_path: Path) -> None:
    file = str(write())
    assert call("run", file, "--shard", "2/2", "--out", "r")[0] == 0
    code, out, _ = call("status", file, "--out", "r")
    assert "Tasks: 2 of 5 done" in out and "2,000 of 5,000 (40.0%)" in out and "Nobody is working" in out
    code, _, err = call("run", file, "--out", "r", "--workers", "1")
    assert code == 0 and "Complete in" in err
    run_experiment(load_experiment(file), tmp_path / "alone")
    assert tables(tmp_path / "r") == tables(tmp_path / "alone")


def test_invalid_points_are_told_of(call: Any, write: Write) -> None:
    file = str(write(SMALL.replace('"cooperation_body"]', '"cooperation_bodi"]').replace("500", "10")))
    code, _, err = call("run", file, "--workers", "1")
    assert code == 0
    assert "did you mean cooperation_body?" in err and "recorded as invalid" in err
    assert "50 runs could not be simulated" in err and 'unknown governance model: "cooperation_bodi"' in err
    _, out, _ = call("status", file, "--lang", "de")
    assert "50 Läufe ließen sich nicht rechnen" in out
    code, _, err = call("run", file, "--strict", "--out", "strict")
    assert code == 2 and "--strict was asked for" in err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["run", "none.toml"], "no such file"),
        (["run", "approaches_by_governanc"], "did you mean approaches_by_governance"),
        (["run", "small.toml", "--shard", "3/2"], "3/2"),
        (["run", "small.toml", "--workers", "0"], "--workers"),
        (["status", "small.toml"], "no results"),
        (["status", "."], "no results"),
        (["runn"], "Known: plan, run, status"),
        (["run", "small.toml", "--sharp"], "coopsim experiment run --help"),
    ],
)
def test_faulty_calls(call: Any, write: Write, words: list[str], expected: str) -> None:
    write()
    code, out, err = call(*words)
    assert code == 2 and out == ""
    assert expected in err and "Traceback" not in err


def test_ctrl_c_in_words(call: Any, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("coopsim.experiment.running.run_experiment", interrupt)
    code, _, err = call("run", str(write()), "--lang", "de")
    assert code == 130 and "derselbe Befehl setzt dort fort" in err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plan(call: Any, write: Write, lang: str, tmp_path: Path) -> None:
    code, out, _ = call("plan", str(write()), "--workers", "2", "--lang", lang)
    assert code == 0
    assert {"en": "Runs: 5,000 (500 per point); tasks: 5", "de": "Läufe: 5.000 (je Punkt 500); Aufgaben: 5"}[
        lang
    ] in out
    assert len(re.findall(r"^  f ≥ 0[.,]\d{3}  ", out, re.MULTILINE)) == 3
    assert list(tmp_path.iterdir()) == [tmp_path / "small.toml"]  # nothing is written


def test_plan_foretells_size(write: Write, tmp_path: Path) -> None:
    """The pilot's bytes per run are near those of the whole."""
    experiment = load_experiment(write(SMALL.replace("horizon_months = 12", "horizon_months = 60")))
    plan = plan_experiment(experiment)
    results = run_experiment(experiment, tmp_path / "r")
    size = sum(path.stat().st_size for path in (results.folder / "runs").iterdir())
    assert plan.disk == pytest.approx(size, rel=0.3)
    assert plan.runs == 5000 and plan.workers == 1 and plan.seconds > 0
    assert plan.memory is not None and plan.memory > 50e6


def test_plan_of_one_run_per_point_and_series(write: Write) -> None:
    text = SMALL.replace('kind = "full_factorial"', 'kind = "latin_hypercube"\nsamples = 50').replace(", steps = 5", "")
    text = text.replace("runs = 500", "runs = 1") + "[outcomes]\nseries = {}\nmunicipality_series = {}\n"
    experiment = load_experiment(write(text))
    plan = plan_experiment(experiment)
    assert plan.runs == 50 and plan.disk > 50 * 12 * 20
    words = plan_text(plan, experiment, "en")
    assert "f ≥ –  between all 50 points" in words and "trust_loss_ratio: trend over its range, 50 runs" in words


def test_pace_counts_from_the_first_call_of_each_part() -> None:
    times = iter([100.0, 110.0, 500.0, 501.0])
    pace = Pace("en", EXPERIMENT, lambda: next(times))
    assert pace.words(5000, 10_000) == "5,000 of 10,000 runs (50%)"
    assert pace.words(6000, 10_000) == "6,000 of 10,000 runs (60%), 100 runs/s, about 40 s left"
    assert pace.words(10, 1000) == "10 of 1,000 runs (1%)"
    assert pace.words(20, 1000) == "20 of 1,000 runs (2%), 10 runs/s, about 1 min 38 s left"


def test_spans_and_sizes() -> None:
    assert [duration("en", seconds) for seconds in (42, 185, 7 * 3600 + 720, 76 * 3600)] == [
        "42 s", "3 min 5 s", "7 h 12 min", "3 d 4 h"
    ]  # fmt: skip
    assert duration("de", 7 * 3600 + 720) == "7 Std. 12 min"
    assert [size_text("en", size) for size in (7, 3200, 45e6, 1.23e9)] == ["7 B", "3.2 kB", "45 MB", "1.2 GB"]
    assert size_text("de", 1.23e9) == "1,2 GB"


def test_results_can_be_read_in_pieces(write: Write, tmp_path: Path) -> None:
    results = run_experiment(write(), tmp_path / "r")
    parts = list(results.batches("runs", ["run", "cost"], {"point": [1, 2]}))
    assert [len(part) for part in parts] == [500, 500]
    assert open_results(tmp_path / "r").runs(["run"], {"point": 1, "run": range(3)})["run"].tolist() == [0, 1, 2]
    with pytest.raises(KeyError, match="There are: runs"):
        results.table("series")
    with pytest.raises(IndexError, match="0 to 9"):
        results.scenario(10)
