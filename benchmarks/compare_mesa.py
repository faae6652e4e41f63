"""The whole model against itself in plain Mesa: the reference implementation of `tests/reference`, the same runs.

    python benchmarks/compare_mesa.py [--sizes 3 14] [--months 240] [--rounds 5] [--runs 200] [--out benchmarks]

The reference is written the way a Mesa model usually is: one agent per municipality, objects for ties, projects and
offices, plain Python loops. First checks that both report the same for the runs that are timed. Then both are run in
turn, each on one thread: one run of the reference, another one in each round, and `--runs` runs of
`coopsim.simulate`. Rules are compiled before.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path
from typing import Any

from bench_tools import HERE, in_words, interleaved, keep, machine, markdown, scenario_of

import coopsim

sys.path.insert(0, str(HERE.parent / "tests"))

from reference.model import ReferenceModel
from reference.tables import run_row

COOPSIM, MESA = "coopsim", "plain Mesa"


def check(scenario: Any, run: int = 0) -> None:
    """Both do the same work.

    Raises:
        AssertionError: naming the outcomes that differ.
    """
    theirs = coopsim.simulate(scenario, runs=1, first_run=run, seed=1, threads=1).arrays.runs[0]
    mine = run_row(ReferenceModel(scenario, 1, run).run())
    differing = [name for name, value in mine.items() if not _close(float(theirs[name]), float(value))]
    assert not differing, f"the reference differs in {differing}"


def _close(theirs: float, mine: float) -> bool:
    """Equal to the rounding of four-byte numbers; missing (NaN) equals missing."""
    return abs(theirs - mine) <= 1e-5 * max(1.0, abs(mine)) or (theirs != theirs and mine != mine)


def compare(n: int, months: int, rounds: int, runs: int) -> dict[str, float]:
    """Runs per second of both and their ratio, for ``n`` municipalities."""
    scenario = scenario_of(n, months)
    for run in range(rounds):
        check(scenario, run)
    numbers = iter(range(rounds))
    seconds = interleaved(
        {
            COOPSIM: lambda: coopsim.simulate(scenario, runs=runs, seed=1, threads=1),
            MESA: lambda: ReferenceModel(scenario, 1, next(numbers)).run(),
        },
        rounds,
    )
    ratios = [runs * mesa / own for own, mesa in zip(seconds[COOPSIM], seconds[MESA], strict=True)]
    return {
        COOPSIM: runs / statistics.median(seconds[COOPSIM]),
        MESA: 1.0 / statistics.median(seconds[MESA]),
        "ratio": statistics.median(ratios),
    }


def main() -> None:
    """Measure and keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[3, 14])
    parser.add_argument("--months", type=int, default=240)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--out", type=Path, default=HERE)
    asked = parser.parse_args()
    described = machine()
    rows = [["municipalities", f"{COOPSIM}, runs/s", f"{MESA}, runs/s", f"{COOPSIM} / {MESA}"]]
    figures: dict[str, Any] = {"machine": described, "months": asked.months, "rounds": asked.rounds, "sizes": {}}
    for n in asked.sizes:
        found = compare(n, asked.months, asked.rounds, asked.runs)
        figures["sizes"][str(n)] = found
        rows.append([str(n), f"{found[COOPSIM]:,.4g}", f"{found[MESA]:.3g}", f"{found['ratio']:,.3g} ×"])
    text = (
        "## The whole model against plain Mesa (`compare_mesa.py`)\n\n"
        f"All submodels over {asked.months} months, the same runs with the same results, one thread each: the reference"
        " implementation of `tests/reference` (one Mesa agent per municipality, objects, Python loops). Processor time,"
        f" medians of {asked.rounds} rounds in turn. {in_words(described)}\n\n{markdown(rows)}"
    )
    keep("compare_mesa", figures, text, asked.out)
    print(text)


if __name__ == "__main__":
    main()
