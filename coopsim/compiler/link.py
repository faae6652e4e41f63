"""Compiles a rule together with the rules that it calls, without touching any of them.

Each rule is copied with the globals that it names, in which the rules are replaced by their compiled copies. The
copies are named by their content: compiled code of the same name is the same code, also when it comes from another
process's cache, and a constant changed in a notebook is never overlooked.
"""

from __future__ import annotations

import builtins
import dis
import os
import sys
import threading
from collections.abc import Callable
from types import CellType, FunctionType
from typing import Any

from coopsim.compiler.fingerprint import closure_values, content_digest, globals_used, is_linked, plain
from coopsim.model.rules import each, is_equation, is_own

_OPTIONS = {"error_model": "numpy", "nogil": True}
"""Strict floating point: no fastmath, so compiled and interpreted results have the same bits."""


def counts_references(function: Callable[..., Any]) -> bool:
    """Whether a rule is compiled with Numba's reference counting, which only rules that make arrays need.

    coopsim's own rules make none.  Without it a month takes a quarter of the time, and threads do not wait for each
    other's counters.  A user's replacement keeps it, so that it may do what Numba can, and has its indices checked.
    """
    return is_own(function)


_SHORT = 120
"""Instructions of Python up to which a rule is inlined: compiling takes a twentieth longer, running that much less."""

_linked: dict[tuple[str, bool, bool], Any] = {}
_lock = threading.RLock()


def compile_rule(function: Callable[..., Any]) -> Any:
    """The Numba dispatcher of an equation or submodel, to be called from Python; it compiles when first called.

    Raises:
        TypeError: if it is not a plain Python function, or calls itself.
    """
    with _lock:
        return _link(function, (), inner=False)


def link_rule(function: Callable[..., Any]) -> Any:
    """As `compile_rule`, but to be called from other compiled functions only: called from Python it would crash."""
    with _lock:
        return _link(function, (), inner=True)


def switched_off() -> bool:
    """Whether Numba is told to compile nothing (``NUMBA_DISABLE_JIT=1``)."""
    if "numba" not in sys.modules:
        return os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")
    config: Any = sys.modules["numba"].config
    return bool(config.DISABLE_JIT)


def jit(function: FunctionType, inner: bool, any_tuples: bool = False, **options: Any) -> Any:
    """The Numba dispatcher of one function whose globals are compiled already; the function if Numba is switched off.

    Numba would compile it anew for every whole number that it is called with (each process of a random stream); this
    one compiles once per type.

    Args:
        inner: whether only other compiled functions call it; called from Python it would crash.
        any_tuples: whether it may do more with a tuple of arrays than name its fields; then it gets the tuple itself.
    """
    if switched_off():
        return function
    import numba
    import numba.core.errors
    import numba.core.types

    from coopsim.compiler.library import pipeline
    from coopsim.compiler.reference import by_reference, by_value

    njit: Any = numba.njit
    unliteral: Any = numba.core.types.unliteral
    options |= {"no_cpython_wrapper": inner, "no_cfunc_wrapper": inner, "pipeline_class": pipeline(inner)}
    dispatcher = njit(**_OPTIONS, **options)(function)
    template_for = dispatcher.get_call_template

    def compiled_for(way: Callable[[Any], Any], arguments: Any, keywords: Any) -> Any:
        named = {name: way(unliteral(kind)) for name, kind in dict(keywords).items()}
        return template_for(tuple(way(unliteral(kind)) for kind in arguments), named)

    def get_call_template(arguments: Any, keywords: Any) -> Any:
        try:
            return compiled_for(by_reference, arguments, keywords)
        except numba.core.errors.NumbaError:
            if not any_tuples:
                raise
            return compiled_for(by_value, arguments, keywords)

    dispatcher.get_call_template = get_call_template
    return dispatcher


def _link(function: Callable[..., Any], callers: tuple[FunctionType, ...], inner: bool) -> Any:
    original = plain(function)
    if original in callers:
        raise TypeError(f"{original.__qualname__} calls itself: rules may not.")
    if original is each and not switched_off():
        return _unrolled()
    digest = content_digest(original)
    inline = is_equation(original) or (inner and _is_short(original))
    if (digest, inline, inner) not in _linked:
        callers = (*callers, original)
        copy = _copy(original, digest, lambda value: _link(value, callers, inner=True) if is_linked(value) else value)
        counting = counts_references(original)
        options = {"_nrt": counting, "boundscheck": counting, "forceinline": inline}
        _linked[digest, inline, inner] = jit(copy, inner, any_tuples=is_own(original), **options)
    return _linked[digest, inline, inner]


def _is_short(function: FunctionType) -> bool:
    """Whether calling a rule costs more than having it written out wherever it is called."""
    return sum(1 for _ in dis.get_instructions(function)) <= _SHORT


def _unrolled() -> Any:
    import numba

    return numba.literal_unroll


def _copy(original: FunctionType, digest: str, replace: Callable[[Any], Any]) -> FunctionType:
    scope = {name: replace(value) for name, value in globals_used(original).items()}
    # Numba looks the module up by name when it loads cached code, so it must exist everywhere.
    scope |= {"__name__": __name__, "__builtins__": builtins}
    closure = tuple(CellType(replace(value)) for value in closure_values(original).values())
    copy = FunctionType(original.__code__, scope, original.__name__, original.__defaults__, closure)
    copy.__kwdefaults__ = original.__kwdefaults__
    copy.__qualname__ = f"{original.__qualname__}_{digest[:16]}"
    return copy
