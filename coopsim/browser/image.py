"""What the module reads of a scenario: its arrays as they lie in memory, and the table that says where."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from coopsim.compiler.table import arrays_of
from coopsim.run.runner import make_state
from coopsim.run.shipping import shipped_kinds
from coopsim.scenario.inputs import build_world, parameter_record
from coopsim.scenario.schema import Scenario

#: What an address in the table counts from: nothing, the image, the state.
NOWHERE, IMAGE, STATE = range(3)
ALIGNED = 16


class Image(NamedTuple):
    """A scenario for the module; whoever loads it adds the place of image and state to the addresses."""

    memory: bytes  #: ``p`` and ``w``
    table: list[int]  #: lengths, and addresses counted from the beginning of image or state
    origin: list[int]  #: ``NOWHERE``, ``IMAGE`` or ``STATE`` for each slot
    state_bytes: int
    towns: int
    months: int

    def plain(self) -> dict[str, Any]:
        """All but the memory, as JSON holds it."""
        return {name: value for name, value in self._asdict().items() if name != "memory"}


def image(scenario: Scenario) -> Image:
    """The image of a scenario."""
    world, parameters = build_world(scenario), parameter_record(scenario)
    state = make_state(scenario, world)
    kinds = shipped_kinds()
    table, origin = [0] * kinds.size, [NOWHERE] * kinds.size
    memory = bytearray()
    arrays = arrays_of(parameters, world, state)
    start_of_state = _address(state.memory)
    for place in kinds.places:
        if place.name not in arrays:
            continue
        array = np.asarray(arrays[place.name])
        if array.dtype != place.kind or array.ndim != place.axes:
            raise TypeError(f"{place.name} is not what the module was made for.")
        table[place.slot + 1 : place.slot + 1 + place.axes] = array.shape
        if place.name.startswith("s."):
            inside = place.name != "s.events"
            table[place.slot] = _address(array) - start_of_state if inside else 0
            origin[place.slot] = STATE if inside else NOWHERE
        else:
            table[place.slot], origin[place.slot] = len(memory), IMAGE
            memory += np.ascontiguousarray(array).tobytes()
            memory += bytes(-len(memory) % ALIGNED)
    return Image(
        bytes(memory), table, origin, int(state.memory.nbytes), len(scenario.municipalities), scenario.horizon_months
    )


def _address(array: Any) -> int:
    return int(np.asarray(array).__array_interface__["data"][0])
