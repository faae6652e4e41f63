"""The command line: commands, languages, refusals with exit code 2, Ctrl-C with 130, nothing half written."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import typer
from fake_ensemble import fake_simulate

from coopsim.cli import main
from coopsim.commands import app
from coopsim.folders import HOME
from coopsim.texts import LANGUAGES, text

Output = tuple[int, str, str]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """Calls the command line in an empty folder with random tables, without figures; exit code, output, errors."""
    monkeypatch.setattr("coopsim.ensemble.simulate", fake_simulate)
    monkeypatch.setattr("coopsim.report.figures.save_figures", lambda *_: [])
    monkeypatch.delenv("COOPSIM_LANG", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Output:
        with pytest.raises(SystemExit) as left:
            main(words)
        shown = capsys.readouterr()
        return int(left.value.code or 0), shown.out, shown.err

    return run


SMALL = ("compare", "harz", "--runs", "20", "--years", "10", "--governance", "cooperation_body", "--approach", "all")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_compare(call: Any, lang: str) -> None:
    code, out, err = call(*SMALL, "--governance", "none", "--lang", lang)
    assert code == 0, err
    assert " ".join(out.split()).endswith(text(lang, "honest.line"))
    assert text(lang, "governance.cooperation_body") in out and text(lang, "approach.all") in out
    assert "(100" in err and text(lang, "progress.writing") in err
    files = {path.name for path in Path("results/harz").iterdir() if path.name != HOME}
    assert files == {
        "runs.parquet", "runs.csv", "table.csv", "table.md", "effects.csv", "phases.csv", "manifest.json", "scenarios",
    }  # fmt: skip  (figures are not drawn here)
    assert [path.name for path in Path("results").iterdir()] == ["harz"]


@pytest.mark.parametrize("width", [80, 100, 120])
def test_tables_fit_the_terminal(call: Any, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    _, out, _ = call(*SMALL, "--lang", "de")
    assert max(map(len, out.splitlines())) <= width
    assert out.count("nicht erreicht") + out.count("Median") > 0


def test_results_are_replaced_but_nothing_else_is(call: Any) -> None:
    assert call(*SMALL, "--out", "mine")[0] == 0
    before = json.loads(Path("mine/manifest.json").read_text())
    code, _, err = call(*SMALL, "--out", "mine", "--seed", "2")
    assert code == 2 and "seed 1 → 2" in err and "--replace" in err
    assert json.loads(Path("mine/manifest.json").read_text()) == before
    code, _, err = call(*SMALL, "--out", "mine", "--seed", "2", "--replace", "--lang", "de")
    assert code == 0 and "seed 1 → 2" in err
    assert json.loads(Path("mine/manifest.json").read_text())["id"] != before["id"]
    assert call(*SMALL, "--out", "mine", "--seed", "2")[0] == 0  # the same again
    Path("thesis").mkdir()
    Path("thesis/chapter.txt").write_text("years of work")
    code, _, err = call(*SMALL, "--out", "thesis", "--lang", "de")
    assert code == 2 and "thesis" in err and "--out" in err
    assert [path.name for path in Path("thesis").iterdir()] == ["chapter.txt"]


def test_unwritable_folder_is_refused_before_simulating(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coopsim.ensemble.simulate", lambda *_, **__: pytest.fail("simulated"))
    Path("file").write_text("")
    code, _, err = call(*SMALL, "--out", "file/below")
    assert code == 2 and "cannot be written" in err and "Traceback" not in err


@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError])
def test_nothing_half_written(call: Any, monkeypatch: pytest.MonkeyPatch, failure: type[BaseException]) -> None:
    def fails(*_: Any) -> None:
        raise failure

    monkeypatch.setattr("coopsim.report.figures.save_figures", fails)
    if failure is KeyboardInterrupt:
        code, out, err = call(*SMALL, "--lang", "de")
        assert code == 130 and text("de", "error.interrupted") in err and out == ""
    else:
        with pytest.raises(RuntimeError):
            main(SMALL)
    assert list(Path("results").iterdir()) == []


FAULTY = [
    (("compare", "hartz"), "harz"),
    (("compare", "harz", "--runs", "many"), "many"),
    (("compare", "harz", "--runs", "1"), "--runs"),
    (("compare", "harz", "--years", "900"), "100"),
    (("compare", "harz", "--governance", "zwekverband"), "zweckverband"),
    (("compare", "harz", "--approach", "codesign"), "co_design"),
    (("compare", "harz", "--runz", "3"), "--runz"),
    (("compare", "harz", "twice"), "twice"),
    (("compare",), "SCENARIO"),
    (("simulate", "harz"), "compare"),
    (("run", "harz", "--seed", "-1"), "--seed"),
]


@pytest.mark.parametrize(("words", "named"), FAULTY)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_faulty_calls(call: Any, words: tuple[str, ...], named: str, lang: str) -> None:
    code, out, err = call(*words, "--lang", lang)
    assert (code, out) == (2, "") and named in err and "Traceback" not in err
    assert err.startswith("Fehler: " if lang == "de" else "Error: ")


def test_unknown_language(call: Any) -> None:
    code, _, err = call("compare", "harz", "--lang", "fr")
    assert code == 2 and "en, de" in err


def test_check(call: Any) -> None:
    assert call("check", "harz", "altmark")[0] == 0
    Path("mine.toml").write_text('extends = "harz"\n[hindrances]\ncompetion = 0.5\n')
    code, out, err = call("check", "harz", "mine.toml", "--lang", "de")
    assert code == 2 and "harz" in out and "mine.toml:3" in err and "competition" in err


def test_language_of_the_environment(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COOPSIM_LANG", "de")
    assert "Umsetzung" not in call("--help")[1] and "Kooperationsform" in call("--help")[1]
    assert text("de", "check.good", file="harz") in call("check", "harz")[1]


def test_listings(call: Any) -> None:
    data = json.loads(call("parameters", "--json")[1])
    from coopsim.parameters import PARAMETERS

    assert [row["symbol"] for row in data] == list(PARAMETERS)
    markdown = call("parameters", "--markdown", "--lang", "de")[1]
    assert markdown.startswith("| Symbol |") and len(markdown.splitlines()) == len(PARAMETERS) + 2
    assert all(name in call("governance")[1] for name in ("zweckverband", "joint_agency", "notice"))
    assert "teaching/free_riding" in call("scenarios", "--lang", "de")[1]
    assert json.loads(call("schema")[1])["title"] == "coopsim scenario"
    assert "negotiation" in call("schedule")[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_is_in_the_language(call: Any, lang: str) -> None:
    for command in typer.main.get_command(app).commands:  # type: ignore[attr-defined]
        out = " ".join(call(command, "--help", "--lang", lang)[1].split())
        assert text(lang, f"help.{command}").split(",")[0] in out
        assert text(lang, "help.lang").split(" (")[0] in out


def test_run_tells_a_story(call: Any) -> None:
    code, out, err = call("run", "teaching/three_towns", "--seed", "7", "--lang", "de")
    assert code == 0, err
    assert len(out) > 500 and out.rstrip().endswith(text("de", "honest.line"))


def command(*words: str, **options: Any) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(Path(__file__).parents[1]), str(Path(__file__).parent)])
    environment = os.environ | {"PYTHONPATH": paths}
    return subprocess.Popen(
        [sys.executable, *words], env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    heavy = ["numba", "pandas", "matplotlib", "scipy", "statsmodels", "numpy", "pyarrow", "mesa", "pydantic"]
    code = f"import sys, coopsim.cli; print([name for name in {heavy} if name in sys.modules])"
    assert command("-c", code).communicate()[0].strip() == "[]"
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert "compare" in command("-m", "coopsim", "--help").communicate()[0]
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime < 0.5  # processor time: others may be busy


def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    """A real signal in the middle of a comparison."""
    slow = (
        "import time, coopsim.ensemble as e; from fake_ensemble import fake_simulate;"
        "e.simulate = lambda *a, **k: (time.sleep(0.3), fake_simulate(*a, **k))[1];"
        "from coopsim.cli import main; main(['compare', 'harz', '--runs', '20'])"
    )
    heard = partial(signal.signal, signal.SIGINT, signal.default_int_handler)  # a background job is deaf to it
    process = command("-c", slow, cwd=tmp_path, preexec_fn=heard)
    assert process.stderr is not None
    assert "88" in process.stderr.readline()
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130 and out == "" and text("en", "error.interrupted") in err
    assert "Traceback" not in err and list((tmp_path / "results").iterdir()) == []


