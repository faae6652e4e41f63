"""Machine code of the whole schedule for several kinds of machines, made on one of them by LLVM's back ends."""

from __future__ import annotations

import platform
import sys
from typing import Any, Final, NamedTuple

ENTRY: Final = "coopsim"  #: the one function: ``coopsim(unused, unused, address of the table)``
_V3: Final = ("avx", "avx2", "bmi", "bmi2", "f16c", "fma", "lzcnt", "movbe")  #: what x86-64-v3 adds


class Machine(NamedTuple):
    """A kind of machine that code is made for."""

    system: str  #: ``sys.platform``
    processor: str
    triple: str
    cpu: str
    features: str = ""


#: The best first.  Those on which what is made here can be tried; others compile at their first start.
MACHINES: Final = {
    "linux-x86_64-v3": Machine("linux", "x86_64", "x86_64-unknown-linux-gnu", "x86-64-v3"),
    "linux-x86_64": Machine("linux", "x86_64", "x86_64-unknown-linux-gnu", "x86-64"),
    "linux-aarch64": Machine("linux", "aarch64", "aarch64-unknown-linux-gnu", "generic"),
}
#: Addresses have 32 bits there; all else is as on other machines.
WASM: Final = Machine(
    "browser", "wasm32", "wasm32-unknown-unknown", "generic", "+bulk-memory,+sign-ext,+nontrapping-fptoint"
)
_PROCESSORS: Final = {"amd64": "x86_64", "x86_64": "x86_64", "arm64": "aarch64", "aarch64": "aarch64"}


def usable() -> list[str]:
    """The machines whose code runs here, the best first."""
    import llvmlite.binding as llvm

    processor = _PROCESSORS.get(platform.machine().lower(), "")
    features = llvm.get_host_cpu_features()
    third = all(features.get(name, False) for name in _V3)
    return [
        name
        for name, machine in MACHINES.items()
        if (machine.system, machine.processor) == (sys.platform, processor) and (third or "-v3" not in machine.cpu)
    ]


def here() -> Machine:
    """This machine, with all that its processor can do."""
    import llvmlite.binding as llvm

    triple = llvm.get_process_triple()
    if sys.platform == "win32":
        triple += "-elf"  # LLVM's loader takes no other files there
    features = llvm.get_host_cpu_features().flatten()
    return Machine(sys.platform, platform.machine(), triple, llvm.get_host_cpu_name(), features)


def object_of(bitcode: bytes, entry: str, machine: Machine) -> bytes:
    """The schedule optimised and as an object file for one kind of machine.

    Floating point is strict, as everywhere: nothing is fused or reordered, so all machines give the same bits.
    """
    import llvmlite.binding as llvm

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    target = llvm.Target.from_triple(machine.triple)
    loaded: dict[str, Any] = {"reloc": "pic", "codemodel": "jitdefault", "jit": True}
    linked: dict[str, Any] = {"reloc": "static"}
    ways = linked if machine == WASM else loaded
    maker = target.create_target_machine(cpu=machine.cpu, features=machine.features, opt=3, **ways)
    module = llvm.parse_bitcode(bitcode)
    module.triple, module.data_layout = machine.triple, str(maker.target_data)
    module.get_function(entry).name = ENTRY
    for value in (*module.functions, *module.global_variables):
        if not value.is_declaration:
            value.linkage = "external" if value.name == ENTRY else "internal"
    options: Any = llvm.create_pipeline_tuning_options(speed_level=3)
    passes = llvm.create_pass_builder(maker, options)
    passes.getModulePassManager().run(module, passes)
    made: bytes = maker.emit_object(module)
    return made
