"""The page under attack: whatever others send, a visitor is answered within a second, and nobody sees a traceback."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import psutil
import pytest
from hostile import FILES, RAW, REGIONS, ROOT, SETUP, posted, question, sent, unfit

SECOND = 1.0  #: within which a visitor is answered
FOREIGN = 0.2  #: share of the machine that programs outside this test may take before a slow answer is theirs
MEGABYTES = 1200  #: that server and readers may ever hold together


class Served:
    """The command ``coopsim workshop`` as a process of its own, with its log."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "coopsim", "workshop", "--no-browser", "--port", "0"]
        self._log = folder / "log"
        with self._log.open("w") as log:
            self.process = subprocess.Popen(command, stderr=log, stdout=log, cwd=ROOT)
        while not (found := re.search(r"localhost:(\d+)/", self.log())):
            assert self.process.poll() is None, self.log()
            time.sleep(0.05)
        self.port = int(found[1])
        self.ask(0)  # the rules may have to be compiled

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def ask(self, number: int) -> float:
        """Seconds until the visitor's first answer to a question that was never asked before."""
        own = SETUP["a"]
        setup = SETUP | {"b": own | {"hindrances": own["hindrances"] | {"competition": round(number % 9973 / 9973, 6)}}}
        begun = time.perf_counter()
        line = http.client.HTTPConnection("localhost", self.port, timeout=120)
        line.request(
            "POST", "/api/compare", json.dumps(setup), {"content-type": "application/json", "x-page": "visitor-0001"}
        )
        response = line.getresponse()
        assert response.status == 200, response.read()
        while json.loads(response.readline())["kind"] != "answer":
            pass
        line.close()
        return time.perf_counter() - begun

    def megabytes(self) -> float:
        """Memory of the server and its processes."""
        whole = 0
        for process in (one := psutil.Process(self.process.pid), *one.children(recursive=True)):
            try:
                whole += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return whole / 1e6


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    found = Served(tmp_path_factory.mktemp("served"))
    yield found
    found.process.send_signal(signal.SIGINT)
    found.process.wait(20)


class Answered(NamedTuple):
    """How long a visitor waited, and which share of the machine programs outside this test took meanwhile."""

    seconds: float
    foreign: float


def processor(*processes: int) -> tuple[float, float]:
    """Seconds of processor time so far: of the whole machine, and of these processes with their children."""
    own = 0.0
    for pid in processes:
        try:
            root = psutil.Process(pid)
            own += sum(sum(one.cpu_times()[:4]) for one in (root, *root.children(recursive=True)))
        except psutil.NoSuchProcess:
            continue
    whole = psutil.cpu_times()
    return sum(whole[:8]) - whole.idle - getattr(whole, "iowait", 0.0), own


def attacked(served: Served, count: int) -> tuple[dict[str, Any], list[Answered], float]:
    """What the hostile got, how the visitor was answered meanwhile, and the most memory held."""
    command = [sys.executable, str(Path(__file__).with_name("hostile.py")), str(served.port), str(count), "1"]
    waited, most = [], 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as hostile:
        mine = served.process.pid, hostile.pid, os.getpid()
        while hostile.poll() is None:
            begun, before = time.perf_counter(), processor(*mine)
            seconds = served.ask(int(time.time() * 1000))
            whole, own = (after - early for after, early in zip(processor(*mine), before, strict=True))
            all_of_it = (os.cpu_count() or 1) * (time.perf_counter() - begun)
            waited.append(Answered(seconds, max(0.0, whole - own) / all_of_it))
            most = max(most, served.megabytes())
            time.sleep(0.1)
        assert hostile.stdout is not None
        found = json.load(hostile.stdout)
    return found, waited, most


@pytest.mark.parametrize("count", [60, pytest.param(400, marks=pytest.mark.slow)])
def test_a_visitor_is_answered_within_a_second(served: Served, count: int) -> None:
    found, waited, most = attacked(served, count)
    seconds = [one.seconds for one in waited]
    alone = [one.seconds for one in waited if one.foreign < FOREIGN]
    print(
        f"{count} requests {found['statuses']}: {len(waited)} answers, median {median(seconds):.2f} s, most {max(seconds):.2f} s;"
    )
    print(f"with the machine for itself {len(alone)} answers, most {max(alone, default=0):.2f} s; {most:.0f} MB")
    assert found["unfit"] == []
    assert sum(found["kinds"].values()) == count and len(found["kinds"]) > 8
    assert "Traceback" not in served.log(), served.log()
    assert most < MEGABYTES
    assert median(seconds) < SECOND and max(alone, default=0.0) < SECOND
    assert served.process.poll() is None


@pytest.mark.parametrize("name", FILES)
def test_files_that_stopped_the_page(served: Served, name: str) -> None:
    answer = sent(served.port, "127.0.0.2", posted("open", json.dumps({"text": FILES[name]}).encode()))
    assert b"HTTP/1.1 422 " in answer and b'"problems"' in answer
    served.ask(len(name))


@pytest.mark.parametrize("name", REGIONS)
def test_regions_that_stopped_the_page(served: Served, name: str) -> None:
    for path in ("region", "compare", "levers", "run", "save", "results", "report"):
        content = json.dumps(question(path, SETUP | {"region": REGIONS[name]})).encode()
        answer = sent(served.port, "127.0.0.2", posted(path, content))
        assert b"HTTP/1.1 422 " in answer and b'"problems"' in answer, path


@pytest.mark.parametrize("name", RAW)
def test_bytes_that_are_no_request(served: Served, name: str) -> None:
    assert not unfit(sent(served.port, "127.0.0.2", RAW[name], seconds=0.5))
    assert "Traceback" not in served.log(), served.log()


def test_idle_connections_lock_nobody_out(served: Served) -> None:
    idle = [socket.create_connection(("127.0.0.1", served.port), 10) for _ in range(450)]
    try:
        served.ask(450)
    finally:
        for line in idle:
            line.close()
