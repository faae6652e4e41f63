"""Experiments: what designing, storing and spreading cost against bare simulation; memory and size of a million runs;
the time of the experiment that ships with the package.

    python benchmarks/experiments.py [--points 25] [--runs 200] [--rounds 5] [--million 1000000] [--out benchmarks]

A run of an experiment and the same points through `simulate` take turns in every round, counted in processor time of
this process.  Workers are compared by the clock on the wall, from the first finished task to the last, next to two
things that share nothing: hashing on one and two threads, which shows what the processors allowed at that time, and
`simulate` alone in one and two processes, which shows what they and their memory allowed this work.  The memory is that
of all processes of the command `coopsim experiment run` together, looked at twice a second while it makes a million
runs.  All of it takes about half an hour on two quiet cores; each part is kept as soon as it is measured.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
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
ALLIANCE = "[outcomes]\nseries = {}\n"
EVERYTHING = "[outcomes]\nmunicipalities = true\nseries = {}\nmunicipality_series = {}\n"
#: What is stored: name, words, what the file says.
STORED = (
    ("run_table", "run table, all outcomes", ""),
    ("alliance", "and the monthly series of the alliance", ALLIANCE),
    ("everything", "and every monthly series, of each municipality too", EVERYTHING),
)
HEADLINE = "approaches_by_governance"


def written(folder: Path, points: int, runs: int, months: int, more: str = "") -> coopsim.Experiment:
    """An experiment in a file of a folder."""
    file = folder / f"e{points}_{runs}_{months}_{len(more)}.toml"
    file.write_text(FILE.format(points=points, runs=runs, months=months) + more, encoding="utf-8")
    return coopsim.load_experiment(file)


def bare(experiment: coopsim.Experiment) -> None:
    """The same runs with the same series, through `simulate` alone."""
    kept = experiment.outcomes
    for row in experiment.points.rows:
        coopsim.simulate(
            experiment.points.scenario(row),
            experiment.runs,
            experiment.seed,
            threads=1,
            series=kept.series is not None,
            municipality_series=kept.municipality_series is not None,
        )


def stored(experiment: coopsim.Experiment, folder: Path) -> None:
    """The whole experiment into a new directory."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        coopsim.run_experiment(experiment, Path(place) / "results")


def throughput(folder: Path, points: int, runs: int, rounds: int) -> dict[str, Any]:
    """Processor time of experiment and bare simulation, for the run table and with series stored."""
    found: dict[str, Any] = {"points": points, "runs": runs}
    for name, _, more in STORED:
        experiment = written(folder, points, runs, 240, more)
        stored(experiment, folder)
        work = {"bare": partial(bare, experiment), "stored": partial(stored, experiment, folder)}
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


def simulated(runs: int) -> None:
    """So many runs through `simulate` on one thread."""
    coopsim.simulate(coopsim.load_scenario("harz"), runs, threads=1)


def independent(count: int, runs: int) -> float:
    """Runs per second of so many processes that simulate and do nothing else."""
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(simulated, [1] * count))  # compiled code is loaded
        start = time.perf_counter()
        list(pool.map(simulated, [runs] * count))
        return count * runs / (time.perf_counter() - start)


def workers(folder: Path, runs: int, rounds: int) -> dict[str, Any]:
    """Speed on one and on two worker processes, in turn, what the machine allowed, and the processor time per run.

    The processor time is the difference between a longer and a shorter experiment, in which the start does not count.
    """
    experiment, longer = (written(folder, points, runs, 240) for points in (100, 300))
    paces: dict[int, list[float]] = {1: [], 2: []}
    alone: dict[int, list[float]] = {1: [], 2: []}
    times: dict[int, list[float]] = {1: [], 2: []}
    allowed = []
    for _ in range(rounds):
        for count in (1, 2):
            paces[count].append(pace(experiment, folder, count))
            alone[count].append(independent(count, 50 * runs))
        hashed = interleaved({"1": partial(hashing, 1), "2": partial(hashing, 2)}, 1, time.perf_counter)
        allowed.append(hashed["1"][0] / hashed["2"][0])
        for count in (1, 2):
            times[count].append(processor_time(longer, folder, count) - processor_time(experiment, folder, count))
    return {
        "rounds": rounds,
        "one": statistics.median(paces[1]),
        "two": statistics.median(paces[2]),
        "ratio": _median_ratio(paces),
        "allowed": statistics.median(allowed),
        "allowed_simulating": _median_ratio(alone),
        "ratio_of_processor_time": _median_ratio(times),
    }


def _median_ratio(found: dict[int, list[float]]) -> float:
    """Median over rounds of two against one."""
    return statistics.median(two / one for one, two in zip(found[1], found[2], strict=True))


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
        "peak_by_part": [max(part, default=None) for part in parts],  # None: too quick to be seen
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


def headline(folder: Path) -> dict[str, Any]:
    """Wall time of the command on the experiment that ships with the package, on all processors."""
    place = folder / "headline"
    words = [sys.executable, "-m", "coopsim", "experiment", "run", HEADLINE, "--out", str(place)]
    start = time.perf_counter()
    subprocess.run(words, cwd=HERE.parent, stderr=subprocess.DEVNULL, check=True)
    seconds = time.perf_counter() - start
    results = coopsim.open_results(place)
    return {"points": len(results.points), "runs": results.dataset().count_rows(), "seconds": seconds}


def text_of(described: dict[str, str], ratio: dict[str, Any], spread: dict[str, Any]) -> str:
    """Throughput and workers in Markdown."""
    rows = [["stored", "bare `simulate`, runs/s", "experiment, runs/s", "experiment / bare"]]
    for name, title, _ in STORED:
        row = ratio[name]
        rows.append([title, f"{row['bare']:,.0f}", f"{row['stored']:,.0f}", f"{100 * row['ratio']:.0f} %"])
    return "\n\n".join(
        [
            "## Experiments (`experiments.py`)",
            in_words(described),
            f"{ratio['points']} points × {ratio['runs']} runs × 240 months of the three-town Harz on one processor, "
            "processor time, medians; bare `simulate` records the same series and stores nothing:",
            markdown(rows),
            f"Two worker processes made {spread['two']:,.0f} runs/s, one {spread['one']:,.0f}: {spread['ratio']:.2f} × "
            f"as fast (wall, median of {spread['rounds']} rounds). Measured in turn with it: work that shares nothing "
            f"(SHA-256) was {spread['allowed']:.2f} × as fast on two threads, and `simulate` alone "
            f"{spread['allowed_simulating']:.2f} × as fast in two processes that share nothing, which is what the "
            f"machine allowed. A run took all processes together {spread['ratio_of_processor_time']:.2f} × the "
            "processor time with two workers (1 = no loss by spreading; the start of the processes left out).",
        ]
    )


def headline_text(described: dict[str, str], found: dict[str, Any]) -> str:
    """The shipped experiment in Markdown."""
    return (
        f"`coopsim experiment run {HEADLINE}`: {found['points']:,} points, {found['runs']:,} runs × 240 months on "
        f"{described['cores']} cores, {described['date']}: {found['seconds'] / 60:.1f} min."
    )


def million_text(described: dict[str, str], large: dict[str, Any]) -> str:
    """Memory and size of many runs in Markdown."""
    peaks = ", ".join("–" if peak is None else f"{peak / 1e6:,.0f}" for peak in large["peak_by_part"])
    return (
        f"{large['rows']:,} runs × {large['months']} months with `coopsim experiment run` on {described['cores']} "
        f"cores, {described['date']}: {large['seconds']:,.0f} s, {large['bytes'] / 1e6:.1f} MB of run tables "
        f"({large['bytes'] / large['rows']:.0f} bytes per run). Most memory of all processes together while 10–25, "
        f"25–50, 50–75 and 75–100 % was done: {peaks} MB."
    )


def main(arguments: list[str] | None = None) -> None:
    """Measure, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=25)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5, help="0 leaves throughput and workers out")
    parser.add_argument("--million", type=int, default=1_000_000, help="runs of the look at memory; 0 leaves it out")
    parser.add_argument("--months", type=int, default=240, help="months of these runs")
    parser.add_argument("--no-headline", action="store_true", help="leave the shipped experiment out")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of results.json and RESULTS.md")
    chosen = parser.parse_args(arguments)
    described = machine()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if chosen.rounds:
            ratio = throughput(folder, chosen.points, chosen.runs, chosen.rounds)
            spread = workers(folder, chosen.runs, chosen.rounds)
            text = text_of(described, ratio, spread)
            print(text)
            keep("experiments", {"machine": described, "throughput": ratio, "workers": spread}, text, chosen.out)
        if chosen.million:
            large = million(folder, chosen.million, chosen.months)
            text = million_text(described, large)
            print(text)
            keep("experiments_million", {"machine": described, "million": large}, text, chosen.out)
        if not chosen.no_headline:
            shipped = headline(folder)
            text = headline_text(described, shipped)
            print(text)
            keep("experiments_headline", {"machine": described, "headline": shipped}, text, chosen.out)


if __name__ == "__main__":
    main()
