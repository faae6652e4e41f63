"""The schedule as one compiled kernel."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coopsim.compiler.generated import COMPILES, Announce, Kernel
from coopsim.compiler.interpreted import Crossed, Ends, Interpreted, Runner, Step, unchanged
from coopsim.compiler.link import counts_references, switched_off
from coopsim.compiler.machine_code import MachineCode, is_there, machine_code
from coopsim.compiler.mixed import failing_steps, mixed_schedule
from coopsim.compiler.table import kinds_of
from coopsim.model.rules import is_own


def to_stderr(message: str) -> None:
    """Say something on the standard error stream."""
    print(message, file=sys.stderr, flush=True)


class Compiled(Runner):
    """A schedule that runs compiled. It may be called from several threads on different states.

    Attributes:
        interpreted: names of the steps that Numba cannot compile and that run interpreted; known after the first call.
    """

    def __init__(
        self, steps: Sequence[Step], ends: Ends, announce: Announce, results: Sequence[np.dtype[Any]] | None = None
    ) -> None:
        super().__init__(steps, ends)
        self._announce = announce
        self.interpreted: tuple[str, ...] = ()
        rules = [step for _, step in self.steps] + list(ends)
        self._results = None if any(map(counts_references, rules)) else results
        self._code: MachineCode | None = None
        self._kernel: Kernel | None = None
        self._mixed: Interpreted | None = None
        self._lock = threading.Lock()

    def begin(self, key: np.uint64, p: Any, w: Any, s: Any) -> None:
        """Set the whole state at the start of one run."""
        if switched_off():
            Interpreted(self.steps, self._ends).begin(key, p, w, s)
        else:
            (self._coded(p, w, s) or self._made()).begin(np.uint64(key), p, w, s)

    def run_months(self, first: int, last: int, key: np.uint64, p: Any, w: Any, s: Any) -> None:
        """Run the months first … last − 1; see `Runner`."""
        self._run("run_months", int(first), int(last), np.uint64(key), p, w, s)

    def _run_chunk(self, *chunk: Any) -> None:
        self._run("run_chunk", *chunk)

    def _run_crossed(self, *crossed: Any) -> None:
        given = Crossed(*crossed)
        if self._mixed is None and not switched_off():
            if code := self._coded(given.p, given.w, given.s):
                code.run_crossed(*given)
                return
            from numba.core.errors import NumbaError

            try:
                self._made().run_crossed(*given)
                return
            except (NumbaError, TypeError) as error:
                failing_steps(self.steps, error, given.p, given.w, given.s)  # raises unless it is a step of a user's
        Interpreted(self.steps, self._ends).run_crossed(*given)

    def _run(self, name: str, *arguments: Any) -> None:
        if self._mixed is None and switched_off():
            self._mixed = Interpreted(self.steps, self._ends)
        if self._mixed is None and (code := self._coded(*arguments[3:6])):
            getattr(code, name)(*arguments)
            return
        if self._mixed is None:
            from numba.core.errors import NumbaError

            try:
                getattr(self._made(), name)(*arguments)
                return
            except IndexError as error:
                own = ", ".join(name for name, step in self.steps if is_own(step))
                raise IndexError(
                    f"An own submodel ({own}) reads or writes outside an array. Run with compiled=False: it says where."
                ) from error
            except (NumbaError, TypeError) as error:
                with self._lock:
                    if self._mixed is None:
                        failing = failing_steps(self.steps, error, *arguments[3:6])
                        self.interpreted = tuple(failing)
                        self._mixed = mixed_schedule(self.steps, self._ends, failing, self._announce)
        plain = self._mixed
        (plain.run_months if name == "run_months" else plain._run_chunk)(*arguments)

    @property
    def is_to_be_compiled(self) -> bool:
        """Whether it has never been compiled here, and whoever compiles it does so for later starts too."""
        if self._results is not None and not switched_off():
            return self._code is None and not is_there(self.fingerprint)
        names = () if switched_off() else ("run_chunk", "run_months")
        return any(getattr(self._made(), name)._cache.lacking for name in names)

    def _coded(self, p: Any, w: Any, s: Any) -> MachineCode | None:
        """The machine code of the whole schedule; None where it holds rules of a user's own, or results of any kind."""
        if self._code is None and self._results is not None:
            with self._lock:
                if self._code is None:
                    kinds = kinds_of(p, w, s, self._results)
                    self._code = machine_code(self.steps, self._ends, self.fingerprint, kinds, self._say)
        return self._code

    def _say(self) -> None:
        self._announce(COMPILES)

    def _made(self) -> Kernel:
        if self._kernel is None:
            with self._lock:
                self._kernel = self._kernel or Kernel(self.steps, self._ends, self._announce)
        return self._kernel


def compile_schedule(
    steps: Sequence[Step],
    initialise: Callable[..., Any],
    record: Callable[..., Any],
    summarise: Callable[..., Any],
    announce: Announce = to_stderr,
    results: Sequence[np.dtype[Any]] | None = None,
    enter: Callable[..., Any] = unchanged,
) -> Compiled:
    """Make a schedule ready to run compiled. It compiles, or is loaded from the cache, when it is first called.

    A step that Numba cannot compile runs interpreted, with the same bits and a warning that says how much slower;
    one of coopsim's own that does not compile is an error.

    Args:
        steps: names and submodels `(month, key, p, w, s)`, in the order in which they run each month.
        initialise: `(key, p, w, s)` sets the whole state at the start of a run.
        record: `(month, p, w, s, alliance, towns)` fills the series of one month, shapes (V,) and (n, U).
        summarise: `(p, w, s, row, town_rows)` fills the row of outcomes of one run and one row per municipality.
        announce: is told, in one sentence, when something has to be compiled.
        results: the kinds of records of `rows`, `town_rows` and of both series, if they are always the same; then the
            whole schedule is machine code of its own, which may travel with the package.

    Raises:
        TypeError: if the same name occurs twice or something is not a function.
    """
    names = [name for name, _ in steps]
    if len(set(names)) != len(names):
        raise TypeError(f"Every step of a schedule needs its own name: {', '.join(names)}.")
    ends = Ends(initialise, record, summarise, enter)
    if not all(callable(function) for function in (*(step for _, step in steps), *ends)):
        raise TypeError("Every step of a schedule, `initialise`, `record`, `summarise` and `enter` must be functions.")
    return Compiled(steps, ends, announce, results)
