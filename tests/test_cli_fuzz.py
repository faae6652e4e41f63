"""Mutated command lines in mutated surroundings: the exit code is 0 or 2, a refusal is a message, nothing stalls.

Heavy work is put aside (random tables in place of simulations, no servers), for the command line is what is tested.
"""

from __future__ import annotations

import io
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from fake_ensemble import fake_simulate

from coopsim.cli.main import main

LINES = [
    "compare harz --runs 4 --years 1 --governance zweckverband --approach none --out {out}",
    "compare altmark --runs 2 --years 1 --governance none --approach co_design --csv de --lang de --out {out}",
    "run teaching/three_towns --seed 3 --run 1",
    "check harz mine.toml",
    "check altmark --lang de",
    "parameters --markdown",
    "parameters --json --lang=de",
    "scenarios",
    "schema",
    "schedule",
    "governance --lang de",
    "report {out} --kind paper --out {out}",
    "report {out} --lang de",
    "report nowhere",
    "experiment plan no_such_experiment --workers 2",
    "experiment status {out}",
    "experiment run mine.toml --shard 1/2 --strict --out {out}",
    "workshop nowhere.toml --port 70000 --no-browser",
    "inspect nowhere --seed 1 --port 0 --no-browser",
    "calibrate run --waves 0 --out {out}",
    "calibrate screen --trajectories 1",
    "findings --sets 3 --parameters {out}",
    "sensitivity --size 3",
    "compare --help",
    "--version",
    "--help",
]
NAMES = ["compare", "run", "check", "experiment", "report", "harz", "mine.toml", "--", "-", "", "{out}", "."]
OPTIONS = [
    "--runs", "--seed", "--years", "--governance", "--approach", "--parameters", "--lang", "--out", "--threads", "--run",
    "--csv", "--kind", "--json", "--markdown", "--workers", "--shard", "--strict", "--help", "--version", "--dask",
    "--port", "--host", "--sets", "--size", "-h", "-x", "--no-such", "--runs=3", "--lang=de", "--json=1", "-rs",
]  # fmt: skip
VALUES = [
    "0", "-1", "1", "2", "3", "9" * 25, "9" * 5000, "1.5", "1e400", "nan", "1.000", "1,5", "٣", "²", "0x1f", "true", "en",
    "de", "fr", "none", "all", "zweckverband", "co_design", "posterior", "1/2", "0/0", "9/1", "a\nb", "\x1b[2J", "\udcff",
    "\udcc3(", "\u202e", "ü" * 300, "x" * 5000, "~", "~nobody-here/x", "/", "/dev/null", "/dev/full", "/proc/self",
    "../..", " ", "\t", "'", '"', "[red]", "[/x]", "{}", "{0}", "%s", "=1+1", "@x", "\\", "https://x", "a=b", "mine.toml",
]  # fmt: skip
SURROUNDINGS: dict[str, list[str]] = {
    "COLUMNS": ["0", "1", "20", "80", "100000", "-3", "²", "9" * 5000, "x"],
    "LINES": ["0", "1", "x", "9" * 5000],
    "COOPSIM_LANG": ["", "en", "de", "fr", "\udcff", "x" * 3000],
    "TERM": ["", "dumb", "xterm-256color", "nonsense"],
    "NO_COLOR": ["", "1"],
    "FORCE_COLOR": ["", "1"],
    "HOME": ["", "/", "/nonexistent", "/dev/null"],
    "TMPDIR": ["/nonexistent", "/dev/null"],
    "COOPSIM_CACHE_DIR": ["/dev/null", "/nonexistent/x", "\udcff"],
    "TERMINAL_WIDTH": ["x", "0"],
}
ENCODINGS = ["utf-8", "cp1252", "cp850", "ascii", "utf-16", "latin-1", "cp437", "shift_jis"]


def mutated(chance: random.Random, out: str) -> list[str]:
    """A command line with up to three changes: a word lost, doubled, moved, spoilt, or put in."""
    words = chance.choice(LINES).split()
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        place = chance.randrange(len(words) + 1)
        kind = chance.randrange(7)
        if kind == 0 and place < len(words):
            del words[place]
        elif kind == 1 and place < len(words):
            words.insert(place, words[place])
        elif kind == 2:
            chance.shuffle(words)
        elif kind == 3 and place < len(words) and words[place]:
            letter = chance.randrange(len(words[place]))
            words[place] = words[place][:letter] + chance.choice("-=xä\n\udcff") + words[place][letter + 1 :]
        else:
            words.insert(place, chance.choice((NAMES, OPTIONS, VALUES, VALUES)[kind - 3]))
            if kind == 5:
                words.insert(place, chance.choice(OPTIONS))
    return [word.replace("{out}", out) for word in words]


class Full(io.RawIOBase):
    """A device that is full."""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        raise OSError(28, "No space left on device")


def one_call(chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> tuple[int, float, str]:
    """Call the command line once; exit code, time, and all of what it was."""
    words, encoding = mutated(chance, f"out{chance.randrange(5)}"), chance.choice(ENCODINGS)
    streams = [io.BufferedWriter(Full()) if chance.random() < 0.05 else io.BytesIO() for _ in range(2)]
    shown = [io.TextIOWrapper(stream, encoding) for stream in streams]
    told = f"{words!r} {encoding} {[type(stream).__name__ for stream in streams]}"
    with monkeypatch.context() as patch:
        for name, values in SURROUNDINGS.items():
            if chance.random() < 0.2:
                value = chance.choice(values)
                patch.setenv(name, value)
                told += f" {name}={value[:50]!r}"
        for name, stream in zip(("stdout", "stderr"), shown, strict=True):
            patch.setattr(sys, name, None if chance.random() < 0.03 else stream)
        began = time.perf_counter()
        try:
            with pytest.raises(SystemExit) as left:
                main(words)
        except BaseException as error:
            raise AssertionError(told) from error
        taken = time.perf_counter() - began
    code = left.value.code
    errors = streams[1].getvalue().decode(encoding) if isinstance(streams[1], io.BytesIO) else ""
    assert "Traceback" not in errors and code in (0, 2), told
    assert len(errors) < 20_000, told
    return int(code), taken, told


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing that takes long or serves, an empty folder, a faulty file in it."""
    monkeypatch.setattr("coopsim.run.ensemble.simulate", fake_simulate)
    monkeypatch.setattr("coopsim.figures.save_figures", lambda *_: [])
    for name in (
        *(f"coopsim.story.{name}" for name in ("tell_story", "twins", "what_if", "decisions_text")),
        "coopsim.report.document.pdf.pdf",
        "coopsim.report.document.html.html",
        "coopsim.calibration.batch.workers",
        "coopsim.experiment.running.run_experiment",
        "coopsim.experiment.planning.plan_experiment",
    ):
        monkeypatch.setattr(name, refused)
    monkeypatch.setattr("uvicorn.Server.run", lambda *_, **__: None)
    monkeypatch.setattr("webbrowser.open", lambda *_: True)
    monkeypatch.setattr("coopsim.cli.inspect.subprocess.run", refused)
    monkeypatch.setattr("coopsim.cli.patterns.simulate_patterns", refused, raising=False)
    monkeypatch.setattr("coopsim.calibration.patterns.simulate_patterns", refused)
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text('extends = "harz"\n[hindrances]\ncompetion = 0.5\n', encoding="utf-8")


def refused(*_: Any, **__: Any) -> Any:
    raise OSError(1, "put aside", "here")


def calls(number: int, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    done = [one_call(chance, monkeypatch) for _ in range(number)]
    codes = [code for code, _, _ in done]
    assert number / 10 < codes.count(0) < number * 9 / 10  # neither everything refused nor everything taken
    slowest = sorted((taken, told) for _, taken, told in done[len(done) // 10 :])[-3:]
    assert slowest[-1][0] < 20, slowest  # a stall; on a busy machine a comparison may well take seconds
    print(f"{number} calls: {codes.count(0)} done, {codes.count(2)} refused; slowest {slowest[-1][0]:.2f} s")


def test_mutated_calls(light: None, monkeypatch: pytest.MonkeyPatch) -> None:
    calls(120, 1, monkeypatch)


@pytest.mark.slow
def test_two_thousand_mutated_calls(light: None, monkeypatch: pytest.MonkeyPatch) -> None:
    calls(2000, int(os.environ.get("COOPSIM_FUZZ_SEED", "2")), monkeypatch)
