"""A run explains itself: the numeric event log of one run as a table and as a story in words, in English or German."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coopsim.story.story import tell_story as tell_story
    from coopsim.story.table import events_table as events_table

_HOMES = {"events_table": "table", "tell_story": "story"}

__all__ = ["events_table", "tell_story"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"coopsim.story.{_HOMES[name]}"), name)
