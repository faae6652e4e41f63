"""The whole model: threads, 1,000 runs, growth with municipalities, months and runs, cold and cached start, imports.

    python benchmarks/scaling.py [--sizes 3 14 50 200] [--rounds 7] [--without-compiling] [--out benchmarks]

Everything that is compared runs in turn in every round. Threads are compared by the clock on the wall, so other work
on the machine shows; a machine whose cores are not free gives too low a ratio. The rest counts processor time. A cold
start compiles with an empty cache directory in a fresh process, a cached one starts a fresh process after that.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench_tools import HERE, SIZES, in_words, interleaved, keep, machine, markdown, scenario_of

import coopsim

_HEAVY_IMPORTS = ("numba", "pandas", "matplotlib", "mesa", "scipy", "numpy", "pydantic")
_ONE_RUN = "import coopsim; coopsim.simulate(coopsim.load_scenario('harz'), runs=1, threads=1)"


def threads(runs: int, rounds: int, months: int) -> dict[str, Any]:
    """Seconds for many runs of the three towns on one and on two threads, and the ratio."""
    scenario = scenario_of(3, months)
    coopsim.simulate(scenario, runs=2)
    times = interleaved(
        {str(count): lambda count=count: coopsim.simulate(scenario, runs=runs, threads=count) for count in (1, 2)},
        rounds,
        time.perf_counter,
    )
    ratios = [one / two for one, two in zip(times["1"], times["2"], strict=True)]
    return {
        "runs": runs, "months": months,
        "one_least": min(times["1"]), "one_median": statistics.median(times["1"]),
        "two_least": min(times["2"]), "two_median": statistics.median(times["2"]),
        "ratio_median": statistics.median(ratios), "ratio_of_least": min(times["1"]) / min(times["2"]),
    }  # fmt: skip


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
            f"{two['runs']:,} runs × {two['months']} months of the three-town Harz: {two['one_median']:.2f} s on one thread, "
            f"{two['two_median']:.2f} s on two (medians, wall; least {two['one_least']:.2f} and {two['two_least']:.2f}). "
            f"Two threads are {two['ratio_median']:.2f} × one "
            f"(median of rounds; {two['ratio_of_least']:.2f} × by the least).",
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
