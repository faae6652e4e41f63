"""From an object file to a module: the linker of LLVM, which is only needed where a module is made."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from coopsim.compiler.objects import ENTRY
from coopsim.texts import UserError

#: No imports, no start: memory, the entry, and where free memory begins.
_OPTIONS: Final = (
    *("--no-entry", f"--export={ENTRY}", "--export=__heap_base", "--gc-sections", "--strip-all"),
    *("-z", f"stack-size={1 << 20}"),
)


def linker() -> list[str]:
    """The command that links: LLVM's ``wasm-ld``, or the one that the package ``ziglang`` brings along.

    Raises UserError where there is neither.
    """
    if found := shutil.which("wasm-ld"):
        return [found]
    if importlib.util.find_spec("ziglang") is not None:
        return [sys.executable, "-m", "ziglang", "wasm-ld"]
    raise UserError("no_linker")


def linked(content: bytes) -> bytes:
    """The module of an object file that needs nothing else.

    Raises UserError where there is no linker, RuntimeError when it refuses.
    """
    command = linker()
    with tempfile.TemporaryDirectory(prefix="coopsim-") as folder:
        source, target = Path(folder) / "kernel.o", Path(folder) / "kernel.wasm"
        source.write_bytes(content)
        done = subprocess.run([*command, *_OPTIONS, source, "-o", target], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"The module could not be linked: {done.stderr[:2000]}")
        return target.read_bytes()
