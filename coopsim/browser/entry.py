"""The module's functions: each makes the arrays that it needs of the table's addresses and calls one rule.

In WebAssembly every array that is handed on costs several parameters, and one large function more than it saves; so the
steps stay functions of their own, which read the addresses in the table.  All this is compiled in a process of its own,
in which Numba is told to make WebAssembly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from coopsim.browser.layout import HEAD, RESULTS, TASKS, Place, places, table_size
from coopsim.browser.target import array_at, made_for, record_at
from coopsim.compiler.link import jit, link_rule
from coopsim.model.schedule import Schedule
from coopsim.model.state import State
from coopsim.model.streams import run_key
from coopsim.scenario.inputs import World
from coopsim.submodels.observe import record
from coopsim.submodels.schedule import SCHEDULE
from coopsim.submodels.setup import initialise
from coopsim.submodels.summary import summarise

_CALL = """
def {name}({numbers}, table):
    t = array_at(table, ({size},), whole)
    p = {p}
    w = World({w})
    s = State({s})
    {name}_rule({numbers}, p, w, s)
"""

_ENDS = """
def begin(key, table):
    t = array_at(table, ({size},), whole)
    initialise(key, {p}, World({w}), State({s}))


def end(r, table):
    t = array_at(table, ({size},), whole)
    rows, town_rows = {rows}, {town_rows}
    summarise({p}, World({w}), State({s}), rows[r], town_rows[r])


def note(r, month, table):
    t = array_at(table, ({size},), whole)
    series, town_series = {series}, {town_series}
    alliance, towns = t[{keep_alliance}], t[{keep_towns}]
    row, rows_of_towns = series[r * alliance, month * alliance], town_series[r * towns, month * towns]
    record(month, {p}, World({w}), State({s}), row, rows_of_towns)


def run_months(first, last, key, table):
    for month in range(first, last):
{calls}


def entry(table):
    t = array_at(table, ({size},), whole)
    task, key = t[{task}], np.uint64(t[{key}])
    if task == {tasks[runs]}:
        runs = {runs}
        keep = t[{keep_alliance}] + t[{keep_towns}]
        for r in range(runs.size):
            key = run_key(np.uint64(t[{seed}]), runs[r])
            begin(key, table)
            for month in range(t[{horizon}]):
                run_months(month, month + 1, key, table)
                if keep > 0:
                    note(r, month, table)
            end(r, table)
    elif task == {tasks[begin]}:
        begin(key, table)
    elif task == {tasks[months]}:
        run_months(t[{first}], t[{last}], key, table)
    elif task == {tasks[end]}:
        end(0, table)
"""


def _expression(place: Place) -> str:
    kind = f"kind_{place.slot}"
    if place.axes == 0:
        return f"record_at(t[{place.slot}], {kind})"
    lengths = "".join(f"t[{place.slot + 1 + axis}], " for axis in range(place.axes))
    return f"array_at(t[{place.slot}], ({lengths}), {kind})"


def source(schedule: Schedule) -> str:
    """The functions as text; they name the rules and the types ``kind_<slot>``."""
    found = {place.name: _expression(place) for place in places()}
    words: dict[str, Any] = {"size": table_size(), "p": found["p"], "tasks": {name: k for k, name in enumerate(TASKS)}}
    for letter in "ws":
        words[letter] = ", ".join(text for name, text in found.items() if name.startswith(f"{letter}."))
    words |= {name: slot for slot, name in enumerate(HEAD)}
    words |= {name: found[name] for name in ("runs", *RESULTS)}
    steps = [f"step_{i}" for i in range(len(schedule.steps))]
    words["calls"] = "\n".join(f"        {name}(month, key, table)" for name in steps)
    calls = (_CALL.format(name=name, numbers="month, key", **words) for name in steps)
    return "".join((*calls, _ENDS.format(**words)))


def kernel_object() -> bytes:
    """The shipped schedule with its entry as a WebAssembly object file, to be linked.

    To be called in a process of its own: Numba makes no code for this machine any more afterwards.
    """
    with made_for() as finished:
        steps: dict[str, Callable[..., Any]] = {f"step_{i}": step for i, (_, step) in enumerate(SCHEDULE)}
        scope: dict[str, Any] = {"array_at": array_at, "record_at": record_at, "World": World, "State": State, "np": np}
        scope |= {f"kind_{place.slot}": place.kind for place in places()} | {"whole": np.dtype(np.int64)}
        scope |= {f"{name}_rule": link_rule(step) for name, step in steps.items()}
        rules: dict[str, Callable[..., Any]] = {
            "initialise": initialise,
            "record": record,
            "summarise": summarise,
            "run_key": run_key,
        }
        scope |= {name: link_rule(rule) for name, rule in rules.items()} | {"__name__": __name__}
        exec(compile(source(SCHEDULE), "<kernel>", "exec"), scope)
        for name in (*steps, "begin", "end", "note", "run_months", "entry"):
            scope[name] = jit(scope[name], _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)
        return finished(scope["entry"])
