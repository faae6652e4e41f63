"""Runs in which each step of the month follows one of two settings: what a difference is made of, channel by channel.

A channel is a step of the schedule: the one place where its rules read the settings.  Besides the steps there are
``start``, what a run begins with, and ``results``, what is recorded of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopsim.model import outcomes
from coopsim.model.schedule import Schedule
from coopsim.run import arguments as doors
from coopsim.run.runner import make_state, runner
from coopsim.run.spreading import in_threads
from coopsim.scenario.inputs import World, build_world, parameter_record
from coopsim.submodels.schedule import SCHEDULE
from coopsim.texts import UserError

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario

START: Final = "start"
RESULTS: Final = "results"
_CHUNK: Final = 250  #: runs per task of a thread; results do not depend on it
#: Where something of a setting stands in its arrays: table (``p``: the parameters), field, row; None for all of them.
Places = tuple[tuple[str, str | None, int | None], ...]
_WHEN: Final = ("start", "end", "trigger")
_NEVER: Final = ("impulse", "instead")  # tables of events, each with its month
_AXES: Final = ("town", "county", "form", "function", "funding", "rounds")


def channels(schedule: Schedule = SCHEDULE) -> tuple[str, ...]:
    """Names of all channels in the order of their bits."""
    return (START, *schedule.names, RESULTS)


def worlds(a: Scenario, b: Scenario) -> tuple[World, World]:
    """The worlds of two settings of the same towns, numbered alike.

    The form sought in ``b`` stands where that of ``a`` stands, and the other way round, so that a step that follows
    ``b`` treats the alliance as if it had that form; an approach that is used in one of them only keeps its times in
    both.  Neither changes a bit of the runs of ``a`` or ``b`` alone.

    Raises UserError where the two are about different towns, counties, forms, functions, months or numbers of projects.
    """
    one, other = build_world(a), build_world(b)
    for name in _NEVER:
        length = max(len(getattr(world, name)) for world in (one, other))
        one, other = (world._replace(**{name: _padded(getattr(world, name), length)}) for world in (one, other))
    differ = [name for name in _AXES if len(getattr(one, name)) != len(getattr(other, name))]
    differ += [name for name in ("town", "county") if name not in differ and _ids(one, name) != _ids(other, name)]
    if list(a.governance_models) != list(b.governance_models):
        differ.append("form")
    for name in ("horizon", "catalogue"):
        pair = (a.horizon_months, b.horizon_months) if name == "horizon" else (a.catalogue, b.catalogue)
        differ += [name] if pair[0] != pair[1] else []
    if differ:
        raise UserError("why_worlds", differ=", ".join(dict.fromkeys(differ)))
    _exchange(other, int(one.scenario.sought), int(other.scenario.sought))
    for k in range(len(one.approach)):
        mine, theirs = one.approach[k], other.approach[k]
        for unused, used in ((mine, theirs), (theirs, mine)):
            if unused.strength == 0.0:
                for name in _WHEN:
                    unused[name] = used[name]
    return one, other


def _ids(world: World, name: str) -> list[int]:
    return [int(x) for x in getattr(world, name).id]


def _padded(table: Any, length: int) -> Any:
    """A table with rows whose month never comes, so that two settings have equally many."""
    rows = np.zeros(length, table.dtype).view(np.recarray)
    rows.month = -1
    rows[: len(table)] = table
    return rows


def _exchange(world: World, first: int, second: int) -> None:
    """Two governance models change places."""
    order = np.arange(len(world.form))
    order[[first, second]] = order[[second, first]]
    for array in (world.form, world.delegated):
        array[:] = array[order].copy()
    for name in ("sought", "informal", "none"):
        world.scenario[name] = order[int(world.scenario[name])]


def simulate_crossed(
    a: Scenario,
    b: Scenario,
    masks: Sequence[int] | Any,
    seed: int = 1,
    *,
    runs: Any | None = None,
    threads: int | None = None,
    schedule: Schedule = SCHEDULE,
    compiled: bool = True,
) -> tuple[Any, Any]:
    """Run the runs with the numbers ``runs`` (R,), from 0 on if not given, each with a mask of its own.

    Bit k of a mask says whether the k-th of ``channels`` follows ``b`` instead of ``a``; other random numbers than
    those of plain runs are never used.  Returns the records of runs (R,) and of municipalities (R, n).

    Raises UserError as ``worlds`` does.
    """
    one, other = worlds(a, b)
    setting = parameter_record(a), one, parameter_record(b), other
    kernel = runner(schedule, compiled)

    def work(numbers: Any, masks: Any, rows: Any, towns: Any) -> None:
        state = make_state(a, one)
        kernel.run_crossed(doors.seed_of(seed), numbers, masks, a.horizon_months, *setting, state, rows, towns)

    return _simulated(work, len(one.town), runs, masks, threads if compiled else 1)


def simulate_switched(
    a: Scenario,
    b: Scenario,
    places: Sequence[Places],
    masks: Sequence[int] | Any,
    seed: int = 1,
    *,
    runs: Any | None = None,
    threads: int | None = None,
    schedule: Schedule = SCHEDULE,
    compiled: bool = True,
) -> tuple[Any, Any]:
    """Run runs of ``a`` in which some of its differences to ``b`` are made up; else as ``simulate_crossed``.

    Bit k of a mask says whether what stands in ``places[k]`` is as in ``b``.
    """
    one, other = worlds(a, b)
    mine, theirs = parameter_record(a), parameter_record(b)
    kernel = runner(schedule, compiled)

    def work(numbers: Any, masks: Any, rows: Any, towns: Any) -> None:
        p, world = mine.copy(), World(*(array.copy() for array in one))
        state, present = make_state(a, one), 0
        for r, mask in enumerate(masks.tolist()):
            for k, where in enumerate(places):
                if (present ^ mask) >> k & 1:
                    for place in where:
                        _take(place, p, world, *((theirs, other) if mask >> k & 1 else (mine, one)))
            present = mask
            part = slice(r, r + 1)
            none = (np.zeros((0, a.horizon_months, *shape), kind) for shape, kind in _series(len(one.town)))
            setting = a.horizon_months, p, world, state
            kernel.run_chunk(doors.seed_of(seed), numbers[part], *setting, rows[part], towns[part], *none)

    return _simulated(work, len(one.town), runs, masks, threads if compiled else 1)


def _take(place: tuple[str, str | None, int | None], p: Any, world: World, from_p: Any, from_world: World) -> None:
    """Put what stands at a place of one setting into the other, in its arrays."""
    table, name, row = place
    to, source = (p, from_p) if table == "p" else (getattr(world, table), getattr(from_world, table))
    if name is not None:
        to[name] = source[name]
    else:
        where = ... if row is None else row
        to[where] = source[where]


def _series(towns: int) -> tuple[tuple[tuple[int, ...], Any], ...]:
    return ((), outcomes.dtype(outcomes.SERIES)), ((towns,), outcomes.dtype(outcomes.TOWN_SERIES))


def _simulated(work: Callable[..., None], towns: int, runs: Any, masks: Any, threads: int | None) -> tuple[Any, Any]:
    """Records of runs and municipalities that ``work(numbers, masks, rows, town rows)`` fills, part by part."""
    masks = np.asarray(masks, np.int64)
    numbers = np.asarray(np.arange(len(masks)) if runs is None else runs).astype(np.uint64)
    rows = np.zeros(len(masks), outcomes.dtype(outcomes.RUN)).view(np.recarray)
    of_towns = np.zeros((len(masks), towns), outcomes.dtype(outcomes.TOWN_RUN)).view(np.recarray)

    def do(start: int) -> None:
        part = slice(start, start + _CHUNK)
        work(*(array[part] for array in (numbers, masks, rows, of_towns)))

    for _ in in_threads(do, range(0, len(masks), _CHUNK), doors.threads_of(threads)):
        pass
    return rows, of_towns
