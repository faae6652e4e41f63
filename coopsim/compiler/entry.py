"""The schedule as one function of the address of a table (`coopsim.compiler.table`), for other programs and machines.

This module imports Numba.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numba.core import cgutils, types
from numba.extending import intrinsic
from numba.np import arrayobj

from coopsim.compiler.generated import inner_functions
from coopsim.compiler.interpreted import Ends, Step
from coopsim.compiler.link import jit
from coopsim.compiler.table import HEAD, TASKS, Kinds, Place

_SOURCE = """
def entry(table):
    t = array_at(table, ({size},), whole)
    p, w, s = {p}, World({w}), State({s})
    task, key = t[{task}], np.uint64(t[{key}])
    if task == {run_chunk}:
        results = {rows}, {town_rows}, {alliance_series}, {town_series}
        run_chunk(np.uint64(t[{seed}]), {runs}, t[{horizon}], p, w, s, *results, t[{keep_alliance}], t[{keep_towns}])
    elif task == {begin}:
        begin(key, p, w, s)
    elif task == {run_months}:
        run_months(t[{first}], t[{last}], key, p, w, s)
    elif task == {end}:
        rows, town_rows = {rows}, {town_rows}
        end(p, w, s, rows[0], town_rows[0])
    elif task == {run_crossed}:
        masks, others = array_at(t[{masks}], ({runs}.size,), whole), t
        t = array_at(t[{other}], ({size},), whole)
        other_p, other_w = {p}, World({w})
        t = others
        setting = p, w, other_p, other_w
        run_crossed(np.uint64(t[{seed}]), {runs}, masks, t[{horizon}], *setting, s, {rows}, {town_rows})
"""

arrays: Any = arrayobj  # Numba's own, without types
helpers: Any = cgutils


@intrinsic
def array_at(typing: Any, address: Any, shape: Any, kind: Any) -> Any:
    """The array with this address, shape and dtype (`array_at(address, (n, m), dtype)`)."""
    array = types.Array(kind.dtype, len(shape), "C")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        made, item = arrays.make_array(array)(context, builder), context.get_data_type(array.dtype)
        lengths = helpers.unpack_tuple(builder, arguments[1])
        size = step = context.get_constant(types.intp, context.get_abi_sizeof(item))
        strides: list[Any] = []
        for length in reversed(lengths):
            strides.insert(0, step)
            step = builder.mul(step, length)
        data = builder.inttoptr(arguments[0], item.as_pointer())
        arrays.populate_array(made, data=data, shape=lengths, strides=strides, itemsize=size, meminfo=None)
        return made._getvalue()

    return array(address, shape, kind), generate


@intrinsic
def record_at(typing: Any, address: Any, kind: Any) -> Any:
    """The record with this address and dtype."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(kind.dtype))

    return kind.dtype(address, kind), generate


def bitcode(steps: Sequence[Step], ends: Ends, kinds: Kinds) -> tuple[bytes, str]:
    """LLVM's bitcode of a schedule, not optimised, for machines with addresses of 64 bits; the name of its entry."""
    scope = inner_functions(steps, ends) | {"array_at": array_at, "record_at": record_at, "np": np}
    scope |= {"World": kinds.world, "State": kinds.state, "whole": np.dtype(np.int64), "__name__": __name__}
    scope |= {f"kind_{place.slot}": place.kind for place in kinds.places}
    exec(compile(_source(kinds), "<entry>", "exec"), scope)
    entry = jit(scope["entry"], inner=True, _nrt=False)
    entry.compile((types.int64,))
    compiled = entry.overloads[entry.signatures[0]]
    return compiled.library._get_module_for_linking().as_bitcode(), compiled.fndesc.mangled_name


def _source(kinds: Kinds) -> str:
    found = {place.name: _expression(place) for place in kinds.places}
    words: dict[str, Any] = {"size": kinds.size}
    for letter in "ws":
        words[letter] = ", ".join(text for name, text in found.items() if name.startswith(f"{letter}."))
    words |= {name: text for name, text in found.items() if "." not in name}
    words |= {name: slot for slot, name in enumerate(HEAD)} | {name: number for number, name in enumerate(TASKS)}
    return _SOURCE.format(**words)


def _expression(place: Place) -> str:
    kind = f"kind_{place.slot}"
    if place.axes == 0:
        return f"record_at(t[{place.slot}], {kind})"
    lengths = "".join(f"t[{place.slot + 1 + axis}], " for axis in range(place.axes))
    return f"array_at(t[{place.slot}], ({lengths}), {kind})"
