"""A schedule of which Numba cannot compile every step: these run interpreted, between compiled blocks."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coopsim.compiler.generated import Announce, Kernel
from coopsim.compiler.interpreted import Ends, Interpreted, Step
from coopsim.compiler.link import link_rule
from coopsim.model.rules import is_own
from coopsim.model.streams import interpreted

_MONTHS_MEASURED = 12


def failing_steps(steps: Sequence[Step], error: Exception, p: Any, w: Any, s: Any) -> dict[str, str]:
    """The steps that do not compile, each with the reason.

    Raises:
        Exception: the original error, if every step compiles alone or one of coopsim's own does not.
    """
    failing = {name: reason for name, step in steps if (reason := _why_not_compilable(step, p, w, s))}
    own = any(name in failing and not is_own(step) for name, step in steps)
    if own or not failing:
        raise error
    return failing


def mixed_schedule(steps: Sequence[Step], ends: Ends, failing: dict[str, str], announce: Announce) -> Interpreted:
    """The schedule with the failing steps interpreted; says so, and after some months how much slower it is."""
    announce(f"Numba cannot compile {', '.join(failing)}: interpreted, with the same results but slower.")
    stopwatch = _Stopwatch(failing)
    blocks: list[Step] = []
    waiting: list[Step] = []

    def finish_block() -> None:
        if waiting:
            blocks.append(_block(tuple(waiting), ends, announce, stopwatch))
            waiting.clear()

    for name, step in steps:
        if name in failing:
            finish_block()
            blocks.append((name, stopwatch.timed(step, is_compiled=False)))
        else:
            waiting.append((name, step))
    finish_block()
    kernel = Kernel((), ends, announce)
    return Interpreted(blocks, Ends(kernel.begin, kernel.note, kernel.end))


def _block(steps: Sequence[Step], ends: Ends, announce: Announce, stopwatch: _Stopwatch) -> Step:
    kernel = Kernel(steps, ends, announce)

    def block(month: int, key: np.uint64, p: Any, w: Any, s: Any) -> None:
        kernel.run_months(int(month), int(month) + 1, np.uint64(key), p, w, s)

    return ", ".join(name for name, _ in steps), stopwatch.timed(block, is_compiled=True)


def _why_not_compilable(step: Callable[..., Any], p: Any, w: Any, s: Any) -> str | None:
    """The reason why a submodel does not compile for these arguments, or None."""
    import numba

    typeof: Any = numba.typeof
    try:
        types = (numba.int64, numba.uint64, typeof(p), typeof(w), typeof(s))
        link_rule(step).compile(types)
    except Exception as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip() and "Failed in nopython" not in line]
        return lines[0] if lines else type(error).__name__
    return None


class _Stopwatch:
    """Measures interpreted steps against compiled blocks over the first months, then warns once."""

    def __init__(self, failing: dict[str, str]) -> None:
        self._failing = failing
        self._seconds = {True: 0.0, False: 0.0}
        self._calls = 0

    def timed(self, step: Callable[..., Any], is_compiled: bool) -> Callable[..., Any]:
        """The step, timed until enough is known."""

        def timed_step(month: int, key: np.uint64, p: Any, w: Any, s: Any) -> None:
            if self._calls > _MONTHS_MEASURED * len(self._failing):
                step(month, key, p, w, s)
                return
            start = time.perf_counter()
            with interpreted():
                step(month, key, p, w, s)
            if self._calls >= len(self._failing):  # the first month compiles
                self._seconds[is_compiled] += time.perf_counter() - start
            self._calls += not is_compiled
            if self._calls == _MONTHS_MEASURED * len(self._failing) and not is_compiled:
                self._calls += 1
                self._warn()

        return timed_step

    def _warn(self) -> None:
        per_month = 1e6 / (_MONTHS_MEASURED - 1)
        slow, fast = self._seconds[False] * per_month, self._seconds[True] * per_month
        factor = (slow + fast) / fast if fast > 0 else float("inf")
        reasons = "; ".join(f"{name}: {reason}" for name, reason in self._failing.items())
        warnings.warn(
            f"Not compiled and therefore interpreted ({reasons}). "
            f"Results are the same, but a month takes {slow + fast:.0f} µs "
            f"instead of about {fast:.0f} µs for all other steps: {factor:.0f} times as long.",
            RuntimeWarning,
            stacklevel=2,
        )
