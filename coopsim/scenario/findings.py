"""One fault, before it is known on which line it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace

from coopsim.scenario.errors import Bilingual
from coopsim.scenario.lines import Path


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault at a path of the document."""

    path: Path
    what: Bilingual
    found: str = ""
    allowed: Bilingual = ("", "")
    suggestion: str = ""

    def suggesting(self, suggestion: str) -> Finding:
        """The same fault with a suggestion."""
        return replace(self, suggestion=suggestion)
