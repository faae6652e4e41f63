"""The variables of the state by the names of the ODD, ``table.field`` or the name of a matrix, and their bounds."""

from __future__ import annotations

import math
import tomllib
from importlib.resources import files
from typing import Any, Final

from coopsim.model.codes import TYPES
from coopsim.model.state import CATALOGUE, TIES
from coopsim.model.variables import ALLIANCE, AREA, OFFICE, PROJECT, TOWN, VOTE, Fields

Bounds = tuple[float, float]
TABLES: Final[dict[str, Fields]] = {
    "alliance": ALLIANCE, "town": TOWN, "office": OFFICE, "area": AREA, "project": PROJECT, "vote": VOTE,
}  # fmt: skip
MATRICES: Final = ("lever", "need", "endowment", *TIES, *CATALOGUE, "earned")
VARIABLES: Final = (*(f"{table}.{field}" for table, fields in TABLES.items() for field in fields), *MATRICES)


def _read() -> dict[str, Any]:
    return tomllib.loads(files("coopsim.run").joinpath("variables.toml").read_text(encoding="utf-8"))


#: What ``variables.toml`` says of them.
KINDS: Final = _read()

_BOUNDS: Final[dict[str, Bounds]] = {
    "office.type": (0.0, len(TYPES) - 1.0),
    **dict.fromkeys((*TIES, "need", "endowment", "lever", "partner", "voiced"), (0.0, 1.0)),
    **{name: (float(low), float(high)) for name, (low, high) in KINDS["bounds"].items()},
}
#: Missing until a year is reached.
MISSING: Final = frozenset(f"alliance.trust_{side}_{years}" for side in ("low", "high") for years in (5, 10, 20))


def bounds(name: str) -> Bounds:
    """Between which numbers a variable stays."""
    table, _, field = name.partition(".")
    unit = TABLES[table][field][1] if field else ""
    low, high = _BOUNDS.get(name) or KINDS["units"].get(unit, (-math.inf, math.inf))
    return float(low), float(high)


def array_of(state: Any, name: str) -> Any:
    """The array of a variable in a state, a view; of the alliance's a record has no axes."""
    table, _, field = name.partition(".")
    found = getattr(state, table)
    return found[field] if field else found
