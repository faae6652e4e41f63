"""The table of the module (`coopsim.compiler.table`) as its door in JavaScript knows it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np

from coopsim.compiler.table import HEAD, TASKS
from coopsim.run.shipping import shipped_kinds

#: Names in JavaScript of the results; the others are called as in the table.
NAMES: Final = {"alliance_series": "series"}
RESULTS: Final = ("rows", "town_rows", "series", "town_series")
#: Arrays of the world into which settings are written; those who do so need their columns, too.
SETTABLE: Final = ("w.scenario", "w.approach", "w.impulse")


def columns(kind: np.dtype[Any]) -> dict[str, tuple[int, str]]:
    """Offset and type ("f8", "i4", "b1" …) of each field of a record."""
    return {name: (int(offset), field.str[1:]) for name, (field, offset, *_) in (kind.fields or {}).items()}


@lru_cache(maxsize=1)
def described() -> dict[str, Any]:
    """What the door in JavaScript knows of the table, as plain data."""
    kinds = shipped_kinds()
    return {
        "size": kinds.size,
        "head": list(HEAD),
        "tasks": list(TASKS),
        "places": {
            NAMES.get(place.name, place.name): {
                "slot": place.slot,
                "axes": place.axes,
                "bytes": int(place.kind.itemsize),
                "columns": columns(place.kind),
            }
            for place in kinds.places
            if place.name in SETTABLE or not place.name.startswith(("w.", "p"))
        },
    }
