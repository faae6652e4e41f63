"""The workshop page: from a click to a redrawn comparison, many sessions at once, memory of the server, page weight.

Needs the extra ``browser`` and Chromium.  Server, sessions and browser share this machine's cores, so figures are on
the slow side; ``--rounds`` clicks are measured of each kind.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from statistics import median
from typing import Any

import bench_tools

SESSIONS = 20
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
#: In the page: milliseconds from moving a control until the answer on so many runs has been painted.
MOVE = """([key, value, runs]) => new Promise((done) => {
  const badge = document.getElementById("badge");
  badge.dataset.runs = "";
  const start = performance.now();
  const watcher = new MutationObserver(() => {
    if (Number(badge.dataset.runs) < runs) return;
    watcher.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  });
  watcher.observe(badge, { attributes: true });
  const control = document.querySelector(`[data-key="${key}"]`);
  control.value = value;
  control.dispatchEvent(new Event("input"));
})"""


COMPLETE = "#headline:not(.working) #badge[data-runs='1000']"
SIZES = ("responseHeadersSize", "responseBodySize")


class Server:
    """The command ``coopsim workshop`` as a process of its own."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "coopsim", "workshop", "--no-browser", "--port", "0"]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self._process.stderr is not None
        self.address = next(word for word in self._process.stderr.readline().split() if word.startswith("http://"))
        self.port = int(re.findall(r"\d+", self.address)[-1])

    def memory(self) -> dict[str, float]:
        """MB resident, and MB with shared pages divided among those who share them."""
        rows = Path(f"/proc/{self._process.pid}/smaps_rollup").read_text(encoding="utf-8")
        return {name.lower(): int(re.findall(rf"^{name}: +(\d+)", rows, re.M)[0]) / 1000 for name in ("Rss", "Pss")}

    def processor(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(20)


class Session:
    """A visitor without a browser: asks as the page does and reads the answers as they come."""

    def __init__(self, port: int, number: int) -> None:
        self._port, self._headers = port, {"content-type": "application/json", "x-page": f"benchmark-{number:04d}"}
        self._older: http.client.HTTPConnection | None = None

    def ask(self, path: str, question: Any) -> http.client.HTTPResponse:
        """Ask; the answer to the question before is left unread and dropped by the server."""
        connection = http.client.HTTPConnection("localhost", self._port, timeout=120)
        connection.request("POST", path, json.dumps(question), self._headers)
        response = connection.getresponse()
        if self._older is not None:
            self._older.close()
        self._older = connection
        return response

    def answered(self, setup: Any, runs: int) -> float:
        """Seconds until an answer on so many runs has been read."""
        start = time.perf_counter()
        response = self.ask("/api/compare", setup)
        while line := response.readline():
            message = json.loads(line)
            if message["kind"] == "answer" and message["runs"] >= runs:
                return time.perf_counter() - start
        raise RuntimeError("The answer ended too early.")


def settings(number: int, both: bool) -> dict[str, Any]:
    """Settings that nobody has asked for before; A is the same for all unless ``both`` sides are to be new."""
    side = {"governance": "cooperation_body", "approaches": {}, "hindrances": {}, "impulses": []}
    use = {"strength": 0.2 + 1e-4 * number}
    a, b = ({"approaches": {name: use}} for name in ("common_identity", "co_design"))
    return {"region": {"name": "harz"}, "months": 240, "a": side | a if both else side, "b": side | b}


def at_once(port: int, rounds: int, both: bool, runs: int, offset: int) -> list[list[float]]:
    """Seconds of each of 20 sessions that ask at the same moment, round after round; older answers go on meanwhile."""
    sessions = [Session(port, k) for k in range(SESSIONS)]
    found = []
    for turn in range(rounds):
        gate = threading.Barrier(SESSIONS)
        seconds = [0.0] * SESSIONS

        def click(k: int, turn: int = turn, gate: threading.Barrier = gate, seconds: list[float] = seconds) -> None:
            setup = settings(offset + turn * SESSIONS + k, both)
            gate.wait()
            seconds[k] = sessions[k].answered(setup, runs)

        threads = [threading.Thread(target=click, args=(k,)) for k in range(SESSIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found.append(seconds)
        time.sleep(0.3)
    return found


def in_browser(address: str, rounds: int) -> dict[str, Any]:
    """Controls moved in a real page, always to settings that nobody had before: seconds until it is redrawn.

    ``one_side`` and ``both_sides`` until the first answer, ``refined`` until the one on 1,000 runs per side;
    ``page_kb`` is the weight of all that came until then, the first comparison included.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.add_init_script("localStorage.setItem('coopsim-guided', '1')")
        weight: list[int] = []
        page.on("requestfinished", lambda request: weight.append(sum(request.sizes()[part] for part in SIZES)))
        page.goto(address)
        page.wait_for_selector(COMPLETE, timeout=180_000)
        found: dict[str, Any] = {"page_kb": sum(weight) / 1000}
        page.check("[data-key='use-b-co_design']")
        page.check("[data-key='use-b-common_identity']")
        page.click("#group-hindrances summary")
        page.wait_for_selector(COMPLETE)
        kinds = {
            "one_side": ("strength-b-co_design", 100),
            "both_sides": ("level-competition", 100),
            "refined": ("strength-b-common_identity", 1000),
        }
        for name, (key, runs) in kinds.items():
            seconds = []
            for turn in range(rounds):
                seconds.append(page.evaluate(MOVE, [key, 0.95 - 0.05 * turn, runs]) / 1000)
                page.wait_for_selector(COMPLETE)
            found[name] = seconds
        browser.close()
    return found


def measured(rounds: int) -> dict[str, Any]:
    """All figures of one server, from its start on."""
    server = Server()
    try:
        visitor = Session(server.port, 9999)
        visitor.answered(settings(3000, True), 100)  # the rules are loaded
        memory = {"after the start": server.memory()}
        browser = in_browser(server.address, rounds)
        memory["after comparisons in a browser"] = server.memory()
        visitor.ask("/api/run", {"setup": settings(3001, True), "side": "a"}).read()
        memory["after a story"] = server.memory()
        visitor.ask("/api/levers", {"setup": settings(3001, True)}).read()
        memory["after a ranking of levers"] = server.memory()
        sessions: dict[str, Any] = {}
        for place, (name, both) in enumerate((("one_side", False), ("both_sides", True))):
            before = server.processor()
            sessions[name] = at_once(server.port, rounds, both, 100, 1000 * place)
            sessions[f"{name}_processor"] = (server.processor() - before) / rounds
        sessions["refined"] = at_once(server.port, 1, False, 1000, 2000)
        memory["after 20 sessions at once"] = server.memory()
        visitor.ask("/api/report", {"setup": settings(3001, True), "lang": "de", "form": "pdf"}).read()
        memory["after a report"] = server.memory()
    finally:
        server.stop()
    return {"browser": browser, "sessions": sessions, "memory": memory}


def text_of(described: dict[str, str], found: dict[str, Any]) -> str:
    """The figures in Markdown."""
    browser, sessions = found["browser"], found["sessions"]

    def seconds(values: list[float]) -> list[str]:
        return [f"{1000 * median(values):,.0f}", f"{1000 * max(values):,.0f}"]

    def flat(name: str) -> list[float]:
        return [one for values in sessions[name] for one in values]

    times = [
        ["From a control moved to the answer, ms", "Median", "Longest"],
        ["One page, settings of one side new: painted on 100 runs per side", *seconds(browser["one_side"])],
        ["One page, settings of both sides new: painted on 100 runs per side", *seconds(browser["both_sides"])],
        ["One page: painted on 1,000 runs per side", *seconds(browser["refined"])],
        ["20 sessions at once, one side of each new: read on 100 runs per side", *seconds(flat("one_side"))],
        ["20 sessions at once, all 40 sides new: read on 100 runs per side", *seconds(flat("both_sides"))],
        ["20 sessions at once, one side of each new: read on 1,000 runs per side", *seconds(flat("refined"))],
    ]
    memory = [["Memory of the server, MB", "Resident", "Shared pages divided"]]
    for name, row in found["memory"].items():
        memory.append([name.capitalize(), *(f"{row[kind]:.0f}" for kind in ("rss", "pss"))])
    spent = (sessions["one_side_processor"], sessions["both_sides_processor"])
    return (
        "## The workshop page (`benchmarks/workshop.py`)\n\n"
        f"Harz, 240 months; server, visitors and browser on the same machine. {bench_tools.in_words(described)}\n\n"
        f"{bench_tools.markdown(times)}\n\n"
        f"20 sessions at once cost the server {spent[0]:.2f} s of processor time with one new side each and "
        f"{spent[1]:.2f} s with two, refinements that had begun included. "
        f"The page weighs {browser['page_kb']:,.0f} kB, its first comparison included.\n\n"
        f"{bench_tools.markdown(memory)}"
    )


def main(arguments: list[str] | None = None) -> None:
    """Measure, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=12, choices=range(1, 19), metavar="1…18")
    parser.add_argument("--out", type=Path, default=bench_tools.HERE, help="folder of results.json and RESULTS.md")
    chosen = parser.parse_args(arguments)
    described, found = bench_tools.machine(), measured(chosen.rounds)
    text = text_of(described, found)
    print(text)
    bench_tools.keep("workshop", {"machine": described} | found, text, chosen.out)


if __name__ == "__main__":
    main()
