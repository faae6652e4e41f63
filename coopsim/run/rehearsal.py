"""A user's own submodels, run in plain Python for some months before they are compiled.

Compiled code writes where it is told; here an index outside an array, a number that is none, a level beyond its bounds,
a changed world or chance of its own is found and named.  Later months are compiled with indices checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.model.rules import is_own
from coopsim.model.schedule import Schedule
from coopsim.model.state import State, empty_state
from coopsim.model.streams import interpreted, run_key
from coopsim.run.variables import MISSING, VARIABLES, array_of, bounds
from coopsim.scenario.inputs import World
from coopsim.submodels.setup import initialise

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario

MONTHS = 24

_rehearsed: set[tuple[Schedule, str]] = set()


class SubmodelError(Exception):
    """What is wrong with a user's own submodel; names it, the month and the variable."""


def rehearse(schedule: Schedule, scenario: Scenario, p: Any, w: World, seed: int, run: int) -> None:
    """Run a schedule that holds submodels of the user's own for ``MONTHS`` months in plain Python, and watch those.

    It works on a state of its own; a schedule is rehearsed once with a scenario.

    Raises:
        SubmodelError: at the first thing that is wrong.
    """
    told = (schedule, scenario.fingerprint)
    if told in _rehearsed or not any(is_own(step) for _, step in schedule):
        return
    s = empty_state(len(w.town), len(w.county), scenario.catalogue.opportunities)
    with interpreted():
        key = run_key(seed, run)
        initialise(key, p, w, s)
        for month in range(min(MONTHS, scenario.horizon_months)):
            for name, step in schedule:
                if is_own(step):
                    who = f"The submodel {name!r} ({getattr(step, '__name__', step)}), month {month},"
                    _watch(who, step, month, key, p, w, s)
                else:
                    step(month, key, p, w, s)
    _rehearsed.add(told)


def unsound(s: State) -> Iterator[tuple[str, str]]:
    """Variables that are not finite or beyond their bounds, each with a sentence's end."""
    for name in VARIABLES:
        values = np.asarray(array_of(s, name))
        low, high = bounds(name)
        if not np.isfinite(values).all():
            if name not in MISSING:
                yield name, f"leaves {name} = {values[~np.isfinite(values)].flat[0]}"
            continue
        wrong = (values < low - 1e-12) | (values > high + 1e-12)
        if wrong.any():
            yield name, f"leaves {name} = {values[wrong].flat[0]:g}, which must lie between {low:g} and {high:g}"


def _watch(who: str, step: Callable[..., Any], month: int, key: Any, p: Any, w: World, s: State) -> None:
    before, inputs, already = s.memory.copy(), _bytes(p, w), dict(unsound(s))
    _call(who, step, month, key, p, w, s)
    if _bytes(p, w) != inputs:
        raise SubmodelError(f"{who} changes the parameters or the world: only the state s may be written to.")
    for name, end in unsound(s):
        if name not in already:
            raise SubmodelError(f"{who} {end}.")
    once = s.memory.copy()
    first = State(*(np.copy(array) for array in s))
    s.memory[:] = before
    _call(who, step, month, key, p, w, s)
    if not np.array_equal(s.memory, once):
        names = (name for name in VARIABLES if array_of(s, name).tobytes() != array_of(first, name).tobytes())
        raise SubmodelError(
            f"{who} gives another {next(names, 'state')} when it is run again from the same state: chance must come "
            "from keyed draws (coopsim.model.streams), and nothing may be kept between calls."
        )


def _call(who: str, step: Callable[..., Any], month: int, key: Any, p: Any, w: World, s: State) -> None:
    try:
        step(month, key, p, w, s)
    except IndexError as error:
        raise SubmodelError(f"{who} reads or writes outside an array: {error}{_place(error, step)}.") from error
    except Exception as error:
        raise SubmodelError(f"{who} raises {type(error).__name__}: {error}{_place(error, step)}.") from error


def _place(error: Exception, step: Callable[..., Any]) -> str:
    """Where in the user's file it happened."""
    code, trace, line = getattr(step, "__code__", None), error.__traceback__, 0
    while trace is not None:
        line = trace.tb_lineno if trace.tb_frame.f_code is code else line
        trace = trace.tb_next
    return f" (line {line} of {code.co_filename})" if code is not None and line else ""


def _bytes(p: Any, w: World) -> bytes:
    return b"".join(np.asarray(array).tobytes() for array in (p, *w))
