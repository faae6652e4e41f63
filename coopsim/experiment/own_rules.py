"""A researcher's own submodels: their source text goes along to every worker, so no file has to be there."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import Any

from coopsim.submodels.schedule import SCHEDULE


@dataclass(frozen=True)
class OwnRule:
    """A function of a Python file in the place of a submodel."""

    name: str  #: of the submodel in the schedule
    file: str  #: for messages
    attribute: str  #: name of the function in the file
    source: str

    def function(self) -> Callable[..., Any]:
        """The function; raises what its file raises, and AttributeError if the file has none of this name."""
        found: Callable[..., Any] = getattr(_module(self.file, self.source), self.attribute)
        return found


def schedule_with(rules: Sequence[OwnRule]) -> Any:
    """The schedule with one's own submodels in their places."""
    return SCHEDULE.replace(**{rule.name: rule.function() for rule in rules}) if rules else SCHEDULE


@lru_cache(maxsize=32)
def _module(file: str, source: str) -> ModuleType:
    module = ModuleType("own_rules")
    module.__file__ = file
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    exec(compile(source, file, "exec"), module.__dict__)
    return module
