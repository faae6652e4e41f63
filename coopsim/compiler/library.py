"""Rules that only compiled rules call are code to be linked, neither optimised nor made machine code of on their own.

Numba optimises every function together with all that it calls, and makes machine code of it. Of rules that only rules
call nothing of this is ever used but the code to be linked. So it is kept as Numba wrote it and optimised once, in
the function that is called from Python. This module imports Numba, and stands on parts of it that are not documented.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from llvmlite.binding import Linkage
from numba import njit
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.environment import lookup_environment


class Inner(JITCodeLibrary):
    """The code of one function that is called from compiled code only."""

    def finalize(self) -> None:
        """Nothing more is to be added; there is nothing to optimise yet."""
        self._raise_if_finalized()
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """None: there is no machine code."""
        return 0

    @property
    def codegen(self) -> Any:
        """What Numba gives the environment of the function to."""
        return self

    def set_env(self, name: str, environment: Any) -> None:
        """Nothing: `Outer` sets it in the machine code."""

    def _get_module_for_linking(self) -> Any:
        """Itself with all that it calls, for a function that Numba compiles by itself, such as a fold over a rule."""
        if self._shared_module is None:
            whole = self._final_module.clone()
            for library in _reached(self._linking_libraries):
                own = library._final_module if isinstance(library, Inner) else library._get_module_for_linking()
                whole.link_in(own, preserve=True)
            for function in whole.functions:
                if not function.is_declaration and function.linkage == Linkage.external:
                    function.linkage = Linkage.linkonce_odr
            self._shared_module = whole
        return self._shared_module


class Outer(JITCodeLibrary):
    """The code of one function that is called from Python, with all that it reaches."""

    def finalize(self) -> None:
        """Link every inner function once, optimise the whole and make machine code of it."""
        entries = {function.name for function in self._final_module.functions if not function.is_declaration}
        others = []
        for library in _reached(self._linking_libraries):
            if isinstance(library, Inner):
                self._final_module.link_in(library._final_module, preserve=True)
                _reload_init(self).update(_reload_init(library))
            else:
                others.append(library)
        for function in self._final_module.functions:
            if not function.is_declaration and function.name not in entries:
                function.linkage = Linkage.internal  # nobody else calls it: it may vanish
        self._linking_libraries = others
        super().finalize()
        for variable in self._final_module.global_variables:
            if environment := lookup_environment(variable.name):
                self._codegen.set_env(variable.name, environment)


class _Pipeline(Compiler):
    """Numba's way from Python to machine code, with a library of another kind."""

    kind: type[JITCodeLibrary]

    def _compile_core(self) -> Any:
        library = self.kind(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        library.enable_object_caching()
        self.state.library = library
        return super()._compile_core()


class _ToInner(_Pipeline):
    kind = Inner


class _ToOuter(_Pipeline):
    kind = Outer


def _reload_init(library: Any) -> set[Any]:
    """What is to be called once the library is loaded from the cache; older versions of Numba do not keep it here."""
    found: set[Any] = getattr(library, "_reload_init", set())
    return found


def _reached(libraries: Iterable[Any]) -> Iterator[Any]:
    """The libraries and those that inner ones among them call, each once."""
    seen = set()
    waiting = list(libraries)
    while waiting:
        library = waiting.pop()
        if library not in seen:
            seen.add(library)
            if isinstance(library, Inner):
                waiting += library._linking_libraries
            yield library


def pipeline(inner: bool) -> Any:
    """The pipeline for functions that only compiled ones call, or for those called from Python.

    A Numba that is made otherwise compiles in its own way: the same bits, in more time.
    """
    return (_ToInner if inner else _ToOuter) if _fits() else Compiler


@cache
def _fits() -> bool:
    """Whether this Numba can be used as above, tried out on two functions."""

    def twice(x: float) -> float:
        if x < 0.0:
            raise ValueError(x)
        return x + x

    jit: Any = njit
    try:
        double = jit(pipeline_class=_ToInner, no_cpython_wrapper=True, no_cfunc_wrapper=True)(twice)
        call = jit(pipeline_class=_ToOuter)(lambda x: double(x))
        return bool(call(1.5) == 3.0)
    except Exception:
        return False
