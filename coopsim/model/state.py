"""The state of one run: record arrays and matrices, with shapes; the variables stand in ``coopsim.model.variables``.

``n`` is the number of municipalities (sorted by id), ``K`` of counties, ``P`` of opportunities in the catalogue,
``A`` of function areas and ``L`` of approaches.
"""

import math
from typing import Any, Final, NamedTuple

import numpy as np

from coopsim.model.codes import APPROACHES, AREAS
from coopsim.model.events import COLUMNS
from coopsim.model.variables import ALLIANCE, AREA, OFFICE, PROJECT, TOWN, VOTE, Fields

TIES: Final = (
    "trust",
    "personal",
    "institutional",
    "baseline",
    "expected",
    "contact",
    "near",
    "favour",
)
CATALOGUE: Final = ("voiced", "mismatch", "misread", "stated", "partner", "transfer", "alone_gain")


class State(NamedTuple):
    """Everything that changes during one run."""

    alliance: Any  #: record, ``ALLIANCE``
    town: Any  #: (n,) records, ``TOWN``
    office: Any  #: (n + K,) records, ``OFFICE``: mayors in the order of towns, then county heads
    area: Any  #: (A,) records, ``AREA``
    project: Any  #: (P,) records, ``PROJECT``
    vote: Any  #: (n,) records, ``VOTE``: scratch, the decision at hand
    lever: Any  #: (L,) effective strength of each approach this month
    need: Any  #: (n, A) level, need per function area
    endowment: Any  #: (n, A) level, what the municipality has
    trust: Any  #: (n, n) trust of i in j, personal and institutional combined
    personal: Any  #: (n, n) personal trust between office holders
    institutional: Any  #: (n, n) institutional trust
    baseline: Any  #: (n, n) initial institutional trust, towards which it decays
    expected: Any  #: (n, n) contribution that i expects of j
    contact: Any  #: (n, n) contact this month
    near: Any  #: (n, n) share of informal contact, or of a site-bound benefit, that is left over the distance
    favour: Any  #: (n, n) what j owes i for having given way, EUR a year; what i owes j is its negative
    voiced: Any  #: (P, n) 1 once the municipality has said no to it, so that the others know what it lacks
    mismatch: Any  #: (P, n) share of the service value lost to poor fit if not shaped
    misread: Any  #: (P, n) standard misperception of the own gain
    stated: Any  #: (P, n) standard error of the others about what the municipality needs
    partner: Any  #: (P, n) 1 if the municipality is a partner
    transfer: Any  #: (P, n) agreed compensation received (+) or paid (−)
    alone_gain: Any  #: (P, n) yearly net gain of providing it alone (0 if not worth it)
    earned: Any  #: (1 + n, 60) last months' progress, and that in which each municipality takes part
    memory: Any  #: the one buffer behind all arrays above
    events: Any  #: (E, 10) log: month, kind, actor, object, six terms; E = 0 for no log


def dtype(fields: Fields) -> np.dtype[Any]:
    """The record layout of a table of fields (8 bytes each)."""
    kinds = {"f": np.float64, "i": np.int64}
    return np.dtype([(name, kinds[kind]) for name, (kind, _, _) in fields.items()], align=True)


def _records(n: int, counties: int, projects: int) -> dict[str, tuple[Fields, int]]:
    return {
        "alliance": (ALLIANCE, 1),
        "town": (TOWN, n),
        "office": (OFFICE, n + counties),
        "area": (AREA, len(AREAS)),
        "project": (PROJECT, projects),
        "vote": (VOTE, n),
    }


def _shapes(n: int, projects: int) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {"lever": (len(APPROACHES),)}
    shapes |= dict.fromkeys(("need", "endowment"), (n, len(AREAS)))
    shapes |= dict.fromkeys(TIES, (n, n)) | dict.fromkeys(CATALOGUE, (projects, n))
    return shapes | {"earned": (1 + n, 60)}


def empty_state(n: int, counties: int, projects: int, events: int = 0) -> State:
    """A zeroed state for ``n`` municipalities, ``counties`` and ``projects``; ``events`` rows of log.

    All arrays but the log are views on one buffer, ``memory``, so that a run starts by clearing it and a
    state is copied by copying it.
    """
    size = sum(len(fields) * rows for fields, rows in _records(n, counties, projects).values())
    size += sum(math.prod(shape) for shape in _shapes(n, projects).values())
    return state_on(np.zeros(size, np.int64), np.zeros((events, COLUMNS)), n, counties, projects)


def state_on(memory: Any, events: Any, n: int, counties: int, projects: int) -> State:
    """The state that lies in a buffer of the right size; read-only if the buffer is."""
    arrays: dict[str, Any] = {"memory": memory, "events": events}
    start = 0
    for name, (fields, rows) in _records(n, counties, projects).items():
        stop = start + len(fields) * rows
        arrays[name] = memory[start:stop].view(dtype(fields)).view(np.recarray)
        start = stop
    for name, shape in _shapes(n, projects).items():
        stop = start + math.prod(shape)
        arrays[name] = memory[start:stop].view(np.float64).reshape(shape)
        start = stop
    arrays["alliance"] = arrays["alliance"][0]
    return State(**arrays)


def read_only(array: Any) -> Any:
    """The same numbers, not to be written to; a record becomes one that stands alone."""
    if array.ndim == 0:
        return read_only(np.array([array], array.dtype).view(np.recarray))[0]
    view = array.view()
    view.flags.writeable = False
    return view


def shown(state: State) -> State:
    """A state that cannot be written to and changes with the one that it shows."""
    n, projects = len(state.town), len(state.project)
    return state_on(read_only(state.memory), read_only(state.events), n, len(state.office) - n, projects)
