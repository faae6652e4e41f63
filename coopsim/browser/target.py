"""Numba for WebAssembly: its code generator with LLVM's backend for it, and arrays that lie at given addresses.

Addresses are 32 bits there; lengths, strides and numbers stay 64.  Floating point is strict, as everywhere, and
nothing is fused, so results have the bits that they have on every other machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import llvmlite.binding as llvm
import llvmlite.ir
import numba
import numba.core.cgutils
import numba.np.arrayobj
from numba.core import codegen, types
from numba.core.registry import cpu_target
from numba.extending import intrinsic

cgutils: Any = numba.core.cgutils
arrayobj: Any = numba.np.arrayobj

TRIPLE: Final = "wasm32-unknown-unknown"
FEATURES: Final = "+bulk-memory,+sign-ext,+nontrapping-fptoint"  #: what every browser of the last years knows
OUTER: Final = "coopsim.browser.entry"  #: functions of this module stay functions of their own
ENTRY: Final = "coopsim"  #: the exported function


@intrinsic
def array_at(typing: Any, address: Any, shape: Any, kind: Any) -> Any:
    """The array with this address, shape and dtype (`array_at(address, (n, m), dtype)`)."""
    array = types.Array(kind.dtype, len(shape), "C")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        made, item = arrayobj.make_array(array)(context, builder), context.get_data_type(array.dtype)
        lengths = cgutils.unpack_tuple(builder, arguments[1])
        size = step = context.get_constant(types.intp, context.get_abi_sizeof(item))
        strides: list[Any] = []
        for length in reversed(lengths):
            strides.insert(0, step)
            step = builder.mul(step, length)
        data = builder.inttoptr(arguments[0], item.as_pointer())
        arrayobj.populate_array(made, data=data, shape=lengths, strides=strides, itemsize=size, meminfo=None)
        return made._getvalue()

    return array(address, shape, kind), generate


@intrinsic
def record_at(typing: Any, address: Any, kind: Any) -> Any:
    """The record with this address and dtype."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(kind.dtype))

    return kind.dtype(address, kind), generate


class _Codegen(codegen.AOTCPUCodegen):
    """Makes modules for WebAssembly and adds them to nothing."""

    def _init(self, llvm_module: Any) -> None:
        llvm.initialize_all_targets()
        llvm.initialize_all_asmprinters()
        target = llvm.Target.from_triple(TRIPLE)
        self._tm_features = FEATURES
        self._tm = target.create_target_machine(cpu="generic", features=FEATURES, opt=3, reloc="static")
        self._target_data = self._tm.target_data
        self._data_layout = str(self._target_data)
        self._loopvect, self._opt_level = False, 0

    def _create_empty_module(self, name: str) -> Any:
        module = llvmlite.ir.Module(cgutils.normalize_ir_text(name))
        module.triple = TRIPLE
        if self._data_layout:
            module.data_layout = self._data_layout
        return module


@contextmanager
def made_for() -> Iterator[Callable[[Any], bytes]]:
    """Numba makes WebAssembly; a function gives the object file of what it made of one dispatcher."""
    context: Any = cpu_target.target_context
    config: Any = numba.config
    config.LOOP_VECTORIZE = 0
    maker: Any = _Codegen
    context._internal_codegen = maker("coopsim.browser")
    context.get_executable = _finished
    yield _object


def _finished(library: Any, description: Any, *others: Any) -> Any:
    """Finish what was made of a function; nothing can be called here, but Numba wants a built-in function for each."""
    if description.modname == OUTER:
        library._final_module.get_function(description.mangled_name).add_function_attribute("noinline")
    library._ensure_finalized()
    nothing: list[Any] = []
    return nothing.append


def _object(dispatcher: Any) -> bytes:
    dispatcher.compile((types.int32,))
    compiled = dispatcher.overloads[dispatcher.signatures[0]]
    machine = compiled.library.codegen._tm
    module = llvm.parse_bitcode(compiled.library.emit_bitcode())
    module.get_function(compiled.fndesc.mangled_name).name = ENTRY
    for value in (*module.functions, *module.global_variables):
        if not value.is_declaration and value.name != ENTRY:
            value.linkage = "internal"
    passes = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=3))
    passes.getModulePassManager().run(module, passes)
    made: bytes = machine.emit_object(module)
    return made
