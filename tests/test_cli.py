"""The command line: commands, languages, refusals with exit code 2, Ctrl-C with 130, nothing half written."""

from __future__ import annotations

import errno
import json
import os
import re
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

from coopsim.analysis.labels import governance_by_approach
from coopsim.cli.commands import app
from coopsim.cli.main import main
from coopsim.cli.variants import twin_of, varied
from coopsim.figures.titles import approach_title
from coopsim.folders import HOME
from coopsim.scenario import load_scenario
from coopsim.texts import LANGUAGES, text
from paper.__main__ import main as paper
from paper.commands import app as paper_app

Output = tuple[int, str, str]
#: Commands that are in the folder ``paper`` now.
PAPER: dict[str, Any] = typer.main.get_command(paper_app).commands  # type: ignore[attr-defined]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """Calls the command line in an empty folder with random tables, without figures; exit code, output, errors."""
    monkeypatch.setattr("coopsim.run.ensemble.simulate", fake_simulate)
    monkeypatch.setattr("coopsim.figures.save_figures", lambda *_: [])
    monkeypatch.delenv("COOPSIM_LANG", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Output:
        with pytest.raises(SystemExit) as left:
            (paper if words and words[0] in PAPER else main)(words)
        shown = capsys.readouterr()
        return int(left.value.code or 0), shown.out, shown.err

    return run


SMALL = ("compare", "harz", "--runs", "20", "--years", "10", "--governance", "cooperation_body", "--approach", "all")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_compare(call: Any, lang: str) -> None:
    code, out, err = call(*SMALL, "--governance", "none", "--lang", lang)
    assert code == 0, err
    assert " ".join(out.split()).endswith(text(lang, "honest.line"))
    assert text(lang, "governance.cooperation_body") in out and approach_title("all", lang) in out
    assert "(100" in err and text(lang, "progress.writing") in err
    files = {path.name for path in Path("results/harz").iterdir() if path.name != HOME}
    assert files == {
        "runs.parquet", "runs.csv", "table.csv", "table.md", "effects.csv", "phases.csv", "manifest.json", "scenarios",
        "standings.csv", "flows.csv", "founding.csv",
    }  # fmt: skip
    assert [path.name for path in Path("results").iterdir()] == ["harz"]


@pytest.mark.parametrize("width", [80, 100, 120])
def test_tables_fit_the_terminal(call: Any, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    _, out, _ = call(*SMALL, "--lang", "de")
    assert max(map(len, out.splitlines())) <= width
    assert text("de", "flows.years", years="5") in out  # two settings: how the same alliances move
    assert "Verlorene" in out


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
    monkeypatch.setattr("coopsim.run.ensemble.simulate", lambda *_, **__: pytest.fail("simulated"))
    Path("file").write_text("")
    code, _, err = call(*SMALL, "--out", "file/below")
    assert code == 2 and "cannot be written" in err and "Traceback" not in err


@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError])
def test_nothing_half_written(call: Any, monkeypatch: pytest.MonkeyPatch, failure: type[BaseException]) -> None:
    def fails(*_: Any) -> None:
        raise failure

    monkeypatch.setattr("coopsim.figures.save_figures", fails)
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
    (("compare", "harz", "--precision", "sure"), "1pt"),
    (("compare", "harz", "--precision", "0"), "20"),
    (("experiment", "run", "stagnation_pairs", "--precision", "1pt", "--shard", "1/2"), "--shard"),
    (("compare", "harz", "--precision", "1pt", "--parameters", "posterior"), "aramet"),
    (("compare", "harz", "--years", "900"), "100"),
    (("compare", "harz", "--governance", "zwekverband"), "zweckverband"),
    (("compare", "harz", "--approach", "codesign"), "co_design"),
    (("compare", "harz", "--runz", "3"), "--runz"),
    (("compare", "harz", "twice"), "twice"),
    (("compare",), "ENARIO"),  # SZENARIO in German
    (("simulate", "harz"), "compare"),
    (("run", "harz", "--seed", "-1"), "--seed"),
    (("compare", "harz", "--runs"), "--runs"),
    (("compare", "harz", "--version=3"), "--version"),
    (("scenarios", "--lang"), "--lang"),
    (("check", "harz", "--lang", "--lang", "de"), "--lang"),
    (("parameters", "--json=yes"), "--json"),
    (("compair", "harz"), "compare"),
    (("experiment", "stat"), "status"),
    (("experiment", "--", "x\ny"), "plan"),
    (("report", "x", "--kind", "workshp"), "workshop"),
    (("compare", "harz", "--csv", "fr"), "en, de"),
    (("compare", "harz", "--out", ""), "--out"),
    (("compare", "harz", "--out", "~no-such-user/x"), "~no-such-user"),
    (("compare", "harz", "--out", "x" * 300), "x" * 100),
    (("compare", "harz", "--runs", "1.000"), "1000"),
    (("compare", "harz", "--runs", "12 000"), "12000"),
    (("compare", "harz", "--runs", "３"), "--runs"),
    (("check", "a\x1b[31mb.toml"), "a\\x1b[31mb"),
]
#: Every option that takes a number, with a call that has all else right.
NUMBERS = [
    (call, option)
    for call, options in {
        ("compare", "harz"): ("--runs", "--seed", "--years", "--threads"),
        ("advise", "harz"): ("--effort", "--seed", "--threads"),
        ("run", "harz"): ("--seed", "--run"),
        ("why", "harz"): ("--runs", "--seed", "--threads"),
        ("patterns",): ("--runs", "--seed"),
        ("mechanisms",): ("--runs", "--seed"),
        ("findings",): ("--sets", "--runs", "--workers"),
        ("sensitivity",): ("--runs", "--trajectories", "--count", "--size", "--workers"),
        ("calibrate", "screen"): ("--trajectories", "--runs", "--seed", "--workers"),
        ("calibrate", "run"): ("--waves", "--size", "--runs", "--seed", "--workers"),
        ("experiment", "plan", "teaching"): ("--workers",),
        ("experiment", "run", "teaching"): ("--workers", "--shard"),
        ("workshop",): ("--port",),
        ("inspect", "harz"): ("--seed", "--run", "--port"),
    }.items()
    for option in options
]
ABSURD = ["99999999999999999999", "9" * 5000, "-1", "-" + "9" * 5000, "1e9", "2.5", "nan", "∞", "", " ", "0x10", "1/0"]


@pytest.mark.parametrize(("words", "named"), FAULTY)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_faulty_calls(call: Any, words: tuple[str, ...], named: str, lang: str) -> None:
    code, out, err = call(f"--lang={lang}", *words)
    assert (code, out) == (2, "") and named in err and "Traceback" not in err
    assert err.startswith("Fehler: " if lang == "de" else "Error: ") or words[0] == "check"


@pytest.mark.parametrize(("words", "option"), NUMBERS)
def test_absurd_numbers(call: Any, words: tuple[str, ...], option: str) -> None:
    for number in ABSURD:
        code, out, err = call(*words, option, number, "--lang", "de")
        assert (code, out) == (2, "") and option in err and len(err) < 400, (number, err)


def test_every_number_has_its_test() -> None:
    """And bounds: an option whose value is named N refuses what is beyond them."""
    found = {
        (*path, option.opts[0])
        for path, command in commands()
        for option in command.params
        if option.metavar in ("N", "K/N")
    }
    assert found == {
        (*words[: 2 if words[0] in ("calibrate", "experiment") else 1], option) for words, option in NUMBERS
    }


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
    from coopsim.model.parameters import PARAMETERS

    assert [row["symbol"] for row in data] == list(PARAMETERS)
    markdown = call("parameters", "--markdown", "--lang", "de")[1]
    assert markdown.startswith("| Symbol |") and len(markdown.splitlines()) == len(PARAMETERS) + 2
    assert all(name in call("governance")[1] for name in ("zweckverband", "joint_agency", "notice"))
    assert "teaching/free_riding" in call("scenarios", "--lang", "de")[1]
    assert json.loads(call("schema")[1])["title"] == "coopsim scenario"
    assert "negotiation" in call("schedule")[1]


def commands() -> list[tuple[tuple[str, ...], Any]]:
    """All commands with their paths, groups included."""

    def below(command: Any, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any]]:
        deeper = getattr(command, "commands", {}).items()
        return [(path, command), *(row for name, one in deeper for row in below(one, (*path, name)))]

    return [(path, PAPER.get(".".join(path), one)) for path, one in below(typer.main.get_command(app), ())]


#: Words of the pages and messages of click and typer, and headings of ours in English.
ENGLISH = re.compile(
    r"\b(usage|options|arguments|commands?|args|required|default|show|exit|help|env var|missing|invalid|value|no such|"
    r"did you mean|possible|unexpected|got|extra|requires?|does not|try|aborted|error|choice|range|file|folder|"
    r"scenario|bool|str|text|integer|path|dynamic|the|of|and|is)\b",
    re.IGNORECASE,
)
NOT_ENGLISH = re.compile(r"coopsim( \w+)*|--[\w-]+|\bwas\b|results/|„[^“]*“|\S+\.(toml|csv|py)|COOPSIM_LANG")


@pytest.mark.parametrize(("path", "command"), commands())
def test_help_is_in_the_language(
    call: Any, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...], command: Any
) -> None:
    for lang in LANGUAGES:
        code, shown, _ = call(*path, "--help", "--lang", lang)
        out = " ".join(shown.split())
        assert code == 0 and text(lang, f"help.{command.help}").split(",")[0] in out
        assert text(lang, "help.lang").split(" (")[0] in out and text(lang, "help.help") in out
        assert text(lang, "page.options") in out
        assert all(text(lang, f"help.{one.help}").split(" ")[0] in out for one in command.params if one.help)
        assert "help." not in out and max(map(len, shown.splitlines())) <= 100
    if path and hasattr(command, "commands"):
        monkeypatch.setenv("COOPSIM_LANG", "de")
        assert call(*path)[:2] == (0, shown)  # a group alone shows its help
    own = {command.name for _, command in commands()}
    left = set(ENGLISH.findall(NOT_ENGLISH.sub("", shown.replace("\n", " ")))) - {"HILFE"} - own
    assert not left, shown


@pytest.mark.parametrize(("words", "named"), FAULTY)
def test_refusals_are_in_the_language(call: Any, words: tuple[str, ...], named: str) -> None:
    err = call("--lang=de", *words)[2].replace(os.strerror(errno.ENAMETOOLONG), "").replace(str(Path.cwd()), "")
    assert ENGLISH.findall(NOT_ENGLISH.sub("", err)) == [], err


def test_messages_name_what_is_wrong_and_no_more(call: Any) -> None:
    assert call("compare", "harz", "twice")[2].startswith("Error: Unexpected: “twice”.\n")
    assert call("compare", "harz", "a)", "(b")[2].startswith("Error: Unexpected: “a) (b”.\n")
    assert call("compair")[2].splitlines()[0].endswith("Did you mean “compare”?")


def test_language_before_the_command(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Aufruf:" in call("--lang", "de")[1] and "Aufruf:" in call("--lang=de", "run", "--help")[1]
    monkeypatch.setenv("COOPSIM_LANG", "de")
    assert (
        call("check", "harz")[1] == call("--lang", "de", "check", "harz")[1] != call("--lang", "en", "check", "harz")[1]
    )


def test_run_tells_a_story(call: Any) -> None:
    code, out, err = call("run", "teaching/three_towns", "--seed", "7", "--lang", "de")
    assert code == 0, err
    assert len(out) > 500 and out.rstrip().endswith(text("de", "honest.line"))
    whole = call("run", "teaching/three_towns", "--seed", "7", "--lang", "de", "--all")[1]
    assert len(whole) > 2 * len(out) and out.partition("\n\nEin einzelner Lauf")[0] in whole


@pytest.mark.parametrize("lang", LANGUAGES)
def test_run_tells_twins_and_what_if(call: Any, lang: str) -> None:
    told = {"en": "month 11: halberstadt refuses", "de": "Monat 11: halberstadt lehnt ab"}[lang]
    short = ("run", "harz", "--seed", "7", "--lang", lang, "--set", "horizon_months=24")
    code, out, err = call(*short, "--instead", told)
    assert code == 0, err
    assert told in out and text(lang, "story.twins.parting") in out
    code, out, err = call(*short, "--twin", "zweckverband", "--twin", "co_design", "--out", "both.html")
    assert (code, out) == (0, ""), err
    page = Path("both.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and text(lang, "governance.zweckverband") in page and "│" in page
    code, out, _ = call(*short, "--decisions")
    assert code == 0 and told in out
    code, out, err = call(*short, "--instead", told.replace("11", "12"))
    assert (code, out) == (2, "") and err.count("\n") == 1 and "11" in err
    assert err.startswith(text(lang, "error.prefix", message="").strip())


@pytest.mark.parametrize(
    "words, found",
    [
        (("--twin", "zweckverbnad"), "zweckverband"),
        (("--governance", "zweckverbnad"), "zweckverband"),
        (("--approach", "codesign"), "co_design"),
        (("--set", "hindrances.competion=0.5"), "competition"),
        (("--set", "competition"), "KEY=VALUE"),
        (("--twin", "missing.toml"), "missing.toml"),
        (("--twin", "altmark"), "municipalities"),
    ],
)
def test_run_refuses_what_is_no_setting(call: Any, words: tuple[str, ...], found: str) -> None:
    code, out, err = call("run", "harz", *words)
    assert (code, out) == (2, "") and found in err and "Traceback" not in err


def test_settings_of_a_run_are_those_of_the_comparison() -> None:
    harz = load_scenario("harz").with_({"approaches.co_design": 0.5})
    pairs = governance_by_approach(harz, ["zweckverband"], ["co_design", "all"])
    assert varied(harz, "zweckverband", ["none"], []) == pairs[("zweckverband", "none")]
    assert varied(harz, "zweckverband", ["all"], []) == twin_of(harz, ["zweckverband", "all"])
    assert twin_of(harz, ["all", "governance=zweckverband"]) == pairs[("zweckverband", "all")]
    assert twin_of(harz, ["co_design", "zweckverband"]) == pairs[("zweckverband", "co_design")]
    assert varied(harz, None, [], ["hindrances.competition=0.25"]).hindrances["competition"] == 0.25
    assert varied(harz, None, [], []) is harz is twin_of(harz, [])
    assert twin_of(harz, ["none"]).governance == "none"
    assert twin_of(harz, ["altmark", "zweckverband"]).id == "altmark"


def command(*words: str, **options: Any) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(Path(__file__).parents[1]), str(Path(__file__).parent)])
    environment = os.environ | {"PYTHONPATH": paths}
    return subprocess.Popen(
        [sys.executable, *words], env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    heavy = ["numba", "pandas", "matplotlib", "scipy", "statsmodels", "numpy", "pyarrow", "mesa", "pydantic"]
    code = f"import sys, coopsim.cli.main; print([name for name in {heavy} if name in sys.modules])"
    assert command("-c", code).communicate()[0].strip() == "[]"
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert "compare" in command("-m", "coopsim", "--help").communicate()[0]
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime < 0.3  # processor time: others may be busy


def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    """A real signal in the middle of a comparison."""
    slow = (
        "import time, coopsim.run.ensemble as e; from fake_ensemble import fake_simulate;"
        "e.simulate = lambda *a, **k: (time.sleep(0.3), fake_simulate(*a, **k))[1];"
        "from coopsim.cli.main import main; main(['compare', 'harz', '--runs', '20'])"
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
