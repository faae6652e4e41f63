"""What the tests of the module share: jobs for the door, and whether its records are those of Python, bit for bit."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from coopsim.browser.bundle import IN_NODE, worker_script
from coopsim.browser.image import image
from coopsim.browser.layout import RESULTS, described
from coopsim.browser.module import module
from coopsim.run.ensemble import simulate
from coopsim.scenario.schema import Scenario

DOOR = Path(__file__).with_name("door.mjs")


def lay_out(folder: Path, scenarios: list[Scenario], runs: int, first: int = 0, series: bool = True) -> None:
    """Write all that the door needs to simulate these scenarios."""
    (folder / "kernel.wasm").write_bytes(module())
    (folder / "layout.json").write_text(json.dumps(described()), encoding="utf-8")
    (folder / "worker.js").write_text(worker_script(IN_NODE), encoding="utf-8")
    jobs = []
    for number, scenario in enumerate(scenarios):
        found = image(scenario)
        (folder / f"{number}.bin").write_bytes(found.memory)
        job = {"name": f"{number}", "image": found.plain(), "bytes": f"{number}.bin", "seed": 7}
        jobs.append(job | {"first": first, "runs": runs, "series": series})
    (folder / "jobs.json").write_text(json.dumps(jobs), encoding="utf-8")


def in_node(folder: Path) -> dict[str, Any]:
    """Run the jobs of a folder in Node."""
    node = shutil.which("node")
    assert node is not None, "there is no Node on this machine"
    done = subprocess.run([node, DOOR, folder], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def differing(folder: Path, scenarios: list[Scenario], runs: int, first: int = 0, series: bool = True) -> list[str]:
    """Columns in which the records of the door are not those of Python; NaN is NaN, whatever its bits."""
    wrong = []
    for number, scenario in enumerate(scenarios):
        expected = simulate(scenario, runs, 7, first_run=first, series=series, municipality_series=series).arrays
        for table, array in zip(RESULTS, expected, strict=True):
            if not array.size:
                continue
            found = np.fromfile(folder / f"{number}.{table}", array.dtype).reshape(array.shape)
            wrong += [
                f"{scenario.id}, {scenario.governance}: {table}.{name}"
                for name in array.dtype.names
                if _bits(array[name]) != _bits(found[name])
            ]
    return wrong


def _bits(column: Any) -> bytes:
    numbers = np.array(column)
    if numbers.dtype.kind == "f":
        numbers[np.isnan(numbers)] = np.nan
    return numbers.tobytes()
