"""How long it takes to say why two settings differ, and what a simulation under both at once costs beside a plain one.

    python benchmarks/why.py [--sizes 3 14] [--runs 1000] [--rounds 3] [--months 240] [--out benchmarks]

The informal network is held against the special-purpose association, by channels.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path
from typing import Any

from bench_tools import HERE, in_words, interleaved, keep, machine, markdown, scenario_of

import coopsim

ANSWER = 100  #: runs of a first answer


def main() -> None:
    """Measure, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[3, 14])
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--months", type=int, default=240)
    parser.add_argument("--out", type=Path, default=HERE, help="folder of results.json and RESULTS.md")
    options = parser.parse_args()
    rows = [measured(n, options.runs, options.rounds, options.months) for n in options.sizes]
    figures = {"machine": machine(), "runs": options.runs, "rounds": options.rounds, "rows": rows}
    words = in_table(figures)
    print(words)
    keep("why", figures, words, options.out)


def measured(n: int, runs: int, rounds: int, months: int) -> dict[str, Any]:
    """Parts, seconds of a first answer and of the whole one, and a crossed simulation beside a plain one."""
    scenario = scenario_of(n, months)
    a, b = (scenario.with_({"governance": form}) for form in ("informal_network", "zweckverband"))
    parts = len(coopsim.why(a, b, 2, outcomes=("works",)).players)
    simulations = 2 * parts * runs
    seconds = interleaved(
        {
            "first": lambda: coopsim.why(a, b, min(ANSWER, runs)),
            "whole": lambda: coopsim.why(a, b, runs),
            "plain": lambda: [coopsim.simulate(side, simulations // 2) for side in (a, b)],
        },
        rounds,
        time.perf_counter,
    )
    ratios = [whole / plain for whole, plain in zip(seconds["whole"], seconds["plain"], strict=True)]
    found = {name: min(seconds[name]) for name in ("first", "whole")}
    return {"towns": n, "parts": parts, "simulations": simulations, **found, "ratio": statistics.median(ratios)}


def in_table(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    heads = ["towns", "parts", "simulations", "first answer, s", "whole answer, s", "times plain runs"]
    cells = [_cells(row) for row in found["rows"]]
    table = markdown([heads, *cells])
    return (
        "## Why two settings differ (`why.py`)\n\n"
        "Informal network against special-purpose association, split by channels, for all headlines; first answer: "
        f"{ANSWER} runs, whole: {found['runs']:,}, best of {found['rounds']} rounds in turn. Times plain runs: time of "
        f"the whole answer over that of as many plain simulations. {in_words(found['machine'])}\n\n{table}"
    )


def _cells(row: dict[str, Any]) -> list[str]:
    counts = (f"{row[name]:,}" for name in ("towns", "parts", "simulations"))
    return [*counts, f"{row['first']:.1f}", f"{row['whole']:.1f}", f"{row['ratio']:.2f}"]


if __name__ == "__main__":
    main()
