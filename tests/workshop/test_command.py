"""The command: what it refuses, and that the page really is served, on loopback, and ends when told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from coopsim.cli.main import main
from coopsim.cli.workshop import first_region, listening
from coopsim.texts import UserError


def refused(capsys: Any, *words: str) -> str:
    with pytest.raises(SystemExit) as found:
        main(["workshop", "--no-browser", *words])
    assert found.value.code == 2
    return str(capsys.readouterr().err)


def test_other_addresses_need_a_word_more(capsys: Any) -> None:
    assert "--open-to-network" in refused(capsys, "--host", "0.0.0.0")
    assert "ohne Passwort" in refused(capsys, "--host", "192.0.2.1", "--lang", "de")


def test_faulty_calls(capsys: Any, tmp_path: Path) -> None:
    assert "Did you mean" in refused(capsys, "hars") or "did you mean" in refused(capsys, "hars")
    assert "no such file" in refused(capsys, str(tmp_path / "none.toml"))
    assert "99999" in refused(capsys, "--port", "99999")
    large = (
        (Path(__file__).parents[2] / "scenarios" / "harz.toml").read_text(encoding="utf-8").replace("= 240", "= 1200")
    )
    (tmp_path / "long.toml").write_text(large, encoding="utf-8")
    assert "1200" in refused(capsys, str(tmp_path / "long.toml"))


def test_a_taken_port(capsys: Any) -> None:
    door = listening("127.0.0.1", 0)
    try:
        assert str(door.getsockname()[1]) in refused(capsys, "--port", str(door.getsockname()[1]))
    finally:
        door.close()
    with pytest.raises(UserError):
        listening("192.0.2.1", 0)  # none of this machine's addresses


def test_the_first_region() -> None:
    assert first_region("teaching/free_riding") == {"name": "teaching/free_riding"}
    assert first_region("free_riding")["document"]["scenario"]["id"] == "free_riding"


def test_it_serves_and_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "coopsim", "workshop", "saalebogen", "--port", "0", "--no-browser", "--lang", "de"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=root, env=os.environ) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        try:
            address = next(word for word in line.split() if word.startswith("http://localhost:"))
            with urllib.request.urlopen(address, timeout=30) as page:
                assert '<html lang="de">' in page.read().decode()
            with urllib.request.urlopen(address + "api/start", timeout=30) as start:
                assert json.load(start)["opened"] == {"name": "saalebogen"}
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)
    assert process.returncode in (0, 130, -signal.SIGINT)
