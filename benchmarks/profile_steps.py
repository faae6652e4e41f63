"""Where the time of the whole model goes: cycles per submodel inside the compiled kernel.

    python benchmarks/profile_steps.py [--sizes 3 14 50 200] [--months 240] [--runs N]

The schedule is compiled as always, with a step after each submodel that reads the processor's cycle counter and books
the cycles since the last reading. So the states are those of real runs, and nothing is replayed. What a reading
costs is measured, too, and taken off. The counter also ticks while another process has the core, so each size is run
several times and the least is kept.
"""

from __future__ import annotations

import argparse
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from bench_tools import HERE, SIZES, in_words, keep, machine, markdown, scenario_of
from numba.core import types
from numba.extending import intrinsic

from coopsim.compiler import compile_schedule
from coopsim.model import outcomes
from coopsim.model.state import State
from coopsim.run.runner import make_state
from coopsim.scenario.inputs import build_world, parameter_record
from coopsim.submodels.observe import record
from coopsim.submodels.schedule import SCHEDULE
from coopsim.submodels.setup import initialise
from coopsim.submodels.summary import summarise

START, NEXT, END = "(start of a run)", "(from month to month)", "(row of a run)"

TimedState: Any = namedtuple("TimedState", [*State._fields, "clock"])


@intrinsic
def cycles(typing_context: Any) -> Any:
    """The processor's cycle counter."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        from llvmlite import ir

        counter = builder.module.declare_intrinsic("llvm.readcyclecounter", (), ir.FunctionType(ir.IntType(64), ()))
        return builder.call(counter, ())

    return types.int64(), generate


def stamp(place: int) -> Callable[..., None]:
    """A step that books the cycles since the last stamp under ``clock[place]``."""

    def stamped(month: int, key: Any, p: Any, w: Any, s: Any) -> None:
        now = cycles()
        s.clock[place] += now - s.clock[0]
        s.clock[0] = cycles()

    return stamped


def timed_schedule() -> tuple[Any, list[str]]:
    """The compiled schedule with stamps, and the names of the clock's places."""
    names = ["", "(reading)", START, NEXT, END, *SCHEDULE.names]
    steps: list[Any] = [(NEXT, stamp(names.index(NEXT))), ("(reading)", stamp(1))]
    first = stamp(names.index(START))
    last = stamp(names.index(END))
    for name, step in SCHEDULE:
        steps += [(name, step), (f"{name} stamped", stamp(names.index(name)))]

    def begin(key: Any, p: Any, w: Any, s: Any) -> None:
        s.clock[0] = cycles()
        initialise(key, p, w, s)
        first(0, key, p, w, s)

    def end(p: Any, w: Any, s: Any, row: Any, towns: Any) -> None:
        s.clock[0] = cycles()
        summarise(p, w, s, row, towns)
        last(0, 0, p, w, s)

    return compile_schedule(steps, begin, record, end), names


def profile(kernel: Any, names: list[str], n: int, months: int, runs: int, repeats: int) -> dict[str, float]:
    """Cycles per run and submodel, a reading's cost taken off; the least of all repeats."""
    scenario = scenario_of(n, months)
    world, parameters = build_world(scenario), parameter_record(scenario)
    clock = np.zeros(len(names), np.int64)
    state = TimedState(*make_state(scenario, world), clock=clock)
    rows = np.zeros(runs, outcomes.dtype(outcomes.RUN)).view(np.recarray)
    towns = np.zeros((runs, n), outcomes.dtype(outcomes.TOWN_RUN)).view(np.recarray)
    series = np.zeros((0, months), outcomes.dtype(outcomes.SERIES)).view(np.recarray)
    town_series = np.zeros((0, months, n), outcomes.dtype(outcomes.TOWN_SERIES)).view(np.recarray)
    least = np.full(len(names), np.inf)
    for repeat in range(repeats + 1):
        clock[:] = 0
        kernel.run_chunk(1, np.arange(runs), months, parameters, world, state, rows, towns, series, town_series)
        if repeat > 0:  # the first one compiles
            least = np.minimum(least, clock / runs)
    reading = least[1]  # of all months: two readings with nothing between them
    readings = np.array([0.0, 0.0, reading / months, reading, reading / months, *[reading] * len(SCHEDULE.names)])
    return dict(zip(names[2:], np.maximum(0.0, least - readings)[2:], strict=True))


def main(arguments: list[str] | None = None) -> None:
    """Print and write the share of each submodel, one column per number of municipalities."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--months", type=int, default=240)
    parser.add_argument("--runs", type=int, help="runs per measurement (default: fewer, the more municipalities)")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--out", type=Path, default=HERE, help="folder of results.json and RESULTS.md")
    chosen = parser.parse_args(arguments)
    kernel, names = timed_schedule()
    found = {}
    for n in chosen.sizes:
        runs = chosen.runs or max(1, 200 // n)
        found[n] = profile(kernel, names, n, chosen.months, runs, chosen.repeats)
    table = [["share of cycles", *(f"n = {n}" for n in found)]]
    for name in names[2:]:
        table.append([name, *(f"{100 * row[name] / sum(row.values()):.1f} %" for row in found.values())])
    table.append(["all, 1,000 cycles per run", *(f"{sum(row.values()) / 1000:,.0f}" for row in found.values())])
    described = machine()
    text = "\n\n".join(
        [
            "## Share of each submodel (`profile_steps.py`)",
            f"{chosen.months} months, one thread. {in_words(described)}",
            markdown(table),
        ]
    )
    print(text)
    keep("profile_steps", {"machine": described, "cycles_per_run": found}, text, chosen.out)


if __name__ == "__main__":
    main()
