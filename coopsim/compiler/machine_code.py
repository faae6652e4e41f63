"""A schedule as machine code in a file: loaded in hundredths of a second, without Numba.

Files for several kinds of machines travel with the package; where none fits, one is made for this machine and kept in
the cache.  The names tell the rules and the layout of all arrays, so code of other rules is never taken.
"""

from __future__ import annotations

import ctypes
import hashlib
import lzma
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np

from coopsim.compiler import cache
from coopsim.compiler.interpreted import Chunk, Crossed, Ends, Step
from coopsim.compiler.objects import ENTRY, here, object_of, usable
from coopsim.compiler.table import TASKS, Kinds, Table, address, layout_digest
from coopsim.folders import write_whole

DIGEST: Final = 32  #: bytes
FOLDER: Final = Path(__file__).parent / "shipped"  #: of the files that travel with the package


def file_name(machine: str, fingerprint: str, kinds: Kinds) -> str:
    """Name of the file that travels with the code of a schedule for a kind of machine and arrays of some kinds."""
    return f"{machine}-{fingerprint[:16]}-{layout_digest(kinds)[:16]}.o.xz"


def packed(content: bytes, machine: str) -> bytes:
    """An object file for a kind of machine as it is kept, with a digest: LLVM ends the process over a wrong one."""
    return lzma.compress(_digest(content, machine) + content)


def unpacked(data: bytes, machine: str) -> bytes:
    """The object file.  Raises ValueError for one that is spoilt or for another machine, LZMAError."""
    whole = lzma.decompress(data)
    digest, content = whole[:DIGEST], whole[DIGEST:]
    if digest != _digest(content, machine):
        raise ValueError("not what was written for this machine")
    return content


def _digest(content: bytes, machine: str) -> bytes:
    return hashlib.sha256(machine.encode() + b"\0" + content).digest()


class MachineCode:
    """A schedule as machine code; may be called from several threads on different states."""

    def __init__(self, content: bytes, kinds: Kinds) -> None:
        self._kinds = kinds
        self._engine, address = _loaded(content)
        self._call = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)(address)
        self._room = np.zeros(4, np.int64)  # where Numba's convention wants a result and an exception; there is neither
        self._last = threading.local()

    def begin(self, key: Any, p: Any, w: Any, s: Any) -> None:
        """Set the whole state at the start of one run."""
        table = self._table(p, w, s)
        table.set(task=TASKS.index("begin"), key=int(key))
        self._run(table)

    def run_months(self, first: int, last: int, key: Any, p: Any, w: Any, s: Any) -> None:
        """Run the months first … last − 1."""
        table = self._table(p, w, s)
        table.set(task=TASKS.index("run_months"), key=int(key), first=first, last=last)
        self._run(table)

    def run_chunk(self, *arguments: Any) -> None:
        """Run whole runs; the arguments are the fields of a checked `Chunk`."""
        chunk = Chunk(*arguments)
        table = self._table(chunk.p, chunk.w, chunk.s)
        table.take(chunk)
        kept = {"keep_alliance": chunk.keep_alliance, "keep_towns": chunk.keep_towns}
        table.set(task=TASKS.index("run_chunk"), seed=int(chunk.seed), horizon=chunk.horizon, **kept)
        self._run(table)

    def run_crossed(self, *arguments: Any) -> None:
        """Run whole runs under two settings; the arguments are the fields of a checked `Crossed`."""
        given = Crossed(*arguments)
        other = Table(self._kinds, given.other_p, given.other_w, given.s)
        table = self._table(given.p, given.w, given.s)
        table.take(given)
        table.set(task=TASKS.index("run_crossed"), seed=int(given.seed), horizon=given.horizon)
        table.set(other=address(other.numbers), masks=address(given.masks))
        self._run(table)

    def _table(self, p: Any, w: Any, s: Any) -> Table:
        """The table over some arrays: the same as in the last call of this thread where they are the same."""
        last: Table | None = getattr(self._last, "table", None)
        if last is None or not all(mine is theirs for mine, theirs in zip(last.owner, (p, w, s), strict=True)):
            self._last.table = last = Table(self._kinds, p, w, s)
        return last

    def _run(self, table: Table) -> None:
        unused = self._room.ctypes.data
        self._call(unused, unused + 16, table.numbers.ctypes.data)


def machine_code(
    steps: Sequence[Step], ends: Ends, fingerprint: str, kinds: Kinds, say: Callable[[], None]
) -> MachineCode:
    """The code of a schedule for this machine: as it travels with the package, as it was kept, or made now and kept.

    ``say`` is called before something is compiled.  Raises Numba's errors for rules that it cannot compile.
    """
    for machine in usable():
        if code := _opened(FOLDER / file_name(machine, fingerprint, kinds), machine, kinds):
            return code
    directory = cache.open_directory(*_kept(fingerprint))
    path = directory / f"schedule-{layout_digest(kinds)[:32]}.bin" if directory else None
    if path and (code := _opened(path, "", kinds)):
        return code
    say()
    from coopsim.compiler.entry import bitcode

    content = object_of(*bitcode(steps, ends, kinds), here())
    if path and directory:
        try:
            write_whole(path, packed(content, ""))
        except OSError as error:
            cache.warn_not_kept(directory, error)
    return MachineCode(content, kinds)


def is_there(fingerprint: str) -> bool:
    """Whether the code of a schedule travels with the package for this machine, or was kept (or cannot be)."""
    if any(True for machine in usable() for _ in FOLDER.glob(f"{machine}-{fingerprint[:16]}-*.o.xz")):
        return True
    directory = cache.open_directory(*_kept(fingerprint))
    return directory is None or any(directory.glob("schedule-*.bin"))


def _kept(fingerprint: str) -> tuple[str, str]:
    """Key of the directory in the cache, and what is written there of the code."""
    key = hashlib.sha256((fingerprint + cache.versions()).encode()).hexdigest()
    return key, '"""Rules of coopsim as machine code."""\n'


def _opened(path: Path, machine: str, kinds: Kinds) -> MachineCode | None:
    """What a file holds; None where it is missing, spoilt, or not for this machine."""
    with suppress(Exception):
        return MachineCode(unpacked(path.read_bytes(), machine), kinds)
    return None


def _loaded(content: bytes) -> tuple[Any, int]:
    """The object file in memory, and the address of its function."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(content))
    engine.finalize_object()
    address = engine.get_function_address(ENTRY)
    if not address:
        raise ValueError(f"The object file lacks {ENTRY}.")
    return engine, address
