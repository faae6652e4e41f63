"""Rules that only compiled rules call: code to be linked, neither optimised nor turned into machine code of its own.

Numba optimises every function together with all that it calls, and makes machine code of it.  Of rules that are only
called by rules nothing of this is used but the code to be linked; so it is kept as it is, and optimised once, in the
function that is called from Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any


@cache
def pipelines() -> tuple[Any, Any]:
    """Numba's pipelines for functions that only compiled ones call, and for those that are called from Python."""
    import llvmlite.binding as llvm
    from numba.core.codegen import JITCodeLibrary
    from numba.core.compiler import Compiler
    from numba.core.environment import lookup_environment

    class Outer(JITCodeLibrary):  # type: ignore[misc, valid-type]
        """Code of one function called from Python with the code of all inner ones that it reaches, each once."""

        def finalize(self) -> None:
            entries = {function.name for function in self._final_module.functions if not function.is_declaration}
            for inner in _reached(self._linking_libraries):
                self._final_module.link_in(inner._final_module, preserve=True)
                self._reload_init.update(inner._reload_init)
                self._linking_libraries += [other for other in inner._linking_libraries if not isinstance(other, Inner)]
            self._linking_libraries = [library for library in self._linking_libraries if not isinstance(library, Inner)]
            for function in self._final_module.functions:
                if not function.is_declaration and function.name not in entries:
                    function.linkage = llvm.Linkage.internal
            super().finalize()
            for variable in self._final_module.global_variables:
                if variable.name.startswith("_ZN08NumbaEnv") and (found := lookup_environment(variable.name)):
                    self._codegen.set_env(variable.name, found)

    class Inner(JITCodeLibrary):  # type: ignore[misc, valid-type]
        """Code of one function, to be linked."""

        def finalize(self) -> None:
            self._raise_if_finalized()
            self._finalize_dynamic_globals()
            self._finalized = True

        def get_pointer_to_function(self, name: str) -> int:
            return 0

        @property
        def codegen(self) -> Any:
            return self

        def set_env(self, name: str, environment: Any) -> None:
            """There is no machine code that could have an environment."""

    def _reached(libraries: list[Any]) -> Iterator[Any]:
        seen = set()
        waiting = list(libraries)
        while waiting:
            library = waiting.pop()
            if isinstance(library, Inner) and library not in seen:
                seen.add(library)
                waiting += library._linking_libraries
                yield library

    def pipeline(kind: type) -> Any:
        class Pipeline(Compiler):  # type: ignore[misc, valid-type]
            def _compile_core(self) -> Any:
                self.state.library = kind(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
                self.state.library.enable_object_caching()
                return super()._compile_core()

        return Pipeline

    return pipeline(Inner), pipeline(Outer)
