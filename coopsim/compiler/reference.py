"""The arrays of a scenario and of a state, passed on between compiled rules as one pointer.

Numba passes a tuple of arrays as some hundred numbers, in every call; each caller takes it apart and each callee puts
it together again.  Between rules it is passed by reference instead: a pointer to where it stands, which is never
written to again.
"""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def reference_type() -> Any:
    """The class of the Numba types of references to named tuples; call it with the type of the tuple."""
    import hashlib

    from llvmlite import ir
    from numba.core import cgutils, types
    from numba.core.imputils import lower_cast, lower_getattr_generic
    from numba.core.typing.templates import AttributeTemplate
    from numba.extending import infer_getattr, models, register_model

    class Reference(types.Type):  # type: ignore[misc, valid-type]
        """A reference to a named tuple."""

        def __init__(self, whole: Any) -> None:
            self.whole = whole
            digest = hashlib.sha256(whole.name.encode()).hexdigest()[:16]
            super().__init__(f"Reference({whole.instance_class.__name__}, {digest})")

        def can_convert_from(self, context, other):
            return None

    @register_model(Reference)
    class _Model(models.PrimitiveModel):  # type: ignore[misc, valid-type]
        def __init__(self, manager: Any, kind: Any) -> None:
            super().__init__(manager, kind, cgutils.voidptr_t)

    @infer_getattr
    class _Attribute(AttributeTemplate):  # type: ignore[misc, valid-type]
        key = Reference

        def generic_resolve(self, reference: Any, name: str) -> Any:
            if name in reference.whole.fields:
                return reference.whole.types[reference.whole.fields.index(name)]

    def offsets(context: Any, whole: Any) -> list[int]:
        found, end = [], 0
        for kind in whole.types:
            found.append(end)
            end += -(-context.get_abi_sizeof(context.get_value_type(kind)) // 16) * 16
        return [*found, end]

    def load(builder: Any, pointer: Any) -> Any:
        kind = pointer.type.pointee
        if not isinstance(kind, ir.Aggregate):
            value = builder.load(pointer)
            value.set_metadata("invariant.load", builder.module.add_metadata([]))
            return value
        whole = ir.Constant(kind, ir.Undefined)
        for i in range(len(kind)):
            whole = builder.insert_value(whole, load(builder, cgutils.gep_inbounds(builder, pointer, 0, i)), i)
        return whole

    def element(context: Any, builder: Any, reference: Any, value: Any, i: int) -> Any:
        kind = context.get_value_type(reference.whole.types[i])
        return cgutils.pointer_add(builder, value, offsets(context, reference.whole)[i], kind.as_pointer())

    @lower_getattr_generic(Reference)
    def attribute(context: Any, builder: Any, reference: Any, value: Any, name: str) -> Any:
        i = reference.whole.fields.index(name)
        found = load(builder, element(context, builder, reference, value, i))
        if context.enable_nrt:
            context.nrt.incref(builder, reference.whole.types[i], found)
        return found

    @lower_cast(types.BaseTuple, Reference)
    def refer(context: Any, builder: Any, whole: Any, reference: Any, value: Any) -> Any:
        room = cgutils.alloca_once(builder, ir.ArrayType(ir.IntType(64), offsets(context, whole)[-1] // 8))
        room = builder.bitcast(room, cgutils.voidptr_t)
        for i in range(len(whole.types)):
            builder.store(builder.extract_value(value, i), element(context, builder, reference, room, i))
        opaque = ir.FunctionType(cgutils.voidptr_t, [cgutils.voidptr_t])
        return builder.asm(opaque, "", "=r,0,~{memory}", [room], side_effect=True)

    return Reference


def by_reference(kind: Any) -> Any:
    """The type as which a rule takes an argument of this type."""
    from numba.core import types

    if isinstance(kind, types.BaseNamedTuple) and any(isinstance(element, types.Array) for element in kind.types):
        return reference_type()(kind)
    return kind
