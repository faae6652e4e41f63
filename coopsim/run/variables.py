"""The variables of the state by the names of the ODD, ``table.field`` or the name of a matrix, and their bounds."""

from __future__ import annotations

import math
from typing import Any, Final

from coopsim.model.codes import TYPES
from coopsim.model.state import CATALOGUE, TIES
from coopsim.model.variables import ALLIANCE, AREA, OFFICE, PROJECT, TOWN, VOTE, Fields

Bounds = tuple[float, float]
TABLES: Final[dict[str, Fields]] = {
    "alliance": ALLIANCE, "town": TOWN, "office": OFFICE, "area": AREA, "project": PROJECT, "vote": VOTE,
}  # fmt: skip
MATRICES: Final = ("lever", "need", "endowment", *TIES, *CATALOGUE, "history")
VARIABLES: Final = (*(f"{table}.{field}" for table, fields in TABLES.items() for field in fields), *MATRICES)

_LEVEL: Final = (0.0, 1.0)
_POSITIVE: Final = (0.0, math.inf)
_ANY: Final = (-math.inf, math.inf)
_BY_UNIT: Final[dict[str, Bounds]] = {
    "level": _LEVEL, "share": _LEVEL, "0/1": _LEVEL, "-1..1": (-1.0, 1.0), "count": _POSITIVE,
}  # fmt: skip
#: Levels that are not bounded by 1, and numbers whose unit says too little.
_BOUNDS: Final[dict[str, Bounds]] = {
    "town.crisis": _ANY,  # autoregressive around 0
    "town.competition": _POSITIVE,  # a weight: level times ``envy_weight``
    "town.guilt": _POSITIVE,  # a weight
    "town.shock": _ANY,  # grows with the crisis; ``contribution_after`` clamps what it takes
    "town.news": _ANY,
    "town.population": _POSITIVE,  # none is left of a municipality that merged into another
    "town.staff": _POSITIVE,
    "alliance.studies": _POSITIVE,  # one for each study, fading
    "alliance.bill": _POSITIVE,
    "alliance.secretariat": _POSITIVE,
    "area.weight": _ANY,  # sum over members
    "office.type": (0.0, len(TYPES) - 1.0),
    **dict.fromkeys(("project.value", "project.cost", "project.estimate", "project.work"), _POSITIVE),
    **dict.fromkeys((*TIES, "need", "endowment", "lever", "history", "partner"), _LEVEL),
}
#: Missing until a year is reached.
MISSING: Final = frozenset(f"alliance.trust_{side}_{years}" for side in ("low", "high") for years in (5, 10, 20))


def bounds(name: str) -> Bounds:
    """Between which numbers a variable stays."""
    table, _, field = name.partition(".")
    unit = TABLES[table][field][1] if field else ""
    return _BOUNDS.get(name, _BY_UNIT.get(unit, _ANY))


def array_of(state: Any, name: str) -> Any:
    """The array of a variable in a state, a view; of the alliance's a record has no axes."""
    table, _, field = name.partition(".")
    found = getattr(state, table)
    return found[field] if field else found
