"""Experiments: what designing, storing and spreading cost against bare simulation; memory and size of a million runs.

    python benchmarks/experiments.py [--points 25] [--runs 200] [--rounds 5] [--million 1000000] [--out benchmarks]

A run of an experiment and the same points through `simulate` take turns in every round, counted in processor time of
this process.  Workers are compared by the clock on the wall, from the first finished task to the last, next to hashing
on one and two threads, which shows what the machine allowed at that time.  The memory is that of all processes of the
command `coopsim experiment run` together, looked at twice a second while it makes a million runs.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from bench_tools import HERE, in_words, interleaved, keep, machine, markdown
from scaling import hashing

import coopsim
from coopsim.experiment.store import Store

#: Under the form that the scenario seeks, so that no point is idle.
FILE = """
[experiment]
scenario = "harz"
runs = {runs}
horizon_months = {months}

[design]
kind = "latin_hypercube"
samples = {points}

[levers.approaches]
open_communication = [0, 1]
co_design = [0, 1]
common_identity = {{ low = 0.0, high = 1.0 }}
needs_and_strengths = {{ low = 0.0, high = 1.0 }}

[uncertainties.parameters]
trust_loss_ratio = {{ low = 1.0, high = 4.0, scale = "log" }}
"""
EVERYTHING = "[outcomes]\nmunicipalities = true\nseries = {}\nmunicipality_series = {}\n"


def written(folder: Path, points: int, runs: int, months: int, more: str = "") -> coopsim.Experiment:
    """An experiment in a file of a folder."""
    file = folder / f"e{points}_{runs}_{months}_{len(more)}.toml"
    file.write_text(FILE.format(points=points, runs=runs, months=months) + more, encoding="utf-8")
    return coopsim.load_experiment(file)


def bare(experiment: coopsim.Experiment, series: bool) -> None:
    """The same runs, through `simulate` alone."""
    scenarios = [experiment.points.scenario(row) for row in experiment.points.rows]
    for scenario in scenarios:
        coopsim.simulate(
            scenario, experiment.runs, experiment.seed, threads=1, series=series, municipality_series=series
        )


def stored(experiment: coopsim.Experiment, folder: Path) -> None:
    """The whole experiment into a new directory."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        coopsim.run_experiment(experiment, Path(place) / "results")


def throughput(folder: Path, points: int, runs: int, rounds: int) -> dict[str, Any]:
    """Processor time of experiment and bare simulation, for the run table and with every series stored."""
    found: dict[str, Any] = {"points": points, "runs": runs}
    for name, more in (("run_table", ""), ("everything", EVERYTHING)):
        experiment = written(folder, points, runs, 240, more)
        stored(experiment, folder)
        work = {"bare": partial(bare, experiment, bool(more)), "stored": partial(stored, experiment, folder)}
        times = interleaved(work, rounds, time.process_time)
        ratios = [x / y for x, y in zip(times["bare"], times["stored"], strict=True)]
        found[name] = {
            "bare": points * runs / statistics.median(times["bare"]),
            "stored": points * runs / statistics.median(times["stored"]),
            "ratio": statistics.median(ratios),
        }
    return found


def pace(experiment: coopsim.Experiment, folder: Path, workers: int) -> float:
    """Runs per second from the first finished task to the last."""
    seen: list[tuple[float, int]] = []
    with tempfile.TemporaryDirectory(dir=folder) as place:
        coopsim.run_experiment(
            experiment,
            Path(place) / "results",
            workers=workers,
            progress=lambda done, total: seen.append((time.perf_counter(), done)),
        )
    (start, before), (end, after) = seen[1], seen[-1]
    return (after - before) / (end - start)


def processor_time(experiment: coopsim.Experiment, folder: Path, count: int) -> float:
    """Processor time of the command on so many workers, of all its processes together."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    file = next(folder.glob(f"{experiment.id}.toml"))
    with tempfile.TemporaryDirectory(dir=folder) as place:
        words = ["experiment", "run", str(file), "--workers", str(count), "--out", str(Path(place) / "results")]
        quiet = subprocess.DEVNULL
        subprocess.run([sys.executable, "-m", "coopsim", *words], cwd=HERE.parent, stderr=quiet, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def workers(folder: Path, runs: int, rounds: int) -> dict[str, Any]:
    """Speed on one and on two worker processes, in turn, what the machine allowed, and the processor time per run.

    The processor time is the difference between a longer and a shorter experiment, in which the start does not count.
    """
    experiment, longer = (written(folder, points, runs, 240) for points in (100, 300))
    paces: dict[int, list[float]] = {1: [], 2: []}
    times: dict[int, list[float]] = {1: [], 2: []}
    allowed = []
    for _ in range(rounds):
        for count in (1, 2):
            paces[count].append(pace(experiment, folder, count))
            times[count].append(processor_time(longer, folder, count) - processor_time(experiment, folder, count))
        hashed = interleaved({"1": partial(hashing, 1), "2": partial(hashing, 2)}, 1, time.perf_counter)
        allowed.append(hashed["1"][0] / hashed["2"][0])
    return {
        "one": statistics.median(paces[1]),
        "two": statistics.median(paces[2]),
        "ratio": statistics.median(y / x for x, y in zip(paces[1], paces[2], strict=True)),
        "allowed": statistics.median(allowed),
        "ratio_of_processor_time": statistics.median(y / x for x, y in zip(times[1], times[2], strict=True)),
    }


def million(folder: Path, total: int, months: int) -> dict[str, Any]:
    """Memory of all processes of the command over so many runs, and the size of what it wrote."""
    written(folder, total // 500, 500, months)
    place = folder / "million"
    words = [sys.executable, "-m", "coopsim", "experiment", "run", str(next(folder.glob(f"*_500_{months}_0.toml")))]
    seen: list[tuple[float, int]] = []
    start = time.perf_counter()
    with subprocess.Popen([*words, "--out", str(place)], cwd=HERE.parent, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            seen.append((len(Store(place).done()), memory_of(process.pid)))
            time.sleep(0.5)
    seconds = time.perf_counter() - start
    if process.returncode != 0:
        raise RuntimeError("The experiment did not run.")
    results = coopsim.open_results(place)
    tasks, rows = results.manifest["tasks"], results.dataset().count_rows()
    parts = [[size for done, size in seen if low * tasks <= done < high * tasks] for low, high in _PARTS]
    return {
        "rows": rows,
        "months": months,
        "seconds": seconds,
        "peak_by_part": [max(part) for part in parts],
        "bytes": sum(path.stat().st_size for path in (place / "runs").iterdir()),
    }


_PARTS = ((0.1, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1.0))


def memory_of(pid: int) -> int:
    """Resident memory of a process and all its children, bytes."""
    try:
        process = psutil.Process(pid)
        return sum(part.memory_info().rss for part in (process, *process.children(recursive=True)))
    except psutil.NoSuchProcess:
        return 0


def text_of(
    described: dict[str, str], ratio: dict[str, Any], spread: dict[str, Any], large: dict[str, Any] | None
) -> str:
    """The figures in Markdown."""
    rows = [["stored", "bare `simulate`, runs/s", "experiment, runs/s", "experiment / bare"]]
    for name, title in (("run_table", "run table, all outcomes"), ("everything", "and every monthly series")):
        row = ratio[name]
        rows.append([title, f"{row['bare']:,.0f}", f"{row['stored']:,.0f}", f"{100 * row['ratio']:.0f} %"])
    parts = [
        "## Experiments (`experiments.py`)",
        in_words(described),
        f"{ratio['points']} points × {ratio['runs']} runs × 240 months of the three-town Harz on one processor, "
        "processor time, medians:",
        markdown(rows),
        f"Two worker processes made {spread['two']:,.0f} runs/s, one {spread['one']:,.0f}: {spread['ratio']:.2f} × as "
        f"fast; work that shares nothing (SHA-256), measured in turn with it, was {spread['allowed']:.2f} × as fast on "
        "two threads, which is what the machine allowed. A run took all processes together "
        f"{spread['ratio_of_processor_time']:.2f} × the processor time with two workers (1 = no loss by spreading; "
        "the start of the processes left out).",
    ]
    if large is not None:
        peaks = ", ".join(f"{peak / 1e6:,.0f}" for peak in large["peak_by_part"])
        parts.append(
            f"{large['rows']:,} runs × {large['months']} months with the command in {large['seconds']:,.0f} s: "
            f"{large['bytes'] / 1e6:.1f} MB of run tables ({large['bytes'] / large['rows']:.0f} bytes per run). Most "
            f"memory of all processes together while 10–25, 25–50, 50–75 and 75–100 % was done: {peaks} MB."
        )
    return "\n\n".join(parts)


def main(arguments: list[str] | None = None) -> None:
    """Measure, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=25)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--million", type=int, default=1_000_000, help="runs of the look at memory; 0 leaves it out")
    parser.add_argument("--months", type=int, default=240, help="months of these runs")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of results.json and RESULTS.md")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ratio = throughput(folder, chosen.points, chosen.runs, chosen.rounds)
        spread = workers(folder, chosen.runs, max(1, chosen.rounds // 2))
        large = million(folder, chosen.million, chosen.months) if chosen.million else None
    described = machine()
    text = text_of(described, ratio, spread, large)
    print(text)
    figures = {"machine": described, "throughput": ratio, "workers": spread, "million": large}
    keep("experiments", figures, text, chosen.out)


if __name__ == "__main__":
    main()
