"""The first start: processor time until the first runs are there, of one version of coopsim or of two side by side.

    python benchmarks/cold_start.py [--other FOLDER] [--rounds 3] [--runs 1000] [--out benchmarks]

Every start is a process of its own with an empty cache. FOLDER holds the package `coopsim` of another version (a
worktree, say); the two take turns, and must give the same runs. What is measured besides: as many runs as are asked
for, once the rules are compiled.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench_tools import HERE, in_words, keep, machine, markdown

_START = """
import hashlib, json, sys, time
import coopsim
harz = coopsim.load_scenario("harz")
coopsim.simulate(harz, 2, 1)
cold = time.process_time()
seconds = []
for _ in range(5):
    before = time.process_time()
    runs = coopsim.simulate(harz, int(sys.argv[1]), 1).runs
    seconds.append(time.process_time() - before)
print(json.dumps({"cold": cold, "runs": min(seconds), "digest": hashlib.sha256(runs.to_csv().encode()).hexdigest()}))
"""


def main() -> None:
    """Start, and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--other", type=Path, help="folder with another version of the package")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args()
    folders = {"this version": HERE.parent} | ({"the other": options.other.resolve()} if options.other else {})
    found = measured(folders, options.rounds, options.runs)
    described = machine()
    text = in_section(found, options.rounds, options.runs, described)
    print(text)
    if options.other is None:
        keep(
            "cold_start",
            {"machine": described, "runs": options.runs, "starts": found["this version"]},
            text,
            options.out,
        )


def measured(folders: dict[str, Path], rounds: int, runs: int) -> dict[str, list[dict[str, Any]]]:
    """What each version took in every round, the order turned from round to round.

    Raises RuntimeError if they do not give the same runs.
    """
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in folders}
    for turn in range(rounds):
        for name in list(folders)[:: -1 if turn % 2 else 1]:
            found[name].append(started(folders[name], runs))
    if len({start["digest"] for starts in found.values() for start in starts}) > 1:
        raise RuntimeError("The versions do not give the same runs.")
    return found


def started(folder: Path, runs: int) -> dict[str, Any]:
    """One first start of the package in a folder."""
    with tempfile.TemporaryDirectory() as cache:
        surroundings = os.environ | {"COOPSIM_CACHE_DIR": cache, "PYTHONPATH": str(folder)}
        command = [sys.executable, "-c", _START, str(runs)]
        done = subprocess.run(command, env=surroundings, cwd=cache, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def in_table(found: dict[str, list[dict[str, Any]]], runs: int) -> str:
    """The least of all rounds, as Markdown."""
    rows = [["processor time, s", "first start", f"{runs:,} runs"]]
    for name, starts in found.items():
        least = (min(start[what] for start in starts) for what in ("cold", "runs"))
        rows.append([name, *(f"{seconds:.2f}" for seconds in least)])
    return markdown(rows)


def in_section(found: dict[str, list[dict[str, Any]]], rounds: int, runs: int, described: dict[str, str]) -> str:
    """The section of RESULTS.md."""
    lines = [
        "Processor time from nothing compiled, in a checkout, until the first runs of the Harz are there, and of",
        f"{runs:,} runs once the rules are compiled; the least of {rounds} starts. {in_words(described)}",
    ]
    return f"## The first start (`cold_start.py`)\n\n{' '.join(lines)}\n\n{in_table(found, runs)}"


if __name__ == "__main__":
    main()
