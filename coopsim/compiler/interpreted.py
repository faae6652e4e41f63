"""The schedule in plain Python: for debugging, for coverage, and as the yardstick of the compiled one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from coopsim.compiler.fingerprint import schedule_fingerprint
from coopsim.model.streams import interpreted, run_key

Step = tuple[str, Callable[..., Any]]
Array = NDArray[Any]

_ALLOWED = (np.dtype(np.float64), np.dtype(np.int64), np.dtype(np.uint64), np.dtype(np.bool_))


class Runner(Protocol):
    """What can run a schedule."""

    def run_months(self, first: int, last: int, key: np.uint64, p: Any, w: Any, s: Any) -> None:
        """Run the months first … last − 1 of one run on its state s, which is already initialised."""

    def run_chunk(
        self,
        seed: int,
        runs: Any,
        horizon: int,
        p: Any,
        w: Any,
        s: Any,
        rows: Array,
        town_rows: Array,
        alliance_series: Array,
        town_series: Array,
    ) -> None:
        """Run whole runs one after the other on one state.

        Args:
            seed, runs: seed and run numbers, shape (R,); they make the key of each run.
            horizon: months T per run.
            p, w, s: parameters, scenario, state (overwritten; holds the end of the last run).
            rows: shape (R,) of records or (R, K); `summarise` fills one per run.
            town_rows: shape (R, n) of records or (R, n, M); filled likewise.
            alliance_series: shape (R, T, V), or (0, T, V) if it is not wanted.
            town_series: shape (R, T, n, U), or (0, T, n, U) if it is not wanted.

        Raises:
            TypeError: if p, w or s hold other numbers than float64, int64, uint64 or bool.
            ValueError: if the shapes do not fit.
        """


class Interpreted:
    """A schedule that runs as plain Python; see `Runner`."""

    def __init__(
        self,
        steps: Sequence[Step],
        initialise: Callable[..., Any],
        record: Callable[..., Any],
        summarise: Callable[..., Any],
    ) -> None:
        self.steps = tuple(steps)
        self._initialise, self._record, self._summarise = initialise, record, summarise
        self.fingerprint = schedule_fingerprint(self.steps, (initialise, record, summarise))

    def run_months(self, first: int, last: int, key: np.uint64, p: Any, w: Any, s: Any) -> None:
        """Run the months first … last − 1; see `Runner`."""
        with interpreted():
            for month in range(first, last):
                for _, step in self.steps:
                    step(month, key, p, w, s)

    def run_chunk(
        self,
        seed: int,
        runs: Any,
        horizon: int,
        p: Any,
        w: Any,
        s: Any,
        rows: Array,
        town_rows: Array,
        alliance_series: Array,
        town_series: Array,
    ) -> None:
        """Run whole runs; see `Runner`."""
        numbers, alliance, towns, keep_alliance, keep_towns = prepare_chunk(
            runs, horizon, p, w, s, rows, town_rows, alliance_series, town_series
        )
        with interpreted():
            for r, run in enumerate(numbers):
                key = run_key(np.uint64(seed), run)
                self._initialise(key, p, w, s)
                for month in range(horizon):
                    self.run_months(month, month + 1, key, p, w, s)
                    if keep_alliance or keep_towns:
                        self._record(
                            month,
                            p,
                            w,
                            s,
                            alliance[r * keep_alliance, month * keep_alliance],
                            towns[r * keep_towns, month * keep_towns],
                        )
                self._summarise(p, w, s, rows[r], town_rows[r])


def interpret_schedule(
    steps: Sequence[Step], initialise: Callable[..., Any], record: Callable[..., Any], summarise: Callable[..., Any]
) -> Interpreted:
    """The schedule in plain Python; parameters as in `compile_schedule`."""
    return Interpreted(steps, initialise, record, summarise)


def prepare_chunk(
    runs: Any,
    horizon: int,
    p: Any,
    w: Any,
    s: Any,
    rows: Array,
    town_rows: Array,
    alliance_series: Array,
    town_series: Array,
) -> tuple[NDArray[np.uint64], Array, Array, int, int]:
    """Check the arguments of `run_chunk`. A series that is not kept is replaced by room for one month, written over
    and over.

    Returns:
        run numbers, the two series, and for each whether it is kept (0 or 1).

    Raises:
        TypeError, ValueError: see `Runner.run_chunk`.
    """
    numbers = np.ascontiguousarray(runs, dtype=np.uint64)
    check_numbers(p, "p")
    check_numbers(w, "w")
    check_numbers(s, "s")
    if numbers.ndim != 1 or len(rows) != numbers.size or len(town_rows) != numbers.size:
        raise ValueError(f"rows must have one entry per run: {len(rows)} rows for runs of shape {numbers.shape}.")
    kept = []
    series = []
    for name, array, axes in (("alliance_series", alliance_series, 2), ("town_series", town_series, 3)):
        dimensions = axes + (array.dtype.fields is None)  # records have no axis of variables
        keep = int(array.ndim == dimensions and array.shape[0] > 0)
        if array.ndim != dimensions or (keep and (array.shape[0] != numbers.size or array.shape[1] < horizon)):
            raise ValueError(
                f"{name} has shape {array.shape}: "
                f"it needs {dimensions} axes, runs ({numbers.size} or 0) × months ({horizon}) first."
            )
        kept.append(keep)
        series.append(array if keep else np.empty((1, 1, *array.shape[2:]), array.dtype).view(type(array)))
    return numbers, series[0], series[1], kept[0], kept[1]


def check_numbers(value: Any, name: str) -> None:
    """Refuse numbers with which the two modes would differ.

    Raises:
        TypeError: naming the field.
    """
    if isinstance(value, tuple):
        for field, element in zip(getattr(value, "_fields", range(len(value))), value, strict=True):
            check_numbers(element, f"{name}.{field}")
        return
    dtype = getattr(value, "dtype", None)
    if dtype is None:
        return
    for field, (field_dtype, *_) in (dtype.fields or {"": (dtype,)}).items():
        if field_dtype.base not in _ALLOWED:
            raise TypeError(
                f"{name}{'.' if field else ''}{field} is {field_dtype.base}: "
                "rules take float64, int64, uint64 and bool only."
            )
