"""The schedule in plain Python: for debugging, for coverage, and as the yardstick of the compiled one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coopsim.compiler.fingerprint import schedule_fingerprint
from coopsim.model.streams import interpreted, run_key

Step = tuple[str, Callable[..., Any]]
Array = NDArray[Any]

_ALLOWED = (np.dtype(np.float64), np.dtype(np.int64), np.dtype(np.uint64), np.dtype(np.bool_))


def unchanged(month: int, w: Any, s: Any) -> None:
    """Nothing in a state depends on the setting of the step at hand."""


class Ends(NamedTuple):
    """What a schedule does around the months of a run; see `coopsim.compiler.kernel.compile_schedule`."""

    initialise: Callable[..., Any]
    record: Callable[..., Any]
    summarise: Callable[..., Any]
    enter: Callable[..., Any] = unchanged


class Chunk(NamedTuple):
    """Whole runs to simulate one after the other on one state.

    Attributes:
        seed, runs: seed and run numbers, shape (R,); they make the key of each run.
        horizon: months T per run.
        p, w, s: parameters, scenario, state (overwritten; holds the end of the last run).
        rows: shape (R,) of records or (R, K); `summarise` fills one per run.
        town_rows: shape (R, n) of records or (R, n, M); filled likewise.
        alliance_series: shape (R, T, V), or (0, T, V) if it is not wanted.
        town_series: shape (R, T, n, U), or (0, T, n, U) if it is not wanted.
        keep_alliance, keep_towns: 1 where the series is wanted; `Runner.run_chunk` finds that out.
    """

    seed: Any
    runs: Any
    horizon: int
    p: Any
    w: Any
    s: Any
    rows: Array
    town_rows: Array
    alliance_series: Array
    town_series: Array
    keep_alliance: int = 1
    keep_towns: int = 1


class Crossed(NamedTuple):
    """Whole runs in which each step follows one of two settings; fields as in `Chunk`.

    Attributes:
        masks: shape (R,), one for each run: bit 0 says whether it begins as in the other setting, bit k whether the
            k-th step of each month follows the other one, and the bit after the last step whether results do.
        other_p, other_w: the other setting, arrays of the same shapes.
    """

    seed: Any
    runs: Any
    masks: Any
    horizon: int
    p: Any
    w: Any
    other_p: Any
    other_w: Any
    s: Any
    rows: Array
    town_rows: Array


class Runner(ABC):
    """What can run a schedule.

    Attributes:
        steps: names and functions, in order.
        fingerprint: digest of all rules, for manifests (hex).
    """

    def __init__(self, steps: Sequence[Step], ends: Ends) -> None:
        self.steps = tuple(steps)
        self._ends = ends
        self.fingerprint = schedule_fingerprint(*self.steps, *ends._asdict().items(), ("run_key", run_key))

    @abstractmethod
    def begin(self, key: np.uint64, p: Any, w: Any, s: Any) -> None:
        """Set the whole state at the start of one run."""

    @abstractmethod
    def run_months(self, first: int, last: int, key: np.uint64, p: Any, w: Any, s: Any) -> None:
        """Run the months first … last − 1 of one run on its state s, which is already initialised."""

    def run_chunk(self, *chunk: Any) -> None:
        """Run whole runs one after the other on one state; the arguments are the fields of `Chunk`, in their order.

        Raises:
            TypeError: if p, w or s hold other numbers than float64, int64, uint64 or bool.
            ValueError: if the shapes do not fit.
        """
        self._run_chunk(*_checked(Chunk(*chunk)))

    def run_crossed(self, *crossed: Any) -> None:
        """Run whole runs under two settings at once; the arguments are the fields of `Crossed`, in their order.

        Raises:
            ValueError: if the shapes of both settings differ.
        """
        given = Crossed(*crossed)
        for name, one, other in zip(given.w._fields, given.w, given.other_w, strict=True):
            if np.shape(one) != np.shape(other):
                raise ValueError(f"{name} has another shape in the other setting: {np.shape(one)}, {np.shape(other)}.")
        runs, masks = (np.ascontiguousarray(x, t) for x, t in ((given.runs, np.uint64), (given.masks, np.int64)))
        self._run_crossed(*given._replace(seed=np.uint64(given.seed), runs=runs, masks=masks))

    @abstractmethod
    def _run_chunk(self, *chunk: Any) -> None:
        """Run a checked `Chunk`."""

    @abstractmethod
    def _run_crossed(self, *crossed: Any) -> None:
        """Run a checked `Crossed`."""


class Interpreted(Runner):
    """A schedule that runs as plain Python."""

    def begin(self, key: np.uint64, p: Any, w: Any, s: Any) -> None:
        """Set the whole state at the start of one run."""
        with interpreted():
            self._ends.initialise(key, p, w, s)

    def run_months(self, first: int, last: int, key: np.uint64, p: Any, w: Any, s: Any) -> None:
        """Run the months first … last − 1; see `Runner`."""
        with interpreted():
            for month in range(first, last):
                for _, step in self.steps:
                    step(month, key, p, w, s)

    def _run_chunk(self, *chunk: Any) -> None:
        c = Chunk(*chunk)
        with interpreted():
            for r, run in enumerate(c.runs):
                key = run_key(c.seed, run)
                self._ends.initialise(key, c.p, c.w, c.s)
                for month in range(c.horizon):
                    self.run_months(month, month + 1, key, c.p, c.w, c.s)
                    if c.keep_alliance or c.keep_towns:
                        alliance = c.alliance_series[r * c.keep_alliance, month * c.keep_alliance]
                        towns = c.town_series[r * c.keep_towns, month * c.keep_towns]
                        self._ends.record(month, c.p, c.w, c.s, alliance, towns)
                self._ends.summarise(c.p, c.w, c.s, c.rows[r], c.town_rows[r])

    def _run_crossed(self, *crossed: Any) -> None:
        c = Crossed(*crossed)
        settings = (c.p, c.w), (c.other_p, c.other_w)
        with interpreted():
            for r, run in enumerate(c.runs):
                key, mask = run_key(c.seed, run), int(c.masks[r])
                self._ends.initialise(key, *settings[mask & 1], c.s)
                for month in range(c.horizon):
                    for k, (_, step) in enumerate(self.steps, start=1):
                        p, w = settings[mask >> k & 1]
                        self._ends.enter(month, w, c.s)
                        step(month, key, p, w, c.s)
                self._ends.summarise(*settings[mask >> len(self.steps) + 1 & 1], c.s, c.rows[r], c.town_rows[r])


def interpret_schedule(
    steps: Sequence[Step],
    initialise: Callable[..., Any],
    record: Callable[..., Any],
    summarise: Callable[..., Any],
    enter: Callable[..., Any] = unchanged,
) -> Interpreted:
    """The schedule in plain Python; parameters as in `compile_schedule`."""
    return Interpreted(steps, Ends(initialise, record, summarise, enter))


def _checked(given: Chunk) -> Chunk:
    """A chunk with numbers of the types that the rules take.

    A series that is not kept is replaced by room for one month, written over and over.
    Raises TypeError and ValueError, see `Runner.run_chunk`.
    """
    runs = np.ascontiguousarray(given.runs, dtype=np.uint64)
    for name in ("p", "w", "s"):
        check_numbers(getattr(given, name), name)
    if runs.ndim != 1 or len(given.rows) != runs.size or len(given.town_rows) != runs.size:
        raise ValueError(f"rows must have one entry per run: {len(given.rows)} rows for runs of shape {runs.shape}.")
    checked = given._replace(seed=np.uint64(given.seed), runs=runs, horizon=int(given.horizon))
    for name, kept, axes in (("alliance_series", "keep_alliance", 2), ("town_series", "keep_towns", 3)):
        array = getattr(given, name)
        dimensions = axes + (array.dtype.fields is None)  # records have no axis of variables
        keep = int(array.ndim == dimensions and array.shape[0] > 0)
        if array.ndim != dimensions or (keep and (array.shape[0] != runs.size or array.shape[1] < given.horizon)):
            raise ValueError(
                f"{name} has shape {array.shape}: "
                f"it needs {dimensions} axes, runs ({runs.size} or 0) × months ({given.horizon}) first."
            )
        room = array if keep else np.empty((1, 1, *array.shape[2:]), array.dtype).view(type(array))
        checked = checked._replace(**{name: room, kept: keep})
    return checked


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
