"""Compiled rules against hand-written C and against Mesa objects: the same submodels, the same results, side by side.

    python benchmarks/compare_speed.py [--sizes 3 14 50 200] [--months 240] [--rounds 9] [--out benchmarks]

Meetings, contribution, trust and elections of a working alliance (`heavy_rules`), on one thread each: as coopsim
compiles them, as plain scalar C (gcc -O3 -march=native -fno-tree-vectorize), as C that gcc may vectorise, and as a
Mesa model under `mesa.batch_run`. First checks that the results agree: with C in every bit of the state, with Mesa on
the same random numbers to 1e-9. All are run in turn in every round; a ratio is the median over the rounds of the
times of one round. Needs gcc.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import heavy_c
import heavy_mesa
import heavy_rules
import numpy as np
from bench_tools import HERE, SIZES, in_words, interleaved, keep, machine, markdown, scenario_of

C_SCALAR, C_VECTORISED, COOPSIM, MESA = "C, scalar", "C, vectorised", "coopsim", "Mesa objects"
_CHECK_MONTHS = 36


def check(kernel: Any, versions: dict[str, heavy_c.HeavyC], start: dict[str, Any], months: int, *arrays: Any) -> None:
    """The three do the same work.

    Raises:
        AssertionError: naming what differs.
    """
    for run in range(2):
        rows = heavy_rules.run(kernel, 1, [run], months, *arrays)
        for name, version in versions.items():
            same = version.run(1, [run], months).tobytes() == rows.tobytes()
            differing = heavy_c.differences(version, arrays[2])
            assert same and not differing, f"{name} differs from the compiled rules in run {run}: {differing}"
    n = len(arrays[1].town)
    short = min(months, _CHECK_MONTHS if n < 100 else 2)
    rows = heavy_rules.run(kernel, 1, [0], short, *arrays)
    model = heavy_mesa.AllianceModel(start, short, chance=heavy_mesa.Keyed(1, 0))
    while model.running:
        model.step()
    found = np.array([model.result[name] for name in heavy_mesa.OUTCOMES])
    trust = np.array([[town.trust_in.get(other, 0.0) for other in model.towns] for town in model.towns])
    assert np.allclose(found, rows[0], rtol=1e-9, atol=1e-12), f"Mesa objects differ: {found} against {rows[0]}"
    assert np.allclose(trust, arrays[2].trust, rtol=1e-9, atol=1e-12), "Mesa objects differ in the ties' trust"


def compare(
    kernel: Any, libraries: dict[str, Any], n: int, months: int, rounds: int, seconds: float, mesa_runs: int
) -> dict[str, Any]:
    """Seconds per run of each version and the ratios to coopsim, for ``n`` municipalities."""
    arrays = heavy_rules.working_alliance(scenario_of(n, months))
    start = heavy_mesa.start_of(*arrays)
    versions = {name: heavy_c.HeavyC(library, *arrays) for name, library in libraries.items()}
    check(kernel, versions, start, months, *arrays)
    begin = time.thread_time()
    heavy_rules.run(kernel, 1, range(2), months, *arrays)
    runs = range(max(1, int(seconds / max(1e-6, (time.thread_time() - begin) / 2))))
    candidates: dict[str, Any] = {COOPSIM: lambda: heavy_rules.run(kernel, 1, runs, months, *arrays)}
    for name, version in versions.items():
        candidates[name] = lambda version=version: version.run(1, runs, months)
    times = interleaved(candidates, rounds)
    per_run = {name: statistics.median(times[name]) / len(runs) for name in times}
    ratios = {
        name: statistics.median(a / b for a, b in zip(times[name], times[COOPSIM], strict=True)) for name in times
    }
    short = (
        months if n < 50 else max(2, months // (10 if n < 100 else 120))
    )  # the Mesa model takes the same time for every month
    pair = interleaved(
        {
            COOPSIM: lambda: heavy_rules.run(kernel, 1, runs, months, *arrays),
            MESA: lambda: heavy_mesa.run(start, short, mesa_runs),
        },
        2,
    )
    mesa_run = [x / mesa_runs * months / short for x in pair[MESA]]
    per_run[MESA] = statistics.median(mesa_run)
    ratios[MESA] = statistics.median(a / (b / len(runs)) for a, b in zip(mesa_run, pair[COOPSIM], strict=True))
    return {
        "municipalities": n, "months": months, "runs": len(runs), "rounds": rounds, "mesa_months": short,
        "seconds_per_run": per_run, "times_of_coopsim": ratios,
    }  # fmt: skip


def table(rows: list[dict[str, Any]]) -> str:
    """The figures as a Markdown table: runs per second, and coopsim's speed as a multiple."""
    versions = (COOPSIM, C_SCALAR, C_VECTORISED, MESA)
    head = [
        "municipalities",
        *(f"{name}, runs/s" for name in versions),
        *(f"coopsim / {name}" for name in versions[1:]),
    ]
    lines = [head]
    for row in rows:
        speeds = [f"{1 / row['seconds_per_run'][name]:,.4g}" for name in versions]
        lines.append(
            [str(row["municipalities"]), *speeds, *(f"{row['times_of_coopsim'][name]:,.3g} ×" for name in versions[1:])]
        )
    return markdown(lines)


def main(arguments: list[str] | None = None) -> None:
    """Check, measure, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--months", type=int, default=240)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.3, help="length of one measurement of the compiled rules")
    parser.add_argument("--mesa-runs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=HERE, help="folder of results.json and RESULTS.md")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        libraries = {
            C_SCALAR: heavy_c.build(heavy_c.SCALAR, Path(folder)),
            C_VECTORISED: heavy_c.build(heavy_c.VECTORISED, Path(folder)),
        }
        kernel = heavy_rules.kernel()
        rows = [
            compare(kernel, libraries, n, chosen.months, chosen.rounds, chosen.seconds, chosen.mesa_runs)
            for n in chosen.sizes
        ]
    described = machine() | {"gcc": heavy_c.gcc_version()}
    text = "\n\n".join(
        [
            "## Heaviest submodels against C and Mesa objects (`compare_speed.py`)",
            f"Meetings, contribution, trust and elections over {chosen.months} months, one thread, equal results "
            "(C: every bit). "
            f"Processor time, medians of {chosen.rounds} rounds in turn. {in_words(described)}",
            table(rows),
        ]
    )
    print(text)
    keep("compare_speed", {"machine": described, "rows": rows}, text, chosen.out)


if __name__ == "__main__":
    main()
