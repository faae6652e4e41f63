"""The known word nearest to what somebody typed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(found: str, known: Iterable[str]) -> str:
    """The known word nearest to what was typed; empty where none is near."""
    near = difflib.get_close_matches(found, list(known), n=1)
    return near[0] if near else ""
