"""How compiled code that knows nothing of Python finds its arrays: one table of whole numbers.

The table begins with ``HEAD``; then each array of p, w, s and of the results has a slot for its address and one for
each of its lengths.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from coopsim.compiler.interpreted import Chunk, Crossed

#: In front: what is to be done, seed, months of a run, whether series are kept, key and months of a single run,
#: and the addresses of the table of another setting and of the masks that say which step follows it.
HEAD: Final = ("task", "seed", "horizon", "keep_alliance", "keep_towns", "key", "first", "last", "other", "masks")
#: What can be done: whole runs, beginning a single one, some of its months, its results, runs under two settings.
TASKS: Final = ("run_chunk", "begin", "run_months", "end", "run_crossed")
RESULTS: Final = ("runs", "rows", "town_rows", "alliance_series", "town_series")  #: arrays of a chunk besides p, w, s


class Place(NamedTuple):
    """Where in the table an array is described."""

    name: str  #: as in ``w.town``, or of a result
    slot: int  #: of its address; its lengths follow
    kind: np.dtype[Any]
    axes: int  #: 0 for a single record


class Kinds(NamedTuple):
    """Of what kinds all arrays are, in the order of the table."""

    places: tuple[Place, ...]
    world: type  #: the named tuple w
    state: type  #: the named tuple s

    @property
    def size(self) -> int:
        """Slots of the table."""
        last = self.places[-1]
        return last.slot + 1 + last.axes


def arrays_of(p: Any, w: Any, s: Any) -> dict[str, Any]:
    """All arrays that rules read and write, by name."""
    named = {"p": p}
    for letter, group in (("w", w), ("s", s)):
        named |= {f"{letter}.{name}": array for name, array in zip(group._fields, group, strict=True)}
    return named


def kinds_of(p: Any, w: Any, s: Any, results: Sequence[np.dtype[Any]]) -> Kinds:
    """The kinds of some arrays; ``results`` are the records of ``rows``, ``town_rows`` and of both series."""
    named = [(name, array.dtype, array.ndim) for name, array in arrays_of(p, w, s).items()]
    whole = (np.dtype(np.uint64), *(np.zeros(0, kind).view(np.recarray).dtype for kind in results))
    named += list(zip(RESULTS, whole, (1, 1, 2, 2, 3), strict=True))
    found, slot = [], len(HEAD)
    for name, kind, axes in named:
        found.append(Place(name, slot, kind, axes))
        slot += 1 + axes
    return Kinds(tuple(found), type(w), type(s))


def layout_digest(kinds: Kinds) -> str:
    """Digest of what lies where in the table and in the records (hex)."""
    words = [(place.name, place.slot, place.axes, _offsets(place.kind)) for place in kinds.places]
    return hashlib.sha256(repr((HEAD, TASKS, words)).encode()).hexdigest()


def _offsets(kind: np.dtype[Any]) -> Any:
    if kind.fields is None:
        return kind.str
    return kind.itemsize, [(name, field[0].str, field[1]) for name, field in kind.fields.items()]


class Table:
    """The table over the arrays of one state; it keeps them alive."""

    def __init__(self, kinds: Kinds, p: Any, w: Any, s: Any) -> None:
        self.owner = p, w, s
        self._slots = {place.name: place for place in kinds.places}
        self.numbers = np.zeros(kinds.size, np.int64)
        for name, array in arrays_of(p, w, s).items():
            self._describe(name, array)

    def _describe(self, name: str, array: Any) -> None:
        place = self._slots[name]
        if (array.dtype is not place.kind and array.dtype != place.kind) or array.ndim != place.axes:
            raise TypeError(f"{name} is not what the rules were compiled for.")
        if array.ndim and not array.flags.c_contiguous:
            raise TypeError(f"{name} does not lie in one piece.")
        slot = place.slot
        self.numbers[slot] = address(array)
        self.numbers[slot + 1 : slot + 1 + place.axes] = array.shape

    def set(self, **values: int) -> None:
        """Settings of the head."""
        for name, value in values.items():
            self.numbers[HEAD.index(name)] = np.int64(np.uint64(value & (2**64 - 1)).view(np.int64))

    def take(self, chunk: Chunk | Crossed) -> None:
        """The arrays of results of a chunk."""
        for name in RESULTS:
            if hasattr(chunk, name):
                self._describe(name, getattr(chunk, name))


def address(array: Any) -> int:
    """Where an array or a record lies in memory."""
    if array.ndim == 0:  # a record: NumPy would copy one that owns its memory
        array = np.frombuffer(array, np.uint8)
    found: int = array.__array_interface__["data"][0]
    return found
