"""The whole model: threads, 1,000 runs, growth with municipalities, months and runs, cold and cached start, imports.

    python benchmarks/scaling.py [--sizes 3 14 50 200] [--rounds 7] [--without-compiling] [--out benchmarks]

Everything that is compared runs in turn in every round. Threads are compared by the clock on the wall; what the cores
allowed at that time is shown by hashing on one and two threads, in turn with it. The rest counts processor time. A
cold start compiles with an empty cache directory in a fresh process, a cached one starts a fresh process after that.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from bench_tools import HERE, SIZES, in_words, interleaved, keep, machine, markdown, scenario_of

import coopsim

_HEAVY_IMPORTS = ("numba", "pandas", "matplotlib", "mesa", "scipy", "numpy", "pydantic")
_ONE_RUN = "import coopsim; coopsim.simulate(coopsim.load_scenario('harz'), runs=1, threads=1)"


def hashing(count: int) -> None:
    """Work that shares nothing, spread over threads: what the machine's cores can do together at this moment."""
    block = bytes(1 << 20)

    def hashed(blocks: int) -> None:
        for _ in range(blocks):
            hashlib.sha256(block).digest()

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(hashed, [400 // count] * count))


def threads(runs: int, rounds: int, months: int) -> dict[str, Any]:
    """Many runs of the three towns on one and on two threads: seconds, ratio, and the ratio that the machine allows."""
    scenario = scenario_of(3, months)
    coopsim.simulate(scenario, runs=2)
    processor: dict[int, list[float]] = {1: [], 2: []}

    def simulated(count: int) -> None:
        start = time.process_time()
        coopsim.simulate(scenario, runs=runs, threads=count)
        processor[count].append(time.process_time() - start)

    work: dict[str, Callable[[], None]] = {f"{count}": partial(simulated, count) for count in (1, 2)}
    work |= {f"hashing {count}": partial(hashing, count) for count in (1, 2)}
    times = interleaved(work, rounds, time.perf_counter)

    def ratio(one: list[float], two: list[float]) -> float:
        return statistics.median(x / y for x, y in zip(one, two, strict=True))

    return {
        "runs": runs,
        "months": months,
        "one": statistics.median(times["1"]),
        "one_least": min(times["1"]),
        "two": statistics.median(times["2"]),
        "two_least": min(times["2"]),
        "ratio": ratio(times["1"], times["2"]),
        "ratio_of_hashing": ratio(times["hashing 1"], times["hashing 2"]),
        "processor_one": statistics.median(processor[1]),
        "processor_two": statistics.median(processor[2]),
        "ratio_of_processor_time": ratio(processor[2], processor[1]),
    }


def growth(sizes: list[int], months: list[int], runs: list[int], rounds: int) -> dict[str, dict[int, float]]:
    """Milliseconds of processor time per run on one thread, by municipalities, months and number of runs."""
    chosen = {(f"n {n}", 0): (scenario_of(n, max(months)), max(1, 100 // n)) for n in sizes}
    chosen |= {(f"months {m}", 1): (scenario_of(3, m), 100) for m in months}
    chosen |= {(f"runs {r}", 2): (scenario_of(3, max(months)), r) for r in runs}
    work = {
        name: lambda scenario=scenario, count=count: coopsim.simulate(scenario, runs=count, threads=1)
        for (name, _), (scenario, count) in chosen.items()
    }
    times = interleaved(work, rounds)
    counts = {name: count for (name, _), (_, count) in chosen.items()}
    found: dict[str, dict[int, float]] = {"n": {}, "months": {}, "runs": {}}
    for name, seconds in times.items():
        axis, value = name.split()
        found[axis][int(value)] = 1000 * statistics.median(seconds) / counts[name]
    return found


def fresh(*words: str, cache: Path | None = None) -> tuple[float, float, str]:
    """Run Python in a fresh process; returns seconds on the wall, seconds of processor time, and what it printed."""
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")]))
    if cache is not None:
        environment["COOPSIM_CACHE_DIR"] = str(cache)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def starts(compiling: bool, rounds: int) -> dict[str, Any]:
    """Seconds (wall, processor) of the first run with an empty and a filled cache, of `--help` and of the import, and
    what it imports."""
    found: dict[str, Any] = {}
    if compiling:
        with tempfile.TemporaryDirectory() as folder:
            found["cold"] = fresh("-c", _ONE_RUN, cache=Path(folder))[:2]
            found["cached"] = _least([fresh("-c", _ONE_RUN, cache=Path(folder)) for _ in range(rounds)])
    found["import"] = _least([fresh("-c", "import coopsim") for _ in range(rounds)])
    found["python"] = _least([fresh("-c", "pass") for _ in range(rounds)])
    found["help"] = _least([fresh("-m", "coopsim", "--help") for _ in range(rounds)])
    loaded = fresh("-c", f"import sys, coopsim; print(*(m for m in {_HEAVY_IMPORTS!r} if m in sys.modules))")[2].split()
    found["imported"] = loaded
    return found


def _least(times: list[tuple[float, float, str]]) -> tuple[float, float]:
    return min(row[0] for row in times), min(row[1] for row in times)


def threads_in_words(two: dict[str, Any]) -> str:
    """What two threads bring, and what they could bring at most at that time."""
    return (
        f"{two['runs']:,} runs × {two['months']} months of the three-town Harz: {two['one']:.2f} s on one thread, "
        f"{two['two']:.2f} s on two (wall, medians; least {two['one_least']:.2f} and {two['two_least']:.2f}); "
        f"{two['processor_one']:.2f} s and {two['processor_two']:.2f} s of processor time. Two threads are "
        f"{two['ratio']:.2f} × as fast as one; work that shares nothing (SHA-256), measured in turn with it, was "
        f"{two['ratio_of_hashing']:.2f} × as fast, which is what the machine allowed. Two threads took "
        f"{two['ratio_of_processor_time']:.2f} × the processor time of one (1 = no loss by sharing)."
    )


def text_of(
    described: dict[str, str], two: dict[str, Any], grown: dict[str, dict[int, float]], started: dict[str, Any]
) -> str:
    """The figures in Markdown."""
    rows = [["", "wall, s", "processor, s"]]
    names = {
        "cold": "first run, nothing compiled yet",
        "cached": "first run of a process, compiled before",
        "help": "`coopsim --help`",
        "import": "`import coopsim`",
        "python": "Python alone",
    }
    rows += [
        [title, f"{started[name][0]:.2f}", f"{started[name][1]:.2f}"]
        for name, title in names.items()
        if name in started
    ]
    tables = []
    for axis, title in (
        ("n", "municipalities"),
        ("months", "months (3 municipalities)"),
        ("runs", "runs at once (3 municipalities)"),
    ):
        first = next(iter(grown[axis].values()))
        lines = [[title, "ms per run", "times the first"]]
        lines += [[f"{value:,}", f"{ms:,.3g}", f"{ms / first:.3g}"] for value, ms in grown[axis].items()]
        tables.append(markdown(lines))
    imported = ", ".join(started["imported"]) or "none"
    return "\n\n".join(
        [
            "## The whole model (`scaling.py`)",
            in_words(described),
            threads_in_words(two),
            *tables,
            markdown(rows),
            f"Of {', '.join(_HEAVY_IMPORTS)}, `import coopsim` imports: {imported}.",
        ]
    )


def main(arguments: list[str] | None = None) -> None:
    """Measure, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--months", type=int, nargs="+", default=[60, 120, 240])
    parser.add_argument("--runs", type=int, nargs="+", default=[1, 10, 100, 1000])
    parser.add_argument("--ensemble", type=int, default=1000, help="runs in the comparison of threads")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--without-compiling", action="store_true", help="do not measure the cold start")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of results.json and RESULTS.md")
    chosen = parser.parse_args(arguments)
    two = threads(chosen.ensemble, chosen.rounds, max(chosen.months))
    grown = growth(chosen.sizes, chosen.months, chosen.runs, chosen.rounds)
    started = starts(not chosen.without_compiling, min(3, chosen.rounds))
    described = machine()
    text = text_of(described, two, grown, started)
    print(text)
    keep(
        "scaling",
        {"machine": described, "threads": two, "growth_ms_per_run": grown, "starts": started},
        text,
        chosen.out,
    )


if __name__ == "__main__":
    main()
