"""Compiles heavy.c with gcc and drives it through ctypes, on the arrays of the compiled rules."""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from coopsim.model import codes, processes

SOURCE = Path(__file__).with_name("heavy.c")
SCALAR = ("-O3", "-march=native", "-ffp-contract=off", "-fno-tree-vectorize")
VECTORISED = ("-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math")
"""Flags that keep every bit: strict order, no fused multiply-add."""

_TYPES = {"double": np.float64, "int64_t": np.int64, "uint64_t": np.uint64}


def layouts() -> dict[str, np.dtype[Any]]:
    """The structs of heavy.c that hold numbers, as NumPy layouts, by name."""
    found: dict[str, np.dtype[Any]] = {}
    for name, body in re.findall(
        r"^struct (\w+) \{(.*?)\};", SOURCE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    ):
        if name != "model":
            fields = re.findall(r"(double|u?int64_t) ([^;*]+);", body)
            found[name] = np.dtype([(field.strip(), _TYPES[kind]) for kind, row in fields for field in row.split(",")])
    return found


def build(flags: tuple[str, ...], folder: Path) -> Any:
    """The compiled library; codes and numbers of random processes are handed over as definitions.

    Raises:
        subprocess.CalledProcessError: if gcc fails.
    """
    handle, target = tempfile.mkstemp(suffix=".so", prefix="heavy-", dir=folder)
    os.close(handle)
    definitions = [f"-DCODE_AREAS={len(codes.AREAS)}"]
    definitions += [
        f"-D{prefix}_{name}={value}"
        for prefix, module in (("CODE", codes), ("DRAW", processes))
        for name in dir(module)
        if name.isupper() and isinstance(value := getattr(module, name), int)
    ]
    subprocess.run(
        ["gcc", "-std=gnu11", *flags, "-shared", "-fPIC", *definitions, str(SOURCE), "-o", target, "-lm"], check=True
    )
    return ctypes.CDLL(target)


def copied(source: Any, layout: np.dtype[Any]) -> Any:
    """The fields of a layout out of a record or an array of records."""
    source = np.atleast_1d(np.asarray(source))
    out = np.zeros(source.shape, layout)
    for name in layout.names or ():
        out[name] = source[name]
    return out


class HeavyC:
    """The heavy submodels in C on copies of a world, parameters and the start of a state (which is set back to it).

    Attributes:
        arrays: the state after the last run, by the names of coopsim's state (records only with the fields that C has).
    """

    _KNOWN: ClassVar = {
        "p": "parameters",
        "scenario": "scenario",
        "known_town": "known_town",
        "known_county": "known_county",
        "forms": "form",
        "functions": "function",
    }
    _CHANGING: ClassVar = {"alliance": "alliance", "town": "town", "office": "office", "project": "project"}
    _NUMBERS = (
        *("lever", "need", "endowment", "trust", "personal", "institutional", "baseline", "expected", "contact"),
        *("near", "favour", "mismatch", "misread", "partner", "transfer", "alone_gain"),
    )

    def __init__(self, library: Any, parameters: Any, world: Any, state: Any) -> None:
        state.memory[:] = state.start
        layout = layouts()
        known = {
            "p": parameters,
            "scenario": world.scenario,
            "known_town": world.town,
            "known_county": world.county,
            "forms": world.form,
            "functions": world.function,
        }
        constant = {name: copied(known[name], layout[struct]) for name, struct in self._KNOWN.items()}
        constant["tie_id"] = np.ascontiguousarray(world.tie_id)
        first = {name: copied(getattr(state, name), layout[struct]) for name, struct in self._CHANGING.items()}
        first |= {name: np.array(getattr(state, name)) for name in self._NUMBERS}
        self._start = np.concatenate([array.reshape(-1).view(np.uint8) for array in first.values()])
        self._state = self._start.copy()
        self.arrays: dict[str, Any] = {}
        at = 0
        for name, array in first.items():
            self.arrays[name] = self._state[at : at + array.nbytes].view(array.dtype).reshape(array.shape)
            at += array.nbytes
        self._keep = (constant, self._state)
        pointers = [*constant.values(), *self.arrays.values()]
        sizes = [len(world.town), len(state.office), len(state.project)]
        self._model = (ctypes.c_int64 * (3 + len(pointers)))(*sizes, *(array.ctypes.data for array in pointers))
        self._run_many = library.run_many

    def run(self, seed: int, runs: Any, months: int) -> Any:
        """Run whole runs from the same start; returns (R, 4) numbers as `heavy_rules.summarise` fills them."""
        numbers = np.ascontiguousarray(runs, np.uint64)
        rows = np.zeros((len(numbers), 4))
        self._run_many(
            ctypes.byref(self._model),
            _at(self._state),
            _at(self._start),
            ctypes.c_int64(self._start.nbytes),
            ctypes.c_uint64(seed),
            _at(numbers),
            ctypes.c_int64(len(numbers)),
            ctypes.c_int64(months),
            _at(rows),
        )
        return rows


def differences(heavy: HeavyC, state: Any) -> list[str]:
    """Where the state of the C version differs by a bit from the state of the compiled rules: names of arrays and
    fields."""
    found = []
    for name, array in heavy.arrays.items():
        other = np.asarray(getattr(state, name))
        if array.dtype.names is None:
            found += [name] if array.tobytes() != other.tobytes() else []
        else:
            found += [
                f"{name}.{field}" for field in array.dtype.names if array[field].tobytes() != other[field].tobytes()
            ]
    return found


def gcc_version() -> str:
    """Version of gcc."""
    return subprocess.run(["gcc", "-dumpfullversion"], capture_output=True, text=True, check=True).stdout.strip()


def _at(array: Any) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
