"""Where two settings differ, and by which channels a difference can act: read from the rules themselves.

A channel is a step of the schedule, what a run begins with (``start``) or what is recorded of it (``results``).  What a
step reads is found in its rules and all that they call, so a new lever needs no entry here.
"""

from __future__ import annotations

import dis
from collections.abc import Callable, Iterator
from functools import cache
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from coopsim.compiler.fingerprint import globals_used, is_linked, plain
from coopsim.model import codes
from coopsim.model.schedule import Schedule
from coopsim.run.crossing import RESULTS, START, Places, worlds
from coopsim.run.runner import ENDS
from coopsim.scenario.inputs import parameter_record
from coopsim.submodels.schedule import SCHEDULE

if TYPE_CHECKING:
    from coopsim.scenario.schema import Scenario

#: Tables of the world, and the name under which the scenario holds what stands in them.
TABLES: Final = {
    "town": "municipalities", "county": "counties", "form": "governance", "function": "functions",
    "impulse": "impulses", "funding": "funding", "instead": "instead",
}  # fmt: skip
#: Arrays of the world, likewise.
ARRAYS: Final = {
    "need": "municipalities.need", "endowment": "municipalities.endowment", "distance": "municipalities.distance",
    "trust": "trust", "rivalry": "rivalry", "delegated": "governance.delegated_areas",
    "area_spending": "functions.spending", "rounds": "land.planning_rounds",
}  # fmt: skip
#: Tables that count as one thing each.
_WHOLE: Final = ("impulse", "funding", "instead", "town", "county", "function")


class Reading(NamedTuple):
    """What a step reads: all names in its rules, and those that it takes from the world."""

    names: frozenset[str]
    world: frozenset[str]


class Difference(NamedTuple):
    """One thing in which two settings differ.

    ``places`` say where it stands in the arrays of a setting (``crossing.Places``).
    """

    setting: str  #: dotted, as in a scenario
    channels: tuple[str, ...]  #: by which it can act
    places: Places


def differences(a: Scenario, b: Scenario, schedule: Schedule = SCHEDULE) -> list[Difference]:
    """All in which ``b`` differs from ``a``, with the channels by which each thing can act.

    Raises UserError as ``crossing.worlds`` does.
    """
    one, other = worlds(a, b)
    found: dict[str, tuple[set[str], list[tuple[str, str | None, int | None]]]] = {}
    readings = {name: reading(*rules) for name, rules in _rules(schedule).items()}

    def add(setting: str, place: tuple[str, str | None, int | None], reads: Callable[[Reading], bool]) -> None:
        channels, places = found.setdefault(setting, (set(), []))
        channels |= {name for name, seen in readings.items() if reads(seen)}
        places.append(place)

    mine, theirs = parameter_record(a), parameter_record(b)
    for name in mine.dtype.names:
        if not _same(mine[name], theirs[name]):
            add(f"parameters.{name}", ("p", name, None), lambda seen, n=name: n in seen.names)  # type: ignore[misc]
    for name in one.scenario.dtype.names:
        if not _same(one.scenario[name], other.scenario[name]):
            add(_of_scenario(name), ("scenario", name, None), _field("scenario", name))
    for table, title in TABLES.items():
        rows, others = getattr(one, table), getattr(other, table)
        for name in rows.dtype.names:
            if not _same(rows[name], others[name]):
                setting = title if table in _WHOLE else f"{title}.{name}"
                add(setting, (table, name, None), _field(table, name))
    for k, name in enumerate(codes.APPROACHES):
        if one.approach[k].tobytes() != other.approach[k].tobytes():
            add(f"approaches.{name}", ("approach", None, k), _approach(name))
    for name, title in ARRAYS.items():
        if not _same(getattr(one, name), getattr(other, name)):
            add(title, (name, None, None), lambda seen, n=name: n in seen.world)  # type: ignore[misc]
    return [
        Difference(setting, tuple(name for name in readings if name in channels), tuple(places))
        for setting, (channels, places) in found.items()
    ]


def _rules(schedule: Schedule) -> dict[str, tuple[Callable[..., Any], ...]]:
    steps = {name: (step,) for name, step in schedule}
    return {START: (ENDS.initialise,), **steps, RESULTS: (ENDS.summarise, ENDS.record)}


def _field(table: str, name: str) -> Callable[[Reading], bool]:
    return lambda seen: table in seen.world and name in seen.names


def _approach(name: str) -> Callable[[Reading], bool]:
    """Steps read the strength of an approach by the constant of its name, or go through all of them."""
    words = {name.upper(), "APPROACH_COUNT"}
    return lambda seen: "approach" in seen.world or ("lever" in seen.names and bool(words & seen.names))


def _of_scenario(name: str) -> str:
    if name in codes.HINDRANCES:
        return f"hindrances.{name}"
    return "governance" if name in ("sought", "informal", "none") else f"scenario.{name}"


def _same(one: Any, other: Any) -> bool:
    return bool(np.asarray(one).tobytes() == np.asarray(other).tobytes())


@cache
def reading(*rules: Callable[..., Any]) -> Reading:
    """What rules read, themselves and in all that they call."""
    names: set[str] = set()
    world: set[str] = set()
    waiting, seen = list(map(plain, rules)), set()
    while waiting:
        function = waiting.pop()
        if function in seen:
            continue
        seen.add(function)
        for code in _codes(function.__code__):
            names.update(code.co_names)
            world.update(_of_world(code))
        for value in globals_used(function).values():
            if isinstance(value, ModuleType):
                called = [getattr(value, name, None) for name in function.__code__.co_names]
                waiting += [plain(one) for one in called if is_linked(one)]
            elif is_linked(value):
                waiting.append(plain(value))
    return Reading(frozenset(names), frozenset(world))


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _of_world(code: CodeType) -> Iterator[str]:
    """Attributes taken from a variable called ``w``."""
    before: Any = None
    for instruction in dis.get_instructions(code):
        if instruction.opname == "LOAD_ATTR" and (before == "w" or (isinstance(before, tuple) and before[-1] == "w")):
            yield str(instruction.argval)
        before = instruction.argval
