"""Names of version 0.1 that have moved: they go on in this version, and warn."""

from __future__ import annotations

import sys
import warnings
from functools import partial
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Final

#: Former module, and where it is now; what it held goes with it.
MODULES: Final = {
    "codes": "model.codes",
    "comparison": "analysis.comparison",
    "csv_files": "folders.csv_files",
    "doors": "run.arguments",
    "ensemble": "run.ensemble",
    "mesa_view": "inspect",
    "monthly": "run.monthly",
    "numerics": "model.numerics",
    "outcome_texts": "model.outcomes",
    "outcomes": "model.outcomes",
    "parameter_sets": "run.parameter_sets",
    "parameters": "model.parameters",
    "patterns": "calibration.patterns",
    "processes": "model.processes",
    "report.document.write": "report.writing",
    "report.figures": "figures",
    "report.study": "report",
    "report.study.documents": "report.study_document",
    "report.study.study": "analysis.study",
    "rules": "model.rules",
    "schedule": "submodels.schedule",
    "state": "model.state",
    "streams": "model.streams",
    "world": "scenario.inputs",
}

#: Former names in a module that is now a room.
ATTRIBUTES: Final = {"model.CooperationModel": "run.mesa_model", "model.Municipality": "run.mesa_model"}

#: Former methods of results, and the public functions that do now what they did.
METHODS: Final = {"Comparison.save": "save_results", "Comparison.table": "comparison_table"}


class Moved:
    """Finds and loads a former module under its old name: the same module as under the new one."""

    def find_spec(self, fullname: str, path: object, target: ModuleType | None = None) -> ModuleSpec | None:
        """A way to the module, None for one that has not moved."""
        loader: Any = self  # without the base class, whose import takes longer than that of coopsim
        return ModuleSpec(fullname, loader) if fullname.removeprefix("coopsim.") in MODULES else None

    def create_module(self, spec: ModuleSpec) -> None:
        """An empty one to begin with."""

    def exec_module(self, module: ModuleType) -> None:
        """Put the module of now in the place of the former one."""
        former = module.__name__.removeprefix("coopsim.")
        _warn(f"coopsim.{former}", f"coopsim.{MODULES[former]}", 3)
        sys.modules[module.__name__] = import_module(f"coopsim.{MODULES[former]}")


def attribute(name: str) -> Any:
    """What stood under a name such as ``model.CooperationModel``; raises AttributeError."""
    room, _, last = name.rpartition(".")
    if name not in ATTRIBUTES:
        raise AttributeError(f"module 'coopsim.{room}' has no attribute {last!r}")
    _warn(f"coopsim.{name}", f"coopsim.{ATTRIBUTES[name]}.{last}", 4)
    return getattr(import_module(f"coopsim.{ATTRIBUTES[name]}"), last)


def method(thing: object, name: str) -> Any:
    """What a thing's former method of a name did, as a function of its other arguments; raises AttributeError."""
    former = f"{type(thing).__name__}.{name}"
    if former not in METHODS:
        raise AttributeError(f"{type(thing).__name__!r} object has no attribute {name!r}")
    _warn(former, f"coopsim.{METHODS[former]}", 4)
    return partial(getattr(import_module("coopsim"), METHODS[former]), thing)


def _warn(former: str, now: str, level: int) -> None:
    """Warn at the line of the user, that many calls away."""
    warnings.warn(f"{former} is now {now}; the old name goes with the next version.", DeprecationWarning, level)
