"""Runs that `compare --precision` saves against equal numbers everywhere, and how often its intervals hold.

    python benchmarks/precision.py [--stock 20000] [--draws 100] [--points 1 2 4] [--months 240] [--out benchmarks]

Each form of cooperation without and with all approaches is simulated `--stock` times; the truth is what the stock says.
Then comparisons are drawn from the stock, run by run with replacement, and stopped as `compare` stops them.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from bench_tools import HERE, in_words, keep, machine, markdown

import coopsim
from coopsim.analysis.intervals import difference
from coopsim.analysis.labels import governance_by_approach
from coopsim.analysis.measures import measure
from coopsim.analysis.precision import DIFFERENCES, FIRST, LEVELS, MOST, half_width, runs_wanted
from coopsim.analysis.summary import attained, told

PAIR = ("benefit", "attainable")


def main() -> None:
    """Draw, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stock", type=int, default=20_000)
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument("--points", type=float, nargs="+", default=[1, 2, 4])
    parser.add_argument("--months", type=int, default=240)
    parser.add_argument("--out", type=Path, default=HERE, help="folder of results.json and RESULTS.md")
    options = parser.parse_args()
    stock = stocked(options.stock, options.months)
    rows = [drawn(stock, points / 100, options.draws) for points in options.points]
    figures = {"machine": machine(), "stock": options.stock, "draws": options.draws, "rows": rows}
    words = in_table(figures)
    print(words)
    keep("precision", figures, words, options.out)


def stocked(runs: int, months: int) -> dict[tuple[str, str], dict[str, Any]]:
    """By form and approaches, the headlines of every run of the stock."""
    harz = coopsim.load_scenario("harz").with_({"horizon_months": months})
    forms = [form for form in harz.governance_models if form != "none"]
    cases = governance_by_approach(harz, forms, ["all"])
    names = {*LEVELS, *DIFFERENCES, *PAIR}
    found = {}
    for label, scenario in cases.items():
        table = coopsim.simulate(scenario, runs=runs, seed=1).runs
        found[label] = {name: measure(table, name, months) for name in names}
    return found


def drawn(stock: dict[tuple[str, str], dict[str, Any]], precision: float, draws: int) -> dict[str, Any]:
    """Runs per comparison, the most of a configuration times all, and shares of intervals that hold the truth."""
    rng = np.random.default_rng(1)
    used, equal, held, asked = 0.0, 0.0, 0, 0
    for _ in range(draws):
        counts = {}
        for form in dict.fromkeys(form for form, _ in stock):
            n, hits = stopped(stock[form, "none"], stock[form, "all"], precision, rng)
            counts[form] = n
            held, asked = held + sum(hits), asked + len(hits)
        used += 2 * sum(counts.values())
        equal += 2 * len(counts) * max(counts.values())
    return {"points": 100 * precision, "runs": used / draws, "equal": equal / draws, "held": held / asked}


def stopped(base: dict[str, Any], other: dict[str, Any], precision: float, rng: Any) -> tuple[int, list[bool]]:
    """How many runs of a form it took until both settings were sure enough, and which of their intervals hold."""
    stock = len(base["works"])
    chosen = rng.integers(0, stock, FIRST)
    while True:
        found = intervals(base, other, chosen)
        wanted = runs_wanted(len(chosen), max(map(half_width, found.values())), precision, MOST)
        if wanted == len(chosen):
            break
        chosen = np.concatenate([chosen, rng.integers(0, stock, wanted - len(chosen))])
    truth = intervals(base, other, slice(None))
    return len(chosen), [bool(found[key].low <= truth[key].value <= found[key].high) for key in found]


def intervals(base: dict[str, Any], other: dict[str, Any], chosen: Any) -> dict[tuple[str, str], Any]:
    """Of the chosen runs: every headline of both settings, and the paired differences."""
    found = {}
    for side, values in (("none", base), ("all", other)):
        found |= {(side, name): told(values[name][chosen], name) for name in LEVELS}
        found[side, "attained"] = attained(*(values[name][chosen] for name in PAIR))
    return found | {("d", name): difference(other[name][chosen], base[name][chosen]) for name in DIFFERENCES}


def in_table(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    rows = [["precision, points", "runs of a comparison", "equal numbers", "saved", "intervals that hold"]]
    for row in found["rows"]:
        saved = f"{1 - row['runs'] / row['equal']:.0%}"
        rows.append([f"±{row['points']:g}", f"{row['runs']:,.0f}", f"{row['equal']:,.0f}", saved, f"{row['held']:.1%}"])
    return (
        "## Runs for a precision (`precision.py`)\n\n"
        f"Harz, 7 forms without and with all approaches, {found['draws']:,} comparisons drawn from {found['stock']:,} "
        "runs of each, stopped when all headlines and differences are sure enough; equal numbers: as many of each as "
        f"the form that needs most. {in_words(found['machine'])}\n\n{markdown(rows)}"
    )


if __name__ == "__main__":
    main()
