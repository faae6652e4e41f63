"""Tuples of arrays, passed on between compiled rules as one pointer.

Numba passes a tuple of arrays as some hundred numbers: every caller takes it apart, every callee puts it together
again, and the compiler spends most of its time on that. Between rules a tuple is passed by reference instead: a
pointer to where its arrays are described, which is never written to again. This module imports Numba.
"""

from __future__ import annotations

import hashlib
from itertools import accumulate
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import impl_ret_borrowed, lower_cast, lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, models, register_model

_ALIGNED = 16


class Reference(types.Type):
    """The Numba type of a reference to a named tuple."""

    def __init__(self, whole: Any) -> None:
        self.whole = whole
        self._offsets: list[int] = []
        digest = hashlib.sha256(whole.name.encode()).hexdigest()
        super().__init__(f"Reference({whole.instance_class.__name__}, {digest[:32]})")

    def offsets(self, context: Any) -> list[int]:
        """Where each element stands, in bytes from the first; at last where they end."""
        if not self._offsets:
            sizes = [context.get_abi_sizeof(context.get_value_type(kind)) for kind in self.whole.types]
            self._offsets = [0, *accumulate(-(-size // _ALIGNED) * _ALIGNED for size in sizes)]
        return self._offsets


def by_reference(kind: Any) -> Any:
    """The type as which a rule takes an argument of this type."""
    holds_arrays = isinstance(kind, types.BaseNamedTuple) and any(isinstance(part, types.Array) for part in kind.types)
    return Reference(kind) if holds_arrays else kind


def by_value(kind: Any) -> Any:
    """The type itself, or that of the tuple that it refers to."""
    return kind.whole if isinstance(kind, Reference) else kind


@register_model(Reference)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, cgutils.voidptr_t)

    def from_argument(self, builder: Any, value: Any) -> Any:
        """What comes into a function; the compiler is told that nothing in it writes to what it points to."""
        value.add_attribute("noalias")
        return value


@infer_getattr
class _Fields(AttributeTemplate):
    key = Reference

    def generic_resolve(self, reference: Any, name: str) -> Any:
        fields = reference.whole.fields
        return reference.whole.types[fields.index(name)] if name in fields else None


@lower_getattr_generic(Reference)
def _field(context: Any, builder: Any, reference: Any, pointer: Any, name: str) -> Any:
    i = reference.whole.fields.index(name)
    value = builder.load(_element(context, builder, reference, pointer, i))
    return impl_ret_borrowed(context, builder, reference.whole.types[i], value)


@lower_cast(types.BaseTuple, Reference)
def _refer(context: Any, builder: Any, _: Any, reference: Any, whole: Any) -> Any:
    room = cgutils.alloca_once(builder, ir.ArrayType(ir.IntType(8), reference.offsets(context)[-1]))
    room.align = _ALIGNED
    pointer = builder.bitcast(room, cgutils.voidptr_t)
    for i in range(len(reference.whole.types)):
        builder.store(builder.extract_value(whole, i), _element(context, builder, reference, pointer, i))
    return pointer


@lower_cast(Reference, types.BaseTuple)
def _value(context: Any, builder: Any, reference: Any, whole: Any, pointer: Any) -> Any:
    elements = (_element(context, builder, reference, pointer, i) for i in range(len(whole.types)))
    return context.make_tuple(builder, whole, [builder.load(element) for element in elements])


def _element(context: Any, builder: Any, reference: Any, pointer: Any, i: int) -> Any:
    kind = context.get_value_type(reference.whole.types[i])
    return cgutils.pointer_add(builder, pointer, reference.offsets(context)[i], kind.as_pointer())
