"""Names of a package that are loaded when they are first used, so that importing it is quick."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any


def names(package: str) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """``__getattr__``, ``__dir__`` and ``__all__`` of a package.

    Its public names, and where they come from, stand once: in the imports below ``if TYPE_CHECKING:``, a line each
    (``from coopsim.scenario import Scenario as Scenario``), which type checkers read, too.
    """
    loader: Any = sys.modules[package].__loader__
    lines = (line.split() for line in loader.get_source(package).splitlines())
    homes = {line[3]: line[1] for line in lines if line[:1] == ["from"] and line[4:] == ["as", line[3]]}

    def load(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(homes[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    return load, lambda: sorted({*vars(sys.modules[package]), *homes}), sorted(homes)
