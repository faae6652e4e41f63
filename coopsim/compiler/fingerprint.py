"""Digests of rules: a function together with everything that it reaches.

A digest covers the function, every Python function that it names (in whatever file), and the values of the global and
closure constants used. Two functions with the same content digest compute the same; that is what makes cached code
safe.
"""

from __future__ import annotations

import dis
import hashlib
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

LIBRARIES = frozenset({"builtins", "math", "numba", "numpy"})
"""Top-level packages that are taken by name: their version is part of the cache key."""


def content_digest(*functions: Callable[..., Any]) -> str:
    """Digest of what the functions will do now, from their bytecode (hex, 64 digits; differs between Python versions).

    Raises:
        TypeError: if one is not a plain Python function.
    """
    return _digest(functions, exact=True)


def source_digest(*functions: Callable[..., Any]) -> str:
    """Digest for manifests, from the source text (hex, 64 digits; the same on every machine).

    Functions without source text, as in `python -c`, enter with their bytecode.

    Raises:
        TypeError: if one is not a plain Python function.
    """
    return _digest(functions, exact=False)


def plain(function: Any) -> FunctionType:
    """The plain Python function itself, or the one inside a Numba dispatcher.

    Raises:
        TypeError: if there is none.
    """
    inner = getattr(function, "py_func", function)
    if not isinstance(inner, FunctionType):
        raise TypeError(f"{function!r} is not a plain Python function: write the rule with `def`.")
    return inner


def is_linked(value: Any) -> bool:
    """Whether a value that a rule names is a Python function to compile along with it, rather than a library's."""
    inner = getattr(value, "py_func", value)
    return isinstance(inner, FunctionType) and (inner.__module__ or "").partition(".")[0] not in LIBRARIES


def globals_used(function: FunctionType) -> dict[str, Any]:
    """The globals that a function and those nested in it name, with present values, in order of appearance."""
    scope = function.__globals__
    return {name: scope[name] for name in _loaded(function.__code__, "LOAD_GLOBAL", "LOAD_NAME") if name in scope}


def closure_values(function: FunctionType) -> dict[str, Any]:
    """The values that a function closes over, by name."""
    cells = function.__closure__ or ()
    return {name: cell.cell_contents for name, cell in zip(function.__code__.co_freevars, cells, strict=True)}


def _loaded(code: CodeType, *operations: str) -> Iterator[str]:
    for instruction in dis.get_instructions(code):
        if instruction.opname in operations:
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _loaded(constant, *operations)


def _digest(functions: tuple[Callable[..., Any], ...], exact: bool) -> str:
    digest = hashlib.sha256()
    seen: dict[FunctionType, int] = {}
    for function in functions:
        for part in _describe(plain(function), seen, exact):
            digest.update(part.encode() if isinstance(part, str) else part)
            digest.update(b"\0")
    return digest.hexdigest()


def _describe(value: Any, seen: dict[FunctionType, int], exact: bool) -> Iterator[str | bytes]:
    if is_linked(value):
        yield from _describe_function(plain(value), seen, exact)
    elif isinstance(value, tuple):
        yield f"tuple {len(value)}"
        for element in value:
            yield from _describe(element, seen, exact)
    elif isinstance(value, frozenset):
        yield f"frozenset {sorted(map(repr, value))}"
    elif isinstance(value, np.ndarray):
        yield f"array {value.dtype} {value.shape}"
        yield value.tobytes()
    elif isinstance(value, CodeType):
        yield value.co_code
        yield f"{value.co_names} {value.co_varnames} {value.co_freevars} {value.co_argcount} {value.co_flags}"
        yield from _describe(value.co_consts, seen, exact)
    elif isinstance(value, ModuleType):
        yield f"module {value.__name__}"
    elif isinstance(value, type) or callable(value):
        yield f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', repr(value))}"
    else:
        yield f"{type(value).__name__} {value!r}"


def _describe_function(function: FunctionType, seen: dict[FunctionType, int], exact: bool) -> Iterator[str | bytes]:
    if function in seen:
        yield f"function {seen[function]}"
        return
    seen[function] = len(seen)
    text = None if exact else _source(function)
    yield from _describe(function.__code__, seen, exact) if text is None else (text,)
    yield from _describe(function.__defaults__ or (), seen, exact)
    yield repr(function.__kwdefaults__)
    for name, value in closure_values(function).items():
        yield f"closure {name}"
        yield from _describe(value, seen, exact)
    for name, value in globals_used(function).items():
        yield f"global {name}"
        yield from _describe(value, seen, exact)
        if isinstance(value, ModuleType) and value.__name__.partition(".")[0] not in LIBRARIES:
            for attribute in sorted(set(_loaded(function.__code__, "LOAD_ATTR", "LOAD_METHOD"))):
                if hasattr(value, attribute):
                    yield f"attribute {name}.{attribute}"
                    yield from _describe(getattr(value, attribute), seen, exact)


def _source(function: FunctionType) -> str | None:
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        return None


def schedule_fingerprint(*rules: tuple[str, Callable[..., Any]]) -> str:
    """Digest of all rules of a schedule, each with its name (hex)."""
    digest = hashlib.sha256()
    for name, function in rules:
        try:
            text = source_digest(function)
        except TypeError:  # a callable object: it runs interpreted, and only its class is known
            text = source_digest(type(function).__call__)
        digest.update(f"{name} {text}\n".encode())
    return digest.hexdigest()
