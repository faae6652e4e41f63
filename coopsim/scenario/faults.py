"""One fault, before it is known on which line it stands, and what may have been meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from coopsim.scenario.errors import Bilingual, cut, listing, said, shown
from coopsim.scenario.lines import Path
from coopsim.scenario.suggestions import suggest


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault at a path of the document.

    ``suggestion`` is a text, or makes one of the value as it is written; it is made only for faults that are told.
    """

    path: Path
    what: Bilingual
    found: str = ""
    allowed: Bilingual = ("", "")
    suggestion: str | Callable[[Any], str] = ""

    def meant(self, value: Any) -> str:
        """The suggestion for the value as it is written; an empty text when there is none."""
        return self.suggestion if isinstance(self.suggestion, str) else self.suggestion(value)


def unknown_keys(table: Path, given: Mapping[str, Any], known: Iterable[str]) -> list[Fault]:
    """A fault for each key of a table that it cannot have."""
    names = list(known)
    allowed, there = listing(names), set(names)
    what, strange = said("unknown_key"), [key for key in given if key not in there]
    return [
        Fault((*table, key), what, f"{cut(str(key))} = {shown(given[key])}", allowed, _near(key, names))
        for key in strange
    ]


def _near(key: str, known: Iterable[str]) -> Callable[[Any], str]:
    return lambda _: suggest(key, known)
