"""How the module finds its arrays: one table of whole numbers, each an address, a length or a setting.

The table begins with ``HEAD``; then each array of ``p``, ``w``, ``s`` and of the results has a slot for its address and
one for each of its lengths.  Addresses are made by whoever fills the table; see ``coopsim.browser.image``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np

from coopsim.model import outcomes
from coopsim.run.runner import make_state
from coopsim.scenario import load_scenario
from coopsim.scenario.inputs import build_world, parameter_record

#: In front: what is to be done, seed, months of a run, whether series are kept, key and months of a single run.
HEAD: Final = ("task", "seed", "horizon", "keep_alliance", "keep_towns", "key", "first", "last")
#: What can be done: whole runs, beginning a single one, some of its months, its row of results.
TASKS: Final = ("runs", "begin", "months", "end")
#: Results, each with its columns and its axes besides the runs.
RESULTS: Final = {
    "rows": (outcomes.RUN, 0),
    "town_rows": (outcomes.TOWN_RUN, 1),
    "series": (outcomes.SERIES, 1),
    "town_series": (outcomes.TOWN_SERIES, 2),
}
#: Arrays of the world into which settings are written; those who do so need their columns, too.
SETTABLE: Final = ("w.scenario", "w.approach", "w.impulse")


class Place(NamedTuple):
    """Where in the table an array is described."""

    name: str  #: as in ``w.town``, or of a result
    slot: int  #: of its address; its lengths follow
    kind: np.dtype[Any]
    axes: int  #: 0 for a single record


def parts(world: Any, parameters: Any, state: Any) -> dict[str, Any]:
    """All arrays that rules read and write, by name."""
    named = {"p": parameters}
    for letter, group in (("w", world), ("s", state)):
        named |= {f"{letter}.{name}": array for name, array in zip(group._fields, group, strict=True)}
    return named


@lru_cache(maxsize=1)
def places() -> tuple[Place, ...]:
    """The arrays in the order of the table; the same for all scenarios."""
    scenario = load_scenario("harz")
    world = build_world(scenario)
    arrays = parts(world, parameter_record(scenario), make_state(scenario, world))
    kinds = [(name, array.dtype, array.ndim) for name, array in arrays.items()]
    kinds += [("runs", np.dtype(np.uint64), 1)]
    for name, (columns, axes) in RESULTS.items():
        kinds.append((name, np.zeros(0, outcomes.dtype(columns)).view(np.recarray).dtype, 1 + axes))
    found, slot = [], len(HEAD)
    for name, kind, axes in kinds:
        found.append(Place(name, slot, kind, axes))
        slot += 1 + axes
    return tuple(found)


def table_size() -> int:
    """Slots of the table."""
    last = places()[-1]
    return last.slot + 1 + last.axes


def columns(kind: np.dtype[Any]) -> dict[str, tuple[int, str]]:
    """Offset and type ("f8", "i4", "b1" …) of each field of a record."""
    return {name: (int(offset), field.str[1:]) for name, (field, offset, *_) in (kind.fields or {}).items()}


@lru_cache(maxsize=1)
def described() -> dict[str, Any]:
    """What the door in JavaScript knows of the table, as plain data."""
    return {
        "size": table_size(),
        "head": list(HEAD),
        "tasks": list(TASKS),
        "places": {
            place.name: {
                "slot": place.slot,
                "axes": place.axes,
                "bytes": int(place.kind.itemsize),
                "columns": columns(place.kind),
            }
            for place in places()
            if place.name in SETTABLE or not place.name.startswith(("w.", "p"))
        },
    }
