"""Streams, signals and environments that a command meets: every exit is a result, or a message with exit code 2."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopsim.cli import standard_streams as streams
from coopsim.texts import LANGUAGES, text

ROOT = Path(__file__).parents[1]
RARE = pytest.mark.slow


def shell(line: str, place: Path, **environment: str) -> tuple[int, bytes, bytes]:
    """Exit code, output and errors of a line of shell in which $C is coopsim."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONIOENCODING", "COOPSIM_LANG")}
    kept |= {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]), "C": f"{sys.executable} -m coopsim"}
    done = subprocess.run(["bash", "-c", line], cwd=place, env=kept | environment, capture_output=True, timeout=240)
    assert b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr, done.stderr.decode()
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "encoding", ["cp1252", "ascii", *(pytest.param(name, marks=RARE) for name in ("cp850", "utf-16", "iso8859-15"))]
)
def test_any_encoding(tmp_path: Path, encoding: str) -> None:
    """Nothing is lost: what an encoding lacks is written by its nearest signs, and minus stays minus."""
    code, out, _ = shell("$C parameters --markdown --lang de", tmp_path, PYTHONIOENCODING=encoding)
    _, whole, _ = shell("$C parameters --markdown --lang de", tmp_path, PYTHONIOENCODING="utf-8")
    assert code == 0
    shown, meant = out.decode(encoding), whole.decode()
    assert "−" in meant and shown.count("\n") == meant.count("\n")
    for sign in "−–ü€":
        try:
            sign.encode(encoding)
        except UnicodeEncodeError:
            meant = meant.replace(sign, streams.plain(sign))
    assert [row.split("|")[4:7] for row in shown.splitlines()] == [row.split("|")[4:7] for row in meant.splitlines()]


@pytest.mark.parametrize("words", [pytest.param("run teaching/three_towns", marks=RARE), "scenarios"])
@pytest.mark.parametrize(
    "environment",
    [{"PYTHONIOENCODING": "cp1252"}, {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
)
def test_commands_in_old_code_pages(tmp_path: Path, words: str, environment: dict[str, str]) -> None:
    code, out, _ = shell(f"$C {words} --lang de > file && cat file", tmp_path, **environment)
    assert code == 0 and len(out) > 300 and out.decode("cp1252")


@given(st.text())
def test_every_sign_can_be_written(words: str) -> None:
    for encoding in ("ascii", "cp1252", "cp850", "utf-8"):
        assert len(words.encode(encoding, streams.HANDLER)) >= len(words)


STREAMS = [
    ("$C schedule > /dev/full", 2, True),
    ("$C --help > /dev/full", 2, True),
    ("$C parameters > /dev/full 2> /dev/full", 2, False),
    ("$C parameters > /dev/full 2>&-", 2, False),
    ("$C --help >&-", 2, True),
    ("$C --help 2>&-", 0, False),
    ("$C --help 2> /dev/full", 0, False),
    ("$C --help <&- >&- 2>&-", 2, False),
    ("$C nonsense 2> /dev/full", 2, False),
    ("$C parameters | head -1; exit ${PIPESTATUS[0]}", 0, False),
    ("$C --help | true; exit ${PIPESTATUS[0]}", 0, False),
    ("$C nonsense 2>&1 | true; exit ${PIPESTATUS[0]}", 2, False),
]


@pytest.mark.parametrize(("line", "code", "message"), STREAMS)
def test_streams_that_fail(tmp_path: Path, line: str, code: int, message: bool) -> None:
    found, _, errors = shell(line, tmp_path)
    assert found == code, errors
    assert errors.startswith(b"Error: ") if message else b"Error" not in errors


def test_messages_that_nobody_reads_stop_no_work(tmp_path: Path) -> None:
    """Progress goes to a pipe whose reader has left, the results to their folder."""
    fake = (
        "import coopsim.run.ensemble as e; from fake_ensemble import fake_simulate; e.simulate = fake_simulate;"
        "import coopsim.figures as f; f.save_figures = lambda *_: [];"
        "from coopsim.cli.main import main; main(['compare', 'harz', '--runs', '20', '--years', '1', '--out', 'here'])"
    )
    for errors in ("2> >(true)", "2>&-"):
        code, out, _ = shell(f'{sys.executable} -c "{fake}" {errors}', tmp_path)
        assert code == 0 and text("en", "honest.line")[:20].encode() in out
        assert (tmp_path / "here" / "manifest.json").is_file()


def test_a_closed_stream_gives_its_place_to_no_file(tmp_path: Path) -> None:
    code, _, _ = shell("$C check harz >&-; $C schema 2>&- > schema.json", tmp_path)
    assert code == 0 and (tmp_path / "schema.json").read_text(encoding="utf-8").startswith("{")


ENVIRONMENTS = [
    {"HOME": ""},
    {"HOME": "/nonexistent", "TMPDIR": "/nonexistent"},
    {"HOME": "/proc", "XDG_CACHE_HOME": "/proc/x", "MPLCONFIGDIR": "/proc/y"},
    {"COLUMNS": "1"},
    {"COLUMNS": "0", "LINES": "0"},
    {"COLUMNS": "²"},
    {"COLUMNS": "9" * 5000},
    {"COLUMNS": "-5", "LINES": "x", "TERMINAL_WIDTH": "wide"},
    {"TERM": "dumb", "NO_COLOR": "1"},
    {"TERM": "nonsense", "FORCE_COLOR": "1", "GITHUB_ACTIONS": "1"},
    {"LC_ALL": "nonsense", "LANG": "xx_YY.nonsense", "LANGUAGE": "zz"},
    {"PYTHONIOENCODING": ":strict", "TZ": "Nowhere/Land", "MPLBACKEND": "nonsense", "SOURCE_DATE_EPOCH": "x"},
    {"COOPSIM_LANG": ""},
]


@pytest.mark.slow
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_environments(tmp_path: Path, environment: dict[str, str]) -> None:
    code, out, errors = shell("$C scenarios && $C check harz && $C run --help", tmp_path, **environment)
    assert code == 0 and out, errors


@pytest.mark.parametrize(
    "found", ["de_DE.UTF-8", *(pytest.param(x, marks=RARE) for x in ("DE", " ", "x" * 5000, "\udcff"))]
)
def test_unknown_language_of_the_environment(tmp_path: Path, found: str) -> None:
    code, out, errors = shell("$C scenarios", tmp_path, COOPSIM_LANG=found)
    assert (code, out) == (2, b"") and b"COOPSIM_LANG" in errors and b"en, de" in errors and len(errors) < 400


def test_folders_that_are_not_there(tmp_path: Path) -> None:
    assert shell("mkdir d && cd d && rmdir ../d && $C scenarios", tmp_path)[0] == 0
    for words in ("compare harz --runs 2 --years 1", "check mine.toml", "report results"):
        code, _, errors = shell(f"mkdir d && cd d && rmdir ../d && $C {words}", tmp_path)
        assert code == 2 and errors


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_at_any_time(tmp_path: Path, number: signal.Signals) -> None:
    """From the first import on; the code is 130 as soon as the command line is there, however slowly it starts."""
    begin = (  # whatever whoever runs the tests ignores, nohup for one
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "signal.signal(signal.SIGHUP, signal.SIG_DFL); from coopsim.cli.main import main; "
    )
    kept = os.environ | {"PYTHONPATH": str(ROOT)}
    codes = set()
    for wait in (0.2, 1.2, 2.5, 5, 10, 20):
        words = [sys.executable, "-c", f"print(1, flush=True); {begin} main(['compare', 'harz', '--runs', '100000'])"]
        process = subprocess.Popen(
            words, cwd=tmp_path, env=kept, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout is not None and process.stdout.readline() == "1\n"
        time.sleep(wait)
        process.send_signal(number)
        _, errors = process.communicate(timeout=120)
        codes.add(process.returncode)
        assert "Traceback" not in errors
        if process.returncode == 130:
            break
    assert codes <= {130, -number} and 130 in codes  # the negative one: before the command line was there
    assert not list((tmp_path / "results").glob("*")) if (tmp_path / "results").exists() else True


def test_streams_are_put_back() -> None:
    before = sys.stdout, sys.stderr
    with streams.safe_streams():
        print("−", end="")
    assert (sys.stdout, sys.stderr) == before and not sys.stdout.closed


def test_control_signs_are_shown_not_sent() -> None:
    assert streams.printable("a\x1b[31m\u202eb\n\udcff\x7f") == "a\\x1b[31m\\u202eb\n\\udcff\\x7f"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_memory_and_system_errors_are_messages(lang: str) -> None:
    from coopsim.cli.main import refusal

    assert refusal(MemoryError(), lang) == text(lang, "error.memory")
    assert "/x" in str(refusal(OSError(36, "File name too long", "/x"), lang))
    assert refusal(ValueError("a fault of ours"), lang) is None


def test_output_of_a_stream_without_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notebooks put streams in place that have no buffer."""
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stdout", shown)
    with streams.safe_streams():
        print("−")
    assert shown.getvalue() == "−\n"
