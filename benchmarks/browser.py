"""The model as a WebAssembly module: its size, and 1,000 runs of the Harz on two workers in Node and in Chromium.

    python benchmarks/browser.py [--rounds 5] [--out benchmarks]

Needs Node, Chromium and the extra ``browser``.  Every round begins with new workers, so that the time in which the
engine compiles the module counts; ``again`` is the same in workers that have run before.  Python runs in turn with
them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import subprocess
import tempfile
import time
from base64 import b64encode
from pathlib import Path
from statistics import median
from typing import Any

from bench_tools import HERE, in_words, keep, machine, markdown

import coopsim
from coopsim.browser.bundle import IN_NODE, IN_PAGES, bundled, script, worker_script
from coopsim.browser.image import image
from coopsim.browser.layout import described
from coopsim.browser.module import module

RUNS, WORKERS = 1000, 2
#: What is measured, in the page and in Node, which give ``made``, a maker of workers, and their data.
MEASURED = """
async function measured(made, data) {
  const start = performance.now();
  const pool = new Pool(made, data.workers, data.module, data.layout);
  const question = { image: data.image, bytes: data.bytes, seed: 1, keep: { series: data.series } };
  await pool.runs(question, { runs: data.runs });
  const middle = performance.now();
  await pool.runs(question, { runs: data.runs });
  const found = [middle - start, performance.now() - middle];
  pool.end();
  return found;
}
"""
IN_CHROMIUM = """async (data) => {
  const bytes = (letters) => Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([data.worker]));
  const made = () => {
    const one = new Worker(address);
    const hear = (work) => { one.onmessage = (event) => work(event.data); };
    return { say: (message) => one.postMessage(message), hear, end: () => one.terminate() };
  };
  return measured(made, { ...data, module: bytes(data.module), bytes: bytes(data.bytes) });
}"""
NODE = """
const { Worker } = require("node:worker_threads");
const data = JSON.parse(require("node:fs").readFileSync(process.argv[2]));
const bytes = (letters) => Buffer.from(letters, "base64");
const made = () => {
  const one = new Worker(data.node, { eval: true });
  const hear = (work) => one.on("message", work);
  return { say: (message) => one.postMessage(message), hear, end: () => one.terminate() };
};
const told = measured(made, { ...data, module: bytes(data.module), bytes: bytes(data.bytes) });
told.then((found) => console.log(JSON.stringify(found)));
"""
_BENCH = 'import { Pool } from "./pool.js";\nglobalThis.Pool = Pool;\n'


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--out", type=Path, default=HERE)
    options = asked.parse_args()
    content, scenario = module(), coopsim.load_scenario("harz")
    found = image(scenario)
    data: dict[str, Any] = {"module": b64encode(content).decode(), "bytes": b64encode(found.memory).decode()}
    data |= {"worker": worker_script(IN_PAGES), "node": worker_script(IN_NODE), "layout": described()}
    data |= {"image": found.plain(), "runs": RUNS, "workers": WORKERS}
    pool = bundled("bench.js", lambda name: _BENCH if name == "bench.js" else script(name))
    seconds: dict[str, list[list[float]]] = {}
    for _ in range(options.rounds):
        for series in (False, True):
            data["series"] = series
            label = ", with phases" if series else ""
            seconds.setdefault(f"Node{label}", []).append(_in_node(pool, data))
            seconds.setdefault(f"Chromium{label}", []).append(_in_chromium(pool, data))
        start = time.perf_counter()
        coopsim.simulate(scenario, runs=RUNS, threads=WORKERS)
        seconds.setdefault("Python", []).append([1000 * (time.perf_counter() - start)] * 2)
    rows = [["1,000 runs of the Harz on two workers", "from the start, s", "again, s"]]
    figures: dict[str, Any] = {"bytes": len(content), "gzip": len(gzip.compress(content, 9))}
    for name, rounds in seconds.items():
        first, again = (median(row[k] for row in rounds) / 1000 for k in range(2))
        figures[name] = {"first": first, "again": again}
        rows.append([name, f"{first:.2f}", f"{again:.2f}"])
    text = (
        "## The model in the browser (`browser.py`)\n\n"
        f"{in_words(machine())}\nThe module has {len(content) / 1000:.0f} kB, packed (gzip) "
        f"{figures['gzip'] / 1000:.0f} kB. Medians of {options.rounds} rounds.\n\n{markdown(rows)}"
    )
    print(text)
    keep("browser", figures, text, options.out)


def _in_node(pool: str, data: dict[str, Any]) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "data.json").write_text(json.dumps(data), encoding="utf-8")
        (place / "run.cjs").write_text(pool + MEASURED + NODE, encoding="utf-8")
        node = shutil.which("node")
        assert node is not None
        command = [node, place / "run.cjs", place / "data.json"]
        found: list[float] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        return found


def _in_chromium(pool: str, data: dict[str, Any]) -> list[float]:
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.add_script_tag(content=pool + MEASURED)
        found: list[float] = page.evaluate(IN_CHROMIUM, data)
        browser.close()
        return found


if __name__ == "__main__":
    main()
