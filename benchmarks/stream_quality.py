"""Quality of the keyed random numbers: pipes the bits along every axis of the key to dieharder or PractRand.

    python benchmarks/stream_quality.py [--axes who,month,…] [--tests 0,2,8,…] [--values 200000000]

Along an axis only that part of the key changes, by the smallest steps; `office` and `pair` use the derived ids of
rules. Prints one line per test and axis, and exits with 1 if a test failed. dieharder: apt install dieharder.
PractRand: `RNG_test` on the path.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from coopsim.compiler import compile_rule
from coopsim.model.streams import bits, indexed_id, pair_id, run_key

KEY, WHO = np.uint64(0x0123456789ABCDEF), np.uint64(0xFEDCBA9876543210)
ONE, SEVEN = np.uint64(1), np.uint64(7)
TOWNS, MONTHS = np.uint64(14), np.uint64(240)
BLOCK = 1 << 18


def along_who(i: np.uint64) -> np.uint64:
    return bits(KEY, 1, 0, i)


def along_month(i: np.uint64) -> np.uint64:
    return bits(KEY, 1, i, WHO)


def along_process(i: np.uint64) -> np.uint64:
    return bits(KEY, i + ONE, 0, WHO)


def along_run(i: np.uint64) -> np.uint64:
    return bits(run_key(ONE, i), 1, 0, WHO)


def along_seed(i: np.uint64) -> np.uint64:
    return bits(run_key(i, ONE), 1, 0, WHO)


def along_key(i: np.uint64) -> np.uint64:
    return bits(i, 1, 0, WHO)


def along_office(i: np.uint64) -> np.uint64:
    return bits(KEY, 1, 0, indexed_id(WHO, i))


def along_pair(i: np.uint64) -> np.uint64:
    return bits(KEY, 1, i // (TOWNS * TOWNS), pair_id(i % TOWNS, (i // TOWNS) % TOWNS))


def as_used(i: np.uint64) -> np.uint64:
    """Towns within months within runs, as a simulation consumes them."""
    month = (i // TOWNS) % MONTHS
    return bits(run_key(SEVEN, i // (TOWNS * MONTHS)), 3, month, indexed_id(WHO, i % TOWNS))


AXES: dict[str, Callable[[np.uint64], np.uint64]] = {
    "who": along_who,
    "month": along_month,
    "process": along_process,
    "run": along_run,
    "seed": along_seed,
    "key": along_key,
    "office": along_office,
    "pair": along_pair,
    "as_used": as_used,
}
TESTS = "0,2,4,8,12,13,15,16,100,101,102,200,201,202,203,204,205,206,208,209"


def filler(function: Callable[[np.uint64], np.uint64]) -> Any:
    """A compiled loop that fills an array with the values of one axis."""

    def fill(first: np.uint64, out: Any) -> None:
        for i in range(out.size):
            out[i] = function(first + np.uint64(i))

    return compile_rule(fill)


def feed(axis: str, command: list[str], values: int) -> str:
    """Pipe up to `values` numbers of one axis into a program and return what it printed."""
    fill = filler(AXES[axis])
    out = np.empty(BLOCK, np.uint64)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=False) as program:
        assert program.stdin is not None and program.stdout is not None
        try:
            for first in range(0, values, BLOCK):
                fill(np.uint64(first), out)
                program.stdin.write(out.tobytes())
            program.stdin.close()
        except BrokenPipeError:
            pass
        return program.stdout.read().decode()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--axes", default=",".join(AXES))
    parser.add_argument("--tests", default=TESTS, help="numbers of dieharder tests")
    parser.add_argument("--values", type=int, default=1 << 40, help="64-bit values at most per test")
    arguments = parser.parse_args()
    practrand, dieharder = shutil.which("RNG_test"), shutil.which("dieharder")
    if not practrand and not dieharder:
        print("Neither PractRand (RNG_test) nor dieharder is installed.")
        return 2
    counts = {"PASSED": 0, "WEAK": 0, "FAILED": 0}
    for axis in arguments.axes.split(","):
        if practrand:
            print(axis, feed(axis, [practrand, "stdin64", "-multithreaded"], min(arguments.values, 1 << 33)))
            continue
        for test in arguments.tests.split(","):
            # -Y 1: go on with more numbers until a weak result has either passed or failed
            columns = [part for name in ("test_name", "ntuple", "pvalues", "assessment") for part in ("-D", name)]
            output = feed(axis, [str(dieharder), "-g", "200", "-Y", "1", "-d", test, *columns], arguments.values)
            for line in output.splitlines():
                for verdict in counts:
                    if verdict in line:
                        counts[verdict] += 1
                        print(f"{axis:8s} {line}", flush=True)
    print(counts)
    return 1 if counts["FAILED"] else 0


if __name__ == "__main__":
    sys.exit(main())
