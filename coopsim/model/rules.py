"""The two kinds of rules: equations and submodels.

Both stay the plain Python functions they are written as: they can be called, stepped through and measured for coverage.
The decorators only record them. `coopsim.compiler` compiles the very same source; Numba is not imported before that.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar

Rule = TypeVar("Rule", bound=Callable[..., Any])

_equations: dict[str, Callable[..., Any]] = {}
_submodels: dict[str, Callable[..., Any]] = {}


def equation(function: Rule) -> Rule:
    """Record a pure scalar function: numbers in, number out, no arrays, no loops, no chance.

    Compiled, it is inlined where it is called. A second equation of the same module and name replaces the first in the
    registry (as happens in a notebook).

    Raises:
        TypeError: if it is not a plain Python function.
    """
    return _record(function, _equations)


def submodel(function: Rule) -> Rule:
    """Record one process of the schedule: explicit loops that apply equations to the arrays of one run.

    Its parameters are `(month, key, p, w, s)`; see `coopsim.compiler`.

    Raises:
        TypeError: if it is not a plain Python function.
    """
    return _record(function, _submodels)


def each(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of variables for a loop, ``for name in each(NAMES): a[name] = b[name]``; compiled, it is written out."""
    return names


def equations() -> dict[str, Callable[..., Any]]:
    """All equations recorded so far, by `module.name`."""
    return dict(_equations)


def submodels() -> dict[str, Callable[..., Any]]:
    """All submodels recorded so far, by `module.name`."""
    return dict(_submodels)


def is_equation(function: Any) -> bool:
    """Whether this very function was recorded with `@equation`."""
    return _equations.get(_name(function)) is function


def is_own(function: Any) -> bool:
    """Whether a rule is a user's own, not one that ships with coopsim."""
    return not (getattr(function, "__module__", None) or "").startswith("coopsim.")


def _record(function: Rule, registry: dict[str, Callable[..., Any]]) -> Rule:
    if not isinstance(function, FunctionType):
        raise TypeError(f"{function!r} is not a plain Python function: write the rule with `def`.")
    registry[_name(function)] = function
    return function


def _name(function: Any) -> str:
    return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', '')}"
