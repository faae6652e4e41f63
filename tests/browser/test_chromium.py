"""The module gives the same bits in a real browser, on workers made of text, as the page makes them."""

from __future__ import annotations

import json
import os
import shutil
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from doors import differing, lay_out

from coopsim.browser.bundle import IN_PAGES, bundled, script, worker_script
from coopsim.scenario import list_scenarios, load_scenario

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
POOL = 'import { Pool } from "./pool.js";\nglobalThis.Pool = Pool;\n'
#: In the page: the records of one job, in base64, by table.
RUN = """async ({ job, bytes, module, layout, worker }) => {
  const plain = (letters) => Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
  const packed = async (parts) => {
    const address = await new Promise((done) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.readAsDataURL(new Blob(parts));
    });
    return address.split(",")[1];
  };
  const address = URL.createObjectURL(new Blob([worker]));
  const made = () => {
    const one = new Worker(address);
    const hear = (work) => { one.onmessage = (event) => work(event.data); };
    return { say: (message) => one.postMessage(message), hear, end: () => one.terminate() };
  };
  const pool = new Pool(made, 2, plain(module), layout);
  const keep = { series: job.series, townSeries: job.series };
  const question = { image: job.image, bytes: plain(bytes), seed: job.seed, keep };
  const blocks = await pool.runs(question, { first: job.first, runs: job.runs });
  pool.end();
  const found = {};
  for (const name of Object.keys(blocks[0])) found[name] = await packed(blocks.map((block) => block[name]));
  return found;
}"""


@pytest.mark.slow
@pytest.mark.browser
def test_every_scenario_in_chromium(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    assert CHROMIUM is not None, "there is no Chromium on this machine"
    harz = load_scenario("harz")
    scenarios = [load_scenario(name) for name in list_scenarios()]
    scenarios += [harz.with_({"governance": form}) for form in harz.governance_models]
    lay_out(tmp_path, scenarios, runs=3)
    shared = {
        "module": b64encode((tmp_path / "kernel.wasm").read_bytes()).decode(),
        "layout": json.loads((tmp_path / "layout.json").read_text(encoding="utf-8")),
        "worker": worker_script(IN_PAGES),
    }
    with sync_playwright() as tool:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page()
        page.add_script_tag(content=bundled("begin.js", lambda name: POOL if name == "begin.js" else script(name)))
        for job in json.loads((tmp_path / "jobs.json").read_text(encoding="utf-8")):
            own = {"job": job, "bytes": b64encode((tmp_path / job["bytes"]).read_bytes()).decode()}
            for table, records in page.evaluate(RUN, own | shared).items():
                (tmp_path / f"{job['name']}.{table}").write_bytes(b64decode(records))
        browser.close()
    assert differing(tmp_path, scenarios, 3) == []
